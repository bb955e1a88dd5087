//! The status of each instrument: its state, its validity, its statutory time limits, and what its annulment
//! puts under review.

use crate::model::digest::Hash;
use crate::model::id::InstrumentId;
use crate::model::instrument::{CLOCKS, InstrumentState, Risk};
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::plan::tables::Instrument;

use super::evaluate::Evaluator;

/// How long before its end a grant is reported as ending soon, in milliseconds: 72 hours.
const SOON: i64 = 72 * 3_600_000;

const HOUR: i64 = 3_600_000;

/// A time limit that is running.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// What has to happen.
    pub what: &'static str,
    pub until: Instant,
    /// Why the time limit puts H-hour at risk; `None` if it does not.
    pub risk: Option<Risk>,
}

#[derive(Debug, Clone)]
pub struct InstrumentStatus<'a> {
    pub id: &'a InstrumentId,
    /// Its definition in the plan.
    pub instrument: &'a Instrument,
    /// `drafted`, the recorded state, or `expired`.
    pub state: &'static str,
    /// When it came into that state.
    pub at: Option<Instant>,
    /// The agency that recorded that state.
    pub agency: Option<String>,
    /// The number under which it was granted.
    pub number: Option<String>,
    /// Its validity period.
    pub valid: Option<(Instant, Instant)>,
    /// The SHA-256 of its document.
    pub document: Option<Hash>,
    /// Why it is in that state.
    pub reason: Option<String>,
    /// Whether it ends within 72 hours although one of its measures is still to be carried out.
    pub ends_soon: bool,
    /// The time limits that are running.
    pub clocks: Vec<Running>,
    /// Measures carried out under it that have to be reviewed, because it was annulled.
    pub review: Vec<MeasureId>,
}

/// The status of every instrument of the plan, by id.
pub(crate) fn instrument_statuses<'a>(
    showing: &Evaluator<'a, '_>,
    now: Instant,
) -> Vec<InstrumentStatus<'a>> {
    showing
        .plan
        .instruments
        .iter()
        .map(|(id, instrument)| instrument_status(showing, id, instrument, now))
        .collect()
}

fn instrument_status<'a>(
    showing: &Evaluator<'a, '_>,
    id: &'a InstrumentId,
    instrument: &'a Instrument,
    now: Instant,
) -> InstrumentStatus<'a> {
    let papers = showing.view.instrument(id.as_str(), None);
    let step = papers.leading();
    let granted = step.is_some_and(|step| step.to == InstrumentState::Granted);
    let expired = granted && papers.is_expired(now);
    // Once all of its measures are over, a late or expired instrument does not matter. An instrument for a
    // transfer covers no measure.
    let needed = instrument.covers.is_empty()
        || instrument.covers.iter().any(|id| is_to_do(showing.view.measure_state(id.as_str(), None).state));
    let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    let clocks = CLOCKS.iter().filter_map(|clock| {
        let step = step.filter(|step| clock.kind == instrument.kind && step.to == clock.from)?;
        let until = step.at.plus_millis(i64::from(clock.hours) * HOUR);
        let at_risk = showing.plan.operation.h_hour.is_some_and(|h_hour| match clock.risk {
            Risk::RunsPast => needed && until > h_hour,
            Risk::RunsOut => until < h_hour,
        });
        Some(Running { what: clock.what, until, risk: at_risk.then_some(clock.risk) })
    });
    let annulled = step.is_some_and(|step| step.to == InstrumentState::Annulled);
    let acted = |measure: &&MeasureId| {
        let state = showing.view.measure_state(measure.as_str(), None).state;
        matches!(
            state,
            Some(State::UnderWay | State::Done | State::Partial | State::Confirmed | State::Lapsed)
        )
    };
    InstrumentStatus {
        id,
        instrument,
        state: match step {
            _ if expired => "expired",
            Some(step) => step.to.as_str(),
            None => "drafted",
        },
        at: step.map(|step| step.at),
        agency: step.map(|step| step.agency.to_string()),
        number: step.and_then(|step| text(&step.number)),
        valid: step.and_then(|step| step.valid),
        document: step.and_then(|step| step.document),
        reason: step.and_then(|step| text(&step.reason)),
        ends_soon: granted
            && needed
            && !expired
            && step.and_then(|step| step.valid).is_some_and(|(_, end)| end.millis() - now.millis() < SOON),
        clocks: clocks.collect(),
        review: instrument.covers.iter().filter(|_| annulled).filter(acted).cloned().collect(),
    }
}

/// Whether a measure is still to be carried out or settled.
fn is_to_do(state: Option<State>) -> bool {
    matches!(state, None | Some(State::Open | State::Cleared | State::UnderWay | State::Partial))
}
