//! Judges a batch of requests in order, each against the state left by the ones before, and records it.

pub(crate) mod checkpoint;
mod complete;
pub(crate) mod draft;
pub(crate) mod recorder;
pub mod request;

use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;

use crate::ledger::codec::entry::{Data, EntryKind};
use crate::ledger::error::AppendError;
use crate::ledger::error::{LockError, ReadError};
use crate::ledger::read::causal_past::EntryPos;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::store::Store;
use crate::ledger::store::lock::Holder;
use crate::ledger::store::receipt::{AppendRemark, Receipt};
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::measure::MeasureId;
use crate::model::stamp::Stamp;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::plan::Plan;

use super::fold::Fold;
use super::status::log_name;
use crate::operation::fold::apply::EntryRef;
use crate::operation::judge::author::Author;
use crate::operation::judge::entry_rules::is_intention;
use crate::operation::judge::verdict::{RefusalReason, Verdict};
use crate::operation::state::ledger_state::LedgerState;
use crate::operation::state::snapshot::Snapshot;
use crate::operation::status::evaluate::Evaluator;
use crate::operation::status::standing::DisplayState;
use complete::{display_before, rows};
use draft::{ComposeOptions, ComposedEntry, draft};
use recorder::Recorder;
use request::{EntryRequest, Refusal};

/// How a batch of requests is recorded.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of the command line")]
pub struct RecordOptions {
    /// Skip what is already recorded instead of failing.
    pub if_needed: bool,
    /// Write nothing; only report what would be recorded.
    pub dry_run: bool,
    /// Whether a key of the agency will sign the new entries. If the plan requires signatures and there is no
    /// key, intentions are refused; facts never are.
    pub can_sign: bool,
    /// How long to wait for the lock.
    pub wait: Duration,
    /// The process that takes the lock.
    pub holder: Holder,
    /// Whether the ledger may be on a network file system.
    pub network_ok: bool,
}

/// One row of a receipt.
#[derive(Debug, Clone)]
pub struct RecordedRow {
    /// The measure whose state the entry changes, or that it holds or attests a gate of.
    pub measure: Option<MeasureId>,
    /// Another subject: `outlet:X`, `instrument:X`, `saved:X`, an asset or an entry; `None` if `measure` is
    /// the subject.
    pub about: Option<String>,
    /// The type of its entry.
    pub kind: EntryKind,
    /// The entry's main value: a state, a gate, or a kind of observation.
    pub word: String,
    /// The round of the measure.
    pub round: u64,
    /// The state before.
    pub from: Option<State>,
    /// What tables displayed for the measure before, for example `ready` for an open one.
    pub shown: Option<DisplayState>,
    /// The state after.
    pub to: Option<State>,
    /// When it happened.
    pub at: Option<At>,
    /// When it was recorded.
    pub recorded: Instant,
    /// The name of the log.
    pub log: String,
    /// The position of the entry in the log.
    pub seq: u64,
    /// The hash of the entry.
    pub hash: Hash,
    /// The guards that it broke.
    pub irregular: Vec<BrokenGuard>,
    /// Whether `--irregular` was given although no guard was broken.
    pub was_regular: bool,
}

/// The result of recording a batch.
#[derive(Debug, Clone)]
pub struct RecordOutcome {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// At least one row per recorded entry.
    pub rows: Vec<RecordedRow>,
    /// What was already recorded, with `--if-needed`.
    pub skipped: Vec<String>,
    /// What else happened to the log, for example a repair of its last line.
    pub remarks: Vec<AppendRemark>,
    /// The number of problems found in the ledger that did not prevent recording.
    pub findings: usize,
}

/// Why the batch was not recorded.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The judge refused at least one request.
    #[error("refused")]
    Refused(Vec<Refusal>),
    /// The ledger contains entries that this version does not understand, so it refuses intentions.
    #[error("this ledger holds entries of a newer takedown: intentions are refused, facts are recorded")]
    Newer,
    /// The plan requires signatures, and no key of the agency is available.
    #[error(
        "the plan requires signatures, and no key of {0} is at hand: intentions are refused, facts are recorded"
    )]
    NoKey(String),
    /// The lock could not be acquired.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The entries could not be written.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// Records all requests or none of them; see [`Recorder::record`].
pub fn record(
    store: &Store,
    plan: &Arc<Plan>,
    stamp: &Stamp,
    requests: &[EntryRequest],
    options: &RecordOptions,
) -> Result<RecordOutcome, RecordError> {
    Recorder::new(store, plan).record_once(stamp, requests, options)
}

/// A request that the judge accepted.
pub(crate) struct AcceptedEntry {
    data: Data<'static>,
    shown: Option<DisplayState>,
    verdict: Verdict,
    was_regular: bool,
}

/// The accepted requests of a batch.
pub(crate) struct JudgedBatch {
    pub(crate) taken: Vec<AcceptedEntry>,
    skipped: Vec<String>,
    findings: usize,
}

