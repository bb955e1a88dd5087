//! `takedown settle`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::nearest;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::values::{PlanSubject, plan_subject, words};
use crate::cli::session::workspace::Workspace;
use crate::ledger::codec::entry::Settle;
use crate::model::exit::Exit;
use crate::model::state::State;
use crate::model::word::Word as _;

/// End a conflict: say which of the states that agencies wrote counts
///
/// The lead does. Both reports stay in the ledger.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The measure
    #[arg(value_name = "MEASURE")]
    measure: String,
    /// The state that counts: one of those that stand against each other
    #[arg(value_name = "STATE", value_parser = state)]
    state: State,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

fn state(word: &str) -> Result<State, String> {
    State::of(word).ok_or_else(|| {
        let all: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
        match nearest(word, all.iter().copied()) {
            Some(near) => format!("no state has this name; did you mean `{near}`?"),
            None => format!("states are {}", all.join(", ")),
        }
    })
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "settle", shell)?;
    let PlanSubject::Measure(measure) = plan_subject(&scene.plan, &args.measure, context.acting())? else {
        return Err(
            CliError::usage(format!("`{}` is no measure", args.measure)).hint("takedown plan lists them")
        );
    };
    let who = identify(context, &scene.plan, &IdentityHints::lead())?;
    let reason = args.reason.clone().unwrap_or_default();
    let asked = vec![Settle::new(measure, args.state, reason).into()];
    let request = Submission { command: "settle", who, asked, writing: &args.writing, question: None };
    submit(&request, &scene, context, shell)
}
