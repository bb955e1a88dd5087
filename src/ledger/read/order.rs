//! The order of entries: derived when reading and never stored, by a hybrid logical clock that no one can forge.
//!
//! `eff(e) = max(t(e), eff(prev), eff(seen))`, `lam(e) = 1 + max(lam(predecessors))`, sorted by `(eff, lam, log, seq)`.
//! A heap over each log's next ready entry yields exactly this order.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use super::causal_past::{CausalPast, EntryPos};
use crate::model::time::Instant;

/// The times of a log, as the order needs them. Logs are sorted by the bytes of their names.
#[derive(Debug, Clone, Default)]
pub struct EntryTimes {
    /// The `t` of each entry.
    pub ts: Vec<Instant>,
    /// For each entry that names heads, from 1: the logs, by index, and how far they were seen. Contains only existing
    /// logs, and only existing entries. Ascending.
    pub seen: Vec<(u64, Vec<EntryPos>)>,
}

#[derive(Debug, Clone)]
pub struct OrderedEntry {
    pub pos: EntryPos,
    /// The entries that its log had written or seen before it.
    pub past: CausalPast,
    /// The instant by which it is ordered. Never displayed as a time.
    pub eff: Instant,
    /// The logical clock.
    pub lam: u64,
    /// Whether its `t` is before that of the previous line, or of an entry it had seen.
    pub skewed: bool,
}

#[derive(Debug, Clone, Default)]
struct Walker {
    next: u64,
    forced: u64,
    heads: usize,
    eff: Option<Instant>,
    lam: u64,
    knows: Vec<(u64, Arc<[u64]>)>,
    marks: Vec<(Instant, u64)>,
}

/// Passes every entry to `each` in the derived order.
pub fn walk(logs: &[EntryTimes], each: impl FnMut(OrderedEntry)) {
    // A walk that has just begun cannot be out of order.
    let _ = Walk::begin(logs.len()).extend(logs, each);
}

/// New entries come before entries that were already passed on, so the walk has to start again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InBetween;

/// A walk over entries in the derived order that can continue when the logs have grown.
#[derive(Debug, Clone)]
pub struct Walk {
    walkers: Vec<Walker>,
    /// The sort key of the last entry that was passed on.
    last: Option<(Instant, u64, usize)>,
}

impl Walk {
    /// Begins a walk over this many logs.
    pub fn begin(logs: usize) -> Self {
        let nothing: Arc<[u64]> = vec![0; logs].into();
        let walker = |_| Walker { next: 1, knows: vec![(0, Arc::clone(&nothing))], ..Walker::default() };
        Self { walkers: (0..logs).map(walker).collect(), last: None }
    }

    /// Passes on every entry that the walk has not passed on yet. The logs MUST be those of the earlier calls,
    /// unchanged or longer. Stops before the first entry if that comes too early in the order.
    pub fn extend(
        &mut self,
        logs: &[EntryTimes],
        mut each: impl FnMut(OrderedEntry),
    ) -> Result<(), InBetween> {
        let walkers = &mut self.walkers;
        let mut after = self.last;
        let mut heap = BinaryHeap::new();
        // The logs whose next entry has to be checked, and for each log those that wait for an entry of it.
        let mut open: Vec<usize> = (0..logs.len()).collect();
        let mut waiting: Vec<BinaryHeap<Reverse<(u64, usize)>>> = vec![BinaryHeap::new(); logs.len()];
        loop {
            while let Some(log) = open.pop() {
                match ready(logs, walkers, log) {
                    NextEntry::Comes { eff, lam, skewed } => heap.push(Reverse((eff, lam, log, skewed))),
                    NextEntry::WaitsFor(seen) => waiting[seen.log].push(Reverse((seen.seq, log))),
                    NextEntry::Ended => {}
                }
            }
            if heap.is_empty() {
                // Only a rewritten log can make a cycle of seen heads. It is broken at the smallest t.
                let blocked = waiting.iter().flatten().map(|Reverse((_, log))| *log);
                let Some(log) = blocked.min_by_key(|log| (next_t(logs, walkers, *log), *log)) else {
                    return Ok(());
                };
                for others in &mut waiting {
                    others.retain(|Reverse((_, other))| *other != log);
                }
                walkers[log].forced = walkers[log].next;
                open.push(log);
                continue;
            }
            let Some(Reverse((eff, lam, log, skewed))) = heap.pop() else { return Ok(()) };
            if after.take().is_some_and(|last| (eff, lam, log) < last) {
                return Err(InBetween);
            }
            self.last = self.last.max(Some((eff, lam, log)));
            let past = advance(logs, walkers, log, eff, lam);
            let pos = EntryPos { log, seq: walkers[log].next - 1 };
            each(OrderedEntry { pos, past, eff, lam, skewed });
            open.push(log);
            while let Some(Reverse((_, other))) =
                waiting[log].peek().filter(|Reverse((seq, _))| *seq <= pos.seq)
            {
                open.push(*other);
                waiting[log].pop();
            }
        }
    }
}

