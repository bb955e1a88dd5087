//! The operations that the rows of the growth test and bench run on: each is made once for each n, and copied.
// This file is long because it is the list of all situations, and how each is made.
#![allow(dead_code, reason = "each of the tests and benches uses a part")]

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, OnceLock};

use takedown::ledger::codec::entry::{Data, Transition};
use takedown::ledger::store::Store;
use takedown::model::state::State;
use takedown::model::time::{At, Instant};
use takedown::operation::Operation;
use takedown::plan::{self, Plan};

use crate::entries::{BEGIN, Kind, Ledger, image};
use crate::plans::{Outlets, Shape, Warrants};

/// The instance that the program writes as.
const INSTANCE: &str = "0a1b2c3d";
/// Five minutes after H-hour.
const NOW: &str = "2027-03-09T05:05:00Z";
const NOW_MILLIS: i64 = 1_804_568_700_000;
/// The assets of an operation whose entries are many.
const FEW: usize = 20;

/// How measures are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Groups {
    /// Each on its own.
    None,
    /// All in one.
    One,
    /// Ten in each.
    Ten,
}

/// What a row begins with; n of it, whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Given {
    /// A plan of n voluntary suspensions.
    Suspensions,
    /// The same, with n observations of them.
    Observed,
    /// The same, withdrawn.
    Withdrawn,
    /// The same as a folder of n files.
    Folder,
    /// A plan of n seizures under one warrant.
    Seizures(Groups),
    /// A plan of n seizures, each with a warning.
    Warned,
    /// A plan of n suspensions with n errors.
    Faulty,
    /// A plan of n seizures under n warrants.
    Warrants,
    /// A plan of n suspensions of n outlets.
    Outlets,
    /// A plan whose outlet is made of n services.
    Services,
    /// A plan of suspensions, of which n fail in a rehearsal.
    Injects,
    /// Seizures whose gates are closed, and which wait for the go.
    Ready(Groups),
    /// The same, with a saved plan that one agency approved.
    Saved(Groups),
    /// The same, approved by both.
    Approved(Groups),
    /// The same, cleared; n files lie beside the plan.
    Cleared(Groups),
    /// The same, seized.
    Done,
    /// The same, with an item of each.
    Taken,
    /// The same, with the items verified.
    Verified,
    /// The same, confirmed.
    Confirmed,
    /// A few suspensions, and n entries of a kind.
    Entries(Kind),
    /// The same in a copy that another instance wrote; the ledger itself is empty.
    Copy(Kind),
    /// The same in a bundle.
    Bundle(Kind),
    /// The same in the log of an instance that is no more.
    Lost(Kind),
    /// n logs of a few entries; the last one has seen all of them.
    Logs,
    /// n logs that report one measure as withdrawn and as done.
    Conflict,
    /// n entries in this many logs, each of which has seen the others at its end.
    Spread(usize),
    /// A plan of n suspensions, and notes that were recorded under this many versions of it.
    Versions(usize),
    /// n copies of a ledger.
    Copies,
    /// An operation whose agency has a key, with n entries.
    Keyed,
}

/// A folder that is made once, by whoever asks first.
type Made = Arc<OnceLock<tempfile::TempDir>>;

/// The operations that were made.
pub(crate) struct Stock {
    made: Mutex<HashMap<(Given, usize), Made>>,
}

impl Stock {
    pub(crate) fn new() -> Self {
        Self { made: Mutex::new(HashMap::new()) }
    }

    /// A copy of an operation, which the row may change.
    pub(crate) fn copy(&self, given: Given, n: usize) -> Play {
        let made = self.made.lock().expect("no panic").entry((given, n)).or_default().clone();
        let folder = made.get_or_init(|| make(self, given, n).folder);
        let play = Play { folder: tempfile::tempdir().expect("a folder"), given, n };
        copy(folder.path(), play.folder.path());
        play
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

/// A folder with an operation.
pub(crate) struct Play {
    folder: tempfile::TempDir,
    given: Given,
    n: usize,
}

/// What the program sees of the machine.
pub(crate) struct Environment<'a> {
    folder: &'a Path,
}

impl Environment<'_> {
    pub(crate) fn apply(&self, command: &mut Command) {
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.current_dir(self.folder).env_clear().env("PATH", path).env("HOME", self.folder);
        command.env("COLUMNS", "80").env("TAKEDOWN_NOW", NOW).env("TAKEDOWN_INSTANCE", INSTANCE);
        let key = self.folder.join("key");
        if key.exists() {
            command.env("TAKEDOWN_KEY", key);
        }
    }
}

