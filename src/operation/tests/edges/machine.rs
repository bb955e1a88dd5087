//! Brings a measure into a state through regular requests of its agencies.

use std::sync::Arc;

use super::super::step;
use super::super::world::World;
use super::super::{Next, next};
use super::kind::{Item, Kind, OTHER, OWN};
use crate::ledger::codec::entry::{Attestation, Data, Evidence, Hold, Retraction, Transition};
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::state::State::{self, *};
use crate::model::time::{At, Instant};
use crate::operation::judge::verdict::Verdict;
use crate::operation::record::request::EntryRequest;
use crate::operation::state::saved::Saved;
use crate::operation::status::compose::compose;
use crate::plan;

pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
const LEAD: &str = "be-prosecutor";

/// A single flaw in the situation before an act, or in the date of the act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flaw {
    Nothing,
    /// Dated before the go.
    BeforeGo,
    /// Dated before its start.
    BeforeStart,
    /// Dated after its window.
    AfterWindow,
    /// Dated after the legal hours.
    AfterHours,
    /// A measure that has to come first is not done.
    NotAfter,
    /// A member of its group is open.
    MateOpen,
    /// An agency holds it.
    Held,
    /// Dated before the report that it rests on.
    OutOfOrder,
    /// The statement that closed a gate was withdrawn.
    Lost(Gate),
}

/// A measure in a state, and everything about its history that the documented table depends on.
#[derive(Clone)]
pub(super) struct MachineModel {
    pub world: World,
    pub kind: &'static Kind,
    pub round: u64,
    /// The recorded state; `None` in a conflict.
    pub state: Option<State>,
    /// The state that an entry has to name as the one it leaves.
    pub from: State,
    /// When it was cleared in this round.
    pub go_at: Option<Instant>,
    /// The time of the last report in this round.
    pub report_at: Option<Instant>,
    pub saved: Option<Arc<Saved>>,
    pub flaw: Flaw,
}

impl MachineModel {
    /// The open measure, with closed gates and an approved saved plan, but without a go.
    pub(super) fn open(kind: &'static Kind) -> Self {
        let loaded = plan::read_stored(kind.plan().as_bytes());
        let plan =
            Arc::new(loaded.plan.unwrap_or_else(|| panic!("{:?}\n{}", loaded.diagnostics, kind.plan())));
        let world = World::with(&plan, &["stranger", "archive"]);
        let mut machine = Self {
            world,
            kind,
            round: 1,
            state: Some(Open),
            from: Open,
            go_at: None,
            report_at: None,
            saved: None,
            flaw: Flaw::Nothing,
        };
        machine.tell(OTHER, &EntryRequest::from(machine.whole("suspend:mate@fr-office", Withdrawn)));
        machine.tell(OTHER, &EntryRequest::from(machine.whole("identify:host@fr-office", Done)));
        let all = [kind.id()];
        let said = machine.world.showing(None, |showing| next(showing, &all, machine.world.now));
        for said in said {
            machine.answer(&said);
        }
        machine.save();
        machine
    }

    /// The measure in a state of its first or second round; `None` if its action cannot reach that state.
    pub(super) fn reach(kind: &'static Kind, round: u64, state: State) -> Option<Self> {
        let mut machine = Self::open(kind);
        if round == 2 {
            machine.go();
            machine.h(10);
            machine.enter(OWN, Failed);
            machine.h(50);
            machine.enter(OWN, Open);
            machine.save();
        }
        let start = if round == 2 { 60 } else { 0 };
        if state == Open {
            return Some(machine);
        }
        machine.go();
        if state == Cleared {
            return kind.go.then_some(machine);
        }
        machine.h(start + 10);
        if matches!(state, Partial | Failed | Declined | Withdrawn) {
            machine.enter(OWN, state);
            return Some(machine);
        }
        machine.enter(OWN, UnderWay);
        if state == UnderWay {
            return Some(machine);
        }
        machine.h(start + 20);
        machine.enter(OWN, Done);
        machine.evidence();
        machine.h(start + 30);
        match state {
            Confirmed => machine.enter(LEAD, Confirmed),
            Lapsed if kind.lapses => machine.enter(OTHER, Lapsed),
            Reversed => machine.enter(OWN, Reversed),
            Done => {}
            _ => return None,
        }
        Some(machine)
    }

    /// The measure in a conflict: its agency recorded done and the lead recorded failed, without seeing each
    /// other's entry.
    pub(super) fn conflict(kind: &'static Kind) -> Self {
        let mut machine = Self::open(kind);
        machine.go();
        machine.h(10);
        let done = EntryRequest::from(machine.whole(kind.id().as_str(), Done));
        machine.world.say(machine.place(OWN), "nl-police-1", &done).expect("a fact");
        machine.h(12);
        let failed = EntryRequest::from(machine.whole(kind.id().as_str(), Failed));
        machine.world.say(machine.place(LEAD), "be-prosecutor-1", &failed).expect("a fact");
        machine.meet();
        (machine.state, machine.from, machine.report_at) = (None, Done, Some(machine.world.now));
        machine
    }

