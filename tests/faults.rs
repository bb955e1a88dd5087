//! Ledgers under faults: kills, cuts, flips, forgeries, crowds and hostile text. Each harness has a control that it finds
//! out.
//!
//! The tests of a ledger, by their numbers; `cut` and the like are modules of this folder:
//!
//! | | test | control |
//! | --- | --- | --- |
//! | 1 | `kill`: six writers killed 150 times while a line is half written | the same without the lock |
//! | 2 | `syscalls`: one append killed before each of its system calls, 1,500 in four states; `go`: a go for a group | a writer that says so first |
//! | 3 | `errors`: each system call fails or is interrupted; a line is cut short at each place | a writer that heeds no error |
//! | 4 | `cut`: at every byte of the last three entries; witnesses are a seen head and a checkpoint | no witness; a writer that always cuts |
//! | 5 | `flip`: every bit of twelve entries, checkpoints among them | a verifier that reads no `prev`; a writer that always cuts |
//! | 6 | `errors`: a disk that is full | a writer that heeds no full disk |
//! | 7 | `forge`: lines lost, doubled, moved, replayed, written anew; a go in every other log | a verifier of single lines; no witness; the lead's own go |
//! | 8 | `cli::signatures`: each signature that counts for nothing is named | the right key; a verifier that asks nothing, one that takes any key |
//! | 9 | `bundle`: three verifiers agree on every mutant, flip, time and list of revoked keys | `bundle::checks`: each script without each of its checks |
//! | 10 | `hostile`: JSON that only a strict reading refuses | a reader that takes whatever is JSON |
//! | 11 | `laws::merge`: forests merged in every order; `laws::skew`: eight writers; `cli::sync`: git | the longer copy wins; no attributes |
//! | 12 | `crowd`: 50 processes, and readers meanwhile | the same without the lock |
//! | 13 | `syscalls`: synced before it is said | a writer that says so first |
//! | 14 | `mutate`: the fuzz targets | readers that panic, take too much, lose places or rows |
//! | 15 | `laws::copies`: one verdict in every copy that holds an entry's past | a judge that asks the order |

mod crowd;
mod cut;
mod errors;
mod flip;
mod forge;
mod go;
mod hostile;
mod kill;
mod mutate;
mod syscalls;

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Duration;

use takedown::ledger::codec::entry::{Checkpoint, Data, Note};
use takedown::ledger::error::AppendError;
use takedown::ledger::finding::FindingKind;
use takedown::ledger::log::LogName;
use takedown::ledger::store::Store;
use takedown::ledger::store::lock::Holder;
use takedown::ledger::store::receipt::Receipt;
use takedown::ledger::store::writer::{Blob, BlobKind};
use takedown::ledger::verify::{Report, VerifyOptions, verify};
use takedown::model::digest::Hash;
use takedown::model::id::AgencyId;
use takedown::model::stamp::Stamp;
use takedown::model::time::Instant;

const OP: &str = "halyard/exercise";
const LOG: &str = "ro-police.7f3a9c02";
const OTHER: &str = "be-prosecutor.1a2b3c4d";
const PLAN: &[u8] = b"format = 1\n";

/// The program of `tests/faults/writer.rs`, which cargo builds beside the tests.
fn writer_program() -> PathBuf {
    let tests = std::env::current_exe().expect("this test's program");
    let program = tests.ancestors().nth(2).expect("the target folder").join("examples").join("fault-writer");
    assert!(program.exists(), "cargo builds {} with the tests", program.display());
    program
}

/// A writer process, not started yet.
fn writer(kind: &str, dir: &Path, log: &str, count: usize) -> Command {
    let mut command = Command::new(writer_program());
    command.arg(kind).arg(dir).args([OP, log, &count.to_string()]);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    command
}

/// The receipts that a process prints, until it ends: log, number, hash.
fn receipts(pipe: ChildStdout) -> Vec<(String, u64, Hash)> {
    BufReader::new(pipe).lines().map_while(Result::ok).filter_map(|line| receipt(&line)).collect()
}

