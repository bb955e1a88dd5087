//! The commands, one file each: an `Args` struct whose doc comment is the help, and `run`.

pub(crate) mod approve;
pub(crate) mod attest;
pub(crate) mod bundle;
pub(crate) mod check;
pub(crate) mod checkpoint;
pub(crate) mod completions;
pub(crate) mod confirm;
pub(crate) mod correct;
mod decide;
pub(crate) mod evidence;
pub(crate) mod explain;
pub(crate) mod go;
pub(crate) mod hold;
pub(crate) mod impact;
pub(crate) mod init;
pub(crate) mod instrument;
pub(crate) mod log;
pub(crate) mod man;
pub(crate) mod merge;
pub(crate) mod note;
pub(crate) mod observe;
pub(crate) mod plan;
pub(crate) mod record;
pub(crate) mod rehearse;
pub(crate) mod reopen;
pub(crate) mod retire;
pub(crate) mod retract;
pub(crate) mod reverse;
pub(crate) mod seize;
pub(crate) mod settle;
pub(crate) mod status;
pub(crate) mod sync;
pub(crate) mod verify;
pub(crate) mod withdraw;

use crate::cli::args::Globals;
use crate::model::exit::Exit;
use clap::Parser;
use clap::Subcommand;

use super::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;

pub(crate) fn run(command: &Command, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    match command {
        Command::Init(args) => init::run(args, context, shell),
        Command::Check(args) => check::run(args, context, shell),
        Command::Plan(args) => plan::run(args, context, shell),
        Command::Attest(args) => attest::run(args, context, shell),
        Command::Instrument(args) => instrument::run(args, context, shell),
        Command::Approve(args) => approve::run(args, context, shell),
        Command::Go(args) => go::run(args, context, shell),
        Command::Seize(args) => seize::run(args, context, shell),
        Command::Record(args) => record::run(args, context, shell),
        Command::Confirm(args) => confirm::run(args, context, shell),
        Command::Hold(args) => hold::run(args, context, shell),
        Command::Withdraw(args) => withdraw::run(args, context, shell),
        Command::Reverse(args) => reverse::run(args, context, shell),
        Command::Reopen(args) => reopen::run(args, context, shell),
        Command::Observe(args) => observe::run(args, context, shell),
        Command::Evidence(args) => evidence::run(args, context, shell),
        Command::Settle(args) => settle::run(args, context, shell),
        Command::Retract(args) => retract::run(args, context, shell),
        Command::Correct(args) => correct::run(args, context, shell),
        Command::Note(args) => note::run(args, context, shell),
        Command::Status(args) => status::run(args, context, shell),
        Command::Impact(args) => impact::run(args, context, shell),
        Command::Rehearse(args) => rehearse::run(args, context, shell),
        Command::Log(args) => log::run(args, context, shell),
        Command::Verify(args) => verify::run(args, context, shell),
        Command::Checkpoint(args) => checkpoint::run(args, context, shell),
        Command::Merge(args) => merge::run(args, context, shell),
        Command::Sync(args) => sync::run(args, context, shell),
        Command::Retire(args) => retire::run(args, context, shell),
        Command::Bundle(args) => bundle::run(args, context, shell),
        Command::Explain(args) => explain::run(args, context, shell),
        Command::Completions(args) => completions::run(args, shell),
        Command::Man(args) => man::run(args, shell),
    }
}

/// Plans and records joint operations against terrorist media outlets
///
/// It loads an operation's plan from TOML, says who is ready and what blocks, guards every change of status, writes
/// each one to a tamper-evident ledger, and shows where every outlet, country and server stands. It never touches a
/// target: it sends nothing to any server it names, and looks none of them up.
#[derive(Debug, Parser)]
#[command(
    name = "takedown",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    subcommand_required = true,
    arg_required_else_help = true,
    after_long_help = crate::cli::help::AFTER.as_str(),
    after_help = crate::cli::help::SHORT_AFTER,
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(init::Args),
    Check(check::Args),
    Plan(plan::Args),
    Attest(attest::Args),
    Instrument(instrument::Args),
    Approve(approve::Args),
    Go(go::Args),
    Seize(seize::Args),
    Record(record::Args),
    Confirm(confirm::Args),
    Hold(hold::Args),
    Withdraw(withdraw::Args),
    Reverse(reverse::Args),
    Reopen(reopen::Args),
    Observe(observe::Args),
    Evidence(evidence::Args),
    Settle(settle::Args),
    Retract(retract::Args),
    Correct(correct::Args),
    Note(note::Args),
    Status(status::Args),
    Impact(impact::Args),
    Rehearse(rehearse::Args),
    Log(log::Args),
    Verify(verify::Args),
    Checkpoint(checkpoint::Args),
    Merge(merge::Args),
    Sync(sync::Args),
    Retire(retire::Args),
    Bundle(bundle::Args),
    Explain(explain::Args),
    Completions(completions::Args),
    Man(man::Args),
}
