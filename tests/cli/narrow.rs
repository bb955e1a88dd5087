//! Reading narrowed down: to some measures, and to a terminal of eighty columns.

use std::process::Command;

use snapbox::str;

use crate::support::{Play, TIDELINE};

#[test]
fn what_is_read_is_narrowed_by_measures_and_selections_alike() {
    let play = Play::tideline()
        .done("record identify:hoster-nl")
        .done("note 'called back' --about identify:hoster-nl --as nl-police")
        .done("attest located suspend:dom-1 --basis seen")
        .done("attest lawful wire --basis 'it was read' --as be-prosecutor")
        .done("instrument nl-warrant-1 issued")
        .done("evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1")
        .done("evidence verify N-1 --seal A-1 --as be-prosecutor")
        .done("hold suspend:dom-1 --reason 'ours is on it' --as ro-police")
        .done("retract ro-police.0a1b2c3d:3 --reason 'it was moved'");
    for line in ["log --action identify", "log tideline 'identify:*'"] {
        assert_eq!(play.run(line).code(0).out(), play.run("log identify:hoster-nl").out(), "{line}");
    }
    play.run("log identify:hoster-nl").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

9 Mar 2027, UTC
TIME      ENTRY                 WHAT
05:05:00  nl-police.0a1b2c3d:2  identify:hoster-nl -> identified
05:05:00  nl-police.0a1b2c3d:3  note on identify:hoster-nl: called back

"#]]);
    play.run("log suspend:dom-1").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

9 Mar 2027, UTC
TIME      ENTRY                     WHAT
05:05:00  ro-police.0a1b2c3d:2      attests located of suspend:dom-1: seen
05:05:00  be-prosecutor.0a1b2c3d:2  attests lawful of wire: it was read
05:05:00  ro-police.0a1b2c3d:3      hold on suspend:dom-1: ours is on it
05:05:00  ro-police.0a1b2c3d:4      takes back HASH: it was moved

"#]]);
    play.run("log seize:nl-web-1 --agency nl-police").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

9 Mar 2027, UTC
TIME      ENTRY                     WHAT
05:05:00  be-prosecutor.0a1b2c3d:2  attests lawful of wire: it was read
05:05:00  nl-police.0a1b2c3d:4      instrument nl-warrant-1 issued
05:05:00  nl-police.0a1b2c3d:5      item N-1 collected of seize:nl-web-1
05:05:00  be-prosecutor.0a1b2c3d:3  item HASH verified

"#]]);
    play.run("status --by measure seize:nl-web-1").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

MEASURE         BY         IN  STATE
seize:nl-web-1  nl-police  NL  proposed, 5 gates open

"#]]);
    play.run("evidence list suspend:dom-1").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

No item of evidence is recorded.

"#]]);
    let said = play.transcript(&[
        ("log nl-web-1", 2),
        ("log seize:nl-web-9", 2),
        ("status tideline other", 2),
        ("log 'arrest:*'", 2),
        ("log seize:nl-web-1 --country RO", 0),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ log nl-web-1  (2)
error: there is no operation `nl-web-1`
hint: in sight: operations/tideline.toml
$ log seize:nl-web-9  (2)
error: the plan has no measure `seize:nl-web-9`
hint: did you mean `seize:nl-web-1`?
$ status tideline other  (2)
error: `other` is no measure, and one operation is meant
hint: a measure is written ACTION:ASSET, such as seize:nl-web-1
$ log 'arrest:*'  (2)
error: no measure fits `arrest:*`
hint: takedown plan lists them
$ log seize:nl-web-1 --country RO  (0)

"#]]
    );
    // A measure that left the plan is still read, by its id.
    let without = TIDELINE.replace("[provider.hoster-nl.identify]\nagency = \"nl-police\"\n", "");
    let play = play.file("operations/tideline.toml", &without);
    assert!(play.run("log identify:hoster-nl@nl-police").code(0).out().contains("identified"));
    assert!(
        play.run("status --by measure identify:hoster-nl --format json").out().contains("\"in_plan\": false")
    );
}

#[test]
fn many_measures_of_one_word_are_counted_in_the_log() {
    let play = Play::new().with("TAKEDOWN_NOW", "").with("TAKEDOWN_OPERATION", "operations/halyard");
    let halyard = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("operations/halyard");
    let play = play.with("TAKEDOWN_OPERATION", &halyard.display().to_string());
    let ledger = play.path("halyard.ledger").display().to_string();
    let play = play.with("TAKEDOWN_LEDGER", &ledger).with("TAKEDOWN_NOW", "2027-03-08T05:00:00Z");
    let play = play.done("attest located --agency fr-office --basis 'checked on the spot'");
    let log = play.run("log").code(0).out();
    assert!(log.contains("attests located of 6 measures: checked on the"), "{log}");
}

/// The exercise in eleven files, nothing said yet, in eighty columns.
fn halyard(folder: &std::path::Path, line: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_takedown"))
        .args(["-o", "operations/halyard", "--now", "H-2h", "--ledger"])
        .arg(folder)
        .args(line)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .env("COLUMNS", "80")
        .output()
        .expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn in_eighty_columns_no_measure_and_no_instrument_is_broken() {
    let folder = tempfile::tempdir().expect("a folder");
    let ids = |line: &[&str], key: &str| -> Vec<String> {
        let mut line = line.to_vec();
        line.extend(["--format", "json"]);
        let json: serde_json::Value = serde_json::from_str(&halyard(folder.path(), &line)).expect("JSON");
        let rows = json["rows"].as_array().or(json["measures"].as_array()).expect("rows").clone();
        rows.iter().map(|row| row[key].as_str().expect("an id").to_owned()).collect()
    };
    for (line, key) in [
        (&["plan"][..], "measure"),
        (&["status", "--by", "measure"], "measure"),
        (&["status", "--by", "instrument"], "instrument"),
        (&["status", "--by", "asset"], "asset"),
        (&["status", "--by", "agency"], "agency"),
    ] {
        let shown = halyard(folder.path(), line);
        for line in shown.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let words: Vec<&str> = shown.split_whitespace().collect();
        for id in ids(line, key) {
            let short = id.split('@').next().expect("an id");
            assert!(words.contains(&id.as_str()) || words.contains(&short), "{id}\n{shown}");
        }
    }
    let shown = halyard(folder.path(), &["plan"]);
    assert!(
        shown.contains("\n  block-access:site-1@be-police  be-police       07:00 CET  proposed, 5 open\n"),
        "{shown}"
    );
}

#[test]
fn what_a_body_does_by_itself_stands_apart_from_countries() {
    let folder = tempfile::tempdir().expect("a folder");
    let shown = halyard(folder.path(), &["status", "--by", "country"]);
    let (countries, bodies) = shown.split_once("\nEU BODIES\n").expect("they stand apart");
    assert!(!countries.contains("unknown") && !countries.contains("refer:chan-2"), "{countries}");
    assert!(bodies.starts_with("eu-coordinator  refer:chan-2  proposed, "), "{bodies}");
    let json = halyard(folder.path(), &["status", "--by", "country", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert!(json["rows"].as_array().expect("rows").iter().all(|row| !row["country"].is_null()), "{json}");
    let body = &json["bodies"][0];
    assert_eq!((&body["agency"], &body["measures"]), (&"eu-coordinator".into(), &1.into()), "{body}");
    assert_eq!(body["states"], serde_json::json!({ "open": 1 }));
}

#[test]
fn a_clock_puts_nothing_at_risk_once_what_it_covers_is_done() {
    let order = "[instrument.ro-eio-1]\nkind = \"eio\"\nissued-by = \"be-prosecutor\"\nexecuted-by = \"ro-police\"\ncovers = [\"suspend:dom-1\"]\n[source.s1]";
    let text = TIDELINE.replace("[source.s1]", order).replace("authority = \"voluntary\"\n", "");
    let play = Play::new().file("operations/tideline.toml", &text);
    let play = play.done("instrument ro-eio-1 received --at H-2h");
    let at_risk = |play: &Play| play.run("status --by instrument").code(0).out().contains("AT RISK");
    assert!(at_risk(&play));
    let play = play.done("record suspend:dom-1 --irregular 'the registrar was quick'");
    assert!(!at_risk(&play));
}

#[test]
fn a_selection_leaves_the_rows_that_it_names_or_whose_measures_it_means() {
    let play = Play::new().with("TAKEDOWN_NOW", "");
    let halyard = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("operations/halyard");
    let play = play.with("TAKEDOWN_OPERATION", &halyard.display().to_string());
    let firsts = |line: &str| {
        let csv = play.run(&format!("status {line} --format csv")).code(0).out();
        csv.lines().skip(1).filter_map(|line| Some(line.split(',').next()?.to_owned())).collect::<Vec<_>>()
    };
    // What the selection names, though some of its measures stand in other rows too.
    assert_eq!(firsts("--outlet relay"), ["relay"]);
    assert_eq!(firsts("--by country --country RO,IS"), ["IS", "RO"]);
    // A body that takes part without a measure is named all the same.
    assert_eq!(firsts("--by agency --agency eu-coordinator"), ["eu-coordinator"]);
    // Else the rows in which measures stand that are meant.
    assert_eq!(firsts("--country RO"), ["wire", ""]);
    assert_eq!(firsts("--by country --agency fr-office"), ["FR"]);
    assert_eq!(firsts("--by asset --agency ro-police"), ["ro-store-1", "ro-web-1"]);
    assert_eq!(
        firsts("--by country").len(),
        firsts("--by country --country BE,BG,CA,FR,GB,IS,NL,RO,US").len()
    );
    // Nothing is said to be nothing.
    assert!(firsts("--country SE").is_empty());
    assert!(play.run("status --country SE").code(0).out().contains("No measure is in this selection."));
}

#[test]
fn an_annulment_puts_to_review_what_was_carried_out_and_is_not_undone() {
    let covers = |play: Play| {
        let plan = TIDELINE
            .replace("covers = [\"seize:nl-web-1\"]", "covers = [\"seize:nl-web-1\", \"image:nl-web-1\"]");
        let plan = plan.replace(
            "[asset.nl-web-1.seize]",
            "[asset.nl-web-1.image]\nagency = \"nl-police\"\n[asset.nl-web-1.seize]",
        );
        play.file("operations/tideline.toml", &plan)
            .done("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+40h")
            .done("record image:nl-web-1 --declined 'no time' --irregular 'it was asked by telephone'")
            .done("seize nl-web-1 --irregular 'the door stood open'")
    };
    let review = |play: &Play| play.run("status --by instrument").code(0).out().contains("to review");
    let play = covers(Play::tideline());
    assert!(!review(&play), "granted");
    let play = play.done("instrument nl-warrant-1 annulled --reason 'not the right court'");
    let status = play.run("status --by instrument").code(0).out();
    assert!(status.ends_with("nl-warrant-1  annulled; to review, and to undo with takedown reverse:\n              seize:nl-web-1\n"), "{status}");
    let play =
        play.done("reverse seize:nl-web-1 --reason annulled --restored 'the server' --reference 7 --yes");
    assert!(!review(&play), "undone");
}

#[test]
fn each_clock_of_statute_puts_the_day_at_risk_from_its_last_minute_on() {
    // Of its kind in its state: the hours that it runs, and on which side of H-hour it must not end.
    for (kind, word, hours, ends_after, says) in [
        ("eio", "received", 30 * 24, true, "recognition may take until after H-hour"),
        (
            "eio",
            "granted --number 7 --valid H-3000h/H+40h",
            90 * 24,
            true,
            "execution may take until after H-hour",
        ),
        (
            "preservation",
            "granted --number 7 --valid H-3000h/H+99d",
            60 * 24,
            false,
            "preservation runs out before H-hour",
        ),
        ("removal-order", "received", 1, true, "removal may take until after H-hour"),
    ] {
        let order = format!(
            "[instrument.ro-order-1]\nkind = \"{kind}\"\nissued-by = \"be-prosecutor\"\nexecuted-by = \"ro-police\"\ncovers = [\"suspend:dom-1\"]\n[source.s1]"
        );
        let text = TIDELINE.replace("[source.s1]", &order).replace("authority = \"voluntary\"\n", "");
        let at_risk = |minutes: i32| {
            let before = hours * 60 - minutes;
            let play = Play::new().file("operations/tideline.toml", &text);
            let play = play.done(&format!("instrument ro-order-1 {word} --at H-{before}m"));
            play.run("status --by instrument").code(0).out().contains(&format!("ro-order-1  {says}: "))
        };
        assert_eq!((at_risk(1), at_risk(-1)), (ends_after, !ends_after), "{kind} {word}");
        assert!(!at_risk(0), "{kind} {word}: in time to the minute");
    }
}

#[test]
fn a_grant_that_ends_within_three_days_is_warned_of_while_it_is_needed() {
    // It is five minutes past H-hour.
    let ends = |until: &str| {
        Play::tideline().done(&format!("instrument nl-warrant-1 granted --number 7 --valid H-2h/{until}"))
    };
    let soon =
        |play: &Play| play.run("status --by instrument").code(0).out().contains("ends within 72 hours");
    assert!(soon(&ends("H+4324m")));
    assert!(!soon(&ends("H+4325m")));
    let done = ends("H+4324m").done("seize nl-web-1 --irregular 'the door stood open'");
    assert!(!soon(&done), "what it was for is done");
}

#[test]
fn the_log_of_a_measure_has_the_approvals_and_the_notes_that_are_about_it() {
    let play = Play::tideline();
    play.sh("takedown plan --next | sed '/--out/,$d' | sh").code(0);
    play.run("plan --out day.json").code(0);
    let play = play.done("approve day.json --as nl-police").done("go day.json --yes --as be-prosecutor");
    let entries = |play: &Play, line: &str| -> Vec<serde_json::Value> {
        let text = play.run(&format!("{line} --format json")).code(0).out();
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let all = entries(&play, "log");
    let go = all.iter().find(|entry| entry["type"] == "go").expect("the go");
    let hash = go["hash"].as_str().expect("its hash");
    let cleared = go["data"]["measures"][0][0].as_str().expect("a measure");
    let play = play.done(&format!("note 'weighed again' --about {hash} --as be-prosecutor"));
    let types = |measure: &str| -> Vec<String> {
        let entries = entries(&play, &format!("log {measure}"));
        entries.iter().map(|entry| entry["type"].as_str().expect("a type").to_owned()).collect()
    };
    let found = types(cleared);
    for of_type in ["approval", "go", "note"] {
        assert!(found.iter().any(|it| it == of_type), "{cleared}: no {of_type} in {found:?}");
    }
    // A measure that waits for no go is in no saved plan: the same three are not about it.
    let found = types("identify:hoster-nl");
    for of_type in ["approval", "go", "note"] {
        assert!(found.iter().all(|it| it != of_type), "identify:hoster-nl: {of_type} in {found:?}");
    }
}
