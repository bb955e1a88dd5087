//! The ledger against the physical limit: `verify` beside `openssl dgst -sha256` of the same bytes, and an append beside a
//! raw write with `fdatasync`. Prints a table of ratios of one run.
//!
//! `cargo bench --bench ledger -- [LINES]`, a million unless told.

use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use takedown::ledger::codec::entry::{Checkpoint, Data, Genesis, Note};
use takedown::ledger::codec::line;
use takedown::ledger::codec::line::{Entry, FIRST};
use takedown::ledger::log::Head;
use takedown::ledger::sign::checkpoint::{check, text};
use takedown::ledger::sign::signature::{public, sign};
use takedown::ledger::sign::signers::Signers;
use takedown::ledger::store::Store;
use takedown::ledger::store::lock::Holder;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::ledger::verify::{VerifyOptions, verify};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::time::Instant;
use takedown::model::word::Word as _;

#[path = "shared/ratio.rs"]
mod ratio;

use ratio::{row, say, timed};

/// How often each is run; the machine has other things to do, and the shortest run meets them least.
const ROUNDS: usize = 5;
const OP: &str = "halyard/exercise";
const LOGS: usize = 8;
const PLAN: &[u8] = b"format = 1\n";
const LINE: usize = 463;
/// After so many of its lines a log is signed.
const SIGNED: u64 = 1_250;

fn data(seq: u64, instance: &str, pad: usize) -> Data<'_> {
    if seq == 1 {
        return Data::Genesis(Genesis {
            agency: "ro-police".into(),
            instance: instance.into(),
            program: "bench 0.1.0".into(),
        });
    }
    let text = "x".repeat(pad).into();
    Data::Note(Note { about: vec![], at: None, sources: vec![], text, clock_was_set: false })
}

/// Makes a key, in a folder.
fn key(dir: &Path) -> PathBuf {
    let key = dir.join("key");
    let made = Command::new("ssh-keygen").args(["-q", "-N", "", "-t", "ed25519", "-f"]).arg(&key).status();
    assert!(made.expect("ssh-keygen runs").success());
    key
}

