//! What programs print for `--help`.

use super::*;

#[test]
fn an_option_with_its_text_is_an_item_whatever_the_heading() {
    check(
        "Usage: pot [OPTION]... [FILE]...\n\n How to boil:\n  -b, --boil                 boil the water\n\
         \x20     --slow=TIME            take longer, as those do who have\n                             time\n\
         \x20     --a-very-long-option=VALUE   whistle\n\n Handling of lids and handles:\n\n\
         \x20 -l, --lid                  close the lid\n  (Use with care.)\n      --off\n                             hold it\n\n\
         These words are no option.\n",
        expect![[r#"
            1-1 Paragraph: Usage: pot [OPTION]... [FILE]...
            3-3 Heading 1: How to boil
            4-4 Item 0: -b, --boil⏎boil the water
            5-6 Item 0: --slow=TIME⏎take longer, as those do who have time
            7-7 Item 0: --a-very-long-option=VALUE⏎whistle
            9-9 Heading 1: Handling of lids and handles
            11-11 Item 0: -l, --lid⏎close the lid
            12-12 Code:   (Use with care.)
            13-14 Item 0: --off⏎hold it
            16-16 Paragraph: These words are no option.
        "#]],
    );
}

#[test]
fn a_dash_beside_options_is_one_and_a_list_in_an_option_ends_with_it() {
    check(
        "Options:\n  -                   read from the pipe, as\n                      others do\n  --                  end of options\n\
         \x20 --hot=...           how hot:\n                      * warm = a bit;\n                      * hot = more\n\
         \x20 --with-lid-on-the-pot Close it\n  -x <Y> : no gap\n",
        expect![[r#"
            1-1 Heading 1: Options
            2-3 Item 0: -⏎read from the pipe, as others do
            4-4 Item 0: --⏎end of options
            5-5 Item 0: --hot=...⏎how hot:
            6-6 Item 1: warm = a bit;
            7-7 Item 1: hot = more
            8-8 Item 0: --with-lid-on-the-pot Close it
            9-9 Item 0: -x <Y> : no gap
        "#]],
    );
}

#[test]
fn options_over_their_text_and_commands_are_terms() {
    check(
        "ARGS:\n    <POT>...\n            Where to boil\n\nOPTIONS:\n    -q, --quiet <HOW>\n            Say nothing.\n\n\
         \x20           Not even this.\n\n    -v\n            Say more\n\nCommands:\n  boil, b   Boil it\n  cool      Let it cool,\n            or freeze\n\
         \x20 a-very-long-one\n            Do both\n\nsee also (in the book)\n   stir   Stir it well\n   eat    Eat it all\n",
        expect![[r#"
            1-1 Heading 1: ARGS
            2-3 Item 0: <POT>...⏎Where to boil
            5-5 Heading 1: OPTIONS
            6-9 Item 0: -q, --quiet <HOW>⏎Say nothing.⏎Not even this.
            11-12 Item 0: -v⏎Say more
            14-14 Heading 2: Commands
            15-15 Item 0: boil, b⏎Boil it
            16-17 Item 0: cool⏎Let it cool, or freeze
            18-19 Item 0: a-very-long-one⏎Do both
            21-21 Paragraph: see also (in the book)
            22-22 Item 0: stir⏎Stir it well
            23-23 Item 0: eat⏎Eat it all
        "#]],
    );
}

#[test]
fn other_columns_and_dashes_are_no_terms() {
    check(
        "The pot costs 5.  It is\nred.  It holds a litre.\n\nPot      red     5\nPan      blue    7\n\nPot      5\nPan      7\n\n\
         -5 is too cold\n-3 is not\n\nThe lid (see\n-l above) fits.\n\nint a;   // the first one\nint b;   // the other one\n",
        expect![[r#"
            1-2 Paragraph: The pot costs 5. It is red. It holds a litre.
            4-5 Paragraph: Pot red 5 Pan blue 7
            7-8 Paragraph: Pot 5 Pan 7
            10-11 Paragraph: -5 is too cold -3 is not
            13-14 Paragraph: The lid (see -l above) fits.
            16-17 Paragraph: int a; // the first one int b; // the other one
        "#]],
    );
}
