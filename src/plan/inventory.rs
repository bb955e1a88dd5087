//! Inventories: CSV files of many like assets.
//!
//! The first cell of a line is the identifier; what stands in other cells is for people. A first line whose first cell
//! says `identifier` is a head.

use super::code::Code;
use super::draft::RowsDraft;
use super::problems::Fault;
use super::read::Beside;
use super::reader::{Reading, Table};
use super::spot::Spotted;
use crate::model::identifier::{Form, Identifier};

/// Reads the file beside the plan. Its identifiers stay `None` where it is not at hand, or could not be read; only
/// the second is said.
pub(crate) fn rows<'a>(
    reading: &mut Reading<'a>,
    table: Table<'a>,
    file: Spotted<&'a str>,
    form: Form,
    beside: Beside<'_>,
) -> RowsDraft<'a> {
    let mut draft = RowsDraft { file: file.it, at: Some(file.at), ..RowsDraft::default() };
    let mut said = |code, message: String, label: String| {
        reading.problems.add(code, file.at, || Fault::new(message, label));
    };
    if file.it.contains(['/', '\\', '\0']) || file.it.starts_with('.') {
        said(
            Code::WrongType,
            format!("`file` of {} is not the name of a file beside the plan", table.name),
            "a name without folders".to_owned(),
        );
        return draft;
    }
    let bytes = match beside(file.it) {
        None => return draft,
        Some(Ok(bytes)) => bytes,
        Some(Err(why)) => {
            said(Code::UnknownReference, format!("the file of {} cannot be read: {why}", table.name), why);
            return draft;
        }
    };
    let mut rows = Vec::new();
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
    let mut record = csv::StringRecord::new();
    let mut bad = 0_usize;
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {}
            Err(error) => {
                said(Code::Syntax, format!("`{}` is not CSV in UTF-8", file.it), error.to_string());
                return draft;
            }
        }
        let cell = record.get(0).unwrap_or_default().trim();
        if cell.is_empty() || (line == 1 && cell == "identifier") {
            continue;
        }
        match Identifier::read(form, cell) {
            Ok(identifier) => {
                if draft.real.is_none() && identifier.host().is_some_and(|host| !host.is_reserved()) {
                    draft.real = Some(identifier.as_str().to_owned());
                }
                rows.push(identifier.into_string());
            }
            Err(error) => {
                bad += 1;
                if bad == 1 {
                    said(
                        Code::BadIdentifier,
                        format!("line {line} of `{}`: `{cell}` is not {form}", file.it),
                        error.why.to_owned(),
                    );
                }
            }
        }
    }
    if bad > 1 {
        said(
            Code::BadIdentifier,
            format!("{} more lines of `{}` are not {form}", bad - 1, file.it),
            "in this file".to_owned(),
        );
    }
    if rows.is_empty() && bad == 0 {
        said(Code::MissingKey, format!("`{}` has no line", file.it), "an empty inventory".to_owned());
    }
    rows.sort_unstable();
    rows.dedup();
    draft.identifiers = (bad == 0 && !rows.is_empty()).then_some(rows);
    draft
}
