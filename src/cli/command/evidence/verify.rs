//! `takedown evidence verify`

use super::{Again, hashed, item};
use crate::cli::args::Writing;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::reported::{moment, words};
use crate::cli::scene::{Faulty, Scene};
use crate::cli::shell::Shell;
use crate::cli::who::{Cue, who};
use crate::cli::write::{Request, write};
use crate::model::evidence::ItemState;
use crate::model::exit::Exit;
use crate::operation::{Asked, AskedItem, Exhibit, Operation};

/// Verify an item, as another officer than the one before: hash the file again, or read the seal
///
/// What does not match is recorded as what it is, integrity-failed, and the command has done what it should: exit 0.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The item: its entry, or its exhibit number
    #[arg(value_name = "ITEM")]
    item: String,
    #[command(flatten)]
    again: Again,
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
    let scene = Scene::open(context, None, Faulty::LastCited, shell)?;
    let operation = Operation::fold(&scene.plan, &scene.reading);
    let exhibit = item(&operation, &args.item)?;
    // Another officer of the agency that holds it; in exercises the first other agency by id.
    let holder = exhibit.holder.clone();
    let others = scene.plan.agencies.keys().map(ToString::to_string);
    let first = std::iter::once(holder).chain(others);
    let first = first.filter(|agency| format!("{agency}-1") != exhibit.officer).collect();
    let who = who(context, &scene.plan, &Cue { first, ..Cue::lead() })?;
    let at = moment(args.at.as_deref(), &scene, &who, shell)?;
    let mut step = AskedItem::new(ItemState::Verified, at);
    step.item = Some(exhibit.item.entry);
    step.note.clone_from(&args.note);
    step.seal.clone_from(&args.again.seal);
    if let Some(path) = &args.again.file {
        let (file, sha256, size) = hashed(path, shell)?;
        (step.file, step.sha256, step.size) = (Some(file), Some(sha256), Some(size));
    }
    if let Some(differs) = differs(&exhibit, &step) {
        shell.warn(format!("it does not match: {differs}; that is recorded"));
        step.to = ItemState::IntegrityFailed;
        step.reason = Some(differs);
    }
    let asked = vec![Asked::Evidence(Box::new(step))];
    let request = Request { command: "evidence verify", who, asked, writing: &args.writing, question: None };
    write(&request, &scene, context, shell)
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
