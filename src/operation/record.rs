//! Recording: read, fold, judge and append, all under one lock.

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::ledger::entry::Data;
use crate::ledger::past::Pos;
use crate::ledger::reading::Reading;
use crate::ledger::store::{Holder, LockError, ReadError, Store};
use crate::ledger::writer::{AppendError, Blob, BlobKind, Receipt, Remark};
use crate::model::broken::Broken;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::stamp::Stamp;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::plan::Plan;

use super::apply::Placing;
use super::asked::{Asked, Refusal};
use super::draft::draft;
use super::judge::Writing;
use super::show::Showing;
use super::status::{fold, log_name};
use super::verdict::{Verdict, Why};

/// How something is recorded.
#[derive(Debug, Clone)]
pub struct RecordOptions {
    /// Drops first what is there already.
    pub if_needed: bool,
    /// Writes nothing.
    pub dry_run: bool,
    /// How long the lock is waited for.
    pub wait: Duration,
    /// Who takes the lock.
    pub holder: Holder,
    /// Whether a network file system is allowed.
    pub network_ok: bool,
}

/// One recorded thing.
#[derive(Debug, Clone)]
pub struct RecordedRow {
    /// The measure that it moved.
    pub measure: Option<MeasureId>,
    /// The type of its entry.
    pub kind: &'static str,
    /// The round that the measure is in.
    pub round: u64,
    /// The state before.
    pub from: Option<State>,
    /// The state after.
    pub to: Option<State>,
    /// When it happened.
    pub at: Option<At>,
    /// When it was recorded.
    pub recorded: Instant,
    /// The log.
    pub log: String,
    /// The entry's place in it.
    pub seq: u64,
    /// The entry.
    pub hash: Hash,
    /// The guards that it broke.
    pub irregular: Vec<Broken>,
    /// Whether `--irregular` was said, and nothing was broken.
    pub was_regular: bool,
}

/// What was recorded.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// One row for each thing asked.
    pub rows: Vec<RecordedRow>,
    /// What was there already, with `--if-needed`.
    pub skipped: Vec<String>,
    /// What was done to the log beside.
    pub remarks: Vec<Remark>,
    /// Findings on the ledger that stood in no way.
    pub findings: usize,
}

/// Why nothing was recorded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// A guard refused.
    #[error("refused")]
    Refused(Vec<Refusal>),
    /// The ledger holds words that this version does not know: it refuses intentions.
    #[error("this ledger holds entries of a newer takedown: intentions are refused, facts are recorded")]
    Newer,
    /// The lock was not had.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It was not written.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// Records what is asked, all of it or nothing. Under the lock the ledger is read, folded and judged by the same
/// judge that everybody reads with.
pub fn record(
    store: &Store,
    plan: &Arc<Plan>,
    stamp: &Stamp,
    asked: &[Asked],
    options: &RecordOptions,
) -> Result<Recorded, RecordError> {
    if options.dry_run {
        let reading = store.read()?;
        let judged = judge_all(plan, stamp, asked, options, &reading)?;
        let data: Vec<Data<'_>> = judged.taken.iter().map(|taken| taken.data.clone()).collect();
        let receipt =
            if data.is_empty() { None } else { Some(store.dry_run(&reading, stamp, plan.hash, &data)?) };
        return Ok(judged.into_recorded(receipt, true));
    }
    let writer = store.writer(options.wait, &options.holder, options.network_ok)?;
    let reading = writer.read()?;
    let judged = judge_all(plan, stamp, asked, options, &reading)?;
    let data: Vec<Data<'_>> = judged.taken.iter().map(|taken| taken.data.clone()).collect();
    if data.is_empty() {
        return Ok(judged.into_recorded(None, false));
    }
    let blobs = [Blob { bytes: &plan.stored, kind: BlobKind::Plan }];
    let receipt = writer.append(&reading, stamp, plan.hash, &blobs, &data)?;
    Ok(judged.into_recorded(Some(receipt), false))
}

struct Taken<'a> {
    data: Data<'a>,
    verdict: Verdict,
    said_irregular: bool,
}

struct JudgedAll<'a> {
    taken: Vec<Taken<'a>>,
    skipped: Vec<String>,
    findings: usize,
}

