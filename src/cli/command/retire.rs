//! `takedown retire`

use crate::cli::args::WriteArgs;
use crate::cli::error::CliError;
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::IdentityHints;
use crate::cli::session::values::words;
use crate::cli::session::workspace::Workspace;
use crate::cli::session::writing::WriteSession;
use crate::ledger::codec::entry::Retire;
use crate::ledger::log::Head;
use crate::ledger::verify::{VerifyOptions, verify};
use crate::model::exit::Exit;

/// Close a log of one's own agency, and say which of its branches counts
///
/// After a restored backup or a copied machine a log can have branches: two histories under one name. Its agency says
/// which one it stands by; the others stay in their files and count for nothing. A log without branches is closed the
/// same way, when a machine is lost. Whoever closes his own log goes on in a new one.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The branch to stand by, as `verify` and `merge` name it, or a whole log
    #[arg(value_name = "BRANCH")]
    branch: String,
    /// Why; every bundle shows it, so it names no target
    #[arg(long, value_name = "TEXT", value_parser = words, required = true)]
    reason: Option<String>,
    #[command(flatten)]
    writing: WriteArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let session = WriteSession::open("retire", &args.writing, context, shell)?;
    let head = head(&session.workspace, args.branch.trim_end_matches(".jsonl"))?;
    let identity = session.identity(&IdentityHints::agencies(vec![head.log.agency().to_owned()]))?;
    if context.env.get("TAKEDOWN_INSTANCE") == Some(head.log.instance())
        && identity.agency.as_str() == head.log.agency()
    {
        let why = format!("TAKEDOWN_INSTANCE names the log {}, which is to be closed", head.log);
        return Err(CliError::usage(why).hint("it has to name another one, by 8 hex digits"));
    }
    let reason = args.reason.clone().unwrap_or_default();
    session.submit(identity, vec![Retire::new(&head, reason).into()], shell)
}

/// The last line of a branch.
fn head(workspace: &Workspace, branch: &str) -> Result<Head, CliError> {
    let report = verify(workspace.store.dir(), workspace.store.op(), &VerifyOptions::default(), &|_, _| {})?;
    let found = report.logs.iter().find(|log| log.name == branch).and_then(|log| log.head.clone());
    found.ok_or_else(|| {
        let names: Vec<&str> = report.logs.iter().map(|log| log.name.as_str()).collect();
        let list = || Some(format!("the ledger has {}", names.join(", ")));
        CliError::usage(format!("there is no log `{branch}`")).suggest(branch, names.iter().copied(), list)
    })
}
