//! Ledger test 15: random entries by random agencies into random partial copies, merged in every order.
//!
//! A copy is a folder. Before a writer writes, it takes some logs, or the first lines of some, from other copies; what
//! it then asks is recorded, or, where that is refused, sometimes written past the judge by hand. As each log has one
//! writer, to merge is to take of each log the longer copy.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use takedown::ledger::codec::entry::{
    Attestation, Correction, Data, Hold, Irregular, Note, Retraction, Text, Transition,
};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::{Entry, FIRST, SeenHead};
use takedown::ledger::read::snapshot::LedgerSnapshot;
use takedown::ledger::store::Store;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::model::digest::Hash;
use takedown::model::gate::Gate;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::state::State;
use takedown::model::time::At;
use takedown::model::word::Word as _;
use takedown::operation::{EntryRequest, Operation, Verdict, record};
use takedown::plan::{self, Plan};

use crate::stage::{id, now, options};
use crate::support::TIDELINE;

/// Who writes, and on which machine: one agency writes on two.
const WRITERS: [(&str, &str); 4] = [
    ("be-prosecutor", "1a2b3c4d"),
    ("nl-police", "90ab12cd"),
    ("nl-police", "90ab12ce"),
    ("ro-police", "7f3a9c02"),
];
const MEASURES: [&str; 3] =
    ["identify:hoster-nl@nl-police", "seize:nl-web-1@nl-police", "suspend:dom-1@ro-police"];
/// How often somebody says something, in each of so many ledgers.
const SAYINGS: usize = 60;
const LEDGERS: u64 = 10;

/// A log's bytes, by its name.
type Logs = BTreeMap<String, Vec<u8>>;

/// The plan in hand; one with an agency more; one with another lead.
fn plans() -> [Arc<Plan>; 3] {
    let more = "[agency.eu-unit]\nname = \"Unit of the exercise\"\ncountry = \"EU\"\ntimezone = \"Europe/Amsterdam\"\n";
    let other = TIDELINE.replace("lead = \"be-prosecutor\"", "lead = \"ro-police\"");
    [TIDELINE.clone(), format!("{}{more}", *TIDELINE), other].map(|text| {
        let loaded = plan::read_stored(text.as_bytes());
        Arc::new(loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics)))
    })
}

struct World {
    random: StdRng,
    plans: [Arc<Plan>; 3],
    copies: Vec<tempfile::TempDir>,
    /// Every entry so far.
    entries: Vec<Hash>,
    /// The plan that each writer cites by now.
    cited: [usize; 4],
}

fn logs(dir: &Path) -> Logs {
    let Ok(files) = fs::read_dir(dir.join("logs")) else { return Logs::new() };
    files
        .map(|file| file.expect("a file"))
        .map(|file| (file.file_name().into_string().expect("a name"), fs::read(file.path()).expect("a log")))
        .collect()
}

/// Takes of a log the longer copy.
fn merge(into: &mut Logs, name: &str, bytes: &[u8]) {
    let held = into.entry(name.to_owned()).or_default();
    let shared = held.len().min(bytes.len());
    assert_eq!(held[..shared], bytes[..shared], "a log has one writer");
    if bytes.len() > held.len() {
        *held = bytes.to_vec();
    }
}

fn written(logs: &Logs, plans: &[Arc<Plan>], dir: &Path) {
    for folder in ["logs", "plans"] {
        fs::create_dir_all(dir.join(folder)).expect("made");
    }
    for (name, bytes) in logs {
        fs::write(dir.join("logs").join(name), bytes).expect("written");
    }
    for plan in plans {
        fs::write(dir.join("plans").join(format!("{}.toml", plan.hash)), &plan.stored).expect("written");
    }
}

impl World {
    fn new(seed: u64) -> Self {
        let copies = WRITERS.iter().map(|_| tempfile::tempdir().expect("a folder")).collect();
        Self {
            random: StdRng::seed_from_u64(seed),
            plans: plans(),
            copies,
            entries: Vec::new(),
            cited: [0; 4],
        }
    }

