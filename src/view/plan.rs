//! What has to be done when and by whom, and what blocks it: `takedown.plan/1`.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use serde::Serialize;

use crate::model::action::{Action, Effect};
use crate::model::asset::AssetKind;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::id::OperationId;
use crate::model::measure::MeasureId;
use crate::model::mode::Mode;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::impact::schedule::Earlier;
use crate::operation::{MissingStatement, Next, Standing, asked_gates};
use crate::plan::Plan;

use super::changed::Changed;
use super::measure::{IrregularRow, MeasureRow, irregular_entries, texts};
use super::picture::Picture;
use super::words::{gate_reason, stuck_reason};

/// The coordinator's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetView {
    /// `takedown.plan/1`
    pub schema: &'static str,
    pub operation: OperationId,
    pub mode: Mode,
    /// The instant that measures are timed from; null in history.
    pub h_hour: Option<Instant>,
    /// The hash of the plan.
    pub plan: Hash,
    /// The measures, in the order of their starts.
    pub measures: Vec<SheetRow>,
    /// What changed since it was attested.
    pub changed: Vec<Changed>,
    /// What stays up if everything is done.
    pub survives: Vec<Survivor>,
    /// The remaining steps as commands, in an order in which they can be run.
    pub next: Vec<NextRow>,
    /// Tables only: the number of entries in the ledger.
    #[serde(skip)]
    pub entries: u64,
    /// Tables only: the steps of `next`, by the agency that has to act.
    #[serde(skip)]
    pub tasks: BTreeMap<String, Vec<Task>>,
    /// Tables only: the measures that no attestation can clear.
    #[serde(skip)]
    pub stuck: Vec<StuckRow>,
    /// Tables only: the irregular entries of the measures.
    #[serde(skip)]
    pub irregular: Vec<IrregularRow>,
    /// Tables only: the latest starts of measures, the earliest first.
    #[serde(skip)]
    pub latest: Vec<LatestRow>,
}

/// One step that an agency has to take before measures are cleared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Lift its hold.
    Lift {
        /// The measures that it stops, by their short ids.
        measures: Vec<String>,
        /// The reason of the hold.
        reason: String,
    },
    /// Attest gates of outlets.
    AttestOutlets {
        /// The names of the outlets.
        outlets: Vec<String>,
    },
    /// Attest gates of measures.
    AttestMeasures {
        /// The gates, in their order.
        gates: Vec<Gate>,
        /// The number of measures.
        measures: usize,
    },
    Grant {
        instruments: Vec<String>,
    },
    /// Approve the saved plan.
    Approve,
    /// Give the go.
    Go,
}

/// A measure that no attestation can clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StuckRow {
    /// Its short id.
    pub short: String,
    pub why: String,
}

/// The latest start of a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestRow {
    /// Its short id.
    pub short: String,
    /// The latest start.
    pub latest: Instant,
    /// The planned start.
    pub planned: Instant,
    /// Whether the latest start lies within its window and the legal hours.
    pub allowed: bool,
}

/// One command that still has to be run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextRow {
    /// The agency that runs it; null if anyone can.
    #[serde(rename = "as")]
    pub by: Option<String>,
    /// Its arguments, without the program and its global options. `…` replaces what only a person knows.
    pub argv: Vec<String>,
}

/// A measure of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetRow {
    /// The state of the measure.
    #[serde(flatten)]
    pub measure: MeasureRow,
    /// The start.
    pub start: Option<Instant>,
    /// The start on the clock of its agency.
    pub local: Option<String>,
    /// The time zone of its agency.
    pub zone: Option<String>,
    /// The latest start that, in the bad case, still takes its outlets off air by H-hour; null if no outlet
    /// needs the measure for that.
    pub latest_start: Option<Instant>,
    /// The gates that it requires.
    pub gates: Vec<OpenGateRow>,
    /// Tables only: the time zone of its agency.
    #[serde(skip)]
    pub timezone: Option<Tz>,
    /// Tables only: the group that is cleared only as a whole.
    #[serde(skip)]
    pub group: Option<String>,
}

