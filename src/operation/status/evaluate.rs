//! Evaluates the standing of each measure, in the terms that every output uses.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::codec::entry::{Data, Transition};
use crate::model::country::Country;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use crate::operation::judge::findings::ChangedSinceGo;
use crate::operation::judge::findings::OpenGate;
use crate::operation::judge::gate;
use crate::operation::judge::gate::{GateTerms, Purpose};
use crate::operation::judge::invalidated::invalidated;
use crate::operation::judge::stale;
use crate::operation::state::history::{ChangeSource, MeasureHistory, MeasureState, StateChange};
use crate::operation::state::snapshot::Snapshot;
use crate::operation::status::standing::DisplayState;
use crate::operation::status::standing::{ActiveHold, IrregularEntry, MeasureHead, Standing};

/// The context that standings are evaluated in.
#[derive(Clone, Copy)]
pub(crate) struct Evaluator<'a, 'n> {
    pub view: Snapshot<'a>,
    pub plan: &'a Plan,
    /// The countries that must respond, according to that plan.
    pub countries: &'n [Country],
    /// The instant at which gates are evaluated.
    pub now: Instant,
    /// The name of each log, by its index.
    pub logs: &'n dyn Fn(usize) -> String,
}

impl<'a> Evaluator<'a, '_> {
    pub(crate) fn evaluate(&self, id: &MeasureId) -> Standing<'a> {
        let measure = self.plan.measures.get(id);
        let empty = MeasureHistory::default();
        let course = self.view.book.measure_history(id.as_str()).unwrap_or(&empty);
        let here = course.state_for(self.view.knowledge(), None);
        let open = here.state == Some(State::Open);
        let gaps = match measure {
            Some(measure) if open => {
                let terms = GateTerms::of_plan(self.plan, measure, self.countries);
                gate::open_gates(self.view, &terms, Purpose::Ready(self.now))
            }
            _ => Vec::new(),
        };
        let waits = matches!(here.state, Some(State::Open | State::Cleared));
        let fallen = measure.filter(|_| waits).map(|measure| invalidated(self.view, self.plan, measure));
        let since_go = measure.and_then(|measure| self.since_go(measure, &here)).unwrap_or_default();
        let holds = self.holds(id);
        let shown = self.display_state(course, &here, &gaps, !holds.is_empty());
        // The indices of tips come from this history.
        let tips = here
            .tips
            .iter()
            .filter(|tip| !tip.spent)
            .map(|tip| self.head(&course.moves[tip.index], tip.state));
        Standing {
            id: id.clone(),
            measure,
            round: here.round,
            state: here.state,
            display: shown,
            tips: tips.collect(),
            open_gates: gaps,
            holds,
            irregular: self.irregular(course, here.round),
            invalidated: fallen.unwrap_or_default(),
            since_go,
        }
    }

    /// What changed about a cleared measure since its go, compared with the terms of the saved plan that the
    /// go refers to.
    fn since_go(&self, measure: &Measure, here: &MeasureState) -> Option<ChangedSinceGo> {
        let saved = self.view.cleared_by(measure.id.as_str(), here)?;
        let approved = saved.measures.get(&measure.id)?;
        let terms = GateTerms::of_saved(self.plan, saved, &approved.terms, measure.target);
        let mut moved = stale::changed_target_fields(&approved.terms.target_recipe, &measure.target_recipe);
        if let (Some(was), Some(is)) = (&approved.terms.order_recipe, &measure.order_recipe) {
            moved.extend(stale::changed_order_fields(was, is));
        }
        Some(ChangedSinceGo { lost: gate::open_gates(self.view, &terms, Purpose::Act(self.now)), moved })
    }

    fn entry_location(&self, step: &StateChange) -> String {
        format!("{}:{}", (self.logs)(step.pos.log), step.pos.seq)
    }

    /// The active holds on a measure, by agency.
    pub(crate) fn holds(&self, id: &MeasureId) -> Vec<ActiveHold> {
        let holds = self.view.holds(id.as_str(), None);
        let mut holds: Vec<ActiveHold> = holds.into_iter().map(|hold| self.active_hold(hold)).collect();
        holds.sort_by(|a, b| a.agency.cmp(&b.agency));
        holds
    }

    fn active_hold(&self, hold: &crate::operation::state::history::RecordedHold) -> ActiveHold {
        let reason = match self.view.entries.entry_at(hold.pos, &hold.hash).and_then(|found| found.data) {
            Some(Data::Hold(hold)) => hold.reason.into_owned(),
            Some(_) | None => String::new(),
        };
        ActiveHold { agency: hold.agency.to_string(), reason, entry: hold.hash }
    }

    /// The entry of a change, if it is a transition. The entry of a go is long, and nothing here needs its
    /// content.
    fn transition(&self, step: &StateChange) -> Option<Transition<'a>> {
        if step.source != ChangeSource::Transition {
            return None;
        }
        let data = self.view.entries.entry_at(step.pos, &step.hash)?.data?;
        if let Data::Transition(transition) = data { Some(transition) } else { None }
    }

    fn head(&self, step: &StateChange, state: State) -> MeasureHead {
        let transition = self.transition(step);
        let mut sources: Vec<String> = transition
            .map(|transition| transition.sources.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        let corrected = self.view.corrections(&step.hash).filter(|it| !it.sources.is_empty());
        if let Some(correction) = corrected.last() {
            sources.clone_from(&correction.sources);
        }
        MeasureHead {
            state,
            entry: step.hash,
            at: self.view.at(step),
            officer: step.officer.to_string(),
            sources,
        }
    }

    /// The changes of a round that broke guards and are not withdrawn.
    fn irregular(&self, course: &MeasureHistory, round: u64) -> Vec<IrregularEntry> {
        let seen = |step: &&StateChange| {
            step.round == round
                && self.view.past.covers(step.pos)
                && !step.retracted.iter().any(|pos| self.view.past.covers(*pos))
        };
        let against = |step: &StateChange| {
            let broken = self.view.broken(step);
            (!broken.is_empty()).then(|| {
                let reason = self.transition(step).and_then(|transition| transition.irregular);
                let reason = reason.map(|it| it.reason.into_owned()).unwrap_or_default();
                IrregularEntry { place: self.entry_location(step), state: step.state, broken, reason }
            })
        };
        course.moves.iter().filter(seen).filter_map(against).collect()
    }

    fn display_state(
        &self,
        course: &MeasureHistory,
        here: &MeasureState,
        gaps: &[OpenGate],
        held: bool,
    ) -> DisplayState {
        let gated = self.plan.operation.mode.row().gated;
        match here.state {
            None => DisplayState::Conflict,
            Some(State::Open) if held => DisplayState::Held,
            Some(State::Open) if !gated => DisplayState::NotReported,
            Some(State::Open) if gaps.is_empty() => DisplayState::Ready,
            Some(State::Open) => DisplayState::Proposed,
            Some(State::Cleared) => DisplayState::Cleared,
            Some(State::UnderWay) => DisplayState::UnderWay,
            Some(State::Done) => DisplayState::Done,
            Some(State::Partial) => DisplayState::Partial,
            Some(State::Confirmed) => DisplayState::Confirmed,
            Some(State::Lapsed) => DisplayState::Lapsed,
            Some(State::Declined) => DisplayState::Declined,
            Some(State::Failed) => DisplayState::Failed,
            Some(State::Withdrawn) => {
                let begun =
                    |index: usize| matches!(course.moves[index].from, State::Cleared | State::UnderWay);
                if here.tips.iter().any(|tip| begun(tip.index)) {
                    DisplayState::Aborted
                } else {
                    DisplayState::Withdrawn
                }
            }
            Some(State::Reversed) => DisplayState::Reversed,
        }
    }
}
