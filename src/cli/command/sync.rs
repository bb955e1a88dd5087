//! `takedown sync`

use std::time::Duration;

use crate::cli::args::span;
use crate::cli::error::{CliError, ErrorKind};
use crate::cli::output::Answer;
use crate::cli::output::page::{Grid, Page, number, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::session::context::Context;
use crate::cli::session::submit::warn_of_file_system;
use crate::cli::session::workspace::Workspace;
use crate::exchange::sync::{Remote, SyncOptions, Synced, find, sync};
use crate::ledger::finding;
use crate::ledger::merge::Merged;
use crate::ledger::read::snapshot::LedgerSnapshot;
use crate::model::exit::Exit;
use crate::view::sync::{Plans, SyncRow, SyncView};

use super::merge::report_branches;

/// Merge both ways with another copy: a folder, or a git remote
///
/// REMOTE is a folder that is or holds a copy of the ledger, the name of a remote of the git work tree that the ledger
/// lies in, or the address of a repository. Of a work tree the ledger's folder is committed, joined with what the remote
/// has, and pushed; other files merge as git merges them, and files that were changed and not committed are not touched.
/// With --follow it goes on until it is interrupted: Ctrl-C ends it as it ends any program, which shells show as 130.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// A folder, the name of a git remote, or the address of a repository
    #[arg(value_name = "REMOTE")]
    remote: String,
    /// Keep going until interrupted, once in so long [default: 30s]
    #[arg(long, value_name = "SPAN", value_parser = span, num_args = 0..=1, require_equals = true, default_missing_value = "30s")]
    follow: Option<Duration>,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let workspace = Workspace::open(context, None, "sync", shell)?;
    let remote = find(&workspace.store, &args.remote)?;
    let pass = Pass { workspace: &workspace, remote: &remote, name: &args.remote };
    warn_of_file_system(&workspace, context, shell);
    match args.follow {
        None => pass.once(true, context, shell),
        Some(every) => follow(&pass, every, context, shell),
    }
}

/// Syncs until the process is killed. A problem is reported once until another one occurs.
fn follow(pass: &Pass<'_>, every: Duration, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let mut last_problem: Option<String> = None;
    loop {
        match pass.once(false, context, shell) {
            Err(error) if matches!(error.kind, ErrorKind::Usage | ErrorKind::ClosedPipe) => {
                return Err(error);
            }
            Err(error) => {
                let text = error.source.to_string();
                if last_problem.as_ref() != Some(&text) {
                    shell.warn(&text);
                    error.hints.iter().for_each(|hint| shell.hint(hint));
                }
                last_problem = Some(text);
            }
            Ok(_) if last_problem.take().is_some() => shell.remark("in step again"),
            Ok(_) => {}
        }
        std::thread::sleep(every);
    }
}

/// The local ledger and the other side.
struct Pass<'a> {
    workspace: &'a Workspace,
    remote: &'a Remote,
    name: &'a str,
}

impl Pass<'_> {
    /// Merges in both directions and reports the result; if nothing changed, only if `always`.
    fn once(&self, always: bool, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
        let who = format!("a sync, process {}, since {}\n", std::process::id(), self.workspace.now());
        let terms = SyncOptions {
            wait: context.lock_timeout(),
            who: &who,
            network_ok: context.globals.allow_network_fs,
        };
        let synced = sync(&self.workspace.store, self.remote, &terms)?;
        let reading = self.workspace.store.read()?;
        let view = self.view(&synced, &reading);
        let new = !view.logs.is_empty() || view.plans != Plans::default() || !view.files.is_empty();
        if !always && !new {
            return Ok(Exit::Done);
        }
        let page = page(&view);
        Answer { view: &view, rows: &view.logs, page: &page }.give(shell, &context.globals)?;
        Ok(self.remarks(&synced, shell).or(report_branches(&reading, self.workspace, shell)))
    }

    /// Reports findings in either copy, and returns the exit code for the other one.
    fn remarks(&self, synced: &Synced, shell: &mut Shell) -> Exit {
        if !synced.taken.revoked_differ.is_empty() {
            shell.warn(format!(
                "the list of revoked keys of {} is another, and no text: it was not merged",
                self.name
            ));
        }
        for (path, finding) in &synced.taken.findings {
            shell.warn(format!("{}:{}: {}", path.display(), finding.line, finding.message));
        }
        for finding in &synced.damaged {
            shell.warn(format!("{}: {}:{}: {}", self.name, finding.log, finding.line, finding.message));
        }
        if synced.damaged.is_empty() {
            return Exit::Done;
        }
        shell.error(format!("the ledger of {} is not intact: what is good of it was taken", self.name));
        Exit::NotIntact
    }

    fn view(&self, synced: &Synced, reading: &LedgerSnapshot) -> SyncView {
        let rows = |way: &'static str, merged: &Merged| {
            let logs = merged.logs.iter().map(move |log| SyncRow {
                way,
                log: log.log.clone(),
                had: log.had,
                has: log.has,
                branches: log.branches.clone(),
            });
            logs.collect::<Vec<_>>()
        };
        let forks = reading.findings().iter().filter(|finding| finding.kind == finding::FindingKind::Fork);
        SyncView {
            schema: "takedown.sync/1",
            remote: self.name.to_owned(),
            logs: [rows("taken", &synced.taken), rows("given", &synced.given)].concat(),
            plans: Plans { taken: synced.taken.plans, given: synced.given.plans },
            files: synced.files.clone(),
            disputed: forks.map(|finding| finding.log.clone()).collect(),
        }
    }
}

fn page(view: &SyncView) -> Page {
    let mut page = Page::default();
    if view.logs.is_empty() && view.plans == Plans::default() && view.files.is_empty() {
        page.line("nothing new");
        return page;
    }
    let mut grid = Grid::new(&[whole("WAY"), whole("LOG"), number("HAD"), number("HAS"), prose("BRANCHES")]);
    for log in &view.logs {
        grid.row([
            log.way.into(),
            log.log.as_str().into(),
            log.had.to_string().into(),
            log.has.to_string().into(),
            log.branches.join(", ").into(),
        ]);
    }
    page.grid(grid);
    for (count, way) in [(view.plans.taken, "taken"), (view.plans.given, "given")] {
        if count > 0 {
            page.line(format!("{} {way}", number_of(count, "stored plan")));
        }
    }
    if !view.files.is_empty() {
        page.line(format!("merged by git: {}", view.files.join(", ")));
    }
    page
}
