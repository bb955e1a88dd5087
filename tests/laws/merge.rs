//! Ledger test 11: merging is idempotent, commutative and associative, and gives what follows from the set of lines
//! alone; what is read from it is in the order that follows from the lines that count.
//!
//! The lines are drawn as a forest: each step adds one to a log, after its last line or after any other, as a restored
//! backup does. Copies hold some of them, and what a writer that was killed leaves behind.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use takedown::ledger::codec::entry::{Data, Genesis, Hold, Note, Retire};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::{Entry, FIRST, SeenHead};
use takedown::ledger::finding::FindingKind;
use takedown::ledger::merge::{Merged, merge};
use takedown::ledger::read::snapshot::LedgerSnapshot;
use takedown::ledger::store::Store;
use takedown::model::digest::Hash;
use takedown::model::time::Instant;
use takedown::model::word::Word as _;
use takedown::operation::{Operation, Verdict};
use takedown::plan::{self, Plan};

use super::lines::{Files, Lines, files, folder, put};
use crate::stage::now;
use crate::support::TIDELINE;

/// Two machines of one agency among them, so that it can retire a log.
const LOGS: [&str; 4] =
    ["be-prosecutor.1a2b3c4d", "nl-police.90ab12cd", "nl-police.90ab12ce", "ro-police.7f3a9c02"];
/// How many forests are drawn, each merged in 18 ways.
const CASES: u32 = 64;
const MEASURE: &str = "seize:nl-web-1@nl-police";

/// A line more.
#[derive(Debug, Clone)]
struct Step {
    /// The log, by its place in [`LOGS`].
    log: usize,
    /// After which of the log's lines, counted from the newest; nothing stands before the oldest.
    back: usize,
    /// What it says, and of what.
    says: usize,
    /// A line of any log that it has seen; none beyond the end.
    sees: usize,
    /// Its clock, in minutes, up to ten years wrong.
    minute: i64,
}

/// What a copy holds.
#[derive(Debug, Clone)]
struct Copy {
    /// Lines with all before them, by their places among all.
    upto: Vec<usize>,
    /// How many bytes of its last file it lost, or has after its last LF.
    tail: Tail,
}

#[derive(Debug, Clone, Copy)]
enum Tail {
    Whole,
    /// The last LF is not there.
    LacksLf,
    /// So many bytes of another line stand after the last LF.
    Torn(usize),
}

/// Lines in the order in which they were drawn.
struct Forest {
    plan: Arc<Plan>,
    drawn: Vec<Hash>,
    lines: Lines,
    /// Per line its number.
    seqs: BTreeMap<Hash, u64>,
}

fn plan() -> Arc<Plan> {
    Arc::new(plan::read_stored(TIDELINE.as_bytes()).plan.expect("a good plan"))
}

impl Forest {
    fn grown(steps: &[Step]) -> Self {
        let mut forest =
            Self { plan: plan(), drawn: Vec::new(), lines: Lines::default(), seqs: BTreeMap::new() };
        for step in steps {
            forest.grow(step);
        }
        forest
    }

    fn of_log(&self, log: &str) -> Vec<Hash> {
        self.drawn.iter().copied().filter(|hash| self.lines.0[hash].0 == log).collect()
    }

