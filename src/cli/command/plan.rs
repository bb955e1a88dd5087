//! `takedown plan`

use crate::cli::args::Selection;
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::Answer;
use crate::cli::output::page::Page;
use crate::cli::page::{head, measure, sheet};
use crate::cli::scene::{Faulty, Scene, picture};
use crate::cli::shell::Shell;
use crate::model::exit::Exit;
use crate::operation::{Operation, Shown, Standing};
use crate::view::head::Head;
use crate::view::plan::Sheet;

/// Show what is to be done when, by whom, and what blocks it
///
/// Times are given in UTC and on the clock of the agency that acts. It writes nothing.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    /// Exit with 6 where a measure is neither ready nor past that
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    selection: Selection,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Scene::open(context, args.argument.as_deref(), Faulty::Refused, shell)?;
    args.selection.check(&scene.plan)?;
    let operation = Operation::fold(&scene.plan, &scene.reading);
    let picture = picture(&operation, scene.now(), scene.now());
    let standings: Vec<_> =
        picture.standings.iter().filter(|one| args.selection.takes(&one.id, one.measure)).collect();
    let view = Sheet::of(&picture, &standings);
    let mut page = Page::default();
    let head = Head::of(&scene.plan).in_period(&picture);
    head::open(&mut page, &head, &scene.plan, scene.now());
    if scene.plan.operation.mode.row().gated {
        sheet::draw(&mut page, &picture, &standings, &view);
    } else {
        page.gap();
        measure::draw(&mut page, &picture, &standings);
    }
    head::close(&mut page, &head);
    Answer { view: &view, rows: &view.measures, page: &page }.give(shell, &context.globals)?;
    let waits = args.exit_code && standings.iter().any(|standing| !is_ready(standing));
    let code = if waits { Exit::NotReady } else { Exit::Done };
    Ok(code.or(scene.remark(shell)))
}

/// Public history waits for nothing.
fn is_ready(standing: &Standing<'_>) -> bool {
    !matches!(standing.shown, Shown::Proposed | Shown::Held | Shown::Conflict)
}
