//! One rehearsal, `takedown.rehearse/1`, and many, `takedown.rehearse-runs/1`.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::Serialize;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::id::OperationId;
use crate::model::measure::MeasureId;
use crate::model::mode::Mode;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::record::RecordedRow;
use crate::operation::rehearse::{Ended, Event, Happened, Hindrance, OutletEnded, Rehearsed, Run};
use crate::operation::{DisplayState, Refusal};
use crate::plan::Plan;

use super::measure::texts;
use super::names::ShortNames;
use super::outlet::OutletAvailability;
use super::words::stuck_reason;

/// The result of one rehearsal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RehearseView {
    /// `takedown.rehearse/1`
    pub schema: &'static str,
    pub operation: OperationId,
    /// The mode of its plan.
    pub mode: Mode,
    /// The instant that measures are timed from.
    pub h_hour: Option<Instant>,
    /// The hash of the plan.
    pub plan: Hash,
    /// Whether everything went as planned.
    pub as_meant: bool,
    /// The folder of its ledger; null if the ledger was not kept.
    pub ledger: Option<String>,
    /// The events, in order.
    pub timeline: Vec<TimelineRow>,
    /// The result of each measure, by id.
    pub measures: Vec<EndedRow>,
    /// The result of each outlet, by id.
    pub outlets: Vec<RehearsedOutletRow>,
    /// The time of the first visible effect; null if there was none.
    pub exposed_from: Option<Instant>,
    /// The time of the last visible effect; null if there was none.
    pub exposed_to: Option<Instant>,
    /// Tables only: the short ids of measures.
    #[serde(skip)]
    pub names: ShortNames,
}

/// One row of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimelineRow {
    /// The time on the rehearsal's clock.
    pub at: Instant,
    /// The agency; null if none acted.
    pub agency: Option<String>,
    /// The officer; null if nobody acted or the act was refused.
    pub officer: Option<String>,
    /// `inject`, `refused`, `stuck`, `no-effect`, or the type of the entry.
    pub what: &'static str,
    /// The recorded or requested gate or state, or the name of the inject.
    pub word: String,
    /// The subjects: measures, `outlet:X`, `instrument:X`, `saved:X`.
    pub about: Vec<String>,
    /// The entry, `LOG:SEQ`; null if nothing was recorded.
    pub entry: Option<String>,
    /// The guards that it broke, or would have broken.
    pub broken: Vec<BrokenGuard>,
    /// Why it was refused; null if it was not.
    pub why: Option<String>,
    /// Tables only: the time zone of the agency.
    #[serde(skip)]
    pub timezone: Option<Tz>,
}

/// The result of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EndedRow {
    /// Its full id.
    pub measure: String,
    /// Its state; null in conflict.
    pub state: Option<State>,
    /// The displayed state.
    pub shown: DisplayState,
    /// When it began; null if it did not begin.
    pub begun: Option<Instant>,
    /// When it took effect; null if it had no effect.
    pub ended: Option<Instant>,
    /// The guards that its steps broke.
    pub irregular: Vec<BrokenGuard>,
    /// Why it did not get further; null if no reason is known.
    pub why: Option<String>,
}

/// The result of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RehearsedOutletRow {
    pub outlet: String,
    /// The planned availability if all goes well.
    #[serde(rename = "meant")]
    pub planned: OutletAvailability,
    /// The availability at the end.
    pub is: OutletAvailability,
    /// The services that stay up.
    pub stays: Vec<String>,
    /// The measures that should have taken down what stays up contrary to the plan.
    pub broke: Vec<String>,
    /// When it went off air; null if it stayed on air.
    pub off_air: Option<Instant>,
    /// The time of the first visible effect against it.
    pub exposed_from: Option<Instant>,
    /// The time of the last visible effect against it.
    pub exposed_to: Option<Instant>,
}

csv_columns!(TimelineRow: at agency officer what word about entry broken why);

/// Explains a refusal. The explanation can name options, and those belong to `cli`.
pub type RefusalText<'a> = &'a dyn Fn(&Refusal) -> String;

