//! A go for several measures is one entry: killed anywhere, all of them are cleared or none. And many measures in one
//! command are one write and one sync.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use serde_json::Value;

use super::syscalls::{Program, UNSTEADY, calls_of, folder, forget_holder, fresh};
use super::{LOG, complaints};
use crate::support::TIDELINE;
use crate::support::in_two;

const GO: Program = Program::Takedown(&["go", "halyard.saved.json", "--yes", "--as", "be-prosecutor"]);

/// Two measures of one group and one beside it.
const MEASURES: usize = 3;

fn plan() -> String {
    let grouped = |agency: &str| format!("agency = \"{agency}\"\ngroup = \"wave-1\"\n");
    let seize = "[asset.nl-web-1.seize]\nagency = \"nl-police\"\n";
    let suspend = "[asset.dom-1.suspend]\nagency = \"ro-police\"\n";
    let plan = TIDELINE
        .replace("\"tideline\"", "\"halyard\"")
        .replace(seize, &format!("[asset.nl-web-1.seize]\n{}", grouped("nl-police")))
        .replace(suspend, &format!("[asset.dom-1.suspend]\n{}", grouped("ro-police")));
    assert_eq!(plan.matches("group =").count(), 2);
    format!(
        "{plan}[asset.acct-1]\nkind = \"account\"\nidentifier = \"the outlet's account\"\ncountry = \"NL\"\n\
         outlets = [\"wire\"]\n[asset.acct-1.suspend]\nagency = \"nl-police\"\nauthority = \"voluntary\"\n"
    )
}

/// The program in a folder with a plan and a ledger beside it.
fn takedown(home: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_takedown"));
    command.args(["-o", "halyard.toml", "--ledger", "ledger"]).args(words).current_dir(home);
    command.env("HOME", home).env("XDG_CONFIG_HOME", home).stdin(Stdio::null());
    command.env("TAKEDOWN_INSTANCE", "7f3a9c02").env("TAKEDOWN_NOW", "2027-03-09T05:05:00Z");
    command.output().expect("the program runs")
}

/// All is said but the go: the plan is saved and approved.
fn approved() -> tempfile::TempDir {
    let home = folder();
    fs::write(home.path().join("halyard.toml"), plan()).expect("written");
    let script = "takedown() { \"$PROGRAM\" \"$@\"; }\n\"$PROGRAM\" -o halyard.toml --ledger ledger plan --next |\n\
                  grep -v ' go ' > next.sh && . ./next.sh";
    let mut shell = Command::new("sh");
    shell.args(["-ec", script]).env("PROGRAM", env!("CARGO_BIN_EXE_takedown")).current_dir(home.path());
    shell.env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
    shell.env("TAKEDOWN_INSTANCE", "7f3a9c02").env("TAKEDOWN_NOW", "2027-03-09T05:05:00Z");
    let out = shell.output().expect("a shell");
    assert!(out.status.success(), "{out:?}");
    forget_holder(&home.path().join("ledger"));
    home
}

/// The measures that are cleared.
fn cleared(home: &Path) -> BTreeSet<String> {
    let out = takedown(home, &["status", "--by", "measure", "--format", "json"]);
    assert!(out.status.success(), "{out:?}");
    let status: Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let rows = status["rows"].as_array().expect("rows").iter();
    let cleared = rows.filter(|row| row["state"] == "cleared");
    cleared.map(|row| row["measure"].as_str().expect("a measure").to_owned()).collect()
}

