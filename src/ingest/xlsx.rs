//! Spreadsheets (Office Open XML): tables of questions and answers as records, others as rows.
//!
//! The numbers of lines are those of rows, counted through all sheets, so that a passage is cited
//! by its sheet and cells. Hidden sheets are left out. What the columns are is told as for CSV
//! (`tabular`), what a cell shows by its format (`shown`).

mod shown;

use std::{
    cell::Cell,
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use super::{
    Note,
    jsonl::BATCH_RECORDS,
    office::package::Package,
    tabular::{self, Entries, Found, PROBE_ROWS, SYNONYMS},
};
use crate::document::{Alike, Block, BlockKind, Document, LeftOut, Lines, Place, Places, Sheet};
use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxError};

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

/// Reads the workbook in `bytes`, the content of the file `path`, sheet by sheet, and hands what is
/// in it to `sink`. A row that should be a record and is none goes to `notes`. `bytes_left` bytes of it
/// may be unpacked.
///
/// # Errors
///
/// Why it cannot be read, as a phrase.
pub(super) fn read(
    path: &str,
    bytes: &[u8],
    bytes_left: &Cell<u64>,
    sink: &mut dyn FnMut(Document),
    notes: &mut dyn FnMut(Note),
) -> Result<(), String> {
    if bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err("locked with a password, or of a format from before 2007".to_owned());
    }
    // What it unpacks to is bounded before anything else reads it.
    Package::of(bytes, bytes_left)?.check_all()?;
    let mut book: Xlsx<_> =
        caught(|| Xlsx::new(Cursor::new(bytes)))?.map_err(|error| unreadable(&error))?;
    let sheets: Vec<(String, SheetVisible)> =
        book.sheets_metadata().iter().map(|sheet| (sheet.name.clone(), sheet.visible)).collect();
    let several = 1 < sheets.len();
    let (mut before, mut left) = (0, MAX_CELLS);
    for (name, visible) in sheets {
        if visible != SheetVisible::Visible {
            notes(Note::File(format!("the hidden sheet {name} is left out")));
            continue;
        }
        let rows = match caught(|| rows(&mut book, &name, &mut left))? {
            Ok(rows) => rows,
            // A sheet of a diagram has no cells.
            Err(XlsxError::NotAWorksheet(_) | XlsxError::WorksheetNotFound(_)) => continue,
            Err(error) => return Err(format!("sheet {name}: {}", unreadable(&error))),
        };
        if left == 0 {
            notes(Note::File(format!("read up to its first {MAX_CELLS} cells only")));
        }
        let last = rows.last().map_or(0, |row| row.number);
        let says = |name: &String| !name.trim().is_empty() && (several || !is_generic(name, path));
        let title = Some(name.clone()).filter(says);
        let table = Table { path, name, title, before };
        table.read(rows, sink, notes);
        before = before.saturating_add(last);
    }
    Ok(())
}