impl RehearseView {
    /// The result of one rehearsal.
    pub fn of(
        plan: &Plan,
        rehearsed: &Rehearsed,
        ledger: Option<String>,
        refusal_text: RefusalText<'_>,
    ) -> Self {
        let (exposed_from, exposed_to) = rehearsed.exposure.unzip();
        Self {
            schema: "takedown.rehearse/1",
            operation: plan.operation.id.clone(),
            mode: plan.operation.mode,
            h_hour: plan.operation.h_hour,
            plan: plan.hash,
            as_meant: rehearsed.as_meant(),
            ledger,
            measures: rehearsed.measures.iter().map(|ended| EndedRow::of(ended, refusal_text)).collect(),
            timeline: rehearsed.events.iter().flat_map(|event| timeline(plan, event, refusal_text)).collect(),
            outlets: rehearsed.outlets.iter().map(Into::into).collect(),
            exposed_from,
            exposed_to,
            names: ShortNames::of(plan),
        }
    }
}

impl EndedRow {
    fn of(ended: &Ended, refusal_text: RefusalText<'_>) -> Self {
        let why = ended.hindrance.as_ref().map(|hindrance| match hindrance {
            Hindrance::Refused(refusal) => refusal_text(refusal),
            Hindrance::Stuck(reason) => stuck_reason(reason),
        });
        Self {
            measure: ended.id.to_string(),
            state: ended.state,
            shown: ended.shown,
            begun: ended.begun,
            ended: ended.ended,
            irregular: ended.irregular.clone(),
            why,
        }
    }
}

impl From<&OutletEnded> for RehearsedOutletRow {
    fn from(ended: &OutletEnded) -> Self {
        let (exposed_from, exposed_to) = ended.exposure.unzip();
        Self {
            outlet: ended.outlet.to_string(),
            planned: ended.planned,
            is: ended.is,
            stays: texts(&ended.stays),
            broke: texts(&ended.broke),
            off_air: ended.off_air,
            exposed_from,
            exposed_to,
        }
    }
}

fn bare(at: Instant, what: &'static str) -> TimelineRow {
    TimelineRow {
        at,
        agency: None,
        officer: None,
        what,
        word: String::new(),
        about: Vec::new(),
        entry: None,
        broken: Vec::new(),
        why: None,
        timezone: None,
    }
}

/// The rows of one event, each with the time zone of its agency.
fn timeline(plan: &Plan, event: &Event, refusal_text: RefusalText<'_>) -> Vec<TimelineRow> {
    let mut rows = rows(event, refusal_text);
    for row in &mut rows {
        row.timezone = row.agency.as_deref().and_then(|id| plan.agencies.get(id)?.timezone);
    }
    rows
}

/// One row per entry of an event, or per refused request.
fn rows(event: &Event, refusal_text: RefusalText<'_>) -> Vec<TimelineRow> {
    let at = event.at;
    match &event.what {
        Happened::Inject(name) => vec![TimelineRow { word: name.clone(), ..bare(at, "inject") }],
        Happened::Recorded { agency, officer, rows } => recorded(at, agency.as_str(), officer, rows),
        Happened::Refused { agency, refusals } => {
            let row = |refusal: &Refusal| TimelineRow {
                agency: Some(agency.to_string()),
                word: refusal.requested.clone(),
                about: vec![refusal.about.clone()],
                broken: refusal.broken.clone(),
                why: Some(refusal_text(refusal)),
                ..bare(at, "refused")
            };
            refusals.iter().map(row).collect()
        }
        Happened::Stuck { measure, reason } => {
            let (about, why) = (vec![measure.to_string()], Some(stuck_reason(reason)));
            vec![TimelineRow { about, why, ..bare(at, "stuck") }]
        }
        Happened::NoEffect(measure) => {
            vec![TimelineRow { about: vec![measure.to_string()], ..bare(at, "no-effect") }]
        }
    }
}

/// One row per entry, whatever its subjects.
fn recorded(at: Instant, agency: &str, officer: &str, rows: &[RecordedRow]) -> Vec<TimelineRow> {
    let mut entries: Vec<TimelineRow> = Vec::new();
    for row in rows {
        let entry = Some(format!("{}:{}", row.log, row.seq));
        let about = row.measure.as_ref().map(ToString::to_string).or_else(|| row.about.clone());
        match entries.last_mut().filter(|last| last.entry == entry) {
            Some(last) => last.about.extend(about),
            None => entries.push(TimelineRow {
                agency: Some(agency.to_owned()),
                officer: Some(officer.to_owned()),
                word: row.word.clone(),
                about: about.into_iter().collect(),
                entry,
                broken: row.irregular.clone(),
                ..bare(at, row.kind.as_str())
            }),
        }
    }
    entries
}

