//! Extends a snapshot by what was appended: the result is that of reading the ledger again, but only new lines are
//! read.

use crate::ledger::log::LogName;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use super::heads::KnownHeads;
use super::{LedgerSnapshot, Log, Since};
use crate::ledger::error::{ReadError, io_error};
use crate::ledger::log::Head;
use crate::ledger::read::block::{Before, Block};
use crate::ledger::read::causal_past::EntryPos;
use crate::ledger::read::files::at_one_moment;
use crate::ledger::read::fork::branches;
use crate::ledger::read::scan::{Scan, Scope, scan, witness};

use crate::model::digest::Hash;
use crate::model::op::Op;

impl LedgerSnapshot {
    /// What has been added to the folder since this snapshot. If more has changed than the ends of valid logs and the
    /// stored files, the whole ledger is read again. `own` is the log of a writer that holds the lock.
    pub(crate) fn since(&self, dir: &Path, op: &Op, own: Option<&str>) -> Result<Since, ReadError> {
        match self.grown_since(dir, op, own)? {
            Some(since) => Ok(since),
            None => Self::of(dir, op, own).map(Since::Other),
        }
    }

    fn grown_since(&self, dir: &Path, op: &Op, own: Option<&str>) -> Result<Option<Since>, ReadError> {
        let (files, states) = at_one_moment(dir)?;
        let same =
            self.dir == dir && self.op == *op && self.files == files && self.states.len() == states.len();
        if !same || self.is_cut() {
            return Ok(None);
        }
        let stored = crate::ledger::read::files::plans(dir, &self.stored)?;
        let pairs = || self.states.iter().zip(&states);
        if pairs().all(|(before, now)| now.is_unchanged_from(before)) && *self.stored == stored {
            // The writer of a log counts a last line that lacks only its line feed; others do not.
            return Ok(own.is_none_or(|own| self.is_whole(own)).then_some(Since::Same));
        }
        // Branches and findings depend on every file.
        let whole = self.texts.len() == files.logs.len() && self.findings.is_empty();
        if !whole || stored.keys().any(|hash| self.is_missing(hash)) {
            return Ok(None);
        }
        let mut new = self.clone();
        new.stored = Arc::new(stored);
        let grown = pairs().enumerate().filter(|(_, (before, now))| !now.is_unchanged_from(before));
        for (log, (before, now)) in grown {
            if !now.has_grown_from(before) {
                return Ok(None);
            }
            let lines = part_of(&files.logs[log].1, before.length, now.length)?;
            let Some((part, block)) = self.scanned(log, lines) else { return Ok(None) };
            new.texts[log] = Arc::new(self.texts[log].with(part, block));
        }
        let scans: Vec<&Scan> = new.texts.iter().map(|text| &text.scan).collect();
        let branches = branches(&scans);
        // Only reading the whole ledger finds and describes what is wrong.
        if !branches.findings.is_empty() || !witness(&scans).is_empty() {
            return Ok(None);
        }
        new.counts = branches.logs.into_values().collect();
        let lens: Vec<u64> = new.counts.iter().map(|counts| counts.lines).collect();
        (new.files, new.states) = (files, states);
        Ok(Some(Since::Grown(new.limited(&lens))))
    }

    /// Whether this is the ledger as of an earlier time.
    fn is_cut(&self) -> bool {
        self.logs.iter().zip(&self.counts).any(|(log, counts)| log.entries != counts.lines)
    }

    /// The snapshot after the holder of the lock has appended lines to a log and stored files. `None` if the ledger has
    /// to be read again, because more changes than the end of a log: a log begins or is retired, a missing file is
    /// restored, or there are findings.
    pub(crate) fn grown(mut self, appended: Appended) -> Option<Self> {
        let Appended { log, lines, stored } = appended;
        let place = self.logs.iter().position(|known| known.name == log)?;
        if stored.iter().any(|(hash, _)| self.is_missing(hash)) {
            return None;
        }
        let (part, block) = self.scanned(place, lines)?;
        let (from, seen) = (self.logs[place].entries, part.seen.clone());
        self.times[place].ts.extend(&part.ts);
        let text = Arc::make_mut(&mut self.texts[place]);
        text.scan.append(part);
        text.blocks.push(Arc::new(block));
        let entries = text.scan.lines();
        let hash = *text.scan.hashes.last()?;
        self.logs[place] =
            Log { name: log.clone(), entries, head: Some(Head { log: log.clone(), seq: entries, hash }) };
        // All entries of a log without branches count.
        let counts = &mut self.counts[place];
        (counts.lines, counts.shared) = (entries, entries);
        let known = KnownHeads::new(&self.texts, &self.counts, &self.logs);
        let heads: Vec<_> = seen.iter().filter_map(|seen| known.heads(seen, log.as_str())).collect();
        self.named[place] = super::furthest(std::mem::take(&mut self.named[place]), &heads);
        self.times[place].seen.extend(heads);
        self.note_places(place, from);
        self.sorted = Arc::default();
        Arc::make_mut(&mut self.stored).extend(stored);
        // This writer left the files in a known state, so they are not checked again.
        self.states.clear();
        Some(self)
    }

    /// Whether entries cite this file although it is missing. They count for more once it is restored.
    fn is_missing(&self, file: &Hash) -> bool {
        let cites = |scan: &Scan| scan.plans.contains_key(file) || scan.saved.contains_key(file);
        !self.stored.contains_key(file) && self.texts.iter().any(|text| cites(&text.scan))
    }

    /// Scans new lines of a log. `None` if they do anything other than continue a valid one.
    fn scanned(&self, index: usize, lines: Vec<u8>) -> Option<(Scan, Block)> {
        let text = &self.texts.get(index)?.scan;
        let whole = text.torn == 0 && !text.broken && text.lines() == self.logs[index].entries;
        if !whole || !self.findings.is_empty() {
            return None;
        }
        let before = Before { lines: text.lines(), bytes: text.end() };
        let block = Block::new(lines, before, *text.hashes.last()?);
        let part = scan(&text.name, Scope { op: &self.op, bundle: false, mend: false }, &block);
        let goes_on = part.findings.is_empty() && part.retires.is_empty() && part.torn == 0;
        goes_on.then_some((part, block))
    }

    /// Adds the entries of a log after `from` to the positions by hash, if these have been computed.
    fn note_places(&mut self, log: usize, from: u64) {
        let hashes = &self.texts[log].scan.hashes;
        let Some(places) = Arc::get_mut(&mut self.places) else {
            self.places = Arc::default();
            return;
        };
        if let Some(places) = places.get_mut() {
            let known = usize::try_from(from).unwrap_or(usize::MAX);
            let new = hashes.iter().enumerate().skip(known);
            places.extend(new.map(|(before, hash)| (*hash, EntryPos { log, seq: before as u64 + 1 })));
        }
    }
}

/// The bytes of a file in a range.
fn part_of(path: &Path, from: u64, to: u64) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let mut read = || {
        let mut file = File::open(path)?;
        file.seek(SeekFrom::Start(from))?;
        file.take(to - from).read_to_end(&mut bytes)
    };
    read().map_err(io_error(path))?;
    Ok(bytes)
}

/// What an append has written, by which a snapshot grows.
#[derive(Debug)]
pub(crate) struct Appended {
    pub(crate) log: LogName,
    pub(crate) lines: Vec<u8>,
    /// The files of plans that were not stored before.
    pub(crate) stored: Vec<(Hash, PathBuf)>,
}