impl Play {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn env(&self) -> Environment<'_> {
        Environment { folder: self.folder.path() }
    }

    fn shape(&self) -> Shape {
        shape(self.given, self.n)
    }

    /// The arguments of a row's line: words, and what stands for many of them in braces.
    pub(crate) fn line(&self, line: &str) -> Vec<String> {
        let (shape, n) = (self.shape(), self.n);
        let each = |word: &dyn Fn(usize) -> String| (0..n).map(word).collect::<Vec<_>>();
        let mut args = Vec::new();
        for word in line.split(' ') {
            match word {
                "{measures}" => args.extend(each(&|number| shape.measure(number))),
                "{assets}" => args.extend(each(&|number| shape.asset(number))),
                "{exhibits}" => args.extend(each(&|number| format!("E{number}"))),
                "{files}" => args.extend(each(&|number| format!("--file={number}.img"))),
                "{images}" => args.extend(each(&|number| format!("{number}.img"))),
                "{copies}" => args.extend(each(&|number| format!("copy-{number}"))),
                "{injects}" => args.extend(each(&|number| format!("--inject=trouble-{number:05}"))),
                "{only}" => args.extend(each(&|number| format!("--only={}", shape.asset(number)))),
                "{sources}" => args.extend(each(&|_| "--source=s1".to_owned())),
                "{entries}" => args.extend(each(&|number| format!("nl-police.{INSTANCE}:{}", number + 2))),
                "{hashes}" => args.extend(self.hashes()),
                word => args.push(word.to_owned()),
            }
        }
        args
    }

    /// The hashes of the first n entries after the genesis.
    fn hashes(&self) -> Vec<String> {
        let log = fs::read_to_string(self.path(&format!("big.ledger/logs/nl-police.{INSTANCE}.jsonl")));
        let log = log.expect("a log");
        let hash = |line: &str| line[line.len() - 66..line.len() - 2].to_owned();
        log.lines().skip(1).take(self.n).map(hash).collect()
    }

    /// Runs the program outside valgrind, where it has to succeed.
    fn run(&self, line: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_takedown"));
        command.args(self.line(line)).stdin(Stdio::null());
        self.env().apply(&mut command);
        let out = command.output().expect("it runs");
        assert!(out.status.success(), "{line}\n{}", String::from_utf8_lossy(&out.stderr));
    }

    /// Writes the plan.
    fn plan(self) -> Self {
        fs::write(self.path("big.toml"), self.shape().text()).expect("written");
        self
    }

    fn loaded(&self) -> Plan {
        let text = fs::read(self.path("big.toml")).expect("a plan");
        let loaded = plan::read_stored(&text);
        loaded.plan.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
    }

    /// Writes entries past the recorder, after those that are there.
    fn write(&self, ledger: &str, begin: i64, write: impl FnOnce(&mut Ledger<'_>) -> std::io::Result<()>) {
        let plan = self.loaded();
        let written = Ledger::open(&self.path(ledger), &plan, begin).and_then(|mut ledger| {
            write(&mut ledger)?;
            ledger.finish()
        });
        written.expect("written");
    }

    /// Writes a log of entries of a kind.
    fn fill(&self, ledger: &str, instance: &str, kind: Kind, entries: usize) {
        self.write(ledger, BEGIN, |ledger| {
            ledger.log(instance)?;
            ledger.fill(kind, entries as u64, u64::MAX)
        });
    }

    /// What is wrong with the ledger: findings, and verdicts other than sound.
    pub(crate) fn judged(&self) -> Vec<String> {
        if !self.path("big.ledger").exists() {
            return Vec::new();
        }
        let plan = Arc::new(self.loaded());
        let reading = Store::open(&self.path("big.ledger"), &plan.op()).read().expect("it reads");
        let findings = reading.findings().iter().map(|finding| format!("{finding:?}"));
        let operation = Operation::fold(&plan, &reading);
        let judged = operation.judged().iter().map(|judged| format!("{:?}", judged.verdict));
        findings.chain(judged).collect()
    }

    fn files(&self) {
        for number in 0..self.n {
            fs::write(self.path(&format!("{number}.img")), image(number)).expect("written");
        }
    }
}

