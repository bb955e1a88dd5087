//! `takedown approve`

use std::path::PathBuf;

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::input::saved;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::request::Submission;
use crate::cli::session::submit::submit;
use crate::cli::session::workspace::Workspace;
use crate::model::exit::Exit;
use crate::operation::EntryRequest;

/// Approve a saved plan, as an agency other than the lead
///
/// It is bound to the bytes of the file. A file that no longer says what is so is stale: exit 5, with what differs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The saved plan: a file that `takedown plan --out` wrote
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Workspace::open(context, None, "approve", shell)?;
    let plan = &scene.plan;
    let lead = &plan.operation.lead;
    // The right is asked first, then the file.
    let others = plan.agencies.keys().filter(|agency| *agency != lead);
    let operation = scene.operation();
    let file = saved::read(&args.file);
    let approved = file.as_ref().map(|saved| operation.approvals(&saved.hash)).unwrap_or_default();
    let first = others.map(ToString::to_string).filter(|agency| !approved.contains(agency)).collect();
    let who = identify(context, plan, &IdentityHints { first, ..IdentityHints::lead() })?;
    if who.agency == *lead {
        return Err(CliError::refused(format!("{lead} leads: agencies other than the lead approve"))
            .hint("the lead gives the go: takedown go FILE"));
    }
    let asked = vec![EntryRequest::approval(file?)];
    let request = Submission { command: "approve", who, asked, writing: &args.writing, question: None };
    submit(&request, &scene, context, shell)
}
