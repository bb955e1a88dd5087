//! `rehearse`: an operation played to its end, what goes wrong in it, and the ledger that is kept of it.

use serde_json::Value;
use snapbox::str;

use crate::support::{Play, TIDELINE};

const HALYARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/halyard");

/// A file of what may go wrong with HALYARD.
const WRONG: &str = "format = 1\n[inject.court-says-no]\nat = \"H-20m\"\nrefused = \"ro-warrant-1\"\n";

fn json(ran: &str) -> Value {
    serde_json::from_str(ran).expect("it is JSON")
}

fn rehearsed(play: &Play, line: &str, code: i32) -> Value {
    json(&play.run(&format!("rehearse {line} --format json")).code(code).out())
}

fn outlet<'v>(view: &'v Value, id: &str) -> &'v Value {
    let outlets = view["outlets"].as_array().expect("a list");
    outlets.iter().find(|row| row["outlet"] == id).expect("an outlet")
}

fn measure<'v>(view: &'v Value, id: &str) -> &'v Value {
    let measures = view["measures"].as_array().expect("a list");
    measures.iter().find(|row| row["measure"].as_str().is_some_and(|known| known.starts_with(id))).expect(id)
}

/// What happened, as `WHAT WORD ABOUT`.
fn told(view: &Value, what: &str) -> Vec<String> {
    let rows = view["timeline"].as_array().expect("a list").iter().filter(|row| row["what"] == what);
    let about = |row: &Value| {
        let about = row["about"].as_array().expect("a list").iter();
        about.map(|it| it.as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>().join(" ")
    };
    rows.map(|row| format!("{} {}", row["word"].as_str().unwrap_or_default(), about(row))).collect()
}

#[test]
fn halyard_is_played_to_its_end() {
    let view = rehearsed(&Play::new(), HALYARD, 0);
    assert_eq!(view["schema"], "takedown.rehearse/1");
    assert_eq!(view["as_meant"], true);
    let measures = view["measures"].as_array().expect("a list");
    assert_eq!(measures.len(), 36);
    assert!(measures.iter().all(|row| row["state"] == "confirmed"), "{measures:#?}");
    // What `impact` foresees with usual durations.
    assert_eq!(outlet(&view, "wire")["off_air"], "2027-03-09T05:30:00Z");
    assert_eq!(outlet(&view, "radio")["off_air"], "2027-03-09T05:25:00Z");
    assert_eq!(outlet(&view, "review")["off_air"], "2027-03-09T10:00:00Z");
    assert_eq!(outlet(&view, "relay")["is"], "weakened");
    assert_eq!(told(&view, "refused"), [""; 0]);
}

#[test]
fn a_refused_warrant_leaves_the_app_of_the_wire_up() {
    let play = Play::new().file("wrong.toml", WRONG);
    let of_plan = rehearsed(&play, &format!("{HALYARD} --inject ro-slips"), 6);
    let view = rehearsed(&play, &format!("{HALYARD} --inject wrong.toml"), 6);
    assert_eq!(of_plan["outlets"], view["outlets"]);
    assert_eq!(view["as_meant"], false);
    let wire = outlet(&view, "wire");
    assert_eq!((&wire["is"], &wire["meant"]), (&"weakened".into(), &"off-air".into()));
    assert_eq!(wire["stays"], serde_json::json!(["wire-app"]));
    assert_eq!(wire["broke"], serde_json::json!(["seize:ro-web-1@ro-police"]));
    // A grant that was given is annulled; the unit asks and is refused; the rest of its group was cleared and goes on.
    assert_eq!(
        told(&view, "instrument").last().map(String::as_str),
        Some("annulled instrument:ro-warrant-1")
    );
    assert_eq!(told(&view, "refused"), ["under-way seize:ro-web-1@ro-police"]);
    assert_eq!(measure(&view, "seize:ro-web-1")["state"], "cleared");
    assert_eq!(measure(&view, "seize:nl-web-1")["state"], "confirmed");
}

#[test]
fn people_see_what_happened_and_what_stays_up() {
    let play = Play::new().file("wrong.toml", WRONG);
    let ran = play.run(&format!("rehearse {HALYARD} --inject wrong.toml --now 2027-03-01T12:00:00Z")).code(6);
    let out = ran.out();
    let (timeline, rest) = out.split_once("NOT AS MEANT").expect("a chapter");
    for line in [
        "A rehearsal: nothing of this has happened.",
        "H-20m    9 Mar 04:40                             INJECT court-says-no",
        "seize:ro-web-1 under-way",
    ] {
        assert!(timeline.contains(line), "{line}\n{out}");
    }
    snapbox::assert_data_eq!(
        rest,
        str![[r#"

MEASURE         IS       WHY
seize:ro-web-1  cleared  authorised: ro-warrant-1 is annulled, not granted

ON AIR AT THE END
OUTLET  IS        MEANT     STAYS UP         OFF AIR  EXPOSED
radio   off air   off air                    H+25m    H+5m to H+8h30m
relay   weakened  weakened  relay-channels,           H+15m to H+5h
                            relay-pages
review  off air   off air                    H+5h     H-10m to H+8h30m
wire    weakened  off air   wire-app                  H-10m to H+13h
Exposed H-10m to H+13h: the first effect that could be seen was 13h10m before
the last.

It did not end as the plan means it.

"#]]
    );
}

#[test]
fn what_comes_early_is_irregular_and_what_is_late_waits_for_its_guards() {
    let play = Play::new();
    let early = rehearsed(&play, &format!("{HALYARD} --inject ro-early"), 6);
    let seized = measure(&early, "seize:ro-web-1");
    assert_eq!(seized["begun"], "2027-03-09T03:52:00Z");
    assert_eq!(seized["irregular"], serde_json::json!(["start", "hours"]));
    assert_eq!(seized["state"], "confirmed", "the lead's note comes first");
    assert_eq!(outlet(&early, "wire")["broke"], serde_json::json!([]));

    let late = rehearsed(&play, &format!("{HALYARD} --inject ca-late"), 0);
    assert_eq!(measure(&late, "seize:ca-web-1")["begun"], "2027-03-09T16:00:00Z");

    let held = rehearsed(&play, &format!("{HALYARD} --inject fr-objects"), 6);
    assert_eq!(measure(&held, "seize:ro-web-1")["shown"], "held");
    let refused = held["timeline"].as_array().expect("a list").iter().find(|row| row["what"] == "refused");
    assert_eq!(refused.expect("one")["broken"], serde_json::json!(["go", "hold"]));

    let failed = rehearsed(&play, &format!("{HALYARD} --inject bg-fails"), 6);
    assert_eq!(measure(&failed, "seize:bg-web-1")["state"], "failed");
    assert_eq!(outlet(&failed, "radio")["is"], "off-air");

    let lapsed = rehearsed(&play, &format!("{HALYARD} --inject name-returns"), 6);
    assert_eq!(measure(&lapsed, "suspend:dom-1")["state"], "lapsed");
}

#[test]
fn what_is_refused_before_the_go_holds_its_group_back() {
    let before = WRONG.replace("H-20m", "H-10h");
    let play =
        Play::new().file("before.toml", &before).file("between.toml", &WRONG.replace("H-20m", "H-4h30m"));
    let view = rehearsed(&play, &format!("{HALYARD} --inject before.toml"), 6);
    let stuck = told(&view, "stuck").concat();
    assert!(stuck.contains("seize:ro-web-1"), "{stuck}");
    assert_eq!(measure(&view, "seize:nl-web-1")["shown"], "ready");
    // Saved and approved, then a court says no: the go is stale, and given anew for what is left.
    let view = rehearsed(&play, &format!("{HALYARD} --inject between.toml"), 6);
    assert_eq!(told(&view, "refused").first().map(|told| told.starts_with("go ")), Some(true));
    assert_eq!(told(&view, "go").len(), 1);
    assert_eq!(measure(&view, "seize:nl-web-1")["shown"], "ready");
    assert_eq!(measure(&view, "search:be-prem-1")["state"], "confirmed");
}

#[test]
fn a_kept_rehearsal_is_read_by_every_command_written_by_none_and_merged_into_nothing() {
    let play = Play::tideline();
    play.run("rehearse tideline --to kept").code(0);
    let status = play.run("status tideline --ledger kept").code(0).out();
    assert!(
        status.contains("rehearsal") && status.contains("A rehearsal: nothing of this has happened."),
        "{status}"
    );
    let status = json(&play.run("status tideline --ledger kept --by measure --format json").code(0).out());
    assert_eq!(status["mode"], "rehearsal");
    assert!(status["rows"].as_array().expect("a list").iter().all(|row| row["state"] == "confirmed"));
    play.run("verify tideline --ledger kept").code(0).says("");
    play.run("check tideline --ledger kept").code(0);
    play.run("plan tideline --ledger kept --next").code(0).says("");
    assert!(
        play.run("log tideline --ledger kept --format jsonl").code(0).out().contains("tideline/rehearsal")
    );
    // A plan that was edited since still reads it: what was cited was rehearsed, too.
    let edited = TIDELINE.replace("Exercise TIDELINE", "Exercise Tideline");
    assert_ne!(edited, *TIDELINE);
    let play = play.file("operations/tideline.toml", &edited);
    play.run("verify tideline --ledger kept").code(0).says("");
    assert!(
        play.run("note 'a remark' --about outlet:wire --ledger kept").code(3).err().contains("rehearsal")
    );
    assert!(play.run("rehearse tideline --to kept").code(2).err().contains("holds a ledger already"));
    play.run("rehearse tideline --to operations/tideline.ledger").code(3);
    // The operation has begun: nothing of a rehearsal comes into it.
    let play = play.done("note 'the first remark' --about outlet:wire");
    let merged = play.run("merge kept").code(1);
    assert!(merged.err().contains("tideline/rehearsal"), "{}", merged.err());
    let back = play.run("merge operations/tideline.ledger --ledger kept").code(1);
    assert!(back.err().contains("tideline/exercise"), "{}", back.err());
}

#[test]
fn a_live_plan_is_rehearsed_without_keys_or_papers() {
    let play = Play::live().with("TAKEDOWN_NOW", "");
    let live = play.read("operations/tideline.toml");
    let view = rehearsed(&play, "tideline --to kept", 0);
    assert_eq!((&view["mode"], &view["as_meant"]), (&"live".into(), &true.into()));
    play.run("verify tideline --ledger kept").code(0).says("");
    let status = play.run("status tideline --ledger kept").code(0).out();
    assert!(status.contains("rehearsal"), "{status}");
    // Its own ledger is untouched.
    assert!(!play.path("operations/tideline.ledger").exists());
    let edited = live.replace("Exercise TIDELINE", "Exercise Tideline");
    play.file("operations/tideline.toml", &edited).run("verify tideline --ledger kept").code(0).says("");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_the_same_runs() {
    let play = Play::tideline();
    for (dir, seed) in [("one", 7), ("two", 7), ("three", 8)] {
        play.run(&format!("rehearse tideline --seed {seed} --to {dir}")).code(0);
    }
    let log = |dir: &str| play.run(&format!("log tideline --ledger {dir} --format jsonl")).code(0).out();
    assert_eq!(log("one"), log("two"));
    assert_ne!(log("one"), log("three"));
    let runs = |seed: u32| {
        json(&play.run(&format!("rehearse tideline --runs 12 --seed {seed} --format json")).code(0).out())
    };
    let (one, two) = (runs(3), runs(3));
    assert_eq!(one, two);
    assert_ne!(one["suffered"], runs(4)["suffered"]);
    assert_eq!(one["schema"], "takedown.rehearse-runs/1");
    assert_eq!(one["runs"], 12);
    let text = play.run("rehearse tideline --runs 3").code(0).out();
    assert!(text.contains("A count of rehearsals, not a chance of the real day"), "{text}");
}

#[test]
fn what_makes_no_sense_is_refused() {
    let play = Play::tideline()
        .file("other.toml", "format = 1\n[inject.x]\nat = \"H\"\nrefused = \"nl-warrent-1\"\n")
        .file(
            "more.toml",
            "format = 1\n[inject.x]\nat = \"H\"\nrefused = \"nl-warrant-1\"\n[source.s]\ntitle = \"x\"\n",
        );
    let amaq = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/amaq-2018.toml");
    assert!(play.run(&format!("rehearse {amaq} --ledger none")).code(3).err().contains("it has happened"));
    assert!(play.run("rehearse tideline --inject ro-slipz").code(2).err().contains("ro-slipz"));
    let unknown = play.run("rehearse tideline --inject other.toml").code(1);
    assert!(unknown.err().contains("did you mean `nl-warrant-1`?"), "{}", unknown.err());
    assert!(unknown.err().contains("other.toml"), "{}", unknown.err());
    let more = play.run("rehearse tideline --inject more.toml").code(1);
    assert!(more.err().contains("source"), "{}", more.err());
    play.run("rehearse tideline --runs 0").code(2);
    play.run("rehearse tideline --runs 2 --to kept").code(2);
}

/// How often a rehearsal of HALYARD makes something durable, by the names of the files.
fn synced(more: &[&str]) -> Vec<String> {
    let home = tempfile::tempdir().expect("a folder");
    let trace = home.path().join("trace");
    let mut command = std::process::Command::new("strace");
    command.args(["-f", "-y", "-e", "trace=fsync,fdatasync", "-o"]).arg(&trace);
    command.arg(env!("CARGO_BIN_EXE_takedown")).args(["rehearse", HALYARD]).args(more);
    let out = command.current_dir(home.path()).output().expect("strace runs");
    assert!(out.status.success(), "{out:?}");
    let trace = std::fs::read_to_string(&trace).expect("a trace");
    let calls = trace.lines().filter(|line| line.contains("sync("));
    calls.filter_map(|line| Some(line.split_once('<')?.1.split_once('>')?.0.to_owned())).collect()
}

#[test]
#[ignore = "needs strace"]
fn the_ledger_of_a_rehearsal_is_synced_once_at_its_end_and_only_if_it_is_kept() {
    assert_eq!(synced(&[]), [""; 0]);
    let files = synced(&["--to", "kept"]);
    let each_once: std::collections::BTreeSet<&String> = files.iter().collect();
    assert_eq!(files.len(), each_once.len(), "{files:#?}");
    let is_log = |file: &&String| std::path::Path::new(file).extension().is_some_and(|end| end == "jsonl");
    // Every log, the plan and the saved plan, and the folders.
    assert!(
        files.iter().filter(is_log).count() > 5 && files.last().is_some_and(|last| last.ends_with("/kept"))
    );
}