    /// The measure after a go that a hold made ineffective. The hold is lifted.
    pub(super) fn spent(kind: &'static Kind) -> Self {
        let mut machine = Self::reach(kind, 1, Cleared).expect("it waits for a go");
        let held = machine.tell(OTHER, &EntryRequest::from(Hold::new(vec![kind.id()], "ours".to_owned())));
        machine.tell(OTHER, &EntryRequest::from(Retraction::new(held, "settled".to_owned())));
        (machine.state, machine.from, machine.saved) = (Some(Open), Open, None);
        machine
    }

    /// Applies a flaw; `false` if it cannot apply here.
    pub(super) fn spoil(&mut self, flaw: Flaw) -> bool {
        self.flaw = flaw;
        self.h(170);
        match flaw {
            Flaw::Nothing | Flaw::BeforeStart | Flaw::AfterWindow | Flaw::AfterHours => {}
            Flaw::BeforeGo => return self.state == Some(Cleared),
            Flaw::OutOfOrder => return self.report_at.is_some(),
            Flaw::NotAfter => {
                let entry = self.entry(|data| matches!(data, Data::Transition(said) if said.measure == "identify:host@fr-office"));
                self.tell(OTHER, &EntryRequest::from(Retraction::new(entry, "it was another".to_owned())));
            }
            Flaw::MateOpen => {
                self.tell(OTHER, &EntryRequest::from(self.whole("suspend:mate@fr-office", Open)));
            }
            Flaw::Held => {
                let hold = EntryRequest::from(Hold::new(vec![self.kind.id()], "ours".to_owned()));
                self.tell(OTHER, &hold);
                // A hold makes a go ineffective if the lead had not seen the hold.
                if self.state == Some(Cleared) {
                    (self.state, self.from) = (Some(Open), Open);
                }
            }
            Flaw::Lost(gate) if !self.kind.gates.contains(&gate) => return false,
            Flaw::Lost(gate) => {
                let entry = self.entry(|data| match data {
                    Data::Attestation(said) => said.gate == gate,
                    Data::Instrument(_) => gate == Gate::Authorised,
                    _ => false,
                });
                let found = self.world.written.entries().find(|(_, hash, _)| *hash == entry);
                let log = found.expect("an entry").0.log;
                let by = self.world.agencies[log].clone();
                self.tell(&by, &EntryRequest::from(Retraction::new(entry, "it is no longer so".to_owned())));
            }
        }
        true
    }

    /// The stated time of the act.
    pub(super) fn at(&self) -> Instant {
        match self.flaw {
            Flaw::BeforeGo => self.go_at.expect("it was cleared").plus_millis(-1000),
            Flaw::OutOfOrder => self.report_at.expect("it was reported").plus_millis(-1000),
            Flaw::BeforeStart => self.h_hour().plus_millis(-30 * MINUTE),
            Flaw::AfterHours => self.h_hour().plus_millis(15 * HOUR + 1000),
            Flaw::AfterWindow => self.h_hour().plus_millis(36 * HOUR + 1000),
            _ => self.h_hour().plus_millis(3 * HOUR),
        }
    }

    /// Advances the clock to the stated time of the act, or beyond.
    pub(super) fn come(&mut self) {
        self.world.now = self.world.now.max(self.at()).plus_millis(1000);
    }

    pub(super) fn h_hour(&self) -> Instant {
        self.world.plan.operation.h_hour.expect("the plan has one")
    }

