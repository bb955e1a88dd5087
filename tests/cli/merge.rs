//! Copies of a ledger: merged, forked, retired.

use std::fs;
use std::path::Path;

use snapbox::str;

use crate::support::Play;

const LEDGER: &str = "operations/tideline.ledger";
const OWN: &str = "operations/tideline.ledger/logs/nl-police.0a1b2c3d";

/// A copy of the ledger, as on a stick.
fn copied(play: &Play, to: &str) {
    for folder in ["logs", "plans"] {
        let target = play.path(to).join(folder);
        fs::create_dir_all(&target).expect("made");
        for entry in fs::read_dir(play.path(LEDGER).join(folder)).expect("a folder") {
            let entry = entry.expect("an entry");
            fs::copy(entry.path(), target.join(entry.file_name())).expect("copied");
        }
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_a_copy_has_more_is_taken_and_twice_is_nothing_new() {
    let play = Play::tideline().done("record identify:hoster-nl");
    copied(&play, "stick");
    let play =
        play.done("note 'the unit is back' --as nl-police").done("note 'by the lead' --as be-prosecutor");
    // Into the copy, which lacks both.
    play.run("merge operations/tideline.ledger --ledger stick").code(0).says(str![[r#"
LOG                     HAD  HAS
be-prosecutor.0a1b2c3d    0    2
nl-police.0a1b2c3d        2    3

"#]]);
    assert_eq!(play.read("stick/logs/nl-police.0a1b2c3d.jsonl"), play.read(&format!("{OWN}.jsonl")));
    play.run("merge operations/tideline.ledger --ledger stick").code(0).says(str![[r#"
nothing new

"#]]);
    // A copy that lacks something takes nothing away; a folder that holds the ledger will do.
    play.run("merge .").code(0);
    play.run("verify --ledger stick").code(0).says("");
    play.run("merge nowhere").code(2).remarks(str![[r#"
error: nowhere holds no ledger of tideline
hint: name the folder tideline.ledger, or one that holds it

"#]]);
    play.run("merge stick --format json --ledger other.ledger").code(0);
}

#[test]
fn another_operation_and_a_bundle_are_refused_by_name() {
    let play = Play::tideline().done("record identify:hoster-nl");
    let log = play.read(&format!("{OWN}.jsonl"));
    let play = play
        .file("other/logs/nl-police.0a1b2c3d.jsonl", &log.replace("tideline/exercise", "seawall/exercise"));
    let play = play.file("court/bundle.json", "{}").file("court/logs/nl-police.0a1b2c3d.jsonl", &log);
    play.run("merge court").code(1).remarks(str![[r#"
error: court is a bundle, not a ledger

"#]]);
    // Its hashes no longer fit: the lines are damaged before they are anybody's.
    play.run("merge other").code(0);
    assert_eq!(play.read(&format!("{OWN}.jsonl")), log);
}

/// Two machines that wrote on from one copy under one name.
fn forked() -> Play {
    let play = Play::tideline().done("record identify:hoster-nl");
    copied(&play, "restored");
    let play = play.done("note 'written on the laptop' --as nl-police");
    play.run("note 'written from the backup' --as nl-police --ledger restored").code(0);
    play
}

#[test]
fn branches_are_kept_whole_until_their_agency_retires_the_log() {
    let play = forked();
    let refused = play.run("merge restored").code(5);
    assert!(refused.err().contains("has 2 branches"), "{}", refused.err());
    let files = names(&play.path(LEDGER).join("logs"));
    assert_eq!(files.len(), 2, "{files:?}");
    assert!(files.iter().all(|name| name.starts_with("nl-police.0a1b2c3d~")), "{files:?}");
    play.run("merge restored").code(5);
    play.run("verify").code(4);
    // The forked log takes nothing, a fact neither; another agency goes on.
    play.run("note 'again' --as nl-police").code(5);
    play.run("note 'by the lead' --as be-prosecutor").code(0);
    let kept = files.iter().find(|name| play.read(&format!("{LEDGER}/logs/{name}")).contains("laptop"));
    let kept = kept.expect("the laptop's branch").trim_end_matches(".jsonl").to_owned();
    let retire = |branch: &str, who: &str, instance: &str| {
        format!(
            "retire {branch} --reason 'the laptop was restored' --as {who} --now 2027-03-09T05:06:0{instance}Z"
        )
    };
    play.run(&retire("nl-police.0a1b2c3d~0000", "nl-police", "1")).code(2);
    play.run(&retire(&kept, "be-prosecutor", "1")).code(3);
    // The instance of the forked log cannot say it.
    play.run(&retire(&kept, "nl-police", "1")).code(2);
    let play = play.with("TAKEDOWN_INSTANCE", "0f0f0f0f");
    play.run(&retire(&kept, "nl-police", "2")).code(0);
    play.run("verify").code(0).says("");
    let told = play.run("verify -v").code(0).out();
    assert!(told.contains("retired"), "{told}");
    // What was kept counts, and the other does not; both stand in their files.
    let log = play.run("log").code(0).out();
    assert!(log.contains("written on the laptop") && !log.contains("from the backup"), "{log}");
    assert_eq!(names(&play.path(LEDGER).join("logs")).len(), 4);
    play.run("merge restored").code(0).says(str![[r#"
nothing new

"#]]);
    // Nobody writes it any more.
    let play = play.with("TAKEDOWN_INSTANCE", "0a1b2c3d");
    play.run("note 'again' --as nl-police").code(5).remarks(str![[r#"
error: not recorded: the log nl-police.0a1b2c3d is retired, nobody writes it any more
hint: TAKEDOWN_INSTANCE names another log, by 8 hex digits

"#]]);
}

#[test]
fn a_machine_whose_log_is_closed_begins_another_by_itself() {
    let play =
        Play::tideline().with("TAKEDOWN_INSTANCE", "").done("record identify:hoster-nl --as nl-police");
    let log = names(&play.path(LEDGER).join("logs"))[0].trim_end_matches(".jsonl").to_owned();
    play.run(&format!("retire {log} --reason 'the machine goes back' --dry-run")).code(0);
    play.run(&format!("retire {log} --reason 'the machine goes back'")).code(0);
    play.run("note 'from the new machine' --as nl-police").code(0);
    assert_eq!(names(&play.path(LEDGER).join("logs")).len(), 2);
    play.run("verify").code(0).says("");
    // A line that comes after is found.
    let play = play.with("TAKEDOWN_INSTANCE", "");
    copied(&play, "old");
    fs::remove_dir_all(play.path("old/logs")).expect("gone");
    fs::create_dir_all(play.path("old/logs")).expect("made");
    fs::copy(
        play.path(LEDGER).join(format!("logs/{log}.jsonl")),
        play.path(&format!("old/logs/{log}.jsonl")),
    )
    .expect("copied");
    let (_, instance) = log.split_once('.').expect("an instance");
    let play = play.with("TAKEDOWN_INSTANCE", instance);
    play.run("note 'the old machine goes on' --as nl-police --ledger old").code(0);
    play.run("merge old").code(4);
    let found = play.run("verify").code(4).out();
    assert!(found.contains("after-retire"), "{found}");
}
