//! Files that commands write: nothing of another kind is written over, and a refused file leaves nothing recorded behind.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};

use crate::support::{Play, TIDELINE};

const NOTE: &str = "note 'seen at the door' --as nl-police --json-into";
const LOGS: &str = "operations/tideline.ledger/logs";

/// A ledger with an entry, a bundle, a saved plan and answers in JSON.
fn begun() -> Play {
    Play::tideline()
        .done("record identify:hoster-nl --as nl-police")
        .done("status --json-into status.json")
        .done("log --format json --json-into log.json")
        .done("bundle court --to 'the court' --as be-prosecutor")
}

/// The same, with measures that wait for the go.
fn ready() -> Play {
    let play = begun();
    play.sh("takedown plan --next | sed '/--out/,$d' | sh").code(0);
    play
}

fn logs(play: &Play) -> String {
    play.sh(&format!("cat {LOGS}/*")).out()
}

/// The command is refused with 1, the file is as it was, and nothing is recorded.
#[track_caller]
fn refused(play: &Play, line: &str, path: &str) {
    let bytes = || play.path(path).is_file().then(|| fs::read(play.path(path)).expect("read"));
    let before = (bytes(), logs(play));
    let ran = play.run(&format!("{line} {path}")).code(1);
    assert!(ran.err().contains(path), "{line} {path}: {}", ran.err());
    assert!(before == (bytes(), logs(play)), "{line} {path}: something was written");
    assert!(!play.sh("ls -A . operations").out().contains(".takedown-"), "{line} {path}");
}

#[test]
fn an_answer_in_json_replaces_only_an_answer_in_json() {
    let play = begun()
        .file("saved.json", "{\"schema\":\"takedown.saved/1\",\"op\":\"tideline/exercise\"}\n")
        .file("late.json", "{\"rows\":[],\"schema\":\"takedown.status/1\"}\n")
        .file("cut.json", "{\"schema\":\"takedown.status/1\",\"rows\":[")
        .file("more.json", "{\"schema\":\"takedown.status/1\"}\nand more\n")
        .file("other.json", "{\"schema\":\"another.status/1\"}\n")
        .file("list.json", "[1, 2]\n")
        .file("text", "words\n");
    let log = format!("{LOGS}/nl-police.0a1b2c3d.jsonl");
    let stored = play.sh("ls operations/tideline.ledger/plans/*.toml").out().trim().to_owned();
    for path in [
        "operations/tideline.toml",
        log.as_str(),
        stored.as_str(),
        "saved.json",
        "late.json",
        "cut.json",
        "more.json",
        "other.json",
        "list.json",
        "text",
        "court/bundle.json",
        "court/heads",
        "court/manifest.sha256",
    ] {
        refused(&play, NOTE, path);
        refused(&play, "status --json-into", path);
        refused(&play, "check --json-into", path);
    }
    // Its own are replaced, by any other of them; an empty file has nothing to lose.
    let play = play.file("empty", "");
    for path in ["new.json", "status.json", "log.json", "empty"] {
        for line in [NOTE, "status --json-into", "log --format json --json-into", "check --json-into", NOTE] {
            play.run(&format!("{line} {path}")).code(0);
        }
        assert!(play.read(path).starts_with("{\n  \"schema\": \"takedown.receipt/1\""), "{path}");
    }
}

#[test]
fn only_a_regular_file_is_replaced() {
    let play = begun();
    fs::create_dir(play.path("folder")).expect("made");
    play.sh("mkfifo pipe").code(0);
    symlink("status.json", play.path("link")).expect("linked");
    symlink("operations/tideline.toml", play.path("to-plan")).expect("linked");
    symlink("nowhere", play.path("dangling")).expect("linked");
    symlink("/dev/null", play.path("device")).expect("linked");
    for path in [
        "folder",
        "folder/",
        ".",
        "pipe",
        "link",
        "to-plan",
        "dangling",
        "device",
        "/dev/null",
        "no/folder.json",
    ] {
        refused(&play, NOTE, path);
        refused(&play, "status --json-into", path);
    }
    assert!(!play.path("nowhere").exists());
    // As root no folder is read-only; the system's own is for everybody.
    refused(&play, NOTE, "/proc/takedown.json");
    fs::create_dir(play.path("closed")).expect("made");
    fs::set_permissions(play.path("closed"), fs::Permissions::from_mode(0o555)).expect("closed");
    if fs::write(play.path("closed/probe"), "").is_err() {
        refused(&play, NOTE, "closed/new.json");
    }
}

#[test]
fn nothing_is_written_into_the_ledger() {
    let play = ready();
    let whole = play.path("operations/tideline.ledger").display().to_string();
    for ledger in [
        "operations/tideline.ledger",
        "./operations//tideline.ledger/",
        "court/../operations/tideline.ledger",
        &whole,
    ] {
        let files = || play.sh("find operations").out();
        let (before, text) = (files(), logs(&play));
        play.run(&format!("rehearse --to {ledger}")).code(3);
        play.run(&format!("rehearse --to {ledger}/rehearsal")).code(3);
        play.run(&format!("bundle {ledger}/court --to 'the court'")).code(2);
        play.run(&format!("plan --out {ledger}/logs/day.json")).code(2);
        assert_eq!((files(), logs(&play)), (before, text), "{ledger}");
    }
    // Also before the first entry.
    let play = Play::tideline();
    play.run("rehearse --to ./operations/tideline.ledger").code(3);
    play.run("rehearse --to operations/tideline.ledger-2").code(0);
}

#[test]
fn a_saved_plan_replaces_only_a_saved_plan() {
    let play = ready();
    play.run("plan --out day.json").code(0);
    play.run("plan --out day.json").code(0);
    refused(&play, NOTE, "day.json");
    play.sh("mkfifo pipe; mkdir folder; ln -s day.json link").code(0);
    for path in [
        "operations/tideline.toml",
        "status.json",
        "court/bundle.json",
        "pipe",
        "folder",
        "link",
        "/proc/day.json",
    ] {
        refused(&play, "plan --out", path);
    }
    assert!(play.read("operations/tideline.toml") == *TIDELINE);
}
