//! What is to be done when, by whom, and what blocks it: `takedown.plan/1`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::action::{Action, Effect};
use crate::model::asset::AssetKind;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::id::OperationId;
use crate::model::mode::Mode;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::operation::impact::schedule::Earlier;
use crate::operation::{Standing, asked_gates};

use super::Row;
use super::changed::Changed;
use super::measure::{MeasureRow, texts};
use super::picture::Picture;

/// The coordinator's sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetView {
    /// `takedown.plan/1`
    pub schema: &'static str,
    /// The operation.
    pub operation: OperationId,
    /// Its mode.
    pub mode: Mode,
    /// The instant that measures are timed from; null in history.
    pub h_hour: Option<Instant>,
    /// The hash of the plan.
    pub plan: Hash,
    /// The measures, by their start.
    pub measures: Vec<SheetRow>,
    /// What changed since it was said.
    pub changed: Vec<Changed>,
    /// What stays up, whatever is done.
    pub survives: Vec<Survivor>,
    /// What is still to be said, as commands, in the order in which it can be said.
    pub next: Vec<NextRow>,
}

/// One command that is still to be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NextRow {
    /// Who gives it; null where anybody can.
    #[serde(rename = "as")]
    pub by: Option<String>,
    /// Its words, without the program and its global options. What only a person knows stands as `…`.
    pub argv: Vec<String>,
}

/// A measure of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SheetRow {
    /// Where it stands.
    #[serde(flatten)]
    pub measure: MeasureRow,
    /// When it starts.
    pub start: Option<Instant>,
    /// The same, on the clock of its agency.
    pub local: Option<String>,
    /// The zone of that clock.
    pub zone: Option<String>,
    /// When it has to start at the latest, in the bad case, for the outlets that it takes off air to be off air at
    /// H-hour; null where none needs it for that.
    pub latest_start: Option<Instant>,
    /// The gates that are asked of it.
    pub gates: Vec<OpenGateRow>,
}

/// A gate of a measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenGateRow {
    /// The gate.
    pub gate: Gate,
    /// Whether it is open, and so in the way.
    pub open: bool,
    /// Who can close it: agencies, or countries.
    pub by: Vec<String>,
    /// Why it is open.
    pub why: Option<String>,
}

/// An asset that no measure disturbs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// The asset.
    pub asset: String,
    /// The outlets that stay on air by it.
    pub outlets: Vec<String>,
    /// Why it stays up.
    pub why: String,
}

impl SheetView {
    /// The sheet of some measures.
    pub fn of(
        picture: &Picture<'_>,
        standings: &[&Standing<'_>],
        latest: &[Earlier<'_>],
        changed: Vec<Changed>,
        next: Vec<NextRow>,
    ) -> Self {
        let latest: BTreeMap<&str, Instant> =
            latest.iter().map(|latest| (latest.measure.as_str(), latest.start)).collect();
        let row = |standing: &&Standing<'_>| SheetRow {
            latest_start: latest.get(standing.id.as_str()).copied(),
            ..SheetRow::of(picture, standing)
        };
        let mut measures: Vec<_> = standings.iter().map(row).collect();
        measures
            .sort_by(|one, two| (one.start, &one.measure.measure).cmp(&(two.start, &two.measure.measure)));
        Self {
            schema: "takedown.plan/1",
            operation: picture.plan.operation.id.clone(),
            mode: picture.plan.operation.mode,
            h_hour: picture.plan.operation.h_hour,
            plan: picture.plan.hash,
            measures,
            changed,
            survives: survivors(picture),
            next,
        }
    }
}

impl SheetRow {
    fn of(picture: &Picture<'_>, standing: &Standing<'_>) -> Self {
        let measure = standing.measure;
        let zone = picture.plan.agencies.get(standing.id.agency()).and_then(|agency| agency.timezone);
        let start = measure.and_then(|measure| measure.start);
        let local = start.zip(zone).map(|(start, zone)| start.utc().with_timezone(&zone));
        let asked =
            measure.filter(|_| picture.plan.operation.mode.row().gated).map(asked_gates).unwrap_or_default();
        let gates = asked.into_iter().map(|gate| {
            let gap = standing.open_gates.iter().find(|gap| gap.gate == gate);
            OpenGateRow {
                gate,
                open: gap.is_some(),
                by: gap.map(|gap| gap.by.clone()).unwrap_or_default(),
                why: gap.map(|gap| gap.why.clone()),
            }
        });
        Self {
            measure: MeasureRow::of(picture, standing),
            start,
            local: local.map(|local| local.format("%Y-%m-%dT%H:%M:%S%:z").to_string()),
            zone: zone.map(|zone| zone.name().to_owned()),
            latest_start: None,
            gates: gates.collect(),
        }
    }
}

/// The assets of outlets that no measure takes down or limits.
fn survivors(picture: &Picture<'_>) -> Vec<Survivor> {
    let plan = picture.plan;
    let on_air = |kind: AssetKind| Action::ALL.iter().any(|action| action.fits(kind) && is_visible(*action));
    let things = picture.things().filter(|thing| {
        picture.count(thing).is_some_and(|(kind, _)| on_air(kind)) && !plan.outlets_on(thing).is_empty()
    });
    // Whether a measure on it is visible, of each thing that has one.
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
        let outlets = texts(plan.outlets_on(thing));
        Some(Survivor { asset: thing.to_owned(), outlets, why: why.to_owned() })
    };
    things.filter_map(survivor).collect()
}

fn is_visible(action: Action) -> bool {
    action.row().effect != Effect::Nothing
}

impl Row for SheetRow {
    const KEYS: &'static [&'static str] = &[
        "measure",
        "action",
        "asset",
        "agency",
        "country",
        "outlets",
        "round",
        "state",
        "shown",
        "word",
        "reported",
        "at",
        "open_gates",
        "irregular",
        "in_plan",
        "start",
        "local",
        "zone",
        "latest_start",
        "gates",
    ];
}
