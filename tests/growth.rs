//! Growth without a clock: the instructions of each command are counted at n, 2n and 4n of what can be many, and a cost that
//! grows faster than the work fails.
//!
//! Differences take the start of the program out. With `f` instructions, `(f(4n) - f(2n)) / (f(2n) - f(n))` is 2 for a
//! linear cost and 4 for a quadratic one. Instructions are counted by valgrind, on one thread, so the answer does not
//! depend on what else the machine does.
//!
//! `TAKEDOWN_GROWTH_FACTOR=8` multiplies every n and runs the rows that are too large for every day, too.

mod count;
mod judge;
mod table;

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::Command;
use std::sync::Mutex;

use count::Counter;
use judge::{Growth, Verdict, judge};
use table::{CONSTANT, ROWS, Row, When};

use crate::entries::Kind;
use crate::given::{Given, Stock};

/// The factor of every n, and whether the rows of the bench are run: they are once a factor is given.
fn factor() -> Option<usize> {
    let text = std::env::var("TAKEDOWN_GROWTH_FACTOR").ok()?;
    Some(text.parse().expect("TAKEDOWN_GROWTH_FACTOR is a whole number"))
}

/// The counts of one row at n, 2n and 4n, or what went wrong.
fn measure(
    row: &Row,
    factor: usize,
    stock: &Stock,
    counter: &Counter,
    worker: usize,
) -> Result<[u64; 3], String> {
    let mut counts = [0; 3];
    for (count, times) in counts.iter_mut().zip([1, 2, 4]) {
        let n = row.n * factor * times;
        let play = stock.copy(row.given, n);
        let (program, args) = (play.env(), play.line(row.line));
        *count = counter.count(&program, &args, row.exit, worker)?;
    }
    Ok(counts)
}

fn rows() -> (usize, Vec<&'static Row>) {
    let factor = factor();
    let words = std::env::var("TAKEDOWN_GROWTH_ROWS").unwrap_or_default();
    let is_chosen = |row: &Row| words.split(',').any(|word| row.line.contains(word));
    let runs = |row: &&Row| is_chosen(row) && (factor.is_some() || row.when == When::Always);
    (factor.unwrap_or(1), ROWS.iter().filter(runs).collect())
}

#[test]
#[ignore = "needs valgrind, taskset, strip, git, ssh-keygen"]
fn no_command_grows_faster_than_its_work() {
    let (factor, rows) = rows();
    let (stock, counter) = (Stock::new(), Counter::new());
    let next = Mutex::new(rows.into_iter());
    let report = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..counter.workers() {
            let (stock, counter, next, report) = (&stock, &counter, &next, &report);
            scope.spawn(move || {
                while let Some(row) = { next.lock().expect("no panic").next() } {
                    let counts = AssertUnwindSafe(|| measure(row, factor, stock, counter, worker));
                    // A row that cannot be prepared leaves the others their say.
                    let verdict = match catch_unwind(counts) {
                        Ok(Ok(counts)) => judge(row.growth, counts),
                        Ok(Err(error)) => Verdict::broken(error),
                        Err(_) => Verdict::broken("the operation could not be made: see above".to_owned()),
                    };
                    report.lock().expect("no panic").push((row, verdict));
                }
            });
        }
    });
    let mut report = report.into_inner().expect("no panic");
    report.sort_by_key(|(row, _)| (row.line, row.many));
    let mut text = String::from("\n ratio  growth     n  many          command\n");
    for (row, verdict) in &report {
        let n = row.n * factor;
        writeln!(text, "{verdict} {n:>5}  {:<12}  {}", row.many, row.line).expect("written into a text");
    }
    if std::env::var_os("TAKEDOWN_GROWTH_REPORT").is_some() {
        // Past the capture of the test runner: it is asked for.
        writeln!(std::io::stderr(), "{text}").expect("written");
    }
    let failed = report.iter().filter(|(_, verdict)| !verdict.passes()).count();
    assert_eq!(failed, 0, "{failed} of {} rows fail, 2.0 is linear and 4.0 quadratic:\n{text}", report.len());
}

