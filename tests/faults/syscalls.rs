//! Ledger tests 2 and 13: one append killed before each of its system calls, and what it does before it says so.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use super::{LOG, append, complaints, log_file, receipt, standing, writer_program};
use crate::support::{TIDELINE, in_two};
use takedown::model::digest::Hash;

/// An append by the program as it is shipped.
pub(super) const NOTE: Program = Program::Takedown(&["note", "one more", "--as", "ro-police"]);

/// A program that appends once to the ledger in a folder.
#[derive(Clone, Copy)]
pub(super) enum Program {
    /// The program as it is shipped, with a command.
    Takedown(&'static [&'static str]),
    /// One of `tests/faults/writer.rs`.
    Writer(&'static str),
}

impl Program {
    /// The append under strace; the plan stands beside the folder of the ledger.
    pub(super) fn traced(self, dir: &Path, trace: &Path, more: &[&str]) -> Command {
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o"]).arg(trace).args(more).args(self.arguments(dir));
        self.environment(&mut command, dir.parent().expect("a folder around it"));
        command.stdout(Stdio::piped()).stderr(Stdio::null()).stdin(Stdio::null());
        command
    }

    /// The program and its words.
    pub(super) fn arguments(self, dir: &Path) -> Vec<OsString> {
        let plan = dir.with_file_name("halyard.toml");
        match self {
            Self::Takedown(words) => {
                let takedown: [&OsStr; 3] =
                    [env!("CARGO_BIN_EXE_takedown").as_ref(), "-o".as_ref(), plan.as_ref()];
                let more: [&OsStr; 4] =
                    ["--ledger".as_ref(), dir.as_ref(), "--format".as_ref(), "json".as_ref()];
                let words = words.iter().map(OsStr::new);
                takedown.into_iter().chain(more).chain(words).map(OsStr::to_owned).collect()
            }
            Self::Writer(kind) => {
                let writer = writer_program();
                let all: [&OsStr; 6] = [
                    writer.as_ref(),
                    kind.as_ref(),
                    dir.as_ref(),
                    super::OP.as_ref(),
                    LOG.as_ref(),
                    "1".as_ref(),
                ];
                all.map(OsStr::to_owned).into()
            }
        }
    }

    /// Where it runs, and what it sees there.
    pub(super) fn environment(self, command: &mut Command, home: &Path) {
        if let Self::Takedown(_) = self {
            command.current_dir(home).env("HOME", home).env("XDG_CONFIG_HOME", home);
            command.env("TAKEDOWN_INSTANCE", "7f3a9c02").env("TAKEDOWN_NOW", "2027-03-09T05:05:00Z");
        }
    }

    /// The receipts that it gave.
    pub(super) fn said(self, out: &[u8]) -> Vec<(String, u64, Hash)> {
        let text = String::from_utf8_lossy(out);
        if let Self::Writer(_) = self {
            return text.lines().filter_map(receipt).collect();
        }
        let Ok(said) = serde_json::from_str::<serde_json::Value>(&text) else { return Vec::new() };
        let rows = said["entries"].as_array().into_iter().flatten();
        rows.map(|row| {
            let word = |key: &str| row[key].as_str().expect("a word").to_owned();
            (word("log"), row["seq"].as_u64().expect("a number"), word("hash").parse().expect("a hash"))
        })
        .collect()
    }
}

/// The system calls in a trace, in order: the thread that makes it, and its name.
fn calls(trace: &str) -> Vec<(&str, &str)> {
    trace
        .lines()
        .filter_map(|line| {
            let (thread, line) = line.split_once(' ')?;
            let line = line.trim_start();
            let word = &line[..line.find('(')?];
            word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then_some((thread, word))
        })
        .collect()
}

/// What an append finds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Before {
    /// No ledger: folders, plan and log are made.
    Nothing,
    /// A log of two lines.
    ALog,
    /// The same, and half a line after it, which is kept and cut.
    ATornTail,
    /// The same without its last line feed, which is given back.
    NoLineFeed,
}

/// A folder in memory where there is one: a kill costs no byte that was written, durable or not.
pub(super) fn folder() -> tempfile::TempDir {
    let memory = tempfile::tempdir_in("/dev/shm");
    memory.or_else(|_| tempfile::tempdir()).expect("a folder")
}

