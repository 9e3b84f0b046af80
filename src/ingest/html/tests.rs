use super::*;
use crate::document::Lines;

fn read_all(text: &str) -> Document {
    read("page.html", text, &mut |_| {}).unwrap()
}

/// `line kind: plain` for each block.
fn shown(text: &str) -> Vec<String> {
    let show = |block: &Block| {
        let kind = match &block.kind {
            BlockKind::Heading { level, entry: false } => format!("h{level}"),
            BlockKind::Heading { entry: true, .. } => "ask".to_owned(),
            BlockKind::Paragraph => "p".to_owned(),
            BlockKind::Item { depth } => format!("item{depth}"),
            BlockKind::Row { header } => format!("row{}", header.len()),
            BlockKind::Code => "code".to_owned(),
            BlockKind::Record(record) => {
                return format!("{} record: {}", block.lines.first, record.questions[0]);
            }
        };
        format!("{} {kind}: {}", block.lines.first, block.plain().trim_end())
    };
    read_all(text).blocks.iter().map(show).collect()
}

#[test]
fn headings_lists_tables_and_code() {
    let text = "<!doctype html>\n<title>Boats &amp; oars</title>\n<body>\n<h1>Boats<a href=#x>¶</a></h1>\n\
        <p>A   <b>boat</b>\n  floats.<br>It does.\n<ul>\n<li>one\n<li>two<ul><li>deep</ul>\n</ul>\n\
        <ol start=3><li><p>three</p><p>more</p></li></ol>\n\
        <table><tr><th>Boat<th>Price\n<tr><td>dinghy<td>10 &euro;\n</table>\n\
        <pre>\nfloat();\n  sink();\n</pre>\n";
    assert_eq!(
        shown(text),
        [
            "4 h1: Boats",
            "5 p: A boat floats. It does.",
            "8 item0: one",
            "9 item0: two",
            "9 item1: deep",
            "11 item0: three\nmore",
            "13 p: Boat | Price",
            "13 row2: dinghy | 10 €",
            "16 code: float();\n  sink();",
        ]
    );
    let document = read_all(text);
    assert_eq!(document.title.as_deref(), Some("Boats & oars"));
    assert_eq!(document.blocks[1].text, "A boat floats.\nIt does.\n");
    assert_eq!(document.blocks[1].lines, Lines::new(5, 6));
    assert_eq!(document.blocks[4].text, "  - deep");
    assert_eq!(document.blocks[5].text, "3. three\n   more\n");
    assert_eq!(document.blocks[8].lines, Lines::new(16, 17));
}

#[test]
fn line_breaks_of_every_kind_give_the_same() {
    let page = "<h1>Boats</h1>\n<pre>\n  float();\n\n    sink();\n</pre>\n<p>A\nb.\n";
    let wanted = shown(page);
    assert_eq!(wanted, ["1 h1: Boats", "3 code: float();\n\n    sink();", "7 p: A b."]);
    assert_eq!(shown(&page.replace('\n', "\r\n")), wanted);
}

#[test]
fn raised_figures_and_struck_text_do_not_run_together_with_others() {
    let page = "<h2>How much is 10<sup>6</sup><sup><a href=#n>1</a></sup>?</h2>\n\
        <p>A million <del>pounds</del> euros, or 3 m<sup>2</sup> of notes<sup><a href=#n>3</a></sup>.\n\
        <p>Not 20 EUR<a href=\"#m\"><sup>2</sup></a> but <s>18</s><strike>16</strike> 15, the\n\
        1<sup>st</sup> col<del>o</del>our<sup>[4]</sup> of x<sup>[<a href=p.html#m>5</a>]</sup>.\n\
        <table><tr><td>2<sup>10</sup><td><del>1000</del> 1024<sup><a href=#n>[6]</a></sup></table>\n\
        <del><p>Gone.</p></del>\n<pre>m<sup>3</sup></pre>";
    assert_eq!(
        shown(page),
        [
            "1 ask: How much is 10⁶?",
            "2 p: A million euros, or 3 m² of notes.",
            "3 p: Not 20 EUR but 15, the 1st colour of x.",
            "5 row0: 2¹⁰ | 1024",
            "7 code: m³"
        ]
    );
    let document = read_all(page);
    assert_eq!(document.left_out.last().unwrap().reason, "deleted text");
}

