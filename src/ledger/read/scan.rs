//! Scans one log line by line: parses each line strictly, checks its hash, and follows the chain.

#![deny(clippy::wildcard_enum_match_arm)]

use std::collections::{BTreeMap, HashMap};

use super::block::{Before, Block};
use crate::ledger::codec::cursor::find_byte;
use crate::ledger::codec::entry::Data;
use crate::ledger::codec::line;
use crate::ledger::codec::line::{Body, LONGEST, Line};
use crate::ledger::finding::{Finding, FindingKind, Remedy};
use crate::ledger::sign::checkpoint;
use crate::ledger::sign::checkpoint::PinnedSignature;
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::time::Instant;

/// A head as a line names it: log, number, hash.
pub(crate) type NamedHeads = (String, u64, Hash);

/// The result of scanning a log, or a block of it, up to its first broken line. Lines and bytes are counted from the
/// beginning of the log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scan {
    /// The file's name without `.jsonl`.
    pub name: String,
    /// What precedes the first line that was scanned.
    pub before: Before,
    /// For each line, the offset after its LF.
    pub ends: Vec<u64>,
    /// For each line, its hash.
    pub hashes: Vec<Hash>,
    /// For each line, its `t`; for a line without one, that of the line before.
    pub ts: Vec<Instant>,
    /// How many lines at the beginning have no `t`.
    pub untimed: usize,
    /// For each line that names heads, from 1: the heads.
    pub seen: Vec<(u64, Vec<NamedHeads>)>,
    /// The plans that lines cite, each with the first line that does.
    pub plans: BTreeMap<Hash, u64>,
    /// The saved plans that lines name, each with the first line that does.
    pub saved: BTreeMap<Hash, u64>,
    /// The logs that it retires: the line that does so, and the last line of that log that counts.
    pub retires: Vec<(u64, NamedHeads)>,
    pub checkpoints: Vec<PinnedSignature>,
    /// The lines with words that this version does not know.
    pub unknown: Vec<u64>,
    pub findings: Vec<Finding>,
    /// Whether the line after the last one here is broken.
    pub broken: bool,
    /// The number of bytes after the last LF, if every line was valid.
    pub torn: u64,
    /// Whether these bytes count as a line all the same: see [`Scope::mend`].
    pub mended: bool,
    /// The operation that the first line names, if it is not the one that was opened.
    pub other_op: Option<String>,
}

impl Scan {
    /// The number of valid lines.
    pub(crate) fn lines(&self) -> u64 {
        self.before.lines + self.ends.len() as u64
    }

    /// The offset after the last LF.
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
        let remedy = Remedy::CompareCopies;
        Finding { kind, log: self.name.clone(), line, byte, message, remedy, witness: None }
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope<'s> {
    /// The operation that was opened.
    pub op: &'s Op,
    /// Whether it is a bundle, in which lines may be withheld.
    pub bundle: bool,
    /// Whether a last line counts if its LF is missing or damaged. Only for the log's own writer, who restores it: a
    /// flipped LF must never cost an acknowledged entry.
    pub mend: bool,
}

impl Scan {
    /// Reserves memory for a log of this many bytes, estimated from its first block. These lists are all that grows
    /// with a ledger, and grown step by step a third of them would be empty.
    pub(crate) fn expect(&mut self, first: &Self, length: u64) {
        let lines = first.lines() * (length + length / 50) / first.end().max(1);
        let Ok(lines) = usize::try_from(lines) else { return };
        self.ends.reserve_exact(lines);
        self.hashes.reserve_exact(lines);
        self.ts.reserve_exact(lines);
    }

    /// Adds the result for the block that follows.
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

    /// Reports a finding on the next line.
    fn find(&mut self, kind: FindingKind, message: String) {
        self.findings.push(self.finding(kind, self.lines() + 1, message));
    }
}

/// Scans a block of a log. Records a torn tail, but not as a finding.
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

/// Takes a last line whose LF is missing or another byte. Returns whether there is one.
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

/// The reason why a line does not follow the ones before it.
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

/// Records what others will need to know about a valid line.
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

/// The findings that only the heads in other logs can reveal: a log that was truncated or rewritten.
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
            // The previous head may be in a branch that its agency has since given up.
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
            remedy: Remedy::CompareCopies,
            witness: Some((self.teller.name.clone(), self.line)),
        })
    }
}

pub(crate) fn has(scan: &Scan, (_, seq, hash): &NamedHeads) -> bool {
    let line = usize::try_from(seq - 1).unwrap_or(usize::MAX);
    scan.hashes.get(line) == Some(hash)
}
