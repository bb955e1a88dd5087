//! `takedown plan NAME --next | sh`: what an exercise still has to say, said by a shell in one pass.

#[path = "../src/operation/tests/plans.rs"]
mod plans;

use serde_json::Value;

use crate::plan_text;
use crate::support::Play;

const PLANS: u64 = 12;

#[test]
fn a_shell_says_all_that_is_still_to_be_said_in_one_pass() {
    let (mut cleared, mut ready, mut grouped) = (0, 0, 0);
    for seed in 0..PLANS {
        let text = plans::random(seed);
        let play = Play::new().with("TAKEDOWN_NOW", "2027-03-09T02:00:00Z").file("ripple.toml", &text);
        let ran = play.sh("takedown plan ripple --next | sh");
        assert!(!ran.err().contains("error"), "seed {seed}: {}\n{text}", ran.err());
        let ran = ran.code(0);
        let status = play.run("status ripple --by measure --format json").code(0).out();
        let status: Value = serde_json::from_str(&status).expect("JSON");
        for row in status["rows"].as_array().expect("rows") {
            let waits = !matches!(row["action"].as_str(), Some("identify" | "preserve"));
            let (state, shown) = if waits { ("cleared", "cleared") } else { ("open", "ready") };
            assert_eq!(row["state"], state, "seed {seed}: {row}\n{}\n{}", ran.out(), ran.err());
            assert_eq!(row["shown"], shown, "seed {seed}: {row}");
            *if waits { &mut cleared } else { &mut ready } += 1;
        }
        grouped += usize::from(text.matches("group =").count() > 1);
        // Nothing is left to be said.
        assert_eq!(play.run("plan ripple --next").code(0).out(), "", "seed {seed}");
        play.run("verify ripple").code(0).says("");
    }
    assert!(
        cleared > 15 && ready > 0 && grouped > 0,
        "{cleared} cleared, {ready} ready, {grouped} with a group"
    );
}

/// A control: without the go nothing is cleared, and that is seen.
#[test]
fn a_shell_that_leaves_out_the_go_clears_nothing() {
    let play =
        Play::new().with("TAKEDOWN_NOW", "2027-03-09T02:00:00Z").file("ripple.toml", &plans::random(0));
    play.sh("takedown plan ripple --next | grep -v ' go ' | sh").code(0);
    let status = play.run("status ripple --by measure --format json").code(0).out();
    assert!(!status.contains("cleared"), "{status}");
}