    fn store(&self, dir: &Path) -> Store {
        Store::open(dir, &self.plans[0].op())
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.random.random_range(0..of.len())]
    }

    /// Lets a copy take some logs, or the first lines of some, from other copies.
    fn learn(&mut self, writer: usize) {
        let mut held = logs(self.copies[writer].path());
        for other in (0..WRITERS.len()).filter(|other| *other != writer) {
            for (name, bytes) in logs(self.copies[other].path()) {
                if !self.random.random_bool(0.3) {
                    continue;
                }
                let ends: Vec<usize> =
                    bytes.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).collect();
                let end = if self.random.random_bool(0.5) { bytes.len() } else { self.one(&ends) };
                merge(&mut held, &name, &bytes[..end]);
            }
        }
        written(&held, &self.plans, self.copies[writer].path());
    }

    /// Somebody says something; what is refused is sometimes written all the same.
    fn step(&mut self) {
        let writer = self.random.random_range(0..WRITERS.len());
        self.learn(writer);
        let (agency, instance) = WRITERS[writer];
        // Clocks that are up to two hours apart.
        let minute = self.random.random_range(-60..60) + 100;
        let stamp = Stamp {
            agency: AgencyId::new(agency).expect("an id"),
            instance: instance.to_owned(),
            officer: format!("{agency}-{}", self.random.random_range(1..3)),
            recorded_at: now(minute),
            clock_set: true,
            program: "takedown test".to_owned(),
        };
        if self.random.random_bool(0.03) {
            self.cited[writer] = 1;
        }
        let cited = self.cited[writer];
        let data = self.said(minute, cited);
        let store = self.store(self.copies[writer].path());
        let options = options(&stamp);
        if let Some(asked) = asked(&data)
            && let Ok(recorded) = record(&store, &self.plans[cited], &stamp, &[asked], &options)
        {
            self.entries.extend(recorded.rows.iter().map(|row| row.hash));
            return;
        }
        if self.random.random_bool(0.5) {
            return;
        }
        let cited = if self.random.random_bool(0.1) { 2 } else { cited };
        let locked = store.writer(options.wait, &options.holder, true).expect("the lock");
        let reading = locked.read().expect("it reads");
        let plan = &self.plans[cited];
        let blob = Blob::new(BlobKind::Plan, &plan.stored);
        let receipt = locked.append(&reading, &stamp, plan.hash, &[blob], &[data]).expect("appended");
        self.entries.extend(receipt.entries.iter().map(|entry| entry.hash));
    }

    /// Something that might be said, rightly or not.
    fn said(&mut self, minute: i64, cited: usize) -> Data<'static> {
        let measure = self.one(&MEASURES);
        let target = self.plans[cited].measures[&id(measure)].target;
        let at = now(minute - self.random.random_range(-1..90));
        let entry = if self.entries.is_empty() { FIRST } else { self.one(&self.entries.clone()) };
        let reason = "said in the exercise".into();
        match self.random.random_range(0..12) {
            0 => Data::Hold(Hold { measures: vec![measure.into()], reason, clock_was_set: true }),
            1 | 2 => Data::Retraction(Retraction { entry, reason, clock_was_set: true }),
            3 => Data::Correction(Correction {
                entry,
                at: Some(At::Instant(at)),
                sources: Vec::new(),
                note: None,
                reason,
                clock_was_set: true,
            }),
            4 => Data::Note(Note {
                about: vec![measure.into()],
                at: None,
                sources: Vec::new(),
                text: reason,
                clock_was_set: true,
            }),
            5 => Data::Attestation(Attestation {
                gate: self.one(&[Gate::Located, Gate::Deconflicted, Gate::Staffed]),
                about: vec![(measure.into(), target)],
                basis: reason,
                until: None,
                clock_was_set: true,
            }),
            _ => {
                let from = [State::Open, State::UnderWay, State::Done, State::Partial, State::Failed];
                let reported = [State::UnderWay, State::Done, State::Partial, State::Failed, State::Declined];
                let to =
                    if self.random.random_bool(0.7) { self.one(&reported) } else { self.one(State::ALL) };
                Data::Transition(Transition {
                    measure: measure.into(),
                    round: self.one(&[1, 1, 1, 2]),
                    from: self.one(&from),
                    to,
                    at: At::Instant(at),
                    target: if self.random.random_bool(0.95) { target } else { FIRST },
                    remainder: (to == State::Partial).then(|| format!("what remains at {minute}").into()),
                    reason: Some("a reason".into()),
                    reference: None,
                    restored: Some("restored".into()),
                    basis: Some("a basis".into()),
                    seen_from: Vec::new(),
                    until: None,
                    sources: Vec::new(),
                    note: Some("a note".into()),
                    irregular: None,
                    clock_was_set: true,
                })
            }
        }
    }

    /// Every entry's verdict in a copy, by its hash.
    fn verdicts(&self, dir: &Path) -> BTreeMap<Hash, Verdict> {
        let reading = self.store(dir).read().expect("it reads");
        let operation = Operation::fold(&self.plans[0], &reading);
        let mut verdicts = BTreeMap::new();
        reading.walk(|placed| {
            verdicts.insert(placed.line.hash, operation.verdict(placed.pos));
        });
        verdicts
    }

    /// The same of logs that lie in no copy.
    fn verdicts_of(&self, logs: &Logs) -> BTreeMap<Hash, Verdict> {
        let dir = tempfile::tempdir().expect("a folder");
        written(logs, &self.plans, dir.path());
        self.verdicts(dir.path())
    }
}

