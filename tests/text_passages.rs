//! Plain text from a file to passages, where no single step can be tried alone.

use ibid::{chunk::chunk, ingest::parse};

#[test]
fn any_text_is_read_and_cut_in_linear_time() {
    let million = 1 << 20;
    for unit in [
        "a",
        "1. ",
        "? ",
        "Q: ",
        "- ",
        "\n",
        "1.1. a?\n",
        "Q: a\n",
        "A\n\n",
        "é\u{301}",
        "• \n",
        "=\n",
        ":\n\n",
        "\r",
        "a. ",
    ] {
        let text = unit.repeat(million / unit.len());
        let document = parse("d.txt", &text);
        chunk(&document);
    }
}