/// A gate of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenGateRow {
    pub gate: Gate,
    /// Whether it is open, and so blocks the measure.
    pub open: bool,
    /// The agencies or countries that can close it.
    pub by: Vec<String>,
    /// Why it is open.
    pub why: Option<String>,
    /// Tables only: whether a grant is missing, rather than only attestations.
    #[serde(skip)]
    pub needs_grant: bool,
}

/// An asset that no measure takes down or limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    pub asset: String,
    /// The outlets that it keeps on air.
    pub outlets: Vec<String>,
    /// Why it stays up.
    pub why: String,
    /// Tables only: the names of the outlets.
    #[serde(skip)]
    pub outlet_names: Vec<String>,
}

impl SheetView {
    /// The sheet of the given measures; `commands` are the same steps as `next`.
    pub fn of(
        picture: &Picture<'_>,
        standings: &[&Standing<'_>],
        latest: &[Earlier<'_>],
        changed: Vec<Changed>,
        next: &[Next],
        commands: Vec<NextRow>,
    ) -> Self {
        let plan = picture.plan;
        let latest_starts: BTreeMap<&str, Instant> =
            latest.iter().map(|latest| (latest.measure.as_str(), latest.start)).collect();
        let row = |standing: &&Standing<'_>| SheetRow {
            latest_start: latest_starts.get(standing.id.as_str()).copied(),
            ..SheetRow::of(picture, standing)
        };
        let mut measures: Vec<_> = standings.iter().map(row).collect();
        measures
            .sort_by(|one, two| (one.start, &one.measure.measure).cmp(&(two.start, &two.measure.measure)));
        let (tasks, stuck) = tasks(plan, next);
        Self {
            schema: "takedown.plan/1",
            operation: plan.operation.id.clone(),
            mode: plan.operation.mode,
            h_hour: plan.operation.h_hour,
            plan: plan.hash,
            measures,
            changed,
            survives: survivors(picture),
            next: commands,
            entries: picture.heads.iter().map(|(_, seq, _)| seq).sum(),
            tasks,
            stuck,
            irregular: irregular_entries(picture, standings),
            latest: latest_rows(plan, standings, latest),
        }
    }
}

/// The tasks of each agency, and the measures that no attestation can clear. Saving the plan is not a task
/// of an agency, because anyone can do it.
fn tasks(plan: &Plan, next: &[Next]) -> (BTreeMap<String, Vec<Task>>, Vec<StuckRow>) {
    let mut tasks: BTreeMap<String, Vec<Task>> = BTreeMap::new();
    let mut stuck = Vec::new();
    for next in next {
        let (agency, task) = match next {
            Next::Lift { agency, measures, reason, .. } => {
                let measures = measures.iter().map(|id| plan.short(id).to_owned()).collect();
                (agency, Task::Lift { measures, reason: reason.clone() })
            }
            Next::Attest { agency, gates, about } if gates.iter().all(|gate| gate.row().per_outlet) => {
                (agency, Task::AttestOutlets { outlets: outlet_names(plan, about) })
            }
            Next::Attest { agency, gates, about } => {
                (agency, Task::AttestMeasures { gates: gates.clone(), measures: about.len() })
            }
            Next::Grant { agency, instruments, .. } => {
                (agency, Task::Grant { instruments: instruments.clone() })
            }
            Next::Approve { agency } => (agency, Task::Approve),
            Next::Go { agency } => (agency, Task::Go),
            Next::Save { .. } => continue,
            Next::Stuck { measure, reason } => {
                let why = stuck_reason(reason);
                stuck.push(StuckRow { short: plan.short(measure).to_owned(), why });
                continue;
            }
        };
        tasks.entry(agency.clone()).or_default().push(task);
    }
    (tasks, stuck)
}

fn outlet_names<T: AsRef<str>>(plan: &Plan, ids: &[T]) -> Vec<String> {
    let name = |id: &str| plan.outlets.get(id).map_or_else(|| id.to_owned(), |outlet| outlet.name.clone());
    ids.iter().map(|id| name(id.as_ref())).collect()
}

/// The latest starts that differ from the planned ones.
fn latest_rows(plan: &Plan, standings: &[&Standing<'_>], latest: &[Earlier<'_>]) -> Vec<LatestRow> {
    let planned: HashMap<&MeasureId, Instant> =
        standings.iter().filter_map(|standing| Some((&standing.id, standing.measure?.start?))).collect();
    let row = |latest: &Earlier<'_>| {
        let planned = planned.get(latest.measure).copied().filter(|planned| *planned != latest.start)?;
        let short = plan.short(latest.measure).to_owned();
        Some(LatestRow { short, latest: latest.start, planned, allowed: latest.allowed })
    };
    latest.iter().filter_map(row).collect()
}

