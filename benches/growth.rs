//! Growth at sizes that the test `growth` is too slow for: each row is a ratio of two things that are taken by turns in one
//! run, by CPU seconds (user and system), shortest of three.
//!
//! `cargo bench --bench growth -- [SCALE] [WORDS]`: SCALE multiplies every size (default 1, which takes some 20 minutes);
//! only rows whose name holds WORDS are run.

use std::path::Path;
use std::process::Command;

#[path = "shared/entries.rs"]
mod entries;
#[path = "shared/given.rs"]
mod given;
#[path = "../tests/support/plan_text.rs"]
mod plan_text;
#[path = "shared/plans.rs"]
mod plans;
#[path = "shared/ratio.rs"]
#[allow(dead_code, reason = "times are CPU times here")]
mod ratio;
#[path = "shared/usage.rs"]
mod usage;

use entries::Kind;
use given::{Given, Groups, Play, Stock};
use ratio::say;
use usage::{Usage, usage};

const ROUNDS: usize = 3;

/// What is compared.
#[derive(Clone, Copy)]
enum By {
    Time,
    /// Time for each of n.
    TimeEach,
    Memory,
}

/// Some commands on an operation.
struct Side {
    given: Given,
    n: usize,
    lines: &'static [&'static str],
}

struct Row {
    name: &'static str,
    by: By,
    ours: Side,
    theirs: Side,
    goal: f64,
}

const fn side(given: Given, n: usize, lines: &'static [&'static str]) -> Side {
    Side { given, n, lines }
}

const fn row(name: &'static str, by: By, ours: Side, theirs: Side, goal: f64) -> Row {
    Row { name, by, ours, theirs, goal }
}

const OUT: &[&str] = &["plan --out new.json --as be-prosecutor"];
const APPROVE: &[&str] = &["approve saved.json --as nl-police"];
const GO: &[&str] = &["go saved.json --yes --as be-prosecutor"];
const ITEMS: Given = Given::Entries(Kind::VerifiedThings);
const MOVES: Given = Given::Entries(Kind::Moves);
const NOTES: Given = Given::Entries(Kind::Notes);
const SEIZURES: Given = Given::Seizures(Groups::None);
const VERIFY_FILES: &str = "evidence verify {exhibits} {files} --as nl-police --officer nl-08";
const NOTE: &[&str] = &["note n --as nl-police"];

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    use Given::*;
    use By::*;
    let by_name = |name, given, names, glob| row(name, Time, side(given, 8_000, names), side(given, 8_000, glob), 1.3);
    let grouped = |name, given: fn(Groups) -> Given, lines| {
        row(name, Time, side(given(Groups::One), 8_000, lines), side(given(Groups::None), 8_000, lines), 1.3)
    };
    vec![
        row("rehearse suspensions, by check and status", Time, side(Suspensions, 20_000, &["rehearse"]), side(Suspensions, 20_000, &["check", "status"]), 9.0),
        row("rehearse seizures, by check and status", Time, side(SEIZURES, 20_000, &["rehearse"]), side(SEIZURES, 20_000, &["check", "status"]), 9.0),
        row("rehearse, each of 2,000 by each of 500", TimeEach, side(SEIZURES, 2_000, &["rehearse"]), side(SEIZURES, 500, &["rehearse"]), 1.2),
        by_name("attest by names, by glob", SEIZURES, &["attest located {measures} --basis b --as nl-police"], &["attest located *:* --basis b --as nl-police"]),
        by_name("seize by names, by glob", Cleared(Groups::None), &["seize {assets} --as nl-police"], &["seize * --as nl-police"]),
        by_name("status by names, by all", Observed, &["status {measures}"], &["status *:*"]),
        by_name("log by names, by all", Observed, &["log {measures}"], &["log *:*"]),
        row("status of steps of evidence, by notes", Time, side(ITEMS, 100_000, &["status"]), side(NOTES, 100_000, &["status"]), 3.0),
        grouped("plan --out of one group, by no group", Ready, OUT),
        grouped("approve one group, by no group", Saved, APPROVE),
        grouped("go of one group, by no group", Approved, GO),
        row("evidence verify, by sha256sum and status", Time, side(Taken, 8_000, &[VERIFY_FILES]), side(Taken, 8_000, &["sha256sum {images}", "status"]), 1.5),
        row("check with warnings, by without", Time, side(Warned, 8_000, &["check"]), side(SEIZURES, 8_000, &["check"]), 1.3),
        row("status --by asset, by --by outlet", Time, side(Suspensions, 20_000, &["status --by asset"]), side(Suspensions, 20_000, &["status --by outlet"]), 1.3),
        row("bundle --for, by bundle", Time, side(Done, 8_000, &["bundle out --to court --for nl-police --as be-prosecutor"]), side(Done, 8_000, &["bundle out --to court --as be-prosecutor"]), 1.3),
        row("verify 200 logs, by ten logs", Time, side(Spread(200), 20_000, &["verify"]), side(Spread(10), 20_000, &["verify"]), 2.0),
        row("status with 20 versions of a plan, by one", Time, side(Versions(20), 20_000, &["status"]), side(Versions(1), 20_000, &["status"]), 3.0),
        row("the same, memory", Memory, side(Versions(20), 20_000, &["status"]), side(Versions(1), 20_000, &["status"]), 1.5),
        row("a note on 10^6 entries, by verify", Time, side(MOVES, 1_000_000, NOTE), side(MOVES, 1_000_000, &["verify"]), 1.5),
        row("the same, memory", Memory, side(MOVES, 1_000_000, NOTE), side(MOVES, 1_000_000, &["verify"]), 1.3),
    ]
}

