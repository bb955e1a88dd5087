//! The ledger against the physical limit: `verify` beside `openssl dgst -sha256` of the same bytes, and an append beside a
//! raw write with `fdatasync`. Prints a table of ratios of one run.
//!
//! `cargo bench --bench ledger -- [LINES]`, a million unless told.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant as Clock};

use takedown::ledger::entry::{Data, Genesis, Note};
use takedown::ledger::line::{self, Entry, FIRST};
use takedown::ledger::store::{Holder, Store};
use takedown::ledger::verify::{Options, verify};
use takedown::ledger::writer::{Blob, BlobKind};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::time::Instant;

const OP: &str = "halyard/exercise";
const LOGS: usize = 8;
const PLAN: &[u8] = b"format = 1\n";
const LINE: usize = 463;

fn data(seq: u64, instance: &str, pad: usize) -> Data<'_> {
    if seq == 1 {
        return Data::Genesis(Genesis { agency: "ro-police", instance, program: "bench 0.1.0".into() });
    }
    let text = "x".repeat(pad).into();
    Data::Note(Note { about: vec![], at: None, sources: vec![], text, now: false })
}

/// Writes logs of so many lines in all, each line but the first of a log about as long as `LINE`.
fn generate(dir: &Path, lines: u64) -> std::io::Result<u64> {
    fs::create_dir_all(dir.join("logs"))?;
    fs::create_dir_all(dir.join("plans"))?;
    fs::write(dir.join("plans").join(format!("{}.toml", Hash::of(PLAN))), PLAN)?;
    let mut bytes = 0;
    for log in 0..LOGS {
        let instance = format!("{log:08x}");
        let name = format!("ro-police.{instance}");
        let mut out = BufWriter::new(File::create(dir.join("logs").join(format!("{name}.jsonl")))?);
        let (mut prev, mut pad) = (FIRST, 1);
        for seq in 1..=lines / LOGS as u64 {
            let id = format!("01a428aa-7320-7000-8000-{seq:012x}");
            let entry = Entry {
                op: OP,
                log: &name,
                seq,
                id: &id,
                salt: "00000000000000000000000000000000",
                t: Instant::from_millis(1_800_000_000_000 + i64::try_from(seq).unwrap_or(0)),
                by: "ro-07",
                plan: Hash::of(PLAN),
                seen: vec![],
                kind: if seq == 1 { "genesis" } else { "note" },
                data: None,
            };
            let (line, hash) = line::write(&entry, &data(seq, &instance, pad), &prev);
            if seq > 1 {
                pad = (pad + LINE + 1).saturating_sub(line.len()).max(1);
            }
            out.write_all(&line)?;
            bytes += line.len() as u64;
            prev = hash;
        }
        out.flush()?;
    }
    Ok(bytes)
}

/// The best of three.
fn best(mut run: impl FnMut()) -> Duration {
    let once = |run: &mut dyn FnMut()| {
        let begin = Clock::now();
        run();
        begin.elapsed()
    };
    (0..3).map(|_| once(&mut run)).min().unwrap_or_default()
}

fn row(what: &str, ours: Duration, theirs: Duration, goal: f64) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{what:<44} {ours:>9.3?} {theirs:>9.3?}  {ratio:>5.2}  (goal {goal})");
}

fn appends(dir: &Path, count: u32) -> (Duration, Duration) {
    let store = Store::open(dir, &OP.parse().expect("an operation"));
    let t = Instant::from_millis(1_900_000_000_000);
    let stamp = Stamp {
        agency: AgencyId::new("nl-police").expect("an agency"),
        instance: "00c0ffee".to_owned(),
        officer: "nl-01".to_owned(),
        t,
        clock_set: false,
        program: "bench 0.1.0".to_owned(),
    };
    let log = "nl-police.00c0ffee".parse().expect("a log");
    let holder = Holder { log, host: "localhost".to_owned(), pid: 1, since: t, command: "bench".to_owned() };
    let plan = Blob { bytes: PLAN, kind: BlobKind::Plan };
    let (mut ours, mut theirs) = (Duration::ZERO, Duration::ZERO);
    let mut raw = File::create(dir.join("raw")).expect("a file");
    for at in 0..count {
        let writer = store.writer(Duration::from_secs(1), &holder, true).expect("the lock");
        let reading = writer.read().expect("a reading");
        let begin = Clock::now();
        writer.append(&reading, &stamp, Hash::of(PLAN), &[plan], &[data(2, "", 100)]).expect("recorded");
        if at > 0 {
            ours += begin.elapsed();
        }
        let begin = Clock::now();
        raw.write_all(&[b'x'; LINE]).and_then(|()| raw.sync_data()).expect("written");
        if at > 0 {
            theirs += begin.elapsed();
        }
    }
    (ours, theirs)
}

fn main() {
    let lines = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let dir = tempfile::tempdir().expect("a folder");
    let bytes = generate(dir.path(), lines).expect("generated");
    let logs: Vec<_> =
        fs::read_dir(dir.path().join("logs")).expect("logs").flatten().map(|item| item.path()).collect();
    let openssl = best(|| {
        let out = Command::new("openssl").args(["dgst", "-sha256"]).args(&logs).output().expect("openssl");
        assert!(out.status.success());
    });
    let op = OP.parse().expect("an operation");
    let ours = |threads| {
        best(|| {
            let report = verify(dir.path(), &op, &Options { threads, ..Options::default() }, &|_, _| {});
            assert!(report.is_ok_and(|report| report.findings.is_empty()));
        })
    };
    let _ = writeln!(
        std::io::stdout(),
        "{lines} lines, {bytes} bytes, {LOGS} logs                      ours    theirs  ratio"
    );
    row("verify, one thread, by openssl", ours(1), openssl, 2.3);
    let peak = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned();
    row("verify, two threads, by openssl", ours(2), openssl, 1.3);
    let small = tempfile::tempdir().expect("a folder");
    let (append, raw) = appends(small.path(), 200);
    row("append, by a raw write and fdatasync", append, raw, 1.2);
    let _ = writeln!(std::io::stdout(), "peak after one thread: {peak} (goal 65536 kB)");
}
