//! The gallery of plans: where a diagnostic must speak, and the nearest plan where it must be silent.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use takedown::model::time::Instant;
use takedown::model::word::Word;
use takedown::plan::{self, Code, Loaded};

/// Some day after every date of the gallery that is meant to be past.
const NOW: &[u8] = b"2026-11-25T09:44:00Z";

fn now() -> Instant {
    Instant::parse(NOW).expect("a time")
}

fn load(path: &Path) -> Loaded {
    plan::load(path, now())
}

fn plans(folder: &str) -> Vec<(String, PathBuf)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans").join(folder);
    let mut plans: Vec<_> = fs::read_dir(&folder)
        .expect("the folder of the gallery")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir() || path.extension().is_some_and(|end| end == "toml"))
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path))
        .collect();
    plans.sort();
    plans
}

/// The code that a plan is about: its name up to `--`.
fn code_of(name: &str) -> Code {
    let word = name.split("--").next().unwrap_or_default();
    Code::of(word).unwrap_or_else(|| panic!("{name}: no diagnostic is called `{word}`"))
}

fn said(loaded: &Loaded) -> Vec<String> {
    let shown = loaded.diagnostics.iter().filter(|found| found.accepted.is_none());
    shown.map(|found| format!("{}: {} ({:?})", found.code, found.message, found.place)).collect()
}

#[test]
fn each_bad_plan_gives_its_code_and_nothing_else() {
    let mut wrong = Vec::new();
    for (name, path) in plans("bad") {
        let loaded = load(&path);
        let codes: BTreeSet<Code> = loaded
            .diagnostics
            .iter()
            .filter(|found| found.accepted.is_none())
            .map(|found| found.code)
            .collect();
        if codes != BTreeSet::from([code_of(&name)]) {
            wrong.push(format!("{name}: {:#?}", said(&loaded)));
        }
        assert_eq!(loaded.plan.is_none(), loaded.errors().next().is_some(), "{name}: a plan, or errors");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The clock of the renderings: that of `NOW`.
fn rendering(path: &Path) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_takedown"))
        .arg("check")
        .arg(path.strip_prefix(root).expect("a plan of the gallery"))
        .current_dir(root)
        .env_clear()
        .env("TAKEDOWN_NOW", String::from_utf8_lossy(NOW).as_ref())
        .output()
        .expect("the program runs");
    assert!(output.stdout.is_empty(), "a check is silent on standard output");
    String::from_utf8(output.stderr).expect("text")
}

/// What people read of each bad plan stands beside it. `SNAPSHOTS=overwrite` writes it: read the difference.
#[test]
fn what_is_said_of_each_bad_plan_stands_beside_it() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite");
    let mut wrong = Vec::new();
    let plans = plans("bad");
    for (name, path) in &plans {
        let (beside, said) = (path.with_file_name(format!("{name}.txt")), rendering(path));
        if overwrite {
            fs::write(&beside, &said).expect("written");
        } else if fs::read_to_string(&beside).ok().as_ref() != Some(&said) {
            wrong.push(format!("{name}:\n{said}"));
        }
    }
    assert!(wrong.is_empty(), "not as it stands beside the plan:\n{}", wrong.join("\n"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/bad");
    let texts = fs::read_dir(folder)
        .expect("the folder")
        .filter(|entry| entry.as_ref().expect("an entry").path().extension().is_some_and(|end| end == "txt"));
    assert_eq!(texts.count(), plans.len(), "no rendering without its plan");
}

#[test]
fn each_good_plan_is_silent() {
    let mut wrong = Vec::new();
    for (name, path) in plans("good") {
        let loaded = load(&path);
        if !said(&loaded).is_empty() || loaded.plan.is_none() {
            wrong.push(format!("{name}: {:#?}", said(&loaded)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_has_a_plan_where_it_speaks_and_one_where_it_is_silent() {
    for folder in ["bad", "good"] {
        let shown: BTreeSet<Code> = plans(folder).iter().map(|(name, _)| code_of(name)).collect();
        let missing: Vec<Code> = Code::ALL.iter().copied().filter(|code| !shown.contains(code)).collect();
        // It needs a ledger; `plan::charter` has a test of its own.
        assert_eq!(missing, [Code::CharterChanged], "{folder}");
    }
}

#[test]
fn ten_faults_are_ten_codes_in_one_run_in_the_order_of_their_places() {
    let loaded = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans/ten-faults.toml"));
    let text = &loaded.sources.first().expect("its source").text;
    let named: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|word| Code::of(word).is_some())
        .collect();
    let found: Vec<String> = loaded.diagnostics.iter().map(|found| found.code.to_string()).collect();
    assert_eq!(found, named, "{:#?}", said(&loaded));
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 10);
}
