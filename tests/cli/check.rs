//! `check`, `init` and `explain`.

use snapbox::str;

use crate::support::{Play, TIDELINE};

#[test]
fn a_good_plan_is_silent() {
    Play::tideline().run("check").code(0).says("").remarks("");
}

#[test]
fn every_fault_is_reported_with_its_place() {
    let text = TIDELINE
        .replace("provider = \"hoster-nl\"", "provider = \"hoster-n1\"")
        .replace("country = \"RO\"\ntimezone", "country = \"EL\"\ntimezone")
        .replace("kind = \"warrant\"", "kind = \"warrent\"");
    let play = Play::new().file("operations/tideline.toml", &text);
    play.run("check").code(1).says("").remarks(str![[r#"
error[bad-country]: `country` of agency `ro-police` is not a country code
  --> operations/tideline.toml:20:11
   |
20 | country = "EL"
   |           ^^^^ not a code of ISO 3166-1, nor EU or XK
   |
   = help: write `GR`

error[wrong-type]: `kind` of instrument `nl-warrant-1` is none of its words
  --> operations/tideline.toml:35:8
   |
35 | kind = "warrent"
   |        ^^^^^^^^^ no instrument kind is called so
   |
   = help: did you mean `warrant`?

error[unknown-reference]: `hoster-n1` names no known provider
  --> operations/tideline.toml:44:12
   |
44 | provider = "hoster-n1"
   |            ^^^^^^^^^^^ no provider has this id
   |
   = help: did you mean `hoster-nl`?

3 errors in 1 file. More on one: takedown explain bad-country

"#]]);
    play.run("check --format github").code(1).says(str![[r#"
::error file=operations/tideline.toml,line=20,col=11,endLine=20,endColumn=15,title=bad-country::`country` of agency `ro-police` is not a country code%0Awrite `GR`
::error file=operations/tideline.toml,line=35,col=8,endLine=35,endColumn=17,title=wrong-type::`kind` of instrument `nl-warrant-1` is none of its words%0Adid you mean `warrant`?
::error file=operations/tideline.toml,line=44,col=12,endLine=44,endColumn=23,title=unknown-reference::`hoster-n1` names no known provider%0Adid you mean `hoster-nl`?

"#]]);
    let json = play.run("check --format json").code(1).out();
    assert!(json.starts_with("{\n  \"schema\": \"takedown.check/1\",\n  \"files\": ["), "{json}");
    play.run("plan").code(1);
    play.run("check nothing.toml").code(2);
}

#[test]
fn strict_makes_errors_of_warnings_and_accept_silences_them() {
    let text = TIDELINE.replace("tenancy = \"dedicated\"", "tenancy = \"shared\"");
    let play = Play::new().file("operations/tideline.toml", &text);
    play.run("check").code(0).remarks(str![[r#"
warning[shared-tenancy]: `seize:nl-web-1` may hit others
  --> operations/tideline.toml:45:11
   |
45 | tenancy = "shared"
   |           ^^^^^^^^ others are on this machine
   |
   = help: find out, and say `tenancy`; or weigh it, and accept `shared-tenancy` with the reason

1 warning in 1 file. More on one: takedown explain shared-tenancy

"#]]);
    play.run("check --strict").code(1);
    let weighed = "tenancy = \"shared\"\naccept = { shared-tenancy = \"two others, told\" }";
    let play = play.file("operations/tideline.toml", &text.replace("tenancy = \"shared\"", weighed));
    play.run("check --strict").code(0).remarks("");
    play.run("check -v").code(0).remarks(str![[r#"
accepted[shared-tenancy]: `seize:nl-web-1` may hit others
  --> operations/tideline.toml:45:11
   |
45 | tenancy = "shared"
   |           ^^^^^^^^ others are on this machine
   |
   = help: find out, and say `tenancy`; or weigh it, and accept `shared-tenancy` with the reason
   = note: accepted: two others, told

1 accepted in 1 file. More on one: takedown explain shared-tenancy

"#]]);
}

#[test]
fn a_charter_that_changed_is_found_with_a_ledger_at_hand() {
    let play = Play::tideline().done("record identify:hoster-nl");
    let other = TIDELINE.replace("lead = \"be-prosecutor\"", "lead = \"ro-police\"");
    let play = play.file("operations/tideline.toml", &other);
    play.run("check").code(1).remarks(str![[r#"
error[charter-changed]: the lead was `be-prosecutor` when the ledger began, and is `ro-police` now
 --> operations/tideline.toml:6:8
  |
6 | lead = "ro-police"
  |        ^^^^^^^^^^^ it was `be-prosecutor`
  |
  = help: another lead is another operation: give it a new id, a new ledger, and let it follow this one

1 error in 1 file. More on one: takedown explain charter-changed

"#]]);
    play.run("attest located seize:nl-web-1 --basis no --as nl-police").code(1);
    play.run("hold seize:nl-web-1 --reason no --as nl-police").code(0);
    let ran = play.run("note 'a word' --as nl-police").code(0);
    assert!(ran.err().contains("the last plan that the ledger cites is used"), "{}", ran.err());
    play.file("operations/tideline.toml", &TIDELINE).run("verify").code(0);
}

#[test]
fn a_fault_of_an_inventory_is_shown_in_its_file() {
    let inventory = "[inventory.dga]\nkind = \"domain\"\nfile = \"dga.csv\"\ncountry = \"RO\"\noutlets = [\"wire\"]\n\
        [inventory.dga.suspend]\nagency = \"ro-police\"\nauthority = \"voluntary\"\n";
    let play = Play::new()
        .file("operations/tideline.toml", &format!("{}{inventory}", *TIDELINE))
        .file("operations/dga.csv", "identifier\na.example\n\nb_1.example,\"x\ny\"\nc.example\nd..example\n");
    play.run("check").code(1).remarks(str![[r#"
error[bad-identifier]: `b_1.example` is not a domain name
 --> operations/dga.csv:4:1
  |
4 | b_1.example,"x
  | ^^^^^^^^^^^ a name has no underscore

error[bad-identifier]: `d..example` is not a domain name
 --> operations/dga.csv:7:1
  |
7 | d..example
  | ^^^^^^^^^^ one of its labels is empty

2 errors in 2 files. More on one: takedown explain bad-identifier

"#]]);
    let rows = play.run("check --format github").code(1).out();
    assert!(
        rows.starts_with("::error file=operations/dga.csv,line=4,col=1,endLine=4,endColumn=12,"),
        "{rows}"
    );
    let play = play.file("operations/dga.csv", &"b_1.example\r\n".repeat(12));
    let out = play.run("check --format github").code(1).out();
    assert_eq!(out.lines().count(), 11, "{out}");
    assert!(out.contains("2 more lines are not a domain name"), "{out}");
    play.file("operations/dga.csv", "a.example\r\n").run("check").code(0).remarks("");
}

#[test]
fn a_code_is_explained() {
    let page = Play::new().run("explain unknown-reference").code(0).out();
    assert!(page.contains("nothing has this id"), "{page}");
    for word in ["damaged", "seen-truncated", "skewed", "go", "gate:located"] {
        Play::new().run(&format!("explain {word}")).code(0);
    }
    Play::new().run("explain damged").code(2).remarks(str![[r#"
error: there is no page on `damged`
hint: did you mean `damaged`?

"#]]);
    let list = Play::new().run("explain").code(0).out();
    assert!(list.starts_with("\nWHAT check SAYS") || list.starts_with("WHAT check SAYS"), "{list}");
    assert!(Play::new().run("explain 'error[unknown-key]:'").code(0).out().contains("unknown-key"));
    Play::new().run("explain syntax --format json").code(0);
}

#[test]
fn init_writes_over_nothing() {
    let play = Play::new();
    play.run("init demo --dry-run").code(0);
    assert!(!play.path("operations/demo.toml").exists());
    play.run("init demo").code(0);
    assert!(play.path("operations/demo.toml").exists());
    play.run("init demo").code(1).remarks(str![[r#"
error: operations/demo.toml is there already; nothing is ever written over
hint: choose another name, or move it away

"#]]);
    play.run("init 'De Mo'").code(2).remarks(str![[r#"
error: `De Mo` is not an id: only a to z, 0 to 9 and `-` may stand in it

"#]]);
}
