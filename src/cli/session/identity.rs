//! Who writes: from the flag, the environment or the configuration; in exercises guessed from the measures.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::model::id::{ARCHIVE, AgencyId};
use crate::model::measure::MeasureId;
use crate::model::mode::Writers;
use crate::model::stamp::is_officer;
use crate::model::state::Role;
use crate::plan::Plan;

use super::config::Config;
use super::context::Context;
use super::workspace::Workspace;
use crate::cli::error::CliError;

/// The agency and the officer on whose behalf entries are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) agency: AgencyId,
    /// The pseudonymous id of the officer.
    pub(crate) officer: String,
}

/// What to guess the agency from if the mode allows a guess and no option names it. Hints are evaluated only
/// then, so that commands in a live operation do not fold the ledger for them.
pub(crate) struct IdentityHints<'a> {
    measures: Concerned<'a>,
    /// The roles in which an agency may act, the most fitting first.
    roles: &'a [Role],
    /// Agencies to try before those of the roles.
    preferred: Vec<String>,
    /// Exclude officers who reported one of the measures.
    other_officer: bool,
}

/// The measures that an entry will be about.
enum Concerned<'a> {
    Measures(&'a [MeasureId]),
    /// The measures of an asset, including recorded ones that are no longer in the plan.
    OfAsset(&'a str),
}

impl<'a> IdentityHints<'a> {
    /// The lead acts.
    pub(crate) fn lead() -> Self {
        Self {
            measures: Concerned::Measures(&[]),
            roles: &[Role::Lead],
            preferred: Vec::new(),
            other_officer: false,
        }
    }

    /// The first of these agencies acts; the lead if there are none.
    pub(crate) fn agencies(preferred: Vec<String>) -> Self {
        Self { preferred, ..Self::lead() }
    }

    /// An agency acts on measures in one of these roles.
    pub(crate) fn measures(ids: &'a [MeasureId], roles: &'a [Role]) -> Self {
        Self { measures: Concerned::Measures(ids), roles, ..Self::lead() }
    }

    /// An agency acts on an asset, in one of these roles towards its measures.
    pub(crate) fn asset(id: &'a str, roles: &'a [Role]) -> Self {
        Self { measures: Concerned::OfAsset(id), roles, ..Self::lead() }
    }

    /// Excludes officers who reported one of the measures.
    pub(crate) fn by_another_officer(self) -> Self {
        Self { other_officer: true, ..self }
    }
}

/// Determines who writes in this operation.
pub(crate) fn identify(
    context: &Context,
    workspace: &Workspace,
    hints: &IdentityHints<'_>,
) -> Result<Identity, CliError> {
    let plan = &workspace.plan;
    let row = plan.operation.mode.row();
    let officer = context.globals.officer.as_deref().or(context.config.officer.as_deref());
    match row.writers {
        Writers::Archive => archive(context, officer),
        Writers::Agencies if row.identity_guessed => match context.acting() {
            Some(agency) => {
                let agency = known(plan, agency)?;
                let officer = officer.map_or_else(|| default_officer(&agency), str::to_owned);
                Ok(Identity { officer: pseudonym(&officer)?, agency })
            }
            None => guess(workspace, hints, officer),
        },
        Writers::Agencies => {
            let agency = context.acting().ok_or_else(|| not_configured(context, plan, "agency"))?;
            let officer = officer.ok_or_else(|| not_configured(context, plan, "officer"))?;
            Ok(Identity { agency: known(plan, agency)?, officer: pseudonym(officer)? })
        }
    }
}

/// The officer of an agency in exercises, if no option names one.
fn default_officer(agency: &AgencyId) -> String {
    format!("{agency}-1")
}

/// Only the archive writes public history, because agencies did not write those entries.
fn archive(context: &Context, officer: Option<&str>) -> Result<Identity, CliError> {
    let flag = context.globals.acting.as_deref().filter(|agency| *agency != ARCHIVE);
    // `TAKEDOWN_AGENCY` applies to all operations and is ignored here; only the flag is about this one.
    if flag.is_some_and(|agency| context.env.get("TAKEDOWN_AGENCY") != Some(agency)) {
        return Err(CliError::refused(
            "public history is written by `archive` alone: nobody signs what he never wrote",
        )
        .hint("leave out --as"));
    }
    let agency = AgencyId::new(ARCHIVE).map_err(CliError::failed)?;
    Ok(Identity { agency, officer: pseudonym(officer.unwrap_or("archive-1"))? })
}

fn guess(
    workspace: &Workspace,
    hints: &IdentityHints<'_>,
    officer: Option<&str>,
) -> Result<Identity, CliError> {
    let measures = hints.measures.ids(workspace);
    let reporters = if hints.other_officer { reporters(workspace, &measures) } else { BTreeSet::new() };
    let officer_of = |agency: &AgencyId| officer.map_or_else(|| default_officer(agency), str::to_owned);
    let mut agencies = candidates(&workspace.plan, hints, &measures)
        .into_iter()
        .filter_map(|agency| AgencyId::new(&agency).ok());
    match agencies.find(|agency| !reporters.contains(&officer_of(agency))) {
        Some(agency) => Ok(Identity { officer: pseudonym(&officer_of(&agency))?, agency }),
        None => Err(CliError::usage("it is not clear which agency does this").hint("say it: --as AGENCY")),
    }
}

impl Concerned<'_> {
    fn ids(&self, workspace: &Workspace) -> Cow<'_, [MeasureId]> {
        match self {
            Self::Measures(ids) => Cow::Borrowed(ids),
            Self::OfAsset(asset) => {
                let operation = workspace.operation();
                let ids = operation.standings(workspace.now()).into_iter().map(|standing| standing.id);
                ids.filter(|id| id.subject() == *asset).collect()
            }
        }
    }
}

