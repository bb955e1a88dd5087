//! Handling codes: what asks for somebody's leave, and what a bundle is cut to by them.

use snapbox::str;

use super::cases::played;
use super::good;
use crate::support::Play;

const PLAN: &str = "operations/tideline.toml";

/// The ledger, and a plan in which `dom-1` carries these codes.
fn coded(codes: &str) -> Play {
    let play = played();
    let toml = play.read(PLAN);
    play.file(PLAN, &toml.replace("[asset.dom-1]\n", &format!("[asset.dom-1]\nhandling = [{codes}]\n")))
}

/// Whether the note on `dom-1` is shown, and the seizure of `nl-web-1`, which carries no code.
fn shown(play: &Play, folder: &str) -> [bool; 2] {
    let has = |agency: &str, text: &str| {
        play.read(&format!("{folder}/logs/{agency}.0a1b2c3d.jsonl")).contains(text)
    };
    [has("ro-police", "we look on"), has("nl-police", "it could not wait")]
}

#[test]
fn what_may_not_go_to_court_needs_leave() {
    let play = coded("\"H1\"");
    play.run("bundle court --to 'the court'").code(3).says("").remarks(str![[r#"
error: H1 keeps back asset:dom-1
hint: --leave REFERENCE, of whoever gave it; or cut the bundle: --handling H0,H3, which leaves it out, or --tlp, --only, --for

"#]]);
    assert!(!play.path("court").exists());
    play.run("bundle cut --to 'the court' --only nl-web-1").code(0);
    play.run("bundle court --to 'the court' --leave 'RO 7/2027'").code(0);
    let log = play.read("operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl");
    assert!(log.contains("\"leave\":\"RO 7/2027\""), "{log}");
    assert!(play.read("court/bundle.json").contains("\"leave\": \"RO 7/2027\""));
    assert_eq!(shown(&play, "court"), [true, true]);
}

/// The way out that the refusal names, whichever way it is written.
#[test]
fn a_bundle_is_cut_by_handling_codes() {
    let play = coded("\"H1\"");
    play.run("bundle cut --to 'the court' --handling h3,H0 --handling H3").code(0).says(str![[r#"
recorded  bundle HASH handed to the court
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:3  HASH HASH
wrote     cut, TLP:AMBER
holds     3 logs, 8 entries, 0 plans, 1 item, 0 signatures
withheld  2 entries, 1 plan
sha256    HASH

"#]]);
    assert_eq!(shown(&play, "cut"), [false, true]);
    assert!(!play.path("cut/plans").exists());
    let said = play.read("cut/bundle.json");
    assert!(said.contains("\"redacted\": true"), "{said}");
    assert!(said.contains("\"handling\": [\n    \"H0\",\n    \"H3\"\n  ]"), "{said}");
    let page = play.read("cut/README.md");
    assert!(page.contains("It is cut to what carries no other handling code than H0, H3: "), "{page}");
    let log = play.read("operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl");
    assert!(log.contains("\"handling\":[\"H0\",\"H3\"],\"now\":true}"), "{log}");
    play.run("verify cut").code(0).says("").remarks("");
    play.run("verify").code(0).says("").remarks("");
    play.run("bundle none --to 'the court' --handling H5").code(2).says("").remarks(str![[r#"
error: invalid value 'H5' for '--handling <CODE>': it is one of H0, H1, H2, H3

For more information, try '--help'.

"#]]);
    assert!(!play.path("none").exists());
}

/// Words that go with it (H3) are no bar to a court, and cut by like the others; of a whole bundle nothing is said of codes.
#[test]
fn codes_that_ask_for_no_leave_are_cut_alone() {
    let play = coded("\"H3\"");
    play.run("bundle whole --to 'the court'").code(0);
    assert_eq!(shown(&play, "whole"), [true, true]);
    assert!(!play.read("whole/bundle.json").contains("\"handling\""));
    assert!(play.read("whole/README.md").contains("It is whole: nothing is withheld."));
    for (codes, expected) in [("H0", [false, true]), ("H3", [true, true]), ("H1", [false, true])] {
        play.run(&format!("bundle {codes} --to 'the court' --handling {codes}")).code(0);
        assert_eq!(shown(&play, codes), expected, "{codes}");
    }
    // Two codes: each of them has to be among those asked for; leave is asked for what is shown.
    let play = coded("\"H3\", \"H2\"");
    play.run("bundle one --to partners --handling H3").code(0);
    assert_eq!(shown(&play, "one"), [false, true]);
    play.run("bundle two --to partners --handling H2,H3").code(3);
    play.run("bundle two --to partners --handling H2,H3 --leave 'RO 8/2027'").code(0);
    assert_eq!(shown(&play, "two"), [true, true]);
}

/// The operation's own codes count for whatever says none itself.
#[test]
fn codes_are_inherited_and_cut_by() {
    let play = played();
    let toml = play.read(PLAN);
    let kept = toml.replace("[operation]\n", "[operation]\nhandling = [\"H2\"]\n");
    let kept = kept.replace("[outlet.wire]\n", "[outlet.wire]\nhandling = [\"H0\"]\n");
    let play = play.file(PLAN, &kept.replace("[asset.dom-1]\n", "[asset.dom-1]\nhandling = [\"H2\"]\n"));
    play.run("bundle cut --to partners --handling H0").code(0);
    assert_eq!(shown(&play, "cut"), [false, true]);
    play.run("bundle whole --to partners").code(3).remarks(str![[r#"
error: H2 keeps back asset:dom-1, provider:hoster-nl, the operation
hint: --leave REFERENCE, of whoever gave it; or cut the bundle: --handling H0,H3, which leaves it out, or --tlp, --only, --for

"#]]);
}

/// What any plan kept back stays kept back, whatever the plan in hand says by now.
#[test]
fn every_plan_that_knows_a_thing_is_asked_for_its_codes() {
    let play = coded("\"H1\"").done("note 'under the code' --about asset:dom-1 --as ro-police");
    let toml = play.read(PLAN);
    let play = play.file(PLAN, &toml.replace("handling = [\"H1\"]\n", ""));
    play.run("bundle court --to 'the court'").code(3).remarks(str![[r#"
error: H1 keeps back asset:dom-1
hint: --leave REFERENCE, of whoever gave it; or cut the bundle: --handling H0,H3, which leaves it out, or --tlp, --only, --for

"#]]);
    play.run("bundle cut --to 'the court' --handling H0,H3").code(0);
    assert_eq!(shown(&play, "cut"), [false, true]);
    play.run("bundle court --to 'the court' --leave 'RO 7/2027'").code(0);
    assert_eq!(shown(&play, "court"), [true, true]);
}

/// Whoever reads the log later can tell how much of it was handed over.
#[test]
fn the_log_says_what_a_bundle_was_cut_to() {
    let play = coded("\"H1\"")
        .done("bundle one --to 'the court' --handling H0,H3")
        .done("bundle two --to ro-police --for ro-police --tlp amber --handling H1 --only dom-1 --leave 7 --as be-prosecutor")
        .done("bundle three --to 'the court' --leave 8");
    play.sh("takedown log | grep -A 2 'handed to'").code(0).says(str![[r#"
05:05:00  be-prosecutor.0a1b2c3d:3  bundle HASH handed to the court, cut: no
                                    code but H0 H3
05:05:00  be-prosecutor.0a1b2c3d:4  bundle HASH handed to ro-police, cut:
                                    the part of ro-police, TLP:AMBER, no code
                                    but H1, dom-1, by leave 7
05:05:00  be-prosecutor.0a1b2c3d:5  bundle HASH handed to the court, by
                                    leave 8

"#]]);
}

/// The ledger of all of it, and an item that travels less far than what it serves: verified, and spoken of.
fn with_marked_item() -> Play {
    let play = played().done(
        "evidence add seize:nl-web-1 --serial S2 --seal Z8 --exhibit NL-2 --tlp red --handling h2,H1,h1 --as nl-police",
    );
    let log = play.read("operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl");
    let last = log.lines().last().expect("a line");
    let data = "\"seal\":\"Z8\",\"tlp\":\"RED\",\"handling\":[\"H1\",\"H2\"],\"now\":true}";
    assert!(last.contains(data), "{last}");
    play.done("evidence verify NL-2 --seal Z8 --as nl-police --officer nl-police-2")
        .done("evidence verify NL-1 --seal Z9 --as nl-police --officer nl-police-2")
        .done(&format!(
            "note 'of its second half' --about {} --as ro-police",
            &last[last.len() - 66..last.len() - 2]
        ))
}

/// What is shown of the item that carries its own marks, its verification, and the note on it; and of the other item.
fn items(play: &Play, folder: &str) -> ([bool; 3], bool) {
    let has = |agency: &str, text: &str| {
        play.read(&format!("{folder}/logs/{agency}.0a1b2c3d.jsonl")).contains(text)
    };
    let verified = play.read(&format!("{folder}/evidence.csv")).matches(",verified,").count();
    let marked = [has("nl-police", "NL-2"), verified == 2, has("ro-police", "of its second half")];
    (marked, has("nl-police", "NL-1") && verified > 0)
}

/// An item may travel less far than the measure that it serves, and so may all that is said of it.
#[test]
fn an_item_carries_marks_of_its_own() {
    let play = with_marked_item();
    play.run("bundle court --to 'the court'").code(3).says("").remarks(str![[r#"
error: H1 and H2 keep back entry HASH
hint: --leave REFERENCE, of whoever gave it; or cut the bundle: --handling H0,H3, which leaves it out, or --tlp, --only, --for

"#]]);
    for (folder, cut) in [("codes", "--handling H0,H3"), ("amber", "--tlp AMBER"), ("all", "--handling H2")] {
        play.run(&format!("bundle {folder} --to 'the court' {cut}")).code(0);
        assert_eq!(items(&play, folder), ([false; 3], true), "{folder}");
        let register = play.read(&format!("{folder}/evidence.md"));
        assert!(!register.contains("NL-2") && !register.contains("marks"), "{register}");
        play.run(&format!("verify {folder}")).code(0).says("").remarks("");
    }
    play.run("bundle court --to 'the court' --leave 'NL 7/2027'").code(0).says(str![[r#"
recorded  bundle HASH handed to the court
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:6  HASH HASH
wrote   court, TLP:RED
holds   3 logs, 15 entries, 1 plan, 2 items, 0 signatures
sha256  HASH

"#]]);
    assert_eq!(items(&play, "court"), ([true; 3], true));
    let register = play.read("court/evidence.md");
    assert!(register.contains("- serial number: S2\n- marks: TLP:RED H1 H2\n"), "{register}");
    assert_eq!(register.matches("- marks: ").count(), 1, "{register}");
    let csv = play.read("court/evidence.csv");
    assert!(csv.contains(",S2,RED,H1; H2,1,collected,") && csv.contains(",S1,,,1,collected,"), "{csv}");
    // What is cut to its asset or its agency is cut as ever: marks only ever tighten.
    for cut in ["--only nl-web-1", "--for nl-police"] {
        play.run(&format!("bundle part --to 'the court' {cut}")).code(3);
    }
}

/// Marks that are wider than those of what an entry is about open nothing.
#[test]
fn marks_of_an_entry_only_ever_tighten() {
    let play = coded("\"H1\"")
        .done("evidence add seize:nl-web-1 --serial S2 --seal Z8 --exhibit NL-2 --tlp clear --as nl-police")
        .done("observe up dom-1 --source s1 --handling H0 --note 'it answers' --as ro-police");
    play.run("bundle green --to partners --tlp GREEN").code(0);
    assert!(!play.read("green/logs/nl-police.0a1b2c3d.jsonl").contains("NL-2"));
    play.run("bundle codes --to partners --handling H0").code(0);
    assert!(!play.read("codes/logs/ro-police.0a1b2c3d.jsonl").contains("it answers"));
    play.run("bundle amber --to partners --tlp AMBER --leave 1").code(0);
    assert!(play.read("amber/logs/nl-police.0a1b2c3d.jsonl").contains("NL-2"));
    assert!(play.read("amber/logs/ro-police.0a1b2c3d.jsonl").contains("it answers"));
}

/// An observation too, and what takes it back.
#[test]
fn an_observation_carries_marks_of_its_own() {
    let play = played().done(
        "observe up dom-1 --source s1 --tlp AMBER+STRICT --handling H3 --note 'it answers' --as ro-police",
    );
    let log = play.read("operations/tideline.ledger/logs/ro-police.0a1b2c3d.jsonl");
    let last = log.lines().last().expect("a line");
    assert!(
        last.contains("\"sources\":[\"s1\"],\"tlp\":\"AMBER+STRICT\",\"handling\":[\"H3\"],\"note\":"),
        "{last}"
    );
    let hash = &last[last.len() - 66..last.len() - 2];
    let play = play.done(&format!("retract {hash} --reason 'the wrong domain' --as ro-police"));
    let both = |folder: &str| {
        let log = play.read(&format!("{folder}/logs/ro-police.0a1b2c3d.jsonl"));
        [log.contains("it answers"), log.contains("the wrong domain"), log.contains("we look on")]
    };
    for (folder, cut, expected) in [
        ("amber", "--tlp AMBER", [false, false, true]),
        ("codes", "--handling H0", [false, false, true]),
        ("strict", "--tlp AMBER+STRICT --handling H3", [true, true, true]),
        ("whole", "", [true, true, true]),
    ] {
        play.run(&format!("bundle {folder} --to partners {cut}")).code(0);
        assert_eq!(both(folder), expected, "{folder}");
    }
}

/// Lists, history and heads say how far an entry may travel.
#[test]
fn marks_of_entries_are_shown() {
    let play = with_marked_item()
        .done("observe up dom-1 --source s1 --tlp AMBER+STRICT --note 'it answers' --as ro-police");
    play.run("evidence list").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                              exercise  TLP:RED H1 H2
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

ITEM  STATE     HELD BY    SINCE (UTC)
NL-1  verified  nl-police  9 Mar 05:05
  serial S1, seal Z9, of seize:nl-web-1
NL-2  verified  nl-police  9 Mar 05:05
  serial S2, seal Z8, TLP:RED H1 H2, of seize:nl-web-1

"#]]);
    play.sh("takedown log | grep -A 1 TLP:").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                              exercise  TLP:RED H1 H2
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
--
                                    TLP:RED H1 H2
05:05:00  nl-police.0a1b2c3d:6      item HASH verified
--
05:05:00  ro-police.0a1b2c3d:4      dom-1 up, TLP:AMBER+STRICT, it answers [s1]

"#]]);
    play.sh("takedown evidence list --format csv | cut -d, -f2,13-").code(0).says(str![[r#"
exhibit,steps,tlp,handling,irregular
NL-1,2,,,
NL-2,2,RED,H1;H2,

"#]]);
    play.run("evidence add seize:nl-web-1 --serial S3 --seal Z7 --handling H4 --as nl-police")
        .code(2)
        .remarks(str![[r#"
error: invalid value 'H4' for '--handling <CODE>': it is one of H0, H1, H2, H3

For more information, try '--help'.

"#]]);
    play.run("observe lapsed seize:nl-web-1 --source s1 --tlp RED --as nl-police").code(2).remarks(str![[
        r#"
error: a lapse travels as far as its measure: it has no marks of its own
hint: how far an asset may travel stands in the plan: tlp, handling

"#
    ]]);
}

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_bundle_cut_by_codes_is_good_to_all_three() {
    let play = coded("\"H1\"").done("bundle cut --to 'the court' --handling H0,H3 --as be-prosecutor");
    assert!(good(&play.path("cut"), "cut by codes"));
    let play = play.done("bundle all --to 'the court' --handling H0,H1,H2,H3 --leave 1 --as be-prosecutor");
    assert!(good(&play.path("all"), "cut by every code"));
    let play = with_marked_item().done("bundle cut --to 'the court' --handling H0,H3 --as be-prosecutor");
    assert!(good(&play.path("cut"), "cut by the codes of an item"));
    let play = play.done("bundle all --to 'the court' --leave 1 --as be-prosecutor");
    assert!(good(&play.path("all"), "an item with codes"));
}
