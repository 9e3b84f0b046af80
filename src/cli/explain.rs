//! Why a reply is what it is, as tables for a person.

use ibid::answer::Answer;
use textwrap::core::display_width;

use super::{render::View, sanitize};

/// The explanation, with a line break at its end; a sentence where there is none.
pub(crate) fn explanation(answer: &Answer, view: View<'_>) -> String {
    let Some(explain) = &answer.explain else {
        return "There is nothing to explain.\n".to_owned();
    };
    let mut out = String::new();
    if let Some(interpreted) = &answer.interpreted {
        out.push_str(&format!("Understood as: {}\n\n", sanitize::line(interpreted)));
    }
    out.push_str(&view.bold("Terms"));
    out.push('\n');
    let mut rows = vec![row(["term", "from", "weight", "passages"])];
    rows.extend(explain.terms.iter().map(|term| {
        vec![term.term.clone(), term.origin.clone(), number(term.weight), term.passages.to_string()]
    }));
    table(&mut out, &rows, 2);
    for (at, passage) in explain.passages.iter().enumerate() {
        out.push('\n');
        out.push_str(&view.bold(&sanitize::line(&format!("{}  {}", at + 1, passage.id))));
        out.push('\n');
        let mut rows = vec![row(["feature", "value", "counts"])];
        rows.extend(
            passage
                .features
                .iter()
                .map(|(name, value, part)| vec![name.clone(), number(*value), number(*part)]),
        );
        let sum = passage.features.iter().map(|(_, _, part)| part).sum();
        rows.push(vec!["together".to_owned(), String::new(), number(sum)]);
        table(&mut out, &rows, 1);
    }
    out.push('\n');
    out.push_str(&view.bold(&format!("Confidence {:.2}", answer.confidence)));
    out.push('\n');
    let rows: Vec<_> =
        explain.confidence.iter().map(|(name, part)| vec![name.clone(), number(*part)]).collect();
    table(&mut out, &rows, 1);
    out
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

fn number(number: f64) -> String {
    // Never `-0.000`.
    format!("{:.3}", (number * 1e3).round() / 1e3 + 0.0)
}

/// Rows of equal length; the first `words` columns are set left, the numbers behind them right.
fn table(out: &mut String, rows: &[Vec<String>], words: usize) {
    let rows: Vec<Vec<_>> =
        rows.iter().map(|row| row.iter().map(|cell| sanitize::line(cell)).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| display_width(cell)).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    for row in &rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let pad = " ".repeat(width - display_width(cell));
            line.push_str("  ");
            if column < words {
                line.push_str(&format!("{cell}{pad}"));
            } else {
                line.push_str(&format!("{pad}{cell}"));
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use expect_test::expect;

    use super::*;
    use crate::cli::samples;

    fn view() -> View<'static> {
        View { color: false, links: false, width: None, root: None, working_dir: Path::new("/") }
    }

    #[test]
    fn numbers_stand_under_each_other() {
        expect![[r#"
            Understood as: what is deep learning

            Terms
              term   from              weight  passages
              deep   deep               1.000         3
              learn  synonym of teach   0.250       120

            1  guide.md#what-is-deep-learning
              feature         value  counts
              lexical         8.400   4.200
              exact question  1.000  10.000
              together               14.200

            Confidence 0.93
              margin          2.500
              unknown words  -0.750
        "#]]
        .assert_eq(&explanation(&samples::explained(), view()));
    }

    #[test]
    fn without_an_explanation_there_is_a_sentence() {
        assert_eq!(explanation(&samples::answered(), view()), "There is nothing to explain.\n");
    }
}
