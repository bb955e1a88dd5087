//! An exercise as it is played: refusals, facts against the rules, holds, words taken back.

use snapbox::str;

use crate::support::{Play, TIDELINE};

#[test]
fn the_sheet_says_what_is_still_to_be_said() {
    let play = Play::tideline();
    play.run("plan").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.
1 of 3 measures ready, no entry yet

WHEN  UTC    THERE      MEASURE             BY         STATE
H     05:00  06:00 CET  identify:hoster-nl  nl-police  ready
      05:00  06:00 CET  seize:nl-web-1      nl-police  proposed, 5 gates open
      05:00  07:00 EET  suspend:dom-1       ro-police  proposed, 4 gates open

STILL TO BE SAID
be-prosecutor  lawful (The Wire), deconflicted (2 measures), collateral (1
               measure), then the go
nl-police      lawful (The Wire), nl-warrant-1 granted, located (1 measure),
               deconflicted (2 measures), staffed (1 measure), then the approval
ro-police      located (1 measure), deconflicted (2 measures)

"#]]);
    play.run("plan --exit-code").code(6);
    play.run("plan --country NL --exit-code").code(6);
    let json = play.run("plan --format json").code(0).out();
    assert!(
        json.starts_with("{\n  \"schema\": \"takedown.plan/1\",\n  \"operation\": \"tideline\""),
        "{json}"
    );
}

