//! Values that several commands parse in the same way: times, texts, sources, countries, subjects.

use crate::ledger::codec::entry::Text;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::id::{OutletId, SourceId};
use crate::model::measure::MeasureId;
use crate::model::nearest::did_you_mean;
use crate::model::time::{At, Instant};
use crate::model::tlp::{Handling, Marks, Tlp};
use crate::model::word::Word;
use crate::plan::Plan;

use super::identity::Identity;
use super::request::Confirmation;
use super::workspace::Workspace;
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::input::select::unknown;
use crate::cli::input::when;
use crate::cli::input::when::Spans;
use crate::cli::output::shell::Shell;

/// Parses a text option. Proposed commands use an ellipsis for what only a person knows; it is refused here
/// so that it is never recorded.
pub(crate) fn words(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("no text is empty".to_owned()),
        "…" | "..." => Err("this stands for what only a person knows: say it".to_owned()),
        _ => Ok(text.to_owned()),
    }
}

/// Converts the text of an option for an entry.
pub(crate) fn entry_text(text: Option<&String>) -> Option<Text<'static>> {
    text.cloned().map(Text::Owned)
}

/// Parses a vocabulary term that is written in capitals, in any case.
pub(crate) fn capitals<W: Word>(text: &str) -> Result<W, String> {
    let known = || W::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", ");
    W::of(&text.to_uppercase()).ok_or_else(|| format!("it is one of {}", known()))
}

/// Why an argument is not in a vocabulary: suggests the nearest term, or lists all of them.
pub(crate) fn not_one_of(word: &str, known: &[&str], wrong: &str, list: &str) -> String {
    match did_you_mean(word, known.iter().copied()) {
        Some(suggestion) => format!("{wrong}; {suggestion}"),
        None => format!("{list} {}", known.join(", ")),
    }
}

/// Why something is decided.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct ReasonArgs {
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words)]
    pub(crate) reason: String,
}

/// Whether a question is answered in advance.
#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct ConfirmArgs {
    /// Do not ask back
    #[arg(short, long)]
    yes: bool,
}

impl ConfirmArgs {
    /// The question, and whether `--yes` already answers it.
    pub(crate) fn confirmation(self, text: String) -> Confirmation {
        Confirmation { text, yes: self.yes }
    }
}

/// A fact that may break a guard.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct IrregularArgs {
    /// Record it although a guard forbids it, and why it happened so
    #[arg(long, value_name = "REASON", value_parser = words)]
    pub(crate) irregular: Option<String>,
}

/// How far what is recorded may travel.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct MarkArgs {
    /// How far it may travel, where that is less far than what it is about: RED, AMBER+STRICT, AMBER, GREEN or CLEAR
    #[arg(long, value_name = "LEVEL", value_parser = capitals::<Tlp>)]
    tlp: Option<Tlp>,
    /// Its handling codes beside those of what it is about: H0, H1, H2 or H3 (repeat)
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = capitals::<Handling>)]
    handling: Vec<Handling>,
}

impl MarkArgs {
    pub(crate) fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

/// When something happened: the option's time, or now if the mode records facts as they happen.
pub(crate) fn at(
    text: Option<&str>,
    workspace: &Workspace,
    spans: Spans,
    identity: &Identity,
    shell: &mut Shell,
) -> Result<At, CliError> {
    let Some(text) = text else {
        if workspace.plan.operation.mode.row().past_only {
            return Err(CliError::refused("public history says when it happened: --at is missing")
                .hint("--at 2018-04-25, --at 2018-04-25/2018-04-26 or --at ../2018-05-04"));
        }
        return Ok(At::Instant(workspace.now()));
    };
    parsed_time(text, workspace, spans, identity, shell)
}

/// Parses a time, and warns if its offset is not that of the acting agency.
pub(crate) fn parsed_time(
    text: &str,
    workspace: &Workspace,
    spans: Spans,
    identity: &Identity,
    shell: &mut Shell,
) -> Result<At, CliError> {
    let agency = identity.agency.as_str();
    let zone = workspace.plan.agencies.get(agency).and_then(|agency| agency.timezone);
    let time = when::read(text, workspace.time.clock.of(zone), spans)?;
    if let Some(zone) = zone.filter(|zone| when::is_elsewhere(time, *zone)) {
        let local = time.at.instant().map(|at| crate::cli::output::time::local(at, zone)).unwrap_or_default();
        shell.warn(format!("`{text}` is not told on the clock of {agency}: there it is {local}"));
    }
    Ok(time.at)
}

/// Parses the end of a validity, which may lie in the future.
pub(crate) fn until(
    text: Option<&str>,
    workspace: &Workspace,
    identity: &Identity,
    shell: &mut Shell,
) -> Result<Option<Instant>, CliError> {
    let time = text.map(|text| parsed_time(text, workspace, Spans::Refused, identity, shell)).transpose()?;
    Ok(time.and_then(At::instant))
}

/// When something happened: the option's time, or now.
pub(crate) fn moment(
    text: Option<&str>,
    workspace: &Workspace,
    identity: &Identity,
    shell: &mut Shell,
) -> Result<Instant, CliError> {
    Ok(until(text, workspace, identity, shell)?.unwrap_or_else(|| workspace.now()))
}

/// Whether the mode allows transitions to be dated by day.
pub(crate) fn spans(workspace: &Workspace) -> Spans {
    if workspace.plan.operation.mode.row().dated_by_day { Spans::Allowed } else { Spans::Refused }
}

/// Checks that the plan has these sources.
pub(crate) fn sources(plan: &Plan, ids: &[String]) -> Result<Vec<Text<'static>>, CliError> {
    match ids.iter().find(|id| !plan.sources.contains_key(id.as_str())) {
        Some(id) => {
            let error = unknown("source", id, plan.sources.keys().map(SourceId::as_str));
            Err(if plan.sources.is_empty() {
                error
                    .hint(format!("sources stand in the plan: [source.{id}] title = \"...\", date = \"...\""))
            } else {
                error
            })
        }
        None => Ok(ids.iter().cloned().map(Text::Owned).collect()),
    }
}

