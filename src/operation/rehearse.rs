//! Rehearses an exercise or a live plan to its end, on a scratch ledger and with a simulated clock.
//!
//! A rehearsal has no rules of its own. It gets the missing entries from
//! [`Operation::next`](super::Operation::next) and records them, like all other entries, through
//! [`Recorder`](super::Recorder), so they go through the same judge and the same append as in the real
//! operation. The judge alone decides what follows from each incident.

mod ending;
mod execution;
mod inject;
mod preparation;
mod runs;
mod scratch_ledger;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;

use crate::cutset::builder::BadGraph;
use crate::ledger::error::ReadError;
use crate::ledger::log::BadLogName;
use crate::model::digest::Hash;
use crate::model::id::AgencyId;
use crate::model::measure::MeasureId;
use crate::model::path_error::PathError;
use crate::model::time::Instant;
use crate::plan::Plan;
use crate::plan::tables::Inject;

use super::record::{RecordError, RecordedRow};
use crate::operation::impact::schedule::Case;
use crate::operation::record::request::Refusal;
use crate::operation::state::saved::Saved;
use crate::operation::status::next::StuckReason;

pub use ending::{Ended, Hindrance, OutletEnded, Rehearsed};
pub use runs::{Run, rehearse_runs};
use scratch_ledger::ScratchLedger;

/// The parameters of a rehearsal.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// The folder of its ledger, which MUST NOT contain a ledger yet.
    pub dir: &'a Path,
    /// Whether to keep its ledger, which is then durable when the rehearsal ends.
    pub keep: bool,
    /// The seed of all random ids: the same seed gives the same bytes.
    pub seed: u64,
    /// The incidents, each with its name.
    pub injects: Vec<(String, Inject)>,
    /// The duration of each measure, in milliseconds; measures that are missing here take their usual time.
    pub takes: BTreeMap<MeasureId, i64>,
    /// Whether the ledger may be on a network file system.
    pub network_ok: bool,
}

