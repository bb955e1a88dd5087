//! What the documents show is what the program prints.
//!
//! The `console` blocks of a document are one session: they run in one shell, in a folder of their own that holds the
//! operations of this project, at a set time and as a set instance. What is printed is compared with what is shown;
//! runs of 8 or 64 hex digits count as alike, for hashes differ each time. A last line `(exit 3)` stands for an exit
//! code other than 0. `SNAPSHOTS=overwrite` writes what is printed into the document: read the difference.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::{copy, hashless};

/// The clock of the documents: 44 minutes after the H-hour of an exercise that `init` writes then.
const NOW: &str = "2026-11-25T09:44:00Z";
const INSTANCE: &str = "7f3a9c02";

/// A piece of a document: text, or a command of a `console` block with what it shows.
enum Piece {
    Text(String),
    Command { line: String, shown: String },
}

/// A document in its pieces; put together they are the document.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = vec![Piece::Text(String::new())];
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let fence = line.trim_end();
        let opens = !inside && fence == "```console";
        let closes = inside && fence == "```";
        let command = line.strip_prefix("$ ").filter(|_| inside);
        inside = (inside || opens) && !closes;
        match (command, pieces.last_mut()) {
            (Some(command), _) => {
                pieces.push(Piece::Command { line: command.trim_end().to_owned(), shown: String::new() });
            }
            (None, Some(Piece::Command { shown, .. })) if !closes => shown.push_str(line),
            (None, Some(Piece::Text(text))) => text.push_str(line),
            (None, _) => pieces.push(Piece::Text(line.to_owned())),
        }
    }
    pieces
}

/// Every document: the README and what stands in `docs/`.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let docs = fs::read_dir(root.join("docs")).expect("the folder is there");
    let docs = docs.map(|entry| entry.expect("an entry").path());
    let texts = docs.filter(|path| path.extension().is_some_and(|end| end == "md"));
    let mut documents: BTreeSet<PathBuf> = texts.collect();
    documents.insert(root.join("README.md"));
    documents.into_iter().collect()
}

/// Runs commands in one shell; of each what it printed, and its exit code where that is not 0.
fn run(commands: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("operations"), &folder.path().join("operations"));
    let program = Path::new(env!("CARGO_BIN_EXE_takedown"));
    let marked = |line: &&str| format!("{{ {line}\n}} 2>&1 </dev/null\nprintf '\\001%d\\001' $?\n");
    let script = commands.iter().map(marked).collect::<Vec<_>>().concat();
    let output = Command::new("sh")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", program.parent().expect("its folder").display()))
        .env("HOME", folder.path())
        .env("TAKEDOWN_NOW", NOW)
        .env("TAKEDOWN_INSTANCE", INSTANCE)
        .stderr(Stdio::inherit())
        .output()
        .expect("sh runs");
    // CSV ends its lines in CR LF, documents do not.
    let printed = String::from_utf8(output.stdout).expect("text").replace("\r\n", "\n");
    let parts: Vec<&str> = printed.split('\u{1}').collect();
    let told = |pair: &[&str]| match pair[1] {
        "0" => pair[0].to_owned(),
        code => format!("{}(exit {code})\n", pair[0]),
    };
    parts.chunks_exact(2).map(told).collect()
}

/// Puts what is printed in the place of what is shown; of each command that differs, both.
fn renew(pieces: &mut [Piece], printed: Vec<String>) -> Vec<String> {
    let next = pieces.iter().skip(1).map(|piece| matches!(piece, Piece::Command { .. }));
    let command_follows: Vec<bool> = next.chain([false]).collect();
    let mut printed = printed.into_iter();
    let mut differing = Vec::new();
    for (piece, command_follows) in pieces.iter_mut().zip(command_follows) {
        let Piece::Command { line, shown } = piece else { continue };
        let printed = printed.next().unwrap_or_else(|| panic!("`{line}` did not run"));
        let alike = hashless(shown.trim_end(), INSTANCE) == hashless(printed.trim_end(), INSTANCE);
        if !alike {
            differing.push(format!("$ {line}\n{printed}\nis printed, and shown is\n{shown}"));
        }
        // What is shown stays where it is alike: hashes differ each time.
        let text = if alike { shown.trim_end() } else { printed.trim_end() };
        let end = if command_follows { "\n\n" } else { "\n" };
        *shown = if text.is_empty() { String::new() } else { format!("{text}{end}") };
    }
    differing
}

