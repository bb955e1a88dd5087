//! Properties of the operation under random sequences of requests by random agencies. Everything runs in
//! memory, with the real judge.

mod edges;
mod edits;
mod oracle;
#[path = "../../tests/support/plan_text.rs"]
mod plan_text;
mod plans;
#[path = "../../tests/support/vectors.rs"]
pub(super) mod vectors;
mod world;

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::ledger::codec::entry::{
    Approval, Attestation, Data, Evidence, Go, Hold, InstrumentStep, Irregular, Retraction, Settle,
    Transition,
};
use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::measure::MeasureId;
use crate::model::state::{Nature, State};
use crate::model::time::At;
use crate::model::word::Word as _;
use crate::operation::record::request::EntryRequest;
use crate::operation::state::saved::Saved;
use crate::operation::status::compose::compose;
use crate::operation::status::next::{Next, next};
use crate::plan::Plan;
use world::World;

const MINUTE: i64 = 60_000;

/// The number of sequences. An environment variable can set a larger one.
fn sequences() -> u64 {
    std::env::var("TAKEDOWN_SEQUENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(5_000)
}

#[test]
fn nothing_is_cleared_but_what_is_due_no_fact_is_lost_and_nobody_lifts_anothers_hold() {
    let plans: Vec<Arc<Plan>> =
        (0..64).map(|seed| Arc::clone(&World::new(&plans::random(seed)).plan)).collect();
    let all = sequences();
    let count = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cleared: usize = std::thread::scope(|scope| {
        let shares: Vec<_> = (0..count)
            .map(|share| {
                let plans = &plans;
                scope.spawn(move || {
                    (share as u64..all).step_by(count).map(|seed| sequence(seed, plans)).sum::<usize>()
                })
            })
            .collect();
        shares.into_iter().map(|share| share.join().expect("no law is broken")).sum()
    });
    assert!(cleared as u64 > all / 20, "{cleared} measures were cleared: the sequences reach nothing");
}

/// Runs one sequence and returns the number of cleared measures.
fn sequence(seed: u64, plans: &[Arc<Plan>]) -> usize {
    let mut random = StdRng::seed_from_u64(seed);
    let mut world = World::on(&plans[usize::try_from(seed).expect("small") % plans.len()]);
    let mut files: Vec<Arc<Saved>> = Vec::new();
    // In half of the sequences all agencies share one copy of the ledger; in the others their copies meet now
    // and then.
    let together = random.random_bool(0.5);
    for _ in 0..random.random_range(6..36) {
        world.now = world.now.plus_millis(random.random_range(1..12 * MINUTE));
        let agency = random.random_range(0..world.agencies.len());
        if together {
            for other in 0..world.agencies.len() {
                world.meet(agency, other);
            }
        } else {
            let other = random.random_range(0..world.agencies.len());
            world.meet(agency, other);
        }
        let (agency, asked) = if random.random_bool(0.7) {
            match proposed(&mut random, &world, agency, &mut files) {
                Some(asked) => asked,
                None => continue,
            }
        } else {
            (agency, any(&mut random, &world, &files))
        };
        let officer = format!("{}-{}", world.agencies[agency], random.random_range(1..3));
        let refused = world.say(agency, &officer, &asked).err();
        if let (Some(refusal), Data::Transition(step)) = (&refused, asked.data())
            && refusal.irregular_would_do
        {
            let told = Transition { irregular: Some(Irregular::new("it happened")), ..step.clone() };
            let told = world.say(agency, &officer, &EntryRequest::from(told));
            assert!(told.is_ok(), "a fact that breaks guards alone is recorded: {told:?}");
        }
    }
    oracle::every_hold_stands(&world);
    oracle::every_go_was_due(&world)
}

/// A request that `next` proposes, by the agency that has to make it.
fn proposed(
    random: &mut StdRng,
    world: &World,
    agency: usize,
    files: &mut Vec<Arc<Saved>>,
) -> Option<(usize, EntryRequest)> {
    let all: Vec<MeasureId> = world.plan.measures.keys().cloned().collect();
    let next = world.showing(Some(agency), |showing| next(showing, &all, world.now));
    // Prefer the first entry, because later ones rest on it.
    let said = if random.random_bool(0.8) { next.first() } else { next.choose(random) }?;
    let speaker = said.agency().and_then(|who| world.agencies.iter().position(|agency| agency == who));
    let asked = match said {
        Next::Lift { entry, .. } => EntryRequest::from(Retraction::new(*entry, "settled".to_owned())),
        Next::Attest { gates, about, .. } => {
            EntryRequest::from(Attestation::new(gates[0], about.clone(), "exercise".to_owned()))
        }
        Next::Grant { instruments, valid, .. } => {
            step(instruments.choose(random)?.clone(), InstrumentState::Granted, world, Some(*valid))
        }
        Next::Save { .. } | Next::Approve { .. } | Next::Go { .. } => {
            let drawn = world.showing(Some(agency), |showing| compose(showing, &all, &[], world.now)).ok();
            files.extend(drawn.map(|drawn| Arc::new(drawn.saved)));
            let saved = Arc::clone(files.last()?);
            let lead = world.plan.operation.lead.as_str();
            let own = world.agencies[agency] == lead;
            return Some((agency, if own { EntryRequest::go(saved) } else { EntryRequest::approval(saved) }));
        }
        Next::Stuck { .. } => return None,
    };
    Some((speaker.unwrap_or(agency), asked))
}

fn step(
    instrument: String,
    to: InstrumentState,
    world: &World,
    valid: Option<(crate::model::time::Instant, crate::model::time::Instant)>,
) -> EntryRequest {
    EntryRequest::from(InstrumentStep {
        number: Some("7".into()),
        valid: valid.filter(|_| to == InstrumentState::Granted),
        ..InstrumentStep::new(instrument, to, world.now)
    })
}

/// Any request, whether or not the agency may make it.
fn any(random: &mut StdRng, world: &World, files: &[Arc<Saved>]) -> EntryRequest {
    let ids: Vec<&MeasureId> = world.plan.measures.keys().collect();
    let id = (*ids.choose(random).expect("a plan has measures")).clone();
    let entries: Vec<_> =
        world.written.entries().map(|(_, hash, entry)| (hash, entry.kind == "hold")).collect();
    let reason = || "a reason".to_owned();
    match random.random_range(0..12) {
        0 => {
            let gate = *Gate::ALL.choose(random).expect("gates");
            let outlets = || world.plan.outlets.keys().map(ToString::to_string).collect();
            let about = if gate.row().per_outlet { outlets() } else { vec![id.to_string()] };
            EntryRequest::from(Attestation::new(gate, about, reason()))
        }
        1 => {
            let ids: Vec<String> = world.plan.instruments.keys().map(ToString::to_string).collect();
            let to = *InstrumentState::ALL.choose(random).expect("states");
            let valid = (world.now.plus_millis(-MINUTE), world.now.plus_millis(3000 * MINUTE));
            match ids.choose(random) {
                Some(instrument) => step(instrument.clone(), to, world, Some(valid)),
                None => EntryRequest::from(Hold::new(vec![id], reason())),
            }
        }
        2 => EntryRequest::from(Hold::new(vec![id], reason())),
        3 if !entries.is_empty() => {
            let (entry, _) = *entries.choose(random).expect("entries");
            EntryRequest::from(Retraction::new(entry, reason()))
        }
        4 if !files.is_empty() => {
            let saved = Arc::clone(files.choose(random).expect("files"));
            if random.random_bool(0.5) { EntryRequest::go(saved) } else { EntryRequest::approval(saved) }
        }
        5 => EntryRequest::from(Settle::new(id, *State::ALL.choose(random).expect("states"), reason())),
        6 => {
            let thing = Evidence::begin(ItemState::Collected, world.now, [id]);
            EntryRequest::from(Evidence { serial: Some("4711".into()), seal: Some("A-1".into()), ..thing })
        }
        7 if !entries.is_empty() => {
            let (entry, _) = *entries.choose(random).expect("entries");
            let thing = Evidence::new(*ItemState::ALL.choose(random).expect("states"), world.now);
            let seal = Some("A-1".into());
            EntryRequest::from(Evidence { item: Some(entry), seal, reason: Some(reason().into()), ..thing })
        }
        _ => {
            let back = random.random_range(-5..240) * MINUTE;
            let to = *State::ALL.choose(random).expect("states");
            let words = random.random_bool(0.8);
            let text = || words.then(|| reason().into());
            EntryRequest::from(Transition {
                reason: text(),
                basis: text(),
                restored: text(),
                note: text(),
                reference: text(),
                seen_from: if words { vec!["FR".into(), "NL".into()] } else { Vec::new() },
                remainder: (to == State::Partial).then(|| format!("the rest at {back}").into()),
                irregular: random.random_bool(0.2).then(reason).map(Irregular::new),
                ..Transition::new(id, to, At::Instant(world.now.plus_millis(-back)))
            })
        }
    }
}

#[test]
fn the_generator_alone_clears_every_measure_of_every_plan() {
    for seed in 0..400 {
        let mut world = World::new(&plans::random(seed));
        let all: Vec<MeasureId> = world.plan.measures.keys().cloned().collect();
        let mut saved = None;
        let next = world.showing(None, |showing| next(showing, &all, world.now));
        for said in &next {
            world.now = world.now.plus_millis(1000);
            let who = said.agency().unwrap_or(world.plan.operation.lead.as_str()).to_owned();
            let agency = world.agencies.iter().position(|agency| *agency == who).expect("an agency");
            for other in 0..world.agencies.len() {
                world.meet(agency, other);
            }
            let asked: Vec<EntryRequest> = match said {
                Next::Attest { gates, about, .. } => gates
                    .iter()
                    .map(|gate| {
                        EntryRequest::from(Attestation::new(*gate, about.clone(), "exercise".to_owned()))
                    })
                    .collect(),
                Next::Grant { instruments, valid, .. } => instruments
                    .iter()
                    .map(|id| step(id.clone(), InstrumentState::Granted, &world, Some(*valid)))
                    .collect(),
                Next::Save { .. } => {
                    let drawn = world.showing(None, |showing| compose(showing, &all, &[], world.now));
                    let drawn = drawn.unwrap_or_else(|nothing| panic!("seed {seed}: {nothing:?}"));
                    assert!(drawn.waiting.is_empty(), "seed {seed}");
                    saved = Some(Arc::new(drawn.saved));
                    Vec::new()
                }
                Next::Approve { .. } => {
                    vec![EntryRequest::approval(saved.clone().expect("saved before"))]
                }
                Next::Go { .. } => vec![EntryRequest::go(saved.clone().expect("saved before"))],
                Next::Lift { .. } | Next::Stuck { .. } => panic!("seed {seed}: {said:?}"),
            };
            for asked in asked {
                let told = world.say(agency, &format!("{who}-1"), &asked);
                assert!(told.is_ok(), "seed {seed}: {said:?}: {told:?}");
            }
        }
        for measure in world.plan.measures.values().filter(|measure| measure.action.row().go) {
            let state =
                world.showing(None, |showing| showing.view.measure_state(measure.id.as_str(), None).state);
            assert_eq!(state, Some(State::Cleared), "seed {seed}: {}", measure.id);
        }
        oracle::every_go_was_due(&world);
    }
}

#[test]
fn a_forged_word_counts_for_nothing_where_its_writer_had_not_the_right() {
    let mut forged = 0;
    for seed in 0..60 {
        let mut world = World::new(&plans::random(seed));
        let plan = Arc::clone(&world.plan);
        let lead = plan.operation.lead.to_string();
        for agency in 0..world.agencies.len() {
            let own = world.agencies[agency].clone();
            for measure in plan.measures.values() {
                for gate in measure.action.row().gates {
                    let about = vec![(measure.id.as_str().into(), measure.target)];
                    let attested = Attestation {
                        gate: *gate,
                        about,
                        basis: "forged".into(),
                        until: None,
                        clock_was_set: false,
                    };
                    let verdict = world.forge(agency, "x-1", &Data::Attestation(attested));
                    let may = match gate {
                        Gate::Located | Gate::Staffed => own == measure.agency.as_str(),
                        Gate::Deconflicted => !plan.agencies[own.as_str()].country.is_body(),
                        _ => own != measure.agency.as_str(),
                    };
                    assert_eq!(
                        verdict == crate::operation::judge::verdict::Verdict::Sound,
                        may,
                        "{gate} by {own} of {}",
                        measure.id
                    );
                    forged += usize::from(!may);
                }
            }
            // Nothing is approved and the gates are open, so no go or approval counts, whoever writes it.
            let measures: Vec<_> = plan
                .measures
                .values()
                .filter_map(|measure| Some((measure.id.as_str().into(), 1, measure.order?)))
                .collect();
            let go = Go { saved: plan.hash, measures, clock_was_set: false };
            let approval = Approval { saved: plan.hash, clock_was_set: false };
            for data in [Data::Go(go), Data::Approval(approval)] {
                let verdict = world.forge(agency, "x-1", &data);
                assert!(
                    matches!(verdict, crate::operation::judge::verdict::Verdict::Void(_)),
                    "{own}, {lead}: {verdict:?}"
                );
                forged += 1;
            }
        }
        for measure in plan.measures.values() {
            let state =
                world.showing(None, |showing| showing.view.measure_state(measure.id.as_str(), None).state);
            assert_eq!(state, Some(State::Open), "{}", measure.id);
        }
    }
    assert!(forged > 500, "{forged}");
}

#[test]
fn every_fact_has_an_agency_that_can_record_it_from_every_state() {
    for seed in 0..30 {
        let plan = Arc::clone(&World::new(&plans::random(seed)).plan);
        for measure in plan.measures.values() {
            for edge in plan.operation.mode.row().edges.iter().filter(|edge| edge.nature == Nature::Fact) {
                for to in edge.to {
                    let mut world = World::on(&plan);
                    let own = world.agencies.iter().position(|agency| *agency == measure.agency.as_str());
                    let own = own.expect("the measure's agency is one of the plan");
                    let report = |to: State, at: crate::model::time::Instant| {
                        let bare = Transition::new(measure.id.clone(), to, At::Instant(at));
                        EntryRequest::from(Transition {
                            remainder: ((to == State::Partial).then(|| "the rest".to_owned()))
                                .map(Into::into),
                            irregular: Some(Irregular::new("it happened")),
                            ..bare
                        })
                    };
                    if super::judge::edge_of(&plan, measure, State::Open, *to).is_none() {
                        continue;
                    }
                    let told = world.say(own, "x-1", &report(*to, world.now));
                    assert!(told.is_ok(), "{} {to}: {told:?}", measure.id);
                }
            }
        }
    }
}
