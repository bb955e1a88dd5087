//! Where each measure stands, put into the words that everybody shows.

use crate::ledger::codec::entry::{Data, Transition};
use crate::model::country::Country;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::model::time::Instant;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use crate::operation::judge::findings::Gap;
use crate::operation::judge::findings::SinceGo;
use crate::operation::judge::gate;
use crate::operation::judge::gate::{Purpose, Terms};
use crate::operation::judge::invalidated::fallen;
use crate::operation::judge::stale;
use crate::operation::state::history::{Course, Here, Move, Source};
use crate::operation::state::snapshot::View;
use crate::operation::status::standing::Shown;
use crate::operation::status::standing::{Against, Held, Standing, Tip};

/// What a measure's standing is made from.
#[derive(Clone, Copy)]
pub(crate) struct Showing<'a, 'n> {
    pub view: View<'a>,
    pub plan: &'a Plan,
    /// The countries that have to answer, by that plan.
    pub countries: &'n [Country],
    /// The instant that gates are asked about.
    pub now: Instant,
    /// `LOG` of each log, by its index.
    pub logs: &'n dyn Fn(usize) -> String,
}

impl<'a> Showing<'a, '_> {
    /// Where a measure stands.
    pub(crate) fn standing(&self, id: &MeasureId) -> Standing<'a> {
        let measure = self.plan.measures.get(id);
        let empty = Course::default();
        let course = self.view.book.course(id.as_str()).unwrap_or(&empty);
        let here = course.here(self.view.seen(), None);
        let open = here.state == Some(State::Open);
        let gaps = match measure {
            Some(measure) if open => {
                let terms = Terms::of_plan(self.plan, measure, self.countries);
                gate::gaps(self.view, &terms, Purpose::Ready(self.now))
            }
            _ => Vec::new(),
        };
        let waits = matches!(here.state, Some(State::Open | State::Cleared));
        let fallen = measure.filter(|_| waits).map(|measure| fallen(self.view, self.plan, measure));
        let since_go = measure.and_then(|measure| self.since_go(measure, &here)).unwrap_or_default();
        let holds = self.holds(id);
        let shown = self.shown(course, &here, &gaps, !holds.is_empty());
        // Tips are places of this course.
        let tips = here
            .tips
            .iter()
            .filter(|tip| !tip.spent)
            .map(|tip| self.tip(&course.moves[tip.place], tip.state));
        Standing {
            id: id.clone(),
            measure,
            round: here.round,
            state: here.state,
            shown,
            tips: tips.collect(),
            gaps,
            holds,
            irregular: self.irregular(course, here.round),
            fallen: fallen.unwrap_or_default(),
            since_go,
        }
    }

    /// What a cleared measure lost since its go, held against the words of the saved plan that it names.
    fn since_go(&self, measure: &Measure, here: &Here) -> Option<SinceGo> {
        let saved = self.view.cleared_by(measure.id.as_str(), here)?;
        let meant = saved.measures.get(&measure.id)?;
        let terms = Terms::of_saved(self.plan, saved, &meant.terms, measure.target);
        let mut moved = stale::moved_target(&meant.terms.target_recipe, &measure.target_recipe);
        if let (Some(was), Some(is)) = (&meant.terms.order_recipe, &measure.order_recipe) {
            moved.extend(stale::moved_order(was, is));
        }
        Some(SinceGo { lost: gate::gaps(self.view, &terms, Purpose::Act(self.now)), moved })
    }

    fn place(&self, step: &Move) -> String {
        format!("{}:{}", (self.logs)(step.pos.log), step.pos.seq)
    }

    /// The holds that stand on a measure, by agency.
    pub(crate) fn holds(&self, id: &MeasureId) -> Vec<Held> {
        let holds = self.view.holds(id.as_str(), None);
        let mut holds: Vec<Held> = holds.into_iter().map(|hold| self.held(hold)).collect();
        holds.sort_by(|a, b| a.agency.cmp(&b.agency));
        holds
    }

    fn held(&self, hold: &crate::operation::state::history::Hold) -> Held {
        let reason = match self.view.entries.entry_at(hold.pos, &hold.hash).and_then(|found| found.data) {
            Some(Data::Hold(said)) => said.reason.into_owned(),
            _ => String::new(),
        };
        Held { agency: hold.agency.to_string(), reason, entry: hold.hash }
    }

    /// What the entry of a move says, if it is a transition: of a go, which is long, nothing is asked.
    fn transition(&self, step: &Move) -> Option<Transition<'a>> {
        if step.source != Source::Transition {
            return None;
        }
        match self.view.entries.entry_at(step.pos, &step.hash)?.data? {
            Data::Transition(said) => Some(said),
            _ => None,
        }
    }

    fn tip(&self, step: &Move, state: State) -> Tip {
        let mut sources = Vec::new();
        let mut note = None;
        if let Some(said) = self.transition(step) {
            sources = said.sources.iter().map(ToString::to_string).collect();
            note = said.note.map(std::borrow::Cow::into_owned);
        }
        for mended in self.view.corrections(&step.hash) {
            if !mended.sources.is_empty() {
                sources.clone_from(&mended.sources);
            }
            note = mended.note.clone().or(note);
        }
        Tip {
            round: step.round,
            state,
            entry: step.hash,
            place: self.place(step),
            at: self.view.at(step),
            t: step.t,
            agency: self.view.agency(step.pos).to_owned(),
            officer: step.officer.to_string(),
            remainder: step.remainder.as_deref().map(str::to_owned),
            sources,
            note,
        }
    }

    /// The moves of a round that broke guards and still stand.
    fn irregular(&self, course: &Course, round: u64) -> Vec<Against> {
        let seen = |step: &&Move| {
            step.round == round
                && self.view.past.covers(step.pos)
                && !step.retracted.iter().any(|pos| self.view.past.covers(*pos))
        };
        let against = |step: &Move| {
            let broken = self.view.broken(step);
            (!broken.is_empty()).then(|| {
                let reason = self.transition(step).and_then(|said| said.irregular);
                let reason = reason.map(|it| it.reason.into_owned()).unwrap_or_default();
                Against { place: self.place(step), state: step.state, broken, reason }
            })
        };
        course.moves.iter().filter(seen).filter_map(against).collect()
    }

    /// What tables print.
    fn shown(&self, course: &Course, here: &Here, gaps: &[Gap], held: bool) -> Shown {
        let gated = self.plan.operation.mode.row().gated;
        match here.state {
            None => Shown::Conflict,
            Some(State::Open) if held => Shown::Held,
            Some(State::Open) if !gated => Shown::NotReported,
            Some(State::Open) if gaps.is_empty() => Shown::Ready,
            Some(State::Open) => Shown::Proposed,
            Some(State::Cleared) => Shown::Cleared,
            Some(State::UnderWay) => Shown::UnderWay,
            Some(State::Done) => Shown::Done,
            Some(State::Partial) => Shown::Partial,
            Some(State::Confirmed) => Shown::Confirmed,
            Some(State::Lapsed) => Shown::Lapsed,
            Some(State::Declined) => Shown::Declined,
            Some(State::Failed) => Shown::Failed,
            Some(State::Withdrawn) => {
                let begun =
                    |place: usize| matches!(course.moves[place].from, State::Cleared | State::UnderWay);
                if here.tips.iter().any(|tip| begun(tip.place)) { Shown::Aborted } else { Shown::Withdrawn }
            }
            Some(State::Reversed) => Shown::Reversed,
        }
    }
}
