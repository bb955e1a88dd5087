//! Who writes: the flag, the environment, the configuration; in exercises guessed from the measures.

use std::collections::HashSet;

use std::collections::BTreeSet;

use crate::model::id::{ARCHIVE, AgencyId};
use crate::model::measure::MeasureId;
use crate::model::mode::Writers;
use crate::model::stamp::is_officer;
use crate::model::state::Role;
use crate::operation::Standing;
use crate::plan::Plan;

use super::config::Config;
use super::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::text::nearest;

/// The agency and the officer that write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// The agency.
    pub(crate) agency: AgencyId,
    /// The officer, by a pseudonymous id.
    pub(crate) officer: String,
}

/// What a guess may go by, where the mode allows one.
pub(crate) struct IdentityHints<'a> {
    /// The measures concerned, as they stand.
    pub(crate) standings: &'a [&'a Standing<'a>],
    /// In what part an agency may do it, most fitting first.
    pub(crate) roles: &'a [Role],
    /// Agencies that are asked first: those whose log an entry is in.
    pub(crate) first: Vec<String>,
    /// Whether somebody else than the reporter has to do it.
    pub(crate) other_officer: bool,
}

impl IdentityHints<'_> {
    /// Nothing to go by but the lead.
    pub(crate) fn lead() -> Self {
        Self { standings: &[], roles: &[Role::Lead], first: Vec::new(), other_officer: false }
    }
}

/// Who writes in this operation.
pub(crate) fn identify(
    context: &Context,
    plan: &Plan,
    cue: &IdentityHints<'_>,
) -> Result<Identity, CliError> {
    let allows = plan.operation.mode.row();
    let said_officer = context.globals.officer.as_deref().or(context.config.officer.as_deref());
    match allows.writers {
        Writers::Archive => archive(context, said_officer),
        Writers::Agencies if allows.identity_guessed => guessed(context, plan, cue, said_officer),
        Writers::Agencies => {
            let agency = context.acting().ok_or_else(|| nobody(context, plan, "agency"))?;
            let officer = said_officer.ok_or_else(|| nobody(context, plan, "officer"))?;
            Ok(Identity { agency: known(plan, agency)?, officer: pseudonym(officer)? })
        }
    }
}

/// Nobody is made to sign what he never wrote.
fn archive(context: &Context, officer: Option<&str>) -> Result<Identity, CliError> {
    let flag = context.globals.acting.as_deref().filter(|agency| *agency != ARCHIVE);
    // The environment says who somebody is, for all operations; only the flag is about this one.
    if flag.is_some_and(|agency| context.env.get("TAKEDOWN_AGENCY") != Some(agency)) {
        return Err(CliError::refused(
            "public history is written by `archive` alone: nobody signs what he never wrote",
        )
        .hint("leave out --as"));
    }
    let agency = AgencyId::new(ARCHIVE).map_err(CliError::failed)?;
    Ok(Identity { agency, officer: pseudonym(officer.unwrap_or("archive-1"))? })
}

fn guessed(
    context: &Context,
    plan: &Plan,
    cue: &IdentityHints<'_>,
    officer: Option<&str>,
) -> Result<Identity, CliError> {
    if let Some(agency) = context.acting() {
        let agency = known(plan, agency)?;
        let officer = officer.map_or_else(|| format!("{agency}-1"), str::to_owned);
        return Ok(Identity { officer: pseudonym(&officer)?, agency });
    }
    let reporters: BTreeSet<&str> = cue
        .standings
        .iter()
        .filter(|_| cue.other_officer)
        .flat_map(|standing| standing.tips.iter().map(|tip| tip.officer.as_str()))
        .collect();
    let mut seen = candidates(plan, cue).into_iter().filter_map(|agency| AgencyId::new(&agency).ok());
    let named = |agency: &AgencyId| officer.map_or_else(|| format!("{agency}-1"), str::to_owned);
    let fits = |agency: &AgencyId| !reporters.contains(named(agency).as_str());
    match seen.find(fits) {
        Some(agency) => Ok(Identity { officer: pseudonym(&named(&agency))?, agency }),
        None => Err(CliError::usage("it is not clear which agency does this").hint("say it: --as AGENCY")),
    }
}

/// The agencies that may do it, the most fitting first.
fn candidates(plan: &Plan, cue: &IdentityHints<'_>) -> Vec<String> {
    let mut found = cue.first.clone();
    let own: BTreeSet<&str> = cue.standings.iter().map(|standing| standing.id.agency()).collect();
    let operation = &plan.operation;
    for role in cue.roles {
        match role {
            // One log takes the whole command: several agencies' measures are the lead's to record.
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

/// The agency of the plan with that id.
fn known(plan: &Plan, agency: &str) -> Result<AgencyId, CliError> {
    if let Some((id, _)) = plan.agencies.get_key_value(agency) {
        return Ok(id.clone());
    }
    let ids: Vec<_> = plan.agencies.keys().map(AgencyId::as_str).collect();
    let error = CliError::refused(format!("`{agency}` is no agency of {}", plan.operation.id));
    Err(match nearest(agency, ids.iter().copied()) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error.hint(format!("it has {}", ids.join(", "))),
    })
}

fn pseudonym(officer: &str) -> Result<String, CliError> {
    if is_officer(officer) {
        return Ok(officer.to_owned());
    }
    Err(CliError::usage(format!("`{officer}` is no officer's id"))
        .hint("a pseudonym of letters, digits, `.`, `_` and `-`, at most 64; never a name"))
}

/// In live mode nobody is guessed.
fn nobody(context: &Context, plan: &Plan, what: &str) -> CliError {
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

/// The standings of some measures.
pub(crate) fn standings_of<'a>(standings: &'a [Standing<'a>], ids: &[MeasureId]) -> Vec<&'a Standing<'a>> {
    let ids: HashSet<&MeasureId> = ids.iter().collect();
    standings.iter().filter(|standing| ids.contains(&standing.id)).collect()
}
