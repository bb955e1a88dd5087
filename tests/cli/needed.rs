//! `--if-needed` acts on each target: what is recorded of a target already is passed over and named, the rest is recorded.

use crate::support::Play;

/// An exercise in which each command finds two targets of its kind.
const PAIRS: &str = r#"[provider.hoster-2]
name = "Second Hosting"
kind = "hoster"
country = "NL"
[provider.hoster-2.identify]
agency = "nl-police"
[instrument.nl-warrant-2]
kind = "warrant"
issued-by = "court of the exercise"
executed-by = "nl-police"
covers = ["seize:nl-web-1"]
[outlet.wire-2]
name = "The Second Wire"
kind = "news-agency"
legal-basis = "exercise reference 2"
press-assessment = { by = "be-prosecutor", on = "2027-01-10", finding = "exercise: no journalistic material" }
[asset.nl-web-2]
kind = "server"
identifier = "203.0.113.21"
country = "NL"
outlets = ["wire-2"]
provider = "hoster-2"
tenancy = "dedicated"
[asset.nl-web-2.seize]
agency = "nl-police"
[instrument.nl-warrant-3]
kind = "warrant"
issued-by = "court of the exercise"
executed-by = "nl-police"
covers = ["seize:nl-web-2"]
"#;

fn pairs() -> Play {
    Play::new().file("operations/tideline.toml", &format!("{}{PAIRS}", *crate::support::TIDELINE))
}

/// What is done first, two targets, and the command with `{}` for its targets.
struct Case {
    first: &'static [&'static str],
    targets: [&'static str; 2],
    line: &'static str,
}

const fn case(first: &'static [&'static str], targets: [&'static str; 2], line: &'static str) -> Case {
    Case { first, targets, line }
}

const IDENTIFY: [&str; 2] = ["identify:hoster-nl", "identify:hoster-2"];
const SEIZE: [&str; 2] = ["seize:nl-web-1", "seize:nl-web-2"];
const DONE: &str = "record identify:hoster-nl identify:hoster-2 --as nl-police";

/// Every command that takes several targets and `--if-needed`. An observation, a note and a second verification of an
/// item may be recorded again, so nothing is there already.
const CASES: [Case; 14] = [
    case(&[], IDENTIFY, "hold {} --reason 'ours is on it' --as ro-police"),
    case(&[], IDENTIFY, "withdraw {} --reason 'no longer needed' --yes --as nl-police"),
    case(&[], IDENTIFY, "record {} --as nl-police"),
    case(&[], IDENTIFY, "record {} --begin --as nl-police"),
    case(&[], IDENTIFY, "record {} --failed 'no answer' --as nl-police"),
    case(&[], ["nl-web-1", "nl-web-2"], "seize {} --irregular 'it could not wait' --as nl-police"),
    case(&[DONE], IDENTIFY, "confirm {} --basis 'a second source' --as be-prosecutor"),
    case(
        &[DONE],
        IDENTIFY,
        "reverse {} --restored all --reason 'a mistake' --reference 12 --yes --as nl-police",
    ),
    case(
        &["withdraw identify:hoster-nl identify:hoster-2 --reason 'not now' --yes --as nl-police"],
        IDENTIFY,
        "reopen {} --reason 'after all' --as nl-police",
    ),
    case(&[], SEIZE, "attest located {} --basis 'seen there' --as nl-police"),
    case(&[], SEIZE, "attest deconflicted {} --basis 'nothing of ours' --as ro-police"),
    case(&[], ["wire", "wire-2"], "attest lawful {} --basis designated --as be-prosecutor"),
    case(&[], ["nl-warrant-1", "nl-warrant-3"], "instrument {} issued --as nl-police"),
    case(
        &["note one --as nl-police", "note two --as nl-police"],
        ["nl-police.0a1b2c3d:2", "nl-police.0a1b2c3d:3"],
        "retract {} --reason 'said in haste' --as nl-police",
    ),
];

/// How many rows a receipt in JSON has.
fn rows(json: &str) -> usize {
    let receipt: serde_json::Value = serde_json::from_str(json).expect("JSON");
    receipt["entries"].as_array().expect("entries").len()
}

#[test]
fn what_is_recorded_already_is_passed_over_for_each_target() {
    for Case { first, targets, line } in &CASES {
        let line = |targets: &[&str]| {
            format!("{} --if-needed --format json", line.replace("{}", &targets.join(" ")))
        };
        // Which of the two are recorded before: none, the first, the second, both.
        for before in [&targets[..0], &targets[..1], &targets[1..], &targets[..]] {
            let play = first.iter().fold(pairs(), |play, line| play.done(line));
            if !before.is_empty() {
                assert_eq!(rows(&play.run(&line(before)).code(0).out()), before.len(), "{}", line(before));
            }
            let all = play.run(&line(targets));
            let what = format!("{} after {before:?}: {}", line(targets), all.err());
            assert_eq!(rows(&all.out()), 2 - before.len(), "{what}");
            assert_eq!(
                all.err().matches("is so already: nothing is recorded for it").count(),
                before.len(),
                "{what}"
            );
            for target in before.iter().filter(|target| !target.contains('.')) {
                assert!(all.err().contains(*target), "{what}");
            }
            all.code(0);
            // Now all of it is there.
            assert_eq!(rows(&play.run(&line(targets)).code(0).out()), 0, "{what}");
        }
    }
}

#[test]
fn without_the_option_one_that_is_recorded_already_refuses_all() {
    for Case { first, targets, line } in &CASES {
        let line = |targets: &[&str]| line.replace("{}", &targets.join(" "));
        // An attestation may be given again.
        if line(&[]).starts_with("attest") {
            continue;
        }
        let play = first.iter().fold(pairs(), |play, line| play.done(line)).done(&line(&targets[..1]));
        let refused = play.run(&line(targets)).code(3);
        assert!(refused.err().contains("--if-needed"), "{}: {}", line(targets), refused.err());
    }
}

#[test]
fn another_agency_s_hold_is_not_one_s_own() {
    let play = pairs().done("hold identify:hoster-nl --reason 'ours is on it' --as ro-police");
    let ran = play.run(
        "hold identify:hoster-nl identify:hoster-2 --reason stop --as nl-police --if-needed --format json",
    );
    assert_eq!(rows(&ran.code(0).out()), 2);
}
