//! Writers that break a rule each, so that the harness which finds nothing in the sound one is seen to find something.
//!
//! `writer KIND DIR OPERATION/MODE AGENCY.INSTANCE COUNT`; `split` breaks no rule: it holds the lock and is slow between
//! the halves of a line, so that a kill tears it.

use std::error::Error;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use takedown::ledger::codec::entry::{Data, Note};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::Entry;
use takedown::ledger::log::LogName;
use takedown::ledger::read::snapshot::LedgerSnapshot;
use takedown::ledger::store::Store;
use takedown::ledger::store::lock::Holder;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::time::Instant;

const PLAN: &[u8] = b"format = 1\n";

fn note(number: u32) -> Data<'static> {
    Data::Note(Note {
        about: Vec::new(),
        at: None,
        sources: Vec::new(),
        text: format!("note {number} of process {}", std::process::id()).into(),
        clock_was_set: false,
    })
}

fn stamp(log: &LogName) -> Result<Stamp, Box<dyn Error>> {
    let now = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH)?;
    Ok(Stamp {
        agency: AgencyId::new(log.agency())?,
        instance: log.instance().to_owned(),
        officer: "ro-07".to_owned(),
        recorded_at: Instant::from_millis(i64::try_from(now.as_millis())?),
        clock_set: false,
        program: "writer 0.1.0".to_owned(),
    })
}

fn sound(store: &Store, log: &LogName, number: u32) -> Result<String, Box<dyn Error>> {
    let stamp = stamp(log)?;
    let writer = store.writer(Duration::from_secs(120), &holder(log, &stamp), false)?;
    let reading = writer.read()?;
    let plan = Blob::new(BlobKind::Plan, PLAN);
    let receipt = writer.append(&reading, &stamp, Hash::of(PLAN), &[plan], &[note(number)])?;
    let entry = receipt.entries.first().ok_or("a receipt")?;
    Ok(format!("{}:{} {}", receipt.log, entry.seq, entry.hash))
}

fn holder(log: &LogName, stamp: &Stamp) -> Holder {
    Holder {
        log: log.clone(),
        host: "localhost".to_owned(),
        pid: std::process::id(),
        since: stamp.recorded_at,
        command: "writer".to_owned(),
    }
}

/// Writes a line in two halves, without the library's append; a deaf writer heeds no error.
fn halves(
    store: &Store,
    log: &LogName,
    reading: &LedgerSnapshot,
    number: u32,
    deaf: bool,
) -> Result<String, Box<dyn Error>> {
    let stamp = stamp(log)?;
    let head = reading.logs().iter().find(|known| known.name == *log).and_then(|known| known.head.clone());
    let head = head.ok_or("the log has begun")?;
    let op = store.op().to_string();
    let digest = Hash::of(format!("{} {number}", std::process::id()).as_bytes()).to_string();
    let id = format!(
        "{}-{}-7{}-8{}-{}",
        &digest[..8],
        &digest[8..12],
        &digest[12..15],
        &digest[15..18],
        &digest[18..30]
    );
    let entry = Entry {
        op: &op,
        log: log.as_str(),
        seq: head.seq + 1,
        id: &id,
        salt: &digest[32..],
        recorded_at: stamp.recorded_at,
        by: "ro-07",
        plan: Hash::of(PLAN),
        seen: Vec::new(),
        kind: "note",
        data: None,
    };
    let (bytes, hash) = line::write(&entry, &note(number), &head.hash);
    let path = store.dir().join("logs").join(format!("{log}.jsonl"));
    let mut file = OpenOptions::new().append(true).open(path)?;
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let unless_deaf = |done: std::io::Result<()>| if deaf { Ok(()) } else { done };
    unless_deaf(file.write_all(first))?;
    std::thread::sleep(Duration::from_millis(1));
    unless_deaf(file.write_all(second))?;
    unless_deaf(file.sync_data())?;
    Ok(format!("{log}:{} {hash}", head.seq + 1))
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [kind, dir, op, log, count] = args.as_slice() else {
        return Err("usage: writer KIND DIR OPERATION/MODE AGENCY.INSTANCE COUNT".into());
    };
    let store = Store::open(Path::new(dir), &op.parse()?);
    let log: LogName = log.parse()?;
    let mut out = std::io::stdout().lock();
    for number in 1..=count.parse::<u32>()? {
        let receipt = match kind.as_str() {
            "split" if number % 2 == 0 => {
                let stamp = stamp(&log)?;
                let lock = store.writer(Duration::from_secs(120), &holder(&log, &stamp), false)?;
                halves(&store, &log, &lock.read()?, number, false)?
            }
            "without-lock" => halves(&store, &log, &store.read()?, number, false)?,
            "deaf" => halves(&store, &log, &store.read()?, number, true)?,
            "says-so-first" => {
                writeln!(out, "{log}:{} {}", number + 1, Hash::of(b"not yet"))?;
                out.flush()?;
                sound(&store, &log, number)?
            }
            "sound" | "split" => sound(&store, &log, number)?,
            other => return Err(format!("there is no writer `{other}`").into()),
        };
        writeln!(out, "{receipt}")?;
        out.flush()?;
    }
    Ok(())
}
