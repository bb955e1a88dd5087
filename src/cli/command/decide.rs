//! What the commands have in common that decide about measures: who, which, in what words.

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::request::Confirmation;
use crate::cli::session::values::{at, spans, until};
use crate::cli::session::writing::WriteSession;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::model::state::{Role, State};
use crate::model::time::At;
use crate::operation::{EntryRequest, NewTransition};

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
    fill: impl Fn(&mut NewTransition),
) -> Result<Exit, CliError> {
    let session = WriteSession::open(decision.command, decision.writing, context, shell)?;
    let workspace = &session.workspace;
    let measures = session.measures(decision.measures)?;
    let hints = IdentityHints::measures(&measures, decision.roles);
    let hints = if decision.other_officer { hints.by_another_officer() } else { hints };
    let identity = session.identity(&hints)?;
    let at = match decision.at {
        Some(text) => at(text.as_deref(), workspace, spans(workspace), &identity, shell)?,
        None => At::Instant(workspace.now()),
    };
    let until = until(decision.until, workspace, &identity, shell)?;
    let confirmation =
        decision.asks.map(|yes| Confirmation { text: question(decision.command, &measures), yes });
    let requests = measures.into_iter().map(|id| {
        let mut transition = NewTransition::new(id, decision.to, at);
        transition.until = until;
        fill(&mut transition);
        EntryRequest::Move(Box::new(transition))
    });
    session.submit_if(confirmation, identity, requests.collect(), shell)
}

/// `withdraw seize:nl-web-1?`
fn question(command: &str, ids: &[MeasureId]) -> String {
    match ids {
        [id] => format!("{command} {id}?"),
        ids => format!("{command} {}?", number_of(ids.len(), "measure")),
    }
}
