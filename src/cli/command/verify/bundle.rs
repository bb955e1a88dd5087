//! `takedown verify` of a bundle, which needs neither plan nor ledger.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{LogRow, VerifyView, code, hints, row, skewed, unsigned, void_row};
use crate::cli::args::Format;
use crate::cli::error::{CliError, ErrorKind};
use crate::cli::output::page::Page;
use crate::cli::output::progress::{Bar, VERIFYING};
use crate::cli::output::shell::Shell;
use crate::cli::output::{into_file, json, no_such, table};
use crate::cli::page;
use crate::cli::session::context::Context;
use crate::cli::words;
use crate::exchange::bundle::check::{CheckError, Checked, check, is_bundle};
use crate::ledger::log::Head;
use crate::ledger::verify::VerifyOptions;
use crate::model::exit::Exit;
use crate::operation::{DisplayState, Operation, Verdict};

/// The folder of a bundle: the argument, or else the folder of `--ledger`.
pub(super) fn bundle_folder(argument: Option<&str>, context: &Context) -> Option<PathBuf> {
    let argument = argument.map(PathBuf::from);
    let ledger = context.globals.ledger.clone();
    argument.into_iter().chain(ledger).find(|dir| is_bundle(dir))
}

pub(super) fn run(
    dir: &Path,
    expect: Vec<Head>,
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let options = VerifyOptions { expect, threads: 0 };
    let bar = Bar::new(shell, VERIFYING);
    let checked = check(dir, &options, &|read, all| bar.update(read, all)).map_err(|cause| match cause {
        CheckError::Read(cause) => CliError::from(cause),
        other => CliError::new(ErrorKind::NotIntact, other),
    })?;
    drop(bar);
    let view = view(&checked, dir, context)?;
    match context.globals.format {
        Format::Table => {
            let mut page = Page::default();
            page::verify::draw(&mut page, &view, context.globals.verbose);
            shell.answer(&table::render(&page, shell.width, shell.coloured))?;
            hints(&view, shell);
        }
        Format::Json => shell.answer(&json::render(&view)?)?,
        other => return Err(no_such(other)),
    }
    into_file(&view, &context.globals)?;
    Ok(code(&view))
}

fn view(checked: &Checked, dir: &Path, context: &Context) -> Result<VerifyView, CliError> {
    let logs = checked.report.logs.iter().map(|log| LogRow {
        log: log.name.clone(),
        entries: log.entries,
        head: log.head.as_ref().map(|head| head.hash),
        signed_to: checked.signed_to.get(&log.name).copied(),
    });
    let mut view = VerifyView {
        schema: "takedown.verify/1",
        logs: logs.collect(),
        findings: checked.findings.iter().map(row).collect(),
        void: 0,
        irregular: 0,
        conflicts: 0,
        bundle: Some(checked.op.to_string()),
        plans: None,
        judged: checked.plan.is_some() && !checked.redacted && checked.findings.is_empty(),
        remarks: Vec::new(),
    };
    view.remarks = unsigned(&view).into_iter().chain(skewed(&checked.report)).collect();
    view.findings.extend(checked.report.unknown.iter().map(super::newer));
    // Permissions can be judged only over complete logs, with the plan that was used.
    let reading = if checked.findings.is_empty() { checked.reading(dir)? } else { None };
    if let Some((reading, plan)) = reading.zip(checked.plan.clone()) {
        let plan = Arc::new(plan);
        let operation = Operation::fold(&plan, &reading);
        for judged in operation.judged() {
            match &judged.verdict {
                Verdict::Void(reason) => {
                    view.void += 1;
                    view.findings.push(void_row(&reading, judged.pos, &words::reason(reason)));
                }
                _ => view.irregular += 1,
            }
        }
        let standings = operation.standings(context.bare_time()?);
        let conflicts = standings.iter().filter(|standing| standing.display == DisplayState::Conflict);
        view.conflicts = conflicts.count() as u64;
    }
    Ok(view)
}
