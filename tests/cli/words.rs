//! The words of the action day: what is taken of each, and what is refused in which words.
//!
//! This file is long because what is refused stands in it as it is read.

use snapbox::str;

use crate::support::Play;

/// Every word is said, what is ready is saved.
fn saved() -> Play {
    Play::day()
        .done("attest lawful wire --basis 'the designation stands'")
        .done("attest lawful wire --basis 'it was read' --as nl-police")
        .done("attest deconflicted '*:*' --basis 'asked around' --as be-prosecutor")
        .done("attest deconflicted '*:*' --basis 'asked around' --as nl-police")
        .done("attest deconflicted '*:*' --basis 'asked around' --as ro-police")
        .done("attest located,staffed seize:nl-web-1 --basis seen --as nl-police")
        .done("attest located suspend:dom-1 --basis seen --as ro-police")
        .done("attest collateral suspend:dom-1 --basis 'nobody else' --as be-prosecutor")
        .done("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h")
        .done("plan --out day.json")
}

#[test]
fn attest() {
    let said = Play::day().transcript(&[
        ("attest located seize:nl-web-1", 2),
        ("attest located seize:nl-web-1 --basis …", 2),
        ("attest located --basis seen", 2),
        ("attest locatde seize:nl-web-1 --basis seen", 2),
        ("attest located seize:nl-web-9 --basis seen", 2),
        ("attest located,lawful seize:nl-web-1 --basis seen", 2),
        ("attest lawful --basis seen", 2),
        ("attest lawful seize:nl-web-1 --basis seen", 2),
        ("attest authorised seize:nl-web-1 --basis seen", 3),
        ("attest staffed suspend:dom-1 --basis seen", 3),
        ("attest staffed --country RO --basis seen --as ro-police", 3),
        ("attest located seize:nl-web-1 --basis seen --as ro-police", 3),
        ("attest located seize:nl-web-1 --basis seen --as be-prosecutor", 3),
        ("attest collateral suspend:dom-1 --basis weighed --as ro-police", 3),
        ("attest deconflicted seize:nl-web-1 --basis asked --as eu-coordinator", 3),
        ("attest located seize:nl-web-1 --basis seen --as fr-office", 3),
        ("attest located seize:nl-web-1 --basis seen --until H", 3),
        ("attest located seize:nl-web-1 --basis seen --until 08:00", 2),
        // What is not asked is passed over where a glob brings it, and what closes by itself may be said.
        ("attest located,staffed '*:*' --country NL --basis seen", 0),
        ("attest collateral seize:nl-web-1 --basis weighed --as be-prosecutor", 0),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ attest located seize:nl-web-1  (2)
error: the following required arguments were not provided:
  --basis <TEXT>

Usage: takedown attest --basis <TEXT> --now <TIME> <GATE[,GATE]> <MEASURE>...

For more information, try '--help'.
$ attest located seize:nl-web-1 --basis …  (2)
error: invalid value '…' for '--basis <TEXT>': this stands for what only a person knows: say it

For more information, try '--help'.
$ attest located --basis seen  (2)
error: no measure is named
hint: name some: seize:nl-web-1, 'seize:nl-*', or --country, --outlet, --agency, --group, --action
$ attest locatde seize:nl-web-1 --basis seen  (2)
error: invalid value 'locatde' for '<GATE[,GATE]>': no gate has this name; did you mean `located`?

For more information, try '--help'.
$ attest located seize:nl-web-9 --basis seen  (2)
error: the plan has no measure `seize:nl-web-9`
hint: did you mean `seize:nl-web-1`?
$ attest located,lawful seize:nl-web-1 --basis seen  (2)
error: lawful is said of outlets, the other gates of measures
hint: say it by itself: takedown attest lawful OUTLET... --basis TEXT
$ attest lawful --basis seen  (2)
error: no outlet is named
hint: takedown attest lawful wire --basis TEXT
$ attest lawful seize:nl-web-1 --basis seen  (2)
error: the plan has no outlet `seize:nl-web-1`
hint: it has wire
$ attest authorised seize:nl-web-1 --basis seen  (3)
error: `seize:nl-web-1`: the gate authorised is attested by nobody: instruments that are granted close it
$ attest staffed suspend:dom-1 --basis seen  (3)
error: `suspend:dom-1`: the gate staffed is not asked of it
$ attest staffed --country RO --basis seen --as ro-police  (3)
warning: staffed is not asked of suspend:dom-1: passed over
error: no measure that is meant asks for any of these gates
$ attest located seize:nl-web-1 --basis seen --as ro-police  (3)
error: `seize:nl-web-1` may be attested by nl-police only
$ attest located seize:nl-web-1 --basis seen --as be-prosecutor  (3)
error: `seize:nl-web-1` may be attested by nl-police only
$ attest collateral suspend:dom-1 --basis weighed --as ro-police  (3)
error: `suspend:dom-1` may be attested by another agency than ro-police only
$ attest deconflicted seize:nl-web-1 --basis asked --as eu-coordinator  (3)
error: `seize:nl-web-1` may be attested by an agency of a country only
$ attest located seize:nl-web-1 --basis seen --as fr-office  (3)
error: `fr-office` is no agency of tideline
hint: it has be-prosecutor, eu-coordinator, nl-lab, nl-police, ro-police
$ attest located seize:nl-web-1 --basis seen --until H  (3)
error: `seize:nl-web-1` cannot be attested without an --until that is not over
$ attest located seize:nl-web-1 --basis seen --until 08:00  (2)
error: `08:00` does not say on whose clock
hint: say it: "08:00 Europe/Amsterdam", or H+5m, -5m, or with an offset from UTC
$ attest located,staffed '*:*' --country NL --basis seen  (0)
warning: located is not asked of identify:hoster-nl: passed over
warning: staffed is not asked of identify:hoster-nl: passed over
$ attest collateral seize:nl-web-1 --basis weighed --as be-prosecutor  (0)

"#]]
    );
}

#[test]
fn instrument() {
    let play = Play::day().file("warrant.pdf", "the warrant");
    let said = play.transcript(&[
        ("instrument nl-warrant-1", 2),
        ("instrument nl-warrant-1 grantde", 2),
        ("instrument nl-warrant-9 granted", 2),
        ("instrument nl-warrant-1 granted --number 7", 3),
        ("instrument nl-warrant-1 granted --valid H-2h/H+36h", 3),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h", 2),
        ("instrument nl-warrant-1 granted --number 7 --valid H+36h/H-2h", 2),
        ("instrument nl-warrant-1 granted --number … --valid H-2h/H+36h", 2),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --document none.pdf", 1),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --as ro-police", 3),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --as be-prosecutor", 3),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --at H+1h", 3),
        ("instrument nl-warrant-1 refused", 3),
        ("instrument nl-warrant-1 discharged", 3),
        ("instrument nl-warrant-1 issued", 0),
        ("instrument nl-warrant-1 issued", 3),
        ("instrument nl-warrant-1 issued --if-needed", 0),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --document warrant.pdf", 0),
        ("instrument nl-warrant-1 postponed", 3),
        ("instrument nl-warrant-1 annulled --as ro-police", 3),
        ("instrument nl-warrant-1 annulled --reason 'the court was not the right one'", 0),
        ("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h", 3),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ instrument nl-warrant-1  (2)
error: 2 values required by '<ID... STATE> <ID... STATE>...'; only 1 was provided

Usage: takedown instrument [OPTIONS] <ID... STATE> <ID... STATE>...

For more information, try '--help'.
$ instrument nl-warrant-1 grantde  (2)
error: `grantde` is no state of an instrument
hint: did you mean `granted`?
$ instrument nl-warrant-9 granted  (2)
error: the plan has no instrument `nl-warrant-9`
hint: did you mean `nl-warrant-1`?
$ instrument nl-warrant-1 granted --number 7  (3)
error: `nl-warrant-1` cannot be granted without --valid FROM/UNTIL
$ instrument nl-warrant-1 granted --valid H-2h/H+36h  (3)
error: `nl-warrant-1` cannot be granted without --number
$ instrument nl-warrant-1 granted --number 7 --valid H-2h  (2)
error: `H-2h` does not say from when until when
hint: write both ends: --valid H-2h/H+36h, or two times of RFC 3339 with a stroke between
$ instrument nl-warrant-1 granted --number 7 --valid H+36h/H-2h  (2)
error: `H+36h/H-2h` is no span: both ends are days or both are instants, and the end is not before the start
$ instrument nl-warrant-1 granted --number … --valid H-2h/H+36h  (2)
error: invalid value '…' for '--number <TEXT>': this stands for what only a person knows: say it

For more information, try '--help'.
$ instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --document none.pdf  (1)
error: cannot read none.pdf: no such file or directory
$ instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --as ro-police  (3)
error: `nl-warrant-1` may be granted by nl-police only
$ instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --as be-prosecutor  (3)
error: `nl-warrant-1` may be granted by nl-police only
$ instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --at H+1h  (3)
error: `nl-warrant-1`: it lies in the future
hint: facts lie in the past: --at says when it happened
$ instrument nl-warrant-1 refused  (3)
error: `nl-warrant-1`: no step leads from drafted to refused
$ instrument nl-warrant-1 discharged  (3)
error: `nl-warrant-1`: no step leads from drafted to discharged
$ instrument nl-warrant-1 issued  (0)
$ instrument nl-warrant-1 issued  (3)
error: `nl-warrant-1`: it is issued already
hint: to pass over what is so already: --if-needed
$ instrument nl-warrant-1 issued --if-needed  (0)
warning: `nl-warrant-1` is so already: nothing is recorded for it
$ instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h --document warrant.pdf  (0)
$ instrument nl-warrant-1 postponed  (3)
error: `nl-warrant-1`: no step leads from granted to postponed
$ instrument nl-warrant-1 annulled --as ro-police  (3)
error: `nl-warrant-1` may be annulled by be-prosecutor or nl-police only
$ instrument nl-warrant-1 annulled --reason 'the court was not the right one'  (0)
$ instrument nl-warrant-1 granted --number 7 --valid H-2h/H+36h  (3)
error: `nl-warrant-1`: no step leads from annulled to granted

"#]]
    );
}

