//! One log's bytes, line by line: every line read strictly, its hash checked and its chain followed.

#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, HashMap};

use super::block::{Before, Block};
use crate::ledger::codec::cursor::find_byte;
use crate::ledger::codec::entry::Data;
use crate::ledger::codec::line;
use crate::ledger::codec::line::{Body, LONGEST, Line};
use crate::ledger::finding::{Finding, FindingKind};
use crate::ledger::sign::checkpoint;
use crate::ledger::sign::checkpoint::PinnedSignature;
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::time::Instant;

/// What to do about any finding: nothing is repaired silently.
pub(crate) const COMPARE: &str = "nothing is repaired: compare it with another copy of this ledger";

/// A head as a line names it: log, number, hash.
pub(crate) type NamedHeads = (String, u64, Hash);

/// What a scan of one log, or of a block of it, found, up to its first broken line. Lines and bytes are counted from the
/// beginning of the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scan {
    /// The file's name without `.jsonl`.
    pub name: String,
    /// What stands before the first line scanned.
    pub before: Before,
    /// Per line the byte after its LF.
    pub ends: Vec<u64>,
    /// Per line its hash.
    pub hashes: Vec<Hash>,
    /// Per line its `t`; of a line that does not say so, that of the line before.
    pub ts: Vec<Instant>,
    /// How many of the first lines do not say their `t`.
    pub untimed: usize,
    /// Per line that names heads, from 1: the heads.
    pub seen: Vec<(u64, Vec<NamedHeads>)>,
    /// The plans cited, with the first line that does.
    pub plans: BTreeMap<Hash, u64>,
    /// The saved plans named, with the first line that does.
    pub saved: BTreeMap<Hash, u64>,
    /// Logs that it retires, by their last line that counts: the line that says so, and what it says.
    pub retires: Vec<(u64, NamedHeads)>,
    /// Its checkpoints.
    pub checkpoints: Vec<PinnedSignature>,
    /// Lines with words that this version does not know.
    pub unknown: Vec<u64>,
    /// What is wrong.
    pub findings: Vec<Finding>,
    /// Whether the line after the last one here is broken.
    pub broken: bool,
    /// The bytes after the last LF, if every line was good.
    pub torn: u64,
    /// Whether these are a line that counts all the same: see [`Scope::mend`].
    pub mended: bool,
    /// The operation that the first line names, where it is another than the one in hand.
    pub other_op: Option<String>,
}

impl Scan {
    /// The number of lines that stand.
    pub(crate) fn lines(&self) -> u64 {
        self.before.lines + self.ends.len() as u64
    }

    /// The byte after the last LF.
    pub(crate) fn end(&self) -> u64 {
        self.ends.last().copied().unwrap_or(self.before.bytes)
    }

    /// The log's name without the mark of a branch.
    pub(crate) fn log(&self) -> &str {
        self.name.split_once('~').map_or(&self.name, |(log, _)| log)
    }

    pub(crate) fn finding(&self, kind: FindingKind, line: u64, message: String) -> Finding {
        let before = line.checked_sub(self.before.lines + 2).and_then(|line| usize::try_from(line).ok());
        let byte = match before {
            Some(before) => self.ends.get(before).copied().unwrap_or(self.end()),
            None => self.before.bytes,
        };
        let hint = Some(COMPARE.to_owned());
        Finding { kind, log: self.name.clone(), line, byte, message, hint, witness: None }
    }
}

/// How a log is scanned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'s> {
    /// The operation in hand.
    pub op: &'s Op,
    /// Whether it is a bundle's, in which lines may be withheld.
    pub bundle: bool,
    /// Whether a last line counts that has lost its LF, or whose LF is damaged: for the log's own writer, who gives it
    /// back. A flipped LF must never cost an acknowledged entry.
    pub mend: bool,
}

impl Scan {
    /// Makes room for a log of that many bytes which begins so. These lists are all that grows with a ledger, and a third
    /// of them would stand empty if they grew by themselves.
    pub(crate) fn expect(&mut self, first: &Self, length: u64) {
        let lines = first.lines() * (length + length / 50) / first.end().max(1);
        let Ok(lines) = usize::try_from(lines) else { return };
        self.ends.reserve_exact(lines);
        self.hashes.reserve_exact(lines);
        self.ts.reserve_exact(lines);
    }