#[test]
fn the_documents_show_what_the_program_prints() {
    let overwrite = std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite");
    let mut sessions = 0;
    for path in documents() {
        let text = fs::read_to_string(&path).expect("read");
        let mut pieces = pieces(&text);
        let commands = pieces.iter().filter_map(|piece| match piece {
            Piece::Command { line, .. } => Some(line.as_str()),
            Piece::Text(_) => None,
        });
        let commands: Vec<&str> = commands.collect();
        if commands.is_empty() {
            continue;
        }
        sessions += 1;
        let printed = run(&commands);
        let differing = renew(&mut pieces, printed);
        if overwrite {
            let whole = pieces.iter().map(|piece| match piece {
                Piece::Text(text) => text.clone(),
                Piece::Command { line, shown } => format!("$ {line}\n{shown}"),
            });
            fs::write(&path, whole.collect::<Vec<_>>().concat()).expect("written");
        } else {
            assert!(differing.is_empty(), "{}:\n{}", path.display(), differing.join("\n"));
        }
    }
    assert!(sessions >= 2, "the README and the tutorial show sessions");
}

/// A control: the comparison sees a difference, and sees through hashes only.
#[test]
fn documents_are_taken_apart_and_compared() {
    let text = "a\n```console\n$ one\nx\n\n$ two\n```\nb\n";
    let lines: Vec<_> = pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text,
            Piece::Command { line, shown } => format!("{line}: {shown}"),
        })
        .collect();
    assert_eq!(lines, ["a\n```console\n", "one: x\n\n", "two: ", "```\nb\n"]);
    assert_eq!(
        run(&["cd operations", "false", "ls *.sh"])[1..],
        ["(exit 1)\n", "amaq-2018.sh\nreferral-2019.sh\n"]
    );
    assert_eq!(hashless("entry 3fa2c1d0", INSTANCE), hashless("entry 9b41e7a2", INSTANCE));
    assert_ne!(hashless("log 7f3a9c02", INSTANCE), hashless("log 9b41e7a2", INSTANCE));
}

/// Runs the script of a shipped operation into a new ledger, and verifies what it wrote.
fn plays(name: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("again.ledger");
    let script = root.join(format!("operations/{name}.sh"));
    let played = Command::new("sh")
        .arg(&script)
        .arg(&ledger)
        .env("TAKEDOWN", env!("CARGO_BIN_EXE_takedown"))
        .output()
        .expect("sh runs");
    assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
    let shipped = root.join(format!("operations/{name}.ledger"));
    let status = |ledger: &Path| {
        let plan = root.join(format!("operations/{name}.toml"));
        let run = |words: &[&str]| {
            Command::new(env!("CARGO_BIN_EXE_takedown"))
                .arg("--ledger")
                .arg(ledger)
                .args(words)
                .arg(&plan)
                .env("NO_COLOR", "1")
                .output()
                .expect("it runs")
        };
        let verified = run(&["verify"]);
        assert!(verified.status.success() && verified.stdout.is_empty() && verified.stderr.is_empty());
        String::from_utf8_lossy(&run(&["status", "--by", "country"]).stdout).into_owned()
    };
    assert_eq!(status(&ledger), status(&shipped));
}

#[test]
fn the_script_of_april_2018_writes_its_ledger_again() {
    plays("amaq-2018");
}

#[test]
fn the_script_of_the_referral_action_writes_its_ledger_again() {
    plays("referral-2019");
}
