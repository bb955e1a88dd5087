//! `takedown rehearse`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::cli::output::file::is_within;
use crate::cli::output::page::Page;
use crate::cli::output::progress::{Bar, REHEARSING};
use crate::cli::output::shell::Shell;
use crate::cli::output::{Answer, diagnostic};
use crate::cli::page::{head, rehearse as page};
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Workspace;
use crate::cli::words;
use crate::model::exit::Exit;
use crate::operation::rehearse::{Setting, rehearse, rehearse_runs};
use crate::plan::tables::Inject;
use crate::plan::{self, SourceText};
use crate::view::head::HeadView;
use crate::view::rehearse::{RehearseView, RunsView};

/// Play the operation to its end, on a ledger apart and by a clock of its own
///
/// Every agency says what `plan --next` would ask of it, the lead gives the go, each measure begins at its time, takes
/// its usual time and is checked by another officer. Nothing of it stands in the operation's ledger. Exit code 6 where
/// it did not end as the plan means it.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    /// What goes wrong: an inject of the plan, or a file of them (repeat)
    #[arg(long, value_name = "NAME|FILE")]
    inject: Vec<String>,
    /// Keep the rehearsal's ledger in this folder: status, log and others read it with --ledger
    #[arg(long, value_name = "DIR", conflicts_with = "runs")]
    to: Option<PathBuf>,
    /// Rehearse so often: durations are drawn, and of what the plan can suffer one thing at a time
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    runs: Option<u32>,
    /// What is drawn from: the same seed gives the same rehearsal
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
}

/// The memory file system of Linux.
const IN_MEMORY: &str = "/dev/shm";

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let workspace = Workspace::open(context, args.argument.as_deref(), "rehearse", shell)?;
    let mut injects = Vec::new();
    for word in &args.inject {
        injects.extend(injects_named(word, &workspace, shell)?);
    }
    if let Some(dir) = args.to.as_deref().filter(|dir| is_within(dir, &workspace.path.ledger)) {
        let why = format!("{} is where the operation's own ledger is kept", dir.display());
        return Err(CliError::refused(why).hint("keep the rehearsal elsewhere: --to DIR"));
    }
    let scratch = folder()?;
    let kept = args.to.clone();
    let dir = kept.clone().unwrap_or_else(|| scratch.path().join("ledger"));
    let network_ok = context.globals.allow_network_fs;
    let setting = Setting {
        dir: &dir,
        keep: args.to.is_some(),
        seed: args.seed,
        injects,
        takes: BTreeMap::new(),
        network_ok,
    };
    let mut page = Page::default();
    let head = HeadView::of(&workspace.plan);
    head::open(&mut page, &head, workspace.now());
    if let Some(runs) = args.runs {
        let bar = Bar::new(shell, REHEARSING);
        let update = |played| bar.update(u64::from(played), u64::from(runs));
        let ran = rehearse_runs(&workspace.plan, &setting, runs, &update)?;
        drop(bar);
        let view = RunsView::of(&workspace.plan, args.seed, &ran);
        page::draw_runs(&mut page, &view, context.globals.verbose);
        head::close(&mut page, &head);
        Answer { view: &view, rows: &view.measures, page: &page }.give(shell, &context.globals)?;
        return Ok(Exit::Done);
    }
    let rehearsed = rehearse(&workspace.plan, &setting)?;
    let kept = kept.map(|dir| dir.display().to_string());
    let view = RehearseView::of(&workspace.plan, &rehearsed, kept, &words::refusal);
    page::draw(&mut page, &view, context.globals.verbose);
    head::close(&mut page, &head);
    Answer { view: &view, rows: &view.timeline, page: &page }.give(shell, &context.globals)?;
    if let Some(dir) = &args.to {
        shell.hint(format!("takedown status {} --ledger {}", workspace.name(), dir.display()));
    }
    Ok(if rehearsed.as_meant() { Exit::Done } else { Exit::NotReady })
}

/// A temporary folder, in memory if possible.
fn folder() -> Result<tempfile::TempDir, CliError> {
    let made = tempfile::tempdir_in(IN_MEMORY).or_else(|_| tempfile::tempdir());
    made.map_err(|cause| CliError::file("make a folder below", &std::env::temp_dir(), &cause))
}

/// The injects that an argument names: one of the plan, or else those of a file.
fn injects_named(
    word: &str,
    workspace: &Workspace,
    shell: &mut Shell,
) -> Result<Vec<(String, Inject)>, CliError> {
    if let Some((id, inject)) = workspace.plan.injects.get_key_value(word) {
        return Ok(vec![(id.to_string(), inject.clone())]);
    }
    let path = Path::new(word);
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(cause) if path.extension().is_some() => return Err(CliError::file("read", path, &cause)),
        Err(_) => {
            let known = workspace.plan.injects.keys().map(AsRef::as_ref);
            return Err(
                crate::cli::input::select::unknown("inject", word, known).hint("or name a file of injects")
            );
        }
    };
    let file = SourceText { name: path.display().to_string(), text };
    let injects = plan::injects(&workspace.plan, file).map_err(|loaded| {
        shell.remark(diagnostic::render(&loaded, false, false, shell.remarks_coloured).trim_end());
        CliError::failed(format!("{word} holds no injects for this plan"))
    })?;
    Ok(injects.into_iter().map(|(id, inject)| (id.to_string(), inject)).collect())
}