#[test]
fn an_intention_that_breaks_a_rule_is_refused_in_words_and_in_json() {
    let play = Play::tideline();
    play.run("seize nl-web-1").code(3).says("").remarks(str![[r#"
error: `seize:nl-web-1` may not be done yet: it is proposed, not cleared
  lawful        be-prosecutor and one other agency have to attest it (The Wire)
  located       nl-police has to attest it
  deconflicted  BE, NL, RO have not answered
  authorised    nl-warrant-1 is not granted (nl-police)
  staffed       nl-police has to attest it
  go            be-prosecutor, on a saved plan approved by 1 other
hint: what is missing, as commands: takedown plan tideline --next seize:nl-web-1
hint: if it has happened all the same: --irregular REASON

"#]]);
    play.run("seize nl-web-1 --format json").code(3).says(str![[r#"
{
  "schema": "takedown.refusal/1",
  "refused": [
    {
      "measure": "seize:nl-web-1@nl-police",
      "asked": "done",
      "state": "open",
      "shown": "proposed",
      "broken": [
        "go",
        "gate:lawful",
        "gate:located",
        "gate:deconflicted",
        "gate:authorised",
        "gate:staffed"
      ],
      "by": [
        "BE",
        "NL",
        "RO",
        "be-prosecutor",
        "nl-police",
        "ro-police"
      ],
      "hint": "it breaks go, gate:lawful, gate:located, gate:deconflicted, gate:authorised, gate:staffed; if it has happened all the same: --irregular REASON"
    }
  ]
}

"#]]);
    assert!(!play.path("operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl").exists());
}

#[test]
fn a_command_is_judged_whole() {
    let play = Play::tideline();
    play.run("record identify:hoster-nl seize:nl-web-1").code(3);
    assert!(!play.path("operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl").exists());
}

#[test]
fn a_fact_against_the_rules_is_recorded_as_what_it_is() {
    let play = Play::tideline();
    play.run("seize nl-web-1 --at H+2m --irregular 'unit entered early'").code(0).says(str![[r#"
recorded   seize:nl-web-1@nl-police   proposed -> done (seized)
IRREGULAR  go; gates lawful, located, deconflicted, authorised, staffed
at         9 Mar 2027 05:02 UTC, 06:02 CET in Amsterdam, H+2m
by         nl-police-1 of nl-police
entry      nl-police.0a1b2c3d:2  HASH HASH

"#]]);
    play.run("status --by measure").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

MEASURE             BY         IN  STATE                   WHEN
identify:hoster-nl  nl-police  NL  ready
seize:nl-web-1      nl-police  NL  seized, IRREGULAR       9 Mar 2027 05:02 UTC
suspend:dom-1       ro-police  RO  proposed, 4 gates open

IRREGULAR
seize:nl-web-1  done: go; gates lawful, located, deconflicted, authorised,
                staffed
                "unit entered early" (nl-police.0a1b2c3d:2)

"#]]);
    play.run("log").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

9 Mar 2027, UTC
TIME      ENTRY                 WHAT
05:05:00  nl-police.0a1b2c3d:1  log begun by nl-police, takedown 0.1.0
05:05:00  nl-police.0a1b2c3d:2  seize:nl-web-1 -> seized, 9 Mar 2027 05:02 UTC,
                                because: unit entered early; IRREGULAR: go;
                                gates lawful, located, deconflicted, authorised,
                                staffed

"#]]);
    play.run("verify").code(0).says("");
    play.run("verify -v").code(0).says(str![[r#"
intact     1 log, 2 entries, 1 plan; 0 void, 1 irregular, 0 conflicts
unsigned   nothing here proves who wrote a line
irregular  nl-police.0a1b2c3d:2  seize:nl-web-1 -> seized, 9 Mar 2027 05:02 UTC,
           because: unit entered early; broken: go; gates lawful, located,
           deconflicted, authorised, staffed

"#]]);
    play.run("seize nl-web-1").code(3).remarks(str![[r#"
error: `seize:nl-web-1` is done already
hint: to pass over what is so already: --if-needed

"#]]);
    play.run("seize nl-web-1 --if-needed").code(0).says(str![[r#"
nothing to record: all of it is so already

"#]]);
}

#[test]
fn the_receipt_is_json_too() {
    let play = Play::tideline();
    play.run("record identify:hoster-nl --format json").code(0).says(str![[r#"
{
  "schema": "takedown.receipt/1",
  "dry_run": false,
  "entries": [
    {
      "measure": "identify:hoster-nl@nl-police",
      "round": 1,
      "from": "open",
      "to": "done",
      "at": "2027-03-09T05:05:00Z",
      "recorded": "2027-03-09T05:05:00.000Z",
      "log": "nl-police.0a1b2c3d",
      "seq": 2,
      "hash": "HASH",
      "type": "transition",
      "word": "done"
    }
  ]
}

"#]]);
    play.run("note 'seen at the door' --about seize:nl-web-1 --json-into out.json").code(0).says(str![[r#"
recorded  note on seize:nl-web-1@nl-police
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:2  HASH HASH

"#]]);
    assert!(play.read("out.json").contains("\"schema\": \"takedown.receipt/1\""));
}

#[test]
fn a_dry_run_writes_nothing() {
    let play = Play::tideline();
    play.run("record identify:hoster-nl --dry-run")
        .code(0)
        .says(str![[r#"
would record  identify:hoster-nl@nl-police   ready -> done (identified)
at            9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m
by            nl-police-1 of nl-police
entry         nl-police.0a1b2c3d:2

"#]])
        .remarks(str![[r#"
hint: nothing was written: this was a dry run

"#]]);
    assert!(!play.path("operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl").exists());
}

#[test]
fn undoing_is_asked_back() {
    let play = Play::tideline();
    play.run("withdraw seize:nl-web-1 --reason 'no longer needed'").code(3).remarks(str![[r#"
error: nobody is there to be asked: withdraw seize:nl-web-1@nl-police?
hint: --yes

"#]]);
    play.run("withdraw seize:nl-web-1 --reason 'no longer needed' --dry-run").code(0);
    play.run("withdraw seize:nl-web-1 --reason 'no longer needed' --yes").code(0).says(str![[r#"
recorded  seize:nl-web-1@nl-police   proposed -> withdrawn
at        9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m
by        nl-police-1 of nl-police
entry     nl-police.0a1b2c3d:2  HASH HASH

"#]]);
    play.run("reverse seize:nl-web-1 --reason r --restored it --yes").code(3).remarks(str![[r#"
error: `seize:nl-web-1` cannot be reversed: it is withdrawn
  steps  from withdrawn: open

"#]]);
    play.run("reopen seize:nl-web-1 --reason 'needed after all'").code(0).says(str![[r#"
recorded  seize:nl-web-1@nl-police   withdrawn -> open, round 2
at        9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m
by        nl-police-1 of nl-police
entry     nl-police.0a1b2c3d:3  HASH HASH

"#]]);
}

#[test]
fn a_hold_is_lifted_by_its_own_agency_alone() {
    let play = Play::tideline().done("hold seize:nl-web-1 --reason 'ours is on it' --as ro-police");
    play.run("plan --country NL").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.
1 of 2 measures ready, 1 held, 2 entries

WHEN  UTC    THERE      MEASURE             BY         STATE
H     05:00  06:00 CET  identify:hoster-nl  nl-police  ready
      05:00  06:00 CET  seize:nl-web-1      nl-police  held by ro-police

NOT READY
seize:nl-web-1  hold  "ours is on it"  ro-police

STILL TO BE SAID
be-prosecutor  lawful (The Wire), deconflicted (1 measure), then the go
nl-police      lawful (The Wire), nl-warrant-1 granted, located (1 measure),
               deconflicted (1 measure), staffed (1 measure), then the approval
ro-police      lift its hold on seize:nl-web-1: "ours is on it", deconflicted (1
               measure)

"#]]);
    play.run("hold seize:nl-web-1 --reason again --as ro-police").code(3).remarks(str![[r#"
error: `seize:nl-web-1`: the same agency holds it already
hint: to pass over what is so already: --if-needed

"#]]);
    play.run("retract ro-police.0a1b2c3d:2 --reason over --as nl-police").code(3).remarks(str![[r#"
error: `HASH` may be taken back by ro-police only

"#]]);
    play.run("retract ro-police.0a1b2c3d:2 --reason over").code(0).says(str![[r#"
recorded  retraction of HASH
by        ro-police-1 of ro-police
entry     ro-police.0a1b2c3d:3  HASH HASH

"#]]);
}

#[test]
fn facts_lie_in_the_past() {
    Play::tideline().run("record identify:hoster-nl --at H+2h").code(3).remarks(str![[r#"
error: `identify:hoster-nl`: it lies in the future
hint: facts lie in the past: --at says when it happened

"#]]);
}

#[test]
fn confirming_takes_another_officer() {
    let play = Play::tideline().done("record identify:hoster-nl");
    play.run("confirm identify:hoster-nl --basis 'second source' --as nl-police").code(3).remarks(str![[
        r#"
error: `identify:hoster-nl` cannot be confirmed without an officer who reported none of it

"#
    ]]);
    play.run("confirm identify:hoster-nl --basis 'second source'").code(0).says(str![[r#"
recorded  identify:hoster-nl@nl-police   done -> confirmed
at        9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:2  HASH HASH

"#]]);
    play.run("correct nl-police.0a1b2c3d:2 --at H+1m --reason 'read off the wrong clock'").code(0).says(
        str![[r#"
recorded  correction of HASH
by        nl-police-1 of nl-police
entry     nl-police.0a1b2c3d:3  HASH HASH

"#]],
    );
}

#[test]
fn a_typo_in_the_plan_stops_no_fact() {
    let play = Play::tideline().done("record identify:hoster-nl");
    let play =
        play.file("operations/tideline.toml", &TIDELINE.replace("country = \"RO\"", "country = \"EL\""));
    let ran = play.run("note 'the unit is back'").code(0);
    assert!(ran.err().contains("the last plan that the ledger cites is used"), "{}", ran.err());
    play.run("attest located seize:nl-web-1 --basis no").code(1);
    play.run("reopen seize:nl-web-1 --reason no").code(1);
}

#[test]
fn one_changed_byte_is_found_and_what_is_intact_is_shown() {
    let play = Play::tideline().done("record identify:hoster-nl").done("note 'the unit is back'");
    let log = "operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl";
    let text = play.read(log).replace("the unit is back", "the unit is dead");
    let play = play.file(log, &text);
    play.run("verify").code(4).says(str![[r#"
damaged  be-prosecutor.0a1b2c3d:2 (byte 635): the line is no valid entry: its
         hash does not fit its content, at its byte 365

"#]]);
    play.run("status").code(4).remarks(str![[r#"
warning: be-prosecutor.0a1b2c3d:2: the line is no valid entry: its hash does not fit its content, at its byte 365
error: the ledger is not intact (1 finding): only what is intact was read
hint: takedown verify tideline

"#]]);
    play.run("note 'after that'").code(4).remarks(str![[r#"
error: not recorded: the line is no valid entry: its hash does not fit its content, at its byte 365
hint: takedown verify

"#]]);
}