fn shape(given: Given, n: usize) -> Shape {
    let group = |groups| match groups {
        Groups::None => 0,
        Groups::One => n,
        Groups::Ten => 10,
    };
    match given {
        Given::Seizures(groups)
        | Given::Ready(groups)
        | Given::Saved(groups)
        | Given::Approved(groups)
        | Given::Cleared(groups) => Shape { group: group(groups), ..Shape::seizures(n) },
        Given::Done | Given::Taken | Given::Verified | Given::Confirmed => Shape::seizures(n),
        Given::Warned => Shape { tenancy: "shared", ..Shape::seizures(n) },
        Given::Warrants => Shape { seizures: Some(Warrants::Each), ..Shape::of(n) },
        Given::Outlets => Shape { outlets: Outlets::Each, ..Shape::of(n) },
        Given::Services => Shape { services: n, ..Shape::of(n) },
        Given::Injects => Shape { injects: n, ..Shape::of(n) },
        Given::Versions(_)
        | Given::Suspensions
        | Given::Observed
        | Given::Withdrawn
        | Given::Folder
        | Given::Faulty => Shape::of(n),
        Given::Entries(_)
        | Given::Copy(_)
        | Given::Bundle(_)
        | Given::Lost(_)
        | Given::Logs
        | Given::Spread(_)
        | Given::Conflict
        | Given::Copies
        | Given::Keyed => Shape::of(FEW),
    }
}

/// Makes an operation, from the one that it goes on from.
fn make(stock: &Stock, given: Given, n: usize) -> Play {
    let new = || Play { folder: tempfile::tempdir().expect("a folder"), given, n };
    let after = |before| Play { given, ..stock.copy(before, n) };
    match given {
        Given::Suspensions
        | Given::Seizures(_)
        | Given::Warned
        | Given::Warrants
        | Given::Outlets
        | Given::Services
        | Given::Injects => new().plan(),
        Given::Folder => {
            let play = new();
            fs::create_dir(play.path("big")).expect("made");
            for (number, part) in play.shape().parts().into_iter().enumerate() {
                let text = if number == 0 { part } else { format!("format = 1\n{part}") };
                fs::write(play.path(&format!("big/{number:05}.toml")), text).expect("written");
            }
            play
        }
        Given::Faulty => {
            let play = after(Given::Suspensions);
            let text = play.shape().text().replace("tenancy = \"dedicated\"", "tenancy = \"dedicate\"");
            fs::write(play.path("big.toml"), text).expect("written");
            play
        }
        Given::Keyed => {
            let play = new();
            let made = Command::new("ssh-keygen")
                .args(["-q", "-N", "", "-t", "ed25519", "-C", "", "-f"])
                .arg(play.path("key"))
                .status();
            assert!(made.expect("ssh-keygen runs").success());
            let public = fs::read_to_string(play.path("key.pub")).expect("a key");
            let shape = Shape { keys: format!("keys = [\"{}\"]\n", public.trim()), ..play.shape() };
            fs::write(play.path("big.toml"), shape.text()).expect("written");
            play.fill("big.ledger", INSTANCE, Kind::Notes, n);
            play
        }
        Given::Ready(_)
        | Given::Saved(_)
        | Given::Approved(_)
        | Given::Cleared(_)
        | Given::Done
        | Given::Taken
        | Given::Verified
        | Given::Confirmed
        | Given::Withdrawn => recorded(after, given, n),
        Given::Observed
        | Given::Entries(_)
        | Given::Copy(_)
        | Given::Bundle(_)
        | Given::Lost(_)
        | Given::Logs
        | Given::Spread(_)
        | Given::Versions(_)
        | Given::Conflict
        | Given::Copies => generated(new, after, given, n),
    }
}

