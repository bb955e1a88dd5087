//! Builds the lines of a batch before they are written.

use uuid::Uuid;

use super::random::{Random, hex};
use crate::ledger::codec::entry::{Data, Genesis, Note};
use crate::ledger::codec::line;
use crate::ledger::codec::line::{Entry, FIRST, SeenHead};
use crate::ledger::error::AppendError;
use crate::ledger::log::{Head, LogName};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::ledger::store::receipt::{Receipt, RecordedEntry};
use crate::model::digest::Hash;
use crate::model::op::Op;
use crate::model::stamp::Stamp;
use crate::model::word::Word as _;

pub(crate) struct Batch {
    pub(crate) lines: Vec<u8>,
    /// Valid once the lines are durable.
    pub(crate) receipt: Receipt,
}

/// Builds the lines of a batch: a genesis if the log begins, a note if a torn tail was cut, then the entries.
pub(crate) fn batch(
    op: &Op,
    random: &Random,
    reading: &LedgerSnapshot,
    stamp: &Stamp,
    plan: Hash,
    data: &[Data<'_>],
    torn: Option<&str>,
) -> Result<Batch, AppendError> {
    let log = LogName::of(stamp).map_err(|bad| AppendError::OtherLog(bad.0))?;
    let known = reading.logs().iter().find(|known| known.name == log);
    let mut head = known.and_then(|known| known.head.clone());
    let op = op.to_string();
    let program = stamp.program.as_str();
    let genesis = Data::Genesis(Genesis {
        agency: log.agency().into(),
        instance: log.instance().into(),
        program: program.into(),
    });
    let note = torn.map(|text| {
        let about: [&str; 0] = [];
        Data::Note(Note { clock_was_set: stamp.clock_set, ..Note::new(about, text) })
    });
    let before: Vec<&Data<'_>> =
        head.is_none().then_some(&genesis).into_iter().chain(note.as_ref()).collect();
    let mut seen = moved(reading, &log);
    let mut lines = Vec::new();
    let mut entries = Vec::new();
    for (place, data) in before.iter().copied().chain(data).enumerate() {
        let (seq, prev) = head.as_ref().map_or((1, FIRST), |head| (head.seq + 1, head.hash));
        let id = new_id(random, stamp)?.to_string();
        let salt = hex(&random.draw::<16>()?);
        let heads = std::mem::take(&mut seen);
        let entry = Entry {
            op: &op,
            log: log.as_str(),
            seq,
            id: &id,
            salt: &salt,
            recorded_at: stamp.recorded_at,
            by: &stamp.officer,
            plan,
            seen: heads
                .iter()
                .map(|head| SeenHead { log: head.log.as_str(), seq: head.seq, hash: head.hash })
                .collect(),
            kind: data.kind().as_str(),
            data: None,
        };
        let (line, hash) = line::write(&entry, data, &prev);
        let read = line::read(line.strip_suffix(b"\n").unwrap_or(&line));
        if let Err(fault) = read {
            return Err(AppendError::Shape { word: data.kind().to_string(), fault: fault.to_string() });
        }
        lines.extend_from_slice(&line);
        if place >= before.len() {
            entries.push(RecordedEntry { seq, hash, recorded_at: stamp.recorded_at });
        }
        head = Some(Head { log: log.clone(), seq, hash });
    }
    Ok(Batch { lines, receipt: Receipt { log, entries, remarks: Vec::new() } })
}

/// A UUID of version 7: the time of recording, and 74 bits from the same source as the salts.
pub(crate) fn new_id(random: &Random, stamp: &Stamp) -> Result<Uuid, AppendError> {
    let millis = u64::try_from(stamp.recorded_at.millis()).unwrap_or(0);
    let drawn = random.draw::<10>()?;
    Ok(uuid::Builder::from_unix_timestamp_millis(millis, &drawn).into_uuid())
}

/// The heads of other logs that have moved since this log last named them.
fn moved(reading: &LedgerSnapshot, log: &LogName) -> Vec<Head> {
    let own = reading.logs().iter().position(|known| known.name == *log);
    let named = |other: usize| own.map_or(0, |own| reading.seen_up_to(own, other));
    let heads = reading.logs().iter().enumerate().filter(|(place, _)| Some(*place) != own);
    heads
        .filter(|(_, other)| !reading.is_forked(other.name.as_str()))
        .filter_map(|(place, other)| other.head.clone().filter(|head| head.seq > named(place)))
        .collect()
}
