//! `takedown plan`

mod next;
mod out;

use std::collections::HashSet;
use std::path::PathBuf;

use crate::cli::args::{ReadArgs, Selection};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::Answer;
use crate::cli::output::page::Page;
use crate::cli::output::shell::Shell;
use crate::cli::page::{head, measure, sheet};
use crate::cli::session::context::Context;
use crate::cli::session::values::words;
use crate::cli::session::workspace::Workspace;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::operation::impact::Impact;
use crate::operation::impact::schedule::Earlier;
use crate::operation::{DisplayState, ExcludedMeasure, Operation, Standing};
use crate::view::changed::changed;
use crate::view::head::HeadView;
use crate::view::picture::Picture;
use crate::view::plan::SheetView;

/// Show what is to be done when, by whom, and what blocks it
///
/// Times are given in UTC and on the clock of the agency that acts. It writes nothing but the file of --out, which holds
/// the exact set of measures that is put to the go: the same words give the same bytes.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadArgs,
    /// Save the ready measures that wait for the go into this file, for others to approve
    #[arg(long, value_name = "FILE", conflicts_with = "next")]
    out: Option<PathBuf>,
    /// Leave this measure out of the saved plan, which is approved with it left out (repeat)
    #[arg(long, value_name = "MEASURE", requires = "out", requires = "reason")]
    without: Vec<String>,
    /// Why they are left out
    #[arg(long, value_name = "TEXT", value_parser = words, requires = "without")]
    reason: Option<String>,
    /// Print what is still to be said until the measures are cleared, one command a line
    ///
    /// In an exercise the lines are whole, and run: takedown plan --next | sh. In live mode what only a person knows
    /// stands as `…`. With --as they are that agency's part.
    #[arg(long)]
    next: bool,
    /// Exit with 6 where a measure is neither ready nor past that
    #[arg(long)]
    exit_code: bool,
}

impl Args {
    /// The command's name in the table of [`faulty`](crate::cli::faulty).
    fn name(&self) -> &'static str {
        match self {
            Self { out: Some(_), .. } => "plan --out",
            Self { next: true, .. } => "plan --next",
            _ => "plan",
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let (argument, names) = args.reading.split()?;
    let workspace = Workspace::open(context, argument, args.name(), shell)?;
    args.reading.selection.check(&workspace.plan)?;
    let operation = workspace.operation();
    let ids = selected(args, &names, &workspace, context)?;
    if let Some(file) = &args.out {
        return out::save(
            file,
            &ids,
            &left_out(args, &workspace, context)?,
            &operation,
            &workspace,
            context,
            shell,
        );
    }
    let next = operation.next(&ids, workspace.now());
    if args.next {
        return next::print(&next, &workspace, context, shell);
    }
    let picture = Picture::of(&operation, workspace.now());
    let selected_ids: HashSet<&MeasureId> = ids.iter().collect();
    let standings: Vec<_> = picture
        .standings
        .iter()
        .filter(|one| {
            args.reading.selection.takes(&one.id, one.measure)
                && (names.is_empty() || selected_ids.contains(&one.id))
        })
        .collect();
    let latest = latest_starts(&operation, &workspace)?;
    let fallen = operation.invalidated_approval(workspace.now());
    let changed = changed(&workspace.plan, &standings, fallen.as_ref());
    let commands = next::rows(&next, &workspace);
    let view = SheetView::of(&picture, &standings, &latest, changed, &next, commands);
    let mut page = Page::default();
    let head = HeadView::of(&workspace.plan).with_record(&operation).in_period(&picture);
    head::open(&mut page, &head, workspace.now());
    if workspace.plan.operation.mode.row().gated {
        sheet::draw(&mut page, &view);
        if context.globals.verbose {
            sheet::latest(&mut page, &view.latest, view.h_hour);
        }
    } else {
        page.gap();
        let mut rows: Vec<_> = view.measures.iter().map(|row| &row.measure).collect();
        rows.sort_by(|one, two| one.measure.cmp(&two.measure));
        measure::draw(&mut page, &rows, view.mode, view.h_hour);
        measure::irregular(&mut page, &view.irregular);
    }
    head::close(&mut page, &head);
    Answer { view: &view, rows: &view.measures, page: &page }.give(shell, &context.globals)?;
    let waits = args.exit_code && standings.iter().any(|standing| !is_ready(standing));
    let code = if waits { Exit::NotReady } else { Exit::Done };
    if next.iter().any(|next| next.agency().is_some()) {
        shell.hint(format!("the same as commands: takedown plan {} --next", workspace.name()));
    }
    Ok(code.or(workspace.remark(shell)))
}

/// The latest starts of measures; empty if the plan does not model its outlets.
fn latest_starts<'a>(operation: &Operation<'a>, workspace: &Workspace) -> Result<Vec<Earlier<'a>>, CliError> {
    if operation.plan().services.is_empty() {
        return Ok(Vec::new());
    }
    let impact = Impact::of(operation, workspace.now(), &[]).map_err(CliError::failed)?;
    Ok(impact.latest_starts())
}

/// The selected measures: all measures of the plan if none is named.
fn selected(
    args: &Args,
    names: &[String],
    workspace: &Workspace,
    context: &Context,
) -> Result<Vec<MeasureId>, CliError> {
    if names.is_empty() && args.reading.selection.is_empty() {
        return Ok(workspace.plan.measures.keys().cloned().collect());
    }
    select::measures(&workspace.plan, names, &args.reading.selection, context.acting())
}

fn left_out(args: &Args, workspace: &Workspace, context: &Context) -> Result<Vec<ExcludedMeasure>, CliError> {
    if args.without.is_empty() {
        return Ok(Vec::new());
    }
    let reason = args.reason.clone().unwrap_or_default();
    let ids = select::measures(&workspace.plan, &args.without, &Selection::default(), context.acting())?;
    Ok(ids
        .into_iter()
        .map(|id| ExcludedMeasure { measure: id.to_string(), reason: reason.clone() })
        .collect())
}

/// Whether a measure is ready or past that. Measures of public history do not wait for gates.
fn is_ready(standing: &Standing<'_>) -> bool {
    !matches!(standing.display, DisplayState::Proposed | DisplayState::Held | DisplayState::Conflict)
}