    fn grow(&mut self, step: &Step) {
        let log = LOGS[step.log];
        let own = self.of_log(log);
        let prev = own.iter().rev().nth(step.back).copied().unwrap_or(FIRST);
        let seq = self.seqs.get(&prev).map_or(1, |seq| seq + 1);
        let seen = self.drawn.get(step.sees).filter(|hash| self.lines.0[*hash].0 != log);
        let seen = seen.map(|hash| (self.lines.0[hash].0.clone(), self.seqs[hash], *hash));
        let (agency, instance) = log.split_once('.').expect("a log");
        let number = self.drawn.len();
        let reason = format!("said {number}");
        let about = self.of_log("nl-police.90ab12cd");
        let data = match (step.says, seq) {
            (_, 1) => Data::Genesis(Genesis {
                agency: agency.into(),
                instance: instance.into(),
                program: reason.into(),
            }),
            (0, _) => Data::Hold(Hold {
                measures: vec![MEASURE.into()],
                reason: reason.into(),
                clock_was_set: true,
            }),
            (says @ 1..=9, _) if !about.is_empty() => {
                let hash = about[says % about.len()];
                let log = "nl-police.90ab12cd";
                Data::Retire(Retire {
                    log: log.into(),
                    seq: self.seqs[&hash],
                    hash,
                    reason: reason.into(),
                    clock_was_set: true,
                })
            }
            _ => Data::Note(Note {
                about: vec![],
                at: None,
                sources: vec![],
                text: reason.into(),
                clock_was_set: true,
            }),
        };
        let entry = Entry {
            op: "tideline/exercise",
            log,
            seq,
            id: &format!("01957a2c-0000-7000-8000-{number:012x}"),
            salt: &format!("{number:032x}"),
            recorded_at: now(step.minute),
            by: &format!("{agency}-1"),
            plan: self.plan.hash,
            seen: seen.iter().map(|(log, seq, hash)| SeenHead { log, seq: *seq, hash: *hash }).collect(),
            kind: data.kind().as_str(),
            data: None,
        };
        let (bytes, hash) = line::write(&entry, &data, &prev);
        self.lines.0.insert(hash, (log.to_owned(), prev, bytes));
        self.seqs.insert(hash, seq);
        self.drawn.push(hash);
    }

    /// The lines that a copy holds.
    fn held(&self, copy: &Copy) -> Lines {
        let mut held = Lines::default();
        for place in copy.upto.iter().filter(|_| !self.drawn.is_empty()) {
            for hash in self.lines.chain(self.drawn[place % self.drawn.len()]) {
                held.0.insert(hash, self.lines.0[&hash].clone());
            }
        }
        held
    }

    /// The files of a copy, its tail as it was left.
    fn copied(&self, copy: &Copy) -> Files {
        let mut files = self.held(copy).files();
        if let Some((_, bytes)) = files.iter_mut().next_back() {
            match copy.tail {
                Tail::Whole => {}
                Tail::LacksLf => drop(bytes.pop()),
                Tail::Torn(length) => {
                    let other = self.lines.0.values().next().expect("a line").2.clone();
                    bytes.extend(other.iter().take(length.min(other.len() - 2)));
                }
            }
        }
        files
    }

    fn folder(&self, files: &Files) -> tempfile::TempDir {
        let folder = folder();
        put(folder.path(), files, &self.plan.stored);
        folder
    }

    fn store(&self, dir: &Path) -> Store {
        Store::open(dir, &self.plan.op())
    }

    fn merge(&self, into: &Path, copies: &[&Path]) -> Merged {
        let copies: Vec<PathBuf> = copies.iter().map(|copy| copy.to_path_buf()).collect();
        merge(&self.store(into), &copies, Duration::from_secs(5), "a test\n", true).expect("merged")
    }
}

fn step() -> impl Strategy<Value = Step> {
    let back = prop_oneof![6 => Just(0_usize), 1 => 0..8_usize];
    let says = prop_oneof![6 => Just(99_usize), 1 => 0..10_usize];
    let sees = prop_oneof![1 => Just(999_usize), 2 => 0..24_usize];
    let minute = prop_oneof![4 => -60..60_i64, 1 => -5_256_000..5_256_000_i64];
    (0..LOGS.len(), back, says, sees, minute).prop_map(|(log, back, says, sees, minute)| Step {
        log,
        back,
        says,
        sees,
        minute,
    })
}

fn copy() -> impl Strategy<Value = Copy> {
    let tail = prop_oneof![4 => Just(Tail::Whole), 1 => Just(Tail::LacksLf), 1 => (1..400_usize).prop_map(Tail::Torn)];
    (prop::collection::vec(0..64_usize, 0..7), tail).prop_map(|(upto, tail)| Copy { upto, tail })
}

