//! `takedown evidence list`

use crate::cli::args::ReadArgs;
use crate::cli::command::status;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::model::exit::Exit;

/// List the items: who holds them, are they verified; the table of `status --by evidence`
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadArgs,
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    status::run(&status::Args::of_evidence(args.reading.clone()), context, shell)
}
