//! A measure, as `status --by measure` and `plan` give it.

use serde::Serialize;

use crate::model::action::Action;
use crate::model::broken::BrokenGuard;
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::state::State;
use crate::model::time::At;
use crate::operation::{DisplayState, Standing};

use super::Row;
use super::picture::{Picture, state_word};

/// Where one measure stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeasureRow {
    /// Its full id.
    pub measure: String,
    /// What is done.
    pub action: Action,
    /// To which asset, inventory or provider.
    pub asset: String,
    /// By whom.
    pub agency: String,
    /// In whose row it counts; null where nobody knows.
    pub country: Option<Country>,
    /// The outlets that it is against.
    pub outlets: Vec<String>,
    /// Its round, from 1.
    pub round: u64,
    /// The stored state, or `conflict`.
    pub state: &'static str,
    /// What tables print for the state, or what open means just now.
    pub shown: DisplayState,
    /// The action's word for done.
    pub word: &'static str,
    /// Whether it is public history: said by sources, done by nobody here.
    pub reported: bool,
    /// When it came into its state.
    pub at: Option<At>,
    /// The gates that are open, in their order.
    pub open_gates: Vec<Gate>,
    /// The guards broken in its round, sorted.
    pub irregular: Vec<BrokenGuard>,
    /// Whether the plan in hand still has it.
    pub in_plan: bool,
    /// In conflict: what stands against what.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tips: Vec<TipRow>,
}

/// One side of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TipRow {
    /// The state that it says.
    pub state: State,
    /// The entry that says so.
    pub entry: Hash,
}

impl MeasureRow {
    /// The row of one standing.
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
        }
    }
}

/// Ids as texts.
pub(super) fn texts<T: ToString>(ids: &[T]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

impl Row for MeasureRow {
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
    ];
}
