//! Each check that the two scripts make, cut out: a bundle is found on which the script that lacks it is fooled, alone.
//!
//! So the tests of bundles see whether a script asks all that it has to, and no check of a script is there for nothing.

mod bundles;

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use takedown::model::digest::Hash;

use super::mutants::{bundled, unsigned};
use super::{by, copy, heads_anew, list_anew, one_verdict, script, told, with_keys};
use crate::support::{Play, in_two};

const SHELL: &str = include_str!("../../src/exchange/bundle/verify.sh");
const PYTHON: &str = include_str!("../../src/exchange/bundle/verify.py");

/// What a bundle is made from before it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    /// Three logs, no signature.
    Unsigned,
    /// Two logs, each signed, where the plan asks for none.
    Signed,
    /// A log that no signature covers, where the plan asks for one.
    Lacking,
    /// Every line withheld.
    Hidden,
    /// A log that its agency has retired.
    Retired,
    /// A log with two branches, of which its agency stands by one.
    Forked,
}

impl Base {
    const ALL: [Self; 6] =
        [Self::Unsigned, Self::Signed, Self::Lacking, Self::Hidden, Self::Retired, Self::Forked];

    fn play(self) -> Play {
        match self {
            Self::Unsigned => unsigned(),
            Self::Signed => {
                let play = with_keys("optional");
                let play = by(play, "be-prosecutor", "attest lawful wire --basis 'as designated'");
                bundled(by(play, "nl-police", "note 'the unit is out' --about asset:nl-web-1"))
            }
            Self::Lacking => bundled(with_keys("required").done("record identify:hoster-nl --as nl-police")),
            Self::Hidden => {
                let play = Play::tideline().done("note 'we look on' --about asset:dom-1 --as ro-police");
                play.done("bundle court --to 'a court' --only nl-web-1 --as be-prosecutor")
            }
            Self::Retired => {
                let play = Play::tideline().done("record identify:hoster-nl --as nl-police");
                let play = play.with("TAKEDOWN_INSTANCE", "0f0f0f0f");
                bundled(play.done("retire nl-police.0a1b2c3d --reason closed --as nl-police"))
            }
            Self::Forked => bundled(super::cases::forked()),
        }
    }
}

type Change = Box<dyn Fn(&Path) + Sync>;

/// A bundle on which one check of a script says something, and no other.
struct Case {
    /// What the check says, in `verify.sh` and in `verify.py`; nothing where another case is for that script.
    says: [&'static str; 2],
    base: Base,
    change: Change,
    /// What is done when the ends of the logs and the list of files are written anew.
    last: Change,
}

fn case(
    shell: &'static str,
    python: &'static str,
    base: Base,
    change: impl Fn(&Path) + Sync + 'static,
) -> Case {
    Case { says: [shell, python], base, change: Box::new(change), last: Box::new(|_| {}) }
}

/// The same words in both scripts.
fn both(says: &'static str, base: Base, change: impl Fn(&Path) + Sync + 'static) -> Case {
    case(says, says, base, change)
}

impl Case {
    /// Something more at the end.
    fn last(self, last: impl Fn(&Path) + Sync + 'static) -> Self {
        Self { last: Box::new(last), ..self }
    }

