//! `takedown approve`

use std::path::PathBuf;

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::saved;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::writing::WriteSession;
use crate::model::exit::Exit;
use crate::operation::EntryRequest;

/// Approve a saved plan, as an agency other than the lead
///
/// It is bound to the bytes of the file. A file that no longer says what is so is stale: exit 5, with what differs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The saved plan: a file that `takedown plan --out` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("approve", &args.writing, context, shell)?;
    let plan = session.plan();
    let lead = &plan.operation.lead;
    let file = saved::read(&args.file);
    let operation = session.workspace.operation();
    let approved = file.as_ref().map(|saved| operation.approvals(&saved.hash)).unwrap_or_default();
    let others = plan.agencies.keys().filter(|agency| *agency != lead);
    let open = others.map(ToString::to_string).filter(|agency| !approved.contains(agency)).collect();
    let identity = session.identity(&IdentityHints::agencies(open))?;
    // Report a missing permission before an unreadable file.
    if identity.agency == *lead {
        return Err(CliError::refused(format!("{lead} leads: agencies other than the lead approve"))
            .hint("the lead gives the go: takedown go FILE"));
    }
    session.submit(identity, vec![EntryRequest::approval(file?)], shell)
}