/// The bytes that three copies come to, merged in each of many ways.
fn every_way(forest: &Forest, copies: &[Files; 3]) -> Vec<tempfile::TempDir> {
    let fresh = || copies.each_ref().map(|files| forest.folder(files));
    let mut ways = Vec::new();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let [into, two, three] = order;
        // At once, one after the other, and the other two before.
        let mut at_once = fresh();
        forest.merge(at_once[into].path(), &[at_once[two].path(), at_once[three].path()]);
        let mut in_turn = fresh();
        forest.merge(in_turn[into].path(), &[in_turn[two].path()]);
        forest.merge(in_turn[into].path(), &[in_turn[three].path()]);
        let mut first = fresh();
        forest.merge(first[two].path(), &[first[three].path()]);
        forest.merge(first[into].path(), &[first[two].path()]);
        for folders in [&mut at_once, &mut in_turn, &mut first] {
            ways.push(std::mem::replace(&mut folders[into], folder()));
        }
    }
    ways
}

/// What is read from a ledger, by hashes: its order, verdicts, and where measures stand.
fn told(forest: &Forest, dir: &Path) -> (Vec<Hash>, BTreeMap<Hash, Verdict>, String) {
    let reading = forest.store(dir).read().expect("it reads");
    let operation = Operation::fold(&forest.plan, &reading);
    let (mut order, mut verdicts) = (Vec::new(), BTreeMap::new());
    reading.walk(|placed| {
        order.push(placed.line.hash);
        verdicts.insert(placed.line.hash, operation.verdict(placed.pos));
    });
    let standings = operation.standings(now(600));
    (order, verdicts, format!("{standings:?}"))
}

/// What the assertions rest on.
#[derive(Debug, Default)]
struct Counts {
    forked: usize,
    retired: usize,
    ordered: usize,
}

/// Holds three copies against the oracle, and counts their logs that are forked and retired.
fn lawful(forest: &Forest, copies: &[Copy; 3], counts: &mut Counts) {
    let begun = copies.each_ref().map(|copy| forest.copied(copy));
    let all = copies.iter().fold(Lines::default(), |all, copy| all.with(&forest.held(copy)));
    let wanted = all.files();
    let ways = every_way(forest, &begun);
    let mut first = None;
    for way in &ways {
        assert_eq!(files(way.path()), wanted);
        let told = told(forest, way.path());
        assert_eq!(*first.get_or_insert_with(|| told.clone()), told);
        // Again, with all of them and with itself.
        let again = begun.each_ref().map(|files| forest.folder(files));
        let mut sources: Vec<&Path> = again.iter().map(tempfile::TempDir::path).collect();
        sources.push(way.path());
        let merged = forest.merge(way.path(), &sources);
        assert!(merged.logs.is_empty() && merged.plans == 0, "{merged:?}");
        assert_eq!(files(way.path()), wanted);
    }
    let reading = forest.store(ways[0].path()).read().expect("it reads");
    let forked: BTreeSet<&str> =
        all.leaves().iter().filter(|(_, leaves)| leaves.len() > 1).map(|(log, _)| *log).collect();
    let named = reading.findings().iter().filter(|finding| finding.kind == FindingKind::Fork);
    let named: BTreeSet<&str> = named.map(|finding| finding.log.as_str()).collect();
    let retired: BTreeSet<&str> = LOGS.into_iter().filter(|log| reading.is_retired(log)).collect();
    assert_eq!(named, &forked - &retired);
    if let (Some(wanted), Some((order, ..))) = (in_order(&all, &reading), first) {
        assert_eq!(order, wanted);
        counts.ordered += 1;
    }
    counts.forked += forked.len();
    counts.retired += retired.len();
}

