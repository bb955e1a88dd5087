//! Times, and their ratio.

use std::io::Write as _;
use std::time::{Duration, Instant as Clock};

/// How long a run takes, and what it makes.
pub(crate) fn timed<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let begin = Clock::now();
    let made = run();
    (begin.elapsed(), made)
}

/// Prints a line of the table.
pub(crate) fn row(what: &str, (ours, theirs): (Duration, Duration), goal: f64) {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    say(&format!("{what:<48} {ours:>9.3?} {theirs:>9.3?}  {ratio:>5.2}  (goal {goal})"));
}

/// Prints a line.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
