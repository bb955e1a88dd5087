//! The custody of evidence: each step of the table of items that is taken, and each that is refused.

use snapbox::str;
use takedown::model::evidence::{ITEM_STATES, ItemState};
use takedown::model::word::Word as _;

use crate::support::Play;

#[test]
fn evidence() {
    let play = Play::day().file("a.img", "a disk").file("b.img", "another").file("c.img", "an altered one");
    let said = play.transcript(&[
        ("evidence add seize:nl-web-1", 2),
        ("evidence add seize:nl-web-1 --serial SN-1", 2),
        ("evidence add seize:nl-web-9 --serial SN-1 --seal A-1", 2),
        ("evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1 --as ro-police", 3),
        ("evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1 --at H+1h", 3),
        ("evidence add seize:nl-web-1 --file none.img", 1),
        ("evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1", 0),
        ("evidence add seize:nl-web-1 --serial SN-2 --seal A-2 --exhibit N-1", 3),
        ("evidence add seize:nl-web-1 --file a.img --exhibit F-1 --as be-prosecutor", 0),
        ("evidence add seize:nl-web-1 --file b.img --exhibit F-2", 0),
        ("evidence verify N-9 --seal A-1", 2),
        ("evidence verify N-1 --seal A-1 --as nl-police", 3),
        ("evidence verify N-1 --as be-prosecutor", 3),
        ("evidence verify F-1 --as nl-police", 3),
        ("evidence verify F-1 --file none.img --as nl-police", 1),
        // Nothing is verified yet: it is neither kept, nor moved, nor given back.
        ("evidence move N-1 preserved --where 'room 2' --as nl-police", 3),
        ("evidence move N-1 collected", 2),
        // Several at once: each thing has its seal, each file its hash, in the order of the items.
        ("evidence verify N-1 F-1 F-2 --seal A-1 --file a.img --as nl-lab", 2),
        ("evidence verify N-1 F-1 F-2 --seal A-1 --file b.img --file a.img --as nl-lab", 2),
        ("evidence verify N-1 F-1 F-2 --seal A-1 --file a.img --file b.img --as nl-police", 3),
        ("evidence verify N-1 F-1 F-2 --seal A-1 --file a.img --file c.img --as nl-lab", 0),
        ("evidence move F-2 preserved --where 'room 2' --as nl-police", 3),
        ("evidence move N-1 preserved --where 'room 2' --as nl-lab", 3),
        ("evidence move N-1 preserved --as nl-police", 3),
        ("evidence move N-1 preserved --where 'room 2'", 0),
        ("evidence move N-1 transferred --to nl-lab --seal A-2", 3),
        ("evidence move N-1 transferred --to nobody --seal A-2 --reason study", 2),
        ("evidence move N-1 transferred --to nl-lab --seal A-2 --reason study", 0),
        ("evidence move N-1 returned --reference 'order 7' --as nl-police", 3),
        ("evidence move N-1 returned --as nl-lab", 3),
        ("evidence verify N-1 --seal A-2 --as nl-lab --officer nl-lab-2", 0),
        ("evidence move N-1 returned --reference 'order 7' --as nl-lab", 0),
        ("evidence move N-1 disposed --reference 'order 8' --as nl-lab", 3),
        // Across a border an instrument has to say so; a copy that crossed without is a fact.
        ("evidence move F-1 transferred --to ro-police --file a.img --reason study", 3),
        ("evidence move F-1 transferred --to ro-police --file a.img --reason study --irregular 'it was asked for'", 0),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ evidence add seize:nl-web-1  (2)
error: no item is named
hint: --file FILE, or --serial TEXT --seal TEXT
$ evidence add seize:nl-web-1 --serial SN-1  (2)
error: the following required arguments were not provided:
  --seal <TEXT>

Usage: takedown evidence add --serial <TEXT> --seal <TEXT> --now <TIME> <MEASURE>...

For more information, try '--help'.
$ evidence add seize:nl-web-9 --serial SN-1 --seal A-1  (2)
error: the plan has no measure `seize:nl-web-9`
hint: did you mean `seize:nl-web-1`?
$ evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1 --as ro-police  (3)
error: `seize:nl-web-1` may be collected by nl-police or be-prosecutor only
$ evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1 --at H+1h  (3)
error: `seize:nl-web-1`: it lies in the future
hint: facts lie in the past: --at says when it happened
$ evidence add seize:nl-web-1 --file none.img  (1)
error: cannot read none.img: no such file or directory
$ evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1  (0)
$ evidence add seize:nl-web-1 --serial SN-2 --seal A-2 --exhibit N-1  (3)
error: `seize:nl-web-1` cannot be collected without another --exhibit: N-1 is used
$ evidence add seize:nl-web-1 --file a.img --exhibit F-1 --as be-prosecutor  (0)
$ evidence add seize:nl-web-1 --file b.img --exhibit F-2  (0)
$ evidence verify N-9 --seal A-1  (2)
error: `N-9` is not an item of evidence
hint: takedown evidence list shows them
$ evidence verify N-1 --seal A-1 --as nl-police  (3)
error: `N-1` cannot be verified without an officer other than the one before
$ evidence verify N-1 --as be-prosecutor  (3)
error: `N-1` cannot be verified without the file again, or the seal
$ evidence verify F-1 --as nl-police  (3)
error: `F-1` cannot be verified without the file again, or the seal
$ evidence verify F-1 --file none.img --as nl-police  (1)
error: cannot read none.img: no such file or directory
$ evidence move N-1 preserved --where 'room 2' --as nl-police  (3)
error: `N-1`: no step leads from collected to preserved
$ evidence move N-1 collected  (2)
error: invalid value 'collected' for '<STATE>': an item is preserved, transferred, returned, disposed

For more information, try '--help'.
$ evidence verify N-1 F-1 F-2 --seal A-1 --file a.img --as nl-lab  (2)
error: --file is said 1 times, and 2 items are files
hint: give one --file for each of them, in the order of the items
$ evidence verify N-1 F-1 F-2 --seal A-1 --file b.img --file a.img --as nl-lab  (2)
error: b.img is F-2, not F-1
hint: files stand in the order of their items
$ evidence verify N-1 F-1 F-2 --seal A-1 --file a.img --file b.img --as nl-police  (3)
error: `N-1` cannot be verified without an officer other than the one before
error: `F-2` cannot be verified without an officer other than the one before
$ evidence verify N-1 F-1 F-2 --seal A-1 --file a.img --file c.img --as nl-lab  (0)
warning: F-2 does not match: its sha256 is HASH, not HASH; that is recorded
$ evidence move F-2 preserved --where 'room 2' --as nl-police  (3)
error: `F-2`: no step leads from integrity-failed to preserved
$ evidence move N-1 preserved --where 'room 2' --as nl-lab  (3)
error: `N-1` may be preserved by nl-police only
$ evidence move N-1 preserved --as nl-police  (3)
error: `N-1` cannot be preserved without --where
$ evidence move N-1 preserved --where 'room 2'  (0)
$ evidence move N-1 transferred --to nl-lab --seal A-2  (3)
error: `N-1` cannot be transferred without --to, --reason, and --file or --seal as it was received
$ evidence move N-1 transferred --to nobody --seal A-2 --reason study  (2)
error: the plan has no agency `nobody`
hint: it has be-prosecutor, eu-coordinator, nl-lab, nl-police, ro-police
$ evidence move N-1 transferred --to nl-lab --seal A-2 --reason study  (0)
$ evidence move N-1 returned --reference 'order 7' --as nl-police  (3)
error: `N-1` may be returned by nl-lab only
$ evidence move N-1 returned --as nl-lab  (3)
error: `N-1` cannot be returned without --reference
$ evidence verify N-1 --seal A-2 --as nl-lab --officer nl-lab-2  (0)
$ evidence move N-1 returned --reference 'order 7' --as nl-lab  (0)
$ evidence move N-1 disposed --reference 'order 8' --as nl-lab  (3)
error: `N-1`: no step leads from returned to disposed
$ evidence move F-1 transferred --to ro-police --file a.img --reason study  (3)
error: `F-1` may not be transferred so
  authorised  it crosses a border, and no instrument that is granted says so:
              covers = ["transfer:ASSET"]
hint: if it has happened all the same: --irregular REASON
$ evidence move F-1 transferred --to ro-police --file a.img --reason study --irregular 'it was asked for'  (0)

"#]]
    );
    play.run("evidence list").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

ITEM  STATE                             HELD BY    SINCE (UTC)
N-1   returned, verified                nl-lab     9 Mar 05:05
  serial SN-1, seal A-2, of seize:nl-web-1
F-1   transferred, verified, IRREGULAR  ro-police  9 Mar 05:05
  a.img, 6 bytes, sha256 HASH, of seize:nl-web-1
F-2   integrity-failed                  nl-police  9 Mar 05:05
  b.img, 7 bytes, sha256 HASH, of seize:nl-web-1

"#]]);
}

/// The commands that bring the item `N-1` into a state.
fn into(state: ItemState) -> Vec<&'static str> {
    let mut lines = match state {
        ItemState::Acquired => vec!["evidence add seize:nl-web-1 --file a.img --exhibit N-1"],
        _ => vec!["evidence add seize:nl-web-1 --serial SN-1 --seal A-1 --exhibit N-1"],
    };
    let verified = "evidence verify N-1 --seal A-1 --as nl-police --officer nl-2";
    lines.extend(match state {
        ItemState::Collected | ItemState::Acquired => vec![],
        ItemState::Verified => vec![verified],
        ItemState::IntegrityFailed => vec!["evidence verify N-1 --seal A-9 --as nl-police --officer nl-2"],
        ItemState::Preserved => vec![verified, "evidence move N-1 preserved --where 'room 2'"],
        ItemState::Transferred => {
            vec![verified, "evidence move N-1 transferred --to nl-lab --seal A-1 --reason study"]
        }
        ItemState::Returned => vec![verified, "evidence move N-1 returned --reference 'order 7'"],
        ItemState::Disposed => vec![verified, "evidence move N-1 disposed --reference 'order 7'"],
    });
    lines
}

