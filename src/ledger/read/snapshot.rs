//! A snapshot of a ledger: its logs, in the derived order.

pub(crate) mod grown;
mod heads;

use crate::ledger::error::FindError;
use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::causal_past::{CausalPast, EntryPos};
use super::fork::{CountedLines, branches};
use super::gather::{LogSource, ScannedLog, gather};
use super::order;
use super::order::{EntryTimes, InBetween, Walk};
use super::scan::{Scan, Scope, witness};
use crate::ledger::codec::line;
use crate::ledger::codec::line::Line;
use crate::ledger::error::ReadError;
use crate::ledger::finding::Finding;
use crate::ledger::log::{Head, LogName};
use crate::ledger::read::files::{FileState, Files, StoredPlans};
use crate::ledger::sign::checkpoint::PinnedSignature;
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::time::Instant;
use heads::KnownHeads;

/// An entry, its position, and what its writer knew.
#[derive(Debug, Clone)]
pub struct PlacedEntry<'w, 'r> {
    /// The position in the ledger.
    pub pos: EntryPos,
    /// The entries that its log had written or seen before it, without the entry itself.
    pub past: &'w CausalPast,
    pub line: Line<'r>,
    /// Whether its `t` is before that of the previous line or of an entry it had seen.
    pub skewed: bool,
}

#[derive(Debug, Clone)]
pub struct Log {
    pub name: LogName,
    /// The number of valid entries.
    pub entries: u64,
    /// `None` if there are no entries.
    pub head: Option<Head>,
}

/// Hashes a digest by its own first bytes: a second hash would make them neither more even nor harder to choose.
#[derive(Debug, Default)]
struct DigestPrefixHasher(u64);

