//! `takedown reopen`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::values::{entry_text, words};
use crate::model::exit::Exit;
use crate::model::state::{Role, State};

use super::decide::{Decision, decide};

/// Open measures anew, as their next round
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let decision = Decision {
        command: "reopen",
        measures: &args.measures,
        to: State::Open,
        roles: &[Role::Own, Role::Lead],
        other_officer: false,
        asks: None,
        at: None,
        until: None,
        writing: &args.writing,
    };
    decide(&decision, context, shell, |step| step.reason = entry_text(args.reason.as_ref()))
}
