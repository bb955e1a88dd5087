//! Ledger test 11: eight writers, each with a copy of its own and a clock up to ten years wrong, who merge at random,
//! restore old backups and go on writing; in the end all copies are the same, and every fork is named.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use takedown::ledger::codec::entry::{Data, Hold, Note, Retire, Transition};
use takedown::ledger::error::AppendError;
use takedown::ledger::finding::FindingKind;
use takedown::ledger::merge::merge;
use takedown::ledger::store::Store;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::ledger::verify::{VerifyOptions, verify};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::state::State;
use takedown::model::time::At;
use takedown::operation::{Operation, Verdict};
use takedown::plan::{self, Plan};

use super::lines::{Files, Lines, files, folder, put};
use crate::stage::{id, now, options};
use crate::support::TIDELINE;

const AGENCIES: [&str; 3] = ["be-prosecutor", "nl-police", "ro-police"];
const WRITERS: usize = 8;
/// How often somebody does something; `TAKEDOWN_ROUNDS` says otherwise.
const ROUNDS: usize = 1_000;
const TEN_YEARS: i64 = 10 * 366 * 24 * 60;
const PATIENCE: Duration = Duration::from_secs(5);

struct Writer {
    agency: &'static str,
    instance: String,
    /// How wrong its clock is, in minutes.
    off: i64,
    copy: tempfile::TempDir,
    backup: Files,
}

struct World {
    random: StdRng,
    plan: Arc<Plan>,
    writers: Vec<Writer>,
    instances: u32,
    counts: Counts,
}

/// What the assertions rest on.
#[derive(Debug, Default)]
struct Counts {
    entries: usize,
    merges: usize,
    restored: usize,
    refused: usize,
    retired: usize,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = StdRng::seed_from_u64(seed);
        let plan = Arc::new(plan::read_stored(TIDELINE.as_bytes()).plan.expect("a good plan"));
        let writer = |number: usize| {
            let copy = folder();
            put(copy.path(), &Files::new(), &plan.stored);
            let off = random.random_range(-TEN_YEARS..=TEN_YEARS);
            let instance = format!("{number:08x}");
            Writer { agency: AGENCIES[number % AGENCIES.len()], instance, off, copy, backup: Files::new() }
        };
        let writers: Vec<Writer> = (0..WRITERS).map(writer).collect();
        Self { random, plan, writers, instances: 100, counts: Counts::default() }
    }

    fn store(&self, writer: usize) -> Store {
        Store::open(self.writers[writer].copy.path(), &self.plan.op())
    }

    fn lines(&self, writer: usize) -> Lines {
        Lines::of(&files(self.writers[writer].copy.path()))
    }

    fn append(&mut self, writer: usize, round: usize, data: &Data<'_>) -> Result<Hash, AppendError> {
        let Writer { agency, instance, off, .. } = &self.writers[writer];
        let stamp = Stamp {
            agency: AgencyId::new(agency).expect("an id"),
            instance: instance.clone(),
            officer: format!("{agency}-1"),
            recorded_at: now(i64::try_from(round).expect("few") + off),
            clock_set: true,
            program: "takedown test".to_owned(),
        };
        let holder = options(&stamp).holder;
        let store = self.store(writer);
        let locked = store.writer(PATIENCE, &holder, true).expect("the lock");
        let reading = locked.read().expect("it reads");
        let blob = Blob::new(BlobKind::Plan, &self.plan.stored);
        let receipt = locked.append(&reading, &stamp, self.plan.hash, &[blob], std::slice::from_ref(data))?;
        self.counts.entries += 1;
        Ok(receipt.entries[0].hash)
    }

    /// Somebody says something; one whose log turns out to be forked begins another, and says which branch counts.
    fn say(&mut self, writer: usize, round: usize) {
        let measure = ["identify:hoster-nl@nl-police", "suspend:dom-1@ro-police"][round % 2];
        let text = || format!("round {round}").into();
        let data = match self.random.random_range(0..4) {
            0 => Data::Hold(Hold { measures: vec![measure.into()], reason: text(), clock_was_set: true }),
            1 => Data::Transition(Transition {
                measure: measure.into(),
                round: 1,
                from: State::Open,
                to: [State::Done, State::Failed, State::UnderWay][round % 3],
                at: At::Instant(now(self.writers[writer].off)),
                target: self.plan.measures[&id(measure)].target,
                remainder: None,
                reason: None,
                reference: None,
                restored: None,
                basis: None,
                seen_from: vec![],
                until: None,
                sources: vec![],
                note: None,
                irregular: None,
                clock_was_set: true,
            }),
            _ => Data::Note(Note {
                about: vec![],
                at: None,
                sources: vec![],
                text: text(),
                clock_was_set: true,
            }),
        };
        match self.append(writer, round, &data) {
            Ok(_) => {}
            Err(AppendError::Forked(_) | AppendError::Retired(_)) => self.begin_anew(writer, round),
            // Its log is shorter than others have seen it: it merges before it writes again.
            Err(AppendError::NotIntact(found)) if found.kind == FindingKind::SeenTruncated => {
                self.counts.refused += 1;
            }
            Err(other) => panic!("round {round}: {other}"),
        }
    }

    fn begin_anew(&mut self, writer: usize, round: usize) {
        let old = format!("{}.{}", self.writers[writer].agency, self.writers[writer].instance);
        self.instances += 1;
        self.writers[writer].instance = format!("{:08x}", self.instances);
        let lines = self.lines(writer);
        let leaves = &lines.leaves()[old.as_str()];
        let kept = &leaves[self.random.random_range(0..leaves.len())];
        let (seq, hash) = (kept.len() as u64, kept[kept.len() - 1]);
        // Sometimes nobody says it: the log stays disputed.
        if leaves.len() > 1 && self.random.random_bool(0.6) {
            let reason = "the machine was restored".into();
            let data =
                Data::Retire(Retire { log: old.as_str().into(), seq, hash, reason, clock_was_set: true });
            self.append(writer, round, &data).expect("a new log");
            self.counts.retired += 1;
        }
    }

    /// A copy takes in some others; held against the set of lines.
    fn take_in(&mut self, writer: usize, others: &[usize]) {
        let wanted = others.iter().fold(self.lines(writer), |all, other| all.with(&self.lines(*other)));
        let copies: Vec<PathBuf> =
            others.iter().map(|other| self.writers[*other].copy.path().to_owned()).collect();
        merge(&self.store(writer), &copies, PATIENCE, "a test\n", true).expect("merged");
        assert_eq!(files(self.writers[writer].copy.path()), wanted.files());
        self.counts.merges += 1;
    }

    /// A machine is set back to its backup, and loses what nobody else has.
    fn restore(&mut self, writer: usize) {
        let Writer { copy, backup, .. } = &self.writers[writer];
        put(copy.path(), backup, &self.plan.stored);
        self.counts.restored += 1;
    }

    fn step(&mut self, round: usize) {
        let writer = self.random.random_range(0..WRITERS);
        match self.random.random_range(0..100) {
            0..45 => self.say(writer, round),
            45..92 => {
                let others: Vec<usize> = (0..self.random.random_range(1..3))
                    .map(|_| self.random.random_range(0..WRITERS))
                    .filter(|other| *other != writer)
                    .collect();
                self.take_in(writer, &others);
            }
            92..98 => self.writers[writer].backup = files(self.writers[writer].copy.path()),
            _ => self.restore(writer),
        }
    }
}

