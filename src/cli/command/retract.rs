//! `takedown retract`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::values::{entry, words};
use crate::cli::session::workspace::Workspace;
use crate::ledger::codec::entry::Retraction;
use crate::model::exit::Exit;

/// Take back entries of one's own agency; both stay in the ledger
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Entries: 8 or more digits of a hash, or LOG:SEQ
    #[arg(value_name = "ENTRY", required = true)]
    entries: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "retract", shell)?;
    let found: Vec<_> =
        args.entries.iter().map(|reference| entry(&scene.reading, reference)).collect::<Result<_, _>>()?;
    let first = found.iter().map(|(_, agency)| agency.clone()).collect();
    let who = identify(context, &scene.plan, &IdentityHints { first, ..IdentityHints::lead() })?;
    let reason = args.reason.clone().unwrap_or_default();
    let asked = found.iter().map(|(hash, _)| Retraction::new(*hash, reason.clone()).into());
    let request = Submission {
        command: "retract",
        who,
        asked: asked.collect(),
        writing: &args.writing,
        question: None,
    };
    submit(&request, &scene, context, shell)
}
