//! `takedown man`

use clap::CommandFactory as _;

use crate::cli::command::Cli;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::model::exit::Exit;

/// Print a manual page, of the whole or of one command
///
/// To read it: takedown man record | man -l -
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The command [default: the whole]
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

pub(crate) fn run(args: &Args, shell: &mut Shell) -> Result<Exit, CliError> {
    let mut whole = Cli::command();
    // `build` propagates the global options to every command.
    whole.build();
    let page = match &args.command {
        None => whole,
        Some(name) => one(&whole, name)?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    shell.answer_bytes(&text)?;
    Ok(Exit::Done)
}

fn one(whole: &clap::Command, name: &str) -> Result<clap::Command, CliError> {
    if let Some(command) = whole.get_subcommands().find(|command| command.get_name() == name) {
        return Ok(command.clone().name(format!("takedown-{name}")));
    }
    let names = whole.get_subcommands().map(clap::Command::get_name);
    let list = || Some("takedown --help lists them".to_owned());
    Err(CliError::usage(format!("there is no command `{name}`")).suggest(name, names, list))
}
