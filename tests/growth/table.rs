//! Which command is counted with what in numbers: one row for each pair that can grow.
//!
//! All commands that record read the ledger, judge it and append through one function, so what can be many in a ledger is
//! counted with `note`, and for commands that read with `status`; another command has such a row where it does
//! something of its own with that thing.

use super::judge::Growth::{self, *};
use crate::entries::Kind;
use crate::given::Given::{self, *};
use crate::given::Groups;

/// When a row is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// By `tests/run`.
    Always,
    /// With `TAKEDOWN_GROWTH_FACTOR` alone: either a quadratic cost shows only at sizes that valgrind makes slow, which the
    /// bench `growth` times too, or another command runs the same code.
    Bench,
}

/// A row of the table.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    /// The command; a word in braces is n words.
    pub(crate) line: &'static str,
    /// What is many.
    pub(crate) many: &'static str,
    /// What it runs on.
    pub(crate) given: Given,
    /// The smallest number.
    pub(crate) n: usize,
    /// How its cost may grow.
    pub(crate) growth: Growth,
    /// When it is run.
    pub(crate) when: When,
    /// The exit code that it has to end with.
    pub(crate) exit: i32,
}

const fn row(line: &'static str, many: &'static str, given: Given, n: usize) -> Row {
    Row { line, many, given, n, growth: Linear, when: When::Always, exit: 0 }
}

const fn bench(line: &'static str, many: &'static str, given: Given, n: usize) -> Row {
    Row { when: When::Bench, ..row(line, many, given, n) }
}

/// A row whose command ends with this code.
const fn exits(exit: i32, row: Row) -> Row {
    Row { exit, ..row }
}

/// Commands that take nothing of which there can be many, and why.
pub(crate) const CONSTANT: &[(&str, &str)] = &[
    ("init", "writes a template"),
    ("explain", "prints a page of the program"),
    ("completions", "prints a script"),
    ("man", "prints a page of the program"),
];

