//! The gallery of plans: for each diagnostic a plan that gives it, and the nearest plan that does not.

mod compose;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use takedown::model::time::Instant;
use takedown::model::word::Word;
use takedown::plan::{self, Code, Loaded};

/// A time after every date of the gallery that is meant to be past.
const NOW: &[u8] = b"2026-11-25T09:44:00Z";

/// The folder with the base plan, its variants and the differences in `bad` and `good`.
fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/plans")
}

fn load(path: &Path) -> Loaded {
    plan::load(path, Instant::parse(NOW).expect("a time"))
}

/// The paths in a folder, sorted.
fn list(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "toml")
}

/// The plans of `bad` or `good`, composed in a folder of their own.
struct Gallery {
    home: tempfile::TempDir,
    names: Vec<String>,
}

impl Gallery {
    fn compose(folder: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let mut names = Vec::new();
        for path in list(&source().join(folder)) {
            let composed = home.path().join(path.file_name().expect("a name"));
            if path.is_dir() {
                fs::create_dir(&composed).expect("made");
                for part in list(&path) {
                    write_composed(&part, &composed.join(part.file_name().expect("a name")));
                }
            } else if is_toml(&path) {
                write_composed(&path, &composed);
            } else {
                continue;
            }
            names.push(path.file_stem().expect("a name").to_string_lossy().into_owned());
        }
        Self { home, names }
    }

    /// The file name of a plan: a folder, or a file.
    fn file_name(&self, name: &str) -> String {
        if self.home.path().join(name).is_dir() { name.to_owned() } else { format!("{name}.toml") }
    }

    fn load(&self, name: &str) -> Loaded {
        load(&self.home.path().join(self.file_name(name)))
    }

    /// What `takedown check` writes about a plan.
    fn rendering(&self, name: &str) -> String {
        let output = Command::new(env!("CARGO_BIN_EXE_takedown"))
            .arg("check")
            .arg(self.file_name(name))
            .current_dir(self.home.path())
            .env_clear()
            .env("TAKEDOWN_NOW", String::from_utf8_lossy(NOW).as_ref())
            .output()
            .expect("the program runs");
        assert!(output.stdout.is_empty(), "a check writes nothing to standard output");
        String::from_utf8(output.stderr).expect("text")
    }
}

/// Composes a plan; copies any other file.
fn write_composed(from: &Path, to: &Path) {
    if is_toml(from) {
        fs::write(to, compose::compose(from, &source())).expect("written");
    } else {
        fs::copy(from, to).expect("copied");
    }
}

/// The composed texts of all plans that are one file.
pub(crate) fn single_file_plans() -> Vec<Vec<u8>> {
    let files = ["good", "bad"].iter().flat_map(|folder| list(&source().join(folder)));
    let files = files.filter(|path| path.is_file() && is_toml(path));
    files.map(|path| compose::compose(&path, &source()).into_bytes()).collect()
}

/// The code that a plan is about: its name up to `--`.
fn code_of(name: &str) -> Code {
    let word = name.split("--").next().unwrap_or_default();
    Code::of(word).unwrap_or_else(|| panic!("{name}: there is no diagnostic `{word}`"))
}

/// The diagnostics that the plan does not accept.
fn unaccepted(loaded: &Loaded) -> Vec<String> {
    let shown = loaded.diagnostics.iter().filter(|found| found.accepted.is_none());
    shown.map(|found| format!("{}: {} ({:?})", found.code, found.message, found.place)).collect()
}

#[test]
fn each_bad_plan_gives_its_code_and_nothing_else() {
    let gallery = Gallery::compose("bad");
    let mut wrong = Vec::new();
    for name in &gallery.names {
        let loaded = gallery.load(name);
        let codes: BTreeSet<Code> = loaded
            .diagnostics
            .iter()
            .filter(|found| found.accepted.is_none())
            .map(|found| found.code)
            .collect();
        if codes != BTreeSet::from([code_of(name)]) {
            wrong.push(format!("{name}: {:#?}", unaccepted(&loaded)));
        }
        assert_eq!(loaded.plan.is_none(), loaded.errors().next().is_some(), "{name}: a plan, or errors");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `SNAPSHOTS=overwrite` writes the renderings: read the difference.
#[test]
fn each_bad_plan_is_rendered_as_the_text_beside_it() {
    let gallery = Gallery::compose("bad");
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite");
    let mut wrong = Vec::new();
    for name in &gallery.names {
        let beside = source().join("bad").join(format!("{name}.txt"));
        let rendering = gallery.rendering(name);
        if overwrite {
            fs::write(&beside, &rendering).expect("written");
        } else if fs::read_to_string(&beside).ok().as_ref() != Some(&rendering) {
            wrong.push(format!("{name}:\n{rendering}"));
        }
    }
    assert!(wrong.is_empty(), "not as the text beside the plan:\n{}", wrong.join("\n"));
    let texts = list(&source().join("bad"));
    let texts = texts.iter().filter(|path| path.extension().is_some_and(|end| end == "txt"));
    assert_eq!(texts.count(), gallery.names.len(), "there is no rendering without its plan");
}

#[test]
fn each_good_plan_is_silent() {
    let gallery = Gallery::compose("good");
    let mut wrong = Vec::new();
    for name in &gallery.names {
        let loaded = gallery.load(name);
        if !unaccepted(&loaded).is_empty() || loaded.plan.is_none() {
            wrong.push(format!("{name}: {:#?}", unaccepted(&loaded)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_bad_plan_has_a_good_neighbour_and_every_code_has_both() {
    let [bad, good] = ["bad", "good"].map(|folder| Gallery::compose(folder).names);
    assert_eq!(bad, good);
    let shown: BTreeSet<Code> = bad.iter().map(|name| code_of(name)).collect();
    let missing: Vec<Code> = Code::ALL.iter().copied().filter(|code| !shown.contains(code)).collect();
    // It needs a ledger; `plan::charter` has a test of its own.
    assert_eq!(missing, [Code::CharterChanged]);
}

#[test]
fn ten_faults_are_ten_codes_in_one_run_in_the_order_of_their_locations() {
    let loaded = load(&source().join("ten-faults.toml"));
    let text = &loaded.sources.first().expect("its source").text;
    let named: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# "))
        .filter(|word| Code::of(word).is_some())
        .collect();
    let found: Vec<String> = loaded.diagnostics.iter().map(|found| found.code.to_string()).collect();
    assert_eq!(found, named, "{:#?}", unaccepted(&loaded));
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 10);
}
