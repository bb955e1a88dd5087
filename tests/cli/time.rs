//! Times: what `--at` takes and what it refuses, clock changes, the clock that is set, and an H-hour that slips.
//!
//! This file is long because what is refused stands in it as it is read.

use snapbox::str;

use crate::plan_text::agency;
use crate::support::{Play, TIDELINE};

const IDENTIFY: &str = "record identify:hoster-nl --dry-run --at";

/// The line of a receipt that echoes the time.
fn echoed(play: &Play, time: &str) -> String {
    let out = play.run(&format!("{IDENTIFY} '{time}'")).code(0).out();
    out.lines().find_map(|line| line.strip_prefix("at ")).expect("the time is echoed").trim().to_owned()
}

#[test]
fn every_form_is_taken_and_echoed_in_utc_and_there() {
    let play = Play::tideline();
    for (time, echo) in [
        ("2027-03-09T06:03:00+01:00", "9 Mar 2027 05:03 UTC, 06:03 CET in Amsterdam, H+3m"),
        ("2027-03-09T06:03+01:00", "9 Mar 2027 05:03 UTC, 06:03 CET in Amsterdam, H+3m"),
        ("2027-03-09T05:03:07Z", "9 Mar 2027 05:03:07 UTC, 06:03:07 CET in Amsterdam, H+3m7s"),
        ("-5m", "9 Mar 2027 05:00 UTC, 06:00 CET in Amsterdam, H"),
        ("-1m30s", "9 Mar 2027 05:03:30 UTC, 06:03:30 CET in Amsterdam, H+3m30s"),
        ("H", "9 Mar 2027 05:00 UTC, 06:00 CET in Amsterdam, H"),
        ("H+5m", "9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m"),
        ("06:03 Europe/Amsterdam", "9 Mar 2027 05:03 UTC, 06:03 CET in Amsterdam, H+3m"),
        // Told on another clock it is the same time, and nothing is odd about it.
        ("07:03 Europe/Bucharest", "9 Mar 2027 05:03 UTC, 06:03 CET in Amsterdam, H+3m"),
    ] {
        assert_eq!(echoed(&play, time), echo, "{time}");
    }
}

