//! A reading after its writer has appended: as if the ledger were read again, by the lines that are new alone.

use std::sync::Arc;

use super::heads::Known;
use super::{Log, Reading};
use crate::ledger::block::{Before, Block};
use crate::ledger::log::{Head, LogName};
use crate::ledger::past::Pos;
use crate::ledger::scan::{Scan, Scope, scan};
use crate::model::digest::Hash;

impl Reading {
    /// The same with lines that who holds the lock has just appended to a log, and the files that were not kept before.
    /// None where that changes more than the end of a log, and the ledger has to be read again: where a log begins or is
    /// retired, where a file is back that was missing, and where something is wrong with the ledger.
    pub(crate) fn grown(mut self, log: &LogName, lines: Vec<u8>, files: &[(Hash, &[u8])]) -> Option<Self> {
        let place = self.logs.iter().position(|known| known.name == *log)?;
        if files.iter().any(|(hash, _)| self.is_missing(hash)) {
            return None;
        }
        let (part, block) = self.scanned(place, lines)?;
        let (from, seen) = (self.logs[place].entries, part.seen.clone());
        // A reading that was cut shares its texts, and nobody appends to it.
        let text = Arc::get_mut(&mut self.texts[place])?;
        self.times[place].ts.extend(&part.ts);
        text.scan.append(part);
        text.blocks.push(block);
        let entries = text.scan.lines();
        let hash = *text.scan.hashes.last()?;
        self.logs[place] =
            Log { name: log.clone(), entries, head: Some(Head { log: log.clone(), seq: entries, hash }) };
        // A log without branches counts as far as it goes.
        let counts = &mut self.counts[place];
        (counts.lines, counts.shared) = (entries, entries);
        let known = Known::new(&self.texts, &self.counts, &self.logs);
        self.times[place].seen.extend(seen.iter().filter_map(|seen| known.heads(seen, log.as_str())));
        self.note_places(place, from);
        let stored = Arc::make_mut(&mut self.stored);
        for (hash, bytes) in files {
            stored.entry(*hash).or_insert_with(|| bytes.to_vec());
        }
        Some(self)
    }

    /// Whether entries cite a file that is not kept: they count for more when it is back.
    fn is_missing(&self, file: &Hash) -> bool {
        let cites = |scan: &Scan| scan.plans.contains_key(file) || scan.saved.contains_key(file);
        !self.stored.contains_key(file) && self.texts.iter().any(|text| cites(&text.scan))
    }

    /// New lines of a log as they are read, if they do nothing but go on with an intact one.
    fn scanned(&self, place: usize, lines: Vec<u8>) -> Option<(Scan, Block)> {
        let text = &self.texts.get(place)?.scan;
        let whole = text.torn == 0 && !text.broken && text.lines() == self.logs[place].entries;
        if !whole || !self.findings.is_empty() {
            return None;
        }
        let before = Before { lines: text.lines(), bytes: text.end() };
        let block = Block::new(lines, before, *text.hashes.last()?);
        let part = scan(&text.name, Scope { op: &self.op, bundle: false, mend: false }, &block);
        let goes_on = part.findings.is_empty() && part.retires.is_empty() && part.torn == 0;
        goes_on.then_some((part, block))
    }

    /// Adds the entries of a log after one to the places by hash, where these were asked for already.
    fn note_places(&mut self, log: usize, from: u64) {
        let hashes = &self.texts[log].scan.hashes;
        let Some(places) = Arc::get_mut(&mut self.places) else {
            self.places = Arc::default();
            return;
        };
        if let Some(places) = places.get_mut() {
            let known = usize::try_from(from).unwrap_or(usize::MAX);
            let new = hashes.iter().enumerate().skip(known);
            places.extend(new.map(|(before, hash)| (*hash, Pos { log, seq: before as u64 + 1 })));
        }
    }
}
