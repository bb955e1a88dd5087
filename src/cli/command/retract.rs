//! `takedown retract`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{ReasonArgs, entry};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Retraction;
use crate::model::exit::Exit;

/// Take back entries of one's own agency; both stay in the ledger
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Entries: 8 or more digits of a hash, or LOG:SEQ
    #[arg(value_name = "ENTRY", required = true)]
    entries: Vec<String>,
    #[command(flatten)]
    why: ReasonArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("retract", &args.writing, context, shell)?;
    let reading = &session.workspace.reading;
    let found = args.entries.iter().map(|reference| entry(reading, reference));
    let (entries, agencies): (Vec<_>, Vec<_>) = found.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let identity = session.identity(&IdentityHints::agencies(agencies))?;
    let reason = &args.why.reason;
    let requests = entries.into_iter().map(|entry| Retraction::new(entry, reason.clone()).into());
    session.submit(identity, requests.collect(), shell)
}