/// One printed receipt; a line that a kill cut short is none.
fn receipt(line: &str) -> Option<(String, u64, Hash)> {
    let (place, hash) = line.split_once(' ')?;
    let (log, seq) = place.rsplit_once(':')?;
    Some((log.to_owned(), seq.parse().ok()?, hash.parse().ok()?))
}

fn store(dir: &Path) -> Store {
    Store::open(dir, &OP.parse().expect("an operation"))
}

fn report(dir: &Path) -> Report {
    let options = VerifyOptions { threads: 1, ..VerifyOptions::default() };
    verify(dir, &OP.parse().expect("an operation"), &options, &|_, _| {}).expect("it can be read")
}

/// Appends notes to a log in this process; a text that begins with `signature ` is a checkpoint's.
fn append(dir: &Path, log: &str, texts: &[&str]) -> Result<Receipt, AppendError> {
    let log: LogName = log.parse().expect("a log");
    let t = Instant::parse(b"2027-03-09T05:01:02.345Z").expect("a time");
    let stamp = Stamp {
        agency: AgencyId::new(log.agency()).expect("an agency"),
        instance: log.instance().to_owned(),
        officer: "ro-07".to_owned(),
        recorded_at: t,
        clock_set: false,
        program: "faults 0.1.0".to_owned(),
    };
    let holder = Holder { log, host: "localhost".to_owned(), pid: 1, since: t, command: "faults".to_owned() };
    let notes: Vec<Data<'_>> = texts.iter().map(|text| said(text)).collect();
    let store = store(dir);
    let writer = store.writer(Duration::from_secs(10), &holder, true).expect("the lock");
    let reading = writer.read().expect("it can be read");
    let plan = Blob::new(BlobKind::Plan, PLAN);
    writer.append(&reading, &stamp, Hash::of(PLAN), &[plan], &notes)
}

/// A note; bytes alone are asked here, and no key, so that any base64 will do as a signature.
fn said(text: &str) -> Data<'_> {
    match text.strip_prefix("signature ") {
        Some(signature) => Data::Checkpoint(Checkpoint { signature: signature.into(), clock_was_set: false }),
        None => Data::Note(Note {
            about: vec![],
            at: None,
            sources: vec![],
            text: text.into(),
            clock_was_set: false,
        }),
    }
}

/// A writer that breaks a rule: it cuts whatever stands after the last line feed, an acknowledged entry too.
fn append_after_cutting(dir: &Path, log: &str, texts: &[&str]) -> Result<Receipt, AppendError> {
    let path = log_file(dir, log);
    let bytes = std::fs::read(&path).expect("the log");
    let end = bytes.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    std::fs::write(&path, &bytes[..end]).expect("cut");
    append(dir, log, texts)
}

/// The bytes of a log's file.
fn log_file(dir: &Path, log: &str) -> PathBuf {
    dir.join("logs").join(format!("{log}.jsonl"))
}

/// Per hash how often it stands in the ledger's good lines.
fn standing(dir: &Path) -> BTreeMap<Hash, usize> {
    let mut standing = BTreeMap::new();
    let reading = store(dir).read().expect("it can be read");
    reading.walk(|placed| *standing.entry(placed.line.hash).or_insert(0) += 1);
    standing
}

/// What is wrong with a ledger after faults, in words: findings, and acknowledged entries that are not there once.
fn complaints(dir: &Path, acknowledged: &[(String, u64, Hash)], torn_is_fine: bool) -> Vec<String> {
    let mut complaints: Vec<String> = report(dir)
        .findings
        .into_iter()
        .filter(|finding| !(torn_is_fine && finding.kind == FindingKind::TornTail))
        .map(|finding| format!("{}:{} {}", finding.log, finding.line, finding.message))
        .collect();
    let standing = standing(dir);
    for (log, seq, hash) in acknowledged {
        match standing.get(hash) {
            Some(1) => {}
            times => complaints.push(format!("{log}:{seq} was acknowledged and stands {times:?} times")),
        }
    }
    complaints
}