    /// Adds what was found in the block that follows.
    pub(crate) fn append(&mut self, mut next: Self) {
        if let Some(last) = self.ts.last() {
            next.ts[..next.untimed].fill(*last);
        }
        if self.untimed == self.ts.len() {
            self.untimed += next.untimed;
        }
        self.ends.append(&mut next.ends);
        self.hashes.append(&mut next.hashes);
        self.ts.append(&mut next.ts);
        self.seen.append(&mut next.seen);
        for (plan, line) in next.plans {
            self.plans.entry(plan).or_insert(line);
        }
        for (saved, line) in next.saved {
            self.saved.entry(saved).or_insert(line);
        }
        self.retires.append(&mut next.retires);
        self.checkpoints.append(&mut next.checkpoints);
        self.unknown.append(&mut next.unknown);
        self.findings.append(&mut next.findings);
        self.broken |= next.broken;
        self.torn = next.torn;
        self.mended = next.mended;
        self.other_op = self.other_op.take().or(next.other_op);
    }

    /// Notes what is wrong with the next line.
    fn find(&mut self, kind: FindingKind, message: String) {
        self.findings.push(self.finding(kind, self.lines() + 1, message));
    }
}

/// Scans a block of a log. A torn tail is noted, and is no finding here.
pub(crate) fn scan(name: &str, scope: Scope<'_>, block: &Block) -> Scan {
    let mut scan = Scan {
        name: name.to_owned(),
        before: block.before,
        ends: Vec::with_capacity(block.lines),
        hashes: Vec::with_capacity(block.lines),
        ts: Vec::with_capacity(block.lines),
        ..Scan::default()
    };
    let op = scope.op.to_string();
    let mut prev = block.prev;
    let mut rest = block.bytes.as_slice();
    while !rest.is_empty() {
        let (raw, after) = rest.split_at(find_byte(rest, |b| b == b'\n'));
        if after.is_empty() && raw.len() <= LONGEST {
            scan.torn = raw.len() as u64;
            scan.mended = scope.mend && lacks_its_end(&mut scan, &op, &prev, raw);
            return scan;
        }
        let place = scan.lines() + 1;
        let line = match line::read(raw) {
            Ok(line) => line,
            Err(fault) => {
                scan.broken = true;
                scan.find(FindingKind::Damaged, format!("the line is no valid entry: {fault}"));
                return scan;
            }
        };
        if let Some((kind, message)) = follows(&scan, &op, &prev, place, &line) {
            if kind == FindingKind::Op && place == 1 {
                scan.other_op = line.entry().map(|entry| entry.op.to_owned());
            }
            scan.broken = true;
            scan.find(kind, message);
            return scan;
        }
        if line.body == Body::Withheld && !scope.bundle {
            scan.find(FindingKind::Withheld, "a line is withheld, and this is no bundle".to_owned());
        }
        prev = line.hash;
        note(&mut scan, place, raw.len() as u64 + 1, &line);
        rest = after.get(1..).unwrap_or_default();
    }
    scan
}

/// Takes in a last line that is whole but for its LF, which is missing or another byte. Whether it is one.
fn lacks_its_end(scan: &mut Scan, op: &str, prev: &Hash, tail: &[u8]) -> bool {
    let without_last = tail.split_last().map_or(tail, |(_, rest)| rest);
    let place = scan.lines() + 1;
    for raw in [tail, without_last] {
        let Ok(line) = line::read(raw) else { continue };
        if follows(scan, op, prev, place, &line).is_none() {
            note(scan, place, raw.len() as u64 + 1, &line);
            return true;
        }
    }
    false
}

/// What keeps a line from following the ones before it.
fn follows(scan: &Scan, op: &str, prev: &Hash, place: u64, line: &Line<'_>) -> Option<(FindingKind, String)> {
    if line.prev != *prev {
        return Some((FindingKind::Prev, "it does not follow the line before it".to_owned()));
    }
    let entry = line.entry()?;
    if entry.op != op {
        return Some((FindingKind::Op, format!("it belongs to {}, not to {op}", entry.op)));
    }
    if entry.log != scan.log() {
        return Some((FindingKind::Log, format!("it belongs to the log {}", entry.log)));
    }
    if entry.seq != place {
        return Some((FindingKind::Seq, format!("it says it is entry {}", entry.seq)));
    }
    let genesis = match &entry.data {
        Some(Data::Genesis(genesis)) => {
            place == 1 && entry.log == format!("{}.{}", genesis.agency, genesis.instance)
        }
        Some(_) | None => place != 1,
    };
    (!genesis).then(|| {
        (FindingKind::Genesis, "a log begins with one genesis of its own, and has no other".to_owned())
    })
}

