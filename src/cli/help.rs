//! The parts of the help that come from tables.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::model::exit::EXITS;

/// Stands under the short help.
pub(crate) const SHORT_AFTER: &str = "A first look: takedown status operations/amaq-2018.toml --by country
Exit codes and more: takedown --help";

/// Stands under the long help: the words of the tool, and the table of exit codes.
pub(crate) static AFTER: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::from(
        "A measure is one action on one asset by one agency: seize:nl-web-1@nl-police. The agency may be left out \
where that is clear; quote globs. Commands that read take the operation as their argument, too.

Exit codes:
",
    );
    for row in EXITS {
        // Writing to a string never fails.
        let _ = writeln!(text, "  {:>3}  {}", row.code, row.meaning);
    }
    text.push_str("When several apply: 4, 5, 3, 1, 6.");
    text
});
