//! An exercise or a live plan, played to its end on a ledger apart and by a clock of its own.
//!
//! There is no second way: what is still to be said is asked of [`Operation::next`](super::Operation::next), it is spoken
//! for every agency, and each word and each fact goes through [`Recorder`](super::Recorder): the same judge, the same append.
//! What follows from what goes wrong is the judge's to say.

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

/// How a rehearsal is played.
#[derive(Debug, Clone)]
pub struct Setting<'a> {
    /// The folder of its ledger; there MUST be none in it yet.
    pub dir: &'a Path,
    /// Whether its ledger is kept: then it is durable when the rehearsal ends.
    pub keep: bool,
    /// What its ids are drawn from: the same seed gives the same bytes.
    pub seed: u64,
    /// What goes wrong, by a name.
    pub injects: Vec<(String, Inject)>,
    /// How long each measure takes, in milliseconds; what is not here takes its usual time.
    pub takes: BTreeMap<MeasureId, i64>,
    /// Whether a network file system is allowed.
    pub network_ok: bool,
}

/// Why a rehearsal cannot be played.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RehearseError {
    /// Public history has nothing to be played.
    #[error("a {0} operation is not rehearsed: it has happened")]
    NotInMode(crate::model::mode::Mode),
    /// There is a ledger in the folder.
    #[error("{0} holds a ledger already: a rehearsal begins with none")]
    NotEmpty(std::path::PathBuf),
    /// The ledger is to be kept, and cannot be made durable.
    #[error("the rehearsal ended, but its ledger in {} may not be on the disk: {}", .0.path.display(), .0.source)]
    Sync(#[source] PathError),
    /// An agency's log cannot be named.
    #[error(transparent)]
    Log(#[from] BadLogName),
    /// Its ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Its ledger cannot be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// What outlets need leads in a circle.
    #[error(transparent)]
    Graph(#[from] BadGraph),
}

/// One thing that happened in a rehearsal.
#[derive(Debug, Clone)]
pub struct Event {
    /// When, by the rehearsal's clock.
    pub at: Instant,
    pub what: Happened,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Happened {
    /// Something went wrong, as it was meant to.
    Inject(String),
    /// An officer recorded something: a row for each thing.
    Recorded {
        agency: AgencyId,
        officer: String,
        /// What was recorded.
        rows: Vec<RecordedRow>,
    },
    /// A guard refused what an officer asked for; who is refused does not act.
    Refused {
        agency: AgencyId,
        /// Everything that was refused.
        refusals: Vec<Refusal>,
    },
    /// A measure cannot be put to the go.
    Stuck {
        measure: MeasureId,
        /// What keeps it from the go.
        reason: StuckReason,
    },
    /// What was to go wrong with a measure came too late, or too early.
    NoEffect(MeasureId),
}

/// How a measure went.
#[derive(Debug, Clone)]
pub(crate) struct SimulatedMeasure {
    /// When it is to begin, as things stand.
    start: Instant,
    /// How long it takes, in milliseconds.
    takes: i64,
    at: MeasureProgress,
    /// The inject that makes it come early.
    early: Option<String>,
    /// Whether it will have no effect.
    fails: bool,
    begun: Option<Instant>,
    ended: Option<Instant>,
    irregular: bool,
    /// The item of evidence that it took.
    item: Option<Hash>,
}

/// Where a unit is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MeasureProgress {
    Waiting,
    UnderWay(Instant),
    Done,
    Over,
}

/// What is to be done next. At one instant what goes wrong comes first, then what ends, then what begins.
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

/// So long before the first measure the words are said.
const WORDS_BEFORE: i64 = 3 * HOUR;
/// So long before the first measure that waits for the go the plan is saved and approved.
const SAVED_BEFORE: i64 = 2 * HOUR;
/// So long before it the go is given.
const GO_BEFORE: i64 = HOUR;

/// A rehearsal while it is played.
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

/// Plays a plan to its end.
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

/// The units as they set out.
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
    /// Puts everything in its place: the three sittings, the measures, what goes wrong.
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
