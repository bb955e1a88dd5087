//! A measure, as `status --by measure` and `plan` give it.

use serde::Serialize;

use crate::model::action::Action;
use crate::model::asset::Precision;
use crate::model::broken::BrokenGuard;
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::state::State;
use crate::model::time::At;
pub use crate::operation::DisplayState;
use crate::operation::{ActiveHold, IrregularEntry, Standing};
use crate::plan::tables::Claim;

use super::picture::{Picture, state_word};

/// The state of one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasureRow {
    /// Its full id.
    pub measure: String,
    /// The action.
    pub action: Action,
    /// The asset, inventory or provider that it acts on.
    pub asset: String,
    pub agency: String,
    /// The country that it counts in; null if it is unknown.
    pub country: Option<Country>,
    /// The outlets that it acts against.
    pub outlets: Vec<String>,
    /// Its round, from 1.
    pub round: u64,
    /// The stored state, or `conflict`.
    pub state: &'static str,
    /// The displayed state. It is finer than the stored state: open is shown as proposed, ready or held.
    pub shown: DisplayState,
    /// The action's word for `done`.
    pub word: &'static str,
    /// Whether it is public history: sources reported it, and the participants did not carry it out.
    pub reported: bool,
    /// When it reached its state.
    pub at: Option<At>,
    /// The open gates, in their order.
    pub open_gates: Vec<Gate>,
    /// The guards broken in its round, sorted.
    pub irregular: Vec<BrokenGuard>,
    /// Whether the current plan still has it.
    pub in_plan: bool,
    /// In conflict: the contradicting states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tips: Vec<TipRow>,
    /// Tables only: its shortest unique id.
    #[serde(skip)]
    pub short: String,
    /// Tables only: whether it acts on an asset rather than on an inventory or provider.
    #[serde(skip)]
    pub on_asset: bool,
    /// Tables only: the holds on it, by agency.
    #[serde(skip)]
    pub holds: Vec<HoldRow>,
    /// Tables only: the claims of the sources.
    #[serde(skip)]
    pub claims: Vec<ClaimRow>,
    /// Tables only: the ids of all sources of claims and entries; `s4` before `s12`.
    #[serde(skip)]
    pub sources: Vec<String>,
}

/// A hold on a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRow {
    /// The agency that placed it.
    pub agency: String,
    pub reason: String,
}

/// The claim of one source about one measure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClaimRow {
    pub measure: String,
    pub source: String,
    /// The wording of the source.
    pub says: String,
    /// The number that the source gives; null if it gives none.
    pub count: Option<u64>,
    pub precision: Precision,
}

/// An entry that broke guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IrregularRow {
    /// The measure, by its short id.
    pub short: String,
    /// The new state.
    pub state: State,
    /// The guards that it broke, sorted.
    pub broken: Vec<BrokenGuard>,
    /// The reason that was recorded with it.
    pub reason: String,
    /// The position, `LOG:SEQ`.
    pub entry: String,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TipRow {
    /// The state that it records.
    pub state: State,
    /// The entry that records it.
    pub entry: Hash,
}

impl MeasureRow {
    /// The row of one measure.
    pub fn of(picture: &Picture<'_>, standing: &Standing<'_>) -> Self {
        let measure = standing.measure;
        let mut irregular: Vec<_> =
            standing.irregular.iter().flat_map(|against| against.broken.iter().copied()).collect();
        irregular.sort_unstable();
        irregular.dedup();
        let tips = standing.tips.iter().map(|tip| TipRow { state: tip.state, entry: tip.entry });
        Self {
            measure: standing.id.to_string(),
            action: standing.id.action(),
            asset: standing.id.subject().to_owned(),
            agency: standing.id.agency().to_owned(),
            country: measure.and_then(|measure| measure.country),
            outlets: measure.map(|measure| texts(&measure.outlets)).unwrap_or_default(),
            round: standing.round,
            state: state_word(standing),
            shown: standing.display,
            word: standing.id.action().row().done,
            reported: picture.is_reported(standing),
            at: standing.tip().map(|tip| tip.at),
            open_gates: standing.open_gates.iter().map(|gap| gap.gate).collect(),
            irregular,
            in_plan: measure.is_some(),
            tips: if standing.display == DisplayState::Conflict { tips.collect() } else { Vec::new() },
            short: picture.plan.short(&standing.id).to_owned(),
            on_asset: picture.plan.assets.contains_key(standing.id.subject()),
            holds: standing.holds.iter().map(hold).collect(),
            claims: claims(standing),
            sources: sources(standing),
        }
    }
}

fn hold(hold: &ActiveHold) -> HoldRow {
    HoldRow { agency: hold.agency.clone(), reason: hold.reason.clone() }
}

fn claims(standing: &Standing<'_>) -> Vec<ClaimRow> {
    let claims = standing.measure.map(|measure| measure.claims.as_slice()).unwrap_or_default();
    let row = |claim: &Claim| ClaimRow {
        measure: standing.id.to_string(),
        source: claim.source.to_string(),
        says: claim.says.clone(),
        count: claim.count,
        precision: claim.precision,
    };
    claims.iter().map(row).collect()
}

fn sources(standing: &Standing<'_>) -> Vec<String> {
    let claims = standing.measure.map(|measure| measure.claims.as_slice()).unwrap_or_default();
    let mut sources: Vec<_> = claims.iter().map(|claim| claim.source.to_string()).collect();
    sources.extend(standing.tips.iter().flat_map(|tip| tip.sources.clone()));
    sources.sort_by(|one, two| (one.len(), one).cmp(&(two.len(), two)));
    sources.dedup();
    sources
}

/// The irregular entries of the given measures, in their order.
pub fn irregular_entries(picture: &Picture<'_>, standings: &[&Standing<'_>]) -> Vec<IrregularRow> {
    let of_measure = |standing: &&Standing<'_>| -> Vec<IrregularRow> {
        let row = |against: &IrregularEntry| IrregularRow {
            short: picture.plan.short(&standing.id).to_owned(),
            state: against.state,
            broken: against.broken.clone(),
            reason: against.reason.clone(),
            entry: against.place.clone(),
        };
        standing.irregular.iter().map(row).collect()
    };
    standings.iter().flat_map(of_measure).collect()
}

/// Converts ids to strings.
pub(super) fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

csv_columns!(MeasureRow:
    measure action asset agency country outlets round state shown word reported at open_gates irregular
    in_plan
);
