//! `takedown evidence`

mod add;
mod list;
mod step;
mod verify;

pub(crate) use add::Items;

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::shell::Shell;
use crate::model::digest::Hash;
use crate::model::exit::Exit;
use crate::operation::{Exhibit, Operation};

/// Keep the chain of custody: what was taken, who verified it, who holds it
///
/// An item is a file, known by its SHA-256, or a thing, known by its serial and its seal. It is referred to by its
/// entry, or by its exhibit number where only one item has that.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Add(add::Args),
    Verify(verify::Args),
    Move(step::Args),
    List(list::Args),
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    match &args.command {
        Command::Add(args) => add::run(args, context, shell),
        Command::Verify(args) => verify::run(args, context, shell),
        Command::Move(args) => step::run(args, context, shell),
        Command::List(args) => list::run(args, context, shell),
    }
}

/// A file's name, SHA-256 and size; it is read as a stream and stays where it is.
pub(crate) fn hashed(path: &Path, shell: &mut Shell) -> Result<(String, Hash, u64), CliError> {
    let failed = |cause: std::io::Error| CliError::file("read", path, &cause);
    let file = std::fs::File::open(path).map_err(failed)?;
    let size = file.metadata().map_err(failed)?.len();
    let (hash, read) = Hash::of_reader(shell.progress(&format!("hashing {}", path.display()), size, file))
        .map_err(failed)?;
    let name = path
        .file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok((name, hash, read))
}

/// The item that is meant: by its entry, or by its exhibit number.
fn item(operation: &Operation<'_>, word: &str) -> Result<Exhibit, CliError> {
    let items = operation.items();
    let by_number: Vec<&Exhibit> =
        items.iter().filter(|item| item.item.exhibit.as_deref() == Some(word)).collect();
    if let [item] = by_number.as_slice() {
        return Ok((*item).clone());
    }
    let hash = operation.reading().find(word).ok().and_then(|pos| operation.reading().entry(pos));
    let hash = hash.map(|line| line.hash);
    let found = items.into_iter().find(|item| Some(item.item.entry) == hash);
    found.ok_or_else(|| {
        CliError::usage(format!("`{word}` is no item of evidence")).hint("takedown evidence list shows them")
    })
}

/// What a step says of a thing or file, where it is given again.
#[derive(Debug, clap::Args)]
struct Again {
    /// The file, to be hashed again
    #[arg(long, value_name = "FILE", conflicts_with = "seal")]
    file: Option<PathBuf>,
    /// The seal, as it is read
    #[arg(long, value_name = "TEXT", value_parser = crate::cli::reported::words)]
    seal: Option<String>,
}