/// Goes on with an operation as officers do, with the program's own commands.
fn recorded(after: impl Fn(Given) -> Play, given: Given, n: usize) -> Play {
    match given {
        Given::Ready(groups) => {
            let play = after(Given::Seizures(groups));
            for agency in ["be-prosecutor", "nl-police"] {
                play.run(&format!("attest lawful * --basis b --as {agency}"));
            }
            for agency in ["be-prosecutor", "nl-police", "ro-police"] {
                play.run(&format!("attest deconflicted *:* --basis b --as {agency}"));
            }
            play.run("attest located,staffed *:* --basis b --as nl-police");
            play.run("instrument * granted --number R-1 --valid H-2h/H+36h --as nl-police");
            play
        }
        Given::Saved(groups) => {
            let play = after(Given::Ready(groups));
            play.run("plan --out saved.json --as be-prosecutor");
            play.run("approve saved.json --as ro-police");
            play
        }
        Given::Approved(groups) => {
            let play = after(Given::Saved(groups));
            play.run("approve saved.json --as nl-police");
            play
        }
        Given::Cleared(groups) => {
            let play = after(Given::Approved(groups));
            play.run("go saved.json --yes --as be-prosecutor");
            play.files();
            play
        }
        Given::Done => {
            let play = after(Given::Cleared(Groups::None));
            play.run("seize * --as nl-police");
            play
        }
        Given::Taken => {
            let play = after(Given::Done);
            play.write("big.ledger", NOW_MILLIS, |ledger| {
                ledger.log(INSTANCE)?;
                ledger.fill(Kind::Files, n as u64, u64::MAX)
            });
            play
        }
        Given::Verified => {
            let play = after(Given::Done);
            play.write("big.ledger", NOW_MILLIS, |ledger| {
                ledger.log(INSTANCE)?;
                ledger.fill(Kind::VerifiedThings, 2 * n as u64, u64::MAX)
            });
            play
        }
        Given::Confirmed => {
            let play = after(Given::Verified);
            play.run("confirm *:* --basis b --as nl-police --officer nl-08");
            play
        }
        Given::Withdrawn => {
            let play = after(Given::Suspensions);
            play.run("withdraw *:* --reason r --yes --as nl-police");
            play
        }
        _ => unreachable!("{given:?} is not made with commands"),
    }
}

/// An operation whose entries come from the generator.
fn generated(new: impl Fn() -> Play, after: impl Fn(Given) -> Play, given: Given, n: usize) -> Play {
    match given {
        Given::Observed => {
            let play = after(Given::Suspensions);
            play.fill("big.ledger", INSTANCE, Kind::Observations, n);
            play
        }
        Given::Entries(kind) => {
            let play = new().plan();
            play.fill("big.ledger", INSTANCE, kind, n);
            play
        }
        Given::Copy(kind) => {
            let play = new().plan();
            play.fill("copy/big.ledger", "00000001", kind, n);
            play
        }
        Given::Lost(kind) => {
            let play = new().plan();
            play.fill("big.ledger", "00000001", kind, n);
            play
        }
        Given::Bundle(kind) => {
            let play = after(Given::Entries(kind));
            play.run("bundle bundle --to court --as be-prosecutor");
            play
        }
        Given::Logs => {
            let play = new().plan();
            play.write("big.ledger", BEGIN, |ledger| {
                ledger.logs(n)?;
                ledger.fill(Kind::Notes, 4 * n as u64, u64::MAX)?;
                let log = ledger.log(INSTANCE)?;
                let loaded = play.loaded();
                let id = loaded.measures.keys().next().expect("a measure").as_str();
                ledger.append(log, "nl-07", &Data::Note(crate::entries::note(vec![id])), true).map(drop)
            });
            play
        }
        Given::Spread(logs) => {
            let play = new().plan();
            play.write("big.ledger", BEGIN, |ledger| {
                ledger.logs(logs)?;
                ledger.fill(Kind::Notes, n as u64, (n / logs) as u64)
            });
            play
        }
        Given::Versions(versions) => {
            let play = after(Given::Suspensions);
            play.fill("big.ledger", INSTANCE, Kind::Versions, versions);
            play
        }
        Given::Conflict => {
            let play = new().plan();
            let loaded = play.loaded();
            let measure = loaded.measures.values().next().expect("a measure");
            play.write("big.ledger", NOW_MILLIS - 60_000, |ledger| {
                ledger.logs(n)?;
                for log in 0..n {
                    let at = At::Instant(Instant::from_millis(NOW_MILLIS - 60_000));
                    let withdrawn = crate::entries::step(measure, 0, at);
                    let done = Transition { to: State::Done, reason: None, ..withdrawn.clone() };
                    let data = Data::Transition(if log % 2 == 0 { withdrawn } else { done });
                    ledger.append(log, "nl-07", &data, false)?;
                }
                Ok(())
            });
            play
        }
        Given::Copies => {
            let play = new().plan();
            for number in 0..n {
                play.fill(&format!("copy-{number}/big.ledger"), &format!("{number:08x}"), Kind::Notes, 4);
                let copied = play.path(&format!("copy-{number}/big.toml"));
                fs::copy(play.path("big.toml"), copied).expect("copied");
            }
            play
        }
        _ => unreachable!("{given:?} is not generated"),
    }
}