#[test]
fn questions_in_every_dress() {
    let page = "<h2>Is it far?</h2><p>No.</p>\n\
        <details><summary>Is it <i>open</i>?</summary>Yes.</details>\n\
        <dl><dt>Who are you?<dd>Me.<dt>And who are they?</dt><dd>Them.</dl>\n\
        <button class=q>Why so?</button><div hidden>So.</div>\n\
        <div itemscope itemtype='https://schema.org/Question'><h3 itemprop=name>Paying</h3>\
        <div itemprop=acceptedAnswer itemscope itemtype='https://schema.org/Answer'>\
        <div itemprop=text>By card.</div></div></div>\n\
        <table><tr><th>Question</th><th>Answer</th></tr><tr><td>Price</td><td>Ten.</td></tr></table>\n\
        <h4><button>What now?</button></h4><p>Wait.</p>\n";
    let asked: Vec<String> = shown(page).into_iter().filter(|it| it.contains(" ask: ")).collect();
    assert_eq!(
        asked,
        [
            "1 ask: Is it far?",
            "2 ask: Is it open?",
            "3 ask: Who are you?",
            "3 ask: And who are they?",
            "4 ask: Why so?",
            "5 ask: Paying",
            "6 ask: Price",
            "7 ask: What now?"
        ]
    );
}

#[test]
fn an_answer_ends_with_the_list_it_stands_in() {
    let page = "<h2>FAQ</h2>\n<dl><dt>Why?<dd>So.</dl>\n<p>Thanks.</p>\n<h3>Data</h3>\n\
        <dl><dt>Pages<dd>3</dl>\n<details><summary>Who?</summary>Me.</details><p>End.\n";
    assert_eq!(
        shown(page),
        [
            "1 h2: FAQ",
            "2 ask: Why?",
            "2 p: So.",
            "1 h2: FAQ",
            "3 p: Thanks.",
            "4 h3: Data",
            "5 item0: Pages:\n3",
            "6 ask: Who?",
            "6 p: Me.",
            "4 h3: Data",
            "6 p: End."
        ]
    );
}

#[test]
fn what_is_of_the_page_is_left_out() {
    let page = "<html><head>\n<style>\np {}\n</style>\n</head><body>\n\
        <nav><a href=/>Home</a></nav>\n<div class=\"cookie-banner\">\nWe use cookies.</div>\n\
        <script>if (a < b) { \"<p>no</p>\" }</script>\n<!-- a\nb -->\n<main>\n<p>Text.</p>\n\
        <button>Subscribe</button>\n</main>\n<footer>\n<p>Imprint</p>\n</footer>\n";
    assert_eq!(shown(page), ["13 p: Text."]);
    let left_out = read_all(page).left_out;
    let reasons: Vec<(u32, u32, &str)> =
        left_out.iter().map(|one| (one.lines.first, one.lines.last, one.reason.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, 1, "head of the page"),
            (2, 4, "style sheet"),
            (5, 5, "head of the page"),
            (6, 6, "navigation"),
            (7, 8, "cookie bar"),
            (9, 9, "script"),
            (10, 11, "HTML comment"),
            (12, 12, "HTML without text"),
            (14, 14, "button"),
            (15, 15, "HTML without text"),
            (16, 18, "footer"),
        ]
    );
    // A page that is nothing else is read for all that.
    assert_eq!(shown("<nav><p>All there is.</p></nav>"), ["1 p: All there is."]);
}