/// Writes logs of so many lines in all, each line but the first of a log about as long as `LINE`, and signs them now and
/// then.
fn generate(dir: &Path, lines: u64, key: &Path) -> std::io::Result<u64> {
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
            let t = Instant::from_millis(1_800_000_000_000 + i64::try_from(seq).unwrap_or(0));
            let signature = (seq % SIGNED == 0).then(|| {
                let log = name.parse().expect("a log");
                sign(key, &text(&Head { log, seq: seq - 1, hash: prev }, t)).expect("signed")
            });
            let data = match &signature {
                Some(signature) => {
                    Data::Checkpoint(Checkpoint { signature: signature.into(), clock_was_set: false })
                }
                None => data(seq, &instance, pad),
            };
            let entry = Entry {
                op: OP,
                log: &name,
                seq,
                id: &id,
                salt: "00000000000000000000000000000000",
                recorded_at: t,
                by: "ro-07",
                plan: Hash::of(PLAN),
                seen: vec![],
                kind: data.kind().as_str(),
                data: None,
            };
            let (line, hash) = line::write(&entry, &data, &prev);
            if seq > 1 && signature.is_none() {
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

/// The shortest of some runs of each, taken by turns, so that what else the machine does meets both.
fn shortest(rounds: usize, mut ours: impl FnMut(), mut theirs: impl FnMut()) -> (Duration, Duration) {
    let mut shortest = (Duration::MAX, Duration::MAX);
    for _ in 0..rounds {
        shortest.0 = shortest.0.min(timed(&mut ours).0);
        shortest.1 = shortest.1.min(timed(&mut theirs).0);
    }
    shortest
}

fn appends(dir: &Path, count: u32) -> (Duration, Duration) {
    let store = Store::open(dir, &OP.parse().expect("an operation"));
    let t = Instant::from_millis(1_900_000_000_000);
    let stamp = Stamp {
        agency: AgencyId::new("nl-police").expect("an agency"),
        instance: "00c0ffee".to_owned(),
        officer: "nl-01".to_owned(),
        recorded_at: t,
        clock_set: false,
        program: "bench 0.1.0".to_owned(),
    };
    let log = "nl-police.00c0ffee".parse().expect("a log");
    let holder = Holder { log, host: "localhost".to_owned(), pid: 1, since: t, command: "bench".to_owned() };
    let plan = Blob::new(BlobKind::Plan, PLAN);
    let mut raw = File::create(dir.join("raw")).expect("a file");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for at in 0..count {
        let writer = store.writer(Duration::from_secs(1), &holder, true).expect("the lock");
        let reading = writer.read().expect("a reading");
        let entry = [data(2, "", 100)];
        let append = || writer.append(&reading, &stamp, Hash::of(PLAN), &[plan], &entry).expect("recorded");
        let write = || raw.write_all(&[b'x'; LINE]).and_then(|()| raw.sync_data()).expect("written");
        // By turns, also in who is first: a file system that has just synced is quicker, or slower, to do it again.
        if at % 2 == 0 {
            ours.push(timed(append).0);
            theirs.push(timed(write).0);
        } else {
            theirs.push(timed(write).0);
            ours.push(timed(append).0);
        }
    }
    (median(ours), median(theirs))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let lines = std::env::args().find_map(|arg| arg.parse().ok()).unwrap_or(1_000_000);
    let dir = tempfile::tempdir().expect("a folder");
    let keys = tempfile::tempdir().expect("a folder");
    let key = key(keys.path());
    let bytes = generate(dir.path(), lines, &key).expect("generated");
    let logs: Vec<_> =
        fs::read_dir(dir.path().join("logs")).expect("logs").flatten().map(|item| item.path()).collect();
    let openssl = || {
        let out = Command::new("openssl").args(["dgst", "-sha256"]).args(&logs).output().expect("openssl");
        assert!(out.status.success());
    };
    let op = OP.parse().expect("an operation");
    let bytes_alone = |threads| {
        let report =
            verify(dir.path(), &op, &VerifyOptions { threads, ..VerifyOptions::default() }, &|_, _| {});
        let report = report.expect("a report");
        assert!(report.findings.is_empty());
        report
    };
    let ours = |threads| drop(bytes_alone(threads));
    // The same with its signatures.
    let agency = AgencyId::new("ro-police").expect("an agency");
    let public = [public(&key).expect("a key")];
    let signers = Signers::new([(&agency, public.as_slice())], dir.path().join("revoked"));
    let signed = || {
        let logs = bytes_alone(0).checkpoints;
        let good = |pinned: &Vec<_>| check(&signers, "ro-police", pinned).iter().all(Result::is_ok);
        assert!(logs.iter().all(|(_, pinned)| good(pinned)));
    };
    say(&format!("{lines} lines, {bytes} bytes, {LOGS} logs{:26}ours    theirs  ratio", ""));
    // Before anything else could have raised it.
    let one = shortest(ROUNDS, || ours(1), openssl);
    let two = shortest(ROUNDS, || ours(2), openssl);
    let peak = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM unknown").to_owned();
    let with = shortest(ROUNDS, signed, openssl);
    row("verify, one thread, by openssl", one, 2.3);
    row("verify, two threads, by openssl", two, 1.3);
    let checkpoints = lines / LOGS as u64 / SIGNED * LOGS as u64;
    row(&format!("the same with {checkpoints} signed checkpoints"), with, 1.3);
    say(&format!("peak memory of verify, {peak} (goal 65536 kB)"));
    let small = tempfile::tempdir().expect("a folder");
    row("append, by a raw write and fdatasync (medians)", appends(small.path(), 300), 1.2);
}
