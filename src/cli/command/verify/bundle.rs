//! `takedown verify` of a bundle: by itself, with no plan and no ledger at hand.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{LogRow, VerifyView, code, count_text, hints, row, signed, void_row};
use crate::cli::args::Format;
use crate::cli::error::{CliError, ErrorKind};
use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::progress::{Bar, VERIFYING};
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::output::tone::Tone;
use crate::cli::output::{into_file, json, no_such, table};
use crate::cli::page;
use crate::cli::session::context::Context;
use crate::cli::words;
use crate::exchange::bundle::check::{CheckError, Checked, check, is_bundle};
use crate::ledger::finding::LedgerRemark;
use crate::ledger::log::Head;
use crate::ledger::verify::VerifyOptions;
use crate::model::exit::Exit;
use crate::model::word::Word as _;
use crate::operation::{DisplayState, Operation, Verdict};

/// The bundle that is meant: the argument, else the folder that is named as the ledger.
pub(super) fn bundle_folder(argument: Option<&str>, context: &Context) -> Option<PathBuf> {
    let named = argument.map(PathBuf::from);
    let ledger = context.globals.ledger.clone();
    named.into_iter().chain(ledger).find(|dir| is_bundle(dir))
}

/// Verifies it.
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
            let page = page(&view, &checked, context.globals.verbose);
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
    };
    view.findings.extend(checked.report.unknown.iter().map(super::newer));
    // Rights are judged over whole logs alone, and by the plan that was in hand.
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

fn page(view: &VerifyView, checked: &Checked, verbose: bool) -> Page {
    let mut page = Page::default();
    page::verify::findings(&mut page, view);
    if !verbose {
        return page;
    }
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let entries: u64 = view.logs.iter().map(|log| log.entries).sum();
    let verdict = match view.findings.as_slice() {
        [] => Piece::new(Tone::Good, "intact"),
        _ => Piece::new(Tone::Bad, "stands"),
    };
    let counts = [number_of(view.logs.len(), "log"), count_text(entries, "entry")].join(", ");
    let judged = checked.plan.is_some() && !checked.redacted && checked.findings.is_empty();
    let meaning = if judged {
        format!(
            "{} void, {} irregular, {}",
            view.void,
            view.irregular,
            count_text(view.conflicts, "conflict")
        )
    } else {
        "rights are its maker's statement, and not judged".to_owned()
    };
    grid.row([verdict, format!("a bundle of {}: {counts}; {meaning}", checked.op).into()]);
    signed(&mut grid, view);
    for (log, line) in &checked.report.skew {
        let text = format!("{log}:{line}: its clock was behind");
        grid.row([Piece::new(Tone::Care, LedgerRemark::Skewed.as_str()), text.into()]);
    }
    page.pairs(grid);
    page
}