#[test]
fn a_name_that_texts_have_too_is_of_the_page_over_links_alone() {
    let page = "<h1>The Anchor</h1>\n\
        <div class=contents>\n<h2>Where we are</h2>\n<p>At the harbour.</p>\n</div>\n\
        <div class=menu>\n<h2>Supper</h2>\n<p><a href=/pie>Fish pie</a> is 9 pounds.</p>\n</div>\n\
        <table>\n<tr><td class=share>Plates for two</td><td>20 pounds</td></tr>\n</table>\n\
        <section id=pagination>\n<h2>Pagination</h2>\n<p>Tables have numbers.</p>\n</section>\n\
        <h2 id=footer>Footer</h2>\n<p>It is of oak.</p>\n";
    assert_eq!(
        shown(page),
        [
            "1 h1: The Anchor",
            "3 h2: Where we are",
            "4 p: At the harbour.",
            "7 h2: Supper",
            "8 p: Fish pie is 9 pounds.",
            "11 p: Plates for two",
            "11 p: 20 pounds",
            "14 h2: Pagination",
            "15 p: Tables have numbers.",
            "17 h2: Footer",
            "18 p: It is of oak.",
        ]
    );
    let page = "<h1>The Anchor</h1>\n\
        <div class=contents><p>Contents</p><ul><li><a href=#a>Place</a><li>2. <a href=#b>Food and wine</a></ul></div>\n\
        <ul class=menu><li><a href=/>Home</a><li><a href=/b>Book a table</a></ul>\n\
        <div id=share><h3>Share</h3><a href=//x.example><svg></svg></a></div>\n\
        <div class=social>Follow us: <a href=//y.example>Why</a>, <a href=//z.example>Zed</a></div>\n\
        <table><tr><td class=menu><a href=/>Home</a></td><td>Open all day.</td></tr></table>\n\
        <section id=cookie-banner><p>We use cookies on this page.</p></section>\n";
    assert_eq!(shown(page), ["1 h1: The Anchor", "6 p: Open all day."]);
    let left_out: Vec<(u32, String)> =
        read_all(page).left_out.into_iter().map(|one| (one.lines.first, one.reason)).collect();
    let reasons: Vec<(u32, &str)> = left_out.iter().map(|one| (one.0, one.1.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (2, "table of contents"),
            (3, "navigation"),
            (4, "picture"),
            (5, "share links"),
            (6, "navigation: Home"),
            (7, "cookie bar"),
        ]
    );
    // A page that is nothing else is read for all that.
    assert_eq!(shown("<div class=menu><a href=/>Home</a></div>"), ["1 p: Home"]);
}

#[test]
fn declared_questions_are_added_where_they_are_not_shown() {
    let page = "<script type=\"application/ld+json\">\n{\"@context\": \"https://schema.org\", \
        \"@graph\": [{\"@type\": \"FAQPage\", \"mainEntity\": [\n\
        {\"@type\": \"Question\", \"name\": \"Is it open?\", \"acceptedAnswer\": \
        {\"@type\": \"Answer\", \"text\": \"<p>Yes, it is open.</p>\"}},\n\
        {\"@type\": \"Question\", \"name\": \"Is it &amp; far?\", \"acceptedAnswer\": \
        {\"text\": \"<ul><li>No.</li><li>Near.</li></ul>\"}},\n\
        {\"@type\": \"Question\", \"name\": \"Broken?\"}\n]}]}</script>\n\
        <h2>Is it open?</h2>\n<p>Yes, it is <b>open</b>.</p>\n";
    assert_eq!(
        shown(page),
        ["4 record: Is it & far?", "7 ask: Is it open?", "8 p: Yes, it is open."]
    );
    assert_eq!(read_all(page).blocks[0].text, "- No.\n- Near.");
    let mut notes = Vec::new();
    read("a.html", page, &mut |note| notes.push(note)).unwrap();
    let reason = "a declared question without an answer".to_owned();
    assert_eq!(notes, [Note::Skipped { line: 5, reason }]);
}

#[test]
fn a_declared_question_keeps_what_it_says() {
    let page = "<script type=\"application/ld+json\">{\"@context\": \"https://schema.org\", \
        \"@type\": \"Question\", \"identifier\": \"7\", \"name\": \"What is p?\", \
        \"alternateName\": [\"p?\", \" \"], \"keywords\": \"tags, text\", \
        \"about\": {\"@type\": \"Thing\", \"name\": \"HTML\"}, \
        \"acceptedAnswer\": {\"text\": \"&lt;p> is a tag.\"}}</script>";
    let document = read_all(page);
    let BlockKind::Record(record) = &document.blocks[0].kind else { panic!("{document:?}") };
    assert_eq!(
        (record.id.as_deref(), &record.questions[..]),
        (Some("7"), &["What is p?".to_owned(), "p?".to_owned()][..])
    );
    assert_eq!(
        serde_json::to_value(&record.metadata).unwrap(),
        serde_json::json!({"tags": ["tags", "text"], "category": "HTML"})
    );
    // A tag that the page shows is text.
    assert_eq!(document.blocks[0].text, "<p> is a tag.");
}