/// The command that asks for a step, by who may take it and with all that it needs.
fn asks(from: ItemState, to: ItemState) -> Option<String> {
    // A seal that was found to be another is the one that the next officer finds.
    let (again, wrong) = match from {
        ItemState::Acquired => ("--file a.img", "--file b.img"),
        ItemState::IntegrityFailed => ("--seal A-9", "--seal A-8"),
        _ => ("--seal A-1", "--seal A-9"),
    };
    let holder = if from == ItemState::Transferred { "nl-lab" } else { "nl-police" };
    Some(match to {
        // An item begins once; another one is another item.
        ItemState::Collected | ItemState::Acquired => return None,
        ItemState::Verified => format!("evidence verify N-1 {again} --as ro-police --dry-run"),
        ItemState::IntegrityFailed => format!("evidence verify N-1 {wrong} --as ro-police --dry-run"),
        ItemState::Preserved => {
            format!("evidence move N-1 preserved --where 'room 3' --as {holder} --dry-run")
        }
        ItemState::Transferred => format!(
            "evidence move N-1 transferred --to nl-lab {again} --reason study --as {holder} --dry-run"
        ),
        ItemState::Returned | ItemState::Disposed => {
            format!("evidence move N-1 {to} --reference 'order 8' --as {holder} --dry-run")
        }
    })
}

#[test]
fn every_step_of_the_table_of_items_is_taken_and_every_other_refused() {
    let mut tried = 0;
    for from in ItemState::ALL.iter().copied() {
        let play = Play::day().file("a.img", "a disk").file("b.img", "another");
        let play = into(from).into_iter().fold(play, Play::done);
        for row in ITEM_STATES {
            let Some(line) = asks(from, row.state) else { continue };
            let code = if row.from.contains(&from) { 0 } else { 3 };
            let said = play.run(&line).code(code).err();
            let no_step =
                said.contains("no step leads from") || said.contains(&format!("it is {from} already"));
            assert!(code == 0 || no_step, "{line}\n{said}");
            tried += 1;
        }
    }
    assert_eq!(tried, 8 * 6);
}
