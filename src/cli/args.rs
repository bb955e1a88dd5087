//! The command line as data; its doc comments are the help, the man pages and the completions.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

/// What may stand anywhere on the line.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// Work on this operation: a plan's name or path [default: the only one in sight]
    ///
    /// NAME is looked up as operations/NAME.toml, operations/NAME/, NAME.toml, NAME/.
    #[arg(
        short,
        long,
        global = true,
        value_name = "NAME|PATH",
        env = "TAKEDOWN_OPERATION",
        hide_env_values = true
    )]
    pub(crate) operation: Option<String>,
    /// Keep the ledger in this folder [default: beside the plan, NAME.ledger]
    #[arg(long, global = true, value_name = "DIR", env = "TAKEDOWN_LEDGER", hide_env_values = true)]
    pub(crate) ledger: Option<PathBuf>,
    /// Act as this agency of the plan
    #[arg(
        long = "as",
        global = true,
        value_name = "AGENCY",
        env = "TAKEDOWN_AGENCY",
        hide_env_values = true
    )]
    pub(crate) acting: Option<String>,
    /// Act as this officer: a pseudonymous id, never a name
    #[arg(long, global = true, value_name = "ID", env = "TAKEDOWN_OFFICER", hide_env_values = true)]
    pub(crate) officer: Option<String>,
    /// Print the answer as this
    #[arg(
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        default_value_t,
        hide_default_value = true
    )]
    pub(crate) format: Format,
    /// Write the answer as JSON into this file too
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) json_into: Option<PathBuf>,
    /// Use colour, which only ever repeats a word [default: on a terminal]
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub(crate) color: Option<When>,
    /// Print the answer and errors, no hints
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Print more: what was accepted, what was counted
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// Set the clock, in exercises and history only: a time, or H+5m; entries say that it was set
    #[arg(
        long,
        global = true,
        value_name = "TIME",
        env = "TAKEDOWN_NOW",
        hide_env_values = true,
        allow_hyphen_values = true
    )]
    pub(crate) now: Option<String>,
    /// Wait so long for another writer of the ledger, then give up [default: 10s]
    #[arg(long, global = true, value_name = "SPAN", value_parser = span, hide = true)]
    pub(crate) lock_timeout: Option<Duration>,
    /// Write even where the ledger lies on a network file system, whose locks may not hold
    #[arg(long, global = true, hide = true)]
    pub(crate) allow_network_fs: bool,
}

pub(crate) fn span(text: &str) -> Result<Duration, String> {
    let span: crate::model::offset::Span = text.parse().map_err(|bad| format!("{bad}"))?;
    // Spans are never negative.
    Ok(Duration::from_millis(span.millis().unsigned_abs()))
}

/// How an answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// Tables for people
    #[default]
    Table,
    /// One JSON object, with its schema
    Json,
    /// Comma-separated values, RFC 4180
    Csv,
    /// Markdown, for documents
    Markdown,
    /// One page for a browser that fetches nothing and runs nothing
    Html,
    /// The stored lines of the ledger, unaltered
    Jsonl,
    /// Annotations of a GitHub workflow
    Github,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal
    Auto,
    /// Also into files and pipes
    Always,
    /// Not at all
    Never,
}

const SELECTION: &str = "Selection";

/// Narrows measures down; the options combine, each may be repeated or hold a list with commas.
///
/// Each option names its heading: one set for all would also stand over whatever a command declares after them.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct Selection {
    /// Only measures that count in these countries, `unknown` for those in none
    #[arg(long, value_name = "CC", value_delimiter = ',', help_heading = SELECTION)]
    pub(crate) country: Vec<String>,
    /// Only measures against these outlets
    #[arg(long, value_name = "OUTLET", value_delimiter = ',', help_heading = SELECTION)]
    pub(crate) outlet: Vec<String>,
    /// Only measures of these agencies
    #[arg(long, value_name = "AGENCY", value_delimiter = ',', help_heading = SELECTION)]
    pub(crate) agency: Vec<String>,
    /// Only measures of these groups
    #[arg(long, value_name = "GROUP", value_delimiter = ',', help_heading = SELECTION)]
    pub(crate) group: Vec<String>,
    /// Only measures with these actions
    #[arg(long, value_name = "ACTION", value_delimiter = ',', help_heading = SELECTION)]
    pub(crate) action: Vec<String>,
}

/// Measures by name, glob and selection.
#[derive(Debug, Clone, Args)]
pub(crate) struct Measures {
    /// Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as 'seize:nl-*'
    #[arg(value_name = "MEASURE")]
    pub(crate) measures: Vec<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// The operation that is read, and the measures that are meant: all of them where none is named.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ReadArgs {
    /// The operation: a name or a path; and measures or globs, where only some are meant
    #[arg(value_name = "OPERATION|MEASURE")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) selection: Selection,
}

/// What every command that writes to the ledger takes.
#[derive(Debug, Clone, Args)]
pub(crate) struct WriteArgs {
    /// Judge and print all of it, but write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave out what is so already, instead of refusing
    #[arg(long)]
    pub(crate) if_needed: bool,
}
