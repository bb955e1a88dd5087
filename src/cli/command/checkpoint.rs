//! `takedown checkpoint`

use crate::cli::error::CliError;
use crate::cli::output::Answer;
use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::session::context::Context;
use crate::cli::session::identity::{IdentityHints, identify};
use crate::cli::session::signing_key;
use crate::cli::session::submit::{holder, stamp};
use crate::cli::session::workspace::Workspace;
use crate::model::exit::Exit;
use crate::view::receipt::{ReceiptRow, ReceiptView, ReceiptWriter};

/// Sign what one's log holds, with the key of the agency
///
/// Every command that records signs by itself where a key is named, `TAKEDOWN_KEY` or `key` in the configuration. This
/// signs what was recorded without it. The signature is kept in the log: whoever reads it can tell that the lines before
/// were written by somebody who holds the key. `ssh-keygen` signs, so keys may sit in an agent or on a token.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let workspace = Workspace::open(context, None, "checkpoint", shell)?;
    let identity = identify(context, &workspace, &IdentityHints::lead())?;
    let key = signing_key::usable(context, &workspace.plan, identity.agency.as_str())?;
    let stamp = stamp(&identity, &[], &workspace, context, false)?;
    let holder = holder("checkpoint", &workspace, context, &stamp)?;
    let (head, receipt) = signing_key::sign_checkpoint_with(&key, &workspace, &stamp, &holder, context)?;
    let rows = receipt.entries.iter().map(|entry| ReceiptRow {
        hash: Some(entry.hash),
        about: Some(format!("entry:{}", head.hash)),
        ..ReceiptRow::bare("checkpoint", receipt.log.as_str(), entry.seq, entry.recorded_at)
    });
    let writer = ReceiptWriter { agency: identity.agency.to_string(), officer: identity.officer.clone() };
    let view = ReceiptView::new(false, rows.collect(), writer, workspace.plan.operation.h_hour);
    let mut page = Page::default();
    let mut grid = Grid::new(&[whole(""), prose("")]);
    grid.row(["signed".into(), format!("{} up to :{}, {}", head.log, head.seq, head.hash.short()).into()]);
    for entry in &view.entries {
        let hash = entry.hash.map(|hash| hash.short()).unwrap_or_default();
        grid.row(["entry".into(), format!("{}:{}  {hash}", entry.log, entry.seq).into()]);
    }
    page.pairs(grid);
    Answer { view: &view, rows: &view.entries, page: &page }.give(shell, &context.globals)?;
    Ok(Exit::Done)
}
