//! Who records one thing after the other knows what a reader from the beginning knows, and writes the same bytes as who
//! reads the ledger for each of them.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use takedown::ledger::codec::entry::{
    Attestation, Correction, Evidence, Hold, InstrumentStep, Irregular, Note, Retire, Retraction, Settle,
    Text, Transition,
};
use takedown::ledger::error::LockError;
use takedown::ledger::read::snapshot::{LedgerSnapshot, Since};
use takedown::ledger::store::Store;
use takedown::ledger::store::random::Random;
use takedown::ledger::store::receipt::AppendRemark;
use takedown::model::evidence::ItemState;
use takedown::model::gate::Gate;
use takedown::model::id::AgencyId;
use takedown::model::instrument::InstrumentState;
use takedown::model::measure::MeasureId;
use takedown::model::stamp::Stamp;
use takedown::model::state::State;
use takedown::model::time::{At, Instant};
use takedown::model::word::Word as _;
use takedown::operation::{EntryRequest, IncrementalFold, Next, Operation, Recorder, Saved, record};
use takedown::plan::{self, Plan};

use crate::stage::{now, options};
use crate::support::TIDELINE;

/// Who writes, and on which machine: one agency writes on two, and may retire one of its logs.
const WRITERS: [(&str, &str); 4] = [
    ("be-prosecutor", "1a2b3c4d"),
    ("nl-police", "90ab12cd"),
    ("nl-police", "90ab12ce"),
    ("ro-police", "7f3a9c02"),
];
const LEDGERS: u64 = 12;
const STEPS: i64 = 60;

fn tideline() -> Arc<Plan> {
    let loaded = plan::read_stored(TIDELINE.as_bytes());
    Arc::new(loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics)))
}

/// Everything that can be asked of an operation and its ledger.
fn told(operation: &Operation<'_>, now: Instant) -> String {
    let reading = operation.reading();
    let all: Vec<MeasureId> = operation.plan().measures.keys().cloned().collect();
    let mut entries = Vec::new();
    reading.walk(|placed| {
        let raw = String::from_utf8_lossy(reading.raw(placed.pos));
        let place = reading.position_of(&placed.line.hash);
        let entry = placed.line.entry().expect("an entry of this version");
        let stored = reading.stored(&entry.plan).map(|bytes| bytes.len());
        entries
            .push(format!("{:?} {:?} {} {place:?} {stored:?} {raw}", placed.pos, placed.past, placed.skewed));
    });
    let said = (operation.standings(now), operation.next(&all, now), operation.instruments(now));
    let kept = (operation.items(), operation.notes(), operation.observations());
    let judged =
        (operation.judged(), operation.unknown(), operation.compose(&all, &[], now).map(|it| it.saved.hash));
    let read = (reading.logs(), reading.everything(), reading.findings(), reading.warnings());
    format!("{said:#?}\n{kept:#?}\n{judged:#?}\n{read:#?}\n{entries:#?}")
}

/// Draws what is asked next: what is still to be said, or anything.
struct Talk {
    random: StdRng,
    files: Vec<Arc<Saved>>,
}

impl Talk {
    fn proposed(&mut self, operation: &Operation<'_>, at: Instant) -> Option<(String, Vec<EntryRequest>)> {
        let all: Vec<MeasureId> = operation.plan().measures.keys().cloned().collect();
        let next = operation.next(&all, at);
        let said = if self.random.random_bool(0.8) { next.first() } else { next.choose(&mut self.random) }?;
        let asked = match said {
            Next::Lift { entry, .. } => {
                vec![EntryRequest::from(Retraction::new(*entry, "settled".to_owned()))]
            }
            Next::Attest { gates, about, .. } => {
                gates.iter().map(|gate| attested(*gate, about.clone())).collect()
            }
            Next::Grant { instruments, valid, .. } => {
                let granted = |id: &String| step(id, InstrumentState::Granted, at, Some(*valid));
                instruments.iter().map(granted).collect()
            }
            Next::Save { .. } => {
                self.files.push(Arc::new(operation.compose(&all, &[], at).ok()?.saved));
                return None;
            }
            Next::Approve { .. } => vec![EntryRequest::approval(Arc::clone(self.files.last()?))],
            Next::Go { .. } => vec![EntryRequest::go(Arc::clone(self.files.last()?))],
            Next::Stuck { .. } => return None,
        };
        Some((said.agency()?.to_owned(), asked))
    }