/// The order of the lines that count, worked out from the set of lines: `eff` and `lam` by their definition. None where a
/// line waits for itself: a head of a branch that no copy has stands for the line of that number in another one.
fn in_order(all: &Lines, reading: &LedgerSnapshot) -> Option<Vec<Hash>> {
    let leaves = all.leaves();
    // Of each log the chain that counts: what its branches share, or what its agency stands by.
    let counted: BTreeMap<&str, &[Hash]> = leaves
        .iter()
        .map(|(log, leaves)| {
            let known = reading.logs().iter().find(|known| known.name.as_str() == *log);
            let head = known.and_then(|known| known.head.as_ref());
            let length = usize::try_from(head.map_or(0, |head| head.seq)).expect("small");
            let with =
                leaves.iter().find(|chain| head.is_none_or(|head| chain.get(length - 1) == Some(&head.hash)));
            if !reading.is_retired(log) {
                // How far a forked log counts is what its leaves share, however many they are.
                let shared = (0..leaves[0].len())
                    .take_while(|at| leaves.iter().all(|leaf| leaf.get(*at) == Some(&leaves[0][*at])));
                assert_eq!(length, shared.count(), "{log}");
            }
            (*log, &with.expect("the line that counts")[..length])
        })
        .collect();
    let mut marks: BTreeMap<Hash, (Instant, u64)> = BTreeMap::new();
    let mut left: Vec<Hash> = counted.values().flat_map(|chain| chain.iter().copied()).collect();
    let total = left.len();
    while !left.is_empty() {
        let before = left.len();
        left.retain(|hash| {
            let (log, prev, bytes) = &all.0[hash];
            let line = line::read(&bytes[..bytes.len() - 1]).expect("a line");
            let entry = line.entry().expect("an entry");
            let mut heads: Vec<Hash> = (*prev != FIRST).then_some(*prev).into_iter().collect();
            for head in &entry.seen {
                // A head reaches as far as its log counts; in another branch as far as the branches are the same.
                let Some(chain) = counted.get(head.log).filter(|_| head.log != log) else { continue };
                let place = usize::try_from(head.seq).expect("small");
                let same = match chain.get(place - 1) {
                    Some(known) if *known == head.hash => place,
                    _ if reading.is_retired(head.log) => {
                        let has = |leaf: &&Vec<Hash>| leaf.get(place - 1) == Some(&head.hash);
                        let shared = |leaf: &Vec<Hash>| {
                            leaf.iter().zip(&leaves[head.log][0]).take_while(|(one, two)| one == two).count()
                        };
                        let all_share = leaves[head.log].iter().map(shared).min().unwrap_or(0);
                        // Where the branch that counts has that line too, but beyond what counts of it.
                        let beyond = leaves[head.log]
                            .iter()
                            .find(has)
                            .is_some_and(|leaf| leaf.starts_with(chain) && place > chain.len());
                        if beyond { chain.len() } else { place.min(all_share).min(chain.len()) }
                    }
                    _ => place.min(chain.len()),
                };
                heads.extend(same.checked_sub(1).map(|last| chain[last]));
            }
            let known: Option<Vec<_>> = heads.iter().map(|head| marks.get(head).copied()).collect();
            let Some(known) = known else { return true };
            let eff =
                known.iter().map(|(eff, _)| *eff).max().unwrap_or(entry.recorded_at).max(entry.recorded_at);
            let lam = known.iter().map(|(_, lam)| *lam).max().unwrap_or(0) + 1;
            marks.insert(*hash, (eff, lam));
            false
        });
        if left.len() == before {
            return None;
        }
    }
    let mut sorted: Vec<_> = counted
        .iter()
        .flat_map(|(log, chain)| chain.iter().enumerate().map(move |(at, hash)| (*log, at, *hash)))
        .map(|(log, at, hash)| (marks[&hash], log, at, hash))
        .collect();
    sorted.sort();
    assert_eq!(sorted.len(), total);
    Some(sorted.into_iter().map(|(.., hash)| hash).collect())
}

#[test]
fn copies_merge_to_what_follows_from_their_lines_alone() {
    let counts = RefCell::new(Counts::default());
    let drawn = (prop::collection::vec(step(), 1..32), [copy(), copy(), copy()]);
    let config = ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() };
    let held = TestRunner::new(config).run(&drawn, |(steps, copies)| {
        lawful(&Forest::grown(&steps), &copies, &mut counts.borrow_mut());
        Ok(())
    });
    assert!(held.is_ok(), "{}", held.expect_err("it failed"));
    // What was drawn has to be able to show a difference.
    let (counts, cases) = (counts.into_inner(), usize::try_from(CASES).expect("few"));
    assert!(counts.forked > cases / 2 && counts.retired > cases / 16, "{counts:?}");
    assert!(counts.ordered > cases * 7 / 8, "{counts:?}");
}