/// Why a rehearsal failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RehearseError {
    /// The operation is public history: it has no H-hour, or its mode has no gates.
    #[error("a {0} operation is not rehearsed: it has happened")]
    NotInMode(crate::model::mode::Mode),
    /// The folder already contains a ledger.
    #[error("{0} holds a ledger already: a rehearsal begins with none")]
    NotEmpty(std::path::PathBuf),
    /// The ledger was to be kept but could not be made durable.
    #[error("the rehearsal ended, but its ledger in {} may not be on the disk: {}", .0.path.display(), .0.source)]
    Sync(#[source] PathError),
    /// No log can have the name that an agency's log would get.
    #[error(transparent)]
    Log(#[from] BadLogName),
    /// The scratch ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An entry could not be recorded for a reason other than a refusal.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The needs of outlets do not form a valid graph.
    #[error(transparent)]
    Graph(#[from] BadGraph),
}

/// An event of a rehearsal.
#[derive(Debug, Clone)]
pub struct Event {
    /// The time by the simulated clock.
    pub at: Instant,
    pub what: Happened,
}

#[derive(Debug, Clone)]
pub enum Happened {
    /// An inject caused an incident.
    Inject(String),
    /// An officer recorded entries.
    Recorded {
        agency: AgencyId,
        officer: String,
        /// At least one row per entry.
        rows: Vec<RecordedRow>,
    },
    /// The judge refused an officer's requests, so the officer does not act.
    Refused {
        agency: AgencyId,
        /// One per refused request of the batch.
        refusals: Vec<Refusal>,
    },
    /// No go can be requested for a measure.
    Stuck {
        measure: MeasureId,
        /// Why no entry helps.
        reason: StuckReason,
    },
    /// An inject came too late or too early to affect a measure.
    NoEffect(MeasureId),
}

/// The simulated course of a measure.
#[derive(Debug, Clone)]
pub(crate) struct SimulatedMeasure {
    /// Its current start time; delays and injects change it.
    start: Instant,
    /// In milliseconds.
    takes: i64,
    at: MeasureProgress,
    /// The inject that makes it start too early.
    early: Option<String>,
    /// Whether an inject makes it fail.
    fails: bool,
    begun: Option<Instant>,
    ended: Option<Instant>,
    irregular: bool,
    /// The item of evidence that it secured.
    item: Option<Hash>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MeasureProgress {
    Waiting,
    UnderWay(Instant),
    Done,
    Over,
}

/// A queued step. Steps at the same instant are taken in the order of `rank`: injects, then ends, then
/// beginnings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum SimulatedStep {
    Inject(usize),
    End(MeasureId),
    Check(MeasureId),
    Words,
    Save,
    Go,
    Begin(MeasureId),
}

impl SimulatedStep {
    fn rank(&self) -> u8 {
        match self {
            Self::Inject(_) => 0,
            Self::End(_) => 1,
            Self::Check(_) => 2,
            Self::Words => 3,
            Self::Save => 4,
            Self::Go => 5,
            Self::Begin(_) => 6,
        }
    }
}

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

/// How long before the first measure the agencies attest and grant, in milliseconds.
const WORDS_BEFORE: i64 = 3 * HOUR;
/// How long before the first measure that waits for the go the plan is saved and approved, in milliseconds.
const SAVED_BEFORE: i64 = 2 * HOUR;
/// How long before that measure the lead gives the go, in milliseconds.
const GO_BEFORE: i64 = HOUR;

/// The state of a running rehearsal.
struct Simulation<'a> {
    plan: &'a Arc<Plan>,
    apart: ScratchLedger<'a>,
    injects: &'a [(String, Inject)],
    events: Vec<Event>,
    units: BTreeMap<MeasureId, SimulatedMeasure>,
    queue: BTreeSet<(Instant, u8, u64, SimulatedStep)>,
    queued: u64,
    saved: Option<Arc<Saved>>,
    exhibits: u64,
}

/// Rehearses a plan to its end.
pub fn rehearse(plan: &Arc<Plan>, setting: &Setting<'_>) -> Result<Rehearsed, RehearseError> {
    let Some(h_hour) = plan.operation.h_hour.filter(|_| plan.operation.mode.row().gated) else {
        return Err(RehearseError::NotInMode(plan.operation.mode));
    };
    let plan = if plan.is_rehearsed() { Arc::clone(plan) } else { Arc::new(Plan::clone(plan).rehearsed()) };
    let store = scratch_ledger::store(&plan, setting)?;
    let apart = ScratchLedger::new(&plan, &store, setting);
    let planned = ending::planned_outcome(&apart)?;
    let mut played = Simulation {
        plan: &plan,
        apart,
        injects: &setting.injects,
        events: Vec::new(),
        units: units(&plan, setting, h_hour),
        queue: BTreeSet::new(),
        queued: 0,
        saved: None,
        exhibits: 0,
    };
    played.prepare(h_hour);
    while let Some((now, _, _, step)) = played.queue.pop_first() {
        played.take(now, &step)?;
    }
    let ended = played.end(&planned)?;
    if setting.keep {
        store.sync().map_err(|source| RehearseError::Sync(PathError::new(setting.dir, source)))?;
    }
    Ok(ended)
}

/// The measures before the rehearsal starts.
fn units(plan: &Plan, setting: &Setting<'_>, h_hour: Instant) -> BTreeMap<MeasureId, SimulatedMeasure> {
    let unit = |measure: &crate::plan::tables::Measure| SimulatedMeasure {
        start: measure.start.unwrap_or(h_hour),
        takes: setting
            .takes
            .get(&measure.id)
            .copied()
            .unwrap_or_else(|| crate::operation::impact::schedule::takes(measure, Case::Usual)),
        at: MeasureProgress::Waiting,
        early: None,
        fails: false,
        begun: None,
        ended: None,
        irregular: false,
        item: None,
    };
    plan.measures.values().map(|measure| (measure.id.clone(), unit(measure))).collect()
}

impl Simulation<'_> {
    /// Queues the three preparation steps, the beginnings of all measures, and the injects.
    fn prepare(&mut self, h_hour: Instant) {
        let starts = self.units.iter().map(|(id, unit)| (id.action().row().go, unit.start));
        let starts: Vec<(bool, Instant)> = starts.collect();
        let first = starts.iter().map(|(_, start)| *start).min().unwrap_or(h_hour);
        let cleared = starts.iter().filter(|(go, _)| *go).map(|(_, start)| *start).min().unwrap_or(first);
        self.put(first.plus_millis(-WORDS_BEFORE), SimulatedStep::Words);
        self.put(cleared.plus_millis(-SAVED_BEFORE), SimulatedStep::Save);
        self.put(cleared.plus_millis(-GO_BEFORE), SimulatedStep::Go);
        for (place, (_, inject)) in self.injects.iter().enumerate() {
            self.put(inject.at.from(h_hour), SimulatedStep::Inject(place));
        }
        let begins: Vec<_> = self.units.iter().map(|(id, unit)| (unit.start, id.clone())).collect();
        for (start, id) in begins {
            self.put(start, SimulatedStep::Begin(id));
        }
    }

    fn put(&mut self, at: Instant, step: SimulatedStep) {
        self.queued += 1;
        self.queue.insert((at, step.rank(), self.queued, step));
    }

    fn take(&mut self, now: Instant, step: &SimulatedStep) -> Result<(), RehearseError> {
        match step {
            SimulatedStep::Inject(place) => self.goes_wrong(*place, now),
            SimulatedStep::Words => self.words(now).map(|_| ()),
            SimulatedStep::Save => self.save(now),
            SimulatedStep::Go => self.go(now),
            SimulatedStep::Begin(id) => self.begin(id, now),
            SimulatedStep::End(id) => self.finish(id, now),
            SimulatedStep::Check(id) => self.check(id, now),
        }
    }

    fn happened(&mut self, at: Instant, what: Happened) {
        self.events.push(Event { at, what });
    }
}
