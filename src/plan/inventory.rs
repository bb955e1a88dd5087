//! Inventories: CSV files with many similar assets.
//!
//! The first cell of a line is the identifier; the other cells are for people. If the first cell of the first line is
//! `identifier`, that line is a header.

use super::code::Code;
use super::draft::RowsDraft;
use super::problems::DiagnosticText;
use super::reader::{ReadContext, TableReader};
use super::span::{TextSpan, WithSpan};
use crate::model::identifier::{Form, Identifier};
use crate::plan::source::Beside;

/// How many invalid lines of a file are reported; further ones are only counted, because in a file of another format
/// every line is invalid.
const MOST_LINES: usize = 10;

/// Reads the file beside the plan. `identifiers` stays `None` if the file is not available or could not be read; only
/// the latter is reported. The text is added to the sources that problems point into.
// See ARCHITECTURE, "Inventories and assets share one name space".
pub(crate) fn rows<'a>(
    reading: &mut ReadContext<'a>,
    table: TableReader<'a>,
    file: WithSpan<&'a str>,
    form: Form,
    beside: Beside<'_>,
) -> RowsDraft<'a> {
    let mut draft = RowsDraft { file: file.it, ..RowsDraft::default() };
    let mut report = |code, message: String, label: String| {
        reading.problems.add(code, file.at, || DiagnosticText::new(message, label));
    };
    if file.it.contains(['/', '\\', '\0']) || file.it.starts_with('.') {
        report(
            Code::WrongType,
            format!("`file` of {} is not the name of a file beside the plan", table.name),
            "a name without folders".to_owned(),
        );
        return draft;
    }
    let source = match beside(file.it) {
        None => return draft,
        Some(Ok(source)) => source,
        Some(Err(why)) => {
            report(Code::UnknownReference, format!("the file of {} cannot be read: {why}", table.name), why);
            return draft;
        }
    };
    let cells = match cells(&source.text, reading.next_source()) {
        Ok(cells) => cells,
        Err(error) => {
            reading.problems.add(Code::Syntax, file.at, || {
                DiagnosticText::new(format!("`{}` is not CSV", file.it), error.to_string())
            });
            return draft;
        }
    };
    if cells.is_empty() {
        reading.problems.add(Code::MissingKey, file.at, || {
            DiagnosticText::new(format!("`{}` has no line", file.it), "an empty inventory")
        });
    }
    draft.identifiers = identifiers(reading, &mut draft.real, cells, form);
    reading.beside.push(source);
    draft
}

/// The first cell of each line with its span, without empty ones and the header.
fn cells(text: &str, file: u32) -> Result<Vec<WithSpan<String>>, csv::Error> {
    let mut cells = Vec::new();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    loop {
        let before = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !reader.read_record(&mut record)? {
            return Ok(cells);
        }
        let cell = record.get(0).unwrap_or_default().trim();
        // The position is before any empty lines and byte order mark that precede the record.
        let skipped = |text: &str| text.len() - text.trim_start_matches(['\n', '\r', '\u{feff}']).len();
        let start = before + text.get(before..).map_or(0, skipped);
        let is_head = cells.is_empty() && cell == "identifier";
        if cell.is_empty() || is_head {
            continue;
        }
        let line = text.get(start..).and_then(|rest| rest.split('\n').next()).unwrap_or_default();
        let end = start + line.split(',').next().map_or(0, str::len);
        cells.push(WithSpan { it: cell.to_owned(), at: TextSpan::new(file, &(start..end)) });
    }
}

/// The identifiers of an inventory, sorted, without duplicates; `None` if one is invalid.
fn identifiers(
    reading: &mut ReadContext<'_>,
    real: &mut Option<WithSpan<String>>,
    cells: Vec<WithSpan<String>>,
    form: Form,
) -> Option<Vec<WithSpan<String>>> {
    let mut rows = Vec::with_capacity(cells.len());
    let mut bad = 0_usize;
    let mut last = None;
    for WithSpan { it: cell, at } in cells {
        match Identifier::read(form, &cell) {
            Ok(identifier) => {
                if real.is_none() && identifier.host().is_some_and(|host| !host.is_reserved()) {
                    *real = Some(WithSpan { it: identifier.as_str().to_owned(), at });
                }
                rows.push(WithSpan { it: identifier.into_string(), at });
            }
            Err(error) => {
                bad += 1;
                last = Some(at);
                if bad <= MOST_LINES {
                    reading.problems.add(Code::BadIdentifier, at, || {
                        DiagnosticText::new(format!("`{cell}` is not {form}"), error.why)
                    });
                }
            }
        }
    }
    if let Some(at) = last.filter(|_| bad > MOST_LINES) {
        reading.problems.add(Code::BadIdentifier, at, || {
            DiagnosticText::new(format!("{} more lines are not {form}", bad - MOST_LINES), "the last of them")
        });
    }
    rows.sort_unstable_by(|one, two| (&one.it, one.at).cmp(&(&two.it, two.at)));
    rows.dedup_by(|two, one| two.it == one.it);
    (bad == 0 && !rows.is_empty()).then_some(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_place_where_it_stands() {
        let text = "\u{feff}identifier,note\n\na.example,\"x\ny\"\n\n\nb.example\n,nothing\nc.example,2";
        let cells = cells(text, 3).expect("CSV");
        let at: Vec<&str> =
            cells.iter().map(|cell| &text[cell.at.start as usize..cell.at.end as usize]).collect();
        assert_eq!(at, ["a.example", "b.example", "c.example"]);
        assert!(cells.iter().all(|cell| cell.at.file == 3));
    }
}
