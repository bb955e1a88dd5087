//! `takedown hold`

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify, standings_of};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::values::words;
use crate::cli::session::workspace::Workspace;
use crate::ledger::codec::entry::Hold;
use crate::model::exit::Exit;
use crate::model::state::Role;

/// Stop measures; only the agency that holds them lets go again
///
/// Any participating agency may, at any time. `takedown retract ENTRY` lifts it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    measures: Measures,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "hold", shell)?;
    let plan = &scene.plan;
    let mut ids =
        select::measures(plan, &args.measures.measures, &args.measures.selection, context.acting())?;
    ids.sort();
    let operation = scene.operation();
    let standings = operation.standings(scene.now());
    let concerned = standings_of(&standings, &ids);
    let roles = &[Role::Own, Role::Participant];
    let cue = IdentityHints { standings: &concerned, roles, first: Vec::new(), other_officer: false };
    let who = identify(context, plan, &cue)?;
    let reason = args.reason.clone().unwrap_or_default();
    let asked = vec![Hold::new(ids, reason).into()];
    submit(
        &Submission { command: "hold", who, asked, writing: &args.writing, question: None },
        &scene,
        context,
        shell,
    )
}