/// Keeps what others will ask about a line that stands.
fn note(scan: &mut Scan, place: u64, length: u64, line: &Line<'_>) {
    scan.ends.push(scan.end() + length);
    scan.hashes.push(line.hash);
    if line.is_unknown() {
        scan.unknown.push(place);
    }
    let Some(entry) = line.entry() else {
        scan.untimed += usize::from(scan.untimed == scan.ts.len());
        scan.ts.push(scan.ts.last().copied().unwrap_or(Instant::from_millis(0)));
        return;
    };
    scan.ts.push(entry.recorded_at);
    scan.plans.entry(entry.plan).or_insert(place);
    if let Some(saved) = entry.data.as_ref().and_then(Data::saved) {
        scan.saved.entry(saved).or_insert(place);
    }
    match &entry.data {
        Some(Data::Retire(retire)) => {
            scan.retires.push((place, (retire.log.to_string(), retire.seq, retire.hash)));
        }
        Some(Data::Checkpoint(signed)) => {
            let text = checkpoint::text_of(entry.log, place - 1, &line.prev, entry.recorded_at);
            let signature = signed.signature.to_string();
            let next = scan.end();
            scan.checkpoints.push(PinnedSignature {
                line: place,
                byte: next - length,
                next,
                recorded_at: entry.recorded_at,
                text,
                signature,
            });
        }
        Some(_) | None => {}
    }
    if !entry.seen.is_empty() {
        let heads = entry.seen.iter().map(|head| (head.log.to_owned(), head.seq, head.hash));
        scan.seen.push((place, heads.collect()));
    }
}

/// The findings that one log's heads of the others make: truncation and history written anew show here alone.
pub(crate) fn witness(scans: &[&Scan]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut by_log: HashMap<&str, Vec<&Scan>> = HashMap::new();
    for scan in scans {
        by_log.entry(scan.log()).or_default().push(scan);
    }
    for teller in scans {
        let mut last: HashMap<&str, &NamedHeads> = HashMap::new();
        for (line, heads) in &teller.seen {
            for head in heads {
                let before = last.insert(&head.0, head);
                findings.extend(WitnessCheck { teller, line: *line, head, before }.finding(&by_log));
            }
        }
    }
    findings
}

struct WitnessCheck<'a> {
    teller: &'a Scan,
    line: u64,
    head: &'a NamedHeads,
    before: Option<&'a NamedHeads>,
}

impl WitnessCheck<'_> {
    fn finding(&self, by_log: &HashMap<&str, Vec<&Scan>>) -> Option<Finding> {
        let own = |kind, message: String| Some(self.teller.finding(kind, self.line, message));
        let (log, seq, _) = self.head;
        if log == self.teller.log() {
            return own(FindingKind::SeenOwn, "it names a head of its own log".to_owned());
        }
        let branches: &[&Scan] = by_log.get(log.as_str()).map_or(&[], Vec::as_slice);
        let mut with_it = branches.iter().filter(|scan| has(scan, self.head));
        if self.before.is_some_and(|before| {
            // The head before may lie in a branch that its agency no longer stands by.
            *seq <= before.1 && (branches.len() < 2 || with_it.clone().any(|scan| has(scan, before)))
        }) {
            return own(FindingKind::SeenNotMoved, format!("it names {log}:{seq} again, or an older head"));
        }
        let (kind, message) = match branches.first() {
            None => (FindingKind::SeenMissingLog, "the log is gone, though another had seen it"),
            Some(_) if branches.iter().all(|scan| (scan.hashes.len() as u64) < *seq) => {
                (FindingKind::SeenTruncated, "the line is gone, though another log had seen it")
            }
            Some(_) if with_it.next().is_some() => return None,
            Some(_) => (FindingKind::SeenMismatch, "another log had seen another line there"),
        };
        Some(Finding {
            kind,
            log: log.clone(),
            line: *seq,
            byte: 0,
            message: message.to_owned(),
            hint: Some(COMPARE.to_owned()),
            witness: Some((self.teller.name.clone(), self.line)),
        })
    }
}

/// Whether a log has that line.
pub(crate) fn has(scan: &Scan, (_, seq, hash): &NamedHeads) -> bool {
    let line = usize::try_from(seq - 1).unwrap_or(usize::MAX);
    scan.hashes.get(line) == Some(hash)
}
