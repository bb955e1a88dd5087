//! Every edge and no other: the documented table of states, written down a second time and compared with the
//! judge.
//!
//! The test does not use the model's table. It requests each case as a writer would, and also forges the
//! entry into a log without asking the judge. Both must agree: refused and void, or recorded with the same
//! irregularities.

mod kind;
mod machine;
mod needs;
mod public;
mod table;

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::ledger::codec::entry::{Data, Go, Irregular, Transition};
use crate::model::broken::{BrokenGuard, Guard};
use crate::model::gate::Gate;
use crate::model::state::State::{self, *};
use crate::model::time::At;
use crate::model::word::Word as _;
use crate::operation::judge::author::Author;
use crate::operation::judge::verdict::{RefusalReason, Verdict};
use crate::operation::record::request::EntryRequest;
use kind::KINDS;
use machine::{Flaw, MachineModel};
use table::{
    Due, PARTS,
    Part::{self, *},
    due,
};

/// A short name for the reason why an entry is void.
fn word(why: &RefusalReason) -> &'static str {
    match why {
        RefusalReason::NoParticipant(_) => "no participant",
        RefusalReason::Already(_) => "already",
        RefusalReason::NoEdge { .. } => "no edge",
        RefusalReason::Conflict => "conflict",
        RefusalReason::NoRight { .. } => "no right",
        RefusalReason::Lacks(_) => "lacks",
        RefusalReason::Stale(_) => "stale",
        RefusalReason::AlreadySaid => "already said",
        RefusalReason::Misread { .. } => "misread",
        RefusalReason::OtherTarget => "other target",
        RefusalReason::Future => "future",
        RefusalReason::NotInMode => "not in mode",
        why => panic!("no case leads to {why:?}"),
    }
}

fn came(verdict: &Verdict) -> Due {
    match verdict {
        Verdict::Sound => Due::Sound,
        Verdict::Irregular(broken) => Due::Irregular(broken.clone()),
        Verdict::Void(RefusalReason::Broken(broken)) => Due::Broken(broken.clone()),
        Verdict::Void(why) => Due::Void(word(why)),
    }
}

