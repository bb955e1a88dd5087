//! The action day of Exercise HALYARD, played by its script through the commands alone.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn takedown() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_takedown"));
    clean(&mut command);
    command
}

/// Nothing of the machine reaches the program.
fn clean(command: &mut Command) {
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("TAKEDOWN_NOW").env_remove("TAKEDOWN_AGENCY");
    command.env("TAKEDOWN_INSTANCE", "0a1b2c3d").env("COLUMNS", "100").env("NO_COLOR", "1");
}

fn ask(folder: &Path, words: &[&str]) -> Output {
    let ledger = folder.join("halyard.ledger");
    let mut command = takedown();
    command.args(["-o", "operations/halyard", "--now", "H+30h", "--ledger"]).arg(ledger).args(words);
    command.output().expect("the program runs")
}

fn rows(folder: &Path, by: &str) -> Vec<Value> {
    let output = ask(folder, &["status", "--by", by, "--format", "json"]);
    let status: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    status["rows"].as_array().expect("rows").clone()
}

fn counted(text: &str, what: &str) -> u32 {
    let line =
        text.lines().find_map(|line| line.strip_prefix(what)).unwrap_or_else(|| panic!("{what}\n{text}"));
    line.trim_start_matches(": ").parse().expect("a number")
}

#[test]
fn the_exercise_in_a_folder_is_a_good_plan() {
    let output = takedown().args(["check", "--strict", "operations/halyard"]).output().expect("it runs");
    assert!(output.status.success() && output.stdout.is_empty() && output.stderr.is_empty(), "{output:?}");
}

#[test]
fn the_action_day_is_played_from_the_first_word_to_the_last_confirmation() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let mut script = Command::new("sh");
    clean(&mut script);
    let output = script
        .args(["examples/action-day"])
        .arg(folder)
        .env("TAKEDOWN", env!("CARGO_BIN_EXE_takedown"))
        .output()
        .expect("the script runs");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(counted(&told, "commands before the go") <= 45, "{told}");
    assert!(counted(&told, "commands for the late warrant") <= 5, "{told}");

    let measures = rows(folder, "measure");
    assert_eq!(measures.len(), 36);
    for row in &measures {
        let declined = row["measure"] == "delist:app-1@us-bureau";
        assert_eq!(row["state"], if declined { "declined" } else { "confirmed" }, "{row}");
        let early = row["measure"] == "seize:ro-web-1@ro-police";
        assert_eq!(
            row["irregular"],
            if early { serde_json::json!(["start", "hours"]) } else { serde_json::json!([]) }
        );
        let again = row["measure"] == "suspend:dom-1@us-bureau";
        assert_eq!(row["round"], if again { 2 } else { 1 }, "{row}");
    }
    let items = rows(folder, "evidence");
    assert_eq!(items.len(), 16);
    for item in &items {
        assert_eq!(item["verified"], true, "{item}");
        let crossed = item["exhibit"] == "FR-1";
        let broken = if crossed { serde_json::json!(["gate:authorised"]) } else { serde_json::json!([]) };
        assert_eq!(item["irregular"], broken, "{item}");
    }
    for (exhibit, state, holder) in [
        ("NL-1", "transferred", "be-police"),
        ("FR-1", "transferred", "be-police"),
        ("NL-5", "preserved", "nl-police"),
        ("RO-1", "verified", "ro-police"),
    ] {
        let item = items.iter().find(|item| item["exhibit"] == exhibit).expect("it is there");
        assert_eq!((&item["state"], &item["holder"]), (&state.into(), &holder.into()), "{item}");
    }
    assert!(rows(folder, "instrument").iter().all(|row| row["state"] == "granted"));

    // One provider said no and nobody tried again: the day is not finished, and says so.
    assert_eq!(ask(folder, &["status", "--exit-code"]).status.code(), Some(6));
    let verified = ask(folder, &["verify"]);
    assert!(verified.status.success() && verified.stdout.is_empty(), "{verified:?}");

    let table = String::from_utf8(ask(folder, &["status"]).stdout).expect("text");
    let plan = table.split_once("Plan ").expect("the plan's hash").1[..8].to_owned();
    snapbox::assert_data_eq!(
        table.replace(&plan, "HASH"),
        snapbox::str![[r#"
HALYARD  Exercise HALYARD                                                        exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 30 hours ago. Led by be-prosecutor (BE). Plan HASH.

OUTLET       NAME           STATUS        MEASURES
radio        Harbour Radio  not observed  11 confirmed
relay        Relay          not observed  9 confirmed
review       The Review     not observed  14 confirmed
wire         The Wire       not observed  15 confirmed, 1 declined
(no outlet)                               2 confirmed

Other names: Harbour FM (Harbour Radio), The Relay, Relay Backup (Relay), Quarterly Review (The
Review), Wire News, TW (The Wire).
Some measures stand under several outlets: the rows do not add up.

IRREGULAR
seize:ro-web-1  done: start, hours
                "unit entered early" (ro-police.0a1b2c3d:11)

"#]]
    );
}
