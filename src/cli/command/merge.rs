//! `takedown merge`

use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::output::Answer;
use crate::cli::output::page::{Grid, Page, number, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::submit::warn_of_file_system;
use crate::cli::session::workspace::Workspace;
use crate::ledger::finding::FindingKind;
use crate::ledger::merge::{Merged, copy_in, merge};
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::exit::Exit;
use crate::view::merge::{MergeRow, MergeView};

/// Take in other copies of this ledger: folders, sticks, clones
///
/// Every log has one writer, so copies only ever lack lines: the longer one is taken. Where two copies differ the log was
/// written from two places, and every branch is kept. Merging again, or in another order, gives the same files.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Copies: a ledger's folder, or a folder that holds it
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let workspace = Workspace::open(context, None, "merge", shell)?;
    let copies = args.paths.iter().map(|path| copy(&workspace, path)).collect::<Result<Vec<_>, _>>()?;
    take_in(&workspace, &copies, context, shell)
}

/// Merges copies, reports the result, and returns the exit code.
pub(crate) fn take_in(
    workspace: &Workspace,
    copies: &[PathBuf],
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let who = format!("a merge, process {}, since {}\n", std::process::id(), workspace.now());
    let wait = context.lock_timeout();
    let merged = merge(&workspace.store, copies, wait, &who, context.globals.allow_network_fs)?;
    warn_of_file_system(workspace, context, shell);
    let reading = workspace.store.read()?;
    let view = view(&merged, &reading);
    let page = page(&view);
    Answer { view: &view, rows: &view.logs, page: &page }.give(shell, &context.globals)?;
    for copy in &merged.revoked_differ {
        shell.warn(format!(
            "the list of revoked keys in {} is another, and no text: it was not merged",
            copy.display()
        ));
    }
    for (path, finding) in &merged.findings {
        shell.warn(format!("{}:{}: {}", path.display(), finding.line, finding.message));
    }
    Ok(report_branches(&reading, workspace, shell))
}

/// Reports disputed logs and findings of the ledger, and returns the exit code.
pub(crate) fn report_branches(reading: &LedgerSnapshot, workspace: &Workspace, shell: &mut Shell) -> Exit {
    let forks = || reading.findings().iter().filter(|finding| finding.kind == FindingKind::Fork);
    for fork in forks() {
        shell.error(format!("{}: {}; what they do not share counts for nobody", fork.log, fork.message));
    }
    if forks().next().is_some() {
        shell.hint("its agency says which one counts: takedown retire BRANCH --reason TEXT");
    }
    if forks().count() < reading.findings().len() {
        shell.hint(format!("takedown verify {}", workspace.name()));
        Exit::NotIntact
    } else if forks().next().is_some() {
        Exit::Conflict
    } else {
        Exit::Done
    }
}

/// The ledger that a path refers to: the path itself, or this operation's ledger inside it.
fn copy(workspace: &Workspace, path: &Path) -> Result<PathBuf, CliError> {
    let name = Path::new(workspace.path.ledger.file_name().unwrap_or_default());
    copy_in(path, name).ok_or_else(|| {
        CliError::usage(format!("{} holds no ledger of {}", path.display(), workspace.name()))
            .hint(format!("name the folder {}, or one that holds it", name.display()))
    })
}

fn view(merged: &Merged, reading: &LedgerSnapshot) -> MergeView {
    let row = |log: &crate::ledger::merge::MergedLog| MergeRow {
        log: log.log.clone(),
        had: log.had,
        has: log.has,
        branches: log.branches.clone(),
    };
    let disputed = reading.findings().iter().filter(|finding| finding.kind == FindingKind::Fork);
    MergeView {
        schema: "takedown.merge/1",
        logs: merged.logs.iter().map(row).collect(),
        plans: merged.plans,
        disputed: disputed.map(|finding| finding.log.clone()).collect(),
    }
}

fn page(view: &MergeView) -> Page {
    let mut page = Page::default();
    if view.logs.is_empty() && view.plans == 0 {
        page.line("nothing new");
        return page;
    }
    let mut grid = Grid::new(&[whole("LOG"), number("HAD"), number("HAS"), prose("BRANCHES")]);
    for log in &view.logs {
        grid.row([
            log.log.as_str().into(),
            log.had.to_string().into(),
            log.has.to_string().into(),
            log.branches.join(", ").into(),
        ]);
    }
    page.grid(grid);
    if view.plans > 0 {
        page.line(format!("{} taken in", number_of(view.plans, "stored plan")));
    }
    page
}
