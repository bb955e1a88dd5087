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

#[test]
#[ignore = "needs ssh-keygen, python3"]
fn a_bundle_cut_by_codes_is_good_to_all_three() {
    let play = coded("\"H1\"").done("bundle cut --to 'the court' --handling H0,H3 --as be-prosecutor");
    assert!(good(&play.path("cut"), "cut by codes"));
    let play = play.done("bundle all --to 'the court' --handling H0,H1,H2,H3 --leave 1 --as be-prosecutor");
    assert!(good(&play.path("all"), "cut by every code"));
}
