//! `takedown plan --out`: the saved plan.

use std::path::Path;

use crate::cli::error::CliError;
use crate::cli::input::saved;
use crate::cli::output::Answer;
use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::text::number_of;
use crate::cli::output::tone::Tone;
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Workspace;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::operation::{ExcludedMeasure, NothingReady, Operation};
use crate::plan::Plan;
use crate::view::saved::{SavedRow, SavedView};
use crate::view::words::some_of;

/// Saves the ready measures that wait for the go.
pub(super) fn save(
    file: &Path,
    selected: &[MeasureId],
    without: &[ExcludedMeasure],
    operation: &Operation<'_>,
    workspace: &Workspace,
    context: &Context,
    shell: &mut Shell,
) -> Result<Exit, CliError> {
    let plan = &workspace.plan;
    let drawn = match operation.compose(selected, without, workspace.now()) {
        Ok(drawn) => drawn,
        Err(NothingReady { waiting }) => {
            let mut error = CliError::refused("nothing is ready that waits for the go: no file is written");
            error.lines = waiting
                .iter()
                .map(|(id, lacks)| (plan.short(id).to_owned(), waits_for(plan, lacks)))
                .collect();
            if operation.next(selected, workspace.now()).is_empty() {
                return Err(error);
            }
            return Err(error
                .hint(format!("what is missing, as commands: takedown plan {} --next", workspace.name())));
        }
    };
    workspace.ensure_outside_ledger(file)?;
    saved::write(file, &drawn.saved)?;
    for (id, lacks) in &drawn.waiting {
        shell.warn(format!("{} is ready and left out: it {}", plan.short(id), waits_for(plan, lacks)));
    }
    let view = SavedView::of(&drawn.saved, file);
    let mut page = Page::default();
    let mut grid = Grid::new(&[whole(""), prose("")]);
    let count = number_of(drawn.saved.measures.len(), "measure");
    grid.row([Piece::new(Tone::Good, "saved"), format!("{count} in {}", file.display()).into()]);
    for out in &drawn.saved.without {
        grid.row(["without".into(), format!("{}: \"{}\"", out.measure, out.reason).into()]);
    }
    grid.row(["sha256".into(), drawn.saved.hash.to_string().into()]);
    page.pairs(grid);
    let rows: Vec<SavedRow> = view.measures.clone();
    Answer { view: &view, rows: &rows, page: &page }.give(shell, &context.globals)?;
    let approvals = usize::try_from(drawn.saved.approvals).unwrap_or(usize::MAX);
    shell.hint(format!(
        "{} to approve it: takedown approve {}",
        number_of(approvals, "other agency").replace("agencys", "agencies"),
        file.display()
    ));
    Ok(Exit::Done)
}

fn waits_for(plan: &Plan, lacks: &[MeasureId]) -> String {
    format!("waits for its group: {}", some_of(lacks.iter().map(|id| plan.short(id))))
}
