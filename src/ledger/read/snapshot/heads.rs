//! Resolves the heads that lines name to positions in the logs that were read.

use std::collections::HashMap;
use std::sync::Arc;

use super::Log;
use crate::ledger::read::causal_past::EntryPos;
use crate::ledger::read::fork::CountedLines;
use crate::ledger::read::gather::ScannedLog;
use crate::ledger::read::order::EntryTimes;
use crate::ledger::read::scan::{NamedHeads, Scan, has};

/// The logs in which heads are looked up.
pub(crate) struct KnownHeads<'a> {
    texts: &'a [Arc<ScannedLog>],
    counts: &'a [CountedLines],
    logs: &'a [Log],
    index: HashMap<&'a str, usize>,
}

impl<'a> KnownHeads<'a> {
    pub(crate) fn new(texts: &'a [Arc<ScannedLog>], counts: &'a [CountedLines], logs: &'a [Log]) -> Self {
        let index = logs.iter().enumerate().map(|(place, log)| (log.name.as_str(), place)).collect();
        Self { texts, counts, logs, index }
    }

    /// How far a head reaches: at most to the end of its log; in a branch that does not count, at most to the end of
    /// what all branches share.
    fn reach(&self, head: &NamedHeads) -> Option<EntryPos> {
        let log = *self.index.get(head.0.as_str())?;
        let counts = self.counts.get(log)?;
        let other = counts.retired && !has(&self.texts[log].scan, head);
        let seq = if other { head.1.min(counts.shared) } else { head.1 };
        Some(EntryPos { log, seq: seq.min(self.logs.get(log)?.entries) })
    }

    /// The heads that a line of a log names, at most to the ends of their logs, without those of missing logs.
    pub(crate) fn heads(
        &self,
        (line, named): &(u64, Vec<NamedHeads>),
        log: &str,
    ) -> Option<(u64, Vec<EntryPos>)> {
        let heads = named.iter().filter_map(|head| self.reach(head));
        let heads = heads.filter(|head| head.seq > 0 && Some(&head.log) != self.index.get(log));
        let heads: Vec<EntryPos> = heads.collect();
        (!heads.is_empty()).then_some((*line, heads))
    }

    /// The times of the first `len` entries of a log, as the order needs them.
    pub(crate) fn times(&self, scan: &Scan, len: u64) -> EntryTimes {
        let ts = scan.ts.iter().zip(0..len).map(|(t, _)| *t).collect();
        let seen = scan.seen.iter().take_while(|(line, _)| *line <= len);
        EntryTimes { ts, seen: seen.filter_map(|seen| self.heads(seen, scan.log())).collect() }
    }
}