/// Judges everything asked, each thing having seen the ones before it.
fn judge_all<'a>(
    plan: &Arc<Plan>,
    stamp: &Stamp,
    asked: &'a [Asked],
    options: &RecordOptions,
    reading: &Reading,
) -> Result<JudgedAll<'a>, RecordError> {
    let mut fold = fold(plan, reading);
    let log = format!("{}.{}", stamp.agency, stamp.instance);
    let known = reading.logs().iter().position(|known| known.name.as_str() == log);
    let place = known.unwrap_or(reading.logs().len());
    if known.is_none() {
        fold.book.agencies.push(stamp.agency.as_str().into());
    }
    let mut seq = known.and_then(|known| reading.logs().get(known)).map_or(1, |log| log.entries);
    let everything = reading.everything();
    let by =
        Writing { agency: stamp.agency.as_str(), officer: &stamp.officer, t: stamp.t, plan, in_hand: plan };
    let name = |log: usize| log_name(reading, log);
    let mut judged = JudgedAll { taken: Vec::new(), skipped: Vec::new(), findings: reading.findings().len() };
    let mut refused = Vec::new();
    for asked in asked {
        let past = everything.with(Pos { log: place, seq });
        let showing = Showing { view: fold.view(reading, &past), plan, now: stamp.t, logs: &name };
        match draft(&showing, &by, asked, stamp.clock_set) {
            Ok((data, verdict)) => {
                seq += 1;
                // The hash of an entry that is not yet written is not known; nothing in the batch can name it.
                let placing =
                    Placing { pos: Pos { log: place, seq }, hash: crate::ledger::line::FIRST, past: &past };
                fold.book.apply(reading, placing, &by, &data, &verdict);
                let said_irregular = matches!(asked, Asked::Move(asked) if asked.irregular.is_some());
                judged.taken.push(Taken { data, verdict, said_irregular });
            }
            Err(refusal) if options.if_needed && there_already(&refusal.why) => {
                judged.skipped.push(refusal.about.clone());
            }
            Err(refusal) => refused.push(*refusal),
        }
    }
    if !refused.is_empty() {
        return Err(RecordError::Refused(refused));
    }
    let intends = judged.taken.iter().any(|taken| is_intention(plan, &taken.data));
    if reading.has_unknown() && intends {
        return Err(RecordError::Newer);
    }
    Ok(judged)
}

fn there_already(why: &Why) -> bool {
    matches!(why, Why::Already(_) | Why::AlreadyHeld)
}

/// Whether an entry says what somebody wants to happen.
fn is_intention(plan: &Plan, data: &Data<'_>) -> bool {
    match data {
        Data::Transition(said) => plan.operation.mode.row().edges.iter().any(|edge| {
            edge.nature == crate::model::state::Nature::Intention
                && edge.from.contains(&said.from)
                && edge.to.contains(&said.to)
        }),
        Data::Observation(_) | Data::Note(_) | Data::Correction(_) | Data::Genesis(_) => false,
        _ => true,
    }
}

impl JudgedAll<'_> {
    fn into_recorded(self, receipt: Option<Receipt>, dry_run: bool) -> Recorded {
        let log = receipt.as_ref().map(|receipt| receipt.log.to_string()).unwrap_or_default();
        let entries = receipt.as_ref().map(|receipt| receipt.entries.clone()).unwrap_or_default();
        let rows = self.taken.iter().zip(entries).map(|(taken, entry)| {
            let step = match &taken.data {
                Data::Transition(said) => Some(said),
                _ => None,
            };
            RecordedRow {
                measure: step.and_then(|said| said.measure.parse().ok()),
                kind: taken.data.kind(),
                round: step.map_or(1, |said| said.round),
                from: step.map(|said| said.from),
                to: step.map(|said| said.to),
                at: step.map(|said| said.at),
                recorded: entry.t,
                log: log.clone(),
                seq: entry.seq,
                hash: entry.hash,
                irregular: match &taken.verdict {
                    Verdict::Irregular(broken) => broken.clone(),
                    Verdict::Sound | Verdict::Void(_) => Vec::new(),
                },
                was_regular: taken.said_irregular && taken.verdict == Verdict::Sound,
            }
        });
        Recorded {
            dry_run,
            rows: rows.collect(),
            skipped: self.skipped,
            remarks: receipt.map(|receipt| receipt.remarks).unwrap_or_default(),
            findings: self.findings,
        }
    }
}
