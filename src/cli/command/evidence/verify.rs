//! `takedown evidence verify`

use std::path::PathBuf;

use super::{hashed, item};
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::reported::{moment, words};
use crate::cli::scene::Scene;
use crate::cli::shell::Shell;
use crate::cli::who::{Cue, who};
use crate::cli::write::{Request, write};
use crate::model::evidence::ItemState;
use crate::model::exit::Exit;
use crate::operation::{Asked, AskedItem, Exhibit, Operation};

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
    writing: Writing,
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Scene::open(context, None, "evidence verify", shell)?;
    let operation = Operation::fold(&scene.plan, &scene.reading);
    let mut exhibits: Vec<Exhibit> = Vec::new();
    for word in &args.items {
        let exhibit = item(&operation, word)?;
        // An item that is named twice is verified once.
        if exhibits.iter().all(|known| known.item.entry != exhibit.item.entry) {
            exhibits.push(exhibit);
        }
    }
    let who = who(context, &scene.plan, &Cue { first: others(&exhibits, &scene), ..Cue::lead() })?;
    let at = moment(args.at.as_deref(), &scene, &who, shell)?;
    let mut asked = Vec::new();
    for (exhibit, again) in exhibits.iter().zip(again(args, &exhibits, shell)?) {
        let mut step = AskedItem { item: Some(exhibit.item.entry), at, ..again };
        step.note.clone_from(&args.note);
        if let Some(differs) = differs(exhibit, &step) {
            shell.warn(format!("{} does not match: {differs}; that is recorded", name(exhibit)));
            step.to = ItemState::IntegrityFailed;
            step.reason = Some(differs);
        }
        asked.push(Asked::Evidence(Box::new(step)));
    }
    let request = Request { command: "evidence verify", who, asked, writing: &args.writing, question: None };
    write(&request, &scene, context, shell)
}

/// Another officer of the agency that holds it; in exercises the first other agency by id.
fn others(exhibits: &[Exhibit], scene: &Scene) -> Vec<String> {
    let holders = exhibits.iter().map(|exhibit| exhibit.holder.clone());
    let all = holders.chain(scene.plan.agencies.keys().map(ToString::to_string));
    all.filter(|agency| exhibits.iter().all(|exhibit| format!("{agency}-1") != exhibit.officer)).collect()
}

/// What is said again of each item, in their order: its file, or its seal.
fn again(args: &Args, exhibits: &[Exhibit], shell: &mut Shell) -> Result<Vec<AskedItem>, CliError> {
    let files = exhibits.iter().filter(|exhibit| exhibit.item.sha256.is_some()).count();
    counted("--file", args.file.len(), files)?;
    counted("--seal", args.seal.len(), exhibits.len() - files)?;
    let (mut paths, mut seals) = (args.file.iter(), args.seal.iter());
    let mut steps = Vec::new();
    for exhibit in exhibits {
        let mut step = AskedItem::new(ItemState::Verified, exhibit.at);
        if exhibit.item.sha256.is_none() {
            step.seal = seals.next().cloned();
        } else if let Some(path) = paths.next() {
            let (file, sha256, size) = hashed(path, shell)?;
            let is = |other: &&Exhibit| other.item.sha256 == Some(sha256);
            // A slip in the order is no finding about an item.
            if let Some(other) = exhibits.iter().find(is).filter(|_| !is(&exhibit)) {
                let what = format!("{} is {}, not {}", path.display(), name(other), name(exhibit));
                return Err(CliError::usage(what).hint("files stand in the order of their items"));
            }
            (step.file, step.sha256, step.size) = (Some(file), Some(sha256), Some(size));
        }
        steps.push(step);
    }
    Ok(steps)
}

/// None is said at all, or one for each.
fn counted(option: &str, said: usize, items: usize) -> Result<(), CliError> {
    if said == 0 || said == items {
        return Ok(());
    }
    let kind = if option == "--file" { "file" } else { "thing" };
    Err(CliError::usage(format!("{option} is said {said} times, and {}", of_kind(items, kind)))
        .hint(format!("give one {option} for each of them, in the order of the items")))
}

/// `2 items are files`
fn of_kind(items: usize, kind: &str) -> String {
    if items == 1 { format!("1 item is a {kind}") } else { format!("{items} items are {kind}s") }
}

/// The exhibit number, or the entry.
fn name(exhibit: &Exhibit) -> String {
    exhibit.item.exhibit.as_deref().map_or_else(|| exhibit.item.entry.short(), str::to_owned)
}

/// What does not match, in words.
fn differs(exhibit: &Exhibit, step: &AskedItem) -> Option<String> {
    match (exhibit.item.sha256, step.sha256) {
        (Some(was), Some(is)) if was != is => Some(format!("its sha256 is {is}, not {was}")),
        (None, _) => {
            let (was, is) = (exhibit.seal.as_deref()?, step.seal.as_deref()?);
            (was != is).then(|| format!("its seal reads {is}, not {was}"))
        }
        _ => None,
    }
}