/// What is wrong after a go was killed before its `at`th call of a name; whether it was, and whether it had cleared.
fn killed(template: &Path, call: &str, at: usize) -> (bool, bool, Vec<String>) {
    let home = fresh(template);
    let dir = home.path().join("ledger");
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let filter = [format!("trace={call}"), format!("inject={call}:signal=KILL:when={at}")];
    let more = ["-e", &filter[0], "-e", &filter[1]];
    let out = GO.traced(&dir, trace.path(), &more).output().expect("strace");
    let said = GO.said(&out.stdout);
    // Three measures, one entry: it was acknowledged once.
    let said: Vec<_> = said.into_iter().take(1).collect();
    let mut wrong = complaints(&dir, &said, true);
    let after = cleared(home.path());
    if !matches!(after.len(), 0 | MEASURES) || !said.is_empty() && after.is_empty() {
        wrong.push(format!("{} receipts, and cleared are {after:?}", said.len()));
    }
    // Given again it is done, or was done before; either way all are cleared.
    let again =
        takedown(home.path(), &["go", "halyard.saved.json", "--yes", "--as", "be-prosecutor", "--if-needed"]);
    if !again.status.success() || cleared(home.path()).len() != MEASURES {
        wrong.push(format!("given again: {again:?}"));
    }
    wrong.extend(complaints(&dir, &said, false));
    (!out.status.success(), !after.is_empty(), wrong)
}

#[test]
#[ignore = "needs strace"]
fn a_go_killed_before_any_system_call_clears_all_of_its_measures_or_none() {
    let template = approved();
    assert!(cleared(template.path()).is_empty());
    let calls = calls_of(GO, template.path());
    let places: Vec<(&str, usize)> =
        calls.iter().flat_map(|(call, count)| (1..=*count).map(move |at| (call.as_str(), at))).collect();
    let met = Mutex::new((0, 0, Vec::new()));
    in_two(&places, |(call, at)| {
        let (killed, whole, wrong) = killed(template.path(), call, *at);
        let mut met = met.lock().expect("no panic");
        met.0 += usize::from(killed);
        met.1 += usize::from(killed && whole);
        if !killed && !UNSTEADY.contains(call) {
            met.2.push(format!("{call} {at}: it was not killed there"));
        }
        met.2.extend(wrong.into_iter().map(|wrong| format!("{call} {at}: {wrong}")));
    });
    let (kills, whole, complaints) = met.into_inner().expect("no panic");
    assert!(complaints.is_empty(), "of {kills}: {complaints:#?}");
    // Some were killed before the entry was written, some after.
    assert!(places.len() > 150 && whole > 0 && whole < kills, "{whole} of {kills} of {}", places.len());
}

#[test]
#[ignore = "needs strace"]
fn many_measures_in_one_command_are_one_write_and_one_sync() {
    const MANY: usize = 500;
    let home = folder();
    let mut plan = TIDELINE.replace("\"tideline\"", "\"halyard\"");
    for number in 1..=MANY {
        let _ = write!(
            plan,
            "[provider.many-{number}]\nname = \"A provider\"\nkind = \"hoster\"\ncountry = \"RO\"\n\
             [provider.many-{number}.identify]\nagency = \"ro-police\"\n"
        );
    }
    fs::write(home.path().join("halyard.toml"), plan).expect("written");
    assert!(takedown(home.path(), &["note", "one", "--as", "ro-police"]).status.success());
    let ledger = home.path().join("ledger");
    let lines = || fs::read_to_string(super::log_file(&ledger, LOG)).expect("the log").lines().count();
    let before = lines();
    let record = Program::Takedown(&["record", "identify:many-*", "--as", "ro-police"]);
    let trace = tempfile::NamedTempFile::new().expect("a file");
    let filter = ["-e", "trace=write,writev,pwrite64,fdatasync,fsync", "-y"];
    let out = record.traced(&ledger, trace.path(), &filter).output().expect("strace runs");
    assert!(out.status.success(), "{out:?}");
    assert_eq!((lines() - before, record.said(&out.stdout).len()), (MANY, MANY));
    let text = fs::read_to_string(trace.path()).expect("a trace");
    let log = format!("{LOG}.jsonl>");
    let made = |call: &str| {
        text.lines().filter(|line| line.contains(call) && line.contains(&log)).collect::<Vec<_>>()
    };
    assert_eq!(made("fdatasync(").len(), 1, "{:?}", made("fdatasync("));
    assert_eq!((made("write").len(), made(" fsync(").len()), (1, 0), "{:?}", made("write"));
}
