//! What outlets need to be on air, and what if something slips: `takedown.impact/1`.

mod spans;

use std::collections::HashMap;

use serde::Serialize;

use crate::model::action::Effect;
use crate::model::digest::Hash;
use crate::model::id::{OperationId, OutletId};
use crate::model::measure::MeasureId;
use crate::model::mode::Mode;
use crate::model::time::Instant;
use crate::model::word::Word as _;
pub use crate::operation::impact::Level;
use crate::operation::impact::schedule::{Earlier, Timing};
use crate::operation::impact::{Assumed, Enough, Foreseen, Impact, SetsFound, Slip, SlipKind, StaysUp};
use crate::plan::Plan;

use super::after::AfterRow;
use super::measure::texts;
use super::names::ShortNames;
use super::outlet::OutletAvailability;
pub use spans::SpanRow;
use spans::spans;

/// What is foreseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImpactView {
    /// `takedown.impact/1`
    pub schema: &'static str,
    pub operation: OperationId,
    pub mode: Mode,
    /// The instant that measures are timed from; null in history.
    pub h_hour: Option<Instant>,
    /// The hash of the plan.
    pub plan: Hash,
    /// What was assumed.
    pub assumed: Vec<AssumedRow>,
    /// The outlets, by id.
    pub outlets: Vec<OutletImpact>,
    /// What may still slip, countries first, and what becomes otherwise by it.
    pub slips: Vec<SlipRow>,
    /// How many measures that take something down have no estimate: they count as done as they start.
    pub unestimated: u64,
    /// When measures are carried out that have an effect that can be seen, and what these come after; by their start.
    pub spans: Vec<SpanRow>,
    /// How big the hole was, by what was seen; null if that was not requested.
    pub after: Option<Vec<AfterRow>>,
    /// Tables only: how people name the measures.
    #[serde(skip)]
    pub names: ShortNames,
}

/// Something that was assumed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssumedRow {
    pub level: &'static str,
    /// A country, an instrument, or a measure's full id.
    pub slip: String,
    /// By how much it is late; null if it does not come at all.
    pub late: Option<String>,
}

/// What is foreseen for an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletImpact {
    pub outlet: String,
    pub name: String,
    /// If all goes well.
    pub on_air: OutletAvailability,
    /// The services that stay up then, and why.
    pub stays: Vec<ServiceRow>,
    /// The measures against it that make it harder to reach and take nothing off air.
    pub limited: Vec<String>,
    /// The smallest sets of measures that keep it on air if they fail; null if it is not modelled.
    pub keeps_on: Option<SetsRow>,
    /// The same of instruments that are not in force.
    pub instruments_keep_on: Option<SetsRow>,
    /// The same of whole countries.
    pub countries_keep_on: Option<SetsRow>,
    /// The smallest sets of measures that take it off air; null if that was not requested.
    pub enough: Option<EnoughRow>,
    /// When it goes off air; null without an H-hour or where it is not modelled.
    pub timing: Option<TimingRow>,
}

/// A service that stays up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceRow {
    pub service: String,
    /// What of it stays up.
    pub because: Vec<ReasonRow>,
}

/// Why an asset or inventory stays up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReasonRow {
    /// The asset or inventory.
    pub asset: String,
    /// `no-measure`, `no-effect`, `only-limited`, `slipped`.
    pub why: &'static str,
    /// Its measures, or what slipped.
    pub what: Vec<String>,
}

/// Smallest sets: none of them can spare a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetsRow {
    /// How many there are of 0, 1, 2, ... of them. Null: more than 2^53. One of none: it is decided anyhow.
    pub by_size: Vec<Option<u64>>,
    /// The first few, the smallest first.
    pub first: Vec<Vec<String>>,
    /// Larger sets than these could not be counted within this many nodes of work; null: every requested set is there.
    pub limit_met: Option<u64>,
}

/// The smallest sets of measures that take an outlet off air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnoughRow {
    /// How many there are. Null: more than 2^53. None: the plan cannot.
    pub total: Option<u64>,
    /// How many measures the smallest of them have; null if there is none.
    pub fewest: Option<u64>,
    /// How many there are of this size.
    pub of_fewest: Option<u64>,
    /// The first few, the smallest first.
    pub first: Vec<Vec<String>>,
    /// They could not be counted within this many nodes of work, and `first` holds one of them, of which no measure can be
    /// spared; null: they were.
    pub limit_met: Option<u64>,
}