/// Checks the countries from which something was observed.
pub(crate) fn countries(codes: &[String]) -> Result<Vec<Text<'static>>, CliError> {
    for code in codes {
        code.parse::<Country>().map_err(|bad| {
            let suggestion = bad.suggestion;
            let error = CliError::usage(bad);
            match suggestion {
                Some(country) => error.hint(format!("did you mean {country}?")),
                None => error.hint("countries are two capitals of ISO 3166-1"),
            }
        })?;
    }
    Ok(codes.iter().cloned().map(Text::Owned).collect())
}

/// The subject of an observation or note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PlanSubject {
    Measure(MeasureId),
    /// An asset or an inventory.
    Asset(String),
    Outlet(OutletId),
}

impl PlanSubject {
    /// The subject in the notation of the ledger.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Measure(id) => id.to_string(),
            Self::Asset(id) => format!("asset:{id}"),
            Self::Outlet(id) => format!("outlet:{id}"),
        }
    }
}

/// Finds the measure, asset or outlet with that name.
pub(crate) fn plan_subject(plan: &Plan, name: &str, acting: Option<&str>) -> Result<PlanSubject, CliError> {
    if let Some(id) = name.strip_prefix("outlet:") {
        return outlet(plan, id).ok_or_else(|| unknown("outlet", id, plan.outlets.keys().map(AsRef::as_ref)));
    }
    if let Some(id) = name.strip_prefix("asset:") {
        return asset(plan, id).ok_or_else(|| unknown("asset", id, plan.assets.keys().map(AsRef::as_ref)));
    }
    if name.contains(':') {
        let found =
            select::measures(plan, &[name.to_owned()], &crate::cli::args::Selection::default(), acting)?;
        return match found.as_slice() {
            [id] => Ok(PlanSubject::Measure(id.clone())),
            _ => Err(CliError::usage(format!("`{name}` fits {} measures", found.len())).hint("name one")),
        };
    }
    outlet(plan, name).or_else(|| asset(plan, name)).ok_or_else(|| {
        let names = plan.outlets.keys().map(AsRef::as_ref).chain(plan.assets.keys().map(AsRef::as_ref));
        unknown("outlet or asset", name, names)
    })
}

fn outlet(plan: &Plan, id: &str) -> Option<PlanSubject> {
    plan.outlets.get_key_value(id).map(|(id, _)| PlanSubject::Outlet(id.clone()))
}

fn asset(plan: &Plan, id: &str) -> Option<PlanSubject> {
    let known = plan.assets.contains_key(id) || plan.inventories.contains_key(id);
    known.then(|| PlanSubject::Asset(id.to_owned()))
}

/// Finds an entry by its reference; returns its hash and the agency that wrote its log.
pub(crate) fn entry(reading: &LedgerSnapshot, reference: &str) -> Result<(Hash, String), CliError> {
    let pos = reading.find(reference)?;
    let agency = reading.logs().get(pos.log).map(|log| log.name.agency().to_owned());
    let hash = reading.entry(pos).map(|line| line.hash);
    hash.zip(agency).ok_or_else(|| CliError::usage(format!("no entry `{reference}` in this ledger")))
}

/// Whether an argument can only refer to an entry and not to something in the plan: `ro-police.7f3a9c02:9`,
/// or 8 or more hex digits.
pub(crate) fn is_entry(plan: &Plan, word: &str) -> bool {
    let hex = word.len() >= 8 && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let is_position = word.split_once(':').is_some_and(|(log, _)| log.contains('.'));
    is_position || (hex && !plan.outlets.contains_key(word) && !plan.assets.contains_key(word))
}
