//! The parts of the help that are generated from tables.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::model::exit::EXITS;

/// The end of the short help.
pub(crate) const SHORT_AFTER: &str = "A first look: takedown status operations/amaq-2018.toml --by country
Exit codes and more: takedown --help";

/// What each exit code means, in the order of [`EXITS`].
const EXIT_MEANINGS: [&str; EXITS.len()] = [
    "done",
    "failed: the plan has errors, input or output failed, not recorded, wrong ledger",
    "usage: the command line is wrong",
    "refused by a guard, or \"no\" at a prompt",
    "the ledger is not intact, or it is unknown whether it was recorded",
    "conflict: stale saved plan, lock held, fork, a recording on an unsettled conflict",
    "with --exit-code: not ready, not finished, or in conflict; a rehearsal that ended otherwise",
    "interrupted",
];

/// The end of the long help: a note on names and the table of exit codes.
pub(crate) static AFTER: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::from(
        "A measure is one action on one asset by one agency: seize:nl-web-1@nl-police. The agency may be left out \
where that is clear; quote globs. Commands that read take the operation as their argument, too.

Exit codes:
",
    );
    for (row, meaning) in EXITS.iter().zip(EXIT_MEANINGS) {
        // Writing to a string never fails.
        let _ = writeln!(text, "  {:>3}  {meaning}", row.code);
    }
    text.push_str("When several apply: 4, 5, 3, 1, 6.");
    text
});