#[test]
fn what_is_not_clear_is_refused_with_what_to_write() {
    let play = Play::tideline();
    let said = play.transcript(&[
        (&format!("{IDENTIFY} 06:03"), 2),
        (&format!("{IDENTIFY} 06:03 --as ro-police"), 2),
        (&format!("{IDENTIFY} 2027-03-09T06:03:00"), 2),
        (&format!("{IDENTIFY} soon"), 2),
        (&format!("{IDENTIFY} '06:03 Europe/Bukarest'"), 2),
        (&format!("{IDENTIFY} 2027-03-09T06:03:60+01:00"), 2),
        (&format!("{IDENTIFY} 2027-03-09"), 2),
        (&format!("{IDENTIFY} 2027-03-08/2027-03-09"), 2),
        (&format!("{IDENTIFY} H+5m/H+6m"), 2),
        (&format!("{IDENTIFY} H+6m"), 3),
        (&format!("{IDENTIFY} '08:00 Europe/Amsterdam'"), 3),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ record identify:hoster-nl --dry-run --at 06:03  (2)
error: `06:03` does not say on whose clock
hint: say it: "06:03 Europe/Amsterdam", or H+5m, -5m, or with an offset from UTC
$ record identify:hoster-nl --dry-run --at 06:03 --as ro-police  (2)
error: `06:03` does not say on whose clock
hint: say it: "06:03 Europe/Bucharest", or H+5m, -5m, or with an offset from UTC
$ record identify:hoster-nl --dry-run --at 2027-03-09T06:03:00  (2)
error: `2027-03-09T06:03:00` does not say on whose clock
hint: say it: "06:03:00 Europe/Amsterdam", or H+5m, -5m, or with an offset from UTC
$ record identify:hoster-nl --dry-run --at soon  (2)
error: `soon` is no time
hint: times are written 2027-03-09T07:20:00+02:00, "07:20 Europe/Bucharest" (today), -5m or H+5m
$ record identify:hoster-nl --dry-run --at '06:03 Europe/Bukarest'  (2)
error: `Europe/Bukarest` is no time zone: write it as Europe/Bucharest
$ record identify:hoster-nl --dry-run --at 2027-03-09T06:03:60+01:00  (2)
error: `2027-03-09T06:03:60+01:00` is no time
hint: times are written 2027-03-09T07:20:00+02:00, "07:20 Europe/Bucharest" (today), -5m or H+5m
$ record identify:hoster-nl --dry-run --at 2027-03-09  (2)
error: `2027-03-09` is no point in time, and nothing wider will do here
$ record identify:hoster-nl --dry-run --at 2027-03-08/2027-03-09  (2)
error: `2027-03-08/2027-03-09` is no point in time, and nothing wider will do here
$ record identify:hoster-nl --dry-run --at H+5m/H+6m  (2)
error: `H+5m/H+6m` is no point in time, and nothing wider will do here
$ record identify:hoster-nl --dry-run --at H+6m  (3)
error: `identify:hoster-nl`: it lies in the future
hint: facts lie in the past: --at says when it happened
$ record identify:hoster-nl --dry-run --at '08:00 Europe/Amsterdam'  (3)
error: `identify:hoster-nl`: it lies in the future
hint: facts lie in the past: --at says when it happened

"#]]
    );
}

#[test]
fn the_agency_that_speaks_is_told_how_on_its_own_clock_everywhere() {
    let play = Play::tideline();
    for line in [
        "record suspend:dom-1 --irregular early --at 07:03",
        "instrument nl-warrant-1 issued --as ro-police --at 07:03",
        "observe up dom-1 --source s1 --as ro-police --at 07:03",
        "note seen --as ro-police --at 07:03",
        "confirm suspend:dom-1 --basis seen --as ro-police --at 07:03",
        "attest located suspend:dom-1 --basis seen --until 07:03",
        "evidence add seize:nl-web-1 --serial 1 --seal 2 --as ro-police --at 07:03",
        "status --as ro-police --as-of 07:03",
    ] {
        let said = play.run(line).code(2).err();
        assert!(said.contains("\"07:03 Europe/Bucharest\""), "{line}\n{said}");
    }
    // Who says nothing of himself reads in UTC.
    assert!(play.run("status --as-of 07:03").code(2).err().contains("\"07:03 UTC\""));
}

#[test]
fn an_offset_of_elsewhere_is_warned_about_everywhere() {
    let warned = |play: &Play, line: &str, agency: &str, there: &str| {
        let said = play.run(line).code(0).err();
        let warning = format!("is not told on the clock of {agency}: there it is {there}");
        assert!(said.contains(&warning), "{line}\n{said}");
        assert_eq!(said.matches("warning: ").count(), 1, "{line}\n{said}");
    };
    let play = Play::tideline();
    let at = "2027-03-09T07:03:00+02:00";
    warned(&play, &format!("record identify:hoster-nl --at {at}"), "nl-police", "06:03 CET");
    warned(&play, &format!("note seen --as nl-police --at {at}"), "nl-police", "06:03 CET");
    warned(
        &play,
        &format!("observe up dom-1 --source s1 --as nl-police --at {at}"),
        "nl-police",
        "06:03 CET",
    );
    warned(&play, &format!("instrument nl-warrant-1 issued --at {at}"), "nl-police", "06:03 CET");
    let line = "confirm identify:hoster-nl --basis 'second source' --as be-prosecutor --at";
    warned(&play, &format!("{line} {at} --dry-run"), "be-prosecutor", "06:03 CET");
    let taken = "evidence add seize:nl-web-1 --serial 1 --seal 2 --exhibit N-1 --at";
    warned(&play, &format!("{taken} {at}"), "nl-police", "06:03 CET");
    warned(
        &play,
        &format!("evidence verify N-1 --seal 2 --as be-prosecutor --at {at}"),
        "be-prosecutor",
        "06:03 CET",
    );
    let kept = "evidence move N-1 preserved --where 'room 2' --as nl-police --at";
    warned(&play, &format!("{kept} {at}"), "nl-police", "06:03 CET");
    let until = "attest located suspend:dom-1 --basis seen --until 2027-03-09T12:00:00+01:00";
    warned(&play, until, "ro-police", "13:00 EET");
    // Its own clock, and UTC, need no warning; and one warning does for many measures.
    for fine in ["2027-03-09T06:03:00+01:00", "2027-03-09T05:03:00Z"] {
        assert_eq!(play.run(&format!("note seen --as nl-police --at {fine}")).code(0).err(), "");
    }
    let many = "reverse seize:nl-web-1 identify:hoster-nl --restored all --reason no --dry-run --at";
    let said = play.run(&format!("{many} {at}")).code(3).err();
    assert_eq!(said.matches("is not told on the clock").count(), 1, "{said}");
}

#[test]
fn a_day_or_a_span_will_do_for_what_is_seen_and_remarked() {
    let play = Play::tideline();
    for time in ["2027-03-08", "2027-03-07/2027-03-08", "../2027-03-08", "H-2h/H", "../H"] {
        play.run(&format!("note 'what was said' --at {time}")).code(0);
        play.run(&format!("observe up dom-1 --source s1 --at {time}")).code(0);
    }
    let said = play.transcript(&[
        ("note 'what was said' --at 2027-03-08/2027-03-07", 2),
        ("note 'what was said' --at 2027-03-08/H", 2),
        ("observe up dom-1 --source s1 --at 2027-03-10", 3),
        ("observe lapsed suspend:dom-1 --source s1 --at 2027-03-08", 2),
        ("instrument nl-warrant-1 issued --at 2027-03-08", 2),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ note 'what was said' --at 2027-03-08/2027-03-07  (2)
error: `2027-03-08/2027-03-07` is no span: both ends are days or both are instants, and the end is not before the start
$ note 'what was said' --at 2027-03-08/H  (2)
error: `2027-03-08/H` is no span: both ends are days or both are instants, and the end is not before the start
$ observe up dom-1 --source s1 --at 2027-03-10  (3)
error: `asset:dom-1`: it lies in the future
hint: facts lie in the past: --at says when it happened
$ observe lapsed suspend:dom-1 --source s1 --at 2027-03-08  (2)
error: `2027-03-08` is no point in time, and nothing wider will do here
$ instrument nl-warrant-1 issued --at 2027-03-08  (2)
error: `2027-03-08` is no point in time, and nothing wider will do here

"#]]
    );
}

#[test]
fn a_local_time_in_a_clock_change_is_refused_with_both_readings() {
    let later = TIDELINE.replace("2027-03-09T06:00:00+01:00", "2027-03-27T06:00:00+01:00");
    let play = Play::new().file("operations/tideline.toml", &later).with("TAKEDOWN_NOW", "");
    let said = play.transcript(&[
        ("--now 2027-03-28T10:00Z record identify:hoster-nl --at '02:30 Europe/Amsterdam' --dry-run", 2),
        ("--now 2027-03-28T10:00Z record identify:hoster-nl --at '03:30 Europe/Bucharest' --dry-run", 2),
        ("--now 2027-10-31T10:00Z record identify:hoster-nl --at '02:30 Europe/Amsterdam' --dry-run", 2),
        ("--now 2027-10-31T10:00Z record identify:hoster-nl --at '03:30 Europe/Bucharest' --dry-run", 2),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ --now 2027-03-28T10:00Z record identify:hoster-nl --at '02:30 Europe/Amsterdam' --dry-run  (2)
error: there was no `02:30 Europe/Amsterdam`, for the clocks were set forward: it is 2027-03-28T02:30:00+01:00 or 2027-03-28T02:30:00+02:00
hint: say it: 2027-03-28T02:30:00+01:00 or 2027-03-28T02:30:00+02:00
$ --now 2027-03-28T10:00Z record identify:hoster-nl --at '03:30 Europe/Bucharest' --dry-run  (2)
error: there was no `03:30 Europe/Bucharest`, for the clocks were set forward: it is 2027-03-28T03:30:00+02:00 or 2027-03-28T03:30:00+03:00
hint: say it: 2027-03-28T03:30:00+02:00 or 2027-03-28T03:30:00+03:00
$ --now 2027-10-31T10:00Z record identify:hoster-nl --at '02:30 Europe/Amsterdam' --dry-run  (2)
error: `02:30 Europe/Amsterdam` came twice, for the clocks were set back: it is 2027-10-31T02:30:00+02:00 or 2027-10-31T02:30:00+01:00
hint: say it: 2027-10-31T02:30:00+02:00 or 2027-10-31T02:30:00+01:00
$ --now 2027-10-31T10:00Z record identify:hoster-nl --at '03:30 Europe/Bucharest' --dry-run  (2)
error: `03:30 Europe/Bucharest` came twice, for the clocks were set back: it is 2027-10-31T03:30:00+03:00 or 2027-10-31T03:30:00+02:00
hint: say it: 2027-10-31T03:30:00+03:00 or 2027-10-31T03:30:00+02:00

"#]]
    );
    // What is beside the change is clear, and so is each reading.
    for (now, time) in [
        ("2027-03-28T10:00Z", "'01:59 Europe/Amsterdam'"),
        ("2027-03-28T10:00Z", "'03:00 Europe/Amsterdam'"),
        ("2027-03-28T10:00Z", "2027-03-28T02:30:00+01:00"),
        ("2027-10-31T10:00Z", "'01:59 Europe/Amsterdam'"),
        ("2027-10-31T10:00Z", "'03:00 Europe/Amsterdam'"),
    ] {
        // Long after its window it is irregular; that it is read is what counts.
        let line = format!("--now {now} {IDENTIFY} {time} --irregular late");
        play.run(&line).code(0);
    }
}

#[test]
fn the_clock_is_set_in_exercises_and_history_and_entries_say_so() {
    let play = Play::tideline().with("TAKEDOWN_NOW", "").done("record identify:hoster-nl --now H+7m");
    assert!(play.run("log --format jsonl").out().contains("\"t\":\"2027-03-09T05:07:00.000Z\""));
    assert!(play.run("log --format jsonl").out().contains("\"now\":true"));
    assert!(play.run("status --now H+2h").code(0).out().contains("2 hours ago"));
    assert!(play.run("status --now 2027-03-09T03:00Z").code(0).out().contains("in 2 hours"));
    let said = play.transcript(&[
        ("status --now 07:03", 2),
        ("status --now yesterday", 2),
        ("note seen --now 2027-03-08", 2),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ status --now 07:03  (2)
error: `07:03` does not say on whose clock
hint: say it: "07:03 UTC", or H+5m, -5m, or with an offset from UTC
$ status --now yesterday  (2)
error: `yesterday` is no time
hint: times are written 2027-03-09T07:20:00+02:00, "07:20 Europe/Bucharest" (today), -5m or H+5m
$ note seen --now 2027-03-08  (2)
error: `2027-03-08` is no time
hint: times are written 2027-03-09T07:20:00+02:00, "07:20 Europe/Bucharest" (today), -5m or H+5m

"#]]
    );
    let live = Play::live().with("TAKEDOWN_NOW", "");
    let said = live.transcript(&[
        ("status --now H+5m", 3),
        ("plan --now 2027-03-09T05:05:00Z", 3),
        ("note seen --now H+5m --as nl-police --officer nl-7", 3),
    ]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ status --now H+5m  (3)
error: the clock of a live operation cannot be set
hint: leave out --now and TAKEDOWN_NOW; --at says when it happened
$ plan --now 2027-03-09T05:05:00Z  (3)
error: the clock of a live operation cannot be set
hint: leave out --now and TAKEDOWN_NOW; --at says when it happened
$ note seen --now H+5m --as nl-police --officer nl-7  (3)
error: the clock of a live operation cannot be set
hint: leave out --now and TAKEDOWN_NOW; --at says when it happened

"#]]
    );
}

#[test]
fn a_status_is_shown_as_the_ledger_was() {
    let play = Play::tideline().done("record identify:hoster-nl --now H+1m");
    let play = play.done("confirm identify:hoster-nl --basis 'second source' --now H+3m");
    let row = |time: &str| {
        let out = play.run(&format!("status --by measure --as-of {time}")).code(0).out();
        let row = out.lines().find(|line| line.starts_with("identify")).expect("its row").to_owned();
        row.split_whitespace().skip(3).take(2).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row("H"), "ready");
    assert_eq!(row("H+1m"), "identified 9");
    assert_eq!(row("'06:02 Europe/Amsterdam'"), "identified 9");
    assert_eq!(row("-2m"), "identified, confirmed");
    assert_eq!(row("2027-03-08"), "ready");
    assert_eq!(row("2027-03-09"), "identified, confirmed");
    let said = play.transcript(&[("status --as-of 06:02", 2), ("status --as-of then", 2)]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ status --as-of 06:02  (2)
error: `06:02` does not say on whose clock
hint: say it: "06:02 UTC", or H+5m, -5m, or with an offset from UTC
$ status --as-of then  (2)
error: `then` is no time
hint: times are written 2027-03-09T07:20:00+02:00, "07:20 Europe/Bucharest" (today), -5m or H+5m

"#]]
    );
}

/// The words of the exercise are said, what is ready is saved and approved.
fn approved() -> Play {
    Play::tideline()
        .done("attest lawful wire --basis 'the designation stands'")
        .done("attest lawful wire --basis 'it was read' --as nl-police")
        .done("attest deconflicted '*:*' --basis 'asked around' --as be-prosecutor")
        .done("attest deconflicted '*:*' --basis 'asked around' --as nl-police")
        .done("attest deconflicted '*:*' --basis 'asked around' --as ro-police")
        .done("attest located,staffed seize:nl-web-1 --basis seen --as nl-police")
        .done("attest located suspend:dom-1 --basis seen --as ro-police")
        .done("attest collateral suspend:dom-1 --basis 'nobody else' --as be-prosecutor")
        .done("instrument nl-warrant-1 granted --number 7 --valid H-2h/H+40h")
        .done("plan --out day.json")
        .done("approve day.json --as nl-police")
}

#[test]
fn an_h_hour_that_slips_voids_approvals_and_no_answer() {
    let slipped = TIDELINE.replace("2027-03-09T06:00:00+01:00", "2027-03-09T07:00:00+01:00");
    let play = approved().file("operations/tideline.toml", &slipped);
    let said = play.transcript(&[("go day.json --yes", 5), ("approve day.json --as ro-police", 5)]);
    snapbox::assert_data_eq!(
        said,
        str![[r#"
$ go day.json --yes  (5)
error: the saved plan HASH no longer says what is so
  seize:nl-web-1  the plan changed its start, window
  suspend:dom-1   the plan changed its start, window
hint: save it anew, and have that approved: takedown plan --out FILE
$ approve day.json --as ro-police  (5)
error: the saved plan HASH no longer says what is so
  seize:nl-web-1  the plan changed its start, window
  suspend:dom-1   the plan changed its start, window
hint: save it anew, and have that approved: takedown plan --out FILE

"#]]
    );
    // What the countries answered stands: all of it is ready, and can be saved and approved anew.
    play.run("plan").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 07:00 CET, 06:00 UTC, in 55 minutes. Led by be-prosecutor
(BE). Plan HASH.
3 of 3 measures ready, 14 entries

WHEN  UTC    THERE      MEASURE             BY         STATE
H     06:00  07:00 CET  identify:hoster-nl  nl-police  ready
      06:00  07:00 CET  seize:nl-web-1      nl-police  ready
      06:00  08:00 EET  suspend:dom-1       ro-police  ready

STILL TO BE SAID
be-prosecutor  then the go
nl-police      then the approval

CHANGED SINCE IT WAS SAID
2 measures  the approval of nl-police fell: the plan changed its start, window
            (seize:nl-web-1, suspend:dom-1)

"#]]);
    let json = play.run("plan --format json").code(0).out();
    assert!(json.contains("fell: the plan changed its start, window"), "{json}");
    let play = play.done("plan --out later.json");
    play.run("go later.json --yes").code(3);
    let play = play.done("approve later.json --as nl-police");
    assert!(!play.run("plan").code(0).out().contains("fell"));
    let play = play.done("go later.json --yes");
    assert!(play.run("plan").code(0).out().contains("2 cleared"));
}

#[test]
fn an_approval_falls_with_what_it_was_said_of_and_with_nothing_else() {
    // As it was approved, and with a plan that changed nothing of what was saved.
    let play = approved();
    assert!(!play.run("plan").code(0).out().contains("fell"));
    let more = TIDELINE.replace(
        "[outlet.wire]",
        &format!("{}[outlet.wire]", agency("nl-lab", "Laboratory of the exercise", "NL")),
    );
    let play = play.file("operations/tideline.toml", &more);
    assert!(!play.run("plan").code(0).out().contains("fell"));
    // What countries have to say after it: a hold, which its own agency lifts.
    let play = play.done("hold suspend:dom-1 --reason 'the judge reads it again' --as ro-police");
    let sheet = play.run("plan").code(0).out();
    assert!(sheet.contains("the approval of nl-police fell: it is held by ro-police"), "{sheet}");
    // An approval that was taken back has not fallen.
    let play = approved().done("hold suspend:dom-1 --reason 'the judge reads it again' --as ro-police");
    let log = play.run("log --format jsonl").code(0).out();
    let line = log.lines().find(|line| line.contains("\"type\":\"approval\"")).expect("an approval");
    let entry = line.rsplit('"').nth(1).expect("its hash");
    let play = play.done(&format!("retract {entry} --reason 'too early' --as nl-police"));
    assert!(!play.run("plan").code(0).out().contains("fell"));
    // After the go it was used, and does not fall.
    let slipped = TIDELINE.replace("2027-03-09T06:00:00+01:00", "2027-03-09T07:00:00+01:00");
    let play = approved().done("go day.json --yes").file("operations/tideline.toml", &slipped);
    assert!(!play.run("plan").code(0).out().contains("fell"));
}

#[test]
fn what_moved_since_a_word_was_said_is_named() {
    // The H-hour slips after the go: it is only flagged.
    let slipped = TIDELINE.replace("2027-03-09T06:00:00+01:00", "2027-03-09T07:00:00+01:00");
    let play = approved().done("go day.json --yes").file("operations/tideline.toml", &slipped);
    play.run("plan").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 07:00 CET, 06:00 UTC, in 55 minutes. Led by be-prosecutor
(BE). Plan HASH.
1 of 3 measures ready, 2 cleared, 15 entries

WHEN  UTC    THERE      MEASURE             BY         STATE
H     06:00  07:00 CET  identify:hoster-nl  nl-police  ready
      06:00  07:00 CET  seize:nl-web-1      nl-police  cleared
      06:00  08:00 EET  suspend:dom-1       ro-police  cleared

CHANGED SINCE IT WAS SAID
seize:nl-web-1  the plan changed its start, window since the go
suspend:dom-1   the plan changed its start, window since the go

"#]]);
    // A target that changes before it fells each word that was said of the old one, and says which key it was.
    let moved = TIDELINE.replace("203.0.113.20", "203.0.113.21");
    let play = approved().file("operations/tideline.toml", &moved);
    play.run("plan").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.
2 of 3 measures ready, 14 entries

WHEN  UTC    THERE      MEASURE             BY         STATE
H     05:00  06:00 CET  identify:hoster-nl  nl-police  ready
      05:00  06:00 CET  seize:nl-web-1      nl-police  proposed, 4 gates open
      05:00  07:00 EET  suspend:dom-1       ro-police  ready

STILL TO BE SAID
be-prosecutor  deconflicted (1 measure), then the go
nl-police      nl-warrant-1 granted, located (1 measure), deconflicted (1
               measure), staffed (1 measure), then the approval
ro-police      deconflicted (1 measure)

CHANGED SINCE IT WAS SAID
seize:nl-web-1  the approval of nl-police fell: the plan changed its identifier
                located of nl-police fell: its identifier changed
                deconflicted of be-prosecutor fell: its identifier changed
                deconflicted of nl-police fell: its identifier changed
                deconflicted of ro-police fell: its identifier changed
                authorised (nl-warrant-1) of nl-police fell: its identifier
                changed
                staffed of nl-police fell: its identifier changed

"#]]);
    snapbox::assert_data_eq!(
        play.transcript(&[("go day.json --yes", 5)]),
        str![[r#"
$ go day.json --yes  (5)
error: the saved plan HASH no longer says what is so
  seize:nl-web-1  the plan changed its identifier
hint: save it anew, and have that approved: takedown plan --out FILE

"#]]
    );
    // Another name of the outlet fells what was said of the outlet alone.
    let renamed = TIDELINE.replace("aliases = [\"Wire News\"]", "aliases = [\"Wire News\", \"TW\"]");
    let play = approved().file("operations/tideline.toml", &renamed);
    play.run("plan").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.
1 of 3 measures ready, 14 entries

WHEN  UTC    THERE      MEASURE             BY         STATE
H     05:00  06:00 CET  identify:hoster-nl  nl-police  ready
      05:00  06:00 CET  seize:nl-web-1      nl-police  proposed, 1 gate open
      05:00  07:00 EET  suspend:dom-1       ro-police  proposed, 1 gate open

NOT READY
seize:nl-web-1  lawful  be-prosecutor and one other agency have to attest it
                        (The Wire)
suspend:dom-1   lawful  be-prosecutor and one other agency have to attest it
                        (The Wire)

STILL TO BE SAID
be-prosecutor  lawful (The Wire), then the go
nl-police      lawful (The Wire), then the approval

CHANGED SINCE IT WAS SAID
2 measures      the approval of nl-police fell: lawful is open: be-prosecutor
                and one other agency have to attest it (The Wire)
                (seize:nl-web-1, suspend:dom-1)
seize:nl-web-1  lawful (wire) of be-prosecutor fell: its aliases changed
                lawful (wire) of nl-police fell: its aliases changed
suspend:dom-1   lawful (wire) of be-prosecutor fell: its aliases changed
                lawful (wire) of nl-police fell: its aliases changed

"#]]);
}
