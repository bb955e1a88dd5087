//! Parses texts into tables of TOML.

use toml::de::DeTable;

use super::code::Code;
use super::nesting::{NestingError, too_much};
use super::problems::{DiagnosticText, Problems, Reported};
use super::span::TextSpan;

/// Above this length the parser stops at the first error: to continue costs time in the square of the number of errors,
/// and memory for each.
const RECOVERABLE: usize = 1 << 20;

/// Parses one file, or reports why it is not TOML.
pub(crate) fn parse<'a>(file: u32, text: &'a str, problems: &mut Problems) -> Result<DeTable<'a>, Reported> {
    if let Some(found) = too_much(text) {
        let (at, message, label) = match found {
            NestingError::Deep(at) => (at, "the text nests too deep for a plan", "more than 32 levels here"),
            NestingError::Signs(at) => {
                (at, "the text has more words and signs than a plan can have", "it goes on from here")
            }
        };
        return Err(problems
            .error(Code::Syntax, TextSpan::new(file, &(at..at)), || DiagnosticText::new(message, label)));
    }
    let (table, errors) = if text.len() < RECOVERABLE {
        let (table, errors) = DeTable::parse_recoverable(text);
        (Some(table), errors)
    } else {
        match DeTable::parse(text) {
            Ok(table) => (Some(table), Vec::new()),
            Err(error) => (None, vec![error]),
        }
    };
    let mut reported = None;
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // Further errors on the same line mostly follow from the first.
        let line = text.get(..span.start).map(|before| before.rfind('\n').map_or(0, |lf| lf + 1));
        if line.is_some() && line == last_line {
            continue;
        }
        last_line = line;
        reported = Some(problems.error(Code::Syntax, TextSpan::new(file, &span), || {
            let label = error.message();
            let fault = DiagnosticText::new("this is not TOML", label);
            if label == "duplicate key" { fault.help("a key or table stands once in a file") } else { fault }
        }));
    }
    match (reported, table) {
        (Some(reported), _) => Err(reported),
        (None, Some(table)) => Ok(table.into_inner()),
        // The parser returned neither a table nor an error.
        (None, None) => Err(problems
            .error(Code::Syntax, TextSpan::of_file(file), || DiagnosticText::new("this is not TOML", ""))),
    }
}
