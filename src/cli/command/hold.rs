//! `takedown hold`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::ReasonArgs;
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Hold;
use crate::model::exit::Exit;
use crate::model::state::Role;

/// Stop measures; only the agency that holds them lets go again
///
/// Any participating agency may, at any time. `takedown retract ENTRY` lifts it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    #[command(flatten)]
    why: ReasonArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("hold", &args.writing, context, shell)?;
    let mut measures = session.measures(&args.measures)?;
    measures.sort();
    let hints = IdentityHints::measures(&measures, &[Role::Own, Role::Participant]);
    let identity = session.identity(&hints)?;
    session.submit(identity, vec![Hold::new(measures, args.why.reason.clone()).into()], shell)
}