/// When an outlet goes off air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimingRow {
    /// In the bad case; null: it stays on.
    pub bad: Option<Instant>,
    /// In the usual case.
    pub usual: Option<Instant>,
    /// What it waits for in the bad case, the critical ones first.
    pub slack: Vec<SlackRow>,
    /// What the critical ones come after and wait for, nearest first.
    pub waits: Vec<String>,
    /// The first effect that can be seen.
    pub exposed_from: Option<Instant>,
    /// The last one.
    pub exposed_to: Option<Instant>,
    /// What would have to start earlier for it to be off air at H-hour in the bad case, and when at the latest.
    pub earlier: Vec<EarlierRow>,
}

/// How much later a measure could end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlackRow {
    pub measure: String,
    /// In milliseconds; 0 is critical.
    pub slack_ms: i64,
}

/// A measure that would have to start earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierRow {
    pub measure: String,
    /// When it would have to start at the latest.
    pub start: Instant,
    /// Whether it may be done then: within its window and legal hours.
    pub allowed: bool,
}

/// Something that may slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlipRow {
    /// `country`, `instrument`, `measure`.
    pub level: &'static str,
    pub slip: String,
    /// The outlets that then have more left than if all goes well; empty: it makes no difference.
    pub outlets: Vec<ChangeRow>,
}

/// What becomes of an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    pub outlet: String,
    /// What it is then.
    pub on_air: OutletAvailability,
    /// The services that stay up only for this.
    pub stays: Vec<String>,
}

/// What to answer.
#[derive(Debug, Clone, Copy)]
pub struct ImpactRequest<'a> {
    /// These outlets; all if empty.
    pub outlets: &'a [String],
    /// Sets of up to this many measures.
    pub size: usize,
    /// How many sets are listed.
    pub few: usize,
    /// Whether to find the sets that are enough.
    pub enough: bool,
}

impl ImpactView {
    /// What is foreseen by a plan and its ledger.
    pub fn of(impact: &Impact<'_>, assumed: &[Assumed], request: ImpactRequest<'_>) -> Self {
        let plan = impact.plan();
        let is_selected = |outlet: &OutletId| {
            request.outlets.is_empty() || request.outlets.iter().any(|id| id == outlet.as_str())
        };
        let mut well = impact.foresee(None);
        well.retain(|foreseen| is_selected(foreseen.outlet));
        let timings = impact.timings();
        let timing: HashMap<&OutletId, &Timing<'_>> =
            timings.iter().map(|timing| (timing.outlet, timing)).collect();
        let limited = limited(plan);
        let levels = Level::ALL.iter().flat_map(|level| impact.slips(*level));
        let slips = levels.map(|slip| SlipRow::of(impact, slip, &well)).collect();
        let downs = plan.measures.values().filter(|measure| measure.action.row().effect == Effect::Down);
        Self {
            schema: "takedown.impact/1",
            operation: plan.operation.id.clone(),
            mode: plan.operation.mode,
            h_hour: plan.operation.h_hour,
            plan: plan.hash,
            assumed: assumed.iter().map(Into::into).collect(),
            outlets: well
                .iter()
                .map(|foreseen| OutletImpact {
                    limited: limited.get(foreseen.outlet).cloned().unwrap_or_default(),
                    timing: timing.get(foreseen.outlet).map(|timing| (*timing).into()),
                    ..outlet(impact, foreseen, request)
                })
                .collect(),
            slips,
            unestimated: downs.filter(|measure| measure.takes.is_none()).count() as u64,
            spans: spans(impact),
            after: None,
            names: ShortNames::of(plan),
        }
    }
}

/// The measures that limit an outlet and take nothing off air.
fn limited(plan: &Plan) -> HashMap<&OutletId, Vec<String>> {
    let mut limited: HashMap<&OutletId, Vec<String>> = HashMap::new();
    for measure in plan.measures.values().filter(|it| it.action.row().effect == Effect::Limit) {
        for outlet in &measure.outlets {
            limited.entry(outlet).or_default().push(measure.id.to_string());
        }
    }
    limited
}

