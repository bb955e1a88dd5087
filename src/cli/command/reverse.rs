//! `takedown reverse`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::values::{ConfirmArgs, IrregularArgs, ReasonArgs, entry_text, words};
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
    #[command(flatten)]
    why: ReasonArgs,
    /// The reference of the court or authority; without one it is irregular
    #[arg(long, value_name = "TEXT", value_parser = words)]
    reference: Option<String>,
    /// When it was [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    /// A remark
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    #[command(flatten)]
    irregular: IrregularArgs,
    #[command(flatten)]
    confirm: ConfirmArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let roles = &[Role::Own, Role::Lead];
    let decision = Decision {
        confirm: Some(args.confirm),
        at: Some(&args.at),
        ..Decision::new("reverse", &args.measures, State::Reversed, roles, &args.writing)
    };
    decide(&decision, context, shell, |transition| {
        transition.restored = entry_text(args.restored.as_ref());
        transition.reason = Some(args.why.reason.clone().into());
        transition.reference = entry_text(args.reference.as_ref());
        transition.note = entry_text(args.note.as_ref());
        transition.irregular = args.irregular.irregular.clone().map(Irregular::new);
    })
}
