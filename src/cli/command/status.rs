//! `takedown status`

use std::collections::HashSet;
use std::time::Duration;

use clap::ValueEnum;

use crate::cli::args::ReadArgs;
use crate::cli::error::CliError;
use crate::cli::input::select::{MeasureFilter, UNKNOWN};
use crate::cli::output::Answer;
use crate::cli::output::page::Page;
use crate::cli::output::shell::Shell;
use crate::cli::output::time;
use crate::cli::page::{agency, asset, country, head, instrument, item, measure, outlet};
use crate::cli::session::context::Context;
use crate::cli::session::workspace::{Workspace, as_of};
use crate::model::country::Country;
use crate::model::exit::Exit;
use crate::model::state::State;
use crate::operation::{InstrumentStatus, ItemStatus, Operation, Standing};
use crate::view::Row;
use crate::view::asset::assets;
use crate::view::country::{agencies, countries};
use crate::view::head::HeadView;
use crate::view::measure::MeasureRow;
use crate::view::outlet::outlets;
use crate::view::picture::Picture;
use crate::view::status::StatusView;

/// Show where the operation stands
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadArgs,
    /// One row for each of these
    #[arg(long, value_name = "WHAT", value_enum, default_value_t)]
    by: StatusBy,
    /// As the ledger was at that time
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    as_of: Option<String>,
    /// Exit with 6 where it is not finished: measures to be done or confirmed, conflicts, claims without an entry
    #[arg(long)]
    exit_code: bool,
    /// Draw it anew every few seconds, until it is interrupted
    #[arg(long, conflicts_with_all = ["exit_code", "as_of", "json_into"])]
    watch: bool,
}

/// How long a picture stands that is watched.
const STANDS: Duration = Duration::from_secs(2);

/// What rows are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum StatusBy {
    /// Media outlets: are they on air
    #[default]
    Outlet,
    /// Countries: who did what on whose soil, and who says so
    Country,
    /// Agencies: what is theirs
    Agency,
    /// Measures: how each stands
    Measure,
    /// Assets: what outlets run on
    Asset,
    /// Legal instruments: granted or not, until when, which clocks run
    Instrument,
    /// Items of evidence: who holds them, are they verified
    Evidence,
}

impl Args {
    /// The items of evidence.
    pub(crate) fn of_evidence(reading: ReadArgs) -> Self {
        Self { reading, by: StatusBy::Evidence, as_of: None, exit_code: false, watch: false }
    }
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    if !args.watch {
        return draw(args, context, shell);
    }
    if !shell.on_terminal {
        return Err(CliError::usage("--watch draws on a terminal, and the answer goes elsewhere")
            .hint("for scripts: takedown status --format json"));
    }
    loop {
        shell.clear()?;
        draw(args, &context.refreshed(), shell)?;
        std::thread::sleep(STANDS);
    }
}

fn draw(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let (argument, names) = args.reading.split()?;
    let mut scene = Workspace::open(context, argument, "status", shell)?;
    let as_of = as_of(&scene, args.as_of.as_deref())?;
    if let Some(at) = as_of {
        scene = scene.cut(at);
    }
    let now = as_of.unwrap_or_else(|| scene.now());
    let operation = scene.operation();
    let picture = Picture::of(&operation, now);
    let recorded: Vec<_> = picture.standings.iter().map(|one| &one.id).collect();
    let meant = MeasureFilter::of(names, &args.reading.selection, &scene.plan, &recorded)?;
    let standings: Vec<_> =
        picture.standings.iter().filter(|one| meant.takes(&one.id, one.measure)).collect();
    let mut page = Page::default();
    let head = HeadView::of(&scene.plan).with_record(&operation).in_period(&picture);
    head::open(&mut page, &head, &scene.plan, scene.now());
    if let Some(at) = as_of {
        page.line(format!("As the ledger was at {}.", time::instant(at)));
    }
    page.gap();
    if standings.is_empty() && !meant.is_all() {
        page.line("No measure is in this selection.");
        page.gap();
    }
    let mut print = Print { picture: &picture, head: &head, shell, context };
    rows(args.by, page, &operation, &standings, &meant, &mut print)?;
    let code = if args.exit_code && !standings.iter().all(|one| is_finished(&picture, one)) {
        Exit::NotReady
    } else {
        Exit::Done
    };
    Ok(code.or(scene.remark(shell)))
}

