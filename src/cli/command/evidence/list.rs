//! `takedown evidence list`

use crate::cli::args::Selection;
use crate::cli::command::status;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::shell::Shell;
use crate::model::exit::Exit;

/// List the items: who holds them, are they verified; the table of `status --by evidence`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    #[command(flatten)]
    selection: Selection,
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    status::run(&status::Args::of_evidence(args.argument.clone(), args.selection.clone()), context, shell)
}
