//! Ledgers in trouble: an entry that is expected and not there.

use snapbox::str;
use takedown::model::digest::Hash;

use crate::support::Play;

const LOG: &str = "operations/tideline.ledger/logs/nl-police.0a1b2c3d.jsonl";

/// The hash that a line of a log carries.
fn hash(line: &str) -> &str {
    &line[line.len() - 66..line.len() - 2]
}

#[test]
fn a_head_that_is_expected_is_there_or_the_ledger_is_not_intact() {
    let play = Play::tideline().done("record identify:hoster-nl");
    let log = play.read(LOG);
    let last = hash(log.lines().last().expect("a line")).to_owned();
    let wrong = Hash::of(b"another").to_string();
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:2:{last}")).code(0).says("");
    // As a receipt prints it, in groups.
    play.run(&format!("verify --expect-head 'nl-police.0a1b2c3d:2:{} {}'", &last[..8], &last[8..])).code(0);
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:2:{wrong}")).code(4).says(str![[r#"
expect-head  nl-police.0a1b2c3d:2 (byte 0): the entry HASH is not there

"#]]);
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:3:{last}")).code(4);
    play.run(&format!("verify --expect-head ro-police.0a1b2c3d:2:{last}")).code(4);
    play.run(&format!("verify --expect-head nl-police.0a1b2c3d:0:{last}")).code(4);
}
