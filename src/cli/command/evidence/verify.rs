//! `takedown evidence verify`

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::{ItemNames, hashed};
use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{entry_text, moment, words};
use crate::cli::session::workspace::Workspace;
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Evidence;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::exit::Exit;
use crate::operation::ItemStatus;

/// Verify items, as another officer than the one before: hash the file again, or read the seal
///
/// What does not match is recorded as what it is, integrity-failed, and the command has done what it should: exit 0.
/// Of several items the files and the seals are given in the order of the items.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The items: their entries, or their exhibit numbers
    #[arg(value_name = "ITEM", required = true)]
    items: Vec<String>,
    /// The file, to be hashed again; one for each item that is a file
    #[arg(long, value_name = "FILE")]
    file: Vec<PathBuf>,
    /// The seal, as it is read; one for each item that is a thing
    #[arg(long, value_name = "TEXT", value_parser = words)]
    seal: Vec<String>,
    /// Why a file has no second hash: a live acquisition
    #[arg(long, value_name = "TEXT", value_parser = words)]
    note: Option<String>,
    /// When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("evidence verify", &args.writing, context, shell)?;
    let operation = session.workspace.operation();
    let names = ItemNames::of(&operation);
    let mut exhibits: Vec<&ItemStatus<'_>> = Vec::new();
    let mut known = HashSet::new();
    for word in &args.items {
        let exhibit = names.find(word)?;
        // An item that is named twice is verified once.
        if known.insert(exhibit.item.entry) {
            exhibits.push(exhibit);
        }
    }
    let others = others(&exhibits, &session.workspace);
    let identity = session.identity(&IdentityHints::agencies(others))?;
    let at = moment(args.at.as_deref(), &session.workspace, &identity, shell)?;
    let mut requests = Vec::new();
    for (exhibit, again) in exhibits.iter().zip(hash_again(args, &exhibits, shell)?) {
        let mut step = Evidence { item: Some(exhibit.item.entry), at, ..again };
        step.note = entry_text(args.note.as_ref());
        if let Some(differs) = differs(exhibit, &step) {
            shell.warn(format!("{} does not match: {differs}; that is recorded", name(exhibit)));
            step.to = ItemState::IntegrityFailed;
            step.reason = Some(differs.into());
        }
        requests.push(step.into());
    }
    session.submit(identity, requests, shell)
}

/// The agencies to guess from in exercises: the holders, then the others by id, without those whose default
/// officer recorded the last step of an item.
fn others(exhibits: &[&ItemStatus<'_>], workspace: &Workspace) -> Vec<String> {
    let officers: HashSet<&str> = exhibits.iter().map(|exhibit| &*exhibit.last.officer).collect();
    let holders = exhibits.iter().map(|exhibit| exhibit.holder);
    let all = holders.chain(workspace.plan.agencies.keys().map(AsRef::as_ref));
    let mut known = HashSet::new();
    all.filter(|agency| known.insert(*agency) && !officers.contains(format!("{agency}-1").as_str()))
        .map(str::to_owned)
        .collect()
}

/// Hashes each item's file again, or reads its seal, in the order of the items.
fn hash_again(
    args: &Args,
    exhibits: &[&ItemStatus<'_>],
    shell: &mut Shell,
) -> Result<Vec<Evidence<'static>>, CliError> {
    let files = exhibits.iter().filter(|exhibit| exhibit.item.sha256.is_some()).count();
    check_count("--file", args.file.len(), files)?;
    check_count("--seal", args.seal.len(), exhibits.len() - files)?;
    let (mut paths, mut seals) = (args.file.iter(), args.seal.iter());
    let mut steps = Vec::new();
    let mut by_hash: HashMap<Hash, &ItemStatus<'_>> = HashMap::new();
    for (hash, exhibit) in exhibits.iter().filter_map(|exhibit| Some((exhibit.item.sha256?, exhibit))) {
        by_hash.entry(hash).or_insert(exhibit);
    }
    for exhibit in exhibits {
        let mut step = Evidence::new(ItemState::Verified, exhibit.last.at);
        if exhibit.item.sha256.is_none() {
            step.seal = entry_text(seals.next());
        } else if let Some(path) = paths.next() {
            let (file, sha256, size) = hashed(path, shell)?;
            // Files in the wrong order are an error of the command line, not a finding about an item.
            let other = by_hash.get(&sha256).filter(|_| exhibit.item.sha256 != Some(sha256));
            if let Some(other) = other {
                let what = format!("{} is {}, not {}", path.display(), name(other), name(exhibit));
                return Err(CliError::usage(what).hint("files stand in the order of their items"));
            }
            (step.file, step.sha256, step.size) = (Some(file.into()), Some(sha256), Some(size));
        }
        steps.push(step);
    }
    Ok(steps)
}

/// Checks that an option is given either for none or for all of the items.
fn check_count(option: &str, count: usize, items: usize) -> Result<(), CliError> {
    if count == 0 || count == items {
        return Ok(());
    }
    let kind = if option == "--file" { "file" } else { "thing" };
    Err(CliError::usage(format!("{option} is said {count} times, and {}", of_kind(items, kind)))
        .hint(format!("give one {option} for each of them, in the order of the items")))
}

/// `2 items are files`
fn of_kind(items: usize, kind: &str) -> String {
    if items == 1 { format!("1 item is a {kind}") } else { format!("{items} items are {kind}s") }
}

/// The exhibit number or the entry.
fn name(exhibit: &ItemStatus<'_>) -> String {
    exhibit.item.exhibit.as_deref().map_or_else(|| exhibit.item.entry.short(), str::to_owned)
}

/// Describes what does not match.
fn differs(exhibit: &ItemStatus<'_>, step: &Evidence<'_>) -> Option<String> {
    match (exhibit.item.sha256, step.sha256) {
        (Some(was), Some(is)) if was != is => Some(format!("its sha256 is {is}, not {was}")),
        (None, _) => {
            let (was, is) = (exhibit.seal?, step.seal.as_deref()?);
            (was != is).then(|| format!("its seal reads {is}, not {was}"))
        }
        _ => None,
    }
}