#[test]
fn approve_and_go() {
    let play = saved().file("none.json", "{}\n");
    let said = play.transcript(&[
        // The right is asked first, then the file.
        ("approve missing.json --as be-prosecutor", 3),
        ("approve missing.json --as nl-police", 1),
        ("approve none.json --as nl-police", 1),
        ("approve day.json --as be-prosecutor", 3),
        ("go missing.json --as nl-police", 3),
        ("go missing.json", 1),
        ("go none.json --yes", 1),
        ("go day.json --yes --as nl-police", 3),
        ("go day.json --yes", 3),
        ("approve day.json --as nl-police", 0),
        ("approve day.json --as nl-police", 3),
        ("approve day.json --as nl-police --if-needed", 0),
        ("go day.json", 3),
        ("go day.json --dry-run", 0),
        ("hold seize:nl-web-1 --reason 'ours is on it' --as ro-police", 0),
        ("approve day.json --as ro-police", 5),
        ("go day.json --yes", 5),
        ("retract ro-police.0a1b2c3d:4 --reason 'it was moved'", 0),
        ("go day.json --yes", 0),
        ("go day.json --yes", 3),
        ("go day.json --yes --if-needed", 0),
        ("plan --out again.json", 3),
        ("plan --out again.json --without seize:nl-web-1", 2),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ approve missing.json --as be-prosecutor  (3)
error: be-prosecutor leads: agencies other than the lead approve
hint: the lead gives the go: takedown go FILE
$ approve missing.json --as nl-police  (1)
error: cannot read missing.json: no such file or directory
$ approve none.json --as nl-police  (1)
error: none.json: this is no saved plan: missing field `schema` at line 1 column 2
hint: takedown plan --out FILE writes one
$ approve day.json --as be-prosecutor  (3)
error: be-prosecutor leads: agencies other than the lead approve
hint: the lead gives the go: takedown go FILE
$ go missing.json --as nl-police  (3)
error: only be-prosecutor gives the go
$ go missing.json  (1)
error: cannot read missing.json: no such file or directory
$ go none.json --yes  (1)
error: none.json: this is no saved plan: missing field `schema` at line 1 column 2
hint: takedown plan --out FILE writes one
$ go day.json --yes --as nl-police  (3)
error: only be-prosecutor gives the go
$ go day.json --yes  (3)
error: the go for HASH may not be given: 0 of 1 agencies beside the lead have approved it
  approved by  nobody yet
hint: other agencies say yes to it: takedown --as AGENCY approve FILE
$ approve day.json --as nl-police  (0)
$ approve day.json --as nl-police  (3)
error: the saved plan HASH is approved by it already
hint: to pass over what is so already: --if-needed
$ approve day.json --as nl-police --if-needed  (0)
warning: `HASH` is so already: nothing is recorded for it
$ go day.json  (3)
error: nobody is there to be asked: give the go for 2 measures?
hint: --yes
$ go day.json --dry-run  (0)
hint: nothing was written: this was a dry run
$ hold seize:nl-web-1 --reason 'ours is on it' --as ro-police  (0)
$ approve day.json --as ro-police  (5)
error: the saved plan HASH no longer says what is so
  seize:nl-web-1  it is held by ro-police
hint: save it anew, and have that approved: takedown plan --out FILE
$ go day.json --yes  (5)
error: the saved plan HASH no longer says what is so
  seize:nl-web-1  it is held by ro-police
hint: save it anew, and have that approved: takedown plan --out FILE
$ retract ro-police.0a1b2c3d:4 --reason 'it was moved'  (0)
$ go day.json --yes  (0)
$ go day.json --yes  (3)
error: the go for HASH is given already
hint: to pass over what is so already: --if-needed
$ go day.json --yes --if-needed  (0)
warning: `HASH` is so already: nothing is recorded for it
$ plan --out again.json  (3)
error: nothing is ready that waits for the go: no file is written
$ plan --out again.json --without seize:nl-web-1  (2)
error: the following required arguments were not provided:
  --reason <TEXT>

Usage: takedown plan --out <FILE> --without <MEASURE> --reason <TEXT> --now <TIME> [OPERATION|MEASURE]...

For more information, try '--help'.

"#]]
    );
}

/// Two agencies who each reported what the other had not seen, in one folder.
fn in_conflict() -> Play {
    let play = Play::day().done("record identify:hoster-nl");
    let copy = Play::day().done("record identify:hoster-nl --failed 'no answer' --as be-prosecutor");
    let log = "operations/tideline.ledger/logs/be-prosecutor.0a1b2c3d.jsonl";
    let text = copy.read(log);
    play.file(log, &text)
}

#[test]
fn settle() {
    let said = Play::day().transcript(&[
        ("settle identify:hoster-nl done --reason so", 3),
        ("settle identify:hoster-9 done --reason so", 2),
        ("settle dom-1 done --reason so", 2),
        ("settle identify:hoster-nl dnoe --reason so", 2),
        ("settle identify:hoster-nl done", 2),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ settle identify:hoster-nl done --reason so  (3)
error: `identify:hoster-nl`: it is not in conflict
$ settle identify:hoster-9 done --reason so  (2)
error: the plan has no measure `identify:hoster-9`
hint: did you mean `identify:hoster-nl`?
$ settle dom-1 done --reason so  (2)
error: `dom-1` is no measure
hint: takedown plan lists them
$ settle identify:hoster-nl dnoe --reason so  (2)
error: invalid value 'dnoe' for '<STATE>': no state has this name; did you mean `done`?

For more information, try '--help'.
$ settle identify:hoster-nl done  (2)
error: the following required arguments were not provided:
  --reason <TEXT>

Usage: takedown settle --reason <TEXT> --now <TIME> <MEASURE> <STATE>

For more information, try '--help'.

"#]]
    );
    let said = in_conflict().transcript(&[
        ("record identify:hoster-nl --failed 'no answer'", 5),
        ("confirm identify:hoster-nl --basis 'second source'", 5),
        ("withdraw identify:hoster-nl --reason no --yes", 5),
        ("settle identify:hoster-nl done --reason so --as nl-police", 3),
        ("settle identify:hoster-nl confirmed --reason so", 3),
        ("settle identify:hoster-nl done --reason 'the register says so'", 0),
        ("settle identify:hoster-nl failed --reason so", 3),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ record identify:hoster-nl --failed 'no answer'  (5)
error: `identify:hoster-nl` is in conflict until the lead settles it
  state  no regular step leads there from its state
hint: if it has happened all the same: --irregular REASON
$ confirm identify:hoster-nl --basis 'second source'  (5)
error: `identify:hoster-nl` is in conflict until the lead settles it
hint: the lead says which counts: takedown settle identify:hoster-nl STATE --reason TEXT
$ withdraw identify:hoster-nl --reason no --yes  (5)
error: `identify:hoster-nl` is in conflict until the lead settles it
hint: the lead says which counts: takedown settle identify:hoster-nl STATE --reason TEXT
$ settle identify:hoster-nl done --reason so --as nl-police  (3)
error: `identify:hoster-nl` may be settled by be-prosecutor only
$ settle identify:hoster-nl confirmed --reason so  (3)
error: `identify:hoster-nl`: nobody says confirmed: it is failed or done
hint: takedown status --by measure shows what stands against what
$ settle identify:hoster-nl done --reason 'the register says so'  (0)
$ settle identify:hoster-nl failed --reason so  (3)
error: `identify:hoster-nl`: it is not in conflict

"#]]
    );
}

#[test]
fn hold() {
    let said = Play::day().transcript(&[
        ("hold seize:nl-web-1", 2),
        ("hold --reason 'ours is on it'", 2),
        ("hold seize:nl-web-9 --reason 'ours is on it'", 2),
        ("hold seize:nl-web-1 --reason 'ours is on it' --as fr-office", 3),
        ("hold seize:nl-web-1 --reason 'ours is on it' --as eu-coordinator", 0),
        ("hold seize:nl-web-1 --reason 'ours is on it' --as ro-police", 0),
        ("hold seize:nl-web-1 --reason again --as ro-police", 3),
        ("hold seize:nl-web-1 --reason again --as ro-police --if-needed", 0),
        ("hold seize:nl-web-1 suspend:dom-1 --reason again --as ro-police", 3),
        ("hold seize:nl-web-1 suspend:dom-1 --reason again --as ro-police --if-needed", 0),
        ("seize nl-web-1", 3),
        ("retract ro-police.0a1b2c3d:2 --reason 'it was moved' --as be-prosecutor", 3),
        ("retract ro-police.0a1b2c3d:2 --reason 'it was moved'", 0),
        ("retract ro-police.0a1b2c3d:2 --reason again", 3),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ hold seize:nl-web-1  (2)
error: the following required arguments were not provided:
  --reason <TEXT>

Usage: takedown hold --reason <TEXT> --now <TIME> <MEASURE>...

For more information, try '--help'.
$ hold --reason 'ours is on it'  (2)
error: no measure is named
hint: name some: seize:nl-web-1, 'seize:nl-*', or --country, --outlet, --agency, --group, --action
$ hold seize:nl-web-9 --reason 'ours is on it'  (2)
error: the plan has no measure `seize:nl-web-9`
hint: did you mean `seize:nl-web-1`?
$ hold seize:nl-web-1 --reason 'ours is on it' --as fr-office  (3)
error: `fr-office` is no agency of tideline
hint: it has be-prosecutor, eu-coordinator, nl-lab, nl-police, ro-police
$ hold seize:nl-web-1 --reason 'ours is on it' --as eu-coordinator  (0)
$ hold seize:nl-web-1 --reason 'ours is on it' --as ro-police  (0)
$ hold seize:nl-web-1 --reason again --as ro-police  (3)
error: `seize:nl-web-1`: the same agency holds it already
hint: to pass over what is so already: --if-needed
$ hold seize:nl-web-1 --reason again --as ro-police --if-needed  (0)
warning: `seize:nl-web-1@nl-police` is so already: nothing is recorded for it
$ hold seize:nl-web-1 suspend:dom-1 --reason again --as ro-police  (3)
error: `seize:nl-web-1@nl-police, suspend:dom-1@ro-police`: the same agency holds it already
hint: to pass over what is so already: --if-needed
$ hold seize:nl-web-1 suspend:dom-1 --reason again --as ro-police --if-needed  (0)
warning: `seize:nl-web-1@nl-police` is so already: nothing is recorded for it
$ seize nl-web-1  (3)
error: `seize:nl-web-1` may not be done yet: it is held, not cleared
  lawful        be-prosecutor and one other agency have to attest it (The Wire)
  located       nl-police has to attest it
  deconflicted  BE, NL, RO have not answered
  authorised    nl-warrant-1 is not granted (nl-police)
  staffed       nl-police has to attest it
  go            be-prosecutor, on a saved plan approved by 1 other
  hold          a hold stands on it
hint: what is missing, as commands: takedown plan tideline --next seize:nl-web-1
hint: if it has happened all the same: --irregular REASON
$ retract ro-police.0a1b2c3d:2 --reason 'it was moved' --as be-prosecutor  (3)
error: `HASH` may be taken back by ro-police only
$ retract ro-police.0a1b2c3d:2 --reason 'it was moved'  (0)
$ retract ro-police.0a1b2c3d:2 --reason again  (3)
error: `HASH`: it is taken back already
hint: to pass over what is so already: --if-needed

"#]]
    );
}