#[test]
fn tables_that_hold_headings_are_no_tables() {
    let page = "<table><tr><td>Menu</td><td><h2>Why?</h2><p>So.</p></td></tr></table>";
    assert_eq!(shown(page), ["1 p: Menu", "1 ask: Why?", "1 p: So."]);
}

#[test]
fn every_line_is_somewhere() {
    let page =
        "<p>a\nb\n<div>\n<!-- c -->\n</div>\n<x>\n<table><td>q\n<td>r\n</table>\n<svg>\n<path>\n";
    let document = read_all(page);
    let mut kept = vec![false; page.lines().count() + 1];
    let blocks = document.blocks.iter().map(|block| block.lines);
    for lines in blocks.chain(document.left_out.iter().map(|one| one.lines)) {
        kept[lines.first as usize..=lines.last as usize].fill(true);
    }
    assert!(kept[1..].iter().all(|kept| *kept), "{document:#?}");
}

#[test]
fn hostile_pages_end() {
    let deep = |open: &str| open.repeat(100_000);
    for page in [
        deep("<div>"),
        deep("<p>x<b>"),
        deep("<ul><li>"),
        deep("<table><tr><td>x"),
        deep("<dl><dt>Why?<dd>"),
        deep("<a href=#>"),
        deep("</x>"),
        deep("<h1>x"),
        deep("<"),
        deep("<!--"),
        deep("&amp"),
        deep("<nav>"),
        deep("<div class=menu>x"),
        deep("<div class=menu>x</div>"),
        deep("<div itemscope itemtype=Question><b itemprop=name>"),
        format!("<p {}>x", "a=b ".repeat(100_000)),
        format!("<p>{}", "x ".repeat(2_000_000)),
        deep("<pre>\n"),
        deep("<summary>Why?</summary>"),
    ] {
        let start = std::time::Instant::now();
        let document = read_all(&page);
        assert!(start.elapsed().as_secs() < 10, "{}: {:?}", &page[..20], start.elapsed());
        drop(document);
    }
}

#[test]
fn a_page_cut_off_anywhere_is_read() {
    let page = "<ul><li>a<table><tr><th>é<td>b</table><script type=\"application/ld+json\">{\"@type\":\
        \"Question\",\"name\":\"ü?\",\"acceptedAnswer\":{\"text\":\"ß\"}}</script><pre>\nc\n</pre>\
        <dl><dt>d?<dd>e</dl><h2 class=x>f?</h2><p>g<br>h<img alt=i><a href=#j>k</a>";
    for end in (0..page.len()).filter(|at| page.is_char_boundary(*at)) {
        read_all(&page[..end]);
        read_all(&page[end..]);
    }
}

#[test]
fn an_address_is_shown_and_not_matched() {
    let page = "<link rel=canonical href=https://example.org/docs/faq.html>\n\
        <h2>Where is <a href=https://a.example>it</a>?</h2>\n\
        <p>See <a href='../manual.html'>the <b>manual</b></a>, or ask\n\
        <a href=https://b.example/x?y=1&amp;z=2>the desk</a>. <b>Or</b> <a href=#top>above</a>.\n\
        <ul><li>At <a href=mailto:a@b.example>a@b.example</a> or <a href=/>home</a></ul>\n\
        <pre><a href=https://c.example>code</a></pre>";
    let document = read_all(page);
    let told: Vec<(&str, &str)> =
        document.blocks.iter().map(|one| (one.text.trim_end(), one.plain())).collect();
    assert_eq!(
        told,
        [
            ("Where is it?", "Where is it?"),
            (
                "See the manual <https://example.org/manual.html>, or ask the desk \
                 <https://b.example/x?y=1&z=2>. Or above.",
                "See the manual, or ask the desk. Or above.",
            ),
            ("- At a@b.example or home <https://example.org/>", "At a@b.example or home"),
            ("code", "code"),
        ]
    );
    let unknown = read_all("<p>See <a href=manual.html>the manual</a>.");
    assert_eq!(unknown.blocks[0].text, "See the manual.");
    let (text, plain) = to_texts("<p>Ask <a href=https://b.example>us</a>.<p>Now.");
    assert_eq!(
        (text.as_str(), plain.as_str()),
        ("Ask us <https://b.example>.\n\nNow.", "Ask us.\n\nNow.")
    );
}