fn rows(
    by: StatusBy,
    mut page: Page,
    operation: &Operation<'_>,
    standings: &[&Standing<'_>],
    meant: &MeasureFilter<'_>,
    print: &mut Print<'_>,
) -> Result<(), CliError> {
    let picture = print.picture;
    match by {
        StatusBy::Outlet => {
            let mut rows = outlets(picture, standings);
            rows.retain(|row| meant.has(&meant.selection.outlet, row.outlet.as_deref(), row.measures));
            outlet::draw(&mut page, picture, &rows, standings);
            measure::irregular(&mut page, picture, standings);
            print.give("outlet", rows, page)
        }
        StatusBy::Country => {
            let mut rows = countries(picture, standings);
            rows.retain(|row| {
                let code = row.country.as_ref().map_or(UNKNOWN, Country::code);
                meant.has(&meant.selection.country, Some(code), row.measures)
            });
            country::draw(&mut page, picture, standings, &rows);
            if meant.is_all() {
                page.gap();
                country::sum(&mut page, picture, &rows, standings);
            }
            measure::irregular(&mut page, picture, standings);
            print.give("country", rows, page)
        }
        StatusBy::Agency => {
            let mut rows = agencies(picture, standings);
            rows.retain(|row| meant.has(&meant.selection.agency, Some(row.agency.as_str()), row.measures));
            agency::draw(&mut page, &rows, standings);
            measure::irregular(&mut page, picture, standings);
            print.give("agency", rows, page)
        }
        StatusBy::Measure => {
            measure::draw(&mut page, picture, standings);
            let rows = standings.iter().map(|standing| MeasureRow::of(picture, standing)).collect();
            print.give("measure", rows, page)
        }
        StatusBy::Asset => {
            let mut rows = assets(picture, standings);
            rows.retain(|row| meant.has(&[], Some(&row.asset), row.measures));
            asset::draw(&mut page, &rows, standings);
            measure::irregular(&mut page, picture, standings);
            print.give("asset", rows, page)
        }
        StatusBy::Instrument => {
            let ids = standings.iter().map(|standing| standing.id.as_str()).collect();
            let papers = operation.instruments(picture.as_of);
            let rows: Vec<_> =
                papers.iter().filter(|paper| covers_any(paper, &ids)).map(Into::into).collect();
            instrument::draw(&mut page, picture.plan, &rows);
            print.give("instrument", rows, page)
        }
        StatusBy::Evidence => {
            let ids = standings.iter().map(|standing| standing.id.as_str()).collect();
            let items = operation.items();
            let rows: Vec<_> = items.iter().filter(|item| serves_any(item, &ids)).map(Into::into).collect();
            item::draw(&mut page, picture.plan, &rows);
            print.give("evidence", rows, page)
        }
    }
}

/// Whether an instrument covers a measure that is meant; one that covers none is always shown.
fn covers_any(paper: &InstrumentStatus<'_>, ids: &HashSet<&str>) -> bool {
    let covers = &paper.instrument.covers;
    covers.is_empty() || covers.iter().any(|id| ids.contains(id.as_str()))
}

/// Whether an item serves a measure that is meant.
fn serves_any(exhibit: &ItemStatus, ids: &HashSet<&str>) -> bool {
    exhibit.item.serves.iter().any(|(id, _)| ids.contains(&**id))
}

struct Print<'a> {
    picture: &'a Picture<'a>,
    head: &'a HeadView,
    shell: &'a mut Shell,
    context: &'a Context,
}

impl Print<'_> {
    fn give<R: Row>(&mut self, by: &'static str, rows: Vec<R>, mut page: Page) -> Result<(), CliError> {
        head::close(&mut page, self.head);
        let status = StatusView::new(self.picture, by, rows);
        Answer { view: &status, rows: &status.rows, page: &page }.give(self.shell, &self.context.globals)
    }
}

/// Whether nothing more is to come of a measure; of public history, whether what is claimed is entered.
fn is_finished(picture: &Picture<'_>, standing: &Standing<'_>) -> bool {
    if !picture.plan.operation.mode.row().gated {
        let claimed = standing.measure.is_some_and(|measure| !measure.claims.is_empty());
        return !claimed || standing.state.is_some_and(State::is_past_open);
    }
    matches!(standing.state, Some(State::Confirmed | State::Withdrawn | State::Reversed))
}
