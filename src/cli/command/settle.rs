//! `takedown settle`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{PlanSubject, ReasonArgs, not_one_of, plan_subject};
use crate::cli::session::writing::WriteSession;
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
    #[command(flatten)]
    why: ReasonArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

fn state(word: &str) -> Result<State, String> {
    State::of(word).ok_or_else(|| {
        let all: Vec<&str> = State::ALL.iter().map(|state| state.as_str()).collect();
        not_one_of(word, &all, "no state has this name", "states are")
    })
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("settle", &args.writing, context, shell)?;
    let PlanSubject::Measure(measure) = plan_subject(session.plan(), &args.measure, context.acting())? else {
        return Err(
            CliError::usage(format!("`{}` is no measure", args.measure)).hint("takedown plan lists them")
        );
    };
    let identity = session.identity(&IdentityHints::lead())?;
    let settle = Settle::new(measure, args.state, args.why.reason.clone());
    session.submit(identity, vec![settle.into()], shell)
}
