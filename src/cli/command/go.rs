//! `takedown go`

use std::path::PathBuf;

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::saved;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::ConfirmArgs;
use crate::cli::session::writing::WriteSession;
use crate::model::exit::Exit;
use crate::operation::EntryRequest;

/// Give the go: exactly the measures of a saved plan are cleared, all of them or none
///
/// The lead gives it, for the bytes that others approved. A file that no longer says what is so is stale: exit 5, with
/// what differs and the command that saves it anew.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The saved plan: a file that `takedown plan --out` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    confirm: ConfirmArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("go", &args.writing, context, shell)?;
    let lead = &session.plan().operation.lead;
    let identity = session.identity(&IdentityHints::lead())?;
    // Report a missing permission before an unreadable file.
    if identity.agency != *lead {
        return Err(CliError::refused(format!("only {lead} gives the go")));
    }
    let saved = saved::read(&args.file)?;
    let text = format!("give the go for {}?", number_of(saved.measures.len(), "measure"));
    let confirmation = Some(args.confirm.confirmation(text));
    session.submit_if(confirmation, identity, vec![EntryRequest::go(saved)], shell)
}
