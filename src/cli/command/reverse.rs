//! `takedown reverse`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::values::{entry_text, words};
use crate::ledger::codec::entry::Irregular;
use crate::model::exit::Exit;
use crate::model::state::{Role, State};

use super::decide::{Decision, decide};

/// Record that measures were undone: returned, restored, annulled
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    /// What was restored
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    restored: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    /// The reference of the court or authority; without one it is irregular
    #[arg(long, value_name = "TEXT", value_parser = words)]
    reference: Option<String>,
    /// When it was [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    /// Record it although a guard forbids it, and why it happened so
    #[arg(long, value_name = "REASON", value_parser = words)]
    irregular: Option<String>,
    /// Do not ask back
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let decision = Decision {
        command: "reverse",
        measures: &args.measures,
        to: State::Reversed,
        roles: &[Role::Own, Role::Lead],
        other_officer: false,
        asks: Some(args.yes),
        at: Some(&args.at),
        until: None,
        writing: &args.writing,
    };
    decide(&decision, context, shell, |step| {
        step.restored = entry_text(args.restored.as_ref());
        step.reason = entry_text(args.reason.as_ref());
        step.reference = entry_text(args.reference.as_ref());
        step.note = entry_text(args.note.as_ref());
        step.irregular = args.irregular.clone().map(Irregular::new);
    })
}
