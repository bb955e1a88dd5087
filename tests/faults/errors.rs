//! Ledger tests 3 and 6: system calls that fail, one at a time, and a file system that is full.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use super::syscalls::{Before, NOTE, Program, acknowledged, calls_of, fresh, template};
use super::{LOG, append, complaints, log_file, standing, writer_program};
use crate::support::in_two;
use takedown::model::digest::Hash;

/// The calls of an append that write, make durable, cut, move and lock.
const CALLS: [&str; 8] =
    ["write", "fdatasync", "fsync", "ftruncate", "rename", "renameat", "renameat2", "flock"];
const ERRORS: [&str; 3] = ["EIO", "ENOSPC", "EINTR"];

/// What is wrong with how an append ended of which one call failed.
fn failed(
    program: Program,
    before: Before,
    template: &Path,
    call: &str,
    at: usize,
    error: &str,
) -> Vec<String> {
    let home = fresh(template);
    let dir = home.path().join("ledger");
    let mut held = acknowledged(template);
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let filter = [format!("trace={call}"), format!("inject={call}:error={error}:when={at}")];
    let mut command = program.traced(&dir, trace.path(), &["-e", &filter[0], "-e", &filter[1]]);
    let out = command.stderr(Stdio::piped()).output().expect("strace");
    let mut wrong = ended_wrongly(program, &out, &dir, &held);
    // The tail that it found may still be there; what it left is mended by the next append.
    let said = program.said(&out.stdout);
    wrong.extend(complaints(&dir, &said, !matches!(before, Before::Nothing | Before::ALog)));
    held.extend(said);
    // What the system could not make durable may be said to be recorded by nobody.
    if call == "fdatasync" && error != "EINTR" && !matches!(out.status.code(), Some(1 | 4)) {
        wrong.push(format!("{} though it is not durable", out.status));
    }
    match append(&dir, LOG, &["after"]) {
        Ok(_) => wrong.extend(complaints(&dir, &held, false)),
        Err(error) => wrong.push(error.to_string()),
    }
    wrong
}

/// What the exit code, the words and the ledger say that does not fit together.
fn ended_wrongly(program: Program, out: &Output, dir: &Path, held: &[(String, u64, Hash)]) -> Vec<String> {
    let err = String::from_utf8_lossy(&out.stderr).into_owned();
    let said = program.said(&out.stdout);
    let more = standing(dir).keys().filter(|hash| held.iter().all(|(.., known)| known != *hash)).count();
    let mut wrong = Vec::new();
    let mut check = |fits: bool, what: &str| {
        if !fits {
            wrong.push(format!("{what}: {}, {} receipts, {more} new entries, {err}", out.status, said.len()));
        }
    };
    match out.status.code() {
        Some(0) => check(said.len() == 1 && more > 0, "done is recorded"),
        Some(1) if err.contains("cannot write the answer") => check(more > 0, "the answer alone is lost"),
        Some(1) => check(said.is_empty() && more == 0, "what failed is not recorded"),
        Some(4) => check(said.is_empty() && err.contains("unknown whether recorded"), "it is unknown"),
        _ => check(false, "no other end"),
    }
    wrong
}

/// Lets each of the calls of an append fail once with each of the errors.
fn failed_everywhere(program: Program, before: Before) -> (usize, Vec<String>) {
    let template = template(before);
    let calls = calls_of(program, template.path());
    let counted = CALLS.iter().filter_map(|call| calls.get(*call).map(|count| (*call, *count)));
    let places: Vec<(&str, usize, &str)> = counted
        .flat_map(|(call, count)| (1..=count).map(move |at| (call, at)))
        .flat_map(|(call, at)| ERRORS.map(|error| (call, at, error)))
        .collect();
    let wrong = Mutex::new(Vec::new());
    in_two(&places, |(call, at, error)| {
        let found = failed(program, before, template.path(), call, *at, error);
        let found = found.into_iter().map(|found| format!("{before:?}, {call} {at} {error}: {found}"));
        wrong.lock().expect("no panic").extend(found);
    });
    (places.len(), wrong.into_inner().expect("no panic"))
}

