//! `takedown evidence`

mod add;
mod list;
mod step;
mod verify;

pub(crate) use add::NewItems;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::output::progress::{Bar, HASHING};
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::digest::Hash;
use crate::model::exit::Exit;
use crate::operation::{ItemStatus, Operation};

/// Keep the chain of custody: what was taken, who verified it, who holds it
///
/// An item is a file, known by its SHA-256, or a thing, known by its serial and its seal. It is referred to by its
/// entry, or by its exhibit number where only one item has that.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: EvidenceCommand,
}

#[derive(Debug, clap::Subcommand)]
enum EvidenceCommand {
    Add(add::Args),
    Verify(verify::Args),
    Move(step::Args),
    List(list::Args),
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    match &args.command {
        EvidenceCommand::Add(args) => add::run(args, context, shell),
        EvidenceCommand::Verify(args) => verify::run(args, context, shell),
        EvidenceCommand::Move(args) => step::run(args, context, shell),
        EvidenceCommand::List(args) => list::run(args, context, shell),
    }
}

/// The name, SHA-256 and size of a file, which is read as a stream and not copied.
pub(crate) fn hashed(path: &Path, shell: &Shell) -> Result<(String, Hash, u64), CliError> {
    let failed = |cause: std::io::Error| CliError::file("read", path, &cause);
    let file = std::fs::File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let bar = Bar::new(shell, HASHING).about(&path.display().to_string());
    let (hash, read) = Hash::of_reader(bar.reading(size, file)).map_err(failed)?;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok((name, hash, read))
}

/// The items of an operation by the names that people use.
struct ItemNames<'o> {
    reading: &'o LedgerSnapshot,
    items: Vec<ItemStatus<'o>>,
    /// The indices of the items with an exhibit number.
    by_number: HashMap<String, Vec<usize>>,
    by_entry: HashMap<Hash, usize>,
}

impl<'o> ItemNames<'o> {
    fn of(operation: &'o Operation<'_>) -> Self {
        let items = operation.items();
        let mut by_number: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            if let Some(number) = &item.item.exhibit {
                by_number.entry(number.to_string()).or_default().push(index);
            }
        }
        let by_entry = items.iter().enumerate().map(|(index, item)| (item.item.entry, index)).collect();
        Self { reading: operation.reading(), items, by_number, by_entry }
    }

    /// Finds an item by its entry or its exhibit number.
    fn find(&self, word: &str) -> Result<&ItemStatus<'o>, CliError> {
        let index = if let Some([index]) = self.by_number.get(word).map(Vec::as_slice) {
            Some(*index)
        } else {
            let entry = self.reading.find(word).ok().and_then(|pos| self.reading.entry(pos));
            entry.and_then(|line| self.by_entry.get(&line.hash).copied())
        };
        index.and_then(|index| self.items.get(index)).ok_or_else(|| {
            CliError::usage(format!("`{word}` is not an item of evidence"))
                .hint("takedown evidence list shows them")
        })
    }
}

/// What a step says of a thing or file, where it is given again.
#[derive(Debug, clap::Args)]
struct CheckAgain {
    /// The file, to be hashed again
    #[arg(long, value_name = "FILE", conflicts_with = "seal")]
    file: Option<PathBuf>,
    /// The seal, as it is read
    #[arg(long, value_name = "TEXT", value_parser = crate::cli::session::values::words)]
    seal: Option<String>,
}
