//! The derived order: a hybrid logical clock that nobody can forge, computed from times and seen heads alone.
//!
//! `eff(e) = max(t(e), eff(prev), eff(seen))`, `lam(e) = 1 + max(lam(prev), lam(seen))`; entries stand in the order of
//! `(eff, lam, log, seq)`. A heap over each log's next ready entry yields exactly that order while it streams
//! (after Kulkarni et al., "Logical Physical Clocks", 2014).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::{Past, Pos};
use crate::model::time::Instant;

/// A head that an entry names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// The number of the entry that names it.
    pub by: u64,
    /// The log that it names.
    pub log: usize,
    /// The last entry seen of that log; beyond its end it counts as the last.
    pub seq: u64,
}

/// Logs as plain numbers. Logs are numbered in the order of their names' bytes, entries from 1.
pub trait Tracks {
    /// How many logs there are.
    fn logs(&self) -> usize;
    /// How many entries a log has.
    fn len(&self, log: usize) -> u64;
    /// When an entry was recorded.
    fn t(&self, pos: Pos) -> Instant;
    /// The heads that a log's entries name, by the number of the entry. MUST name neither the log itself nor one that
    /// is not there.
    fn seen(&self, log: usize) -> &[Seen];
}

/// An entry in its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its place.
    pub pos: Pos,
    /// Its effective time: what orders it. Never to be shown.
    pub eff: Instant,
    /// The length of the longest chain of entries that ends with it.
    pub lam: u64,
    /// Whether its `t` is before that of the entry before it, or of one that it had seen.
    pub skewed: bool,
    /// What its log had written or seen before it.
    pub past: Past,
}

/// One log on the way.
struct Lane {
    /// The next entry, from 1.
    next: u64,
    /// How many heads have been taken in.
    heads: usize,
    /// What it has seen.
    base: Arc<[u64]>,
    /// What it had seen from an entry on, by that entry; what nobody can ask for any more is dropped.
    bases: Vec<(u64, Arc<[u64]>)>,
    prune_at: usize,
    /// Per entry its `eff` and `lam`.
    clocks: Vec<(Instant, u64)>,
    /// The logs whose next entry waits for this one.
    waiting: Vec<usize>,
}

/// The entries of logs, in the derived order.
pub struct Order<'t, T> {
    tracks: &'t T,
    lanes: Vec<Lane>,
    ready: BinaryHeap<Reverse<(Instant, u64, usize)>>,
    queued: Vec<bool>,
}

impl<T> std::fmt::Debug for Order<'_, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Order").finish_non_exhaustive()
    }
}

impl<'t, T: Tracks> Order<'t, T> {
    /// The order of those logs.
    pub fn new(tracks: &'t T) -> Self {
        let nothing: Arc<[u64]> = vec![0; tracks.logs()].into();
        let lane = |_| Lane {
            next: 1,
            heads: 0,
            base: Arc::clone(&nothing),
            bases: Vec::new(),
            prune_at: 64,
            clocks: Vec::new(),
            waiting: Vec::new(),
        };
        let lanes = (0..tracks.logs()).map(lane).collect();
        let mut order = Self { tracks, lanes, ready: BinaryHeap::new(), queued: vec![false; tracks.logs()] };
        for log in 0..tracks.logs() {
            order.offer(log, false);
        }
        order
    }

