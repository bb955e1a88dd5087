//! Appends notes to a ledger through the library, and prints each receipt once it is durable.
//!
//! `cargo run --example append -- DIR OPERATION/MODE AGENCY.INSTANCE COUNT`

use std::error::Error;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use takedown::ledger::codec::entry::{Data, Note};
use takedown::ledger::log::LogName;
use takedown::ledger::store::Store;
use takedown::ledger::store::lock::Holder;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::time::Instant;

/// The plan that the notes cite. For this example any bytes will do.
const PLAN: &[u8] = b"format = 1\n";

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, op, log, count] = args.as_slice() else {
        return Err("usage: append DIR OPERATION/MODE AGENCY.INSTANCE COUNT".into());
    };
    let store = Store::open(Path::new(dir), &op.parse()?);
    let log: LogName = log.parse()?;
    let mut out = std::io::stdout().lock();
    for number in 1..=count.parse::<u32>()? {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
        let stamp = Stamp {
            agency: AgencyId::new(log.agency())?,
            instance: log.instance().to_owned(),
            officer: format!("{}-1", log.agency()),
            recorded_at: Instant::from_millis(i64::try_from(now.as_millis())?),
            clock_set: false,
            program: "append 0.1.0".to_owned(),
        };
        let holder = Holder {
            log: log.clone(),
            host: "localhost".to_owned(),
            pid: std::process::id(),
            since: stamp.recorded_at,
            command: "append".to_owned(),
        };
        let note = Note {
            about: Vec::new(),
            at: None,
            sources: Vec::new(),
            text: format!("note {number} of process {}", holder.pid).into(),
            clock_was_set: false,
        };
        let plan = Blob::new(BlobKind::Plan, PLAN);
        // The writer is the lock: nobody else can write between this read and the append.
        let writer = store.writer(Duration::from_secs(60), &holder, false)?;
        let reading = writer.read()?;
        let receipt = writer.append(&reading, &stamp, Hash::of(PLAN), &[plan], &[Data::Note(note)])?;
        for entry in &receipt.entries {
            writeln!(out, "{}:{} {}", receipt.log, entry.seq, entry.hash)?;
        }
        out.flush()?;
    }
    Ok(())
}
