//! Spreadsheets (Office Open XML): tables of questions and answers as records, others as rows.
//!
//! The numbers of lines are those of rows, counted through all sheets, so that a passage is cited
//! by its sheet and cells. Hidden sheets are left out.

use std::{io::Cursor, sync::Arc};

use super::{
    Note,
    jsonl::BATCH_RECORDS,
    office::package::Package,
    records::{Columns, entry},
};
use crate::document::{Block, BlockKind, Document, LeftOut, Lines, Place, Places, Sheet};
use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};

/// The head of a table stands in one of the first rows that are not empty.
const MAX_HEAD_ROW: usize = 10;

/// The most cells that are read of one file.
const MAX_CELLS: usize = 10_000_000;

/// A table of more rows comes as several documents.
const BATCH_ROWS: usize = 16 * BATCH_RECORDS;

/// The cells of one row that hold something.
#[derive(Debug)]
struct Row {
    /// From 1, as the spreadsheet shows it.
    number: u32,
    /// The column, from 0, and what is shown in it.
    cells: Vec<(u32, String)>,
}

impl Row {
    fn cell(&self, column: u32) -> &str {
        self.cells.iter().find(|(at, _)| *at == column).map_or("", |(_, text)| text)
    }
}

/// Reads the workbook in `bytes`, the content of the file `path`, sheet by sheet, and hands what is
/// in it to `sink`. A row that should be a record and is none goes to `notes`.
///
/// # Errors
///
/// Why it cannot be read, as a phrase.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err("locked with a password, or of a format from before 2007".to_owned());
    }
    // What it unpacks to is bounded before anything else reads it.
    Package::of(bytes)?.check_all()?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(&error))?;
    let sheets: Vec<(String, SheetVisible)> =
        book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect();
    let several = 1 < sheets.len();
    let (mut before, mut left) = (0, MAX_CELLS);
    for (name, visible) in sheets {
        if visible != SheetVisible::Visible {
            notes(Note::File(format!("the hidden sheet {name} is left out")));
            continue;
        }
        let rows = match rows(&mut book, &name, &mut left) {
            Ok(rows) => rows,
            // A sheet of a diagram has no cells.
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(format!("sheet {name}: {}", unreadable(&error))),
        };
        if left == 0 {
            notes(Note::File(format!("read up to its first {MAX_CELLS} cells only")));
        }
        let last = rows.last().map_or(0, |row| row.number);
        let title = Some(name.clone()).filter(|name| several || !is_generic(name, path));
        let table = Table { path, name, title, before };
        table.read(rows, sink, notes);
        before = before.saturating_add(last);
    }
    Ok(())
}

fn unreadable(error: &XlsxError) -> String {
    match error {
        XlsxError::Password => "locked with a password".to_owned(),
        _ => super::damaged(error),
    }
}

/// The rows of a sheet that hold something, in order.
fn rows(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    left: &mut usize,
) -> Result<Vec<Row>, XlsxError> {
    let mut reader = book.worksheet_cells_reader(sheet)?;
    let mut rows: Vec<Row> = Vec::new();
    while let Some(cell) = reader.next_cell()? {
        if *left == 0 {
            break;
        }
        *left -= 1;
        let Some(text) = shown(cell.get_value()) else { continue };
        let (row, column) = cell.get_position();
        let number = row.saturating_add(1);
        match rows.last_mut() {
            Some(last) if last.number == number => last.cells.push((column, text)),
            // Rows in disorder would be places in disorder.
            Some(last) if number < last.number => {}
            _ => rows.push(Row { number, cells: vec![(column, text)] }),
        }
    }
    Ok(rows)
}