/// Judges all requests in order, each against the state left by the ones before.
pub(crate) fn judge_all(
    plan: &Arc<Plan>,
    stamp: &Stamp,
    requests: &[EntryRequest],
    options: &RecordOptions,
    reading: &LedgerSnapshot,
    fold: &Fold,
) -> Result<JudgedBatch, RecordError> {
    let mut book = LedgerState::over(&fold.book);
    let log = format!("{}.{}", stamp.agency, stamp.instance);
    let known = reading.logs().iter().position(|known| known.name.as_str() == log);
    let place = known.unwrap_or(reading.logs().len());
    if known.is_none() {
        book.agencies.push(stamp.agency.as_str().into());
    }
    let mut seq = known.and_then(|known| reading.logs().get(known)).map_or(1, |log| log.entries);
    let everything = reading.everything();
    let by = Author {
        agency: stamp.agency.as_str(),
        officer: &stamp.officer,
        recorded_at: stamp.recorded_at,
        plan,
        in_hand: plan,
    };
    let name = |log: usize| log_name(reading, log);
    let countries = plan.countries();
    let drafting = ComposeOptions { if_needed: options.if_needed, clock_set: stamp.clock_set };
    for saved in requests.iter().filter_map(EntryRequest::saved) {
        book.keep(saved.hash, || Some(Arc::clone(saved)));
    }
    let mut judged =
        JudgedBatch { taken: Vec::new(), skipped: Vec::new(), findings: reading.findings().len() };
    let mut refused = Vec::new();
    let mut rest = requests.iter().peekable();
    while let Some(request) = rest.next() {
        let past = everything.with(EntryPos { log: place, seq });
        let view = Snapshot { book: &book, past: &past, entries: reading };
        let showing = Evaluator { view, plan, countries: &countries, now: stamp.recorded_at, logs: &name };
        let shown = display_before(&showing, request.data());
        match draft(&showing, &by, request, drafting) {
            Ok(ComposedEntry { data, verdict, left_out, was_regular }) => {
                seq += 1;
                judged.skipped.extend(left_out);
                if rest.peek().is_some() {
                    // An entry has no hash before it is written, so no later request in the batch can refer
                    // to it.
                    let pos = EntryPos { log: place, seq };
                    let placing = EntryRef { pos, hash: crate::ledger::codec::line::FIRST, past: &past };
                    book.apply(reading, placing, &by, &data, &verdict);
                }
                judged.taken.push(AcceptedEntry { data, shown, verdict, was_regular });
            }
            Err(refusal) if options.if_needed && there_already(&refusal.why) => {
                // A refusal lists the targets of one entry together; each of them is skipped.
                judged.skipped.extend(refusal.about.split(", ").map(str::to_owned));
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
    if plan.policy.signatures && intends && !options.can_sign {
        return Err(RecordError::NoKey(stamp.agency.to_string()));
    }
    Ok(judged)
}

fn there_already(why: &RefusalReason) -> bool {
    match why {
        RefusalReason::Already(_)
        | RefusalReason::AlreadyHeld
        | RefusalReason::AlreadyRetracted
        | RefusalReason::AlreadySaid => true,
        RefusalReason::NoStep { from, to } => from == to,
        _ => false,
    }
}

impl JudgedBatch {
    /// The data of the entries to be written.
    pub(crate) fn data(&self) -> Vec<Data<'static>> {
        self.taken.iter().map(|taken| taken.data.clone()).collect()
    }

    /// Turns the batch into its result, given the receipt of what was written.
    pub(crate) fn into_recorded(self, receipt: Option<Receipt>, dry_run: bool) -> RecordOutcome {
        let log = receipt.as_ref().map(|receipt| receipt.log.to_string()).unwrap_or_default();
        let entries = receipt.as_ref().map(|receipt| receipt.entries.clone()).unwrap_or_default();
        let rows = self.taken.iter().zip(entries).flat_map(|(taken, entry)| {
            let row = RecordedRow {
                measure: None,
                about: None,
                kind: taken.data.kind(),
                word: String::new(),
                round: 1,
                from: None,
                shown: taken.shown,
                to: None,
                at: None,
                recorded: entry.recorded_at,
                log: log.clone(),
                seq: entry.seq,
                hash: entry.hash,
                irregular: match &taken.verdict {
                    Verdict::Irregular(broken) => broken.clone(),
                    Verdict::Sound | Verdict::Void(_) => Vec::new(),
                },
                was_regular: taken.was_regular,
            };
            rows(&taken.data, &row)
        });
        RecordOutcome {
            dry_run,
            rows: rows.collect(),
            skipped: self.skipped,
            remarks: receipt.map(|receipt| receipt.remarks).unwrap_or_default(),
            findings: self.findings,
        }
    }
}