    /// The ends of the logs as a script says them that reads a log only so far.
    fn until(self, log: &'static str, lines: usize) -> Self {
        self.last(move |dir| {
            heads_until(dir, log, lines);
            list_anew(dir);
        })
    }
}

fn heads_until(dir: &Path, log: &str, lines: usize) {
    let name = &log[5..log.len() - 6];
    let text = String::from_utf8_lossy(&fs::read(dir.join(log)).expect("read")).into_owned();
    let last = lines.checked_sub(1).and_then(|at| text.lines().nth(at));
    let hash = last.map_or("0".repeat(64), |line| line[line.len() - 66..line.len() - 2].to_owned());
    edit(dir, "heads", |heads| {
        let of =
            heads.lines().find(|line| line.starts_with(&format!("{name} "))).expect("it is there").to_owned();
        heads.replace(&of, &format!("{name} {lines} {hash}"))
    });
}

fn edit(dir: &Path, name: &str, change: impl Fn(&str) -> String) {
    let path = dir.join(name);
    let text = fs::read_to_string(&path).expect("read");
    let changed = change(&text);
    assert_ne!(changed, text, "{name} is not changed");
    fs::write(path, changed).expect("written");
}

/// A script without the check that says these words; none where there is not exactly one.
fn without(script: &str, says: &str) -> Option<String> {
    let (call, none) = if script == SHELL { ("say \"", ": \"") } else { ("say(", "str(") };
    let mut sites = script
        .match_indices(call)
        .filter(|(at, _)| script[*at..].lines().next().is_some_and(|line| line.contains(says)));
    let (at, _) = sites.next()?;
    sites.next().is_none().then(|| format!("{}{none}{}", &script[..at], &script[at + call.len()..]))
}

/// Puts a script into a bundle, and its digest into the list.
fn swapped(dir: &Path, name: &str, whole: &str, cut: &str) {
    fs::write(dir.join(name), cut).expect("written");
    let [old, new] = [whole, cut].map(|text| Hash::of(text.as_bytes()).to_string());
    edit(dir, "manifest.sha256", |list| list.replacen(&old, &new, 1));
}

/// What is wrong with a case: it is good to somebody, something else is said too, or the check was not needed.
fn complaints(case: &Case, play: &Play) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("court");
    copy(&play.path("court"), &dir);
    (case.change)(&dir);
    if case.base != Base::Lacking {
        heads_anew(&dir);
    }
    list_anew(&dir);
    (case.last)(&dir);
    let verdicts = told(&dir);
    let mut wrong = Vec::new();
    if one_verdict(&verdicts) != Some(false) {
        wrong.push(format!("{:?}: not bad to all three: {verdicts:?}", case.says));
    }
    let scripts = [("verify.sh", SHELL), ("verify.py", PYTHON)];
    for (((name, whole), says), (_, text)) in scripts.into_iter().zip(case.says).zip(&verdicts) {
        if says.is_empty() {
            continue;
        }
        let Some(cut) = without(whole, says) else {
            wrong.push(format!("{name}: no check says `{says}`, or several do"));
            continue;
        };
        swapped(&dir, name, whole, &cut);
        let (good, fooled) = script(&dir, name);
        if !good {
            wrong.push(format!("{name} without `{says}` is not fooled: {fooled}\nwith it: {text}"));
        }
        swapped(&dir, name, &cut, whole);
    }
    wrong
}

/// What a script cannot be fooled by: where such a file is missing, another check finds it too.
const TWICE: [&str; 1] = ["files: there is no"];

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_script_without_any_one_of_its_checks_is_found_out() {
    let plays: Vec<(Base, Play)> = Base::ALL.into_iter().map(|base| (base, base.play())).collect();
    let play = |base: Base| &plays.iter().find(|(of, _)| *of == base).expect("every base").1;
    let mut cases: Vec<Case> =
        [bundles::of_files(), bundles::of_itself(), bundles::of_keys(), bundles::of_lines()]
            .into_iter()
            .flatten()
            .collect();
    let otherwise = with_keys_of(play(Base::Signed));
    cases.push(case("is not the text of its line", "", Base::Signed, move |dir| {
        bundles::signed_otherwise(&otherwise, dir);
    }));
    let wrong = Mutex::new(Vec::new());
    in_two(&cases, |case| {
        let found = complaints(case, play(case.base));
        wrong.lock().expect("no panic").extend(found);
    });
    for (place, script) in [SHELL, PYTHON].into_iter().enumerate() {
        let says = |line: &&str| line.contains(["say \"", "say("][place]);
        for line in script.lines().filter(says).filter(|line| !TWICE.iter().any(|twice| line.contains(twice)))
        {
            let known =
                cases.iter().any(|case| !case.says[place].is_empty() && line.contains(case.says[place]));
            if !known {
                wrong.lock().expect("no panic").push(format!("no bundle needs this check: {line}"));
            }
        }
    }
    let wrong = wrong.into_inner().expect("no panic");
    assert!(cases.len() >= 40, "{} cases", cases.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The keys of a play, in a folder of their own.
fn with_keys_of(play: &Play) -> Play {
    let keys = Play::new();
    for name in ["nl-police", "nl-police.pub"] {
        fs::copy(play.path(name), keys.path(name)).expect("copied");
    }
    keys
}