/// A transition as a forger would write it: filled in from what the forger sees, without asking the judge.
fn forged(machine: &MachineModel, asked: &Transition<'static>) -> Transition<'static> {
    let mut seen_from = asked.seen_from.clone();
    seen_from.sort_unstable();
    Transition {
        round: machine.round + u64::from(asked.to == Open),
        from: machine.from,
        target: machine.world.plan.measures[&*asked.measure].target,
        seen_from,
        irregular: None,
        ..asked.clone()
    }
}

/// The round and state of the measure for a reader who has seen everything.
fn stands(machine: &MachineModel) -> (u64, Option<State>) {
    let id = machine.kind.id();
    machine.world.showing(None, |showing| {
        let here = showing.view.measure_state(id.as_str(), None);
        (here.round, here.state)
    })
}

/// The verdict on an agency's request, or the refusal as a void verdict.
fn written(machine: &MachineModel, agency: &str, officer: &str, asked: &EntryRequest) -> Verdict {
    let by = Author {
        agency,
        officer,
        recorded_at: machine.world.now,
        plan: &machine.world.plan,
        in_hand: &machine.world.plan,
    };
    match machine.world.draft(machine.place(agency), &by, asked) {
        Ok((_, verdict)) => verdict,
        Err(refusal) => match &refusal.why {
            // The refusal of a fact without `--irregular` lists what it breaks; with `--irregular` it would
            // be recorded.
            RefusalReason::Broken(broken) if refusal.irregular_would_do => Verdict::Irregular(broken.clone()),
            why => Verdict::Void(why.clone()),
        },
    }
}

/// Requests a change as a writer would, with and without `--irregular`, and forges it. Returns the common
/// verdict.
fn asked(machine: &mut MachineModel, agency: &str, officer: &str, step: &Transition<'static>) -> Verdict {
    let bare = written(machine, agency, officer, &EntryRequest::from(step.clone()));
    let told = Transition { irregular: Some(Irregular::new("it happened")), ..step.clone() };
    let told = written(machine, agency, officer, &EntryRequest::from(told));
    assert_eq!(bare, told, "{agency} {step:?}");
    let before = stands(machine);
    let place = machine.place(agency);
    let after;
    let read = if let Verdict::Void(_) = bare {
        let data = Data::Transition(forged(machine, step));
        let read = machine.world.forge(place, officer, &data);
        after = stands(machine);
        assert_eq!(after, before, "what is void moves nothing: {step:?}");
        read
    } else {
        let mut copy = machine.clone();
        let data = Data::Transition(forged(machine, step));
        let read = copy.world.forge(place, officer, &data);
        after = stands(&copy);
        let round = machine.round + u64::from(step.to == Open);
        let stays = if machine.state.is_none() { None } else { Some(step.to) };
        assert_eq!(after, (round, stays), "{agency} {step:?}");
        read
    };
    assert_eq!(bare, read, "{agency} {step:?}");
    read
}

/// The number of verdicts of each kind, and of each list of broken guards.
#[derive(Default)]
struct Tally {
    cases: usize,
    sound: usize,
    void: BTreeMap<&'static str, usize>,
    broken: BTreeMap<Vec<BrokenGuard>, usize>,
}

impl Tally {
    fn count(&mut self, due: &Due) {
        self.cases += 1;
        match due {
            Due::Sound => self.sound += 1,
            Due::Void(why) => *self.void.entry(why).or_default() += 1,
            Due::Irregular(list) | Due::Broken(list) => *self.broken.entry(list.clone()).or_default() += 1,
        }
    }
}

fn flaws() -> Vec<Flaw> {
    use Flaw::*;
    let mut flaws =
        vec![Nothing, BeforeGo, BeforeStart, AfterWindow, AfterHours, NotAfter, MateOpen, Held, OutOfOrder];
    flaws.extend(Gate::ALL.iter().map(|gate| Lost(*gate)));
    flaws
}

/// Requests every state by every agency, for a measure in a given state.
fn walk(machine: &MachineModel, flaw: Flaw, tally: &mut Tally) {
    let mut machine = machine.clone();
    let stood = (machine.round, machine.state);
    if flaw == Flaw::MateOpen && !machine.kind.go || !machine.spoil(flaw) {
        return;
    }
    machine.come();
    let at = machine.at();
    for &(part, agency) in PARTS {
        for to in State::ALL {
            let step = Transition { at: At::Instant(at), ..machine.whole(machine.kind.id().as_str(), *to) };
            let came = came(&asked(&mut machine, agency, &format!("{agency}-9"), &step));
            let due = due(&machine, part, *to, at);
            assert_eq!(
                came, due,
                "{} {stood:?} -> {to}, {flaw:?}, by {agency}, at {at}",
                machine.kind.action
            );
            tally.count(&due);
        }
        let came = go(&mut machine, part, agency);
        tally.cases += usize::from(came);
    }
}

/// Requests the go for the saved plan of this round. Returns whether there is such a plan.
fn go(machine: &mut MachineModel, part: Part, agency: &str) -> bool {
    let Some(saved) = machine.saved.clone() else { return false };
    machine.world.keep(&saved);
    let officer = format!("{agency}-9");
    let verdict = written(machine, agency, &officer, &EntryRequest::go(std::sync::Arc::clone(&saved)));
    let measures = saved.measures.iter().map(|(id, it)| (id.as_str().into(), it.round, it.order)).collect();
    let data = Data::Go(Go { saved: saved.hash, measures, clock_was_set: false });
    let before = stands(machine);
    let place = machine.place(agency);
    let moves = verdict == Verdict::Sound;
    let mut copy = moves.then(|| machine.clone());
    let on = copy.as_mut().unwrap_or(machine);
    let read = on.world.forge(place, &officer, &data);
    let after = stands(on);
    assert_eq!(verdict, read, "the go by {agency}");
    let lost = matches!(machine.flaw, Flaw::Held | Flaw::MateOpen | Flaw::Lost(_));
    let due = match (part, machine.state) {
        (Stranger, _) => Due::Void("no participant"),
        (Lead, Some(Open)) if !lost => Due::Sound,
        (Lead, Some(Open)) => Due::Void("stale"),
        // The go was already given, and a retraction or a hold alone does not allow another one.
        (Lead, state) if state.is_none() || machine.go_at.is_some() => Due::Void("already said"),
        (Lead, _) => Due::Void("stale"),
        _ => Due::Void("no right"),
    };
    assert_eq!(came(&read), due, "the go by {agency} in {:?}, {:?}", machine.state, machine.flaw);
    assert_eq!(after, if moves { (machine.round, Some(Cleared)) } else { before });
    true
}

#[test]
fn every_edge_of_the_design_is_there_and_no_other() {
    let mut machines = Vec::new();
    for kind in KINDS {
        for round in [1, 2] {
            let reached = State::ALL.iter().filter_map(|state| {
                let machine = MachineModel::reach(kind, round, *state);
                assert_eq!(
                    machine.is_none(),
                    !kind.go && *state == Cleared || !kind.lapses && *state == Lapsed
                );
                machine
            });
            machines.extend(reached);
        }
        machines.push(MachineModel::conflict(kind));
        machines.extend(kind.go.then(|| MachineModel::spent(kind)));
    }
    for machine in &machines {
        assert_eq!(stands(machine), (machine.round, machine.state), "{}", machine.kind.action);
    }
    // The flaws that a second round may judge differently: it has its own go and reports, but older
    // attestations.
    let again = |flaw: &Flaw| {
        matches!(flaw, Flaw::Nothing | Flaw::BeforeGo | Flaw::OutOfOrder | Flaw::Lost(Gate::Located))
    };
    let places: Vec<(&MachineModel, Flaw)> = machines
        .iter()
        .flat_map(|machine| flaws().into_iter().map(move |flaw| (machine, flaw)))
        .filter(|(machine, flaw)| machine.round == 1 || again(flaw))
        .collect();
    let next = Mutex::new(places.iter());
    let whole = Mutex::new(Tally::default());
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..count {
            scope.spawn(|| {
                let mut tally = Tally::default();
                while let Some((machine, flaw)) = { next.lock().expect("no panic").next() } {
                    walk(machine, *flaw, &mut tally);
                }
                let mut whole = whole.lock().expect("no panic");
                whole.cases += tally.cases;
                whole.sound += tally.sound;
                for (why, times) in tally.void {
                    *whole.void.entry(why).or_default() += times;
                }
                for (list, times) in tally.broken {
                    *whole.broken.entry(list).or_default() += times;
                }
            });
        }
    });
    let tally = whole.into_inner().expect("no panic");
    assert!(tally.cases > 80_000, "{} cases of {} machines", tally.cases, machines.len());
    assert!(tally.sound > 1000, "{} sound", tally.sound);
    for why in ["no participant", "already", "no edge", "conflict", "no right", "lacks"] {
        assert!(tally.void.get(why).is_some_and(|times| *times > 50), "{why}: {:?}", tally.void);
    }
    // Each guard was broken on its own, except that a group is always broken together with the go.
    for guard in [Guard::Go, Guard::Start, Guard::Window, Guard::Hours, Guard::After, Guard::Hold] {
        assert!(tally.broken.contains_key(&vec![BrokenGuard::Guard(guard)]), "{guard} alone");
    }
    for guard in [Guard::State, Guard::Order] {
        assert!(tally.broken.contains_key(&vec![BrokenGuard::Guard(guard)]), "{guard} alone");
    }
    assert!(
        tally.broken.contains_key(&vec![BrokenGuard::Guard(Guard::Go), BrokenGuard::Guard(Guard::Group)])
    );
    for gate in Gate::ALL {
        assert!(tally.broken.contains_key(&vec![BrokenGuard::Gate(*gate)]), "{gate} alone");
    }
}