/// The lock names nobody, in a text that no holder's is as long as: how long the last one's was, with the number of its
/// process, decides whether the next one cuts it.
pub(super) fn forget_holder(dir: &Path) {
    fs::write(dir.join(".lock"), "nobody\n").expect("written");
}

/// A folder with a plan and a ledger in it.
pub(super) fn template(before: Before) -> tempfile::TempDir {
    let home = folder();
    let plan = TIDELINE.replace("\"tideline\"", "\"halyard\"");
    fs::write(home.path().join("halyard.toml"), plan).expect("written");
    let dir = home.path().join("ledger");
    if !matches!(before, Before::Nothing) {
        append(&dir, LOG, &["one"]).expect("recorded");
        forget_holder(&dir);
        let path = log_file(&dir, LOG);
        let mut bytes = fs::read(&path).expect("the log");
        match before {
            Before::ATornTail => bytes.extend_from_within(..300),
            Before::NoLineFeed => drop(bytes.pop()),
            Before::Nothing | Before::ALog => {}
        }
        fs::write(&path, bytes).expect("written");
    }
    home
}

/// What was acknowledged in it; the last line counts though it may lack its line feed.
pub(super) fn acknowledged(template: &Path) -> Vec<(String, u64, Hash)> {
    let home = fresh(template);
    let dir = home.path().join("ledger");
    let path = log_file(&dir, LOG);
    if let Ok(mut bytes) = fs::read(&path) {
        if bytes.ends_with(b"}") {
            bytes.push(b'\n');
        }
        fs::write(&path, bytes).expect("written");
    }
    standing(&dir).into_keys().map(|hash| (LOG.to_owned(), 0, hash)).collect()
}

/// A copy of it, made anew for each kill.
pub(super) fn fresh(template: &Path) -> tempfile::TempDir {
    let home = folder();
    let status = Command::new("cp").arg("-a").arg(template.join(".")).arg(home.path()).status();
    assert!(status.is_ok_and(|status| status.success()));
    home
}

/// How often an append makes each system call, in the thread that makes it most often: strace counts in each thread by
/// itself. The first starts the program and the last ends it: neither is counted.
pub(super) fn calls_of(program: Program, template: &Path) -> BTreeMap<String, usize> {
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let home = fresh(template);
    let ledger = home.path().join("ledger");
    let whole = program.traced(&ledger, trace.path(), &[]).output().expect("strace runs");
    assert!(whole.status.success(), "{whole:?}");
    let text = fs::read_to_string(trace.path()).expect("a trace");
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for call in calls(&text).into_iter().filter(|(_, call)| !matches!(*call, "execve" | "exit_group")) {
        *counts.entry(call).or_insert(0) += 1;
    }
    let mut most = BTreeMap::new();
    for ((_, call), count) in counts {
        let known = most.entry(call.to_owned()).or_insert(0);
        *known = count.max(*known);
    }
    most
}

/// What is wrong after an append was killed before its `at`th call of a name, and whether it was.
fn killed(program: Program, template: &Path, call: &str, at: usize) -> (bool, Vec<String>) {
    let home = fresh(template);
    let dir = home.path().join("ledger");
    let mut held = acknowledged(template);
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let filter = [format!("trace={call}"), format!("inject={call}:signal=KILL:when={at}")];
    let more = ["-e", &filter[0], "-e", &filter[1]];
    let out = program.traced(&dir, trace.path(), &more).output().expect("strace");
    let said = program.said(&out.stdout);
    let mut wrong = complaints(&dir, &said, true);
    held.extend(said);
    match append(&dir, LOG, &["after"]) {
        Ok(_) => wrong.extend(complaints(&dir, &held, false)),
        Err(error) => wrong.push(error.to_string()),
    }
    // Without this line a clone that turns LF into CRLF damages every log.
    if fs::read(dir.join(".gitattributes")).ok().as_deref() != Some(b"* -text\n") {
        wrong.push("git is not told to leave the bytes alone".to_owned());
    }
    (!out.status.success(), wrong)
}