/// How it is asked for, where the library takes it.
fn asked(data: &Data<'_>) -> Option<EntryRequest> {
    match data {
        Data::Transition(said) => {
            let text = |text: &Option<Text<'_>>| text.as_deref().map(|text| Text::from(text.to_owned()));
            Some(EntryRequest::from(Transition {
                remainder: text(&said.remainder),
                reason: text(&said.reason),
                restored: text(&said.restored),
                basis: text(&said.basis),
                note: text(&said.note),
                irregular: Some(Irregular::new("it happened")),
                ..Transition::new(id(&said.measure), said.to, said.at)
            }))
        }
        Data::Hold(said) => Some(EntryRequest::from(Hold::new(
            said.measures.iter().map(|measure| id(measure)),
            said.reason.to_string(),
        ))),
        Data::Retraction(said) => {
            Some(EntryRequest::from(Retraction::new(said.entry, said.reason.to_string())))
        }
        Data::Correction(said) => Some(EntryRequest::from(Correction {
            at: said.at,
            ..Correction::new(said.entry, said.reason.to_string())
        })),
        Data::Note(said) => Some(EntryRequest::from(Note::new(
            said.about.iter().map(ToString::to_string),
            said.text.to_string(),
        ))),
        _ => None,
    }
}

/// Every entry with all that its writer had seen, directly or through any log: worked out from `seen` alone.
fn pasts(reading: &LedgerSnapshot) -> BTreeMap<Hash, BTreeSet<Hash>> {
    let mut pasts: BTreeMap<Hash, BTreeSet<Hash>> = BTreeMap::new();
    reading.walk(|placed| {
        let entry = placed.line.entry().expect("an entry of this version");
        let before = (entry.seq > 1).then_some(placed.line.prev);
        let mut past = BTreeSet::new();
        for hash in before.into_iter().chain(entry.seen.iter().map(|head| head.hash)) {
            past.insert(hash);
            past.extend(&pasts[&hash]);
        }
        pasts.insert(placed.line.hash, past);
    });
    pasts
}

/// The orders in which so many copies can be merged.
fn orders(copies: usize) -> Vec<Vec<usize>> {
    if copies == 0 {
        return vec![Vec::new()];
    }
    let shorter = orders(copies - 1);
    let with = |order: &Vec<usize>, at: usize| {
        let mut order = order.clone();
        order.insert(at, copies - 1);
        order
    };
    shorter.iter().flat_map(|order| (0..copies).map(|at| with(order, at)).collect::<Vec<_>>()).collect()
}

/// The ledger as a judge would take it who asks what sorts before an entry, and not what its writer had seen: the same
/// entries, each made to have seen all those before it.
fn as_sorted(reading: &LedgerSnapshot) -> Logs {
    let mut logs = Logs::new();
    let mut heads: BTreeMap<String, (u64, Hash)> = BTreeMap::new();
    let mut named: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut anew: HashMap<Hash, Hash> = HashMap::new();
    reading.walk(|placed| {
        let entry = placed.line.entry().expect("an entry of this version");
        let moved: Vec<(String, u64, Hash)> = heads
            .iter()
            .filter(|(log, (seq, _))| {
                let key = (entry.log.to_owned(), (*log).clone());
                *log != entry.log && *seq > named.get(&key).copied().unwrap_or(0)
            })
            .map(|(log, (seq, hash))| (log.clone(), *seq, *hash))
            .collect();
        for (log, seq, _) in &moved {
            named.insert((entry.log.to_owned(), log.clone()), *seq);
        }
        let seen = moved.iter().map(|(log, seq, hash)| SeenHead { log, seq: *seq, hash: *hash }).collect();
        let new = |hash: &Hash| anew.get(hash).copied().unwrap_or(*hash);
        let data = match entry.data.clone().expect("a type of this version") {
            Data::Retraction(said) => Data::Retraction(Retraction { entry: new(&said.entry), ..said }),
            Data::Correction(said) => Data::Correction(Correction { entry: new(&said.entry), ..said }),
            data => data,
        };
        let prev = heads.get(entry.log).map_or(FIRST, |(_, hash)| *hash);
        let (bytes, hash) = line::write(&Entry { seen, data: None, ..(*entry).clone() }, &data, &prev);
        logs.entry(format!("{}.jsonl", entry.log)).or_default().extend(bytes);
        heads.insert(entry.log.to_owned(), (entry.seq, hash));
        anew.insert(placed.line.hash, hash);
    });
    logs
}

