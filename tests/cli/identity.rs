//! Who writes: never guessed in live mode, guessed in exercises, nobody but the archive in history.

use snapbox::str;

use crate::support::Play;

#[test]
fn in_live_mode_nobody_is_guessed_and_the_clock_stands() {
    Play::live().run("seize nl-web-1").code(3).remarks(str![[r#"
error: the clock of a live operation cannot be set
hint: leave out --now and TAKEDOWN_NOW; --at says when it happened

"#]]);
    let play = Play::live().with("TAKEDOWN_NOW", "");
    let ran = play.run("seize nl-web-1").code(2);
    assert!(ran.err().contains("agency = \""), "{}", ran.err());
    assert!(ran.err().contains("config.toml"), "{}", ran.err());
}

#[test]
fn an_exercise_guesses_the_agency_that_has_the_right() {
    let play = Play::tideline();
    play.run("record identify:hoster-nl").code(0).says(str![[r#"
recorded  identify:hoster-nl@nl-police   ready -> done (identified)
at        9 Mar 2027 05:05 UTC, 06:05 CET in Amsterdam, H+5m
by        nl-police-1 of nl-police
entry     nl-police.0a1b2c3d:2  HASH HASH

"#]]);
    play.run("record suspend:dom-1 --as nl-polise").code(3).remarks(str![[r#"
error: `nl-polise` is no agency of tideline
hint: did you mean `nl-police`?

"#]]);
    play.run("record suspend:dom-1 --officer 'first last'").code(2).remarks(str![[r#"
error: `first last` is no officer's id
hint: a pseudonym of letters, digits, `.`, `_` and `-`, at most 64; never a name

"#]]);
    play.run("record suspend:dom-1 --as nl-police").code(3).remarks(str![[r#"
error: `suspend:dom-1` may be done by ro-police or be-prosecutor only

"#]]);
}

#[test]
fn the_configuration_says_who_and_flags_say_better() {
    let play =
        Play::tideline().file(".config/takedown/config.toml", "agency = \"ro-police\"\nofficer = \"fox\"\n");
    play.run("hold seize:nl-web-1 --reason 'ours is on it'").code(0).says(str![[r#"
recorded  hold on seize:nl-web-1@nl-police
by        fox of ro-police
entry     ro-police.0a1b2c3d:2  HASH HASH

"#]]);
    play.run("hold suspend:dom-1 --reason no --as be-prosecutor --officer owl").code(0).says(str![[r#"
recorded  hold on suspend:dom-1@ro-police
by        owl of be-prosecutor
entry     be-prosecutor.0a1b2c3d:2  HASH HASH

"#]]);
    let play = play.file(".config/takedown/config.toml", "agent = 7\n");
    let ran = play.run("status").code(1);
    assert!(ran.err().contains(".config/takedown/config.toml: unknown field `agent`"), "{}", ran.err());
}