    /// A transition with every key that any edge may require.
    pub(super) fn whole(&self, measure: &str, to: State) -> Transition<'static> {
        let text = |text: &str| Some(text.to_owned());
        Transition {
            reason: text("a reason").map(Into::into),
            reference: text("court 12/27").map(Into::into),
            restored: text("given back").map(Into::into),
            basis: text("looked").map(Into::into),
            seen_from: vec!["FR".into(), "NL".into()],
            until: Some(self.h_hour().plus_millis(90 * 24 * HOUR)),
            sources: vec!["s1".into()],
            note: text("the rest was done").map(Into::into),
            remainder: ((to == Partial).then(|| format!("what is left at {}", self.world.now)))
                .map(Into::into),
            ..Transition::new(measure.to_owned(), to, At::Instant(self.world.now))
        }
    }

    /// The index of an agency's log.
    pub(super) fn place(&self, agency: &str) -> usize {
        self.world.agencies.iter().position(|known| known == agency).expect("a log")
    }

    /// Lets every agency see everything.
    pub(super) fn meet(&mut self) {
        for _ in 0..2 {
            for agency in 0..self.world.agencies.len() {
                self.world.meet(0, agency);
                self.world.meet(agency, 0);
            }
        }
    }

    /// Records a sound entry of an agency, and lets every agency see it.
    pub(super) fn tell(&mut self, agency: &str, asked: &EntryRequest) -> Hash {
        self.told(agency, 1, asked)
    }

    fn told(&mut self, agency: &str, officer: u8, asked: &EntryRequest) -> Hash {
        self.world.now = self.world.now.plus_millis(1000);
        let officer = format!("{agency}-{officer}");
        let verdict = self.world.say(self.place(agency), &officer, asked);
        let verdict = verdict.unwrap_or_else(|refused| panic!("{}: {refused:?}", self.kind.action));
        assert_eq!(verdict, Verdict::Sound, "{}: {asked:?}", self.kind.action);
        self.meet();
        self.world.written.entries().last().expect("it was written").1
    }

    /// Records an entry that `next` proposes.
    fn answer(&mut self, said: &Next) {
        let who = said.agency().unwrap_or(LEAD).to_owned();
        let asked: Vec<EntryRequest> = match said {
            Next::Attest { gates, about, .. } => gates
                .iter()
                .map(|gate| EntryRequest::from(Attestation::new(*gate, about.clone(), "exercise".to_owned())))
                .collect(),
            Next::Grant { instruments, .. } => {
                let valid = (self.world.now, self.world.now.plus_millis(100 * HOUR));
                vec![step(instruments[0].clone(), InstrumentState::Granted, &self.world, Some(valid))]
            }
            Next::Save { .. } | Next::Approve { .. } | Next::Go { .. } => Vec::new(),
            Next::Lift { .. } | Next::Stuck { .. } => panic!("{said:?}"),
        };
        for asked in asked {
            self.tell(&who, &asked);
        }
    }

    /// Saves the measure and has the saved plan approved, if the measure needs a go.
    pub(super) fn save(&mut self) {
        let all = [self.kind.id()];
        let drawn = self.world.showing(None, |showing| compose(showing, &all, &[], self.world.now));
        assert_eq!(drawn.is_ok(), self.kind.go, "{}: {drawn:?}", self.kind.action);
        let Ok(drawn) = drawn else { return };
        let saved = Arc::new(drawn.saved);
        self.tell(OTHER, &EntryRequest::approval(Arc::clone(&saved)));
        self.saved = Some(saved);
    }

    pub(super) fn go(&mut self) {
        let Some(saved) = self.saved.clone() else { return };
        self.tell(LEAD, &EntryRequest::go(saved));
        (self.state, self.from, self.go_at) = (Some(Cleared), Cleared, Some(self.world.now));
    }

    /// Changes the state of the measure now.
    pub(super) fn enter(&mut self, agency: &str, to: State) {
        let asked = EntryRequest::from(self.whole(self.kind.id().as_str(), to));
        // The confirming officer must not have reported anything.
        self.told(agency, if to == Confirmed { 3 } else { 1 }, &asked);
        (self.state, self.from) = (Some(to), to);
        match to {
            Open => (self.round, self.go_at, self.report_at) = (self.round + 1, None, None),
            Withdrawn => self.report_at = None,
            _ => self.report_at = Some(self.world.now.plus_millis(-1000)),
        }
    }

    /// Records the evidence that a confirmation requires: an item of this round that another officer
    /// verified.
    pub(super) fn evidence(&mut self) {
        let (number, sha256) = (self.round.to_string(), Hash::of(b"an image"));
        let bare = |to| Evidence::new(to, self.world.now);
        let (taken, verified) = match self.kind.evidence {
            Item::No => return,
            Item::File => (
                Evidence {
                    file: Some("image.dd".into()),
                    sha256: Some(sha256),
                    size: Some(8),
                    ..bare(ItemState::Acquired)
                },
                Evidence { sha256: Some(sha256), ..bare(ItemState::Verified) },
            ),
            Item::Thing => (
                Evidence {
                    serial: Some(number.clone().into()),
                    seal: Some("A-1".into()),
                    ..bare(ItemState::Collected)
                },
                Evidence { seal: Some("A-1".into()), ..bare(ItemState::Verified) },
            ),
        };
        let serves = vec![(self.kind.id().into(), 0)];
        let taken = Evidence { serves, exhibit: Some(number.into()), ..taken };
        let item = self.told(OWN, 1, &EntryRequest::from(taken));
        self.told(OWN, 2, &EntryRequest::from(Evidence { item: Some(item), ..verified }));
    }

    /// The first entry whose data matches.
    fn entry(&self, says: impl Fn(&Data<'_>) -> bool) -> Hash {
        let mut entries = self.world.written.entries();
        let found = entries.find(|(_, _, entry)| entry.data.as_ref().is_some_and(&says));
        found.expect("somebody said it").1
    }

    /// Advances the clock to H plus some minutes, unless it is already later.
    fn h(&mut self, minutes: i64) {
        self.world.now = self.world.now.max(self.h_hour().plus_millis(minutes * MINUTE));
    }
}
