//! Recording and reading by one judge: what is refused when written is void or irregular when read.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use takedown::ledger::entry::{Data, Irregular, Transition};
use takedown::ledger::store::{Holder, Store};
use takedown::ledger::writer::{Blob, BlobKind};
use takedown::model::broken::Broken;
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::measure::MeasureId;
use takedown::model::stamp::Stamp;
use takedown::model::state::State;
use takedown::model::time::{At, Instant};
use takedown::operation::{
    Asked, AskedMove, Operation, RecordError, RecordOptions, Recorded, Refusal, Shown, Verdict, Why, record,
};
use takedown::plan::{self, Plan};

const PLAN: &str = r#"format = 1
[operation]
id = "tideline"
name = "Exercise TIDELINE"
mode = "exercise"
lead = "be-prosecutor"
h-hour = "2027-03-09T06:00:00+01:00"
[policy]
approvals = 1
[agency.be-prosecutor]
name = "Prosecutor's office of the exercise"
country = "BE"
timezone = "Europe/Brussels"
[agency.nl-police]
name = "Cyber unit of the exercise"
country = "NL"
timezone = "Europe/Amsterdam"
[outlet.wire]
name = "The Wire"
kind = "news-agency"
legal-basis = "designation, exercise reference 1"
press-assessment = { by = "be-prosecutor", on = "2027-01-10", finding = "exercise: no journalistic material" }
[provider.host]
name = "Example Hosting"
kind = "hoster"
country = "NL"
[provider.host.identify]
agency = "nl-police"
[instrument.nl-warrant]
kind = "warrant"
issued-by = "court of the exercise"
executed-by = "nl-police"
covers = ["seize:web"]
[asset.web]
kind = "server"
identifier = "203.0.113.20"
country = "NL"
outlets = ["wire"]
provider = "host"
tenancy = "dedicated"
[asset.web.seize]
agency = "nl-police"
"#;

struct Stage {
    folder: tempfile::TempDir,
    plan: Arc<Plan>,
}

impl Stage {
    fn new() -> Self {
        let loaded = plan::read_stored(PLAN.as_bytes());
        let plan = loaded.plan.unwrap_or_else(|| panic!("the plan is good: {:?}", loaded.diagnostics));
        Self { folder: tempfile::tempdir().expect("a folder"), plan: Arc::new(plan) }
    }

    fn store(&self) -> Store {
        Store::open(self.folder.path(), &self.plan.op())
    }

    fn stamp(agency: &str, minute: i64) -> Stamp {
        Stamp {
            agency: AgencyId::new(agency).expect("an id"),
            instance: "7f3a9c02".to_owned(),
            officer: format!("{agency}-1"),
            t: now(minute),
            clock_set: true,
            program: "takedown test".to_owned(),
        }
    }

    fn try_record(&self, agency: &str, minute: i64, asked: Asked) -> Result<Recorded, RecordError> {
        let stamp = Self::stamp(agency, minute);
        let holder = Holder {
            log: "nl-police.7f3a9c02".parse().expect("a log"),
            host: "here".to_owned(),
            pid: 1,
            since: stamp.t,
            command: "test".to_owned(),
        };
        let options = RecordOptions {
            if_needed: false,
            dry_run: false,
            wait: Duration::from_secs(5),
            holder,
            network_ok: true,
        };
        record(&self.store(), &self.plan, &stamp, &[asked], &options)
    }

    fn recorded(&self, agency: &str, minute: i64, asked: Asked) -> Recorded {
        self.try_record(agency, minute, asked).unwrap_or_else(|error| panic!("recorded: {error:?}"))
    }

    fn refused(&self, agency: &str, minute: i64, asked: Asked) -> Refusal {
        match self.try_record(agency, minute, asked) {
            Err(RecordError::Refused(mut refused)) => refused.remove(0),
            other => panic!("refused: {other:?}"),
        }
    }

    fn shown(&self, measure: &str) -> Shown {
        let reading = self.store().read().expect("it reads");
        let operation = Operation::fold(&self.plan, &reading);
        operation.standing(&id(measure), now(600)).shown
    }

