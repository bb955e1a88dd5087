//! Every word of the help stands in review.

use snapbox::str;

use crate::support::Play;

#[test]
fn the_long_help_holds_the_table_of_exit_codes() {
    Play::new().run("--help").code(0).says(str![[r#"
Plans and records joint operations against terrorist media outlets

It loads an operation's plan from TOML, says who is ready and what blocks,
guards every change of status, writes each one to a tamper-evident ledger, and
shows where every outlet, country and server stands. It never touches a target:
it sends nothing to any server it names, and looks none of them up.

Usage: takedown [OPTIONS] <COMMAND>

Commands:
  init         Write a commented exercise to begin with: operations/NAME.toml
  check        Check a plan; silent when it is good
  plan         Show what is to be done when, by whom, and what blocks it
  attest       Close gates by one's word: located, deconflicted, collateral,
               staffed; and lawful, of outlets
  instrument   Record what became of legal instruments: issued, received,
               granted, refused, postponed, withdrawn, annulled, discharged
  approve      Approve a saved plan, as an agency other than the lead
  go           Give the go: exactly the measures of a saved plan are cleared,
               all of them or none
  seize        Record that assets were seized: short for `record seize:ASSET`
  record       Record what happened to measures: done, begun, done in part,
               failed, declined
  confirm      Confirm that measures had their effect, as an officer who
               reported none of it
  hold         Stop measures; only the agency that holds them lets go again
  withdraw     Decide that measures will not be done
  reverse      Record that measures were undone: returned, restored, annulled
  reopen       Open measures anew, as their next round
  observe      Record what was seen afterwards: dated, and with its source
  evidence     Keep the chain of custody: what was taken, who verified it, who
               holds it
  settle       End a conflict: say which of the states that agencies wrote
               counts
  retract      Take back entries of one's own agency; both stay in the ledger
  correct      Mend the time, sources or remark of an entry of one's own agency;
               both stay
  note         Write a remark into the ledger
  status       Show where the operation stands
  impact       Show what outlets need to be on air, and what stays up if
               something slips
  rehearse     Play the operation to its end, on a ledger apart and by a clock
               of its own
  log          Show the ledger as history
  verify       Prove that the ledger is intact; silent when it is
  checkpoint   Sign what one's log holds, with the key of the agency
  merge        Take in other copies of this ledger: folders, sticks, clones
  sync         Merge both ways with another copy: a folder, or a git remote
  retire       Close a log of one's own agency, and say which of its branches
               counts
  bundle       Write the record for a court into a folder that verifies without
               takedown
  explain      Explain a word that this program prints: what it says, why it
               matters, how to mend it
  completions  Print completions for a shell
  man          Print a manual page, of the whole or of one command

Options:
  -h, --help
          Print help (see a summary with '-h')

  -V, --version
          Print version

Global options:
  -o, --operation <NAME|PATH>
          Work on this operation: a plan's name or path [default: the only one
          in sight]
          
          NAME is looked up as operations/NAME.toml, operations/NAME/,
          NAME.toml, NAME/.
          
          [env: TAKEDOWN_OPERATION]

      --ledger <DIR>
          Keep the ledger in this folder [default: beside the plan, NAME.ledger]
          
          [env: TAKEDOWN_LEDGER]

      --as <AGENCY>
          Act as this agency of the plan
          
          [env: TAKEDOWN_AGENCY]

      --officer <ID>
          Act as this officer: a pseudonymous id, never a name
          
          [env: TAKEDOWN_OFFICER]

      --format <FORMAT>
          Print the answer as this

          Possible values:
          - table:    Tables for people
          - json:     One JSON object, with its schema
          - csv:      Comma-separated values, RFC 4180
          - markdown: Markdown, for documents
          - html:     One page for a browser that fetches nothing and runs
            nothing
          - jsonl:    The stored lines of the ledger, unaltered
          - github:   Annotations of a GitHub workflow

      --json-into <FILE>
          Write the answer as JSON into this file too

      --color <WHEN>
          Use colour, which only ever repeats a word [default: on a terminal]

          Possible values:
          - auto:   On a terminal
          - always: Also into files and pipes
          - never:  Not at all

  -q, --quiet
          Print the answer and errors, no hints

  -v, --verbose
          Print more: what was accepted, what was counted

      --now <TIME>
          Set the clock, in exercises and history only: a time, or H+5m; entries
          say that it was set
          
          [env: TAKEDOWN_NOW]

A measure is one action on one asset by one agency: seize:nl-web-1@nl-police.
The agency may be left out where that is clear; quote globs. Commands that read
take the operation as their argument, too.

Exit codes:
    0  done
    1  failed: the plan has errors, input or output failed, not recorded, wrong
    ledger
    2  usage: the command line is wrong
    3  refused by a guard, or "no" at a prompt
    4  the ledger is not intact, or it is unknown whether it was recorded
    5  conflict: stale saved plan, lock held, fork, a recording on an unsettled
    conflict
    6  with --exit-code: not ready, not finished, or in conflict; a rehearsal
    that ended otherwise
  130  interrupted
When several apply: 4, 5, 3, 1, 6.

"#]]);
}

#[test]
fn a_bare_call_is_usage() {
    let ran = Play::new().run("").code(2);
    assert_eq!(ran.out(), "");
    assert!(ran.err().contains("Usage: takedown [OPTIONS] <COMMAND>"), "{}", ran.err());
}

/// The whole of the help: each command's own part. Options that stand everywhere are in the first test.
#[test]
fn the_help_of_every_command() {
    let commands = [
        "init",
        "check",
        "plan",
        "attest",
        "instrument",
        "approve",
        "go",
        "seize",
        "record",
        "confirm",
        "hold",
        "withdraw",
        "reverse",
        "reopen",
        "observe",
        "evidence",
        "settle",
        "retract",
        "correct",
        "note",
        "status",
        "impact",
        "rehearse",
        "log",
        "verify",
        "checkpoint",
        "merge",
        "sync",
        "retire",
        "bundle",
        "explain",
        "completions",
        "man",
    ];
    let top = Play::new().run("-h").code(0).out();
    let listed =
        top.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
    let listed: Vec<_> = listed
        .lines()
        .filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')))
        .filter_map(|line| line.split(' ').next())
        .collect();
    assert_eq!(listed, commands, "every command, in the order of the help");
    let nested = ["evidence add", "evidence verify", "evidence move", "evidence list"];
    let text: Vec<_> = commands
        .iter()
        .chain(&nested)
        .map(|command| {
            let help = Play::new().run(&format!("{command} --help")).code(0).out();
            let own = help.split("Global options:").next().unwrap_or_default().trim_end().to_owned();
            format!("== takedown {command}\n{own}\n")
        })
        .collect();
    snapbox::assert_data_eq!(
        text.join("\n"),
        str![[r#"
== takedown init
Write a commented exercise to begin with: operations/NAME.toml

It passes `check --strict`, and its H-hour is the hour that has begun, so it can
be played at once.

Usage: takedown init [OPTIONS] <NAME>

Arguments:
  <NAME>
          The operation's id: a to z, 0 to 9 and -

Options:
      --dry-run
          Say what would be written, and write nothing

  -h, --help
          Print help (see a summary with '-h')

== takedown check
Check a plan; silent when it is good

Every problem is reported in one run, each with its place and what would mend
it. A warning that was weighed is silenced by `accept` on its table, with the
reason; -v lists what was accepted.

Usage: takedown check [OPTIONS] [OPERATION]

Arguments:
  [OPERATION]
          The operation: a name or a path

Options:
      --strict
          Take warnings for errors

  -h, --help
          Print help (see a summary with '-h')

== takedown plan
Show what is to be done when, by whom, and what blocks it

Times are given in UTC and on the clock of the agency that acts. It writes
nothing but the file of --out, which holds the exact set of measures that is put
to the go: the same words give the same bytes.

Usage: takedown plan [OPTIONS] [OPERATION|MEASURE]...

Arguments:
  [OPERATION|MEASURE]...
          The operation: a name or a path; and measures or globs, where only
          some are meant

Options:
      --out <FILE>
          Save the ready measures that wait for the go into this file, for
          others to approve

      --without <MEASURE>
          Leave this measure out of the saved plan, which is approved with it
          left out (repeat)

      --reason <TEXT>
          Why they are left out

      --next
          Print what is still to be said until the measures are cleared, one
          command a line
          
          In an exercise the lines are whole, and run: takedown plan --next |
          sh. In live mode what only a person knows stands as `…`. With --as
          they are that agency's part.

      --exit-code
          Exit with 6 where a measure is neither ready nor past that

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown attest
Close gates by one's word: located, deconflicted, collateral, staffed; and
lawful, of outlets

A word is bound to what it was said of: where the plan changes that later, the
word no longer counts. `takedown retract ENTRY` takes it back. Measures that do
not ask for the gate are refused where they are named, and passed over where a
glob or a selection brings them.

Usage: takedown attest [OPTIONS] --basis <TEXT> <GATE[,GATE]> [MEASURE]...

Arguments:
  <GATE[,GATE]>
          Gates, with commas: located,staffed

  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --basis <TEXT>
          On what it rests

      --until <TIME>
          Until when it counts

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown instrument
Record what became of legal instruments: issued, received, granted, refused,
postponed, withdrawn, annulled, discharged

A grant covers each measure that the plan says it covers, as it is defined just
now: where the plan changes that later, it has to be granted anew.

Usage: takedown instrument [OPTIONS] <ID... STATE> <ID... STATE>...

Arguments:
  <ID... STATE> <ID... STATE>...
          Instruments, by id or glob, and last the state

Options:
      --number <TEXT>
          The number it was granted under

      --valid <FROM/UNTIL>
          From when until when it is valid: FROM/UNTIL, such as H-2h/H+36h

      --document <FILE>
          The document; only its SHA-256 is kept

      --authority <TEXT>
          Who granted it: a court, an office

      --at <TIME>
          When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]

      --reason <TEXT>
          Why

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown approve
Approve a saved plan, as an agency other than the lead

It is bound to the bytes of the file. A file that no longer says what is so is
stale: exit 5, with what differs.

Usage: takedown approve [OPTIONS] <FILE>

Arguments:
  <FILE>
          The saved plan: a file that `takedown plan --out` wrote

Options:
      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown go
Give the go: exactly the measures of a saved plan are cleared, all of them or
none

The lead gives it, for the bytes that others approved. A file that no longer
says what is so is stale: exit 5, with what differs and the command that saves
it anew.

Usage: takedown go [OPTIONS] <FILE>

Arguments:
  <FILE>
          The saved plan: a file that `takedown plan --out` wrote

Options:
  -y, --yes
          Do not ask back

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown seize
Record that assets were seized: short for `record seize:ASSET`

It touches nothing: it writes down what the unit did. No other action has a
short form.

Usage: takedown seize [OPTIONS] [ASSET]...

Arguments:
  [ASSET]...
          Assets: nl-web-1, nl-web-1@nl-police, or globs such as 'nl-*'

Options:
      --begin
          It has begun

      --partial <REMAINDER>
          A part is done; what remains

      --failed <REASON>
          It was tried, without effect; why

      --declined <ANSWER>
          Provider or authority said no; in what words

      --at <TIME>
          When it happened: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339
          [default: now]

      --source <ID>
          Who says so: a source of the plan (repeat)

      --note <TEXT>
          A remark

      --irregular <REASON>
          Record it although a guard forbids it, and why it happened so

      --file <FILE>
          A file that was taken (repeat); its SHA-256 is kept, the file stays
          where it is

      --serial <TEXT>
          The serial number of a thing that was taken

      --seal <TEXT>
          The seal of that thing

      --exhibit <N>
          The unit's own exhibit number; of several files the first of a row

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown record
Record what happened to measures: done, begun, done in part, failed, declined

Facts are never refused: what happened against the rules is recorded with
--irregular and its reason, for good and in red. A command is judged whole:
where one measure is refused, nothing is written.

Usage: takedown record [OPTIONS] [MEASURE]...

Arguments:
  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --begin
          It has begun

      --partial <REMAINDER>
          A part is done; what remains

      --failed <REASON>
          It was tried, without effect; why

      --declined <ANSWER>
          Provider or authority said no; in what words

      --at <TIME>
          When it happened: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339
          [default: now]

      --source <ID>
          Who says so: a source of the plan (repeat)

      --note <TEXT>
          A remark

      --irregular <REASON>
          Record it although a guard forbids it, and why it happened so

      --file <FILE>
          A file that was taken (repeat); its SHA-256 is kept, the file stays
          where it is

      --serial <TEXT>
          The serial number of a thing that was taken

      --seal <TEXT>
          The seal of that thing

      --exhibit <N>
          The unit's own exhibit number; of several files the first of a row

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown confirm
Confirm that measures had their effect, as an officer who reported none of it

What a confirmation has to say goes by the action: a domain is seen from
outside, a block from inside the country, an unreachable server from two
countries, a preservation says until when.

Usage: takedown confirm [OPTIONS] --basis <TEXT> [MEASURE]...

Arguments:
  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --basis <TEXT>
          How it was checked

      --seen-from <CC>
          From which country it was seen (repeat)

      --until <TIME>
          Until when a custodian keeps the data

      --at <TIME>
          When it was checked [default: now]

      --note <TEXT>
          A remark

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown hold
Stop measures; only the agency that holds them lets go again

Any participating agency may, at any time. `takedown retract ENTRY` lifts it.

Usage: takedown hold [OPTIONS] --reason <TEXT> [MEASURE]...

Arguments:
  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --reason <TEXT>
          Why

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown withdraw
Decide that measures will not be done

Usage: takedown withdraw [OPTIONS] --reason <TEXT> [MEASURE]...

Arguments:
  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --reason <TEXT>
          Why

  -y, --yes
          Do not ask back

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown reverse
Record that measures were undone: returned, restored, annulled

Usage: takedown reverse [OPTIONS] --restored <TEXT> --reason <TEXT> [MEASURE]...

Arguments:
  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --restored <TEXT>
          What was restored

      --reason <TEXT>
          Why

      --reference <TEXT>
          The reference of the court or authority; without one it is irregular

      --at <TIME>
          When it was [default: now]

      --note <TEXT>
          A remark

      --irregular <REASON>
          Record it although a guard forbids it, and why it happened so

  -y, --yes
          Do not ask back

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown reopen
Open measures anew, as their next round

Usage: takedown reopen [OPTIONS] --reason <TEXT> [MEASURE]...

Arguments:
  [MEASURE]...
          Measures: seize:nl-web-1, seize:nl-web-1@nl-police, or globs such as
          'seize:nl-*'

Options:
      --reason <TEXT>
          Why

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown observe
Record what was seen afterwards: dated, and with its source

`lapsed` is said of a measure: its effect is gone on the same asset. The rest is
said of measures, assets or outlets.

Usage: takedown observe [OPTIONS] --source <ID> <KIND> <MEASURE|ASSET|OUTLET>

Arguments:
  <KIND>
          What was seen
          
          [possible values: up, down, unknown, relocated, survived, resurfaced,
          lapsed]

  <MEASURE|ASSET|OUTLET>
          Of which measure, asset or outlet

Options:
      --source <ID>
          Who says so: a source of the plan (repeat)

      --at <TIME>
          When it was: also a day, START/END or ../END [default: now]

      --seen-from <CC>
          From which country it was seen (repeat)

      --asset <ASSET>
          The new asset: where it moved, survived or came back

      --tlp <LEVEL>
          How far it may travel, where that is less far than what it is about:
          RED, AMBER+STRICT, AMBER, GREEN or CLEAR

      --handling <CODE>
          Its handling codes beside those of what it is about: H0, H1, H2 or H3
          (repeat)

      --note <TEXT>
          A remark

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown evidence
Keep the chain of custody: what was taken, who verified it, who holds it

An item is a file, known by its SHA-256, or a thing, known by its serial and its
seal. It is referred to by its entry, or by its exhibit number where only one
item has that.

Usage: takedown evidence [OPTIONS] <COMMAND>

Commands:
  add     Record items that measures took: files, or one thing
  verify  Verify items, as another officer than the one before: hash the file
          again, or read the seal
  move    Move an item on: preserved, transferred, returned, disposed
  list    List the items: who holds them, are they verified; the table of
          `status --by evidence`

Options:
  -h, --help
          Print help (see a summary with '-h')

== takedown settle
End a conflict: say which of the states that agencies wrote counts

The lead does. Both reports stay in the ledger.

Usage: takedown settle [OPTIONS] --reason <TEXT> <MEASURE> <STATE>

Arguments:
  <MEASURE>
          The measure

  <STATE>
          The state that counts: one of those that stand against each other

Options:
      --reason <TEXT>
          Why

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown retract
Take back entries of one's own agency; both stay in the ledger

Usage: takedown retract [OPTIONS] --reason <TEXT> <ENTRY>...

Arguments:
  <ENTRY>...
          Entries: 8 or more digits of a hash, or LOG:SEQ

Options:
      --reason <TEXT>
          Why

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown correct
Mend the time, sources or remark of an entry of one's own agency; both stay

Usage: takedown correct [OPTIONS] --reason <TEXT> <--at <TIME>|--source <ID>|--note <TEXT>> <ENTRY>

Arguments:
  <ENTRY>
          The entry: 8 or more digits of its hash, or LOG:SEQ

Options:
      --at <TIME>
          The right time

      --source <ID>
          The right sources (repeat)

      --note <TEXT>
          The right remark

      --reason <TEXT>
          Why

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown note
Write a remark into the ledger

Usage: takedown note [OPTIONS] <TEXT>

Arguments:
  <TEXT>
          The remark

Options:
      --about <THING>
          What it is about: a measure, asset, outlet or entry (repeat)

      --at <TIME>
          When that was: also a day, START/END or ../END

      --source <ID>
          Who says so: a source of the plan (repeat)

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown status
Show where the operation stands

Usage: takedown status [OPTIONS] [OPERATION|MEASURE]...

Arguments:
  [OPERATION|MEASURE]...
          The operation: a name or a path; and measures or globs, where only
          some are meant

Options:
      --by <WHAT>
          One row for each of these

          Possible values:
          - outlet:     Media outlets: are they on air
          - country:    Countries: who did what on whose soil, and who says so
          - agency:     Agencies: what is theirs
          - measure:    Measures: how each stands
          - asset:      Assets: what outlets run on
          - instrument: Legal instruments: granted or not, until when, which
            clocks run
          - evidence:   Items of evidence: who holds them, are they verified
          
          [default: outlet]

      --as-of <TIME>
          As the ledger was at that time

      --exit-code
          Exit with 6 where it is not finished: measures to be done or
          confirmed, conflicts, claims without an entry

      --watch
          Draw it anew every few seconds, until it is interrupted

  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown impact
Show what outlets need to be on air, and what stays up if something slips

Arithmetic on what the plan says an outlet needs (its services) and on what the
ledger settled. It names what the plan cannot take off air, what stays up if a
measure, an instrument or a whole country slips, and when it is down at the
latest. Mirrors that the plan does not list are not counted.

Usage: takedown impact [OPTIONS] [OPERATION]

Arguments:
  [OPERATION]
          The operation: a name or a path

Options:
      --outlet <OUTLET>
          Only these outlets

      --size <N>
          Look for sets of up to so many measures, 1 to 4
          
          [default: 2]

      --enough
          Show the other side, too: the smallest sets of measures that are
          enough to take it off air

      --after
          Say how big the hole is by what was observed: what nobody saw is
          counted as up, then as down

      --assume <WHAT=HOW>
          Take this as given: INSTRUMENT=refused, MEASURE=failed,
          COUNTRY=failed, or late:6h of any (repeat)

  -h, --help
          Print help (see a summary with '-h')

== takedown rehearse
Play the operation to its end, on a ledger apart and by a clock of its own

Every agency says what `plan --next` would ask of it, the lead gives the go,
each measure begins at its time, takes its usual time and is checked by another
officer. Nothing of it stands in the operation's ledger. Exit code 6 where it
did not end as the plan means it.

Usage: takedown rehearse [OPTIONS] [OPERATION]

Arguments:
  [OPERATION]
          The operation: a name or a path

Options:
      --inject <NAME|FILE>
          What goes wrong: an inject of the plan, or a file of them (repeat)

      --to <DIR>
          Keep the rehearsal's ledger in this folder: status, log and others
          read it with --ledger

      --runs <N>
          Rehearse so often: durations are drawn, and of what the plan can
          suffer one thing at a time

      --seed <S>
          What is drawn from: the same seed gives the same rehearsal
          
          [default: 1]

  -h, --help
          Print help (see a summary with '-h')

== takedown log
Show the ledger as history

With --format json one object a line; with --format jsonl the stored lines,
unaltered, in the order of the ledger.

Usage: takedown log [OPTIONS] [OPERATION|MEASURE]...

Arguments:
  [OPERATION|MEASURE]...
          The operation: a name or a path; and measures or globs, where only
          some are meant

Options:
  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

== takedown verify
Prove that the ledger is intact; silent when it is

First the bytes: hashes, chains, what each log saw of the others. Then the
meaning: every entry is judged again. Facts against the rules are no findings;
-v lists them. The folder of a bundle is verified by itself.

Usage: takedown verify [OPTIONS] [OPERATION]

Arguments:
  [OPERATION]
          The operation: a name or a path; or the folder of a bundle

Options:
      --expect-head <LOG:SEQ:HASH>
          An entry that has to be there, as a notebook or a partner has it
          (repeat)

  -h, --help
          Print help (see a summary with '-h')

== takedown checkpoint
Sign what one's log holds, with the key of the agency

Every command that records signs by itself where a key is named, `TAKEDOWN_KEY`
or `key` in the configuration. This signs what was recorded without it. The
signature is kept in the log: whoever reads it can tell that the lines before
were written by somebody who holds the key. `ssh-keygen` signs, so keys may sit
in an agent or on a token.

Usage: takedown checkpoint [OPTIONS]

Options:
  -h, --help
          Print help (see a summary with '-h')

== takedown merge
Take in other copies of this ledger: folders, sticks, clones

Every log has one writer, so copies only ever lack lines: the longer one is
taken. Where two copies differ the log was written from two places, and every
branch is kept. Merging again, or in another order, gives the same files.

Usage: takedown merge [OPTIONS] <PATH>...

Arguments:
  <PATH>...
          Copies: a ledger's folder, or a folder that holds it

Options:
  -h, --help
          Print help (see a summary with '-h')

== takedown sync
Merge both ways with another copy: a folder, or a git remote

REMOTE is a folder that is or holds a copy of the ledger, the name of a remote
of the git work tree that the ledger lies in, or the address of a repository. Of
a work tree the ledger's folder is committed, joined with what the remote has,
and pushed; other files merge as git merges them, and files that were changed
and not committed are not touched. With --follow it goes on until it is
interrupted: Ctrl-C ends it as it ends any program, which shells show as 130.

Usage: takedown sync [OPTIONS] <REMOTE>

Arguments:
  <REMOTE>
          A folder, the name of a git remote, or the address of a repository

Options:
      --follow[=<SPAN>]
          Keep going until interrupted, once in so long [default: 30s]

  -h, --help
          Print help (see a summary with '-h')

== takedown retire
Close a log of one's own agency, and say which of its branches counts

After a restored backup or a copied machine a log can have branches: two
histories under one name. Its agency says which one it stands by; the others
stay in their files and count for nothing. A log without branches is closed the
same way, when a machine is lost. Whoever closes his own log goes on in a new
one.

Usage: takedown retire [OPTIONS] --reason <TEXT> <BRANCH>

Arguments:
  <BRANCH>
          The branch to stand by, as `verify` and `merge` name it, or a whole
          log

Options:
      --reason <TEXT>
          Why; every bundle shows it, so it names no target

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown bundle
Write the record for a court into a folder that verifies without takedown

It holds the logs, the plans that they cite, the signatures, a register of
evidence, a page that explains it, and two programs that verify it with stock
tools. --for, --tlp, --handling and --only cut it: an entry is shown only if
everything that it is about may be, else its digest stands for it, and the chain
still holds. What was handed to whom is recorded.

Usage: takedown bundle [OPTIONS] --to <TEXT> <DIR> [OPERATION]

Arguments:
  <DIR>
          The folder to write; it must not be there yet

  [OPERATION]
          The operation: a name or a path

Options:
      --to <TEXT>
          To whom it is handed: a court and its case number, an agency

      --for <AGENCY>
          Only what that agency wrote, and what concerns its measures and
          instruments

      --tlp <LEVEL>
          Only what may travel so far: RED, AMBER+STRICT, AMBER, GREEN or CLEAR

      --handling <CODE>
          Only what carries no other handling code than these: H0, H1, H2 or H3
          (repeat)

      --only <ASSET>
          Only what concerns these assets and inventories (repeat)

      --leave <REFERENCE>
          The reference of the leave to hand over H1 or H2 material

      --note <TEXT>
          A remark, recorded with the disclosure

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown explain
Explain a word that this program prints: what it says, why it matters, how to
mend it

The words are the diagnostics of `check`, the findings and remarks of `verify`,
the guards that a fact can break, and the gates that keep a measure from being
ready.

Usage: takedown explain [OPTIONS] [CODE]

Arguments:
  [CODE]
          The word, as it was printed [default: list them all]

Options:
  -h, --help
          Print help (see a summary with '-h')

== takedown completions
Print completions for a shell

For bash: takedown completions bash >
~/.local/share/bash-completion/completions/takedown

Usage: takedown completions [OPTIONS] <SHELL>

Arguments:
  <SHELL>
          The shell
          
          [possible values: bash, elvish, fish, powershell, zsh]

Options:
  -h, --help
          Print help (see a summary with '-h')

== takedown man
Print a manual page, of the whole or of one command

To read it: takedown man record | man -l -

Usage: takedown man [OPTIONS] [COMMAND]

Arguments:
  [COMMAND]
          The command [default: the whole]

Options:
  -h, --help
          Print help (see a summary with '-h')

== takedown evidence add
Record items that measures took: files, or one thing

Usage: takedown evidence add [OPTIONS] <MEASURE>...

Arguments:
  <MEASURE>...
          The measures that the items serve

Options:
      --file <FILE>
          A file that was taken (repeat); its SHA-256 is kept, the file stays
          where it is

      --serial <TEXT>
          The serial number of a thing that was taken

      --seal <TEXT>
          The seal of that thing

      --exhibit <N>
          The unit's own exhibit number; of several files the first of a row

      --at <TIME>
          When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]

      --tlp <LEVEL>
          How far it may travel, where that is less far than what it is about:
          RED, AMBER+STRICT, AMBER, GREEN or CLEAR

      --handling <CODE>
          Its handling codes beside those of what it is about: H0, H1, H2 or H3
          (repeat)

      --note <TEXT>
          A remark

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown evidence verify
Verify items, as another officer than the one before: hash the file again, or
read the seal

What does not match is recorded as what it is, integrity-failed, and the command
has done what it should: exit 0. Of several items the files and the seals are
given in the order of the items.

Usage: takedown evidence verify [OPTIONS] <ITEM>...

Arguments:
  <ITEM>...
          The items: their entries, or their exhibit numbers

Options:
      --file <FILE>
          The file, to be hashed again; one for each item that is a file

      --seal <TEXT>
          The seal, as it is read; one for each item that is a thing

      --note <TEXT>
          Why a file has no second hash: a live acquisition

      --at <TIME>
          When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown evidence move
Move an item on: preserved, transferred, returned, disposed

Only the agency that holds it does. Across a border it needs a granted
instrument whose scope says so; a copy that crossed without one is a fact:
--irregular REASON.

Usage: takedown evidence move [OPTIONS] <ITEM> <STATE>

Arguments:
  <ITEM>
          The item: its entry, or its exhibit number

  <STATE>
          Its new state

Options:
      --to <AGENCY>
          transferred: to which agency

      --reason <TEXT>
          transferred: why

      --file <FILE>
          The file, to be hashed again

      --seal <TEXT>
          The seal, as it is read

      --where <TEXT>
          preserved: where it is kept

      --reference <TEXT>
          returned, disposed: the reference of the order

      --at <TIME>
          When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]

      --irregular <REASON>
          Record it although a guard forbids it, and why it happened so

      --dry-run
          Judge and print all of it, but write nothing

      --if-needed
          Leave out what is so already, instead of refusing

  -h, --help
          Print help (see a summary with '-h')

== takedown evidence list
List the items: who holds them, are they verified; the table of `status --by
evidence`

Usage: takedown evidence list [OPTIONS] [OPERATION|MEASURE]...

Arguments:
  [OPERATION|MEASURE]...
          The operation: a name or a path; and measures or globs, where only
          some are meant

Options:
  -h, --help
          Print help (see a summary with '-h')

Selection:
      --country <CC>
          Only measures that count in these countries, `unknown` for those in
          none

      --outlet <OUTLET>
          Only measures against these outlets

      --agency <AGENCY>
          Only measures of these agencies

      --group <GROUP>
          Only measures of these groups

      --action <ACTION>
          Only measures with these actions

"#]]
    );
}

#[test]
fn completions_and_man_pages_are_made() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(Play::new().run(&format!("completions {shell}")).code(0).out().contains("takedown"));
    }
    assert!(Play::new().run("man").code(0).out().contains(".TH takedown"));
    assert!(Play::new().run("man record").code(0).out().contains("irregular"));
    Play::new().run("man rekord").code(2).remarks(str![[r#"
error: there is no command `rekord`
hint: did you mean `record`?

"#]]);
}
