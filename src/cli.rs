//! The command line: the only layer that meets the terminal, the environment, the clock and the exit.

mod args;
mod command;
mod env;
mod error;
mod faulty;
mod help;
mod input;
mod output;
mod page;
mod refuse;
mod session;
mod words;

use std::process::ExitCode;

use clap::Parser as _;

use crate::model::exit::Exit;

use crate::cli::command::Cli;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use args::Format;
use env::Env;
use error::{CliError, ErrorKind};

/// Runs the program: reads the command line, does what it says, and gives back the exit code.
// See ARCHITECTURE, "Ctrl-C has no handler".
pub fn main() -> ExitCode {
    let env = Env::of_process();
    let exit = match Cli::try_parse() {
        Ok(cli) => run(cli, env),
        Err(answer) => no_command(&answer, &env),
    };
    ExitCode::from(exit.row().code)
}

fn run(cli: Cli, env: Env) -> Exit {
    let mut shell = Shell::of_process(&env, cli.globals.color, cli.globals.quiet);
    let format = cli.globals.format;
    // Before anything is recorded: what cannot be written afterwards is refused now.
    let may_write = match &cli.globals.json_into {
        Some(path) => output::file::check(path, output::file::Written::View),
        None => Ok(()),
    };
    let done = may_write
        .and_then(|()| Context::gather(cli.globals, env))
        .and_then(|context| command::run(&cli.command, &context, &mut shell));
    done.unwrap_or_else(|error| failed(&error, format, &mut shell))
}

/// Help, the version, or what is wrong with the command line.
fn no_command(answer: &clap::Error, env: &Env) -> Exit {
    let mut shell = Shell::of_process(env, None, false);
    let text = answer.render().ansi().to_string();
    if answer.use_stderr() {
        shell.remark(text.trim_end());
        return Exit::Usage;
    }
    match shell.answer(&text).map_err(CliError::from) {
        Ok(()) => Exit::Done,
        Err(error) => failed(&error, Format::Table, &mut shell),
    }
}

/// Says what went wrong, to people and, of refusals, to machines.
fn failed(error: &CliError, format: Format, shell: &mut Shell) -> Exit {
    if error.kind == ErrorKind::ClosedPipe {
        return Exit::Done;
    }
    if let Some(refusals) = error.refusals.as_deref().filter(|_| format == Format::Json) {
        // Whether or not somebody reads it, the exit code says the same.
        let _ = output::json::render(refusals).map(|text| shell.answer(&text));
    }
    report(error, shell);
    error.kind.exit()
}

fn report(error: &CliError, shell: &mut Shell) {
    let all = || std::iter::once(error).chain(&error.also);
    for one in all() {
        shell.error(&one.source);
        shell.details(&one.lines);
    }
    let mut printed: Vec<&String> = Vec::new();
    for hint in all().flat_map(|one| &one.hints) {
        if !printed.contains(&hint) {
            shell.hint(hint);
            printed.push(hint);
        }
    }
}