    fn any(&mut self, operation: &Operation<'_>, at: Instant) -> EntryRequest {
        let plan = operation.plan();
        let ids: Vec<&MeasureId> = plan.measures.keys().collect();
        let id = (*ids.choose(&mut self.random).expect("a plan has measures")).clone();
        let mut entries = Vec::new();
        operation.reading().walk(|placed| entries.push(placed.line.hash));
        let entry = entries.choose(&mut self.random).copied();
        let reason = || "a reason".to_owned();
        match (self.random.random_range(0..14), entry, self.files.choose(&mut self.random)) {
            (0, ..) => {
                let instrument = plan.instruments.keys().next().expect("an instrument");
                let to = *InstrumentState::ALL.choose(&mut self.random).expect("states");
                step(instrument.as_str(), to, at, Some((at, at.plus_millis(90_000_000))))
            }
            (1, ..) => EntryRequest::from(Hold::new(vec![id], reason())),
            (2, Some(entry), _) => EntryRequest::from(Retraction::new(entry, reason())),
            (3, Some(entry), _) => {
                let at = Some(At::Instant(at.plus_millis(-60_000)));
                EntryRequest::from(Correction { at, ..Correction::new(entry, reason()) })
            }
            (4, _, Some(saved)) => EntryRequest::go(Arc::clone(saved)),
            (5, _, Some(saved)) => EntryRequest::approval(Arc::clone(saved)),
            (6, ..) => {
                let to = *State::ALL.choose(&mut self.random).expect("states");
                EntryRequest::from(Settle::new(id, to, reason()))
            }
            (7, ..) => EntryRequest::from(Evidence {
                serial: Some("4711".into()),
                seal: Some("A-1".into()),
                ..Evidence::begin(ItemState::Collected, at, [id])
            }),
            (8, item, _) => EntryRequest::from(Evidence {
                item,
                seal: Some("A-1".into()),
                reason: Some(reason().into()),
                ..Evidence::new(*ItemState::ALL.choose(&mut self.random).expect("states"), at)
            }),
            (9, ..) => {
                let logs = operation.reading().logs();
                let retired = logs.iter().find(|log| log.name.agency() == "nl-police");
                match retired.and_then(|log| log.head.clone()).filter(|_| self.random.random_bool(0.5)) {
                    Some(head) => EntryRequest::from(Retire::new(&head, reason())),
                    None => attested(Gate::Located, vec![id.to_string()]),
                }
            }
            (10, ..) => {
                let about = vec![id.to_string()];
                EntryRequest::from(Note::new(about, reason()))
            }
            _ => {
                let to = *State::ALL.choose(&mut self.random).expect("states");
                let said = self.random.random_bool(0.8).then(|| Text::from(reason()));
                let irregular = self.random.random_bool(0.6).then(reason);
                let remainder = (to == State::Partial).then(|| format!("the rest at {at}").into());
                EntryRequest::from(Transition {
                    reason: said.clone(),
                    basis: said.clone(),
                    restored: said.clone(),
                    reference: said,
                    seen_from: vec!["FR".into(), "NL".into()],
                    remainder,
                    irregular: irregular.map(Irregular::new),
                    ..Transition::new(id, to, At::Instant(at))
                })
            }
        }
    }
}

fn attested(gate: Gate, about: Vec<String>) -> EntryRequest {
    EntryRequest::from(Attestation::new(gate, about, "exercise".to_owned()))
}

fn step(
    instrument: &str,
    to: InstrumentState,
    at: Instant,
    valid: Option<(Instant, Instant)>,
) -> EntryRequest {
    EntryRequest::from(InstrumentStep {
        number: Some("7".into()),
        valid: valid.filter(|_| to == InstrumentState::Granted),
        reason: Some("a reason".into()),
        ..InstrumentStep::new(instrument.to_owned(), to, at)
    })
}

fn stamp((agency, instance): (&str, &str), officer: u8, t: Instant) -> Stamp {
    Stamp {
        agency: AgencyId::new(agency).expect("an id"),
        instance: instance.to_owned(),
        officer: format!("{agency}-{officer}"),
        recorded_at: t,
        clock_set: true,
        program: "takedown test".to_owned(),
    }
}

/// Whether somebody holds the lock of a ledger.
fn is_held(store: &Store, stamp: &Stamp) -> bool {
    let lock = store.writer(Duration::ZERO, &options(stamp).holder, true);
    matches!(lock, Err(LockError::Held { .. }))
}