/// The commands that the program lists below some words: `evidence add`, `evidence verify`.
fn commands(words: &[&str]) -> Vec<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_takedown")).args(words).arg("-h").output().expect("it runs");
    let help = String::from_utf8(help.stdout).expect("text");
    let list = help.split_once("\nCommands:\n").map_or("", |(_, list)| list);
    let names = list.lines().take_while(|line| !line.is_empty()).filter_map(|line| {
        let name = line.strip_prefix("  ").filter(|name| !name.starts_with(' '))?;
        name.split(' ').next()
    });
    let mut found = Vec::new();
    for name in names {
        let words: Vec<&str> = words.iter().copied().chain([name]).collect();
        let nested = commands(&words);
        if nested.is_empty() {
            found.push(words.join(" "));
        }
        found.extend(nested);
    }
    found
}

/// The command of a line: the longest that it begins with.
fn command_of<'a>(line: &str, commands: &'a [String]) -> Option<&'a String> {
    let fits = |command: &&String| line == command.as_str() || line.starts_with(&format!("{command} "));
    commands.iter().filter(fits).max_by_key(|command| command.len())
}

/// What the table lacks, and what it has too much.
fn complaints(commands: &[String], lines: &[&str], constant: &[&str]) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut complaints = Vec::new();
    for line in lines.iter().chain(constant) {
        match command_of(line, commands) {
            Some(command) => {
                known.insert(command);
            }
            None => complaints.push(format!("`{line}` is not a command of the program")),
        }
    }
    let missing = commands.iter().filter(|command| !known.contains(command));
    complaints.extend(missing.map(|command| format!("`{command}` has no row in tests/growth/table.rs")));
    complaints
}

#[test]
fn every_command_is_in_the_table() {
    let lines: Vec<&str> = ROWS.iter().map(|row| row.line).collect();
    let constant: Vec<&str> = CONSTANT.iter().map(|(command, _)| *command).collect();
    let commands = commands(&[]);
    assert!(commands.contains(&"evidence add".to_owned()), "{commands:?}");
    assert_eq!(complaints(&commands, &lines, &constant), Vec::<String>::new());
}

#[test]
fn a_command_without_a_row_is_reported() {
    let commands = ["evidence add", "evidence list", "status"].map(str::to_owned);
    assert_eq!(complaints(&commands, &["evidence add E1", "status --by asset"], &["evidence list"]), [""; 0]);
    assert_eq!(
        complaints(&commands, &["evidence add E1", "statuses"], &["evidence list"]),
        ["`statuses` is not a command of the program", "`status` has no row in tests/growth/table.rs"]
    );
}

/// Rows that begin with refused or broken entries would count something else than they say.
#[test]
#[ignore = "needs ssh-keygen"]
fn the_operations_of_the_table_hold_sound_entries_only() {
    let stock = Stock::new();
    let mut seen = HashSet::new();
    for given in ROWS.iter().map(|row| row.given).filter(|given| seen.insert(*given)) {
        let judged = stock.copy(given, 4).judged();
        let wanted = match given {
            Given::Entries(Kind::Void) => 4,
            // Two of the four logs report the measure as done, before the go.
            Given::Conflict => 2,
            _ => 0,
        };
        assert_eq!(judged.len(), wanted, "{given:?}: {judged:#?}");
    }
}

#[test]
fn the_judgement_tells_linear_from_quadratic() {
    let at = |cost: &dyn Fn(u64) -> u64| [50, 100, 200].map(|n| 5_000_000 + cost(n));
    let fails = |growth, cost: &dyn Fn(u64) -> u64| !judge(growth, at(cost)).passes();
    // Linear, also with a logarithm or a little noise.
    assert!(!fails(Growth::Linear, &|n| 20_000 * n));
    assert!(!fails(Growth::Linear, &|n| 20_000 * n + 500 * n * u64::from(n.ilog2())));
    assert!(!fails(Growth::Linear, &|n| 20_000 * n + n % 7 * 1_000));
    // Quadratic, alone and behind a linear cost that is ten times as large at the smallest n.
    assert!(fails(Growth::Linear, &|n| 100 * n * n));
    assert!(fails(Growth::Linear, &|n| 50_000 * n + 100 * n * n));
    // A row that measures nothing is a mistake in the table, and so is a constant cost that grows.
    assert!(fails(Growth::Linear, &|n| n % 7 * 1_000));
    assert!(!fails(Growth::Constant, &|n| n % 7 * 1_000));
    assert!(fails(Growth::Constant, &|n| 20_000 * n));
    // Three counts of a real command that was quadratic.
    assert!(judge(Growth::Linear, at(&|n| 100 * n * n)).to_string().contains("4.00"));
}
