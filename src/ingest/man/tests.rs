use expect_test::{Expect, expect};

use super::*;
use crate::document::BlockKind;

/// Reads `text` and checks its blocks, each as `lines kind plain`, then that every line that is not
/// blank is in one of them or was left out.
#[track_caller]
fn check(text: &str, expected: Expect) {
    let document = read("a.1", text).unwrap();
    let mut shown = String::new();
    for block in &document.blocks {
        let kind = match &block.kind {
            BlockKind::Heading { .. } => "Heading".to_owned(),
            BlockKind::Item { depth } => format!("Item {depth}"),
            other => format!("{other:?}"),
        };
        let plain = block.plain().replace('\n', "⏎");
        shown += &format!("{}-{} {kind}: {plain}\n", block.lines.first, block.lines.last);
    }
    expected.assert_eq(&shown);
    let blocks = document.blocks.iter().map(|block| block.lines);
    let kept: Vec<Lines> = blocks.chain(document.left_out.iter().map(|one| one.lines)).collect();
    for (number, line) in (1..).zip(text.lines()) {
        let is_kept = kept.iter().any(|lines| (lines.first..=lines.last).contains(&number));
        assert!(is_kept || line.trim().is_empty(), "line {number} is lost: {line:?}");
    }
}

#[test]
fn sections_tags_and_code() {
    let text = ".\\\" a comment\n.TH BOAT 1 2024\n.SH NAME\nboat \\- floats\n.SH \"IS IT WET?\"\n\
        Yes, \\fBvery\\fR\nwet.\n.PP\nSee\n.BR boat (5),\nand \\(lqmore\\(rq.\n.TP\n.B \\-v\nSay more.\n\
        .IP \\(bu 2\nitem\n.nf\nrow()\n  stop()\n.fi\n.SS Old\n.I x\n";
    check(
        text,
        expect![[r#"
            3-3 Heading: NAME
            4-4 Paragraph: boat - floats
            5-5 Heading: IS IT WET?
            6-7 Paragraph: Yes, very wet.
            9-11 Paragraph: See boat(5), and “more”.
            13-14 Item 0: -v⏎Say more.
            16-19 Item 0: item⏎row()⏎  stop()
            21-21 Heading: Old
            22-22 Paragraph: x
        "#]],
    );
    let document = read("boat.1", text).unwrap();
    assert!(matches!(document.blocks[2].kind, BlockKind::Heading { entry: true, .. }));
    assert_eq!(document.title.as_deref(), Some("BOAT"));
    let reasons: Vec<&str> = document.left_out.iter().map(|it| it.reason.as_str()).collect();
    assert_eq!(reasons[..2], ["comment", "roff without text"]);
}

#[test]
fn the_head_of_an_item_of_mdoc_is_read_as_macros() {
    check(
        ".Dd May 1, 2024\n.Dt ROW 1\n.Os\n.Sh NAME\n.Nm row\n.Nd moves a boat\n.Sh SYNOPSIS\n.Nm row\n\
         .Op Fl bq\n.Op Fl s Ar speed | Cm max\n.Nm\n.Fl h\n.Sh DESCRIPTION\n.Nm\nrows.\nIt has these flags:\n\
         .Bl -tag -width Ds\n.It Fl b\nCauses\n.Nm\nto go back.\n.Pp\nSlowly.\n.It Fl s Ar speed , Fl -speed Ns = Ns Ar speed\n\
         Says how fast, see\n.Xr oar 5 .\n.Bl -bullet\n.It\nnested\n.El\n.It Cm Quiet Pq Dv off\nSays \\\"x\nless.\n\
         .It Ev BOAT No or Li .boatrc\n.It Fl D Xo\n.Sm off\n.Oo Ar place : Oc\n.Ar port\n.Sm on\n.Xc\nLands there.\n.El\n\
         .Pp\nThe end\n.Pq see Sx NAME .\n.Dl $ row -b\n",
        expect![[r#"
            4-4 Heading: NAME
            5-6 Paragraph: row - moves a boat
            7-7 Heading: SYNOPSIS
            8-10 Paragraph: row [-bq] [-s speed | max]
            11-12 Paragraph: row -h
            13-13 Heading: DESCRIPTION
            14-16 Paragraph: row rows. It has these flags:
            18-23 Item 0: -b⏎Causes row to go back.⏎Slowly.
            24-26 Item 0: -s speed, --speed=speed⏎Says how fast, see oar(5).
            29-29 Item 1: nested
            31-33 Item 0: Quiet (off)⏎Says less.
            34-34 Item 0: BOAT or .boatrc
            35-41 Item 0: -D [place:]port⏎Lands there.
            44-45 Paragraph: The end (see NAME).
            46-46 Code: $ row -b
        "#]],
    );
}

#[test]
fn functions_and_references_of_mdoc() {
    check(
        ".Dd May 1, 2024\n.Dt FLOAT 3\n.Sh NAME\n.Nm float ,\n.Nm sink\n.Nd go up and down\n.Sh SYNOPSIS\n.In boat.h\n\
         .Ft int\n.Fn float \"int depth\" \"char *name\"\n.Ft void\n.Fo sink\n.Fa \"int depth\"\n.Fa \"int speed\"\n.Fc\n\
         .Sh SEE ALSO\n.Rs\n.%A A. Noah\n.%T \"Boats of all kinds\"\n.%D 1999\n.Re\n.Ex -std\n\
         .Lk https://a.example \"the site\" ,\nin\n.Bx 4.4\nand\n.Ox .\n",
        expect![[r#"
            3-3 Heading: NAME
            4-6 Paragraph: float, sink - go up and down
            7-7 Heading: SYNOPSIS
            8-15 Paragraph: <boat.h> int float(int depth, char *name) void sink(int depth, int speed)
            16-16 Heading: SEE ALSO
            18-20 Paragraph: A. Noah, Boats of all kinds, 1999
            22-27 Paragraph: The float utility exits 0 on success, and >0 if an error occurs. the site <https://a.example>, in 4.4BSD and OpenBSD.
        "#]],
    );
}

#[test]
fn a_paragraph_without_a_tag_goes_on_with_the_item_above() {
    check(
        ".TH BOAT 1\n.SH OPTIONS\n.HP\n\\fB\\-q\\fR, \\fB\\-\\-quiet\\fR\n.IP\nsay nothing\n.HP\n\\fB\\-\\-fast\\fR\n.IP\nhurry\n\
         .IP \"\\(bu\" 4\n\\fB\\-\\-slow\\fR / \\fB\\-s\\fR:\n.IP\nTake your time\\.\n.IP \"\" 4\nReally.\n.PP\nThe end.\n.IP\nOf it.\n",
        expect![[r#"
            2-2 Heading: OPTIONS
            4-6 Item 0: -q, --quiet⏎say nothing
            8-10 Item 0: --fast⏎hurry
            12-16 Item 0: --slow / -s:⏎Take your time.⏎Really.
            18-18 Paragraph: The end.
            20-20 Paragraph: Of it.
        "#]],
    );
}

#[test]
fn a_term_over_what_is_indented_is_an_item() {
    check(
        ".TH BOAT 1\n.SH OPTIONS\n.PP\n\\-d\n.RS 4\nDives\\&.\n.sp\nNot deep\\&.\n.PP\nslow\n.RS 4\nTakes long\\&.\n.RE\n.RE\n\
         .PP\n\\-n, \\-\\-dry <path>\\&...\n.RS 4\nIs one of these:\n.sp\n.RS 4\n.ie n \\{\\\n\\h'-04'\\(bu\\h'+03'\\c\n.\\}\n.el \\{\\\n\
         .sp -1\n.IP \\(bu 2.3\n.\\}\nwet\n.RE\n.RE\n.sp\nFor example:\n.sp\n.if n \\{\\\n.RS 4\n.\\}\n.nf\n$ boat -d\n.fi\n\
         .if n \\{\\\n.RE\n.\\}\n.PP\nThis is done by\n.I boat .\n.RS\nIndeed.\n.RE\n\
         .PP\n\\-q\n.br\n\\-\\-quiet\n.RS 4\nHushes.\n.RE\n.PP\nOne line.\n.br\nTwo lines\n.RS\nMore.\n.RE\n",
        expect![[r#"
            2-2 Heading: OPTIONS
            4-8 Item 0: -d⏎Dives.⏎Not deep.
            10-12 Item 1: slow⏎Takes long.
            16-18 Item 0: -n, --dry <path>...⏎Is one of these:
            28-28 Item 1: wet
            32-32 Paragraph: For example:
            38-38 Code: $ boat -d
            44-45 Paragraph: This is done by boat .
            47-47 Paragraph: Indeed.
            50-54 Item 0: -q⏎--quiet⏎Hushes.
            57-57 Paragraph: One line.
            59-59 Paragraph: Two lines
            61-61 Paragraph: More.
        "#]],
    );
}

#[test]
fn several_tags_of_one_item() {
    check(
        ".TH BOAT 1\n.SH OPTIONS\n.TP\n.B \\-a\n.TQ\n.B \\-b\nOne of two.\n.PD 0\n.IP \"\\fB\\-c\\fR\" 4\n.IX Item \"-c\"\n\
         .IP \"\\fB\\-\\-\\fR\" 4\n.PD\nEnds.\n.TP\n.B x\n.TP\n.B y\nLast.\n",
        expect![[r#"
            2-2 Heading: OPTIONS
            4-7 Item 0: -a⏎-b⏎One of two.
            9-13 Item 0: -c⏎--⏎Ends.
            15-15 Item 0: x
            17-18 Item 0: y⏎Last.
        "#]],
    );
}

#[test]
fn strings_and_macros_of_a_page_are_carried_out() {
    check(
        ".TH BOAT 1\n.ds bt \\fBboat\\fP\n.SH NAME\nboat \\- floats\n.de URL\n\\\\$2 \\(la\\\\$1\\(ra\\\\$3\n..\n\
         .if \\n(.g .mso www.tmac\n.SH\nOPTIONS\nThe \\*(bt's oars.\n.URL http://a.example \"The site\" .\n\
         See\n.UR http://b.example\nthe other\n.UE .\nAnd \\\n  more.\n",
        expect![[r#"
            3-3 Heading: NAME
            4-4 Paragraph: boat - floats
            10-10 Heading: OPTIONS
            11-18 Paragraph: The boat's oars. The site ⟨http://a.example⟩. See the other <http://b.example>. And   more.
        "#]],
    );
}

#[test]
fn other_files_and_hostile_ones() {
    assert_eq!(read("log.1", "no macro\n").unwrap_err(), "not a manual page");
    for text in [
        "\\".repeat(10_000),
        "\\[".repeat(10_000),
        (0x4e00..0x9f00).filter_map(char::from_u32).map(|sign| format!("\\o{sign}")).collect(),
        "x\\\n".repeat(20_000),
        ".IP \"\n".repeat(20_000),
        ".RS\n.TP\n".repeat(20_000),
        ".PP\nx\n.RS\n".repeat(20_000),
        ".SH\n".repeat(20_000),
        ".if n \\{".repeat(20_000),
        ".de x\n.x\n.x\n..\n.x\n.ie n \\{ .el".to_owned(),
        format!(".ds {}\n.nr {}\n.if {}", "x".repeat(9), "-".repeat(9999), "(".repeat(9999)),
        "\\f(é\\s\n.é\n.if\n.el\n.de\n.ds\n.\\}\n.nr x\n\\*\n\\n\n.als x\n.if 'é'\n\\h'-\\c"
            .to_owned(),
    ] {
        read("a.1", &format!(".TH A\n{text}")).unwrap();
        read("a.1", &format!(".Dd A\n{text}")).unwrap();
    }
    for text in [
        ".Op Op Fl ".repeat(20_000),
        format!(".{}", "Op ".repeat(20_000)),
        ".Bl -tag\n.It Xo\n".repeat(20_000),
        ".El\n.Xc\n.Oc\n.Fc\n".repeat(2_000),
        ".It\n.Fn\n.Xr\n.Pf\n.In\n.Lk\n.Ex\n.%A\n.Fo\n.Fa\n.Nd\n.Fl |\n.Ta\n.é é".to_owned(),
    ] {
        read("a.1", &format!(".Dd A\n.Sh B\n{text}")).unwrap();
    }
}
