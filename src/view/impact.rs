//! What keeps outlets on air, and what changes if something slips: `takedown.impact/1`.

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

/// The forecast of a plan and its ledger.
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
    /// The assumptions of the request.
    pub assumed: Vec<AssumedRow>,
    /// The outlets, by id.
    pub outlets: Vec<OutletImpact>,
    /// What may still slip, countries first, and what each changes.
    pub slips: Vec<SlipRow>,
    /// How many measures that take something down have no estimate: they count as done when they start.
    pub unestimated: u64,
    /// The spans of measures with a visible effect, and of the measures that they come after, by their
    /// start.
    pub spans: Vec<SpanRow>,
    /// How much was observed to be down; null if that was not requested.
    pub after: Option<Vec<AfterRow>>,
    /// Tables only: the short ids of measures.
    #[serde(skip)]
    pub names: ShortNames,
}

/// One assumption.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AssumedRow {
    pub level: &'static str,
    /// A country, an instrument, or a measure's full id.
    pub slip: String,
    /// The delay; null if it does not happen at all.
    pub late: Option<String>,
}

/// The forecast of one outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletImpact {
    pub outlet: String,
    pub name: String,
    /// Its availability if all goes well.
    pub on_air: OutletAvailability,
    /// The services that stay up then, with the reasons.
    pub stays: Vec<ServiceRow>,
    /// The measures that make the outlet harder to reach but take nothing off air.
    pub limited: Vec<String>,
    /// The smallest sets of measures that keep it on air if they fail; null if the outlet is not modelled.
    pub keeps_on: Option<SetsRow>,
    /// The smallest sets of instruments that keep it on air if they are not in force.
    pub instruments_keep_on: Option<SetsRow>,
    /// The smallest sets of countries that keep it on air if all their measures fail.
    pub countries_keep_on: Option<SetsRow>,
    /// The smallest sets of measures that take it off air; null if that was not requested.
    pub enough: Option<EnoughRow>,
    /// When it goes off air; null without an H-hour or if the outlet is not modelled.
    pub timing: Option<TimingRow>,
}

/// A service that stays up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceRow {
    pub service: String,
    /// The parts of it that stay up.
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

/// Minimal sets: without any one member, the rest is no longer enough.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SetsRow {
    /// The number of sets with 0, 1, 2, ... members. Null: more than 2^53. A set with 0 members: the answer
    /// does not depend on them.
    pub by_size: Vec<Option<u64>>,
    /// The first sets, the smallest first.
    pub first: Vec<Vec<String>>,
    /// The limit in nodes of work that prevented counting larger sets; null: every requested set was
    /// counted.
    pub limit_met: Option<u64>,
}

/// The smallest sets of measures that take an outlet off air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnoughRow {
    /// The number of sets. Null: more than 2^53. Zero: the plan cannot take the outlet off air.
    pub total: Option<u64>,
    /// The number of measures in the smallest sets; null if there is none.
    pub fewest: Option<u64>,
    /// The number of sets of that size.
    pub of_fewest: Option<u64>,
    /// The first sets, the smallest first.
    pub first: Vec<Vec<String>>,
    /// The limit in nodes of work that prevented counting; `first` then holds a single minimal set. Null:
    /// the sets were counted.
    pub limit_met: Option<u64>,
}

/// When an outlet goes off air.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimingRow {
    /// In the bad case; null if it stays on air.
    pub bad: Option<Instant>,
    /// In the usual case.
    pub usual: Option<Instant>,
    /// The measures that it waits for in the bad case, the critical ones first.
    pub slack: Vec<SlackRow>,
    /// What the critical measures come after and wait for, nearest first.
    pub waits: Vec<String>,
    /// The first visible effect.
    pub exposed_from: Option<Instant>,
    /// The last visible effect.
    pub exposed_to: Option<Instant>,
    /// The measures that would have to start earlier for the outlet to be off air at H-hour in the bad case.
    pub earlier: Vec<EarlierRow>,
}

/// How much later a measure could end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlackRow {
    pub measure: String,
    /// In milliseconds; a measure with 0 is critical.
    pub slack_ms: i64,
}

/// A measure that would have to start earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EarlierRow {
    pub measure: String,
    /// The latest start.
    pub start: Instant,
    /// Whether that start lies within its window and the legal hours.
    pub allowed: bool,
}

/// A country, instrument or measure that may slip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlipRow {
    /// `country`, `instrument`, `measure`.
    pub level: &'static str,
    pub slip: String,
    /// The outlets that keep more on air than if all goes well; empty if the slip changes nothing.
    pub outlets: Vec<ChangeRow>,
}

/// What changes for an outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChangeRow {
    pub outlet: String,
    /// Its availability after the slip.
    pub on_air: OutletAvailability,
    /// The services that stay up only because of the slip.
    pub stays: Vec<String>,
}

/// What the view should answer.
#[derive(Debug, Clone, Copy)]
pub struct ImpactRequest<'a> {
    /// The outlets to show; all if empty.
    pub outlets: &'a [String],
    /// The largest number of measures in a set.
    pub size: usize,
    /// How many sets to list.
    pub few: usize,
    /// Whether to find the sets that are enough to take an outlet off air.
    pub enough: bool,
}

impl ImpactView {
    /// The forecast of a plan and its ledger.
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

/// The measures that limit an outlet but take nothing off air.
fn limited(plan: &Plan) -> HashMap<&OutletId, Vec<String>> {
    let mut limited: HashMap<&OutletId, Vec<String>> = HashMap::new();
    for measure in plan.measures.values().filter(|it| it.action.row().effect == Effect::Limit) {
        for outlet in &measure.outlets {
            limited.entry(outlet).or_default().push(measure.id.to_string());
        }
    }
    limited
}

/// The forecast of an outlet, without `limited` and `timing`.
fn outlet(impact: &Impact<'_>, foreseen: &Foreseen<'_>, request: ImpactRequest<'_>) -> OutletImpact {
    let (plan, id) = (impact.plan(), foreseen.outlet);
    let service = |service: &&crate::model::id::ServiceId| ServiceRow {
        service: service.to_string(),
        because: impact.reasons(service).iter().map(|(asset, why)| reason(asset, why)).collect(),
    };
    let keeps_on = |level| {
        // There are many measures, so their lists are cut. Of the other levels it lists every one that
        // suffices alone, and the first sets that suffice together.
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

/// JSON readers represent integers exactly only up to 2^53.
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
