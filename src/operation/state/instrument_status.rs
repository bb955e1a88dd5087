//! The status of an instrument for a reader.

use crate::model::digest::Hash;
use crate::model::instrument::InstrumentState;
use crate::model::time::Instant;

use super::statements::RecordedInstrumentStep;

/// The current steps of an instrument, which no other step supersedes. A step supersedes those that its
/// writer had seen.
pub(crate) struct InstrumentHeads<'a> {
    tips: Vec<&'a RecordedInstrumentStep>,
}

impl<'a> InstrumentHeads<'a> {
    /// Builds the status from the steps that count.
    pub(crate) fn of(standing: &[&'a RecordedInstrumentStep]) -> Self {
        let superseded = |step: &RecordedInstrumentStep| {
            standing.iter().any(|later| later.pos != step.pos && later.past.covers(step.pos))
        };
        Self { tips: standing.iter().copied().filter(|step| !superseded(step)).collect() }
    }

    /// The step that prevails: if agencies wrote different steps without seeing each other's, the most
    /// restrictive one. `None` while the instrument is only drafted.
    pub(crate) fn leading(&self) -> Option<&'a RecordedInstrumentStep> {
        self.tips.iter().copied().max_by_key(|step| (step.to.row().restricts, step.pos))
    }

    /// The state of the leading step; `None` while the instrument is only drafted.
    pub(crate) fn state(&self) -> Option<InstrumentState> {
        self.leading().map(|step| step.to)
    }

    /// Whether the instrument is in a state that a step may leave. If there are several tips, the state of
    /// any of them counts, because a writer who has seen several may end them. `None` means drafted.
    pub(crate) fn is_in(&self, state: Option<InstrumentState>) -> bool {
        match state {
            None => self.tips.is_empty(),
            Some(state) => self.tips.iter().any(|step| step.to == state),
        }
    }

    /// Whether it is granted for a subject and target, and valid at both ends of a period. If agencies wrote
    /// two grants without seeing each other's, both have to be.
    pub(crate) fn grants(&self, what: &str, target: &Hash, from: Instant, until: Instant) -> bool {
        !self.tips.is_empty()
            && self.tips.iter().all(|step| {
                step.to == InstrumentState::Granted
                    && step.covers(what, target)
                    && step.valid.is_some_and(|(start, end)| start <= from && until <= end)
            })
    }

    /// Whether the leading step has a validity period that is over.
    pub(crate) fn is_expired(&self, now: Instant) -> bool {
        self.leading().is_some_and(|step| step.valid.is_some_and(|(_, end)| end < now))
    }
}