/// What is foreseen of an outlet, but for what limits it and when it is off air.
fn outlet(impact: &Impact<'_>, foreseen: &Foreseen<'_>, request: ImpactRequest<'_>) -> OutletImpact {
    let (plan, id) = (impact.plan(), foreseen.outlet);
    let service = |service: &&crate::model::id::ServiceId| ServiceRow {
        service: service.to_string(),
        because: impact.reasons(service).iter().map(|(asset, why)| reason(asset, why)).collect(),
    };
    let keeps_on = |level| {
        // Measures are many. Of the others all that do alone are listed, and the first that do together.
        let few = if level == Level::Measure { 0 } else { impact.slips(level).len() };
        impact.keeps_on(id, level, request.size, request.few + few).map(|found| SetsRow::of(&found))
    };
    OutletImpact {
        outlet: id.to_string(),
        name: plan.outlets.get(id).map_or_else(String::new, |outlet| outlet.name.clone()),
        on_air: foreseen.on_air,
        stays: foreseen.stays.iter().map(service).collect(),
        limited: Vec::new(),
        keeps_on: keeps_on(Level::Measure),
        instruments_keep_on: keeps_on(Level::Instrument),
        countries_keep_on: keeps_on(Level::Country),
        enough: request
            .enough
            .then(|| impact.enough(id, request.few))
            .flatten()
            .map(|found| EnoughRow::of(&found)),
        timing: None,
    }
}

fn reason(asset: &str, why: &StaysUp<'_>) -> ReasonRow {
    let (why, what) = match why {
        StaysUp::NoMeasure => ("no-measure", Vec::new()),
        StaysUp::NoEffect(measures) => ("no-effect", texts(measures)),
        StaysUp::OnlyLimited(measures) => ("only-limited", texts(measures)),
        StaysUp::Slipped(slips) => ("slipped", texts(slips)),
    };
    ReasonRow { asset: asset.to_owned(), why, what }
}

/// Numbers that every reader of JSON takes exactly.
fn exact(count: u128) -> Option<u64> {
    u64::try_from(count).ok().filter(|count| *count <= 1 << 53)
}

impl SetsRow {
    fn of(found: &SetsFound) -> Self {
        Self {
            by_size: found.by_size.iter().map(|count| exact(*count)).collect(),
            first: found.first.iter().map(|set| texts(set)).collect(),
            limit_met: found.met.map(|met| met.limit as u64),
        }
    }
}

impl EnoughRow {
    fn of(found: &Enough) -> Self {
        Self {
            total: exact(found.total).filter(|_| found.met.is_none()),
            fewest: found.fewest.map(|(fewest, _)| fewest as u64),
            of_fewest: found.fewest.and_then(|(_, sets)| exact(sets)),
            first: found.first.iter().map(|set| texts(set)).collect(),
            limit_met: found.met.map(|met| met.limit as u64),
        }
    }
}

impl SlipRow {
    fn of(impact: &Impact<'_>, slip: &Slip, well: &[Foreseen<'_>]) -> Self {
        let then = if impact.matters(slip) { impact.foresee(Some(slip)) } else { Vec::new() };
        let then: HashMap<&OutletId, &Foreseen<'_>> = then.iter().map(|then| (then.outlet, then)).collect();
        let changes = well.iter().filter_map(|well| {
            let then = then.get(well.outlet)?;
            let stays: Vec<String> = then
                .stays
                .iter()
                .filter(|service| !well.stays.contains(service))
                .map(ToString::to_string)
                .collect();
            (!stays.is_empty()).then(|| ChangeRow {
                outlet: then.outlet.to_string(),
                on_air: then.on_air,
                stays,
            })
        });
        Self { level: slip.level().as_str(), slip: slip.to_string(), outlets: changes.collect() }
    }
}

impl From<&Assumed> for AssumedRow {
    fn from(assumed: &Assumed) -> Self {
        let late = match assumed.kind {
            SlipKind::Slips => None,
            SlipKind::Late(by) => Some(by.to_string()),
        };
        Self { level: assumed.what.level().as_str(), slip: assumed.what.to_string(), late }
    }
}

impl From<&Timing<'_>> for TimingRow {
    fn from(timing: &Timing<'_>) -> Self {
        let slack = |(measure, slack): &(&MeasureId, i64)| SlackRow {
            measure: measure.to_string(),
            slack_ms: *slack,
        };
        let earlier = |earlier: &Earlier<'_>| EarlierRow {
            measure: earlier.measure.to_string(),
            start: earlier.start,
            allowed: earlier.allowed,
        };
        Self {
            bad: timing.bad,
            usual: timing.usual,
            slack: timing.slack.iter().map(slack).collect(),
            waits: texts(&timing.waits),
            exposed_from: timing.exposure.map(|(from, _)| from),
            exposed_to: timing.exposure.map(|(_, to)| to),
            earlier: timing.earlier.iter().map(earlier).collect(),
        }
    }
}

csv_columns!(SlipRow: level slip outlets);