/// What a spreadsheet shows of `value`, in its plainest form.
fn shown(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => plain_number(*number),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => if *is { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) if moment.is_duration() => plain_number(moment.as_f64()),
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let time = format!("{hour:02}:{minute:02}");
            match (moment.as_f64() < 1.0, (hour, minute) == (0, 0)) {
                (true, _) => time,
                (false, true) => date,
                (false, false) => format!("{date} {time}"),
            }
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// A number without what the arithmetic of the machine adds to it.
fn plain_number(number: f64) -> String {
    let rounded: f64 = format!("{number:.11e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// Whether the name of a sheet says nothing: `Sheet1`, `Tabelle2`, the name of its file.
fn is_generic(name: &str, path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let word = name.trim_end_matches(|one: char| one.is_ascii_digit());
    name == stem
        || (word.len() < name.len()
            && word.trim().chars().all(char::is_alphabetic)
            && matches!(
                word.trim().to_lowercase().as_str(),
                "sheet"
                    | "tabelle"
                    | "feuil"
                    | "feuille"
                    | "hoja"
                    | "foglio"
                    | "planilha"
                    | "blad"
                    | "лист"
                    | "arkusz"
                    | "sayfa"
                    | ""
            ))
}

/// A sheet on its way to documents.
struct Table<'a> {
    path: &'a str,
    name: String,
    /// What stands over its passages, if anything.
    title: Option<String>,
    before: u32,
}

impl Table<'_> {
    fn read(&self, rows: Vec<Row>, sink: &mut dyn FnMut(Document), notes: &mut dyn FnMut(Note)) {
        let head = rows.iter().take(MAX_HEAD_ROW).enumerate().find_map(|(at, row)| {
            Some((at, Columns::named(&dense(row, width(std::slice::from_ref(row))))?))
        });
        match head {
            Some((at, columns)) => self.records(rows, at, &columns, sink, notes),
            None => match Columns::headless(&pairs(&rows)) {
                Some(columns) => self.records(rows, usize::MAX, &columns, sink, notes),
                None => self.rows(rows, sink),
            },
        }
    }

    fn lines(&self, row: &Row) -> Lines {
        let number = self.before.saturating_add(row.number);
        Lines::new(number, number)
    }

    fn document(&self, columns: (u32, u32)) -> Document {
        let sheet = Sheet { name: self.name.clone(), before: self.before, columns };
        let places = Places::Sheets(vec![sheet]);
        Document { path: self.path.to_owned(), places, ..Document::default() }
    }

    /// The rows under row `head` (none for `usize::MAX`) as records; what stands above it is left
    /// out, and so is it.
    fn records(
        &self,
        rows: Vec<Row>,
        head: usize,
        columns: &Columns,
        sink: &mut dyn FnMut(Document),
        notes: &mut dyn FnMut(Note),
    ) {
        let at = columns.answer.or(columns.text).unwrap_or(0);
        let column = u32::try_from(at).unwrap_or(0);
        let width = width(&rows);
        let mut document = self.document((column, column));
        for (at, row) in rows.into_iter().enumerate() {
            let lines = self.lines(&row);
            let mut leave = |reason: String| document.left_out.push(LeftOut { lines, reason });
            if head != usize::MAX && at <= head {
                leave(
                    if at < head { "above the table" } else { "names of the columns" }.to_owned(),
                );
                continue;
            }
            match entry(columns, &dense(&row, width)) {
                Ok((mut record, text)) => {
                    record.headings.extend(self.title.clone());
                    let kind = BlockKind::Record(record);
                    document.blocks.push(Block { kind, lines, text, plain: String::new() });
                }
                Err(reason) => {
                    leave(reason.clone());
                    let place = document.places.of(lines).as_ref().map(Place::to_string);
                    let reason = format!("{}: {reason}", place.unwrap_or_default());
                    notes(Note::Skipped { line: row.number, reason });
                }
            }
            if BATCH_RECORDS <= document.blocks.len().max(document.left_out.len()) {
                sink(std::mem::replace(&mut document, self.document((column, column))));
            }
        }
        if !document.blocks.is_empty() || !document.left_out.is_empty() {
            sink(document);
        }
    }

    /// All rows as they are, under the names of their columns where the first row has such.
    fn rows(&self, rows: Vec<Row>, sink: &mut dyn FnMut(Document)) {
        let Some(first) = rows.first() else { return };
        let width = width(&rows);
        let columns = (0, u32::try_from(width.saturating_sub(1)).unwrap_or(0));
        let cells = dense(first, width);
        let is_name = |cell: &String| !cell.is_empty() && cell.parse::<f64>().is_err();
        let has_head = 1 < rows.len() && 1 < width && cells.iter().all(is_name);
        let header: Arc<[String]> = if has_head { cells.into() } else { Arc::default() };
        for (batch, rows) in rows.chunks(BATCH_ROWS).enumerate() {
            let mut document = self.document(columns);
            if let (Some(title), Some(row)) = (&self.title, rows.first()) {
                document.blocks.push(Block {
                    kind: BlockKind::Heading { level: 1, entry: false },
                    lines: self.lines(row),
                    text: title.clone(),
                    plain: String::new(),
                });
            }
            for (at, row) in rows.iter().enumerate() {
                let is_head = batch == 0 && at == 0 && has_head;
                let kind = if is_head {
                    BlockKind::Paragraph
                } else if 1 < row.cells.len() {
                    BlockKind::Row { header: header.clone() }
                } else {
                    BlockKind::Paragraph
                };
                let cells = dense(row, width);
                let one_line =
                    |cell: &String| cell.split_whitespace().collect::<Vec<_>>().join(" ");
                let cells: Vec<String> = cells.iter().map(one_line).collect();
                let filled = cells.iter().filter(|cell| !cell.is_empty()).cloned();
                let plain = filled.collect::<Vec<_>>().join(" | ");
                let text = if row.cells.len() < 2 { plain.clone() } else { cells.join(" | ") };
                let plain = if plain == text { String::new() } else { plain };
                document.blocks.push(Block { kind, lines: self.lines(row), text, plain });
            }
            sink(document);
        }
    }
}

/// How many columns `rows` have, without those that are empty at the end.
fn width(rows: &[Row]) -> usize {
    let last = rows.iter().flat_map(|row| row.cells.iter().map(|(column, _)| *column)).max();
    last.map_or(0, |last| last as usize + 1).min(1 << 14)
}

/// The cells of `row` in `width` columns, trimmed, the empty ones among them.
fn dense(row: &Row, width: usize) -> Vec<String> {
    let mut cells = vec![String::new(); width];
    for (column, text) in &row.cells {
        if let Some(cell) = cells.get_mut(*column as usize) {
            text.trim().clone_into(cell);
        }
    }
    cells
}

/// The first two cells of each row.
fn pairs(rows: &[Row]) -> Vec<[&str; 2]> {
    let is_pair = |row: &&Row| row.cells.iter().all(|(column, _)| *column < 2);
    let pairs: Vec<&Row> = rows.iter().filter(is_pair).collect();
    if pairs.len() < rows.len() {
        return Vec::new();
    }
    pairs.into_iter().map(|row| [row.cell(0), row.cell(1)]).collect()
}