#[derive(Debug, Default)]
struct Counts {
    recorded: usize,
    refused: usize,
    failed: usize,
    /// Steps after which the recorder goes on with what it knows.
    held: usize,
    cleared: usize,
    /// Steps at which a ledger read before had only grown.
    grown: usize,
}

/// One sequence, recorded by who goes on and by who reads the ledger each time.
fn play(seed: u64, counts: &mut Counts) {
    let plan = tideline();
    let folders = [(); 3].map(|()| tempfile::tempdir().expect("a folder"));
    let open = |at: usize| Store::open(folders[at].path(), &plan.op()).with_random(Random::seeded(seed));
    let (on, anew, since) = (open(0), open(1), open(2));
    let mut before = known(&since, &plan);
    let mut other = StdRng::seed_from_u64(!seed);
    let mut recorder = Recorder::new(&on, &plan);
    let mut talk = Talk { random: StdRng::seed_from_u64(seed), files: Vec::new() };
    for minute in -120..STEPS - 120 {
        let t = now(minute + talk.random.random_range(-3..3));
        let reading = anew.read().expect("it reads");
        let operation = Operation::fold(&plan, &reading);
        let drawn = if talk.random.random_bool(0.5) { talk.proposed(&operation, t) } else { None };
        let (agency, asked) = drawn.unwrap_or_else(|| {
            let count = *[1, 1, 1, 2, 3].choose(&mut talk.random).expect("counts");
            (String::new(), (0..count).map(|_| talk.any(&operation, t)).collect())
        });
        let writers: Vec<_> =
            WRITERS.into_iter().filter(|(it, _)| agency.is_empty() || *it == agency).collect();
        let writer = *writers.choose(&mut talk.random).expect("an agency of the plan");
        let stamp = stamp(writer, talk.random.random_range(1..3), t);
        let went_on = recorder.record(&stamp, &asked, &options(&stamp));
        let by_itself = record(&anew, &plan, &stamp, &asked, &options(&stamp));
        assert_eq!(format!("{went_on:?}"), format!("{by_itself:?}"), "seed {seed}, {minute}: {asked:?}");
        // A third writer has read the ledger some steps ago.
        if other.random_bool(0.4) {
            before = known(&since, &plan);
        }
        counts.grown += usize::from(matches!(since.read_since(&before.0), Ok(Since::Grown(_))));
        let later = Recorder::new(&since, &plan).knowing(&before.0, &before.1);
        let later = later.record_once(&stamp, &asked, &options(&stamp));
        assert_eq!(format!("{later:?}"), format!("{by_itself:?}"), "seed {seed}, {minute}: {asked:?}");
        match &went_on {
            Ok(_) => counts.recorded += 1,
            Err(takedown::operation::RecordError::Refused(_)) => counts.refused += 1,
            Err(_) => counts.failed += 1,
        }
        counts.held += usize::from(went_on.is_ok() && is_held(&on, &stamp));
        let cleared = |it: &takedown::operation::Standing<'_>| it.state == Some(State::Cleared);
        let known = recorder.with_operation(|operation| {
            counts.cleared += operation.standings(t).iter().filter(|it| cleared(it)).count();
            told(operation, t)
        });
        let reading = on.read().expect("it reads");
        let anew = told(&Operation::fold(&plan, &reading), t);
        assert_eq!(known.expect("it reads"), anew, "seed {seed}, {minute}: {asked:?}");
    }
    for other in &folders[1..] {
        assert_eq!(logs(folders[0].path()), logs(other.path()), "seed {seed}");
    }
}

/// A ledger as it is now, read and folded.
fn known(store: &Store, plan: &Arc<Plan>) -> (LedgerSnapshot, IncrementalFold) {
    let reading = store.read().expect("it reads");
    let fold = IncrementalFold::of(plan, &reading);
    (reading, fold)
}

fn logs(dir: &Path) -> std::collections::BTreeMap<std::ffi::OsString, Vec<u8>> {
    let files = std::fs::read_dir(dir.join("logs")).expect("a ledger").map(|file| file.expect("a file"));
    files.map(|file| (file.file_name(), std::fs::read(file.path()).expect("a log"))).collect()
}

#[test]
fn going_on_is_the_same_as_reading_and_folding_anew() {
    let mut counts = Counts::default();
    for seed in 0..LEDGERS {
        play(seed, &mut counts);
    }
    // What was drawn has to reach something, and most of it without reading anew.
    assert!(counts.recorded > 200 && counts.refused > 100 && counts.failed > 0, "{counts:?}");
    assert!(counts.held > counts.recorded * 2 / 3 && counts.cleared > 20, "{counts:?}");
    assert!(counts.grown > counts.recorded / 4, "{counts:?}");
}