/// The state of a log's next entry.
enum NextEntry {
    /// There are no more entries.
    Ended,
    /// It saw an entry that has not been passed on yet.
    WaitsFor(EntryPos),
    /// Every entry that it saw has been passed on.
    Comes { eff: Instant, lam: u64, skewed: bool },
}

/// The index of an entry in its log's lists. Entries count from 1, and lists in memory have at most `usize` items.
fn index(seq: u64) -> usize {
    usize::try_from(seq).map_or(usize::MAX, |seq| seq - 1)
}

/// The heads that the next entry of a log names.
fn heads<'a>(logs: &'a [EntryTimes], walker: &Walker, log: usize) -> &'a [EntryPos] {
    match logs[log].seen.get(walker.heads) {
        Some((seq, heads)) if *seq == walker.next && walker.forced != *seq => heads,
        _ => &[],
    }
}

fn next_t(logs: &[EntryTimes], walkers: &[Walker], log: usize) -> Option<Instant> {
    logs[log].ts.get(index(walkers[log].next)).copied()
}

fn ready(logs: &[EntryTimes], walkers: &[Walker], log: usize) -> NextEntry {
    let walker = &walkers[log];
    let place = index(walker.next);
    let Some(t) = logs[log].ts.get(place).copied() else { return NextEntry::Ended };
    let heads = heads(logs, walker, log);
    if let Some(head) = heads.iter().find(|head| walkers[head.log].next <= head.seq) {
        return NextEntry::WaitsFor(*head);
    }
    let mut eff = walker.eff.map_or(t, |before| before.max(t));
    let mut lam = walker.lam;
    let mut skewed = place.checked_sub(1).is_some_and(|before| t < logs[log].ts[before]);
    for head in heads {
        // The entry of the head has been passed on, so its marks exist.
        let at = index(head.seq);
        let (seen_eff, seen_lam) = walkers[head.log].marks[at];
        eff = eff.max(seen_eff);
        lam = lam.max(seen_lam);
        skewed |= t < logs[head.log].ts[at];
    }
    NextEntry::Comes { eff, lam: lam + 1, skewed }
}

