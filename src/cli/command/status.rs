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
use crate::view::country::{agencies, countries, country_sum, measures_of_bodies};
use crate::view::head::HeadView;
use crate::view::instrument::InstrumentRow;
use crate::view::item::ItemRow;
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

/// How often `--watch` refreshes the page.
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
    /// The arguments of `evidence list`.
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
    let mut workspace = Workspace::open(context, argument, "status", shell)?;
    let as_of = as_of(&workspace, args.as_of.as_deref())?;
    if let Some(at) = as_of {
        workspace = workspace.cut(at);
    }
    let now = as_of.unwrap_or_else(|| workspace.now());
    let operation = workspace.operation();
    let picture = Picture::of(&operation, now);
    let recorded: Vec<_> = picture.standings.iter().map(|one| &one.id).collect();
    let filter = MeasureFilter::of(names, &args.reading.selection, &workspace.plan, &recorded)?;
    let standings: Vec<_> =
        picture.standings.iter().filter(|one| filter.takes(&one.id, one.measure)).collect();
    let mut page = Page::default();
    let head = HeadView::of(&workspace.plan).with_record(&operation).in_period(&picture);
    head::open(&mut page, &head, workspace.now());
    if let Some(at) = as_of {
        page.line(format!("As the ledger was at {}.", time::instant(at)));
    }
    page.gap();
    if standings.is_empty() && !filter.is_all() {
        page.line("No measure is in this selection.");
        page.gap();
    }
    let selected = Selected { picture: &picture, standings: &standings, filter: &filter };
    let mut print = Print { page, head: &head, shell, context };
    rows(args.by, &selected, &operation, &mut print)?;
    let code = if args.exit_code && !standings.iter().all(|one| is_finished(&picture, one)) {
        Exit::NotReady
    } else {
        Exit::Done
    };
    Ok(code.or(workspace.remark(shell)))
}

/// The selected measures, and the data that rows are built from.
struct Selected<'a> {
    picture: &'a Picture<'a>,
    standings: &'a [&'a Standing<'a>],
    filter: &'a MeasureFilter<'a>,
}

impl Selected<'_> {
    fn view<R: Row>(&self, by: &'static str, rows: Vec<R>) -> StatusView<R> {
        StatusView::new(self.picture, self.standings, by, rows)
    }

    fn ids(&self) -> HashSet<&str> {
        self.standings.iter().map(|standing| standing.id.as_str()).collect()
    }
}

fn rows(
    by: StatusBy,
    selected: &Selected<'_>,
    operation: &Operation<'_>,
    print: &mut Print<'_>,
) -> Result<(), CliError> {
    let Selected { picture, standings, filter } = *selected;
    let page = &mut print.page;
    match by {
        StatusBy::Outlet => {
            let mut rows = outlets(picture, standings);
            rows.retain(|row| filter.has(&filter.selection.outlet, row.outlet.as_deref(), row.measures));
            let view = selected.view("outlet", rows);
            outlet::draw(page, &view.rows, view.mode);
            measure::irregular(page, &view.irregular);
            print.give(&view)
        }
        StatusBy::Country => {
            let mut rows = countries(picture, standings);
            rows.retain(|row| {
                let code = row.country.as_ref().map_or(UNKNOWN, Country::code);
                filter.has(&filter.selection.country, Some(code), row.measures)
            });
            let view = selected.view("country", rows);
            country::draw(page, &view.rows, &measures_of_bodies(picture, standings), view.mode);
            if filter.is_all() {
                page.gap();
                country::sum(page, &country_sum(picture, &view.rows, standings));
            }
            measure::irregular(page, &view.irregular);
            print.give(&view)
        }
        StatusBy::Agency => {
            let mut rows = agencies(picture, standings);
            rows.retain(|row| filter.has(&filter.selection.agency, Some(&row.agency), row.measures));
            let view = selected.view("agency", rows);
            agency::draw(page, &view.rows);
            measure::irregular(page, &view.irregular);
            print.give(&view)
        }
        StatusBy::Measure => {
            let rows = standings.iter().map(|standing| MeasureRow::of(picture, standing)).collect();
            let view = selected.view("measure", rows);
            measure::draw(page, &view.rows.iter().collect::<Vec<_>>(), view.mode, view.h_hour);
            measure::irregular(page, &view.irregular);
            print.give(&view)
        }
        StatusBy::Asset => {
            let mut rows = assets(picture, standings);
            rows.retain(|row| filter.has(&[], Some(&row.asset), row.measures));
            let view = selected.view("asset", rows);
            asset::draw(page, &view.rows);
            measure::irregular(page, &view.irregular);
            print.give(&view)
        }
        StatusBy::Instrument => {
            let (ids, all) = (selected.ids(), operation.instruments(picture.as_of));
            let covering = all.iter().filter(|instrument| covers_any(instrument, &ids));
            let rows = covering.map(|instrument| InstrumentRow::of(picture.plan, instrument)).collect();
            let view = selected.view("instrument", rows);
            instrument::draw(page, &view.rows, view.h_hour);
            print.give(&view)
        }
        StatusBy::Evidence => {
            let (ids, all) = (selected.ids(), operation.items());
            let serving = all.iter().filter(|item| serves_any(item, &ids));
            let rows = serving.map(|item| ItemRow::of(picture.plan, item)).collect();
            let view = selected.view("evidence", rows);
            item::draw(page, &view.rows, view.h_hour);
            print.give(&view)
        }
    }
}

/// Whether an instrument covers a selected measure; one without measures is always shown.
fn covers_any(status: &InstrumentStatus<'_>, ids: &HashSet<&str>) -> bool {
    let covers = &status.instrument.covers;
    covers.is_empty() || covers.iter().any(|id| ids.contains(id.as_str()))
}

/// Whether an item serves a selected measure.
fn serves_any(status: &ItemStatus<'_>, ids: &HashSet<&str>) -> bool {
    status.item.serves.iter().any(|(id, _)| ids.contains(&**id))
}

struct Print<'a> {
    page: Page,
    head: &'a HeadView,
    shell: &'a mut Shell,
    context: &'a Context,
}

impl Print<'_> {
    fn give<R: Row>(&mut self, view: &StatusView<R>) -> Result<(), CliError> {
        head::close(&mut self.page, self.head);
        Answer { view, rows: &view.rows, page: &self.page }.give(self.shell, &self.context.globals)
    }
}

/// Whether a measure is finished; in public history, whether its claims are recorded.
fn is_finished(picture: &Picture<'_>, standing: &Standing<'_>) -> bool {
    if !picture.plan.operation.mode.row().gated {
        let claimed = standing.measure.is_some_and(|measure| !measure.claims.is_empty());
        return !claimed || standing.state.is_some_and(State::is_past_open);
    }
    matches!(standing.state, Some(State::Confirmed | State::Withdrawn | State::Reversed))
}
