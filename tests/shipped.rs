//! What holds for every plan in `operations/`, read from the folder: a new plan is tested without being listed here.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Play, copy};

fn operations() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("operations")
}

/// The plans in `operations/`, as paths from the root of the project: files and folders of TOML.
fn plans() -> Vec<String> {
    let entries = fs::read_dir(operations()).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let is_toml = |path: &Path| path.extension().is_some_and(|end| end == "toml");
    let holds_toml = |folder: &Path| {
        let files = fs::read_dir(folder).expect("read");
        files.map(|file| file.expect("an entry").path()).any(|file| is_toml(&file))
    };
    let mut plans: Vec<String> = paths
        .filter(|path| if path.is_dir() { holds_toml(path) } else { is_toml(path) })
        .map(|path| format!("operations/{}", path.file_name().expect("a name").display()))
        .collect();
    plans.sort();
    assert!(plans.len() >= 3 && plans.contains(&"operations/halyard".to_owned()), "{plans:?}");
    plans
}

/// A copy of `operations/` in a folder of its own. The clock of a plan that has an H-hour is six hours before it.
fn copied(path: &str) -> Play {
    let play = Play::new();
    copy(&operations(), &play.path("operations"));
    let timed = play.run(&format!("plan {path} --now H-6h")).out();
    play.with("TAKEDOWN_NOW", if timed.contains("H-hour") { "H-6h" } else { "" })
}

/// The commands that hints on standard error give.
fn hinted(remarks: &str) -> Vec<String> {
    let hints = remarks.lines().filter(|line| line.starts_with("hint: "));
    hints.filter_map(|line| Some(line[line.find("takedown ")?..].to_owned())).collect()
}

#[test]
fn every_shipped_plan_passes_the_strict_check_in_silence() {
    for plan in plans() {
        let checked = copied(&plan).run(&format!("check --strict {plan}"));
        assert_eq!((checked.out(), checked.err()), (String::new(), String::new()), "{plan}");
        checked.code(0);
    }
}

/// A hint never leads to a refusal: the command runs, and so do the commands that it prints.
#[test]
fn what_a_hint_on_a_shipped_plan_suggests_is_not_refused() {
    let reads = ["plan", "status", "status --by country", "status --by measure", "status --by instrument"];
    let mut tried = 0;
    for plan in plans() {
        for read in reads {
            let play = copied(&plan);
            let shown = play.run(&format!("{read} {plan}")).code(0);
            for command in hinted(&shown.err()) {
                tried += 1;
                let printed = play.sh(&command).code(0).out();
                let lines = printed.split_inclusive('\n').filter(|line| line.starts_with("takedown "));
                let printed: String = lines.collect();
                let ran = play.sh(&format!("set -e\n{printed}"));
                assert!(!ran.err().contains("error"), "{plan}: `{command}` prints\n{printed}{}", ran.err());
                ran.code(0);
            }
        }
    }
    assert!(tried > 0, "no hint was tried");
}

/// A control: hints are found, other remarks are not.
#[test]
fn hints_are_taken_from_the_remarks() {
    let remarks = "warning: takedown one\nhint: the same as commands: takedown two -x\nhint: no command\n";
    assert_eq!(hinted(remarks), ["takedown two -x"]);
}