/// Moves a log past its next entry, and returns the past of that entry.
fn advance(logs: &[EntryTimes], walkers: &mut [Walker], log: usize, eff: Instant, lam: u64) -> CausalPast {
    let heads: Vec<EntryPos> = heads(logs, &walkers[log], log).to_vec();
    let seq = walkers[log].next;
    // Every walker has an initial item in `knows`.
    let mut knows = walkers[log].knows.last().map(|(_, knows)| Arc::clone(knows)).unwrap_or_default();
    if !heads.is_empty() {
        let mut wider: Vec<u64> = knows.to_vec();
        for head in &heads {
            let theirs = &walkers[head.log].knows;
            let upto = theirs.partition_point(|(from, _)| *from <= head.seq);
            for (mine, seen) in wider.iter_mut().zip(theirs[upto - 1].1.iter()) {
                *mine = (*mine).max(*seen);
            }
            wider[head.log] = wider[head.log].max(head.seq);
        }
        wider[log] = 0;
        knows = wider.into();
        walkers[log].knows.push((seq, Arc::clone(&knows)));
    }
    let walker = &mut walkers[log];
    walker.heads += usize::from(!heads.is_empty() || walker.forced == seq);
    walker.next += 1;
    walker.eff = Some(eff);
    walker.lam = lam;
    walker.marks.push((eff, lam));
    CausalPast::new(knows, EntryPos { log, seq: seq - 1 })
}

/// How many entries of each log remain as of a time: it is cut before its first later `t`, and before any entry that
/// had seen one that is cut.
pub fn cut(logs: &[EntryTimes], as_of: Instant) -> Vec<u64> {
    let first = |log: &EntryTimes| log.ts.iter().position(|t| *t > as_of).unwrap_or(log.ts.len()) as u64;
    let mut left: Vec<u64> = logs.iter().map(first).collect();
    loop {
        let mut moved = false;
        for (log, times) in logs.iter().enumerate() {
            let cut = times
                .seen
                .iter()
                .find(|(seq, heads)| *seq <= left[log] && heads.iter().any(|head| head.seq > left[head.log]));
            if let Some((seq, _)) = cut {
                left[log] = seq - 1;
                moved = true;
            }
        }
        if !moved {
            return left;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(seen: &[(u64, EntryPos)], ts: &[i64]) -> EntryTimes {
        EntryTimes {
            ts: ts.iter().map(|t| Instant::from_millis(*t)).collect(),
            seen: seen.iter().map(|(seq, head)| (*seq, vec![*head])).collect(),
        }
    }

    fn places(logs: &[EntryTimes]) -> Vec<EntryPos> {
        let mut places = Vec::new();
        walk(logs, |next| places.push(next.pos));
        places
    }

    /// Only a rewritten log can make a cycle; reading it loses no entry and always ends.
    #[test]
    fn a_ring_of_seen_heads_ends_and_loses_nothing() {
        let pos = |log, seq| EntryPos { log, seq };
        let ring = [log(&[(1, pos(1, 1))], &[20, 40]), log(&[(1, pos(0, 1))], &[10, 30])];
        assert_eq!(places(&ring), [pos(1, 1), pos(0, 1), pos(1, 2), pos(0, 2)]);
        // The nearest case without a cycle: one log sees the other, and the order follows.
        let chain = [log(&[(1, pos(1, 1))], &[20, 40]), log(&[], &[10, 30])];
        assert_eq!(places(&chain), [pos(1, 1), pos(0, 1), pos(1, 2), pos(0, 2)]);
    }

    #[test]
    fn a_walk_goes_on_where_logs_have_grown_and_gives_up_where_an_entry_came_in_between() {
        let pos = |log, seq| EntryPos { log, seq };
        let mut logs = [log(&[], &[20]), log(&[(1, pos(0, 1))], &[30])];
        let mut walked = Vec::new();
        let mut walk = Walk::begin(2);
        assert_eq!(walk.extend(&logs, |next| walked.push(next.pos)), Ok(()));
        logs[0] = log(&[(2, pos(1, 1))], &[20, 40]);
        assert_eq!(walk.extend(&logs, |next| walked.push(next.pos)), Ok(()));
        assert_eq!(walked, places(&logs));
        // The nearest case without heads: the clock alone decides.
        logs[1] = log(&[(1, pos(0, 1))], &[30, 30]);
        assert_eq!(walk.extend(&logs, |next| walked.push(next.pos)), Err(InBetween));
        assert_eq!(walked.len(), 3);
        assert_eq!(places(&logs), [pos(0, 1), pos(1, 1), pos(1, 2), pos(0, 2)]);
    }
}