#[derive(Debug, Default)]
struct Counts {
    entries: usize,
    void: usize,
    irregular: usize,
    /// Entries that something sorts before which their writer had not seen.
    beside: usize,
    /// Entries whose verdict was compared between one copy and another.
    compared: usize,
    /// Entries whose verdict would be another, had it been asked what sorts before them.
    otherwise: usize,
}

/// Plays one seed; asserts the law, and counts what the assertion rests on.
fn play(seed: u64, counts: &mut Counts) {
    let mut world = World::new(seed);
    for _ in 0..SAYINGS {
        world.step();
    }
    let copies: Vec<Logs> = world.copies.iter().map(|copy| logs(copy.path())).collect();
    let mut all = Logs::new();
    copies.iter().flatten().for_each(|(name, bytes)| merge(&mut all, name, bytes));
    let dir = tempfile::tempdir().expect("a folder");
    written(&all, &world.plans, dir.path());
    let reading = world.store(dir.path()).read().expect("it reads");
    assert!(reading.findings().is_empty(), "{:#?}", reading.findings());
    let pasts = pasts(&reading);
    let truth = world.verdicts(dir.path());
    assert_eq!(pasts.len(), truth.len());

    let mut folded: BTreeSet<Logs> = BTreeSet::new();
    let mut check = |state: &Logs| {
        if !folded.insert(state.clone()) {
            return;
        }
        let verdicts = world.verdicts_of(state);
        for (hash, verdict) in &verdicts {
            if pasts[hash].iter().all(|before| verdicts.contains_key(before)) {
                counts.compared += 1;
                assert_eq!(*verdict, truth[hash], "seed {seed}: {hash} in one of its copies");
            }
        }
    };
    for order in orders(copies.len()) {
        let mut merged = Logs::new();
        for copy in order {
            copies[copy].iter().for_each(|(name, bytes)| merge(&mut merged, name, bytes));
            check(&merged);
        }
        assert_eq!(merged, all);
    }

    let sorted = tempfile::tempdir().expect("a folder");
    written(&as_sorted(&reading), &world.plans, sorted.path());
    let verdicts = world.verdicts(sorted.path());
    let again = world.store(sorted.path()).read().expect("it reads");
    assert!(again.findings().is_empty(), "{:#?}", again.findings());
    let pairs = in_order(&reading).into_iter().zip(in_order(&again));
    for (before, (old, new)) in pairs.enumerate() {
        counts.entries += 1;
        counts.beside += usize::from(pasts[&old].len() < before);
        counts.void += usize::from(matches!(truth[&old], Verdict::Void(_)));
        counts.irregular += usize::from(matches!(truth[&old], Verdict::Irregular(_)));
        counts.otherwise += usize::from(verdicts[&new] != truth[&old]);
    }
}

/// The entries in the derived order.
fn in_order(reading: &LedgerSnapshot) -> Vec<Hash> {
    let mut hashes = Vec::new();
    reading.walk(|placed| hashes.push(placed.line.hash));
    hashes
}

#[test]
fn an_entry_has_one_verdict_in_every_copy_that_holds_its_past() {
    let mut counts = Counts::default();
    for seed in 0..LEDGERS {
        play(seed, &mut counts);
    }
    // What was drawn has to be able to show a difference.
    assert!(counts.entries > 300 && counts.compared > 2 * counts.entries, "{counts:?}");
    assert!(counts.void > 30 && counts.irregular > 30, "{counts:?}");
    assert!(counts.void + counts.irregular < counts.entries * 3 / 4, "{counts:?}");
    assert!(counts.beside > counts.entries / 4, "{counts:?}");
    // The control: a judge that asked what sorts before an entry would judge otherwise.
    assert!(counts.otherwise > 10, "{counts:?}");
}
