//! Recording: read, fold, judge and append, all under one lock. Who has more to record goes on with what was read.

use std::sync::Arc;

use crate::ledger::reading::Reading;
use crate::ledger::store::{ReadError, Store};
use crate::ledger::writer::{Blob, BlobKind, Writer};
use crate::model::stamp::Stamp;
use crate::plan::Plan;

use super::asked::Asked;
use super::growing::Growing;
use super::record::{RecordError, RecordOptions, Recorded, judge_all};
use super::status::Operation;

/// Records one thing after the other. From the first on it holds the lock, and knows what the ledger says by what it has
/// appended itself.
#[derive(Debug)]
pub struct Recorder<'s> {
    store: &'s Store,
    plan: &'s Arc<Plan>,
    held: Option<Held<'s>>,
}

/// The lock, and what the ledger says while it is held.
#[derive(Debug)]
struct Held<'s> {
    writer: Writer<'s>,
    reading: Reading,
    growing: Growing,
}

impl<'s> Recorder<'s> {
    /// Nothing is read yet, and nothing locked.
    pub fn new(store: &'s Store, plan: &'s Arc<Plan>) -> Self {
        Self { store, plan, held: None }
    }

    /// Records what is asked, all of it or nothing. Under the lock the ledger is read, folded and judged by the same
    /// judge that everybody reads with.
    pub fn record(
        &mut self,
        stamp: &Stamp,
        asked: &[Asked],
        options: &RecordOptions,
    ) -> Result<Recorded, RecordError> {
        let plan = self.plan;
        let held = self.hold(options)?;
        let judged = judge_all(plan, stamp, asked, options, &held.reading, held.growing.fold());
        let judged = match judged {
            Ok(judged) if !judged.taken.is_empty() => judged,
            nothing => {
                self.held = Some(held);
                return nothing.map(|judged| judged.into_recorded(None, false));
            }
        };
        let saved = asked.iter().filter_map(Asked::saved);
        let saved = saved.map(|saved| Blob { bytes: &saved.bytes, kind: BlobKind::Saved });
        let plans = [Blob { bytes: &plan.stored, kind: BlobKind::Plan }];
        let blobs: Vec<Blob<'_>> = plans.into_iter().chain(saved).collect();
        let Held { writer, reading, growing } = held;
        let (receipt, on) = writer.append_on(reading, stamp, plan.hash, &blobs, &judged.data())?;
        // What is signed is asked of a whole ledger: where that is required, nobody goes on.
        self.held = on.filter(|_| !plan.policy.signatures).map(|(writer, reading)| {
            let growing = growing.go_on(&reading);
            Held { writer, reading, growing }
        });
        Ok(judged.into_recorded(Some(receipt), false))
    }

    /// What would be recorded: nothing is locked, and nothing written.
    pub fn dry_run(
        &self,
        stamp: &Stamp,
        asked: &[Asked],
        options: &RecordOptions,
    ) -> Result<Recorded, RecordError> {
        let reading = self.store.read()?;
        let growing = Growing::of(self.plan, &reading);
        let judged = judge_all(self.plan, stamp, asked, options, &reading, growing.fold())?;
        let data = judged.data();
        let receipt = if data.is_empty() {
            None
        } else {
            Some(self.store.dry_run(&reading, stamp, self.plan.hash, &data)?)
        };
        Ok(judged.into_recorded(receipt, true))
    }

    /// Asks somebody who has read everything.
    pub fn ask<T>(&self, ask: impl FnOnce(&Operation<'_>) -> T) -> Result<T, ReadError> {
        if let Some(held) = &self.held {
            return Ok(ask(&Operation::of(self.plan, &held.reading, held.growing.fold())));
        }
        let reading = self.store.read()?;
        Ok(ask(&Operation::fold(self.plan, &reading)))
    }

    /// The lock for a log, and what the ledger says: as it is held, else taken and read.
    fn hold(&mut self, options: &RecordOptions) -> Result<Held<'s>, RecordError> {
        if let Some(Held { writer, reading, growing }) = self.held.take()
            && let Some((writer, reading)) = writer.pass_on(reading, &options.holder.log)
        {
            return Ok(Held { writer, reading, growing });
        }
        let writer = self.store.writer(options.wait, &options.holder, options.network_ok)?;
        let reading = writer.read()?;
        let growing = Growing::of(self.plan, &reading);
        Ok(Held { writer, reading, growing })
    }
}
