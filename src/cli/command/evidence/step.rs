//! `takedown evidence move`

use super::{CheckAgain, ItemNames, hashed};
use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::select::known;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::{IrregularArgs, entry_text, moment, not_one_of, words};
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::{Evidence, Irregular};
use crate::model::evidence::{Custody, ItemState};
use crate::model::exit::Exit;
use crate::model::word::Word as _;

/// Move an item on: preserved, transferred, returned, disposed
///
/// Only the agency that holds it does. Across a border it needs a granted instrument whose scope says so; a copy that
/// crossed without one is a fact: --irregular REASON.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The item: its entry, or its exhibit number
    #[arg(value_name = "ITEM")]
    item: String,
    /// Its new state
    #[arg(value_name = "STATE", value_parser = state)]
    state: ItemState,
    /// transferred: to which agency
    #[arg(long, value_name = "AGENCY")]
    to: Option<String>,
    /// transferred: why
    #[arg(long, value_name = "TEXT", value_parser = words)]
    reason: Option<String>,
    #[command(flatten)]
    again: CheckAgain,
    /// preserved: where it is kept
    #[arg(long = "where", value_name = "TEXT", value_parser = words)]
    place: Option<String>,
    /// returned, disposed: the reference of the order
    #[arg(long, value_name = "TEXT", value_parser = words)]
    reference: Option<String>,
    /// When: "07:20 Europe/Bucharest", -5m, H+5m, RFC 3339 [default: now]
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    at: Option<String>,
    #[command(flatten)]
    irregular: IrregularArgs,
    #[command(flatten)]
    writing: WriteArgs,
}

fn state(word: &str) -> Result<ItemState, String> {
    let moves = || ItemState::ALL.iter().filter(|state| state.row().by == Custody::Holder);
    moves().copied().find(|state| state.as_str() == word).ok_or_else(|| {
        let words: Vec<&str> = moves().map(|state| state.as_str()).collect();
        not_one_of(word, &words, "an item is not moved so", "an item is")
    })
}

pub(super) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("evidence move", &args.writing, context, shell)?;
    let workspace = &session.workspace;
    let operation = workspace.operation();
    let items = ItemNames::of(&operation);
    let exhibit = items.find(&args.item)?;
    known(args.to.as_slice(), "agency", workspace.plan.agencies.keys().map(AsRef::as_ref))?;
    let identity = session.identity(&IdentityHints::agencies(vec![exhibit.holder.to_owned()]))?;
    let at = moment(args.at.as_deref(), workspace, &identity, shell)?;
    let mut step = Evidence::new(args.state, at);
    step.item = Some(exhibit.item.entry);
    step.holder = entry_text(args.to.as_ref());
    step.reason = entry_text(args.reason.as_ref());
    step.place = entry_text(args.place.as_ref());
    step.reference = entry_text(args.reference.as_ref());
    step.irregular = args.irregular.irregular.clone().map(Irregular::new);
    step.seal = entry_text(args.again.seal.as_ref());
    if let Some(path) = &args.again.file {
        let (file, sha256, size) = hashed(path, shell)?;
        (step.file, step.sha256, step.size) = (Some(file.into()), Some(sha256), Some(size));
    }
    session.submit(identity, vec![step.into()], shell)
}