/// What `read` gives. The library that takes the file apart may panic on a broken one, which must not
/// end the reading of others; nothing is read of the file after that.
///
/// # Errors
///
/// It panicked.
fn caught<T>(read: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(read)).map_err(|_| super::damaged(&"it makes no sense"))
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
    while let Some((cell, style)) = reader.next_cell_with_style_id()? {
        if *left == 0 {
            break;
        }
        *left -= 1;
        let format = reader.styles().get(style).and_then(|style| style.number_format.as_ref());
        let code = format.map_or("General", |format| format.format_code.as_str());
        let Some(text) = shown(cell.get_value(), code) else { continue };
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

/// What a spreadsheet shows of `value` in a cell of the format `code`.
fn shown(value: &DataRef<'_>, code: &str) -> Option<String> {
    let text = match value {
        // Above 2^53 the format would not show all digits.
        DataRef::Int(number) => i32::try_from(*number)
            .map_or_else(|_| number.to_string(), |number| shown::number(f64::from(number), code)),
        DataRef::Float(number) => shown::number(*number, code),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is) => if *is { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(moment) => shown::moment(moment, code),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(_) | DataRef::Empty => return None,
    };
    (!text.trim().is_empty()).then_some(text)
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
        let probe: Vec<Vec<String>> =
            rows.iter().take(PROBE_ROWS).map(|row| dense(row, None)).collect();
        let probe: Vec<&[String]> = probe.iter().map(Vec::as_slice).collect();
        let sheet = tabular::Sheet::of(&probe);
        let body = rows.get(sheet.rows_before()..).unwrap_or_default();
        let before = rows.iter().take(sheet.rows_before()).enumerate();
        let before = before.map(|(at, row)| (self.lines(row), sheet.why_left_out(at).to_owned()));
        let mut found = Found { left_out: before.collect(), ..Found::default() };
        let mut column = 0;
        let mut alike: Vec<Alike> = Vec::new();
        match &sheet {
            tabular::Sheet::Entries(columns) => {
                let mut entries = Entries::default();
                for row in body {
                    let all = columns.count().max(width(std::slice::from_ref(row)));
                    let cells = dense(row, Some(all));
                    entries.add(columns, &tabular::Row { cells, lines: self.lines(row) });
                }
                let Found { blocks, left_out, bad, .. } = entries.finish();
                found.left_out.extend(left_out);
                (found.blocks, found.bad) = (blocks, bad);
                column = u32::try_from(columns.of_text()).unwrap_or(0);
            }
            tabular::Sheet::Synonyms => {
                for row in body {
                    let (lines, cells) = (self.lines(row), dense(row, None));
                    let words = tabular::words_of(&cells);
                    found.left_out.push((lines, tabular::synonyms(&words)));
                    alike.extend(Alike::of(lines, words.into_iter()));
                }
                notes(Note::File(SYNONYMS.to_owned()));
            }
            tabular::Sheet::Table(header) => return self.rows(&rows, header, sink),
        }
        let mut alike = Some(alike);
        let mut sink = |document| {
            sink(Document { synonyms: alike.take().unwrap_or_default(), ..document });
        };
        self.records(found, column, &mut sink, notes);
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

    /// Hands on what the rows are, a batch of records after the other; `column` is cited.
    fn records(
        &self,
        found: Found,
        column: u32,
        sink: &mut dyn FnMut(Document),
        notes: &mut dyn FnMut(Note),
    ) {
        let empty = self.document((column, column));
        let mut left_out: Vec<LeftOut> = Vec::new();
        let mut bad = found.bad;
        bad.sort();
        for (lines, reason) in &bad {
            let place = empty.places.of(*lines).as_ref().map(Place::to_string);
            let reason = format!("{}: {reason}", place.unwrap_or_default());
            notes(Note::Skipped { line: lines.first.saturating_sub(self.before), reason });
        }
        let all = found.left_out.into_iter().chain(bad);
        left_out.extend(all.map(|(lines, reason)| LeftOut { lines, reason }));
        left_out.sort_by_key(|left| left.lines);
        let mut blocks = found.blocks;
        for block in &mut blocks {
            if let BlockKind::Record(record) = &mut block.kind {
                record.headings.splice(0..0, self.title.clone());
            }
        }
        let mut blocks = blocks.into_iter().peekable();
        let mut left_out = left_out.into_iter().peekable();
        while blocks.peek().is_some() || left_out.peek().is_some() {
            let mut document = empty.clone();
            document.blocks.extend(blocks.by_ref().take(BATCH_RECORDS));
            let next = blocks.peek().map_or(u32::MAX, |block| block.lines.first);
            while let Some(left) = left_out.next_if(|left| left.lines.first < next) {
                document.left_out.push(left);
            }
            sink(document);
        }
    }

    /// All rows as they are, under the names of their columns where the first row has such.
    fn rows(&self, rows: &[Row], header: &[String], sink: &mut dyn FnMut(Document)) {
        let width = width(rows);
        let columns = (0, u32::try_from(width.saturating_sub(1)).unwrap_or(0));
        let has_head = 1 < width && !header.is_empty();
        let header: Arc<[String]> = if has_head { header.into() } else { Arc::default() };
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
                    BlockKind::Row { header: Arc::clone(&header) }
                } else {
                    BlockKind::Paragraph
                };
                let cells = dense(row, Some(width));
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

/// The cells of `row`, trimmed, the empty ones among them: the first `width` or, where that is not
/// said, up to its last.
fn dense(row: &Row, width: Option<usize>) -> Vec<String> {
    let mut cells =
        vec![String::new(); width.unwrap_or_else(|| self::width(std::slice::from_ref(row)))];
    for (column, text) in &row.cells {
        if let Some(cell) = cells.get_mut(*column as usize) {
            text.trim().clone_into(cell);
        }
    }
    cells
}
