//! Of a row of a table, the cell that is asked for: what stands over it is in the question.

use std::ops::Range;

use super::telling::alike;
use crate::{
    analysis::Analyzer,
    document::cells,
    index::holds,
    query::{Query, QuestionKind, written::words},
};

/// Of a row of fewer cells the other one is all it says.
const LEAST_COLUMNS: usize = 3;

/// Where in `row`, which has a cell for each of `columns`, the one cell stands that `query` names by its column; `None`
/// where it names none or several, the first (which says what the row is about), or an empty one.
///
/// A word that the row's first cell has names no column ("child" of "Child pass"), and a cell with another word of the
/// question is what that asks about. A column of which only a part is named ("run" of "First run") is told by its cell
/// alone having such a figure. Who asks for a yes or no is told by the whole row.
pub(super) fn asked_cell(
    row: &str,
    columns: &[&str],
    query: &Query,
    analyzers: &[Analyzer],
) -> Option<Range<usize>> {
    let cells = cells(row);
    if cells.len() != columns.len()
        || columns.len() < LEAST_COLUMNS
        || query.kind == QuestionKind::YesNo
    {
        return None;
    }
    let is_in = |word: &str, text: &str| words(text).any(|own| alike(word, &own, analyzers));
    let asked: Vec<&str> = query
        .words
        .iter()
        .filter(|word| !word.stop && !is_in(&word.text, &row[cells[0].clone()]))
        .map(|word| word.text.as_str())
        .collect();
    let is_asked = |own: &str| asked.iter().any(|word| alike(word, own, analyzers));
    // What stands in brackets is the unit.
    let names = |at: usize| words(columns[at].split('(').next().unwrap_or_default());
    let mut named = (0..cells.len()).filter(|at| names(*at).any(|own| is_asked(&own)));
    let (at, None) = (named.next()?, named.next()) else { return None };
    let text = |at: usize| &row[cells[at].clone()];
    let is_whole =
        names(at).all(|own| is_asked(&own) || analyzers.iter().any(|one| one.is_stop(&own)));
    let is_like = |other: usize| other != at && holds(text(other)) == holds(text(at));
    let is_told = is_whole || !(1..cells.len()).any(is_like);
    let is_about = asked.iter().any(|word| is_in(word, text(at)));
    let says = 0 < at && text(at).contains(char::is_alphanumeric);
    (says && is_told && !is_about).then(|| cells[at].clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{analysis::Language, answer::given::tests::NoWords, query::Understanding};

    #[test]
    fn the_cell_under_what_is_asked_for_is_found() {
        let vocabulary = NoWords([Analyzer::new(Language::English)]);
        let cell = |asked: &str, row: &'static str, columns: &[&str]| {
            let query = Query::new(asked, &vocabulary, &Understanding::default());
            asked_cell(row, columns, &query, &vocabulary.0).map(|range| &row[range])
        };
        let columns = ["Plan", "Price", "Upload", ""];
        let row = "| Fibre 500 | 30 € | 100 Mbit/s | a \\| b |";
        assert_eq!(cell("uploads of fibre 500", row, &columns), Some("100 Mbit/s"));
        assert_eq!(cell("price of fibre 500", row, &columns), Some("30 €"));
        // None, two, the first.
        for asked in ["fibre 500", "price and upload of fibre 500", "which plan is fibre 500"] {
            assert_eq!(cell(asked, row, &columns), None, "{asked}");
        }
        assert_eq!(cell("does fibre 500 have upload", row, &columns), None);
        assert_eq!(cell("notice of 100 mbit upload", row, &columns), None);
        let columns = ["Lift", "First run (h)", "Last ascent (h)", "Capacity per hour"];
        let row = "Gondola | 8:00 | 16:30 | 2400";
        assert_eq!(cell("how late does the gondola run", row, &columns), None);
        assert_eq!(cell("when is the last ascent of the gondola", row, &columns), Some("16:30"));
        assert_eq!(cell("capacity of the gondola", row, &columns), Some("2400"));
        // What the row is about is no column; an empty cell says nothing.
        let columns = ["Ticket", "Child", "Adult"];
        assert_eq!(cell("child pass", "Child pass | 3 € | 5 €", &columns), None);
        assert_eq!(cell("day ticket for adults", "Day | 3 € | –", &columns), None);
        assert_eq!(cell("day ticket for adults", "Day | 3 €", &columns), None);
    }
}