impl Hasher for DigestPrefixHasher {
    fn write(&mut self, bytes: &[u8]) {
        // The length of a digest is written before its bytes, which replace it.
        self.0 = bytes.first_chunk().map_or(self.0, |first| u64::from_le_bytes(*first));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A ledger as it was read: the valid part, and findings about the rest.
#[derive(Debug, Clone)]
pub struct LedgerSnapshot {
    dir: PathBuf,
    op: Op,
    texts: Vec<Arc<ScannedLog>>,
    counts: Vec<CountedLines>,
    logs: Vec<Log>,
    times: Vec<EntryTimes>,
    /// For each log, how far it has named the heads of others.
    named: Vec<HashMap<usize, u64>>,
    findings: Vec<Finding>,
    warnings: Vec<String>,
    /// The files in `logs/`, and the state of each when it was read.
    files: Files,
    states: Vec<FileState>,
    stored: Arc<StoredPlans>,
    places: Arc<OnceLock<HashMap<Hash, EntryPos, BuildHasherDefault<DigestPrefixHasher>>>>,
    /// Every entry by its hash, sorted. Made when an entry is first looked up by a prefix.
    sorted: Arc<OnceLock<Vec<(Hash, EntryPos)>>>,
}

/// What has been added to a ledger since a snapshot.
#[derive(Debug)]
pub enum Since {
    Same,
    /// Only lines at the ends of logs.
    Grown(LedgerSnapshot),
    /// Something else, so the ledger was read again.
    Other(LedgerSnapshot),
}

impl Since {
    /// The known snapshot, or the new one.
    pub fn of(self, known: &LedgerSnapshot) -> Cow<'_, LedgerSnapshot> {
        match self {
            Self::Same => Cow::Borrowed(known),
            Self::Grown(new) | Self::Other(new) => Cow::Owned(new),
        }
    }
}

impl LedgerSnapshot {
    /// Reads a ledger's folder; a missing folder is an empty ledger. `own` is the log of a writer that holds the lock:
    /// its last line counts even without its LF.
    pub(crate) fn of(dir: &Path, op: &Op, own: Option<&str>) -> Result<Self, ReadError> {
        let (files, states) = crate::ledger::read::files::at_one_moment(dir)?;
        let source = |((name, path), state): (&(String, PathBuf), &FileState)| {
            let scope = Scope { op, bundle: false, mend: own == Some(name) };
            LogSource { name: name.clone(), path: path.clone(), length: state.length, scope }
        };
        let sources: Vec<LogSource<'_>> = files.logs.iter().zip(&states).map(source).collect();
        let texts = gather(&sources, 0, true, &|_| {})?;
        if let Some(found) = texts.iter().find_map(|text| text.scan.other_op.clone()) {
            return Err(ReadError::OtherOperation { dir: dir.to_owned(), found, wanted: op.to_string() });
        }
        let scans: Vec<&Scan> = texts.iter().map(|text| &text.scan).collect();
        let branches = branches(&scans);
        let mut findings = branches.findings;
        findings.extend(scans.iter().flat_map(|scan| scan.findings.clone()));
        findings.extend(witness(&scans));
        let mut warnings: Vec<String> =
            files.ignored.iter().map(|name| format!("logs/{name} is no log and was left out")).collect();
        for scan in scans.iter().filter(|scan| scan.torn > 0 && !scan.mended) {
            warnings.push(format!("{}: {} bytes after the last line were left out", scan.name, scan.torn));
        }
        let stored = crate::ledger::read::files::plans(dir, &StoredPlans::new())?;
        // For each log the branch that counts, by the log's name.
        let mut counts: Vec<CountedLines> = branches.logs.into_values().collect();
        let mut taken: Vec<Option<ScannedLog>> = texts.into_iter().map(Some).collect();
        counts.retain(|counts| taken[counts.scan].as_ref().is_some_and(|text| !text.blocks.is_empty()));
        let texts: Vec<Arc<ScannedLog>> =
            counts.iter().filter_map(|counts| taken[counts.scan].take().map(Arc::new)).collect();
        if texts.len() > 50 {
            warnings
                .push(format!("{} logs: reading costs grow with the square of their number", texts.len()));
        }
        let lens: Vec<u64> = counts.iter().map(|counts| counts.lines).collect();
        let read = Self {
            dir: dir.to_owned(),
            op: op.clone(),
            texts,
            counts,
            logs: Vec::new(),
            times: Vec::new(),
            named: Vec::new(),
            findings,
            warnings,
            files,
            states,
            stored: Arc::new(stored),
            places: Arc::default(),
            sorted: Arc::default(),
        };
        Ok(read.limited(&lens))
    }

    /// The same snapshot with only this many lines of each log.
    fn limited(mut self, lens: &[u64]) -> Self {
        self.logs = self.texts.iter().zip(lens).filter_map(|(text, len)| log(text, *len)).collect();
        let known = KnownHeads::new(&self.texts, &self.counts, &self.logs);
        self.times = self.texts.iter().zip(lens).map(|(text, len)| known.times(&text.scan, *len)).collect();
        self.named = self.times.iter().map(|times| furthest(HashMap::new(), &times.seen)).collect();
        self.places = Arc::default();
        self.sorted = Arc::default();
        self
    }

    /// The operation that the ledger belongs to.
    pub fn op(&self) -> &Op {
        &self.op
    }

    /// The logs, by the bytes of their names.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// The findings on the ledger's bytes.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Oddities that do no harm, as texts for people.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The number of valid entries.
    pub fn entries(&self) -> u64 {
        self.logs.iter().map(|log| log.entries).sum()
    }

    /// Whether any entry contains a word that this version does not know.
    pub fn has_unknown(&self) -> bool {
        self.texts.iter().any(|text| !text.scan.unknown.is_empty())
    }

    /// Passes every valid entry to `each` in the derived order.
    pub fn walk<'r>(&'r self, each: impl FnMut(PlacedEntry<'_, 'r>)) {
        // A walk that has just begun cannot be out of order.
        let _ = self.walk_on(&mut self.walk_begin(), each);
    }