/// One run of the commands of a side, on a copy of its operation.
fn once(play: &Play, lines: &[&str]) -> Usage {
    let runs = lines.iter().map(|line| {
        let (program, line) = match line.split_once(' ') {
            Some(("sha256sum", rest)) => ("sha256sum", rest),
            _ => (env!("CARGO_BIN_EXE_takedown"), *line),
        };
        usage(program, &play.line(line), |command: &mut Command| play.env().apply(command))
    });
    runs.reduce(Usage::then).expect("a side has a command")
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn value(by: By, used: Usage, n: usize) -> f64 {
    match by {
        By::Time => used.cpu.as_secs_f64(),
        By::TimeEach => used.cpu.as_secs_f64() / n as f64,
        By::Memory => used.peak as f64,
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes are small and not negative"
)]
fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let scale: f64 = args.iter().find_map(|arg| arg.parse().ok()).unwrap_or(1.0);
    let words = args.iter().find(|arg| arg.parse::<f64>().is_err()).map_or("", String::as_str);
    let needs = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/need"))
        .args(["python3", "sha256sum"])
        .status();
    assert!(needs.is_ok_and(|status| status.success()), "tests/need python3 sha256sum");
    say(&format!(
        "{:<44} {:>10} {:>10} {:>6}  goal",
        "ours, by theirs: CPU seconds or kB", "ours", "theirs", "ratio"
    ));
    let (mut met, mut all) = (0, 0);
    for row in rows().iter().filter(|row| row.name.contains(words)) {
        // Each row has a stock of its own, so that the disk holds one large ledger at a time.
        let stock = Stock::new();
        let sides = [&row.ours, &row.theirs].map(|side| (side, ((side.n as f64 * scale) as usize).max(1)));
        let mut least = [f64::INFINITY; 2];
        for _ in 0..ROUNDS {
            for (least, (side, n)) in least.iter_mut().zip(sides) {
                let used = once(&stock.copy(side.given, n), side.lines);
                *least = least.min(value(row.by, used, n));
            }
        }
        let ratio = least[0] / least[1];
        let good = ratio <= row.goal;
        all += 1;
        met += usize::from(good);
        let judged = if good { "met" } else { "NOT MET" };
        let [ours, theirs] = least;
        let digits = match row.by {
            By::Time => 3,
            By::TimeEach => 6,
            By::Memory => 0,
        };
        say(&format!(
            "{:<44} {ours:>10.digits$} {theirs:>10.digits$} {ratio:>6.2}  {:<4} {judged}",
            row.name, row.goal
        ));
    }
    say(&format!("{met} of {all} goals met, sizes times {scale}"));
}
