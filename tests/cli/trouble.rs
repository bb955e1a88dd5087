//! Ledgers in trouble: locked, forked, in conflict, written by a newer takedown; and what is said of an earlier time.

use std::fs;
use std::time::Duration;

use snapbox::str;
use takedown::ledger::codec::line::{TAIL, chain};
use takedown::ledger::store::Store;
use takedown::ledger::store::lock::Holder;
use takedown::model::digest::Hash;
use takedown::model::time::Instant;

use crate::support::Play;

const LEDGER: &str = "operations/tideline.ledger";
const LOG: &str = "operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl";

/// The hash that a line of a log carries.
fn hash(line: &str) -> &str {
    &line[line.len() - 66..line.len() - 2]
}

/// The log with its last line rewritten and rightly sealed, as another program might have written it.
fn resealed(log: &str, from: &str, to: &str) -> String {
    let last = log.lines().last().expect("a line");
    let content = last[..last.len() - TAIL].replace(from, to);
    let prev: Hash = last[last.len() - TAIL + 9..last.len() - TAIL + 73].parse().expect("a hash");
    let hash = chain(&Hash::of(content.as_bytes()), &prev);
    let before = &log[..log.len() - last.len() - 1];
    format!("{before}{content},\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}\n")
}

#[test]
fn who_holds_the_lock_is_said_and_reading_takes_none() {
    let play = Play::tideline().done("record identify:hoster-nl");
    let store = Store::open(&play.path(LEDGER), &"tideline/exercise".parse().expect("an operation"));
    let holder = Holder {
        log: "ro-police.0a1b2c3d".parse().expect("a log"),
        host: "desk-2".to_owned(),
        pid: 4242,
        since: Instant::parse(b"2027-03-09T05:04:00Z").expect("a time"),
        command: "record".to_owned(),
    };
    let lock = store.writer(Duration::ZERO, &holder, true).expect("nobody holds it");
    play.run("note 'the unit is back' --lock-timeout 0s").code(5).says("").remarks(str![[r#"
error: the ledger is locked: ro-police.0a1b2c3d on desk-2, process 4242, since 2027-03-09T05:04:00Z: record
hint: wait longer: --lock-timeout 60s, or end that process

"#]]);
    play.run("note 'the unit is back' --lock-timeout 0s --dry-run").code(0);
    play.run("status").code(0);
    play.run("verify").code(0);
    drop(lock);
    play.run("note 'the unit is back' --lock-timeout 0s").code(0);
}

/// Two agencies who each reported what the other had not seen, in one folder.
fn in_conflict() -> Play {
    let play = Play::tideline().done("record identify:hoster-nl");
    let copy = Play::tideline().done("record identify:hoster-nl --failed 'no answer' --as be-prosecutor");
    let log = "operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl";
    let text = copy.read(log);
    play.file(log, &text)
}

#[test]
fn a_measure_in_conflict_takes_only_what_happened_until_it_is_settled() {
    let play = in_conflict();
    play.run("verify").code(0);
    play.run("status --by measure --country NL").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

MEASURE             BY         IN  STATE                    WHEN
identify:hoster-nl  nl-police  NL  conflict: failed / done  9 Mar 2027 05:05 UTC
seize:nl-web-1      nl-police  NL  proposed, 5 gates open

"#]]);
    play.run("status --exit-code").code(6);
    let refused = str![[r#"
error: `identify:hoster-nl` is in conflict until the lead settles it
hint: the lead says which counts: takedown settle identify:hoster-nl STATE --reason TEXT

"#]];
    play.run("withdraw identify:hoster-nl --reason 'no longer needed' --yes").code(5).remarks(refused);
    play.run("confirm identify:hoster-nl --basis 'a second source'").code(5);
    play.run("record identify:hoster-nl").code(5).remarks(str![[r#"
error: `identify:hoster-nl` is in conflict until the lead settles it
  state  no regular step leads there from its state
hint: if it has happened all the same: --irregular REASON

"#]]);
    let json = play.run("record identify:hoster-nl --format json").code(5).out();
    assert!(json.contains("\"schema\": \"takedown.refusal/1\""), "{json}");
    play.run("record identify:hoster-nl --irregular 'the register says so'").code(0).says(str![[r#"
recorded   identify:hoster-nl@nl-police   conflict -> done (identified)
IRREGULAR  state
at         9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m
by         nl-police-1 of nl-police
entry      nl-police.0a1b2c3d:3  HASH HASH

"#]]);
    play.run("record suspend:dom-1 --irregular 'it is another measure'").code(0);
}

#[test]
fn the_lead_settles_a_conflict_and_nobody_else() {
    let play = in_conflict();
    let settle = |state: &str, who: &str| {
        play.run(&format!("settle identify:hoster-nl {state} --reason 'the register says so' --as {who}"))
    };
    settle("done", "nl-police").code(3);
    settle("confirmed", "be-prosecutor").code(3).remarks(str![[r#"
error: `identify:hoster-nl`: nobody says confirmed: it is failed or done
hint: takedown status --by measure shows what stands against what

"#]]);
    settle("undone", "be-prosecutor").code(2);
    play.run("settle seize:nl-web-1 done --reason 'no conflict' --as be-prosecutor").code(3);
    play.run("settle seize:nothing done --reason 'no measure' --as be-prosecutor").code(2);
    settle("done", "be-prosecutor").code(0).says(str![[r#"
recorded  identify:hoster-nl@nl-police   done
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:3  HASH HASH

"#]]);
    settle("done", "be-prosecutor").code(3);
    play.run("status --by measure --action identify").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

MEASURE             BY         IN  STATE       WHEN
identify:hoster-nl  nl-police  NL  identified  9 Mar 2027 05:05 UTC

"#]]);
    play.run("verify").code(0);
}

/// One log written on from two copies, both branches in one folder.
fn forked() -> Play {
    let play = Play::tideline().done("note 'one' --as nl-police");
    let copy = Play::tideline().file(LOG, &play.read(LOG));
    let play = play.done("note 'two' --as nl-police").done("hold suspend:dom-1 --reason no --as ro-police");
    let copy = copy.done("note 'another two' --as nl-police");
    let branches = [play.read(LOG), copy.read(LOG)];
    fs::remove_file(play.path(LOG)).expect("moved");
    branches.iter().fold(play, |play, branch| {
        let mark = &hash(branch.lines().nth(2).expect("the third line"))[..16];
        play.file(&format!("{LEDGER}/logs/nl-police.0a1b2c3d~{mark}.jsonl"), branch)
    })
}

#[test]
fn a_forked_log_is_read_as_far_as_its_branches_agree_and_not_written() {
    let play = forked();
    play.run("verify").code(4).says(str![[r#"
fork  nl-police.0a1b2c3d: the log has 2 branches:
      nl-police.0a1b2c3d~HASH, nl-police.0a1b2c3d~HASH

"#]]);
    let ran = play.run("status --by measure").code(4);
    assert!(ran.out().contains("held by ro-police"), "{}", ran.out());
    play.run("record identify:hoster-nl").code(5).says("").remarks(str![[r#"
error: not recorded: the log has 2 branches: nl-police.0a1b2c3d~HASH, nl-police.0a1b2c3d~HASH
hint: takedown verify

"#]]);
    play.run("note 'three' --as nl-police --dry-run").code(5);
    // Another agency's log, and the same agency's on another machine, are not concerned.
    play.run("note 'three' --as ro-police").code(0);
    play.with("TAKEDOWN_INSTANCE", "0a1b2c3e").run("note 'three' --as nl-police").code(0);
}

#[test]
fn words_of_a_newer_version_stop_intentions_and_no_fact() {
    let play = Play::tideline().done("note 'to be handed over' --as nl-police");
    let note = play.read(LOG);
    for (from, to) in [("\"type\":\"note\"", "\"type\":\"handover\""), ("{\"v\":1,", "{\"v\":2,")] {
        let play = Play::tideline().done("note 'to be handed over' --as nl-police");
        let play = play.file(LOG, &resealed(&note, from, to));
        play.run("verify").code(1).says(str![[r#"
unknown  nl-police.0a1b2c3d:2: it holds a word of a newer takedown: kept,
         verified by its hashes, not understood here

"#]]);
        play.run("status").code(0);
        let refused = play.run("hold suspend:dom-1 --reason 'ours is on it' --as ro-police").code(3);
        assert!(refused.err().contains("newer takedown"), "{}", refused.err());
        play.run("withdraw suspend:dom-1 --reason no --yes").code(3);
        play.run("record identify:hoster-nl").code(0);
        play.run("note 'read on the day'").code(0);
        play.run("verify").code(1);
    }
}

#[test]
fn a_head_that_is_expected_is_there_or_the_ledger_is_not_intact() {
    let play = Play::tideline().done("record identify:hoster-nl");
    let log = play.read(LOG);
    let last = hash(log.lines().last().expect("a line")).to_owned();
    let wrong = Hash::of(b"another").to_string();
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:2:{last}")).code(0).says("");
    // As a receipt prints it, in groups.
    play.run(&format!("verify --expect-head 'nl-police.0a1b2c3d:2:{} {}'", &last[..8], &last[8..])).code(0);
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:2:{wrong}")).code(4).says(str![[r#"
expect-head  nl-police.0a1b2c3d:2: the entry HASH is not there

"#]]);
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:3:{last}")).code(4);
    play.run(&format!("verify --expect-head ro-police.0a1b2c3d:2:{last}")).code(4);
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:0:{last}")).code(4);
}

#[test]
fn what_was_known_at_an_earlier_time_is_told_again() {
    let play = Play::tideline().done("hold seize:nl-web-1 --reason 'ours is on it' --as ro-police");
    let play = play.with("TAKEDOWN_NOW", "2027-03-09T05:20:00Z").done("record identify:hoster-nl");
    let play = play.with("TAKEDOWN_NOW", "2027-03-09T06:00:00Z");
    let at = |time: &str| play.run(&format!("status --by measure --country NL --as-of {time}")).code(0).out();
    assert!(at("H-1m").contains("identify:hoster-nl  nl-police  NL  ready"), "{}", at("H-1m"));
    assert!(!at("H-1m").contains("held by"), "{}", at("H-1m"));
    play.run("status --by measure --country NL --as-of 2027-03-09T05:10:00Z").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 60 minutes ago. Led by be-prosecutor
(BE). Plan HASH.
As the ledger was at 9 Mar 2027 05:10 UTC.

MEASURE             BY         IN  STATE
identify:hoster-nl  nl-police  NL  ready
seize:nl-web-1      nl-police  NL  held by ro-police

"#]]);
    assert!(at("H+20m").contains("identified"), "{}", at("H+20m"));
    let json = play.run("status --as-of H+10m --format json").code(0).out();
    assert!(json.contains("\"as_of\": \"2027-03-09T05:10:00Z\""), "{json}");
    assert!(!json.contains("nl-police.0a1b2c3d"), "a head that was not there yet: {json}");
    play.run("status --as-of yesterday").code(2);
}
