//! What is wrong with a command line: exit 2, with what was probably meant.

use snapbox::str;

use crate::support::{Play, TIDELINE};

#[test]
fn check_and_the_command_line_suggest_the_same_name() {
    for (outlet, typo, is_suggested) in [
        ("fm", "fn", true),
        ("fm", "fmx", true),
        ("fm", "x", false),
        ("wire", "wier", true),
        ("wire", "wrie", true),
        ("wire", "Wire", true),
        ("wire", "wirexx", true),
        ("wire", "wirexxx", false),
        ("wire", "agency", false),
        ("daily-bulletin", "dayly-buletin", true),
        ("daily-bulletin", "daily", false),
        ("daily-bulletin", "weekly-bulletin", true),
    ] {
        let named = |from: &str, to: &str| {
            TIDELINE.replace("[outlet.wire]", &format!("[outlet.{outlet}]")).replace(from, to)
        };
        let intact = Play::new().file("operations/a.toml", &named("\"wire\"", &format!("\"{outlet}\"")));
        let refused = intact.run(&format!("status --outlet {typo}")).code(2).err();
        let mistyped = named("outlets = [\"wire\"]", &format!("outlets = [\"{typo}\"]"));
        let plan = mistyped.replace("\"wire\"", &format!("\"{outlet}\""));
        let faulty = Play::new().file("operations/a.toml", &plan).run("check").code(1);
        let suggestion = format!("did you mean `{outlet}`?");
        let found = [refused.contains(&suggestion), (faulty.out() + &faulty.err()).contains(&suggestion)];
        assert_eq!(found, [is_suggested; 2], "{typo} for {outlet}: {refused}{}", faulty.out());
    }
}

#[test]
fn a_near_miss_is_answered_with_what_was_meant() {
    let play = Play::tideline();
    play.run("record seize:nl-wbe-1").code(2).remarks(str![[r#"
error: the plan has no measure `seize:nl-wbe-1`
hint: did you mean `seize:nl-web-1`?

"#]]);
    play.run("record nl-web-1").code(2).remarks(str![[r#"
error: `nl-web-1` is no measure: it does not say what is done
hint: did you mean `seize:nl-web-1`?

"#]]);
    play.run("record 'seize:xx-*'").code(2).remarks(str![[r#"
error: no measure fits `seize:xx-*`
hint: takedown plan lists them

"#]]);
    play.run("record --agency nl-polcie").code(2).remarks(str![[r#"
error: the plan has no agency `nl-polcie`
hint: did you mean `nl-police`?

"#]]);
    play.run("record --country UK").code(2).remarks(str![[r#"
error: `UK` is no country
hint: did you mean GB?

"#]]);
    play.run("record").code(2).remarks(str![[r#"
error: no measure is named
hint: name some: seize:nl-web-1, 'seize:nl-*', or --country, --outlet, --agency, --group, --action

"#]]);
    play.run("seize suspend:dom-1").code(2).remarks(str![[r#"
error: `suspend:dom-1` is a measure of another action: suspend
hint: takedown record suspend:dom-1

"#]]);
    play.run("status tidelin").code(2).remarks(str![[r#"
error: there is no operation `tidelin`
hint: did you mean `tideline`?

"#]]);
    play.run("explain unknown-refrence").code(2).remarks(str![[r#"
error: there is no page on `unknown-refrence`
hint: did you mean `unknown-reference`?

"#]]);
    play.run("status --format github").code(2).remarks(str![[r#"
error: this command has no format `github`
hint: every answer comes as table and json; --help says what else

"#]]);
}

#[test]
fn a_time_says_on_whose_clock() {
    let play = Play::tideline();
    play.run("seize nl-web-1 --at 07:20").code(2).remarks(str![[r#"
error: `07:20` does not say on whose clock
hint: say it: "07:20 Europe/Amsterdam", or H+5m, -5m, or with an offset from UTC

"#]]);
    play.run("seize nl-web-1 --at soon").code(2).remarks(str![[r#"
error: `soon` is no time
hint: times are written 2027-03-09T07:20:00+02:00, "07:20 Europe/Bucharest" (today), -5m or H+5m

"#]]);
    play.run("seize nl-web-1 --at 2027-03-09").code(2).remarks(str![[r#"
error: `2027-03-09` is no point in time, and nothing wider will do here

"#]]);
    let play = play.with("TAKEDOWN_NOW", "2026-10-25T12:00:00Z");
    play.run("seize nl-web-1 --at '02:30 Europe/Brussels'").code(2).remarks(str![[r#"
error: `02:30 Europe/Brussels` came twice, for the clocks were set back: it is 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00
hint: say it: 2026-10-25T02:30:00+02:00 or 2026-10-25T02:30:00+01:00

"#]]);
}

#[test]
fn what_is_always_needed_is_asked_for() {
    let play = Play::tideline();
    for line in [
        "confirm seize:nl-web-1",
        "observe up wire",
        "hold seize:nl-web-1",
        "withdraw seize:nl-web-1",
        "reverse seize:nl-web-1 --reason x",
        "reopen seize:nl-web-1",
        "retract 0123456789",
        "correct 0123456789 --reason x",
        "note ''",
        "note …",
        "observe sideways wire --source s1",
        "observe up nobody --source s1",
        "observe up wire --source s9",
        "observe up wire --source s1 --seen-from UK",
        "retract 0123456789 --reason x",
        "verify --expect-head nonsense",
    ] {
        play.run(line).code(2);
    }
}

#[test]
fn no_operation_or_several_in_sight() {
    Play::new().run("status").code(2).remarks(str![[r#"
error: no operation is in sight: neither in operations/ nor here
hint: takedown init NAME writes an exercise to begin with
hint: or name one: -o PATH

"#]]);
    let text = &*crate::support::TIDELINE;
    let play = Play::tideline().file("operations/ebb.toml", &text.replace("\"tideline\"", "\"ebb\""));
    play.run("status").code(2).remarks(str![[r#"
error: several operations are in sight: operations/ebb.toml, operations/tideline.toml
hint: name one: -o ebb

"#]]);
    play.run("status ebb").code(0);
    play.run("status -o ebb").code(0);
    play.file("operations/ebb/all.toml", text).run("status ebb").code(2).remarks(str![[r#"
error: operations/ebb.toml and operations/ebb are both there: one of them is the plan

"#]]);
}

#[test]
fn what_is_watched_is_drawn_on_a_terminal() {
    Play::tideline().run("status --watch").code(2).says("").remarks(str![[r#"
error: --watch draws on a terminal, and the answer goes elsewhere
hint: for scripts: takedown status --format json

"#]]);
}