impl SheetRow {
    fn of(picture: &Picture<'_>, standing: &Standing<'_>) -> Self {
        let measure = standing.measure;
        let zone = picture.plan.agencies.get(standing.id.agency()).and_then(|agency| agency.timezone);
        let start = measure.and_then(|measure| measure.start);
        let local = start.zip(zone).map(|(start, zone)| start.utc().with_timezone(&zone));
        let required =
            measure.filter(|_| picture.plan.operation.mode.row().gated).map(asked_gates).unwrap_or_default();
        let gates = required.into_iter().map(|gate| {
            let gap = standing.open_gates.iter().find(|gap| gap.gate == gate);
            OpenGateRow {
                gate,
                open: gap.is_some(),
                by: gap.map(|gap| gap.by.clone()).unwrap_or_default(),
                why: gap.map(|gap| gate_reason(&gap.reason)),
                needs_grant: gap.is_some_and(|gap| gap.missing.iter().any(is_grant)),
            }
        });
        Self {
            measure: MeasureRow::of(picture, standing),
            start,
            local: local.map(|local| local.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
            zone: zone.map(|zone| zone.name().to_owned()),
            latest_start: None,
            gates: gates.collect(),
            timezone: zone,
            group: measure.and_then(|measure| measure.group.as_ref()).map(ToString::to_string),
        }
    }
}

fn is_grant(missing: &MissingStatement) -> bool {
    matches!(missing, MissingStatement::Grant { .. })
}

/// The assets of outlets that no measure takes down or limits.
fn survivors(picture: &Picture<'_>) -> Vec<Survivor> {
    let plan = picture.plan;
    let on_air = |kind: AssetKind| Action::ALL.iter().any(|action| action.fits(kind) && is_visible(*action));
    let things = picture.things().filter(|thing| {
        picture.count(thing).is_some_and(|(kind, _)| on_air(kind)) && !plan.outlets_on(thing).is_empty()
    });
    // For each asset or inventory with measures, whether one of them has a visible effect.
    let mut disturbed: BTreeMap<&str, bool> = BTreeMap::new();
    for measure in plan.measures.values() {
        *disturbed.entry(measure.id.subject()).or_default() |= is_visible(measure.action);
    }
    let survivor = |thing: &str| {
        let why = match disturbed.get(thing) {
            Some(true) => return None,
            Some(false) => "its measures leave it up",
            None => "it has no measure",
        };
        let outlets = plan.outlets_on(thing);
        Some(Survivor {
            asset: thing.to_owned(),
            outlets: texts(outlets),
            why: why.to_owned(),
            outlet_names: outlet_names(plan, outlets),
        })
    };
    things.filter_map(survivor).collect()
}

fn is_visible(action: Action) -> bool {
    action.row().effect != Effect::Nothing
}

csv_columns!(SheetRow:
    measure action asset agency country outlets round state shown word reported at open_gates irregular
    in_plan start local zone latest_start gates
);