/// What a copy says, by hashes.
fn told(world: &World, writer: usize) -> (Vec<(Hash, Verdict)>, String) {
    let reading = world.store(writer).read().expect("it reads");
    let operation = Operation::fold(&world.plan, &reading);
    let judged: BTreeMap<_, _> =
        operation.judged().iter().map(|judged| (judged.pos, &judged.verdict)).collect();
    let mut order = Vec::new();
    reading.walk(|placed| {
        let verdict = judged.get(&placed.pos).map_or(Verdict::Sound, |verdict| (*verdict).clone());
        order.push((placed.line.hash, verdict));
    });
    (order, format!("{:?}", operation.standings(now(0))))
}

#[test]
fn eight_writers_with_clocks_years_apart_end_with_the_same_ledger() {
    let rounds =
        std::env::var("TAKEDOWN_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(ROUNDS);
    let mut world = World::new(11);
    for round in 0..rounds {
        world.step(round);
    }
    let all = (0..WRITERS).fold(Lines::default(), |all, writer| all.with(&world.lines(writer)));
    let wanted = all.files();
    for writer in 0..WRITERS {
        let mut others: Vec<usize> = (0..WRITERS).filter(|other| *other != writer).collect();
        others.rotate_left(writer % (WRITERS - 1));
        world.take_in(writer, &others);
        assert_eq!(files(world.writers[writer].copy.path()), wanted, "copy {writer}");
    }
    let first = told(&world, 0);
    for writer in 1..WRITERS {
        assert!(told(&world, writer) == first, "copy {writer} tells something else");
    }
    // Every fork is named until it is retired, and nothing else is wrong but lines after a retirement.
    let dir = world.writers[0].copy.path();
    let report = verify(dir, &world.plan.op(), &VerifyOptions::default(), &|_, _| {}).expect("it reads");
    let forked: BTreeSet<&str> =
        all.leaves().into_iter().filter(|(_, leaves)| leaves.len() > 1).map(|(log, _)| log).collect();
    let retired: BTreeSet<&str> = report.retired.iter().map(|(log, _)| log.as_str()).collect();
    let of = |kind: FindingKind| report.findings.iter().filter(move |finding| finding.kind == kind);
    let named: BTreeSet<&str> = of(FindingKind::Fork).map(|finding| finding.log.as_str()).collect();
    assert_eq!(named, &forked - &retired);
    let known = [FindingKind::Fork, FindingKind::AfterRetire];
    let other: Vec<_> = report.findings.iter().filter(|finding| !known.contains(&finding.kind)).collect();
    assert!(other.is_empty(), "{other:#?}");
    let counts = &world.counts;
    assert!(counts.entries > rounds / 4 && counts.merges > rounds / 4, "{counts:?}");
    assert!(
        forked.len() > rounds / 250 && !named.is_empty() && !(&forked & &retired).is_empty(),
        "{counts:?}: {forked:?}"
    );
}
