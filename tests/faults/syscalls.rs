//! Ledger tests 2 and 13: one append killed before each of its system calls, and what it does before it says so.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{LOG, append, complaints, receipt, writer_program};

/// An append under strace.
fn traced(kind: &str, dir: &Path, log: &Path, more: &[&str]) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(log).args(more).arg(writer_program());
    command.arg(kind).arg(dir).args([super::OP, LOG, "1"]);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
    command
}

/// The names of the system calls in a trace, in order.
fn calls(trace: &str) -> Vec<&str> {
    let name = |line: &'_ str| -> Option<usize> { line.find('(') };
    trace
        .lines()
        .filter_map(|line| {
            let line = line.split_once(' ').map_or(line, |(_, rest)| rest.trim_start());
            let end = name(line)?;
            let word = &line[..end];
            word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then_some(word)
        })
        .collect()
}

/// A ledger with two lines, made anew for each kill.
fn fresh(template: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let status = Command::new("cp").arg("-a").arg(template.join(".")).arg(dir.path()).status();
    assert!(status.is_ok_and(|status| status.success()));
    dir
}

/// Kills one append before every system call that it makes; how many kills, and the complaints.
fn killed_everywhere(kind: &str, only: Option<&str>) -> (usize, Vec<String>) {
    let template = tempfile::tempdir().expect("a folder");
    append(template.path(), LOG, &["one"]).expect("recorded");
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let dir = fresh(template.path());
    let whole = traced(kind, dir.path(), trace.path(), &[]).output().expect("strace runs");
    assert!(whole.status.success(), "{whole:?}");
    let text = fs::read_to_string(trace.path()).expect("a trace");
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for call in calls(&text) {
        *counts.entry(call).or_insert(0) += 1;
    }
    // Neither can be met on the way in: the first starts the program, the last ends it.
    counts
        .retain(|call, _| !matches!(*call, "execve" | "exit_group") && only.is_none_or(|only| only == *call));
    let (mut kills, mut complaints_all) = (0, Vec::new());
    for (call, count) in counts {
        for at in 1..=count {
            let dir = fresh(template.path());
            let inject = format!("inject={call}:signal=KILL:when={at}");
            let filter = format!("trace={call}");
            let out = traced(kind, dir.path(), trace.path(), &["-e", &filter, "-e", &inject])
                .output()
                .expect("strace");
            kills += usize::from(!out.status.success());
            let said = String::from_utf8_lossy(&out.stdout).lines().filter_map(receipt).collect::<Vec<_>>();
            let mut wrong = complaints(dir.path(), &said, true);
            match append(dir.path(), LOG, &["after"]) {
                Ok(_) => wrong.extend(complaints(dir.path(), &said, false)),
                Err(error) => wrong.push(error.to_string()),
            }
            complaints_all.extend(wrong.into_iter().map(|wrong| format!("{call} {at}: {wrong}")));
        }
    }
    (kills, complaints_all)
}

#[test]
#[ignore = "needs strace"]
fn an_append_killed_before_any_system_call_loses_nothing() {
    let (kills, complaints) = killed_everywhere("sound", None);
    assert!(kills > 50, "{kills} kills are too few to tell");
    assert!(complaints.is_empty(), "of {kills}: {complaints:#?}");
}

#[test]
#[ignore = "needs strace"]
fn an_append_that_says_so_first_is_found_out() {
    let (kills, complaints) = killed_everywhere("says-so-first", Some("fdatasync"));
    assert!(kills > 0 && !complaints.is_empty(), "of {kills}");
}

/// The places of the sync of the log and of the receipt among an append's system calls.
fn sync_and_receipt(kind: &str) -> (Option<usize>, Option<usize>) {
    let dir = tempfile::tempdir().expect("a folder");
    append(dir.path(), LOG, &["one"]).expect("recorded");
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let filter = ["-e", "trace=write,fdatasync", "-y"];
    let out = traced(kind, dir.path(), trace.path(), &filter).output().expect("strace runs");
    assert!(out.status.success());
    let text = fs::read_to_string(trace.path()).expect("a trace");
    let log = format!("{LOG}.jsonl>");
    let place = |wanted: &dyn Fn(&str) -> bool| text.lines().position(wanted);
    let sync = place(&|line| line.contains("fdatasync(") && line.contains(&log) && line.contains("= 0"));
    let receipt = place(&|line| line.contains("write(1<"));
    (sync, receipt)
}

#[test]
#[ignore = "needs strace"]
fn an_entry_is_durable_before_its_receipt() {
    let (sync, receipt) = sync_and_receipt("sound");
    assert!(sync.is_some() && receipt.is_some() && sync < receipt, "{sync:?} {receipt:?}");
    let (sync, receipt) = sync_and_receipt("says-so-first");
    assert!(receipt < sync, "the control: {sync:?} {receipt:?}");
}
