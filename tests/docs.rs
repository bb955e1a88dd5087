//! What the documents show is what the program prints.

use std::path::Path;
use std::process::Command;

/// The commands of a document's `console` blocks, each with what it shows.
fn sessions(text: &str) -> Vec<(String, String)> {
    let mut sessions: Vec<(String, String)> = Vec::new();
    let mut inside = false;
    for line in text.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, line) => match (line.strip_prefix("$ "), sessions.last_mut()) {
                (Some(command), _) => sessions.push((command.to_owned(), String::new())),
                (None, Some((_, shown))) => {
                    shown.push_str(line);
                    shown.push('\n');
                }
                (None, None) => {}
            },
            (false, _) => {}
        }
    }
    sessions
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).expect("the README is there");
    let sessions = sessions(&readme);
    assert!(sessions.len() >= 3, "the README shows a session");
    for (command, shown) in sessions {
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(words[0], "takedown");
        let output = Command::new(env!("CARGO_BIN_EXE_takedown"))
            .args(&words[1..])
            .current_dir(root)
            .env_clear()
            .output()
            .expect("it runs");
        let printed =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(printed.trim_end(), shown.trim_end(), "$ {command}");
    }
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
