//! How answers are printed: commands supply views and a page, and each format renders them.

pub(crate) mod csv;
pub(crate) mod diagnostic;
pub(crate) mod file;
pub(crate) mod github;
pub(crate) mod html;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod page;
pub(crate) mod progress;
pub(crate) mod shell;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod time;
pub(crate) mod tone;

use serde::Serialize;

use crate::view::Row;

use super::args::{Format, Globals};
use super::error::CliError;
use page::Page;
use shell::Shell;

/// An answer, for every format.
pub(crate) struct Answer<'a, V, R> {
    /// The public JSON.
    pub(crate) view: &'a V,
    /// The rows of the view that become lines of CSV.
    pub(crate) rows: &'a [R],
    /// The page that people read.
    pub(crate) page: &'a Page,
}

impl<V: Serialize, R: Row> Answer<'_, V, R> {
    /// Prints the answer in the requested format, and writes it to the file of `--json-into` if there is
    /// one.
    pub(crate) fn give(&self, shell: &mut Shell, globals: &Globals) -> Result<(), CliError> {
        let text = match globals.format {
            Format::Table => table::render(self.page, shell.width, shell.coloured),
            Format::Json => json::render(self.view)?,
            Format::Csv => csv::render(self.rows)?,
            Format::Markdown => markdown::render(self.page),
            other => return Err(no_such(other)),
        };
        into_file(self.view, globals)?;
        Ok(shell.answer(&text)?)
    }
}

/// Writes a view as JSON to the file of `--json-into`, if there is one.
pub(crate) fn into_file(view: &impl Serialize, globals: &Globals) -> Result<(), CliError> {
    let Some(path) = &globals.json_into else { return Ok(()) };
    let text = json::render(view)?;
    file::write(path, text.as_bytes(), file::Written::View)
}

/// The error for a format that the command does not support.
pub(crate) fn no_such(format: Format) -> CliError {
    let name = clap::ValueEnum::to_possible_value(&format);
    let name = name.as_ref().map_or("", |value| value.get_name());
    CliError::usage(format!("this command has no format `{name}`"))
        .hint("every answer comes as table and json; --help says what else")
}
