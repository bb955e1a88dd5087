//! `takedown check`

use std::sync::Arc;

use crate::cli::args::Format;
use crate::cli::error::CliError;
use crate::cli::output::diagnostic::{self, LineIndex, MarkedSpan};
use crate::cli::output::shell::Shell;
use crate::cli::output::{github, into_file, json, no_such};
use crate::cli::session::context::Context;
use crate::cli::session::workspace::{as_kept, charter};
use crate::ledger::store::Store;
use crate::model::digest::Hash;
use crate::model::exit::Exit;
use crate::model::word::Word as _;
use crate::plan::{Diagnostic, Loaded, SourceText, read_cited};
use crate::view::check::{CheckRow, CheckView};

use super::explain::word;

/// Check a plan; silent when it is good
///
/// Every problem is reported in one run, each with its place and what would mend it. A warning that was weighed is
/// silenced by `accept` on its table, with the reason; -v lists what was accepted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    /// Take warnings for errors
    #[arg(long)]
    strict: bool,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let place = context.operation_path(args.argument.as_deref())?;
    let mut loaded = context.load(&place);
    loaded.plan = loaded.plan.map(|plan| as_kept(plan, &place));
    if let Some(plan) = &loaded.plan {
        let reading = Store::open(&place.ledger, &plan.op()).read()?;
        let cited = |hash: &Hash| read_cited(&reading.stored(hash)?, plan).map(Arc::new);
        let changed = charter(plan, &loaded.sources, &reading, cited);
        loaded.diagnostics.extend(changed);
    }
    let view = view(&loaded, args.strict);
    match context.globals.format {
        Format::Table => {
            let text =
                diagnostic::render(&loaded, args.strict, context.globals.verbose, shell.remarks_coloured);
            if !text.is_empty() {
                shell.remark(text.trim_end_matches('\n'));
            }
        }
        Format::Json => shell.answer(&json::render(&view)?)?,
        Format::Github => shell.answer(&github::render(&view))?,
        other => return Err(no_such(other)),
    }
    into_file(&view, &context.globals)?;
    Ok(if view.errors > 0 { Exit::Failed } else { Exit::Done })
}

fn view(loaded: &Loaded, strict: bool) -> CheckView {
    let found = || loaded.diagnostics.iter().filter(|found| found.accepted.is_none());
    let (errors, warnings) = (loaded.errors().count() as u64, loaded.warnings().count() as u64);
    let lines: Vec<LineIndex<'_>> = loaded.sources.iter().map(LineIndex::of).collect();
    CheckView {
        schema: "takedown.check/1",
        files: loaded.sources.iter().map(|source| source.name.clone()).collect(),
        diagnostics: found().map(|found| row(found, &loaded.sources, &lines, strict)).collect(),
        errors: if strict { errors + warnings } else { errors },
        warnings: if strict { 0 } else { warnings },
        accepted: loaded.accepted().count() as u64,
    }
}

fn row(found: &Diagnostic, sources: &[SourceText], lines: &[LineIndex<'_>], strict: bool) -> CheckRow {
    let place = found.place.as_ref();
    let source = place.and_then(|place| sources.get(place.file));
    let spot = place.and_then(|place| MarkedSpan::of(lines.get(place.file)?, &place.span));
    let number = |of: fn(&MarkedSpan<'_>) -> usize| spot.as_ref().map(|spot| of(spot) as u64);
    CheckRow {
        code: found.code.as_str().to_owned(),
        severity: if strict { "error" } else { word(found.severity) }.to_owned(),
        file: source.map(|source| source.name.clone()),
        line: number(|spot| spot.line),
        column: number(|spot| spot.column),
        end_line: number(|spot| spot.end_line),
        end_column: number(|spot| spot.end_column),
        message: found.message.clone(),
        hint: found.help.clone(),
    }
}
