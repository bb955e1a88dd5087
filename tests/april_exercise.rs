//! The exercise of April 2018, played to its end by a shell, with the commands that the README shows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use takedown::model::asset::AssetKind;
use takedown::plan;

use crate::support::Play;

const NAME: &str = "april-2018-exercise";

fn shipped() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("operations/{NAME}.toml"));
    fs::read_to_string(path).expect("read")
}

/// The exercise in a folder of its own. The commands set the clock.
fn exercise() -> Play {
    Play::new()
        .with("TAKEDOWN_NOW", "")
        .with("TAKEDOWN_OPERATION", NAME)
        .file(&format!("operations/{NAME}.toml"), &shipped())
}

/// How many servers each country has in the plan.
fn planned_servers() -> BTreeMap<String, u64> {
    let plan = plan::read_stored(shipped().as_bytes()).plan.expect("a plan");
    let mut servers = BTreeMap::new();
    for asset in plan.assets.values().filter(|asset| asset.kind == AssetKind::Server) {
        *servers.entry(asset.country.expect("a country").to_string()).or_default() += 1;
    }
    servers
}

fn rows(play: &Play, by: &str) -> Vec<Value> {
    let out = play.run(&format!("status --now H+20h --by {by} --format json")).code(0).out();
    let status: Value = serde_json::from_str(&out).expect("JSON");
    status["rows"].as_array().expect("rows").clone()
}

/// Every state of `status`, by measure.
fn states(play: &Play) -> BTreeMap<String, String> {
    let text = |row: &Value, key: &str| row[key].as_str().expect("text").to_owned();
    rows(play, "measure").iter().map(|row| (text(row, "measure"), text(row, "state"))).collect()
}

/// What the units record on the day: the seizures of three countries in one command.
const DAY: &str = "set -e
takedown --now H-2h record 'secure-evidence:*'
takedown --now H+30m seize 'nl-*' 'ca-*' 'us-*'
takedown --now H+40m seize 'fr-*' 'ro-*'
takedown --now H+40m record 'block-access:*'
takedown --now H+1h record 'identify:registrar-*' 'suspend:*'
takedown --now H+4h record identify:administrator-1
takedown --now H+16h record arrest:administrator-1
";

/// What was taken is sealed, and the seal is read again by another officer; then others confirm what they saw.
const AFTER: &str = "set -e
item() {
  takedown --now H+18h --as \"$1\" evidence add \"$2\" --serial \"SN-$3\" --seal \"SEAL-$3\" --exhibit \"$3\"
  TAKEDOWN_OFFICER=second takedown --now H+18h --as \"$1\" evidence verify \"$3\" --seal \"SEAL-$3\"
}
item nl-police seize:nl-amaq-1 NL-1
item nl-police seize:nl-nashir-1 NL-2
item ca-police seize:ca-bayan-1 CA-1
item ca-police seize:ca-halumu-1 CA-2
item us-bureau seize:us-amaq-1 US-1
item us-bureau seize:us-halumu-1 US-2
item us-bureau seize:us-nashir-1 US-3
item fr-police seize:fr-bayan-1 FR-1
item fr-police secure-evidence:fr-bayan-1 FR-2
item ro-police seize:ro-halumu-1 RO-1
item ro-police secure-evidence:ro-halumu-1 RO-2
item bg-police secure-evidence:bg-amaq-1 BG-1
export TAKEDOWN_OFFICER=second TAKEDOWN_NOW=H+19h
for agency in nl-police:nl ca-police:ca us-bureau:us fr-police:fr ro-police:ro; do
  takedown --as \"${agency%:*}\" confirm \"seize:${agency#*:}-*\" --basis 'seal read again'
done
takedown --as fr-police confirm 'secure-evidence:fr-*' --basis 'seal read again'
takedown --as ro-police confirm 'secure-evidence:ro-*' --basis 'seal read again'
takedown --as bg-police confirm 'secure-evidence:bg-*' --basis 'seal read again'
takedown --as bg-police confirm 'block-access:*' --basis 'blocked from inside' --seen-from BG
takedown --as gb-unit confirm 'identify:registrar-*' --basis 'the register says the same'
takedown --as gb-unit confirm 'suspend:*' --basis 'the registrar says so'
takedown --as be-police confirm identify:administrator-1 --basis 'a second source'
takedown --as be-police confirm arrest:administrator-1 --basis 'report of the unit'
";

#[test]
fn the_exercise_of_april_2018_is_played_to_its_end() {
    let play = exercise();
    let checked = play.run(&format!("check --strict {NAME}")).code(0);
    assert_eq!((checked.out(), checked.err()), (String::new(), String::new()));

    let stated = play.sh("takedown plan --now H-6h --next | sh").code(0);
    assert!(!stated.err().contains("error"), "{}", stated.err());
    for (measure, state) in states(&play) {
        let expected = if measure.starts_with("identify:") { "open" } else { "cleared" };
        assert_eq!(state, expected, "{measure}");
    }
    assert_eq!(play.run("plan --now H-6h --next").code(0).out(), "", "nothing is left to state");

    play.sh(DAY).code(0);
    assert!(states(&play).values().all(|state| state == "done"), "{:?}", states(&play));
    play.sh(AFTER).code(0);
    assert!(states(&play).values().all(|state| state == "confirmed"), "{:?}", states(&play));

    let countries = rows(&play, "country");
    let counted: BTreeMap<_, _> = countries
        .iter()
        .filter_map(|row| {
            Some((row["country"].as_str()?.to_owned(), row["assets"]["server"]["count"].as_u64()?))
        })
        .collect();
    assert_eq!(counted, planned_servers());
    assert_eq!(countries.len(), 8, "the eight countries of the record");
    assert_eq!(counted["BG"], 4, "the one number that the record gives");
    assert!(rows(&play, "measure").iter().all(|row| row["irregular"] == serde_json::json!([])));
    play.run(&format!("verify {NAME}")).code(0).says("");
    play.run("status --now H+20h --exit-code").code(0);
}

/// The nearest neighbour: a country that records nothing is not counted as done, and the day is not finished.
#[test]
fn without_canada_the_exercise_is_not_finished() {
    let play = exercise();
    play.sh("takedown plan --now H-6h --next | sh").code(0);
    play.sh(&DAY.replace("'ca-*' ", "")).code(0);
    let open: Vec<String> =
        states(&play).into_iter().filter(|(_, state)| state != "done").map(|(id, _)| id).collect();
    assert_eq!(open, ["seize:ca-bayan-1@ca-police", "seize:ca-halumu-1@ca-police"]);
    play.run("status --now H+20h --exit-code").code(6);
}

/// The plan has a model of what keeps each outlet on air, so that `impact` and `rehearse` answer.
#[test]
fn the_exercise_foresees_what_stays_on_air() {
    let play = exercise();
    let out = play.run("rehearse --now H-6h --format json").code(0).out();
    let rehearsed: Value = serde_json::from_str(&out).expect("JSON");
    let outlets = rehearsed["outlets"].as_array().expect("outlets");
    let told: Vec<_> = outlets.iter().map(|row| (row["outlet"].as_str(), row["is"].as_str())).collect();
    let expected =
        [("al-bayan", "off-air"), ("amaq", "weakened"), ("halumu", "off-air"), ("nashir", "off-air")];
    assert_eq!(told, expected.map(|(outlet, is)| (Some(outlet), Some(is))), "{out}");
    let impact = play.run("impact --now H-6h").code(0).out();
    assert!(impact.contains("amaq  weakened  amaq-newsletter (newsletter has no measure)"), "{impact}");
    assert!(!impact.contains("Not modelled"), "{impact}");
}
