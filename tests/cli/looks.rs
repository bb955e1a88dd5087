//! How answers look: colour, width, pipes, and nothing hidden.

use crate::support::{Play, TIDELINE};

#[test]
fn colour_is_asked_for_or_kept_out() {
    let play = Play::tideline();
    assert!(!play.run("plan").out().contains('\u{1b}'));
    assert!(play.run("plan --color always").out().contains('\u{1b}'));
    let play = play.with("NO_COLOR", "1").with("CLICOLOR_FORCE", "1");
    assert!(!play.run("plan").out().contains('\u{1b}'));
    let play = play.with("NO_COLOR", "");
    assert!(play.run("plan").out().contains('\u{1b}'));
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in [80, 120] {
        let play = Play::tideline()
            .done("seize nl-web-1 --irregular 'the unit entered early, for the door stood open'")
            .with("COLUMNS", &width.to_string());
        for line in
            ["plan", "status", "status --by country", "status --by agency", "status --by measure", "log"]
        {
            for line in play.run(line).code(0).out().lines() {
                assert!(line.chars().count() <= width, "{line}");
            }
        }
    }
}

#[test]
fn what_hides_is_written_out() {
    let text = TIDELINE.replace("The Wire", "The \\u001b[2J\\u202eWire");
    let play = Play::new().file("operations/tideline.toml", &text);
    for line in ["status", "status --format json", "status --format markdown", "plan"] {
        let out = play.run(line).out();
        assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{line}: {out}");
    }
}

#[test]
fn a_closed_pipe_is_quiet_success() {
    use std::process::{Command, Stdio};
    let play = Play::tideline();
    let mut child = Command::new(env!("CARGO_BIN_EXE_takedown"))
        .args(["explain"])
        .current_dir(play.path("."))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn a_document_travels_as_far_as_the_strictest_thing_of_its_plan() {
    let marks = |text: &str| {
        let plan = TIDELINE.replace("[asset.dom-1]\n", &format!("[asset.dom-1]\n{text}"));
        let page = Play::new().file("operations/tideline.toml", &plan).run("status").code(0).out();
        page.lines().next().unwrap_or_default().split_once("exercise  ").expect("a mode").1.to_owned()
    };
    assert_eq!(marks(""), "TLP:AMBER");
    assert_eq!(marks("tlp = \"RED\"\nhandling = [\"H2\", \"H1\"]\n"), "TLP:RED H1 H2");
    // What may travel further than the rest does not let the rest.
    assert_eq!(marks("tlp = \"CLEAR\"\n"), "TLP:AMBER");
}
