//! `takedown correct`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{ReasonArgs, entry, entry_text, parsed_time, sources, spans, words};
use crate::cli::session::workspace::Workspace;
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::{Correction, Data};
use crate::model::exit::Exit;

/// Mend the time, sources or remark of an entry of one's own agency; both stay
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The entry: 8 or more digits of its hash, or LOG:SEQ
    #[arg(value_name = "ENTRY")]
    entry: String,
    #[command(flatten)]
    fields: CorrectedFields,
    #[command(flatten)]
    why: ReasonArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

/// What is mended; at least one.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct CorrectedFields {
    /// The right time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// The right sources (repeat)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    source: Vec<String>,
    /// The right remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("correct", &args.writing, context, shell)?;
    let workspace = &session.workspace;
    let (hash, agency) = entry(&workspace.reading, &args.entry)?;
    let sources = sources(&workspace.plan, &args.fields.source)?;
    let identity = session.identity(&IdentityHints::agencies(vec![agency]))?;
    let allowed = if is_transition(workspace, &args.entry) { spans(workspace) } else { Spans::Allowed };
    let at = args.fields.at.as_deref().map(|text| parsed_time(text, workspace, allowed, &identity, shell));
    let correction = Correction {
        at: at.transpose()?,
        sources,
        note: entry_text(args.fields.note.as_ref()),
        ..Correction::new(hash, args.why.reason.clone())
    };
    session.submit(identity, vec![correction.into()], shell)
}

/// Whether the entry is a transition: its time then follows the rules for transitions.
fn is_transition(workspace: &Workspace, reference: &str) -> bool {
    let line = workspace.reading.find(reference).ok().and_then(|pos| workspace.reading.entry(pos));
    let entry = line.as_ref().and_then(|line| line.entry());
    matches!(entry.and_then(|entry| entry.data.as_ref()), Some(Data::Transition(_)))
}