fn say(writer: (&str, &str), asked: EntryRequest, recorder: &mut Recorder<'_>) -> Vec<AppendRemark> {
    let stamp = stamp(writer, 1, now(0));
    recorder.record(&stamp, &[asked], &options(&stamp)).expect("recorded").remarks
}

/// Somebody notes something; says what was done to the log beside.
fn note(writer: (&str, &str), recorder: &mut Recorder<'_>) -> Vec<AppendRemark> {
    let about = vec!["seize:nl-web-1@nl-police".to_owned()];
    say(writer, EntryRequest::from(Note::new(about, "said".to_owned())), recorder)
}

/// A small ledger for one test.
struct Desk {
    folder: tempfile::TempDir,
    plan: Arc<Plan>,
    store: Store,
}

impl Desk {
    fn new() -> Self {
        let (folder, plan) = (tempfile::tempdir().expect("a folder"), tideline());
        let store = Store::open(folder.path(), &plan.op());
        Self { folder, plan, store }
    }

    /// Whether the recorder goes on with what it knows; that is what the ledger says.
    fn goes_on(&self, recorder: &Recorder<'_>) -> bool {
        let known = recorder.with_operation(|operation| told(operation, now(0))).expect("it reads");
        let reading = self.store.read().expect("it reads");
        assert_eq!(known, told(&Operation::fold(&self.plan, &reading), now(0)));
        is_held(&self.store, &stamp(WRITERS[0], 1, now(0)))
    }
}

#[test]
fn a_torn_log_is_read_by_its_own_writer_before_he_goes_on() {
    let desk = Desk::new();
    let [one, two, ..] = WRITERS;
    for writer in [one, two] {
        note(writer, &mut Recorder::new(&desk.store, &desk.plan));
    }
    let path = desk.folder.path().join("logs").join(format!("{}.{}.jsonl", two.0, two.1));
    let write = |bytes: &[u8]| std::fs::write(&path, bytes).expect("written");
    let mut torn = std::fs::read(&path).expect("a log");
    torn.extend(b"{\"v\":1,");
    write(&torn);
    let mut recorder = Recorder::new(&desk.store, &desk.plan);
    assert!(note(one, &mut recorder).is_empty());
    assert!(desk.goes_on(&recorder));
    assert_eq!(note(two, &mut recorder).len(), 1, "the torn line is cut and kept");
    drop(recorder);

    // Of a last line that has lost its line feed alone, its own writer gives it back; nobody else counts it till then.
    let whole = std::fs::read(&path).expect("a log");
    write(&whole[..whole.len() - 1]);
    let mut recorder = Recorder::new(&desk.store, &desk.plan);
    assert!(note(one, &mut recorder).is_empty());
    assert!(desk.goes_on(&recorder));
    assert_eq!(note(two, &mut recorder), [AppendRemark::LineFeed]);
    assert!(note(one, &mut recorder).is_empty());
    assert!(desk.goes_on(&recorder));
    let reading = desk.store.read().expect("it reads");
    assert!(reading.findings().is_empty() && reading.warnings().is_empty(), "{:?}", reading.findings());
}

#[test]
fn all_is_read_again_where_a_log_begins_or_is_retired_or_a_cited_plan_is_back() {
    let desk = Desk::new();
    let [one, two, three, _] = WRITERS;
    let mut recorder = Recorder::new(&desk.store, &desk.plan);
    for writer in [one, two, three] {
        note(writer, &mut recorder);
        assert!(!desk.goes_on(&recorder), "a log has begun");
        note(writer, &mut recorder);
        assert!(desk.goes_on(&recorder));
    }
    let reading = desk.store.read().expect("it reads");
    let head =
        reading.logs().iter().find(|log| log.name.instance() == two.1).and_then(|log| log.head.clone());
    let retire =
        EntryRequest::from(Retire::new(&head.expect("it has entries"), "the laptop is gone".to_owned()));
    say(three, retire, &mut recorder);
    assert!(!desk.goes_on(&recorder), "a log is retired");

    let kept = desk.folder.path().join("plans").join(format!("{}.toml", desk.plan.hash));
    std::fs::remove_file(&kept).expect("it was kept");
    note(one, &mut recorder);
    assert!(kept.exists(), "a cited plan is kept again");
    assert!(!desk.goes_on(&recorder), "a file is back that was missing");
    note(one, &mut recorder);
    assert!(desk.goes_on(&recorder));
}