    /// Writes an entry past the judge, as a forger would.
    fn forge(&self, agency: &str, minute: i64, data: &Data<'_>) -> Verdict {
        let store = self.store();
        let stamp = Self::stamp(agency, minute);
        let holder = Holder {
            log: "nl-police.7f3a9c02".parse().expect("a log"),
            host: "here".to_owned(),
            pid: 1,
            since: stamp.t,
            command: "test".to_owned(),
        };
        let writer = store.writer(Duration::from_secs(5), &holder, true).expect("the lock");
        let reading = writer.read().expect("it reads");
        let blobs = [Blob { bytes: &self.plan.stored, kind: BlobKind::Plan }];
        let receipt = writer
            .append(&reading, &stamp, self.plan.hash, &blobs, std::slice::from_ref(data))
            .expect("appended");
        let reading = store.read().expect("it reads");
        let pos = reading.place(&receipt.entries[0].hash).expect("it is there");
        Operation::fold(&self.plan, &reading).verdict(pos)
    }
}

fn now(minute: i64) -> Instant {
    Instant::parse(b"2027-03-09T05:00:00Z").expect("a time").plus_millis(minute * 60_000)
}

fn id(measure: &str) -> MeasureId {
    measure.parse().expect("a measure")
}

fn step(measure: &str, to: State, minute: i64) -> AskedMove {
    AskedMove::new(id(measure), to, At::Instant(now(minute)))
}

fn moved(step: AskedMove) -> Asked {
    Asked::Move(Box::new(step))
}

const SEIZE: &str = "seize:web@nl-police";
const IDENTIFY: &str = "identify:host@nl-police";

