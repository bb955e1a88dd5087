//! `takedown impact`

use crate::cli::args::{Format, Selection};
use crate::cli::error::CliError;
use crate::cli::input::select;
use crate::cli::output::page::Page;
use crate::cli::output::shell::Shell;
use crate::cli::output::{Answer, html, into_file};
use crate::cli::page::{head, impact};
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Workspace;
use crate::exchange::html::timeline;
use crate::model::country::Country;
use crate::model::exit::Exit;
use crate::model::offset::Span;
use crate::operation::impact::{Assumed, Impact, Level, Slip, SlipKind};
use crate::view::after::after;
use crate::view::head::HeadView;
use crate::view::impact::{ImpactRequest, ImpactView};
use crate::view::picture::Picture;

/// Show what outlets need to be on air, and what stays up if something slips
///
/// Arithmetic on what the plan says an outlet needs (its services) and on what the ledger settled. It names what the
/// plan cannot take off air, what stays up if a measure, an instrument or a whole country slips, and when it is down
/// at the latest. Mirrors that the plan does not list are not counted.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    /// Only these outlets
    #[arg(long, value_name = "OUTLET", value_delimiter = ',')]
    outlet: Vec<String>,
    /// Look for sets of up to so many measures, 1 to 4
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    size: u8,
    /// Show the other side, too: the smallest sets of measures that are enough to take it off air
    #[arg(long)]
    enough: bool,
    /// Say how big the hole is by what was observed: what nobody saw is counted as up, then as down
    #[arg(long, conflicts_with_all = ["enough", "assume"])]
    after: bool,
    /// Take this as given: INSTRUMENT=refused, MEASURE=failed, COUNTRY=failed, or late:6h of any (repeat)
    #[arg(long, value_name = "WHAT=HOW")]
    assume: Vec<String>,
}

/// How to read the drawing of the page.
const KEY: &str = "A bar ends at best (strong), usually, and at worst (pale). Blue takes down, yellow only limits, faint does \
                   neither. Filled diamond: the outlet is off air at the latest; hollow: usually. Line: it is exposed, \
                   from the first effect that can be seen to the last.";

/// How many sets are listed for each outlet.
const FEW: usize = 3;

/// What can be assumed in addition to `late:SPAN`, and for what.
const ASSUMPTIONS: &[(&str, &[Level])] =
    &[("refused", &[Level::Instrument]), ("failed", &[Level::Measure, Level::Country])];

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let workspace = Workspace::open(context, args.argument.as_deref(), "impact", shell)?;
    Selection { outlet: args.outlet.clone(), ..Selection::default() }.check(&workspace.plan)?;
    let mut assumed = Vec::new();
    for text in &args.assume {
        assumed.extend(assumption(text, &workspace, context)?);
    }
    let operation = workspace.operation();
    let foreseen = Impact::of(&operation, workspace.now(), &assumed).map_err(CliError::failed)?;
    let request =
        ImpactRequest { outlets: &args.outlet, size: usize::from(args.size), few: FEW, enough: args.enough };
    let mut view = ImpactView::of(&foreseen, &assumed, request);
    if args.after {
        let picture = Picture::of(&operation, workspace.now());
        view.after = Some(after(&picture, |outlet| {
            args.outlet.is_empty() || args.outlet.iter().any(|id| id == outlet.as_str())
        }));
    }
    let mut page = Page::default();
    let head = HeadView::of(&workspace.plan).with_record(&operation);
    head::open(&mut page, &head, workspace.now());
    // A document cannot be queried again, so it answers everything.
    let to_file = context.globals.format == Format::Html;
    let verbose = context.globals.verbose || to_file;
    match &view.after {
        Some(rows) => impact::after(&mut page, rows, verbose),
        None => impact::draw(&mut page, &view, verbose),
    }
    head::close(&mut page, &head);
    if to_file {
        let drawing = timeline(&view).filter(|_| !args.after);
        let drawings = drawing
            .into_iter()
            .map(|drawing| html::HtmlOutput { heading: "THE DAY, FROM H-HOUR", drawing, key: KEY })
            .collect();
        into_file(&view, &context.globals)?;
        shell.answer(&html::render(&page, drawings))?;
        return Ok(workspace.remark(shell));
    }
    Answer { view: &view, rows: &view.slips, page: &page }.give(shell, &context.globals)?;
    Ok(workspace.remark(shell))
}

/// `ro-warrant-1=refused`, `seize:ro-web-1=failed`, `RO=late:6h`
fn assumption(text: &str, workspace: &Workspace, context: &Context) -> Result<Vec<Assumed>, CliError> {
    let Some((what, how)) = text.rsplit_once('=') else {
        return Err(CliError::usage(format!("`{text}` does not say what becomes of it")).hint(HOW));
    };
    let slips = slips(what, workspace, context)?;
    let kind = if let Some(span) = how.strip_prefix("late:") {
        SlipKind::Late(span.parse::<Span>().map_err(CliError::usage)?)
    } else {
        let Some((_, levels)) = ASSUMPTIONS.iter().find(|(word, _)| *word == how) else {
            return Err(CliError::usage(format!("nothing can be assumed to be `{how}`")).hint(HOW));
        };
        if slips.iter().any(|slip| !levels.contains(&slip.level())) {
            return Err(CliError::usage(format!("`{what}` cannot be {how}")).hint(HOW));
        }
        SlipKind::Slips
    };
    Ok(slips.into_iter().map(|what| Assumed { what, kind }).collect())
}

const HOW: &str = "ro-warrant-1=refused, seize:ro-web-1=failed, RO=failed, or RO=late:6h";

/// Measures contain a colon, and countries are two capitals; anything else is an instrument.
fn slips(what: &str, workspace: &Workspace, context: &Context) -> Result<Vec<Slip>, CliError> {
    if what.contains(':') {
        let names = [what.to_owned()];
        let ids = select::measures(&workspace.plan, &names, &Selection::default(), context.acting())?;
        return Ok(ids.into_iter().map(Slip::Measure).collect());
    }
    if let Ok(country) = what.parse::<Country>() {
        let countries = workspace.plan.countries();
        if countries.contains(&country) {
            return Ok(vec![Slip::Country(country)]);
        }
        let codes: Vec<&str> = countries.iter().map(Country::code).collect();
        return Err(select::unknown("participating country", what, codes));
    }
    match workspace.plan.instruments.get_key_value(what) {
        Some((id, _)) => Ok(vec![Slip::Instrument(id.clone())]),
        None => {
            Err(select::unknown("instrument", what, workspace.plan.instruments.keys().map(AsRef::as_ref))
                .hint(HOW))
        }
    }
}
