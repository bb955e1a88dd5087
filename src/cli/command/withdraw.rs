//! `takedown withdraw`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::values::{entry_text, words};
use crate::model::exit::Exit;
use crate::model::state::{Role, State};

use super::decide::{Decision, decide};

/// Decide that measures will not be done
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    /// Do not ask back
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let decision = Decision {
        command: "withdraw",
        measures: &args.measures,
        to: State::Withdrawn,
        roles: &[Role::Own, Role::Lead],
        other_officer: false,
        asks: Some(args.yes),
        at: None,
        until: None,
        writing: &args.writing,
    };
    decide(&decision, context, shell, |step| step.reason = entry_text(args.reason.as_ref()))
}