/// The results of many rehearsals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunsView {
    /// `takedown.rehearse-runs/1`
    pub schema: &'static str,
    pub operation: OperationId,
    /// The hash of the plan.
    pub plan: Hash,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The number of runs.
    pub runs: u64,
    /// The number of runs in which more of an outlet stayed on air than planned.
    pub broken: u64,
    /// For each measure, in how many of those runs it was the reason; the highest number first.
    pub measures: Vec<BrokeRow>,
    /// For each injected problem, how often it occurred and how often it broke the plan; the highest number
    /// first.
    pub suffered: Vec<SufferedRow>,
    /// The outlets, by id.
    pub outlets: Vec<OutletRuns>,
    /// The shortest, the median and the longest exposure, in milliseconds.
    pub exposure_ms: [i64; 3],
    /// Tables only: the instant that measures are timed from.
    #[serde(skip)]
    pub h_hour: Option<Instant>,
    /// Tables only: the short ids of measures.
    #[serde(skip)]
    pub names: ShortNames,
}

/// How often one measure broke the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BrokeRow {
    /// Its full id.
    pub measure: String,
    /// The number of runs.
    pub runs: u64,
}

/// How often one problem occurred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SufferedRow {
    pub inject: String,
    /// The number of runs in which it occurred.
    pub runs: u64,
    /// The number of these runs in which it broke the plan.
    pub broken: u64,
}

/// The results of one outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletRuns {
    pub outlet: String,
    /// The number of runs in which it went off air.
    pub off_air: u64,
    /// The number of runs in which more of it stayed on air than planned.
    pub broken: u64,
    /// The earliest, the median and the latest time at which it went off air; null if it never did.
    pub at: Option<[Instant; 3]>,
}

csv_columns!(BrokeRow: measure runs);

impl RunsView {
    /// The result of many rehearsals.
    pub fn of(plan: &Plan, seed: u64, runs: &[Run]) -> Self {
        let mut measures: BTreeMap<&MeasureId, u64> = BTreeMap::new();
        let mut suffered: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for run in runs {
            for id in &run.broke {
                *measures.entry(id).or_default() += 1;
            }
            let row = suffered.entry(&run.suffered).or_default();
            row.0 += 1;
            row.1 += u64::from(!run.broke.is_empty());
        }
        let measures = measures.into_iter().map(|(id, runs)| BrokeRow { measure: id.to_string(), runs });
        let mut measures: Vec<BrokeRow> = measures.collect();
        measures.sort_by_key(|row| std::cmp::Reverse(row.runs));
        let suffered = suffered.into_iter().map(|(inject, (runs, broken))| SufferedRow {
            inject: inject.to_owned(),
            runs,
            broken,
        });
        let mut suffered: Vec<SufferedRow> = suffered.collect();
        suffered.sort_by_key(|row| std::cmp::Reverse((row.broken, row.runs)));
        let exposures = runs.iter().map(|run| run.exposure).collect();
        Self {
            schema: "takedown.rehearse-runs/1",
            operation: plan.operation.id.clone(),
            plan: plan.hash,
            seed,
            runs: runs.len() as u64,
            broken: runs.iter().filter(|run| !run.broke.is_empty()).count() as u64,
            measures,
            suffered,
            outlets: plan.outlets.keys().map(|outlet| OutletRuns::of(outlet.as_str(), runs)).collect(),
            exposure_ms: spread(exposures).unwrap_or_default(),
            h_hour: plan.operation.h_hour,
            names: ShortNames::of(plan),
        }
    }
}

impl OutletRuns {
    fn of(outlet: &str, runs: &[Run]) -> Self {
        let off = runs.iter().flat_map(|run| &run.off_air).filter(|(id, _)| id == outlet);
        let at: Vec<Instant> = off.map(|(_, at)| *at).collect();
        let on = runs.iter().flat_map(|run| &run.on_air).filter(|(id, _)| id == outlet);
        Self {
            outlet: outlet.to_owned(),
            off_air: at.len() as u64,
            broken: on.count() as u64,
            at: spread(at),
        }
    }
}

/// The minimum, the median and the maximum.
fn spread<T: Ord + Copy>(mut all: Vec<T>) -> Option<[T; 3]> {
    all.sort_unstable();
    Some([*all.first()?, *all.get((all.len() - 1) / 2)?, *all.last()?])
}
