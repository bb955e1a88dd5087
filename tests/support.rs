//! A folder to play in, and a builder that reads like a sentence: `Play::new().plan(TIDELINE).run("seize nl-web-1")`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, Mutex};

use snapbox::Data;

use crate::plan_text::{PlanText, agency};

/// The instance of these tests.
const INSTANCE: &str = "0a1b2c3d";

/// A folder with plans and ledgers of its own; nothing of the machine's configuration is seen in it.
pub(crate) struct Play {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
}

impl Play {
    /// An empty folder, its clock set to five minutes after H-hour of [`TIDELINE`].
    pub(crate) fn new() -> Self {
        let play = Self { folder: tempfile::tempdir().expect("a folder"), env: Vec::new() };
        play.with("TAKEDOWN_NOW", "2027-03-09T05:05:00Z").with("TAKEDOWN_INSTANCE", INSTANCE)
    }

    /// The exercise of these tests, in `operations/`.
    pub(crate) fn tideline() -> Self {
        Self::new().file("operations/tideline.toml", &TIDELINE)
    }

    /// The same as a live operation.
    pub(crate) fn live() -> Self {
        let text = TIDELINE
            .replace("\"exercise\"", "\"live\"")
            .replace(" of the exercise", "")
            .replace("exercise: ", "")
            .replace("exercise reference", "reference")
            .replace("approvals = 1", "approvals = 2");
        // Each agency has a key of its own, as a plan has to say.
        let agencies = text.split("timezone = ").enumerate().map(|(nth, part)| match nth {
            0 => part.to_owned(),
            _ => format!("keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFtest{nth}\"]\ntimezone = {part}"),
        });
        Self::new().file("operations/tideline.toml", &agencies.collect::<String>())
    }

    /// The exercise with a body of the Union, and a second agency in the Netherlands.
    pub(crate) fn day() -> Self {
        let union = agency("eu-coordinator", "Coordinator of the exercise", "EU");
        let lab = agency("nl-lab", "Laboratory of the exercise", "NL");
        let text = TIDELINE.replace("[outlet.wire]", &format!("{union}{lab}[outlet.wire]"));
        Self::new().file("operations/tideline.toml", &text)
    }

    /// A variable of the environment; an empty one is not set.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.env.retain(|(known, _)| known != name);
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A file in the folder.
    pub(crate) fn file(self, path: &str, text: &str) -> Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
        self
    }

    /// A path in the folder.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// What a file in the folder says.
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("read")
    }

    /// Runs a script that calls the program by its name.
    pub(crate) fn sh(&self, script: &str) -> Ran {
        let programs = PathBuf::from(env!("CARGO_BIN_EXE_takedown"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let first = [programs.parent().expect("a folder").to_owned()];
        let path = std::env::join_paths(first.into_iter().chain(std::env::split_paths(&path)));
        let mut command = Command::new("sh");
        command.args(["-c", script]).env_clear().env("PATH", path.expect("no colon in it"));
        self.start(command)
    }

    /// Runs the program; words are set apart by blanks, and may stand in single quotes.
    pub(crate) fn run(&self, line: &str) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_takedown"));
        command.args(words(line)).env_clear();
        self.start(command)
    }

    fn start(&self, mut command: Command) -> Ran {
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.env("HOME", self.folder.path()).env("COLUMNS", "80");
        command
            .envs(self.env.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value)));
        Ran(command.output().expect("the program runs"))
    }

    /// What is said to each of these lines, which end in these codes: a line with its code, then what it says on
    /// standard error.
    #[track_caller]
    pub(crate) fn transcript(&self, lines: &[(&str, i32)]) -> String {
        let told = lines.iter().map(|(line, code)| {
            let ran = self.run(line).code(*code);
            format!("$ {line}  ({code})\n{}", hashless(&ran.err(), INSTANCE))
        });
        told.collect::<Vec<_>>().concat()
    }

    /// Runs the program where it has to succeed.
    pub(crate) fn done(self, line: &str) -> Self {
        self.run(line).code(0);
        self
    }
}

/// Copies a file or a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("made");
        for entry in fs::read_dir(from).expect("read") {
            let entry = entry.expect("an entry");
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("copied");
    }
}

/// Does something with each of a list, on two threads.
pub(crate) fn in_two<T: Sync>(list: &[T], each: impl Fn(&T) + Sync) {
    let next = Mutex::new(list.iter());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(one) = { next.lock().expect("no panic").next() } {
                    each(one);
                }
            });
        }
    });
}

fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("never empty").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What the program did.
pub(crate) struct Ran(Output);

impl Ran {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn code(self, code: i32) -> Self {
        assert_eq!(self.0.status.code(), Some(code), "\n{}\n{}", self.out(), self.err());
        self
    }

    /// Asserts what stands on standard output; hashes stand as `HASH`.
    #[track_caller]
    pub(crate) fn says(self, expected: impl Into<Data>) -> Self {
        snapbox::assert_data_eq!(hashless(&self.out(), INSTANCE), expected.into());
        self
    }

    /// Asserts what stands on standard error; hashes stand as `HASH`.
    #[track_caller]
    pub(crate) fn remarks(self, expected: impl Into<Data>) -> Self {
        snapbox::assert_data_eq!(hashless(&self.err(), INSTANCE), expected.into());
        self
    }

    /// Standard output.
    pub(crate) fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    /// Standard error.
    pub(crate) fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }
}

/// Replaces every run of 8, 16 or 64 hex digits but one, which is an instance.
pub(crate) fn hashless(text: &str, instance: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let run = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..run];
        let hex = word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if run == 0 {
            shown.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            shown.push_str(if hex && matches!(run, 8 | 16 | 64) && word != instance { "HASH" } else { word });
            rest = &rest[run..];
        }
    }
    shown
}

/// A small exercise: one measure that waits for the go, one in another country, one that waits for nothing.
pub(crate) static TIDELINE: LazyLock<String> = LazyLock::new(|| {
    PlanText::exercise("tideline")
        .toml("[policy]\napprovals = 1")
        .agency("be-prosecutor", "Prosecutor's office of the exercise", "BE")
        .agency("nl-police", "Cyber unit of the exercise", "NL")
        .agency("ro-police", "Cyber unit of the exercise", "RO")
        .outlet("wire")
        .toml("aliases = [\"Wire News\"]")
        .provider("hoster-nl", "hoster", "NL")
        .toml("[provider.hoster-nl.identify]\nagency = \"nl-police\"")
        .instrument("nl-warrant-1", "warrant", "nl-police", &["seize:nl-web-1"])
        .toml(MEASURES)
        .source()
        .text()
});

const MEASURES: &str = r#"[asset.nl-web-1]
kind = "server"
identifier = "203.0.113.20"
country = "NL"
outlets = ["wire"]
provider = "hoster-nl"
tenancy = "dedicated"
[asset.nl-web-1.seize]
agency = "nl-police"
[asset.dom-1]
kind = "domain"
identifier = "news.example"
country = "RO"
outlets = ["wire"]
[asset.dom-1.suspend]
agency = "ro-police"
authority = "voluntary"
"#;