fn forged(plan: &Plan, measure: &'static str, from: State, to: State, minute: i64) -> Transition<'static> {
    Transition {
        measure,
        round: 1,
        from,
        to,
        at: At::Instant(now(minute)),
        target: plan.measures[&id(measure)].target,
        remainder: None,
        reason: None,
        reference: None,
        restored: None,
        basis: None,
        seen_from: Vec::new(),
        until: None,
        sources: Vec::new(),
        note: None,
        irregular: None,
        now: true,
    }
}

fn words(broken: &[Broken]) -> Vec<String> {
    broken.iter().map(ToString::to_string).collect()
}

#[test]
fn a_gated_measure_is_refused_with_its_open_gates_and_nothing_is_written() {
    let stage = Stage::new();
    let refusal = stage.refused("nl-police", 5, moved(step(SEIZE, State::Done, 4)));
    assert_eq!(
        words(&refusal.broken),
        ["go", "gate:lawful", "gate:located", "gate:deconflicted", "gate:authorised", "gate:staffed"]
    );
    assert!(refusal.irregular_would_do);
    assert!(stage.store().read().expect("it reads").logs().is_empty());
}

#[test]
fn a_fact_against_the_rules_is_recorded_as_irregular_and_shown() {
    let stage = Stage::new();
    let mut early = step(SEIZE, State::Done, -60);
    early.irregular = Some("unit entered early".to_owned());
    let recorded = stage.recorded("nl-police", 5, moved(early));
    let broken = words(&recorded.rows[0].irregular);
    assert_eq!(broken[..2], ["go", "start"]);
    assert_eq!(stage.shown(SEIZE), Shown::Done);
}

#[test]
fn what_is_refused_is_irregular_when_a_forger_writes_it() {
    let stage = Stage::new();
    let refused = stage.refused("nl-police", 5, moved(step(SEIZE, State::Done, 4)));
    let verdict = stage.forge(
        "nl-police",
        5,
        &Data::Transition(forged(&stage.plan, SEIZE, State::Open, State::Done, 4)),
    );
    assert_eq!(verdict, Verdict::Irregular(refused.broken));
}

#[test]
fn an_edge_that_the_table_lacks_is_void_when_a_forger_writes_it() {
    let stage = Stage::new();
    let refused = stage.refused("nl-police", 5, moved(step(SEIZE, State::Confirmed, 4)));
    let verdict = stage.forge(
        "nl-police",
        5,
        &Data::Transition(forged(&stage.plan, SEIZE, State::Open, State::Confirmed, 4)),
    );
    assert_eq!(verdict, Verdict::Void(refused.why));
    assert_eq!(stage.shown(SEIZE), Shown::Proposed);
}

#[test]
fn nobody_writes_for_another_agency_without_the_right() {
    let stage = Stage::new();
    let mut named = step(IDENTIFY, State::Withdrawn, 4);
    named.reason = Some("not needed".to_owned());
    // The lead may withdraw; a stranger may not write at all.
    let refused = stage.refused("archive", 5, moved(named.clone()));
    assert!(matches!(refused.why, Why::NoParticipant(_)));
    stage.recorded("be-prosecutor", 5, moved(named));
    assert_eq!(stage.shown(IDENTIFY), Shown::Withdrawn);
}

#[test]
fn a_measure_without_a_go_is_done_and_confirmed_by_another_officer_alone() {
    let stage = Stage::new();
    let broken = stage.try_record("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    assert!(broken.is_ok(), "a provider's identification asks for no gate: {broken:?}");
    let mut confirmed = step(IDENTIFY, State::Confirmed, 6);
    confirmed.basis = Some("a second source".to_owned());
    let refused = stage.refused("nl-police", 7, moved(confirmed.clone()));
    assert!(matches!(refused.why, Why::Lacks(_)));
    stage.recorded("be-prosecutor", 7, moved(confirmed));
    assert_eq!(stage.shown(IDENTIFY), Shown::Confirmed);
}

#[test]
fn a_retraction_brings_back_what_stood_before_and_only_for_its_own_agency() {
    let stage = Stage::new();
    let done = stage.recorded("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    let entry = done.rows[0].hash;
    let take_back = |entry: Hash| Asked::Retraction { entry, reason: "the wrong one".to_owned() };
    let refused = stage.refused("be-prosecutor", 6, take_back(entry));
    assert!(matches!(refused.why, Why::NoRight { .. }));
    stage.recorded("nl-police", 6, take_back(entry));
    assert_eq!(stage.shown(IDENTIFY), Shown::Ready);
    let refused = stage.refused("nl-police", 7, take_back(entry));
    assert!(matches!(refused.why, Why::NotRetractable(_)));
}

#[test]
fn a_hold_stands_until_its_own_agency_lifts_it() {
    let stage = Stage::new();
    let hold = || Asked::Hold { measures: vec![id(IDENTIFY)], reason: "our account is on it".to_owned() };
    let standing = stage.recorded("be-prosecutor", 5, hold());
    assert_eq!(stage.shown(IDENTIFY), Shown::Held);
    assert!(matches!(stage.refused("be-prosecutor", 6, hold()).why, Why::AlreadyHeld));
    let refused = stage.refused("nl-police", 6, moved(step(IDENTIFY, State::Done, 6)));
    assert_eq!(words(&refused.broken), ["hold"]);
    // An act dated before the hold is not under it.
    stage.recorded("nl-police", 6, moved(step(IDENTIFY, State::Done, 4)));
    let lift = Asked::Retraction { entry: standing.rows[0].hash, reason: "settled".to_owned() };
    assert!(matches!(stage.refused("nl-police", 7, lift.clone()).why, Why::NoRight { .. }));
    stage.recorded("be-prosecutor", 7, lift);
}

#[test]
fn a_false_list_of_broken_guards_is_computed_anew() {
    let stage = Stage::new();
    let mut step = forged(&stage.plan, IDENTIFY, State::Open, State::Done, 4);
    step.irregular = Some(Irregular { reason: "none".into(), broken: vec!["go".parse().expect("a guard")] });
    assert_eq!(stage.forge("nl-police", 5, &Data::Transition(step)), Verdict::Sound);
}

#[test]
fn the_ledger_that_was_written_verifies() {
    let stage = Stage::new();
    stage.recorded("nl-police", 5, moved(step(IDENTIFY, State::Done, 4)));
    stage.recorded(
        "be-prosecutor",
        6,
        Asked::Note { about: vec![], at: None, sources: vec![], text: "so".to_owned() },
    );
    let verify = |folder: &Path| {
        let options = takedown::ledger::verify::Options::default();
        takedown::ledger::verify::verify(folder, &stage.plan.op(), &options, &|_, _| {}).expect("it reads")
    };
    assert_eq!(verify(stage.folder.path()).findings, []);
    let path = stage.folder.path().join("logs/nl-police.7f3a9c02.jsonl");
    let mut bytes = std::fs::read(&path).expect("it is there");
    bytes[300] ^= 1;
    std::fs::write(&path, bytes).expect("written");
    assert!(!verify(stage.folder.path()).findings.is_empty());
}