    pub(crate) fn walk_begin(&self) -> Walk {
        Walk::begin(self.logs.len())
    }

    /// Passes on the valid entries that a walk has not passed on yet, if they come after those that it has.
    pub(crate) fn walk_on<'r>(
        &'r self,
        walk: &mut Walk,
        mut each: impl FnMut(PlacedEntry<'_, 'r>),
    ) -> Result<(), InBetween> {
        walk.extend(&self.times, |ordered| {
            // Every line was parsed when the ledger was read, so parsing it again cannot fail.
            if let Some(line) = self.entry(ordered.pos) {
                each(PlacedEntry { pos: ordered.pos, past: &ordered.past, line, skewed: ordered.skewed });
            }
        })
    }

    /// The past of a writer that has read the whole snapshot.
    pub fn everything(&self) -> CausalPast {
        let all: Vec<u64> = self.logs.iter().map(|log| log.entries).collect();
        CausalPast::new(all.into(), EntryPos { log: usize::MAX, seq: 0 })
    }

    /// Reads the stored plan or saved plan with this digest from its file.
    pub fn stored(&self, hash: &Hash) -> Option<Vec<u8>> {
        crate::ledger::read::files::stored(&self.stored, hash)
    }

    pub(crate) fn has_stored(&self, hash: &Hash) -> bool {
        self.stored.contains_key(hash)
    }

    /// The ledger as of a time: each log is cut before its first later `t`, and before any entry that had seen one that
    /// is cut.
    #[must_use]
    pub fn cut(&self, as_of: Instant) -> Self {
        let lens = order::cut(&self.times, as_of);
        self.clone().limited(&lens)
    }

    /// The entry that a reference names: a hash, 8 or more hex digits of it, or LOG:SEQ.
    pub fn find(&self, reference: &str) -> Result<EntryPos, FindError> {
        if let Some((name, seq)) = reference.rsplit_once(':') {
            let log = self.logs.iter().position(|log| log.name.as_str() == name);
            let pos = log.zip(seq.parse().ok()).map(|(log, seq)| EntryPos { log, seq });
            let found = pos.filter(|pos| pos.seq >= 1 && pos.seq <= self.logs[pos.log].entries);
            return found.ok_or_else(|| FindError::None(reference.to_owned()));
        }
        let hex = reference.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if !hex || !(8..=64).contains(&reference.len()) {
            return Err(FindError::NotAReference(reference.to_owned()));
        }
        let sorted = self.sorted.get_or_init(|| {
            let mut sorted: Vec<(Hash, EntryPos)> = self.hashes().map(|(pos, hash)| (hash, pos)).collect();
            sorted.sort_unstable();
            sorted
        });
        // Hashes are sorted by their digits, so those with a common prefix follow each other.
        let least = Hash::parse(format!("{reference:0<64}").as_bytes());
        let from = sorted.partition_point(|(hash, _)| Some(*hash) < least);
        let begins = |(hash, _): &&(Hash, EntryPos)| hash.to_string().starts_with(reference);
        let mut found = sorted[from..].iter().take_while(begins);
        match (found.next(), found.count()) {
            (None, _) => Err(FindError::None(reference.to_owned())),
            (Some((_, pos)), 0) => Ok(*pos),
            (Some(_), more) => Err(FindError::Several { reference: reference.to_owned(), count: more + 1 }),
        }
    }

    fn hashes(&self) -> impl Iterator<Item = (EntryPos, Hash)> + '_ {
        self.texts.iter().zip(&self.logs).enumerate().flat_map(|(place, (text, log))| {
            let hashes = text.scan.hashes.iter().zip(1..=log.entries);
            hashes.map(move |(hash, seq)| (EntryPos { log: place, seq }, *hash))
        })
    }

    /// The position of the entry with this hash.
    pub fn position_of(&self, hash: &Hash) -> Option<EntryPos> {
        self.places.get_or_init(|| self.hashes().map(|(pos, hash)| (hash, pos)).collect()).get(hash).copied()
    }

    pub(crate) fn seen_up_to(&self, log: usize, other: usize) -> u64 {
        self.named.get(log).and_then(|named| named.get(&other)).copied().unwrap_or(0)
    }

    pub(crate) fn is_forked(&self, log: &str) -> bool {
        self.findings
            .iter()
            .any(|finding| finding.kind == crate::ledger::finding::FindingKind::Fork && finding.log == log)
    }

    /// The checkpoints of a log, by its index, that count.
    pub fn checkpoints(&self, log: usize) -> &[PinnedSignature] {
        let all = self.texts.get(log).map_or(&[][..], |text| &text.scan.checkpoints);
        let entries = self.logs.get(log).map_or(0, |log| log.entries);
        &all[..all.partition_point(|pinned| pinned.line <= entries)]
    }

    /// The path of the list of revoked keys, which may not exist.
    pub fn revoked(&self) -> PathBuf {
        self.dir.join("revoked")
    }

    /// Whether a log is retired: its agency has named the last line that counts, and the log is no longer written.
    pub fn is_retired(&self, log: &str) -> bool {
        self.logs.iter().zip(&self.counts).any(|(known, counts)| known.name.as_str() == log && counts.retired)
    }

    pub(crate) fn is_torn(&self, log: &str) -> bool {
        self.texts.iter().any(|text| text.scan.name == log && text.scan.torn > 0 && !text.scan.mended)
    }

    /// Whether a log ends in a complete line, or is empty.
    pub(crate) fn is_whole(&self, log: &str) -> bool {
        self.texts.iter().all(|text| text.scan.name != log || text.scan.torn == 0)
    }

    /// The length of a log's valid lines in bytes, and whether the last of them lacks its LF.
    pub(crate) fn length(&self, log: &str) -> (u64, bool) {
        let scan = self.texts.iter().map(|text| &text.scan).find(|scan| scan.name == log);
        let end = scan.and_then(|scan| scan.ends.last().copied()).unwrap_or(0);
        let mended = scan.is_some_and(|scan| scan.mended);
        (end - u64::from(mended), mended)
    }

    /// The bytes of an entry without its line feed; empty if there is no such entry.
    pub fn raw(&self, pos: EntryPos) -> &[u8] {
        let range = self.texts.get(pos.log).and_then(|text| {
            let place = usize::try_from(pos.seq.checked_sub(1)?).ok()?;
            let end = *text.scan.ends.get(place)?;
            let start = place.checked_sub(1).map_or(0, |before| text.scan.ends[before]);
            let later = text.blocks.partition_point(|block| block.before.bytes <= start);
            let block = text.blocks.get(later.checked_sub(1)?)?;
            let within = |byte: u64| usize::try_from(byte - block.before.bytes).ok();
            block.bytes.get(within(start)?..within(end - 1)?)
        });
        range.unwrap_or_default()
    }

    /// The entry at a position.
    pub fn entry(&self, pos: EntryPos) -> Option<Line<'_>> {
        line::parse_trusted(self.raw(pos)).ok()
    }
}

/// How far heads reach, merged with those that were known before.
fn furthest(mut known: HashMap<usize, u64>, seen: &[(u64, Vec<EntryPos>)]) -> HashMap<usize, u64> {
    for head in seen.iter().flat_map(|(_, heads)| heads) {
        let furthest = known.entry(head.log).or_insert(0);
        *furthest = (*furthest).max(head.seq);
    }
    known
}

fn log(text: &ScannedLog, len: u64) -> Option<Log> {
    let name = LogName::new(text.scan.log()).ok()?;
    let last = usize::try_from(len).ok().and_then(|len| len.checked_sub(1));
    let head = last.and_then(|last| text.scan.hashes.get(last)).map(|hash| Head {
        log: name.clone(),
        seq: len,
        hash: *hash,
    });
    Some(Log { name, entries: len, head })
}