#[test]
fn a_page_without_an_end_is_cut_off_and_that_is_told() {
    let page = "<p>a\n".repeat(MAX_PIECES + 5);
    let mut notes = Vec::new();
    let document = read("a.html", &page, &mut |note| notes.push(note)).unwrap();
    assert_eq!(document.blocks.len(), MAX_PIECES);
    let [Note::File(note)] = notes.as_slice() else { panic!("{notes:?}") };
    assert!(note.starts_with("cut off"), "{note}");
    let last = document.left_out.last().unwrap();
    assert_eq!(last.lines.last as usize, MAX_PIECES + 5);
    assert!(last.reason.starts_with("behind"), "{}", last.reason);
}

#[test]
fn figures_raised_in_a_link_that_says_more_are_kept() {
    let page = "<h2><a href='#a'>How large is 10<sup>6</sup> m<sup>2</sup>?</a></h2><p>A square \
                kilometre.<sup><a href='#n1'>1</a></sup></p>";
    let document = read_all(page);
    let texts: Vec<&str> = document.blocks.iter().map(|block| block.plain()).collect();
    assert_eq!(texts, ["How large is 10⁶ m²?", "A square kilometre."]);
}

#[test]
fn struck_text_that_nobody_ended_ends_before_the_next_block() {
    let document = read_all("<h1>Rules</h1><p>One <s>is gone.\n<h2>Second</h2><p>Two stands.</p>");
    let texts: Vec<&str> = document.blocks.iter().map(|block| block.plain().trim()).collect();
    assert_eq!(texts, ["Rules", "One", "Second", "Two stands."]);
    let document = read_all("<ul><li>Dogs may come <del><p>in summer</p></del></li></ul>");
    let texts: Vec<&str> = document.blocks.iter().map(|block| block.plain().trim()).collect();
    assert_eq!(texts, ["Dogs may come"]);
}

#[test]
fn a_menu_with_prices_beside_its_links_is_read() {
    let document = read_all(
        "<h1>Inn</h1><p>Open daily.</p><div class='menu'><h2>Our menu</h2><ul><li><a href='/a'>Pie of \
         peas and leek</a> 12 €</li><li><a href='/b'>Soup of the day with bread</a> 7 €</li></ul></div>",
    );
    assert!(document.blocks.iter().any(|block| block.plain().contains("12 €")));
}

#[test]
fn each_term_of_a_list_is_an_item_with_what_it_is_said_to_be() {
    let page = "<h1>Kettle</h1>\n<dl>\n<dt><code>--keep</code> <em>N</em></dt><dt>-k</dt>\n\
        <dd><p>Keeps warm.</p><p>For N minutes.</p></dd>\n\
        <dt>Modes:</dt><dd>Two:<ul><li>fast<li>slow</ul></dd>\n\
        <div><dt>Colour</dt><dd>Red<dl><dt>Dark</dt><dd>Cherry</dd></dl></dd></div>\n\
        <dt>Empty</dt>\n</dl>\n<p>End.</p>\n\
        <ul><li>In it<dl><dt>Why?<dd>So.<dt>Who?<dd><h3>Us</h3><p>Both.</p></dl></ul>";
    assert_eq!(
        shown(page),
        [
            "1 h1: Kettle",
            "3 item0: --keep N:\n-k:\nKeeps warm.\nFor N minutes.",
            "5 item0: Modes:\nTwo:",
            "5 item1: fast",
            "5 item1: slow",
            "6 item0: Colour:\nRed",
            "6 item1: Dark:\nCherry",
            "7 item0: Empty",
            "9 p: End.",
            "10 item0: In it",
            "10 ask: Why?",
            "10 p: So.",
            "10 p: Who?",
            "10 h3: Us",
            "10 p: Both.",
        ]
    );
    let document = read_all(page);
    assert_eq!(document.blocks[1].text, "--keep N\n-k\nKeeps warm.\nFor N minutes.\n");
    assert_eq!(document.blocks[3].text, "- fast");
}

