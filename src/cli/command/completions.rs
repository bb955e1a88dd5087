//! `takedown completions`

use clap::CommandFactory as _;
use clap_complete::Shell as Kind;

use crate::cli::command::Cli;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::model::exit::Exit;

/// Print completions for a shell
///
/// For bash: takedown completions bash > ~/.local/share/bash-completion/completions/takedown
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Kind,
}

pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Exit, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "takedown", &mut script);
    shell.answer_bytes(&script)?;
    Ok(Exit::Done)
}
