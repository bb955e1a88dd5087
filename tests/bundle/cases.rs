//! What a bundle holds, what it is cut to, and when none is made.

use std::fs;

use snapbox::str;

use crate::support::Play;

use super::{files, good};

/// A change of a bundle.
type Change<'a> = &'a dyn Fn(&std::path::Path);

/// A ledger with something of each country, and an item.
pub(super) fn played() -> Play {
    Play::tideline()
        .done("record identify:hoster-nl --as nl-police")
        .done("attest lawful wire --basis 'as designated' --as be-prosecutor")
        .done("note 'we look on' --about asset:dom-1 --as ro-police")
        .done("seize nl-web-1 --as nl-police --irregular 'it could not wait'")
        .done("evidence add seize:nl-web-1 --serial S1 --seal Z9 --exhibit NL-1 --as nl-police")
}

fn names(play: &Play, folder: &str) -> Vec<String> {
    let names = files(&play.path(folder)).into_iter().map(|(name, _)| name);
    names.filter(|name| !name.starts_with("plans/")).collect()
}

#[test]
fn a_bundle_is_written_and_recorded() {
    let play = played();
    play.run("bundle court --to 'the court, case 12'")
        .code(0)
        .says(str![[r#"
recorded  bundle HASH handed to the court, case 12
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:3  HASH HASH
wrote   court, TLP:AMBER
holds   3 logs, 8 entries, 1 plan, 1 item, 0 signatures
sha256  HASH

"#]])
        .remarks(str![[r#"
hint: takedown verify court

"#]]);
    assert_eq!(
        names(&play, "court").join(" "),
        "README.md allowed_signers bundle.json evidence.csv evidence.md heads manifest.sha256 verify.py verify.sh \
         logs/be-prosecutor.0a1b2c3d.jsonl logs/nl-police.0a1b2c3d.jsonl logs/ro-police.0a1b2c3d.jsonl"
    );
    for log in ["be-prosecutor", "nl-police", "ro-police"] {
        let log = format!("logs/{log}.0a1b2c3d.jsonl");
        let own = play.read(&format!("operations/tideline.ledger/{log}"));
        // The lead's has grown by the disclosure.
        assert!(own.starts_with(&play.read(&format!("court/{log}"))), "{log}");
    }
    let last = play.read("operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl");
    let digest = takedown::model::digest::Hash::of(play.read("court/manifest.sha256").as_bytes());
    assert!(last.contains(&format!(
        "\"type\":\"disclosure\",\"data\":{{\"to\":\"the court, case 12\",\"bundle\":\"{digest}\""
    )));
    let csv = play.read("court/evidence.csv");
    assert!(
        csv.contains(",NL-1,seize:nl-web-1@nl-police,,,,S1,,,1,collected,2027-03-09T05:05:00Z,"),
        "{csv}"
    );
    assert!(play.read("court/evidence.md").contains("## NL-1\n"));
}

/// By itself, as the ledger of a plan, and from elsewhere; and it is no ledger for anything else.
#[test]
fn a_bundle_is_verified_by_its_folder() {
    let play = played().done("bundle court --to 'the court'");
    play.run("verify court").code(0).says("").remarks("");
    play.run("verify --ledger court").code(0).says("").remarks("");
    play.run("verify court -v").code(0).says(str![[r#"
intact    a bundle of tideline/exercise: 3 logs, 8 entries; 0 void, 1 irregular,
          0 conflicts
unsigned  nothing here proves who wrote a line

"#]]);
    play.run("status --ledger court").code(1).remarks(str![[r#"
error: court is a bundle, not a ledger

"#]]);
    play.run("merge court").code(1);
    let list = play.read("court/manifest.sha256");
    let play = play.file("court/manifest.sha256", &list.replacen("README", "README.", 1));
    play.run("verify court")
        .code(4)
        .says(str![[r#"
bundle  the files are not those that manifest.sha256 says: README..md, README.md

"#]])
        .remarks(str![[r#"
hint: nothing is repaired: ask whoever made the bundle for another copy
hint: takedown explain bundle

"#]]);
    let elsewhere = Play::new();
    super::copy(&play.path("court"), &elsewhere.path("court"));
    let elsewhere = elsewhere.file("court/manifest.sha256", &list);
    elsewhere.run("verify court").code(0).says("").remarks("");
}

#[test]
fn a_cut_bundle_shows_what_it_is_cut_to() {
    let play = played();
    play.run("bundle cut --to 'the court' --only nl-web-1").code(0).says(str![[r#"
recorded  bundle HASH handed to the court
by        be-prosecutor-1 of be-prosecutor
entry     be-prosecutor.0a1b2c3d:3  HASH HASH
wrote     cut, TLP:AMBER
holds     3 logs, 8 entries, 0 plans, 1 item, 0 signatures
withheld  3 entries, 1 plan
sha256    HASH

"#]]);
    let shown = |log: &str| {
        let text = play.read(&format!("cut/logs/{log}.0a1b2c3d.jsonl"));
        text.lines().map(|line| if line.starts_with("{\"withheld\"") { '-' } else { '+' }).collect::<String>()
    };
    // Genesis and the outlet's word; genesis, a provider's measure, the seizure, the item; nothing.
    assert_eq!(
        (shown("be-prosecutor"), shown("nl-police"), shown("ro-police")),
        ("++".into(), "+-++".into(), "--".into())
    );
    assert!(!play.path("cut/plans").exists());
    play.run("verify cut -v").code(0).says(str![[r#"
intact    a bundle of tideline/exercise: 3 logs, 8 entries; rights are its
          maker's statement, and not judged
unsigned  nothing here proves who wrote a line

"#]]);
    play.run("bundle theirs --to ro-police --for ro-police").code(0);
    assert!(!play.read("theirs/logs/nl-police.0a1b2c3d.jsonl").contains("\"v\""));
    assert!(play.read("theirs/logs/ro-police.0a1b2c3d.jsonl").contains("we look on"));
    // Both at once leave nothing.
    play.run("bundle none --to ro-police --for ro-police --only nl-web-1").code(0);
    assert!(!play.read("none/logs/ro-police.0a1b2c3d.jsonl").contains("\"v\""));
}

/// An inventory is an asset like any other: what concerns it is shown whole, and its outlet with it. Its rows stand in no
/// ledger, and so in no bundle.
#[test]
fn a_bundle_is_cut_to_an_inventory() {
    let play = Play::tideline();
    let toml = play.read("operations/tideline.toml");
    let more = "[inventory.names]\nfile = \"names.csv\"\nkind = \"domain\"\ncountry = \"RO\"\noutlets = [\"wire\"]\n\
                [inventory.names.suspend]\nagency = \"ro-police\"\nauthority = \"voluntary\"\n[source.s1]\n";
    let play = play
        .file("operations/tideline.toml", &toml.replace("[source.s1]\n", more))
        .file("operations/names.csv", "first-row.example\nsecond-row.example\n")
        .done("attest lawful wire --basis 'as designated' --as be-prosecutor")
        .done("note 'of the rows' --about suspend:names --as ro-police")
        .done("attest deconflicted suspend:names --basis 'nobody else is there' --as ro-police")
        .done("note 'of the server' --about asset:nl-web-1 --as ro-police");
    let everything = |folder: &str| {
        let texts =
            files(&play.path(folder)).into_iter().map(|(_, path)| fs::read_to_string(path).expect("text"));
        texts.collect::<Vec<_>>().concat()
    };
    play.run("bundle cut --to 'the court' --only asset:names").code(0);
    let cut = everything("cut");
    for shown in ["of the rows", "nobody else is there", "as designated", "\"assets\": [\n    \"names\"\n  ]"]
    {
        assert!(cut.contains(shown), "{shown}");
    }
    play.run("bundle other --to 'the court' --only nl-web-1").code(0);
    let other = everything("other");
    let digest = |word: &str| takedown::model::digest::Hash::of(word.as_bytes()).to_string();
    for (text, withheld) in
        [(&cut, "of the server"), (&cut, "nl-web-1"), (&other, "of the rows"), (&other, "names.csv")]
    {
        assert!(!text.contains(withheld) && !text.contains(&digest(withheld)), "{withheld}");
    }
    for row in ["first-row", "second-row"] {
        assert!(
            !cut.contains(row) && !other.contains(row) && !cut.contains(&digest(&format!("{row}.example")))
        );
    }
    play.run("verify cut").code(0).says("").remarks("");
    play.run("bundle none --to 'the court' --only nams").code(2).remarks(str![[r#"
error: the plan has no asset or inventory `nams`
hint: did you mean `names`?

"#]]);
}

/// The label of an asset is its own, else that of its outlets, else that of the operation.
#[test]
fn labels_are_inherited_and_cut_by() {
    let play = played();
    let toml = play.read("operations/tideline.toml");
    let red = toml.replace("[asset.dom-1]\n", "[asset.dom-1]\ntlp = \"RED\"\n");
    let play = play.file("operations/tideline.toml", &red);
    play.run("bundle amber --to 'partners' --tlp amber").code(0);
    assert!(!play.read("amber/logs/ro-police.0a1b2c3d.jsonl").contains("we look on"));
    assert!(play.read("amber/logs/nl-police.0a1b2c3d.jsonl").contains("it could not wait"));
    let said = play.read("amber/bundle.json");
    assert!(said.contains("\"redacted\": true") && said.contains("\"tlp\": \"AMBER\""), "{said}");
    assert!(!play.path("amber/plans").exists());
    play.run("bundle red --to 'partners' --tlp RED").code(0);
    assert!(play.read("red/logs/ro-police.0a1b2c3d.jsonl").contains("we look on"));
    play.run("bundle green --to 'partners' --tlp GREEN").code(0);
    assert!(!play.read("green/logs/nl-police.0a1b2c3d.jsonl").contains("\"v\""));
    play.run("bundle white --to 'partners' --tlp WHITE").code(2).remarks(str![[r#"
error: invalid value 'WHITE' for '--tlp <LEVEL>': it is one of RED, AMBER+STRICT, AMBER, GREEN, CLEAR

For more information, try '--help'.

"#]]);
}

/// A saved plan is shown only where all of its measures are, and so are approval and go.
#[test]
fn a_saved_plan_is_withheld_with_any_of_its_measures() {
    let play = Play::tideline();
    play.sh("for turn in 1 2 3; do takedown plan tideline --next | sh; done").code(0);
    let saved = |folder: &str| {
        let there = fs::read_dir(play.path(folder).join("plans"));
        let names = there.into_iter().flatten().map(|entry| entry.expect("an entry").file_name());
        names.filter(|name| name.to_string_lossy().ends_with(".json")).count()
    };
    play.run("bundle whole --to 'the court'").code(0);
    assert_eq!(saved("whole"), 1);
    assert!(play.read("whole/logs/be-prosecutor.0a1b2c3d.jsonl").contains("\"type\":\"go\""));
    play.run("bundle both --to 'the court' --only nl-web-1,dom-1").code(0);
    assert_eq!(saved("both"), 1);
    assert!(play.read("both/logs/be-prosecutor.0a1b2c3d.jsonl").contains("\"type\":\"go\""));
    play.run("bundle one --to 'the court' --only nl-web-1").code(0);
    assert_eq!(saved("one"), 0);
    assert!(!play.read("one/logs/be-prosecutor.0a1b2c3d.jsonl").contains("\"type\":\"go\""));
    play.run("verify both").code(0);
    play.run("verify one").code(0);
}

/// Whole or not at all: nothing is left of a bundle that is not made, and nothing is recorded.
#[test]
fn a_bundle_that_is_not_made_leaves_nothing() {
    let play = played();
    let before = play.read("operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl");
    let nothing = |play: &Play| {
        let entries =
            fs::read_dir(play.path("")).expect("read").map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<_> = entries.collect();
        names.sort();
        assert_eq!(names, ["operations", "taken"]);
        assert_eq!(play.read("operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl"), before);
    };
    let play = play.file("taken/it", "");
    play.run("bundle taken --to 'the court'").code(2).remarks(str![[r#"
error: taken is there already
hint: a bundle is written into a folder of its own

"#]]);
    play.run("bundle court --to 'the court' --dry-run").code(0).says(str![[r#"
would record  bundle HASH handed to the court
by            be-prosecutor-1 of be-prosecutor
entry         be-prosecutor.0a1b2c3d:3
would write  court, TLP:AMBER
holds        3 logs, 8 entries, 1 plan, 1 item, 0 signatures
sha256       HASH

"#]]);
    play.run("bundle court").code(2);
    play.run("bundle court --to 'the court' --for ro-polic").code(2).remarks(str![[r#"
error: the plan has no agency `ro-polic`
hint: did you mean `ro-police`?

"#]]);
    play.run("bundle court --to 'the court' --only dom-2").code(2);
    play.run("bundle court --to 'the court' --as nobody").code(3);
    nothing(&play);
    let log = "operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl";
    let text = play.read(log);
    let play = play.file(log, &text.replace("it could not wait", "it could well wait"));
    play.run("bundle court --to 'the court'").code(4).remarks(str![[r#"
error: the ledger is not intact: nothing is bundled of it
hint: takedown verify tideline

"#]]);
    nothing(&play);
}

/// A ledger with a log of two branches, of which its agency stands by the first by name, in a log of its own.
pub(super) fn forked() -> Play {
    let play = Play::tideline().done("record identify:hoster-nl");
    super::copy(&play.path("operations/tideline.ledger"), &play.path("restored"));
    let play = play.done("note 'written on the laptop' --as nl-police");
    play.run("note 'written from the backup' --as nl-police --ledger restored").code(0);
    play.run("merge restored").code(5);
    let logs = fs::read_dir(play.path("operations/tideline.ledger/logs")).expect("read");
    let names = logs.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let kept = names.min().expect("a branch");
    let play = play.with("TAKEDOWN_INSTANCE", "0f0f0f0f");
    play.done(&format!("retire {kept} --reason restored --as nl-police"))
}

/// Branches of a log that its agency has retired go into the bundle, each whole.
#[test]
#[ignore = "needs ssh-keygen, python3"]
fn branches_are_kept() {
    let play = forked();
    play.run("bundle court --to 'the court' --as be-prosecutor").code(0);
    assert!(good(&play.path("court"), "branches"));
    let branches = files(&play.path("court")).into_iter().map(|(name, _)| name);
    let branches: Vec<String> = branches.filter(|name| name.contains('~')).collect();
    let [one, two] = branches.as_slice() else { panic!("two branches: {branches:?}") };
    let text = play.read(&format!("court/{one}"));
    let first = text.lines().next().expect("a line");
    let shared = format!("logs/nl-police.0a1b2c3d~{}.jsonl", &first[first.len() - 66..first.len() - 50]);
    let changes: [(&str, Change<'_>); 3] = [
        ("each under the name of the other", &|dir| {
            for (from, to) in [(one.as_str(), "kept"), (two, one), ("kept", two)] {
                fs::rename(dir.join(from), dir.join(to)).expect("moved");
            }
        }),
        ("named by a line of both", &|dir| {
            fs::rename(dir.join(one), dir.join(&shared)).expect("moved");
        }),
        ("alone", &|dir| fs::remove_file(dir.join(two)).expect("gone")),
    ];
    for (what, change) in changes {
        let folder = tempfile::tempdir().expect("a folder");
        let dir = folder.path().join("court");
        super::copy(&play.path("court"), &dir);
        change(&dir);
        super::heads_anew(&dir);
        super::list_anew(&dir);
        assert!(!good(&dir, what), "{what}");
    }
}
