//! `takedown reopen`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::values::ReasonArgs;
use crate::model::exit::Exit;
use crate::model::state::{Role, State};

use super::decide::{Decision, decide};

/// Open measures anew, as their next round
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
    let roles = &[Role::Own, Role::Lead];
    let decision = Decision::new("reopen", &args.measures, State::Open, roles, &args.writing);
    decide(&decision, context, shell, |transition| transition.reason = Some(args.why.reason.clone().into()))
}