#[test]
#[ignore = "needs strace"]
fn a_call_that_fails_is_told_by_the_exit_code_and_costs_nothing() {
    for before in [Before::Nothing, Before::ALog, Before::ATornTail, Before::NoLineFeed] {
        let (failures, wrong) = failed_everywhere(NOTE, before);
        assert!(failures >= 27, "{failures} failures are too few to tell");
        assert!(wrong.is_empty(), "of {failures}: {wrong:#?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn a_writer_that_heeds_no_error_is_found_out() {
    let (failures, wrong) = failed_everywhere(Program::Writer("deaf"), Before::ALog);
    let found = |call: &str, words: &str| {
        wrong.iter().any(|wrong| wrong.starts_with(&format!("ALog, {call} ")) && wrong.contains(words))
    };
    assert!(found("write", "was acknowledged and stands"), "of {failures}: {wrong:#?}");
    assert!(found("fdatasync", "though it is not durable"), "of {failures}: {wrong:#?}");
}

/// An append where no file may grow beyond a length: the write that would is cut short there, and the next one fails.
fn cut_short(program: Program, home: &Path, most: u64) -> Output {
    const LIMITED: &str = "import os, resource, signal, sys\n\
                           signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n\
                           resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)\n\
                           os.execv(sys.argv[2], sys.argv[2:])";
    let mut command = Command::new("python3");
    command.args(["-c", LIMITED, &most.to_string()]).args(program.arguments(&home.join("ledger")));
    program.environment(&mut command, home);
    command.output().expect("python3 runs")
}

/// What is wrong after a line was cut short at each of its bytes, more or less; how often that was.
fn cut_short_everywhere(program: Program) -> (usize, Vec<String>) {
    let home = template(Before::ALog);
    let dir = home.path().join("ledger");
    // Longer than the plan that is kept beside it: nothing else is cut.
    append(&dir, LOG, &["one", "two", "three", "four", "five", "six", "seven"]).expect("recorded");
    let before = fs::read(log_file(&dir, LOG)).expect("the log");
    let whole = fresh(home.path());
    assert!(cut_short(program, whole.path(), 1 << 20).status.success());
    let after = fs::metadata(log_file(&whole.path().join("ledger"), LOG)).expect("the log").len();
    let (from, mut wrong) = (before.len() as u64, Vec::new());
    let places: Vec<u64> = (from..after).step_by(29).chain([from + 1, after - 1]).collect();
    for most in &places {
        let home = fresh(home.path());
        let dir = home.path().join("ledger");
        let mut held = acknowledged(home.path());
        let out = cut_short(program, home.path(), *most);
        let said = program.said(&out.stdout);
        let bytes = fs::read(log_file(&dir, LOG)).expect("the log");
        if out.status.code() != Some(1) || !said.is_empty() || bytes != before {
            wrong.push(format!("at {most}: {out:?}, {} bytes for {from}", bytes.len()));
        }
        held.extend(said);
        match append(&dir, LOG, &["after"]) {
            Ok(_) => wrong.extend(complaints(&dir, &held, false)),
            Err(error) => wrong.push(error.to_string()),
        }
    }
    (places.len(), wrong)
}

#[test]
#[ignore = "needs python3"]
fn a_write_that_is_cut_short_leaves_no_part_of_a_line() {
    let (cuts, wrong) = cut_short_everywhere(NOTE);
    assert!(cuts >= 20, "{cuts} cuts are too few to tell");
    assert!(wrong.is_empty(), "of {cuts}: {wrong:#?}");
    let (_, wrong) = cut_short_everywhere(Program::Writer("deaf"));
    assert!(
        wrong.iter().any(|wrong| wrong.contains("was acknowledged and stands")),
        "the control: {wrong:#?}"
    );
}

/// An append where no file may grow beyond 32 KiB (or 64: shells differ), as on a disk that is full: a write is short,
/// and the next one fails.
fn in_little_room(arguments: &[&std::ffi::OsStr], home: &Path) -> Output {
    let script = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
    let mut command = Command::new("sh");
    command.args(["-c", script]).args(arguments).env("HOME", home).env("XDG_CONFIG_HOME", home);
    command.env("TAKEDOWN_INSTANCE", "7f3a9c02").env("TAKEDOWN_NOW", "2027-03-09T05:05:00Z");
    command.output().expect("a shell")
}

/// Appends until there is no room; what was acknowledged until then, and how the last one ended.
fn filled(program: Program, home: &Path) -> (Vec<(String, u64, Hash)>, Output) {
    let dir = home.join("ledger");
    let text = "x".repeat(3000);
    let plan = home.join("halyard.toml");
    let writer = writer_program();
    let arguments: Vec<&std::ffi::OsStr> = match program {
        Program::Takedown(_) => vec![
            env!("CARGO_BIN_EXE_takedown").as_ref(),
            "-o".as_ref(),
            plan.as_ref(),
            "--ledger".as_ref(),
            dir.as_ref(),
            "note".as_ref(),
            text.as_ref(),
            "--as".as_ref(),
            "ro-police".as_ref(),
            "--format".as_ref(),
            "json".as_ref(),
        ],
        Program::Writer(kind) => {
            vec![
                writer.as_ref(),
                kind.as_ref(),
                dir.as_ref(),
                super::OP.as_ref(),
                LOG.as_ref(),
                "100".as_ref(),
            ]
        }
    };
    let mut said = Vec::new();
    for _ in 0..64 {
        let out = in_little_room(&arguments, home);
        said.extend(program.said(&out.stdout));
        if !out.status.success() {
            return (said, out);
        }
        if matches!(program, Program::Writer(_)) {
            return (said, out);
        }
    }
    panic!("there was room for all of it");
}

#[test]
fn a_full_disk_leaves_a_clean_log_and_space_is_all_it_needs() {
    let home = template(Before::Nothing);
    let dir = home.path().join("ledger");
    let (said, last) = filled(NOTE, home.path());
    assert!(said.len() > 5, "{}", said.len());
    assert_eq!(last.status.code(), Some(1), "{last:?}");
    assert!(String::from_utf8_lossy(&last.stderr).contains("not recorded"), "{last:?}");
    let length = fs::metadata(log_file(&dir, LOG)).expect("the log").len();
    let wrong = complaints(&dir, &said, false);
    assert!(wrong.is_empty() && length < 64 << 10, "{length} bytes: {wrong:#?}");
    append(&dir, LOG, &["there is room again"]).expect("recorded");
    let wrong = complaints(&dir, &said, false);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_writer_that_heeds_no_full_disk_is_found_out() {
    let home = template(Before::ALog);
    let (said, _) = filled(Program::Writer("deaf"), home.path());
    let wrong = complaints(&home.path().join("ledger"), &said, false);
    assert!(!wrong.is_empty(), "{} receipts", said.len());
}