/// The table. Where a cost is known to have been quadratic, n is large enough that it was seen: a quadratic part shows as
/// soon as it is a twelfth of the linear one at the smallest n.
#[rustfmt::skip]
pub(crate) const ROWS: &[Row] = &[
    row("check", "assets", Suspensions, 50),
    row("check", "files", Folder, 50),
    row("check", "measures", Seizures(Groups::None), 50),
    row("check", "members", Seizures(Groups::One), 50),
    row("check", "instruments", Warrants, 50),
    row("check", "outlets", Outlets, 50),
    row("check", "services", Services, 50),
    row("check", "warnings", Warned, 100),
    exits(1, row("check", "errors", Faulty, 100)),
    row("plan", "measures", Seizures(Groups::None), 50),
    row("plan", "members", Ready(Groups::One), 50),
    row("plan", "instruments", Warrants, 50),
    row("plan", "outlets", Outlets, 50),
    row("plan --next", "measures", Seizures(Groups::None), 50),
    row("plan --out new.json --as be-prosecutor", "measures", Ready(Groups::None), 50),
    row("plan --out new.json --as be-prosecutor", "members", Ready(Groups::One), 50),
    bench("plan --out new.json --as be-prosecutor", "groups", Ready(Groups::Ten), 250),
    row("attest located {measures} --basis b --as nl-police", "names", Seizures(Groups::None), 50),
    row("attest located *:* --basis b --as nl-police", "measures", Seizures(Groups::None), 50),
    row("attest lawful * --basis b --as nl-police", "outlets", Outlets, 50),
    row("instrument warrant-00000 granted --number R-1 --valid H-2h/H+36h --as nl-police", "measures", Seizures(Groups::None), 50),
    row("instrument * granted --number R-1 --valid H-2h/H+36h --as nl-police", "instruments", Warrants, 50),
    row("approve saved.json --as nl-police", "measures", Saved(Groups::None), 50),
    row("approve saved.json --as nl-police", "members", Saved(Groups::One), 50),
    row("go saved.json --yes --as be-prosecutor", "measures", Approved(Groups::None), 50),
    row("go saved.json --yes --as be-prosecutor", "members", Approved(Groups::One), 50),
    row("seize {assets} --as nl-police", "names", Cleared(Groups::None), 50),
    row("seize * --as nl-police", "measures", Cleared(Groups::None), 50),
    row("seize * --as nl-police", "members", Cleared(Groups::One), 50),
    row("seize * --as nl-police", "groups", Cleared(Groups::Ten), 250),
    row("seize server-00000 {files} --exhibit 1 --as nl-police", "files", Cleared(Groups::None), 50),
    row("record *:* --as nl-police", "measures", Cleared(Groups::None), 50),
    bench("record {measures} --as nl-police", "names", Cleared(Groups::None), 50),
    row("confirm *:* --basis b --as nl-police --officer nl-08", "measures", Verified, 150),
    bench("confirm {measures} --basis b --as nl-police --officer nl-08", "names", Verified, 50),
    row("hold *:* --reason r --as ro-police", "measures", Suspensions, 50),
    bench("hold {measures} --reason r --as ro-police", "names", Suspensions, 50),
    row("withdraw *:* --reason r --yes --as nl-police", "measures", Suspensions, 50),
    bench("withdraw {measures} --reason r --yes --as nl-police", "names", Suspensions, 50),
    row("reverse *:* --restored s --reason r --reference 7 --yes --as nl-police", "measures", Confirmed, 100),
    row("reopen *:* --reason r --as nl-police", "measures", Withdrawn, 50),
    row("observe up suspend:mirror-00000 --source s1 --as nl-police", "measures", Observed, 50),
    row("observe up suspend:mirror-00000 --source s1 --as nl-police", "observations", Entries(Kind::Observations), 100),
    row("evidence add seize:server-00000 {files} --exhibit 1 --as nl-police", "files", Done, 300),
    row("evidence add {measures} --file 0.img --as nl-police", "names", Done, 50),
    row("evidence add seize:server-00000 --file 0.img --as nl-police", "items", Taken, 100),
    row("evidence verify {exhibits} {files} --as nl-police --officer nl-08", "items", Taken, 50),
    row("evidence move E0 preserved --where vault --as nl-police", "items", Verified, 200),
    row("evidence list", "items", Verified, 300),
    bench("evidence list", "items", Entries(Kind::VerifiedThings), 2500),
    row("settle suspend:mirror-00000 withdrawn --reason r --as be-prosecutor", "logs", Conflict, 10),
    row("retract {hashes} --reason r --as nl-police", "names", Entries(Kind::Notes), 50),
    row("retract {entries} --reason r --as nl-police", "names", Entries(Kind::Notes), 50),
    row("correct nl-police.0a1b2c3d:2 --note n --reason r --as nl-police", "corrections", Entries(Kind::Corrections), 100),
    row("note n --as nl-police", "measures", Suspensions, 50),
    row("note n --as nl-police", "notes", Entries(Kind::Notes), 100),
    row("note n --as nl-police", "transitions", Entries(Kind::Moves), 100),
    row("note n --as nl-police", "moves of one", Entries(Kind::MovesOfOne), 100),
    row("note n --as nl-police", "void entries", Entries(Kind::Void), 100),
    row("note n --as nl-police", "retractions", Entries(Kind::Retractions), 100),
    row("note n --as nl-police", "items", Entries(Kind::VerifiedThings), 200),
    row("note n --as nl-police", "versions", Entries(Kind::Versions), 20),
    row("note n --as nl-police", "logs", Logs, 20),
    row("note n --as nl-police", "members", Approved(Groups::One), 50),
    bench("note n --as nl-police", "holds of one", Entries(Kind::Holds), 2500),
    row("status", "measures", Seizures(Groups::None), 50),
    row("status", "outlets", Outlets, 50),
    row("status {measures}", "names", Suspensions, 50),
    row("status", "notes", Entries(Kind::Notes), 100),
    row("status", "items", Entries(Kind::VerifiedThings), 200),
    row("status", "members", Cleared(Groups::One), 50),
    row("status", "groups", Cleared(Groups::Ten), 200),
    row("status --by asset", "assets", Suspensions, 100),
    row("status --by asset", "observations", Observed, 50),
    row("status --by measure", "measures", Suspensions, 50),
    row("status --by agency", "measures", Suspensions, 50),
    row("status --by country", "measures", Suspensions, 50),
    row("status --by instrument", "instruments", Warrants, 50),
    row("status --by evidence", "items", Verified, 100),
    row("impact", "assets", Suspensions, 50),
    row("impact", "services", Services, 100),
    row("impact", "outlets", Outlets, 100),
    row("rehearse", "assets", Suspensions, 50),
    row("rehearse", "measures", Seizures(Groups::None), 25),
    row("rehearse", "members", Seizures(Groups::One), 25),
    exits(6, row("rehearse {injects}", "injects", Injects, 25)),
    row("log", "notes", Entries(Kind::Notes), 100),
    row("log", "void entries", Entries(Kind::Void), 100),
    bench("log", "void entries", Entries(Kind::Void), 2500),
    row("log", "items", Entries(Kind::VerifiedThings), 200),
    row("log {measures}", "names", Observed, 50),
    row("verify", "notes", Entries(Kind::Notes), 100),
    row("verify", "logs", Logs, 200),
    row("verify", "versions", Entries(Kind::Versions), 20),
    row("verify bundle", "notes", Bundle(Kind::Notes), 100),
    row("checkpoint --as nl-police", "notes", Keyed, 100),
    row("merge copy", "notes", Copy(Kind::Notes), 100),
    row("merge -o big.toml {copies}", "copies", Copies, 10),
    row("sync copy", "notes", Copy(Kind::Notes), 100),
    row("retire nl-police.00000001 --reason r --as nl-police", "notes", Lost(Kind::Notes), 100),
    row("bundle out --to court --as be-prosecutor", "notes", Entries(Kind::Notes), 100),
    row("bundle out --to court --as be-prosecutor", "items", Verified, 100),
    row("bundle out --to court --for nl-police --as be-prosecutor", "measures", Done, 250),
    row("bundle out --to court {only} --as be-prosecutor", "names", Done, 50),
];