fn reporters(workspace: &Workspace, measures: &[MeasureId]) -> BTreeSet<String> {
    let operation = workspace.operation();
    let standings = measures.iter().map(|id| operation.evaluate(id, workspace.now()));
    standings.flat_map(|standing| standing.tips).map(|tip| tip.officer).collect()
}

/// The agencies that may act, the most fitting first.
fn candidates(plan: &Plan, hints: &IdentityHints<'_>, measures: &[MeasureId]) -> Vec<String> {
    let mut found = hints.preferred.clone();
    let own: BTreeSet<&str> = measures.iter().map(MeasureId::agency).collect();
    let operation = &plan.operation;
    for role in hints.roles {
        match role {
            // A command writes to one log, so measures of several agencies are recorded by the lead.
            Role::Own if own.len() == 1 => found.extend(own.iter().map(ToString::to_string)),
            Role::Own | Role::Archive => {}
            Role::Lead => found.push(operation.lead.to_string()),
            Role::Coordinator => found.extend(operation.coordinator.as_ref().map(ToString::to_string)),
            Role::Participant => {
                found.extend(own.iter().map(ToString::to_string));
                found.push(operation.lead.to_string());
                found.extend(plan.agencies.keys().map(ToString::to_string));
            }
        }
    }
    found
}

/// Finds an agency of the plan by its id.
fn known(plan: &Plan, agency: &str) -> Result<AgencyId, CliError> {
    if let Some((id, _)) = plan.agencies.get_key_value(agency) {
        return Ok(id.clone());
    }
    let ids: Vec<_> = plan.agencies.keys().map(AgencyId::as_str).collect();
    let error = CliError::refused(format!("`{agency}` is no agency of {}", plan.operation.id));
    Err(error.suggest(agency, ids.iter().copied(), || Some(format!("it has {}", ids.join(", ")))))
}

fn pseudonym(officer: &str) -> Result<String, CliError> {
    if is_officer(officer) {
        return Ok(officer.to_owned());
    }
    Err(CliError::usage(format!("`{officer}` is no officer's id"))
        .hint("a pseudonym of letters, digits, `.`, `_` and `-`, at most 64; never a name"))
}

/// The error in a mode that does not allow guessing, if no option names an identity.
fn not_configured(context: &Context, plan: &Plan, what: &str) -> CliError {
    let mode = plan.operation.mode;
    let path = Config::path(&context.env)
        .map_or_else(|| "takedown/config.toml".to_owned(), |path| path.display().to_string());
    CliError::usage(format!("no {what} is said, and in {mode} mode nobody is guessed"))
        .hint(format!("two lines in {path}:\n  agency = \"{}\"\n  officer = \"ID\"", plan.operation.lead))
        .hint(format!("or for once: --as AGENCY --officer ID ({})", agencies(plan)))
}

fn agencies(plan: &Plan) -> String {
    plan.agencies.keys().map(AgencyId::as_str).collect::<Vec<_>>().join(", ")
}
