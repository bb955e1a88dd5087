//! Signs the head of an agency's own log and appends the signature to that log as a checkpoint.

use std::time::Duration;

use thiserror::Error;

use crate::ledger::codec::entry::{Checkpoint, Data};
use crate::ledger::error::AppendError;
use crate::ledger::error::{LockError, ReadError};
use crate::ledger::log::{Head, LogName};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::sign::checkpoint::text;
use crate::ledger::sign::signature::SignError;
use crate::ledger::store::Store;
use crate::ledger::store::lock::Holder;
use crate::ledger::store::receipt::Receipt;
use crate::ledger::store::writer::{Blob, BlobKind};
use crate::model::stamp::Stamp;
use crate::plan::Plan;

/// Why a log was not signed. The entries recorded before remain, and will count once the log is signed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The log does not exist or is empty.
    #[error("{0} has no entry to sign")]
    Empty(LogName),
    /// Its last line is incomplete.
    #[error("{0} ends in an incomplete line: the next entry mends it, sign after that")]
    Torn(LogName),
    /// Another process appended to it during every attempt.
    #[error("{0} grew while it was signed: another process writes it")]
    Moved(LogName),
    /// Signing failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The lock could not be acquired.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The checkpoint could not be written.
    #[error(transparent)]
    Append(#[from] AppendError),
}

/// The number of attempts, if another process appends to the log while its head is being signed.
const TRIES: usize = 3;

/// Signs the head of the holder's log and appends the checkpoint. The lock is not held while signing, because
/// a touch on a security token takes longer than other writers wait. Returns the signed head and the receipt
/// of the checkpoint.
pub fn sign_checkpoint(
    store: &Store,
    plan: &Plan,
    stamp: &Stamp,
    known: &LedgerSnapshot,
    (holder, wait, network_ok): (&Holder, Duration, bool),
    sign: &dyn Fn(&str) -> Result<String, SignError>,
) -> Result<(Head, Receipt), CheckpointError> {
    let log = &holder.log;
    for _ in 0..TRIES {
        let before = store.read_since(known)?.of(known);
        let head = head(&before, log)?;
        let signature = sign(&text(&head, stamp.recorded_at))?;
        let writer = store.writer(wait, holder, network_ok)?;
        let reading = writer.read_since(&before)?.of(&before);
        if self::head(&reading, log)? == head {
            let data = [Data::Checkpoint(Checkpoint {
                signature: signature.as_str().into(),
                clock_was_set: stamp.clock_set,
            })];
            let blob = Blob::new(BlobKind::Plan, &plan.stored);
            let receipt = writer.append(&reading, stamp, plan.hash, &[blob], &data)?;
            return Ok((head, receipt));
        }
    }
    Err(CheckpointError::Moved(log.clone()))
}

fn head(reading: &LedgerSnapshot, log: &LogName) -> Result<Head, CheckpointError> {
    if reading.is_torn(log.as_str()) {
        return Err(CheckpointError::Torn(log.clone()));
    }
    let known = reading.logs().iter().find(|known| known.name == *log);
    known.and_then(|known| known.head.clone()).ok_or_else(|| CheckpointError::Empty(log.clone()))
}