#[test]
fn what_is_left_out_of_a_line_with_text_is_told() {
    let page = "<nav><a href=/>Home</a> <a href=/b>Book a table</a></nav><h1>Inn</h1><p>Open daily.</p>\
        <button>Send</button><footer>Imprint, and much more than sixty letters of what nobody reads here\
        </footer>\n<footer>Bye.</footer>";
    assert_eq!(shown(page), ["1 h1: Inn", "1 p: Open daily."]);
    let left_out: Vec<(u32, String)> =
        read_all(page).left_out.into_iter().map(|one| (one.lines.first, one.reason)).collect();
    let left_out: Vec<(u32, &str)> = left_out.iter().map(|one| (one.0, one.1.as_str())).collect();
    assert_eq!(
        left_out,
        [
            (1, "navigation: Home Book a table"),
            (1, "footer: Imprint, and much more than sixty letters of what nobody rea…"),
            (1, "button: Send"),
            (2, "footer"),
        ]
    );
}

#[test]
fn what_stands_around_a_text_is_left_out_where_it_is_links() {
    let page = "<div id=help-popup><h2>Keys</h2><p>Press h to see this.</p></div>\n\
        <div class=top-bar><a href=tel:1>01 23</a> | <a href=mailto:a@b.example>a@b.example</a></div>\n\
        <header><a href=/>The Inn</a></header>\n\
        <main><header><a href=/a>One of us</a></header><h1>Inn</h1><p>Open daily.</p>\n\
        <div class=popup>Mind the dog.</div></main>\n\
        <div class=widget-area><h4>News</h4><ul><li><a href=/n>The farm</a></ul></div>\n\
        <div class=widget-area><h4>Visit</h4><p>Mill Lane 4, behind the church.</p></div>\n\
        <a class=logo href=/>Inn</a>\n";
    assert_eq!(
        shown(page),
        [
            "4 p: One of us",
            "4 h1: Inn",
            "4 p: Open daily.",
            "5 p: Mind the dog.",
            "7 h4: Visit",
            "7 p: Mill Lane 4, behind the church."
        ]
    );
    let left_out: Vec<(u32, String)> =
        read_all(page).left_out.into_iter().map(|one| (one.lines.first, one.reason)).collect();
    let reasons: Vec<(u32, &str)> = left_out.iter().map(|one| (one.0, one.1.as_str())).collect();
    assert_eq!(
        reasons,
        [
            (1, "dialog"),
            (2, "top of the page"),
            (3, "header of the page"),
            (6, "side bar"),
            (8, "logo")
        ]
    );
    // A header that says something is text.
    let page = "<header><h1><a href=/>Inn</a></h1><a href=/b>Book</a></header>\n\
        <header><p>Call 01 23 at any time.</p><nav><a href=/>Home</a></nav></header>";
    assert_eq!(shown(page), ["1 h1: Inn", "1 p: Book", "2 p: Call 01 23 at any time."]);
}

#[test]
fn the_number_of_a_note_goes_with_its_brackets() {
    let page = "<p>It floats.<a href='#n3'>[<sup>3</sup>]</a> It is 3 m<a href='#s'><sup>2</sup></a> wide\
        <sup>[<a href='#n4'>4</a>]</sup>.</p>";
    assert_eq!(shown(page), ["1 p: It floats. It is 3 m wide."]);
}

#[test]
fn a_class_that_says_there_is_no_popup_is_none() {
    let page =
        "<body class=no-popup><div class=with-lightbox><h1>Inn</h1><p>Open daily.</p></div></body>";
    assert_eq!(shown(page), ["1 h1: Inn", "1 p: Open daily."]);
}