    /// The heads that a log's next entry names.
    fn heads(&self, log: usize) -> &'t [Seen] {
        let lane = &self.lanes[log];
        let rest = self.tracks.seen(log).get(lane.heads..).unwrap_or_default();
        &rest[..rest.iter().take_while(|head| head.by == lane.next).count()]
    }

    /// Queues a log's next entry if all that it had seen has had its turn; `forced` queues it all the same.
    fn offer(&mut self, log: usize, forced: bool) {
        if self.queued[log] || self.lanes[log].next > self.tracks.len(log) {
            return;
        }
        let pos = Pos { log, seq: self.lanes[log].next };
        let (mut eff, mut lam) = (self.tracks.t(pos), 0);
        if let Some(last) = self.lanes[log].clocks.last() {
            (eff, lam) = (eff.max(last.0), last.1);
        }
        for head in self.heads(log) {
            let seq = head.seq.min(self.tracks.len(head.log));
            if seq >= self.lanes[head.log].next {
                if forced {
                    continue;
                }
                self.lanes[head.log].waiting.push(log);
                return;
            }
            if let Some(seen) = self.clock(head.log, seq) {
                (eff, lam) = (eff.max(seen.0), lam.max(seen.1));
            }
        }
        self.queued[log] = true;
        self.ready.push(Reverse((eff, lam + 1, log)));
    }

    fn clock(&self, log: usize, seq: u64) -> Option<&(Instant, u64)> {
        self.lanes[log].clocks.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    /// Seen heads in a ring are possible only where one names what is not there or was rewritten. Somebody has to go
    /// first: the smallest `t`, then the first log; what it waits for does not count.
    fn break_ring(&mut self) {
        let stuck = (0..self.lanes.len()).filter(|&log| self.lanes[log].next <= self.tracks.len(log));
        let first = stuck.min_by_key(|&log| (self.tracks.t(Pos { log, seq: self.lanes[log].next }), log));
        if let Some(log) = first {
            self.offer(log, true);
        }
    }

    /// What a log had seen when it wrote an entry.
    fn base_at(&self, log: usize, seq: u64) -> Option<&Arc<[u64]>> {
        let bases = &self.lanes[log].bases;
        bases[..bases.partition_point(|(from, _)| *from <= seq)].last().map(|(_, base)| base)
    }

    /// Takes in the heads that the log's next entry names. Whether its `t` is before one of theirs.
    fn take_in(&mut self, pos: Pos, t: Instant) -> bool {
        let heads = self.heads(pos.log);
        if heads.is_empty() {
            return false;
        }
        let mut skewed = false;
        let mut base = self.lanes[pos.log].base.to_vec();
        for head in heads {
            // Of a ring that was broken, what has not had its turn is not seen.
            let seq = head.seq.min(self.lanes[head.log].next - 1);
            if seq == 0 {
                continue;
            }
            skewed |= t < self.tracks.t(Pos { log: head.log, seq });
            if let Some(theirs) = self.base_at(head.log, seq) {
                base.iter_mut().zip(theirs.iter()).for_each(|(ours, theirs)| *ours = (*ours).max(*theirs));
            }
            base[head.log] = base[head.log].max(seq);
        }
        let base: Arc<[u64]> = base.into();
        let lane = &mut self.lanes[pos.log];
        lane.heads += heads.len();
        lane.base = Arc::clone(&base);
        lane.bases.push((pos.seq, base));
        if lane.bases.len() >= lane.prune_at {
            self.prune(pos.log);
        }
        skewed
    }

    /// Drops what a log had seen at entries that every log still on its way has seen past.
    fn prune(&mut self, log: usize) {
        let others = (0..self.lanes.len()).filter(|&other| other != log);
        let on_their_way = others.filter(|&other| self.lanes[other].next <= self.tracks.len(other));
        let least = on_their_way.map(|other| self.lanes[other].base[log]).min().unwrap_or(u64::MAX);
        let lane = &mut self.lanes[log];
        let keep_from = lane.bases.partition_point(|(from, _)| *from <= least).saturating_sub(1);
        lane.bases.drain(..keep_from);
        lane.prune_at = 64.max(lane.bases.len() * 2);
    }
}

impl<T: Tracks> Iterator for Order<'_, T> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        if self.ready.is_empty() {
            self.break_ring();
        }
        let Reverse((eff, lam, log)) = self.ready.pop()?;
        self.queued[log] = false;
        let seq = self.lanes[log].next;
        let pos = Pos { log, seq };
        let t = self.tracks.t(pos);
        let before = seq > 1 && t < self.tracks.t(Pos { log, seq: seq - 1 });
        let skewed = self.take_in(pos, t) | before;
        let lane = &mut self.lanes[log];
        let past = Past::new(Arc::clone(&lane.base), Pos { log, seq: seq - 1 });
        lane.clocks.push((eff, lam));
        lane.next += 1;
        for waiting in std::mem::take(&mut lane.waiting) {
            self.offer(waiting, false);
        }
        self.offer(log, false);
        Some(Step { pos, eff, lam, skewed, past })
    }
}

/// How many entries of each log are left as of a time: each log is cut before its first `t` after it, and before what
/// had seen something cut.
pub fn cut<T: Tracks>(tracks: &T, as_of: Instant) -> Vec<u64> {
    let first_after = |log| {
        (1..=tracks.len(log))
            .find(|&seq| tracks.t(Pos { log, seq }) > as_of)
            .map_or(tracks.len(log), |seq| seq - 1)
    };
    let mut kept: Vec<u64> = (0..tracks.logs()).map(first_after).collect();
    loop {
        let mut stable = true;
        for log in 0..tracks.logs() {
            let lost = |head: &&Seen| head.seq.min(tracks.len(head.log)) > kept[head.log];
            if let Some(head) = tracks.seen(log).iter().find(lost).filter(|head| head.by <= kept[log]) {
                kept[log] = head.by - 1;
                stable = false;
            }
        }
        if stable {
            return kept;
        }
    }
}