/// A trunk of so many lines, and a branch of two that begins after line `at` of it.
fn forked_after(at: usize, trunk: usize) -> Forest {
    let line = |back: usize| Step { log: 1, back, says: 99, sees: 999, minute: 0 };
    let mut steps: Vec<Step> = (0..trunk).map(|_| line(0)).collect();
    steps.extend([line(trunk - at), line(0)]);
    Forest::grown(&steps)
}

#[test]
fn a_fork_at_each_line_and_a_backup_that_is_written_on_are_kept_whole() {
    let trunk = 6;
    let whole = |upto: Vec<usize>| Copy { upto, tail: Tail::Whole };
    for at in 0..trunk {
        let forest = forked_after(at, trunk);
        // The trunk, its backup from before the fork, and the machine that went on from it, in every state.
        for (one, two) in [(trunk - 1, trunk + 1), (trunk - 1, trunk), (at, trunk + 1)] {
            for tail in [Tail::Whole, Tail::LacksLf, Tail::Torn(1), Tail::Torn(300)] {
                let mut counts = Counts::default();
                let copies =
                    [Copy { upto: vec![one], tail }, whole(vec![two]), whole(vec![at.saturating_sub(1)])];
                lawful(&forest, &copies, &mut counts);
                assert_eq!((counts.forked, counts.ordered), (1, 1), "after {at}: {one} and {two}");
            }
        }
        // A copy that has both branches already, and one that has a part of one.
        let mut counts = Counts::default();
        lawful(
            &forest,
            &[whole(vec![trunk - 1, trunk + 1]), whole(vec![trunk]), whole(vec![0])],
            &mut counts,
        );
        assert_eq!(counts.forked, 1);
    }
    // Its neighbour: one that went on from a backup which had everything.
    let mut counts = Counts::default();
    lawful(&forked_after(trunk, trunk), &[0, 3, trunk + 1].map(|upto| whole(vec![upto])), &mut counts);
    assert_eq!((counts.forked, counts.ordered), (0, 1));
}

/// What somebody had seen of a branch that its agency has given up orders as far as the branches are the same.
#[test]
fn a_head_in_a_branch_that_is_given_up_reaches_as_far_as_the_branches_share() {
    let line = |log: usize, back: usize, sees: usize, minute: i64| Step { log, back, says: 99, sees, minute };
    let mut steps: Vec<Step> = (0..5).map(|minute| line(1, 0, 999, minute)).collect();
    // Another branch after the third line, much later; of the first one somebody saw the end.
    steps.extend([line(1, 2, 999, 500), line(1, 0, 999, 501), line(0, 0, 4, 6), line(3, 0, 999, 100)]);
    let kept = 6;
    steps.extend([line(2, 0, 999, 7), Step { says: kept, ..line(2, 0, 999, 8) }]);
    let forest = Forest::grown(&steps);
    let copies = [vec![4, 7], vec![6, 8], vec![10]].map(|upto| Copy { upto, tail: Tail::Whole });
    let mut counts = Counts::default();
    lawful(&forest, &copies, &mut counts);
    assert_eq!((counts.forked, counts.retired, counts.ordered), (1, 1, 1));
}

/// The control: a merge that takes of each log the longer copy, as if nobody ever restored a backup.
#[test]
fn a_merge_that_takes_the_longer_copy_is_found_out() {
    let longer = |copies: &[&Files]| {
        let mut all = Files::new();
        for (name, bytes) in copies.iter().copied().flatten() {
            let held = all.entry(name.clone()).or_default();
            if bytes.len() > held.len() {
                held.clone_from(bytes);
            }
        }
        all
    };
    let mut wrong = 0;
    for at in 0..6 {
        let forest = forked_after(at, 6);
        let of = |upto: usize| Copy { upto: vec![upto], tail: Tail::Whole };
        let (one, two) = (of(5), of(7));
        let wanted = forest.held(&one).with(&forest.held(&two)).files();
        let copied = [forest.copied(&one), forest.copied(&two)];
        let ways = [longer(&[&copied[0], &copied[1]]), longer(&[&copied[1], &copied[0]])];
        wrong += usize::from(ways.iter().any(|way| *way != wanted));
    }
    assert_eq!(wrong, 6, "each fork loses a branch");
}
