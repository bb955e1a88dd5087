//! Reads, folds, judges and appends under one lock. A recorder that records more reuses what it has read.

use std::borrow::Cow;
use std::sync::Arc;

use crate::ledger::error::ReadError;
use crate::ledger::read::snapshot::grown::Appended;
use crate::ledger::read::snapshot::{LedgerSnapshot, Since};
use crate::ledger::store::Store;
use crate::ledger::store::writer::{Blob, BlobKind, Writer};
use crate::model::stamp::Stamp;
use crate::plan::Plan;

use super::request::EntryRequest;
use super::{RecordError, RecordOptions, RecordOutcome, judge_all};
use crate::operation::fold::incremental::IncrementalFold;
use crate::operation::status::Operation;

/// Records one batch after another. It holds the lock from the first batch on, and updates its view of the
/// ledger with the entries that it appends itself.
// See ARCHITECTURE, "A recorder reuses what it has read".
#[derive(Debug)]
pub struct Recorder<'s> {
    store: &'s Store,
    plan: &'s Arc<Plan>,
    known: Option<LockedLedger<'s>>,
    lock: Option<Writer<'s>>,
}

/// The content of the ledger, as far as it was read.
#[derive(Debug)]
struct LockedLedger<'s> {
    reading: Cow<'s, LedgerSnapshot>,
    fold: Cow<'s, IncrementalFold>,
}

impl LockedLedger<'_> {
    fn of(plan: &Arc<Plan>, reading: LedgerSnapshot) -> Self {
        let fold = IncrementalFold::of(plan, &reading);
        Self { reading: Cow::Owned(reading), fold: Cow::Owned(fold) }
    }

    /// Adds the appended entries; `None` if the ledger has to be read again for that.
    fn grown(self, appended: Appended) -> Option<Self> {
        let reading = self.reading.into_owned().grown(appended)?;
        let fold = self.fold.into_owned().extend(&reading);
        Some(Self { reading: Cow::Owned(reading), fold: Cow::Owned(fold) })
    }
}

impl<'s> Recorder<'s> {
    /// Creates a recorder that has not read or locked anything.
    pub fn new(store: &'s Store, plan: &'s Arc<Plan>) -> Self {
        Self { store, plan, known: None, lock: None }
    }

    /// Starts from a ledger that the caller has already read and folded: under the lock, only newer entries
    /// are read.
    #[must_use]
    pub fn knowing(self, reading: &'s LedgerSnapshot, fold: &'s IncrementalFold) -> Self {
        let (reading, fold) = (Cow::Borrowed(reading), Cow::Borrowed(fold));
        Self { known: Some(LockedLedger { reading, fold }), ..self }
    }

    /// Records all requests or none of them. Under the lock, it first reads what was added, and then judges
    /// with the same judge that every reader uses.
    pub fn record(
        &mut self,
        stamp: &Stamp,
        requests: &[EntryRequest],
        options: &RecordOptions,
    ) -> Result<RecordOutcome, RecordError> {
        let (recorded, appended) = self.append(stamp, requests, options)?;
        if let Some(appended) = appended {
            self.known = self.known.take().and_then(|known| known.grown(appended));
            // Keep the lock only if the ledger need not be read again.
            self.lock = self.lock.take().filter(|_| self.known.is_some());
        }
        Ok(recorded)
    }

    /// Records a last batch, or with the option `dry_run` computes what would be recorded.
    pub fn record_once(
        mut self,
        stamp: &Stamp,
        requests: &[EntryRequest],
        options: &RecordOptions,
    ) -> Result<RecordOutcome, RecordError> {
        if options.dry_run {
            return self.dry_run(stamp, requests, options);
        }
        self.append(stamp, requests, options).map(|(recorded, _)| recorded)
    }

    fn append(
        &mut self,
        stamp: &Stamp,
        requests: &[EntryRequest],
        options: &RecordOptions,
    ) -> Result<(RecordOutcome, Option<Appended>), RecordError> {
        let plan = self.plan;
        let (lock, known) = self.locked(options)?;
        let judged = judge_all(plan, stamp, requests, options, &known.reading, known.fold.fold());
        let judged = match judged {
            Ok(judged) if !judged.taken.is_empty() => judged,
            nothing => {
                (self.lock, self.known) = (Some(lock), Some(known));
                return nothing.map(|judged| (judged.into_recorded(None, false), None));
            }
        };
        let saved = requests.iter().filter_map(EntryRequest::saved);
        let saved = saved.map(|saved| Blob::with_digest(BlobKind::Saved, &saved.bytes, saved.hash));
        let plans = std::iter::once(Blob::with_digest(BlobKind::Plan, &plan.stored, plan.hash));
        let blobs: Vec<Blob<'_>> = plans.chain(saved).collect();
        // After an error, the lock is released and the next batch reads the ledger again.
        let (receipt, appended) =
            lock.append_more(&known.reading, stamp, plan.hash, &blobs, &judged.data())?;
        (self.lock, self.known) = (Some(lock), Some(known));
        Ok((judged.into_recorded(Some(receipt), false), Some(appended)))
    }

    /// Computes what would be recorded, without locking or writing.
    pub fn dry_run(
        &self,
        stamp: &Stamp,
        requests: &[EntryRequest],
        options: &RecordOptions,
    ) -> Result<RecordOutcome, RecordError> {
        self.with_known(|known| {
            let judged = judge_all(self.plan, stamp, requests, options, &known.reading, known.fold.fold())?;
            let data = judged.data();
            let receipt = if data.is_empty() {
                None
            } else {
                Some(self.store.dry_run(&known.reading, stamp, self.plan.hash, &data)?)
            };
            Ok(judged.into_recorded(receipt, true))
        })?
    }

    /// Calls a function with the operation as this recorder knows it, or as it reads it now if it knows none.
    pub fn with_operation<T>(&self, ask: impl FnOnce(&Operation<'_>) -> T) -> Result<T, ReadError> {
        self.with_known(|known| ask(&Operation::of(self.plan, &known.reading, &known.fold)))
    }

    fn with_known<T>(&self, ask: impl FnOnce(&LockedLedger<'_>) -> T) -> Result<T, ReadError> {
        match &self.known {
            Some(known) => Ok(ask(known)),
            None => Ok(ask(&LockedLedger::of(self.plan, self.store.read()?))),
        }
    }

    /// Acquires the lock for a log, or keeps it, and brings the view of the ledger up to date.
    fn locked(&mut self, options: &RecordOptions) -> Result<(Writer<'s>, LockedLedger<'s>), RecordError> {
        let known = match (self.lock.take(), self.known.take()) {
            (Some(lock), Some(known)) => match lock.pass_on(&known.reading, &options.holder.log) {
                Some(lock) => return Ok((lock, known)),
                None => None,
            },
            (_, known) => known,
        };
        let lock = self.store.writer(options.wait, &options.holder, options.network_ok)?;
        let known = match known {
            Some(known) => match lock.read_since(&known.reading)? {
                Since::Same => known,
                Since::Grown(reading) => {
                    let fold = known.fold.into_owned().extend(&reading);
                    LockedLedger { reading: Cow::Owned(reading), fold: Cow::Owned(fold) }
                }
                Since::Other(reading) => LockedLedger::of(self.plan, reading),
            },
            None => LockedLedger::of(self.plan, lock.read()?),
        };
        Ok((lock, known))
    }
}
