//! `takedown explain`

use serde::Serialize;

use crate::cli::args::Format;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::cli::output::text::{nearest, visible_lines};
use crate::cli::output::{Answer, into_file, json, no_such};
use crate::cli::shell::Shell;
use crate::model::exit::Exit;
use crate::model::word::Word as _;
use crate::plan::{CODES, CodeRow, Severity};
use crate::view::Row;

/// Explain a diagnostic: what it says, why it matters, how to mend it
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The code, as `check` prints it [default: list them all]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// A code, for machines.
#[derive(Serialize)]
struct Explained {
    code: &'static str,
    severity: &'static str,
    summary: &'static str,
}

impl Row for Explained {
    const KEYS: &'static [&'static str] = &["code", "severity", "summary"];
}

#[derive(Serialize)]
struct List<'a> {
    schema: &'static str,
    codes: &'a [Explained],
}

#[derive(Serialize)]
struct One {
    schema: &'static str,
    #[serde(flatten)]
    code: Explained,
    page: &'static str,
}

const SCHEMA: &str = "takedown.explain/1";

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    match &args.code {
        None => list(context, shell)?,
        Some(code) => one(find(code)?, context, shell)?,
    }
    Ok(Exit::Done)
}

fn find(code: &str) -> Result<&'static CodeRow, CliError> {
    // A code is copied from `error[unknown-key]: ...`, brackets and all.
    let bare =
        code.trim_start_matches("error").trim_start_matches("warning").trim_matches(['[', ']', ':', '`']);
    CODES.iter().find(|row| row.code.as_str() == bare).ok_or_else(|| {
        let error = CliError::usage(format!("there is no code `{code}`"));
        match nearest(bare, CODES.iter().map(|row| row.code.as_str())) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("takedown explain lists them"),
        }
    })
}

fn explained(row: &CodeRow) -> Explained {
    Explained { code: row.code.as_str(), severity: word(row.severity), summary: row.summary }
}

/// A severity as a word.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn list(context: &Context, shell: &mut Shell) -> Result<(), CliError> {
    let codes: Vec<_> = CODES.iter().map(explained).collect();
    let mut grid = Grid::new(&[whole("CODE"), whole("SEVERITY"), prose("WHAT IT SAYS")]);
    for row in &codes {
        grid.row([row.code.into(), row.severity.into(), row.summary.into()]);
    }
    let mut page = Page::default();
    page.grid(grid);
    Answer { view: &List { schema: SCHEMA, codes: &codes }, rows: &codes, page: &page }
        .give(shell, &context.globals)
}

fn one(row: &'static CodeRow, context: &Context, shell: &mut Shell) -> Result<(), CliError> {
    let view = One { schema: SCHEMA, code: explained(row), page: row.page };
    let text = match context.globals.format {
        Format::Table | Format::Markdown => visible_lines(row.page),
        Format::Json => json::render(&view)?,
        other => return Err(no_such(other)),
    };
    into_file(&view, &context.globals)?;
    Ok(shell.answer(&text)?)
}