/// Memory is asked for, and one thread waits for another, as often as it happens: two runs differ in it.
pub(super) const UNSTEADY: &[&str] =
    &["brk", "mmap", "munmap", "mremap", "mprotect", "madvise", "futex", "sched_yield", "clock_nanosleep"];

/// Kills an append before every system call that it makes; how many kills were tried, how many met, and the complaints.
fn killed_everywhere(program: Program, before: Before, only: Option<&str>) -> (usize, usize, Vec<String>) {
    let template = template(before);
    let calls = calls_of(program, template.path());
    let places: Vec<(&str, usize)> = calls
        .iter()
        .filter(|(call, _)| only.is_none_or(|only| only == *call))
        .flat_map(|(call, count)| (1..=*count).map(move |at| (call.as_str(), at)))
        .collect();
    let met = Mutex::new((0, Vec::new()));
    in_two(&places, |(call, at)| {
        let (killed, wrong) = killed(program, template.path(), call, *at);
        let mut met = met.lock().expect("no panic");
        met.0 += usize::from(killed);
        if !killed && !UNSTEADY.contains(call) {
            met.1.push(format!("{before:?}, {call} {at}: it was not killed there"));
        }
        met.1.extend(wrong.into_iter().map(|wrong| format!("{before:?}, {call} {at}: {wrong}")));
    });
    let (kills, complaints) = met.into_inner().expect("no panic");
    (places.len(), kills, complaints)
}

#[test]
#[ignore = "needs strace"]
fn an_append_killed_before_any_system_call_loses_nothing() {
    for before in [Before::Nothing, Before::ALog, Before::ATornTail, Before::NoLineFeed] {
        let (tried, kills, complaints) = killed_everywhere(NOTE, before, None);
        assert!(tried > 300 && kills * 10 >= tried * 9, "{before:?}: {kills} kills of {tried}");
        assert!(complaints.is_empty(), "of {kills}: {complaints:#?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn an_append_that_says_so_first_is_found_out() {
    let program = Program::Writer("says-so-first");
    let (_, kills, complaints) = killed_everywhere(program, Before::ALog, Some("fdatasync"));
    assert!(kills > 0 && !complaints.is_empty(), "of {kills}");
}

/// The places of the sync of the log and of the receipt among an append's system calls.
fn sync_and_receipt(program: Program) -> (Option<usize>, Option<usize>) {
    let home = template(Before::ALog);
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let filter = ["-e", "trace=write,fdatasync", "-y"];
    let out =
        program.traced(&home.path().join("ledger"), trace.path(), &filter).output().expect("strace runs");
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
    let (sync, receipt) = sync_and_receipt(NOTE);
    assert!(sync.is_some() && receipt.is_some() && sync < receipt, "{sync:?} {receipt:?}");
    let (sync, receipt) = sync_and_receipt(Program::Writer("says-so-first"));
    assert!(receipt < sync, "the control: {sync:?} {receipt:?}");
}

#[test]
#[ignore = "needs strace"]
fn the_folders_of_a_log_are_durable_before_its_first_line() {
    for created in [false, true] {
        let home = template(Before::Nothing);
        let ledger = home.path().join("ledger");
        if created {
            // As a writer leaves it that was killed when the log was made and nothing written yet.
            fs::create_dir_all(ledger.join("logs")).expect("made");
            fs::write(log_file(&ledger, LOG), b"").expect("made");
        }
        let trace = tempfile::NamedTempFile::new().expect("a file");
        let filter = ["-e", "trace=write,fsync", "-y"];
        let out = NOTE.traced(&ledger, trace.path(), &filter).output().expect("strace runs");
        assert!(out.status.success());
        let text = fs::read_to_string(trace.path()).expect("a trace");
        let place =
            |call: &str, end: &str| text.lines().position(|line| line.contains(call) && line.contains(end));
        let line = place("write(", &format!("{LOG}.jsonl>")).expect("a line is written");
        let base = home.path().file_name().expect("a name").to_str().expect("a name").to_owned();
        for folder in ["/ledger/logs>", "/ledger>", &format!("/{base}>")] {
            assert!(place("fsync(", folder).is_some_and(|sync| sync < line), "{folder} in {text}");
        }
    }
}
