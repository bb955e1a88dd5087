//! What the commands have in common that decide about measures: who, which, in what words.

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify, standings_of};
use crate::cli::session::request::{Confirmation, Submission};
use crate::cli::session::submit::submit;
use crate::cli::session::values::{at, spans, until};
use crate::cli::session::workspace::Workspace;
use crate::ledger::codec::entry::Transition;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::model::state::{Role, State};
use crate::model::time::At;

/// A decision about measures.
pub(crate) struct Decision<'a> {
    /// The command's name; its question begins with it.
    pub(crate) command: &'static str,
    /// Which measures.
    pub(crate) measures: &'a Measures,
    /// The state that they are to be in.
    pub(crate) to: State,
    /// In what part an agency may decide it.
    pub(crate) roles: &'a [Role],
    /// Whether somebody else than the reporter has to do it.
    pub(crate) other_officer: bool,
    /// Whether somebody is asked back, and whether `--yes` answers.
    pub(crate) asks: Option<bool>,
    /// When it happened, where the command takes that.
    pub(crate) at: Option<&'a Option<String>>,
    /// Until when it holds, as it was said.
    pub(crate) until: Option<&'a str>,
    /// How it is written.
    pub(crate) writing: &'a WriteArgs,
}

/// Records a decision; `fill` says of each move what the command was told.
pub(crate) fn decide(
    decision: &Decision<'_>,
    context: &Context,
    shell: &mut Shell,
    fill: impl Fn(&mut Transition<'static>),
) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, decision.command, shell)?;
    let plan = &scene.plan;
    let ids =
        select::measures(plan, &decision.measures.measures, &decision.measures.selection, context.acting())?;
    let operation = scene.operation();
    let standings = operation.standings(scene.now());
    let concerned = standings_of(&standings, &ids);
    let cue = IdentityHints {
        standings: &concerned,
        roles: decision.roles,
        first: Vec::new(),
        other_officer: decision.other_officer,
    };
    let who = identify(context, plan, &cue)?;
    let question = decision.asks.map(|yes| Confirmation { text: question(decision.command, &ids), yes });
    let at = match decision.at {
        Some(said) => at(said.as_deref(), &scene, spans(&scene), &who, shell)?,
        None => At::Instant(scene.now()),
    };
    let until = until(decision.until, &scene, &who, shell)?;
    let asked = ids.into_iter().map(|id| {
        let mut step = Transition::new(id, decision.to, at);
        step.until = until;
        fill(&mut step);
        step.into()
    });
    let asked = asked.collect();
    let request = Submission { command: decision.command, who, asked, writing: decision.writing, question };
    submit(&request, &scene, context, shell)
}

/// `withdraw seize:nl-web-1?`
fn question(command: &str, ids: &[MeasureId]) -> String {
    match ids {
        [id] => format!("{command} {id}?"),
        ids => format!("{command} {}?", number_of(ids.len(), "measure")),
    }
}
