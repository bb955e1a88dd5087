//! The commands, one file each: an `Args` struct whose doc comment is the help, and `run`.

pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod man;

use crate::model::exit::Exit;

use super::args::Command;
use super::context::Context;
use super::error::CliError;
use super::shell::Shell;

/// Runs a command.
pub(crate) fn run(command: &Command, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    match command {
        Command::Init(args) => init::run(args, context, shell),
        Command::Check(args) => check::run(args, context, shell),
        Command::Explain(args) => explain::run(args, context, shell),
        Command::Completions(args) => completions::run(args, shell),
        Command::Man(args) => man::run(args, shell),
    }
}
