//! What each command does when the plan on disk has errors.

/// Whether a command accepts a plan with errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Faulty {
    /// No: the plan has to be fixed first.
    Refused,
    /// Yes, with the last readable plan that the ledger cites. A typo must not prevent facts, holds or
    /// reading.
    LastCited,
}

/// Every command that opens an operation. Commands that grant a permission or act on the plan on disk are
/// refused; commands that record a fact, stop something or only read are not.
// See ARCHITECTURE, "A table says which commands work with a faulty plan".
const COMMANDS: [(&str, Faulty); 33] = [
    ("approve", Faulty::Refused),
    ("attest", Faulty::Refused),
    ("bundle", Faulty::LastCited),
    ("checkpoint", Faulty::LastCited),
    ("confirm", Faulty::LastCited),
    ("correct", Faulty::LastCited),
    ("evidence add", Faulty::LastCited),
    ("evidence list", Faulty::LastCited),
    ("evidence move", Faulty::LastCited),
    ("evidence verify", Faulty::LastCited),
    ("go", Faulty::Refused),
    ("hold", Faulty::LastCited),
    ("impact", Faulty::LastCited),
    ("instrument", Faulty::Refused),
    ("log", Faulty::LastCited),
    ("merge", Faulty::LastCited),
    ("note", Faulty::LastCited),
    ("observe", Faulty::LastCited),
    ("plan", Faulty::LastCited),
    ("plan --next", Faulty::Refused),
    ("plan --out", Faulty::Refused),
    ("record", Faulty::LastCited),
    ("rehearse", Faulty::Refused),
    ("reopen", Faulty::Refused),
    ("retire", Faulty::LastCited),
    ("retract", Faulty::LastCited),
    ("reverse", Faulty::LastCited),
    ("seize", Faulty::LastCited),
    ("settle", Faulty::Refused),
    ("status", Faulty::LastCited),
    ("sync", Faulty::LastCited),
    ("verify", Faulty::LastCited),
    ("withdraw", Faulty::LastCited),
];

/// How a command handles a plan with errors. A command that is not in the table is refused.
pub(crate) fn faulty(command: &str) -> Faulty {
    let row = COMMANDS.iter().find(|(name, _)| *name == command);
    row.map_or(Faulty::Refused, |(_, faulty)| *faulty)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::command::Cli;

    /// Commands that do not need a plan, because they do not open an operation.
    const WITHOUT: [&str; 5] = ["check", "completions", "explain", "init", "man"];

    #[test]
    fn every_command_is_in_the_table_or_opens_no_operation() {
        let mut names = Vec::new();
        for command in Cli::command().get_subcommands() {
            let name = command.get_name();
            let below: Vec<_> = command.get_subcommands().collect();
            names.extend(below.iter().map(|one| format!("{name} {}", one.get_name())));
            if below.is_empty() {
                names.push(name.to_owned());
            }
        }
        for name in &names {
            let known = COMMANDS.iter().any(|(row, _)| row == name);
            assert_ne!(known, WITHOUT.contains(&name.as_str()), "{name}");
        }
        for (row, _) in &COMMANDS {
            let command = row.split(" --").next().unwrap_or(row);
            assert!(names.iter().any(|name| name == command), "{row} is no command");
        }
        assert!(COMMANDS.is_sorted(), "the table is not in order");
    }
}
