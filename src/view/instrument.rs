//! Legal instruments, as `status --by instrument` gives them.

use serde::Serialize;

use crate::model::digest::Hash;
use crate::model::instrument::InstrumentKind;
use crate::model::time::Instant;
use crate::operation::{InstrumentStatus, Running};
use crate::plan::Plan;

use super::measure::texts;

/// The state of one instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InstrumentRow {
    pub instrument: String,
    /// The kind of instrument.
    pub kind: InstrumentKind,
    /// An agency, or free text.
    pub issued_by: String,
    /// The agency that executes it.
    pub executed_by: String,
    /// `drafted`, its state, or `expired`.
    pub state: &'static str,
    /// When it reached that state.
    pub at: Option<Instant>,
    /// The agency that recorded that state.
    pub agency: Option<String>,
    /// The number under which it was granted.
    pub number: Option<String>,
    /// The start of its validity.
    pub valid_from: Option<Instant>,
    /// The end of its validity.
    pub valid_until: Option<Instant>,
    /// The SHA-256 of its document.
    pub document: Option<Hash>,
    /// Why it is in that state.
    pub reason: Option<String>,
    /// Whether it ends within 72 hours while something that it covers is still to be done.
    pub ends_soon: bool,
    /// The running statutory clocks.
    pub clocks: Vec<ClockRow>,
    /// The measures that it covers.
    pub covers: Vec<String>,
    /// Measures carried out under it that have to be reviewed because it was annulled.
    pub review: Vec<String>,
    /// Tables only: `review`, with short ids.
    #[serde(skip)]
    pub review_names: Vec<String>,
}

/// A clock that runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ClockRow {
    /// What has to happen.
    pub what: &'static str,
    pub until: Instant,
    /// Why it puts the day at risk.
    pub risk: Option<String>,
}

impl InstrumentRow {
    /// The row of one instrument.
    pub fn of(plan: &Plan, status: &InstrumentStatus<'_>) -> Self {
        let clock = |clock: &Running| ClockRow {
            what: clock.what,
            until: clock.until,
            risk: clock.risk.map(|risk| risk.to_string()),
        };
        Self {
            instrument: status.id.to_string(),
            kind: status.instrument.kind,
            issued_by: status.instrument.issued_by.clone(),
            executed_by: status.instrument.executed_by.to_string(),
            state: status.state,
            at: status.at,
            agency: status.agency.clone(),
            number: status.number.clone(),
            valid_from: status.valid.map(|(from, _)| from),
            valid_until: status.valid.map(|(_, until)| until),
            document: status.document,
            reason: status.reason.clone(),
            ends_soon: status.ends_soon,
            clocks: status.clocks.iter().map(clock).collect(),
            covers: texts(&status.instrument.covers),
            review: texts(&status.review),
            review_names: status.review.iter().map(|id| plan.short(id).to_owned()).collect(),
        }
    }
}

csv_columns!(InstrumentRow:
    instrument kind issued_by executed_by state at agency number valid_from valid_until document reason
    ends_soon covers review
);
