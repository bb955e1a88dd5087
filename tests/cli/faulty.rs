//! A plan with errors on the day: what stops something, tells a fact or reads goes on with the last plan that the ledger
//! cites; what grants a permission waits until the plan is corrected.

use std::fs;

use crate::support::{Play, TIDELINE};

const PLAN: &str = "operations/tideline.toml";

/// A ledger with entries, an item, a saved plan and a copy; what it cites is the plan without errors.
fn begun() -> Play {
    let play = Play::tideline()
        .done("record identify:hoster-nl --as nl-police")
        .done("note 'the unit is out' --as nl-police")
        .done("evidence add identify:hoster-nl --serial S1 --seal Z9 --exhibit NL-1 --as nl-police")
        .done("hold seize:nl-web-1 --reason 'ours is on it' --as ro-police");
    let copy = play.sh("cp -r operations/tideline.ledger copy").code(0);
    drop(copy);
    play.file("day.json", "{}")
}

/// Every command that goes on, in an order in which each of them is accepted.
const GOES_ON: [&str; 26] = [
    "status",
    "status --by measure",
    "plan",
    "impact",
    "log",
    "verify",
    "evidence list",
    "hold suspend:dom-1 --reason 'stop it' --as nl-police",
    "hold suspend:dom-1 --reason 'stop it' --as nl-police --dry-run --if-needed",
    "retract ro-police.0a1b2c3d:2 --reason 'it is moved' --as ro-police",
    "confirm identify:hoster-nl --basis 'a second source' --as be-prosecutor",
    "observe up nl-web-1 --source s1 --as nl-police",
    "withdraw seize:nl-web-1 --reason 'no longer needed' --yes --as nl-police",
    "record suspend:dom-1 --irregular 'it could not wait' --as ro-police",
    "correct nl-police.0a1b2c3d:2 --note 'read twice' --reason 'it was short' --as nl-police",
    "reverse suspend:dom-1 --restored 'the name' --reason 'a mistake' --reference 12 --yes --as ro-police --irregular so",
    "seize nl-web-1 --irregular 'it could not wait' --as nl-police",
    "note 'the unit is back' --as nl-police",
    "evidence verify NL-1 --seal Z9 --as nl-police --officer nl-police-2",
    "evidence move NL-1 preserved --where vault --as nl-police",
    "evidence add identify:hoster-nl --serial S2 --seal Z8 --exhibit NL-2 --as nl-police",
    "merge copy",
    "sync copy",
    "bundle court --to 'the court'",
    "status --by outlet",
    "verify -v",
];

/// Every command that does not.
const WAITS: [&str; 10] = [
    "attest located seize:nl-web-1 --basis 'seen there' --as nl-police",
    "attest lawful wire --basis designated --as be-prosecutor",
    "instrument nl-warrant-1 issued --as nl-police",
    "approve day.json --as nl-police",
    "go day.json --yes",
    "plan --out new.json",
    "plan --next",
    "reopen identify:hoster-nl --reason again",
    "settle identify:hoster-nl done --reason so --as be-prosecutor",
    "rehearse",
];

/// Plans that cannot be used, and what is said of each.
fn faults() -> [(&'static str, Option<String>, &'static str); 5] {
    [
        ("a typo", Some(TIDELINE.replace("country = \"RO\"", "country = \"R\"")), "`ro-police`"),
        (
            "an agency that is gone",
            Some(TIDELINE.replace("lead = \"be-prosecutor\"", "lead = \"be-procurator\"")),
            "be-procurator",
        ),
        ("no TOML", Some("<<<<<<< HEAD\nnothing of this is TOML\n".to_owned()), PLAN),
        ("an empty file", Some(String::new()), PLAN),
        ("no file", None, PLAN),
    ]
}

fn spoil(play: Play, text: Option<&str>) -> Play {
    if let Some(text) = text {
        return play.file(PLAN, text);
    }
    fs::remove_file(play.path(PLAN)).expect("gone");
    play
}

#[test]
fn a_faulty_plan_stops_no_hold_no_fact_and_no_reader() {
    for (what, text, message) in faults() {
        let play = spoil(begun(), text.as_deref());
        for line in GOES_ON {
            let ran = play.run(line);
            let err = ran.err();
            assert!(err.contains("the last plan that the ledger cites is used"), "{what}: {line}: {err}");
            assert!(err.contains(PLAN) && err.contains(message), "{what}: {line}: {err}");
            ran.code(0);
        }
        let status = play.run("status --by measure").code(0).out();
        assert!(status.contains("suspend:dom-1"), "{what}: {status}");
    }
}

#[test]
fn what_grants_a_permission_waits_for_a_plan_without_errors() {
    for (what, text, _) in faults() {
        let play = spoil(begun(), text.as_deref());
        let logs = || play.sh("cat operations/tideline.ledger/logs/*").out();
        let before = logs();
        for line in WAITS {
            let ran = play.run(line);
            assert!(!ran.err().contains("the last plan that the ledger cites is used"), "{what}: {line}");
            ran.code(1).says("");
        }
        assert_eq!(logs(), before, "{what}");
        assert!(!play.path("new.json").exists(), "{what}");
    }
}

#[test]
fn without_an_entry_there_is_no_plan_to_go_on_with() {
    let typo = TIDELINE.replace("country = \"RO\"", "country = \"R\"");
    let play = Play::new().file(PLAN, &typo);
    play.run("hold suspend:dom-1 --reason 'stop it' --as nl-police").code(1);
    play.run("status").code(1);
    // Nothing tells that there ever was an operation.
    let play = Play::new();
    play.run("status").code(2);
    play.run("status tideline").code(2);
}

/// A colleague has added an agency and written by that plan; here the plan is still the one before.
#[test]
fn the_plan_that_has_every_agency_stands_in() {
    let more =
        "[agency.gb-unit]\nname = \"Unit of the exercise\"\ncountry = \"GB\"\ntimezone = \"Europe/London\"\n";
    let newer = TIDELINE.replace("[outlet.wire]", &format!("{more}[outlet.wire]"));
    let copy = Play::new().file(PLAN, &newer).done("note 'they are with us' --as be-prosecutor");
    let log = "operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl";
    let stored = copy.sh("cd operations/tideline.ledger/plans && ls").out();
    let stored = format!("operations/tideline.ledger/plans/{}", stored.trim());
    // Written later, by the plan without the new agency, and not having seen the note.
    let play =
        Play::tideline().with("TAKEDOWN_NOW", "2027-03-09T05:10:00Z").done("note 'we wait' --as nl-police");
    let play = play.file(log, &copy.read(log)).file(&stored, &copy.read(&stored));
    for line in [
        "status",
        "hold suspend:dom-1 --reason 'stop it' --as nl-police",
        "record identify:hoster-nl --as nl-police",
        "note 'it is done' --as nl-police",
    ] {
        let ran = play.run(line);
        assert!(ran.err().contains("gb-unit"), "{line}: {}", ran.err());
        ran.code(0);
    }
    play.run("attest located seize:nl-web-1 --basis 'seen there' --as nl-police").code(1);
    play.file(PLAN, &newer).run("verify").code(0);
}
