//! Laws of the operation, on random sequences of what people may ask.

mod copies;
mod lines;
mod merge;
mod recorder;
mod skew;

use proptest::prelude::*;
use takedown::ledger::codec::entry::{Data, Irregular, Transition};
use takedown::model::measure::MeasureId;
use takedown::model::state::{EDGES, State};
use takedown::model::time::At;
use takedown::model::word::Word as _;
use takedown::operation::{Operation, RecordError, RefusalReason, Verdict};

use crate::stage::{IDENTIFY, SEIZE, Stage, forged, id, moved, now, step};

#[derive(Debug, Clone)]
struct Ask {
    agency: &'static str,
    measure: &'static str,
    to: State,
    minute: i64,
    irregular: bool,
    words: bool,
}

fn ask() -> impl Strategy<Value = Ask> {
    let agency = prop_oneof![Just("be-prosecutor"), Just("nl-police")];
    let measure = prop_oneof![Just(SEIZE), Just(IDENTIFY)];
    let to = prop::sample::select(State::ALL);
    (agency, measure, to, -90_i64..90, any::<bool>(), any::<bool>()).prop_map(
        |(agency, measure, to, minute, irregular, words)| Ask {
            agency,
            measure,
            to,
            minute,
            irregular,
            words,
        },
    )
}

fn asked(ask: &Ask) -> Transition<'static> {
    let text = |word: &'static str| ask.words.then(|| word.into());
    Transition {
        reason: text("a reason"),
        basis: text("a basis"),
        restored: text("restored"),
        note: text("a note"),
        remainder: (ask.to == State::Partial).then(|| format!("what remains at {}", ask.minute).into()),
        irregular: ask.irregular.then(|| Irregular::new("it happened")),
        ..step(ask.measure, ask.to, ask.minute)
    }
}

fn before(stage: &Stage, measure: &MeasureId) -> (u64, State) {
    let reading = stage.store().read().expect("it reads");
    let operation = Operation::fold(&stage.plan, &reading);
    let standing = operation.evaluate(measure, now(600));
    (standing.round, standing.state.expect("one machine makes no conflict"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_commands_makes_an_edge_that_the_table_lacks(asks in prop::collection::vec(ask(), 1..14)) {
        let stage = Stage::new();
        for ask in &asks {
            let (_, from) = before(&stage, &id(ask.measure));
            if let Ok(recorded) = stage.try_record(ask.agency, 100, moved(asked(ask))) {
                let to = recorded.rows[0].to.expect("a step");
                prop_assert!(EDGES.iter().any(|edge| edge.from.contains(&from) && edge.to.contains(&to)));
                prop_assert_ne!(to, State::Cleared);
                prop_assert_eq!(recorded.rows[0].irregular.is_empty() || ask.irregular, true);
                prop_assert_eq!(before(&stage, &id(ask.measure)).1, to);
            }
        }
        let reading = stage.store().read().expect("it reads");
        prop_assert!(reading.findings().is_empty());
        let operation = Operation::fold(&stage.plan, &reading);
        prop_assert!(operation.judged().iter().all(|judged| matches!(judged.verdict, Verdict::Irregular(_))));
    }

    #[test]
    fn a_refused_command_forged_by_hand_is_judged_as_it_was_refused(
        asks in prop::collection::vec(ask(), 0..8),
        last in ask(),
    ) {
        let stage = Stage::new();
        for ask in &asks {
            let _ = stage.try_record(ask.agency, 100, moved(asked(ask)));
        }
        let last = Ask { irregular: false, ..last };
        let wanted = asked(&last);
        let Err(RecordError::Refused(refused)) = stage.try_record(last.agency, 101, moved(wanted.clone())) else {
            return Ok(());
        };
        let (round, from) = before(&stage, &id(last.measure));
        let mut entry = forged(&stage.plan, last.measure, from, last.to, last.minute);
        entry.round = if last.to == State::Open { round + 1 } else { round };
        entry.at = At::Instant(now(last.minute));
        entry.reason = wanted.reason.as_deref().map(Into::into);
        entry.basis = wanted.basis.as_deref().map(Into::into);
        entry.restored = wanted.restored.as_deref().map(Into::into);
        entry.note = wanted.note.as_deref().map(Into::into);
        entry.remainder = wanted.remainder.as_deref().map(Into::into);
        let verdict = stage.forge(last.agency, 101, &Data::Transition(entry));
        let why = refused[0].why.clone();
        match &why {
            RefusalReason::Broken(broken) if matches!(verdict, Verdict::Irregular(_)) => {
                prop_assert_eq!(verdict, Verdict::Irregular(broken.clone()));
            }
            _ => prop_assert_eq!(verdict, Verdict::Void(why)),
        }
    }

    #[test]
    fn every_fact_can_be_recorded_somehow(asks in prop::collection::vec(ask(), 0..8), last in ask()) {
        let stage = Stage::new();
        for ask in &asks {
            let _ = stage.try_record(ask.agency, 100, moved(asked(ask)));
        }
        let (_, from) = before(&stage, &id(last.measure));
        let reported = [State::UnderWay, State::Done, State::Partial, State::Failed, State::Declined];
        let rests = matches!(from, State::Done | State::Confirmed);
        prop_assume!(reported.contains(&last.to) && last.to != from && !rests);
        let last = Ask { irregular: true, words: true, agency: "nl-police", ..last };
        let recorded = stage.try_record("nl-police", 101, moved(asked(&last)));
        prop_assert!(recorded.is_ok(), "{:?}", recorded);
    }
}
