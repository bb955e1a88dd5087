//! The shared part of commands that decide about measures: which measures, who decides, until when.

use crate::cli::args::{Measures, WriteArgs};
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{ConfirmArgs, at, spans, until};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Transition;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::model::state::{Role, State};
use crate::model::time::At;

pub(crate) struct Decision<'a> {
    /// The command's name, which begins its question.
    pub(crate) command: &'static str,
    pub(crate) measures: &'a Measures,
    pub(crate) to: State,
    /// The roles in which an agency may decide, the most fitting first.
    pub(crate) roles: &'a [Role],
    /// Exclude officers who reported one of the measures.
    pub(crate) other_officer: bool,
    /// The option that answers the confirmation in advance, if the command asks for one.
    pub(crate) confirm: Option<ConfirmArgs>,
    /// The option for the time of the event, if the command has one; otherwise it is now.
    pub(crate) at: Option<&'a Option<String>>,
    /// The option for the end of validity.
    pub(crate) until: Option<&'a str>,
    pub(crate) options: &'a WriteArgs,
}

impl<'a> Decision<'a> {
    /// A decision without a confirmation that takes effect now.
    pub(crate) fn new(
        command: &'static str,
        measures: &'a Measures,
        to: State,
        roles: &'a [Role],
        options: &'a WriteArgs,
    ) -> Self {
        let (other_officer, confirm, at, until) = (false, None, None, None);
        Self { command, measures, to, roles, other_officer, confirm, at, until, options }
    }
}

/// Records a decision; `fill` adds fields to each transition that are specific to the command.
pub(crate) fn decide(
    decision: &Decision<'_>,
    context: &Context,
    shell: &mut Shell,
    fill: impl Fn(&mut Transition<'static>),
) -> Result<Exit, CliError> {
    let session = WriteSession::open(decision.command, decision.options, context, shell)?;
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
        decision.confirm.map(|confirm| confirm.confirmation(question(decision.command, &measures)));
    let requests = measures.into_iter().map(|id| {
        let mut transition = Transition::new(id, decision.to, at);
        transition.until = until;
        fill(&mut transition);
        transition.into()
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
