//! `takedown go`

use std::path::PathBuf;

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::saved;
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::request::{Confirmation, Submission};
use crate::cli::session::submit::submit;
use crate::cli::session::workspace::Workspace;
use crate::model::exit::Exit;
use crate::operation::EntryRequest;

/// Give the go: exactly the measures of a saved plan are cleared, all of them or none
///
/// The lead gives it, for the bytes that others approved. A file that no longer says what is so is stale: exit 5, with
/// what differs and the command that saves it anew.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The saved plan: a file that `takedown plan --out` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Do not ask back
    #[arg(short, long)]
    yes: bool,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "go", shell)?;
    let lead = &scene.plan.operation.lead;
    let who = identify(context, &scene.plan, &IdentityHints::lead())?;
    // The right is asked first, then the file.
    if who.agency != *lead {
        return Err(CliError::refused(format!("only {lead} gives the go")));
    }
    let saved = saved::read(&args.file)?;
    let text = format!("give the go for {}?", number_of(saved.measures.len(), "measure"));
    let question = Some(Confirmation { text, yes: args.yes });
    let asked = vec![EntryRequest::go(saved)];
    let request = Submission { command: "go", who, asked, writing: &args.writing, question };
    submit(&request, &scene, context, shell)
}
