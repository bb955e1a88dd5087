//! Where an instrument stands in a view.

use crate::model::digest::Hash;
use crate::model::instrument::InstrumentState;
use crate::model::time::Instant;

use super::statements::RecordedInstrumentStep;

/// An instrument in a view: the steps that nothing supersedes. A step supersedes those that its writer had seen.
pub(crate) struct InstrumentHeads<'a> {
    tips: Vec<&'a RecordedInstrumentStep>,
}

impl<'a> InstrumentHeads<'a> {
    /// An instrument after the steps that count.
    pub(crate) fn of(standing: &[&'a RecordedInstrumentStep]) -> Self {
        let superseded = |step: &RecordedInstrumentStep| {
            standing.iter().any(|later| later.pos != step.pos && later.past.covers(step.pos))
        };
        Self { tips: standing.iter().copied().filter(|step| !superseded(step)).collect() }
    }

    /// The step that counts: where agencies wrote different ones unseen, the most restrictive; none while drafted.
    pub(crate) fn leading(&self) -> Option<&'a RecordedInstrumentStep> {
        self.tips.iter().copied().max_by_key(|step| (step.to.row().restricts, step.pos))
    }

    /// The state that counts; none while drafted.
    pub(crate) fn state(&self) -> Option<InstrumentState> {
        self.leading().map(|step| step.to)
    }

    /// Whether a step may leave a state: that of any tip, for who has seen several may end them. `None` is drafted.
    pub(crate) fn is_in(&self, state: Option<InstrumentState>) -> bool {
        match state {
            None => self.tips.is_empty(),
            Some(state) => self.tips.iter().any(|step| step.to == state),
        }
    }

    /// Whether it is granted for that, and valid at both ends of a stretch of time. Where two grants were written
    /// unseen, both have to be.
    pub(crate) fn grants(&self, what: &str, target: &Hash, from: Instant, until: Instant) -> bool {
        !self.tips.is_empty()
            && self.tips.iter().all(|step| {
                step.to == InstrumentState::Granted
                    && step.covers(what, target)
                    && step.valid.is_some_and(|(start, end)| start <= from && until <= end)
            })
    }

    /// Whether a grant counts that has run out.
    pub(crate) fn is_expired(&self, now: Instant) -> bool {
        self.leading().is_some_and(|step| step.valid.is_some_and(|(_, end)| end < now))
    }
}
