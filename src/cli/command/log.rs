//! `takedown log`

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cli::args::{Format, Selection};
use crate::cli::context::Context;
use crate::cli::error::CliError;
use crate::cli::output::page::Page;
use crate::cli::output::{Answer, into_file, json};
use crate::cli::page::entry::{self, Shown};
use crate::cli::page::head;
use crate::cli::scene::{Faulty, Scene};
use crate::cli::shell::Shell;
use crate::ledger::Pos;
use crate::ledger::entry::Data;
use crate::ledger::line::Line;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::operation::{Operation, Verdict};
use crate::plan::Plan;
use crate::view::head::Head;
use crate::view::log::LogEntry;

/// Show the ledger as history
///
/// With --format json one object a line; with --format jsonl the stored lines, unaltered, in the order of the ledger.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The operation: a name or a path
    #[arg(value_name = "OPERATION")]
    argument: Option<String>,
    #[command(flatten)]
    selection: Selection,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let scene = Scene::open(context, args.argument.as_deref(), Faulty::LastCited, shell)?;
    args.selection.check(&scene.plan)?;
    let places = places(args, &scene);
    if context.globals.format == Format::Jsonl {
        for pos in &places {
            shell.answer_bytes(scene.reading.raw(*pos))?;
            shell.answer_bytes(b"\n")?;
        }
        return Ok(scene.remark(shell));
    }
    let operation = Operation::fold(&scene.plan, &scene.reading);
    let shown: Vec<_> = places.iter().filter_map(|pos| shown(&scene, &operation, *pos)).collect();
    let views: Vec<_> = places.iter().filter_map(|pos| view(&scene, &operation, *pos)).collect();
    if context.globals.format == Format::Json {
        let lines: Vec<_> = views.iter().map(json::line).collect::<Result<_, _>>()?;
        shell.answer(&lines.concat())?;
        into_file(&views, &context.globals)?;
        return Ok(scene.remark(shell));
    }
    let mut page = Page::default();
    let head = Head::of(&scene.plan);
    head::open(&mut page, &head, &scene.plan, scene.now());
    page.gap();
    if shown.is_empty() {
        page.line("No entry.");
    }
    entry::draw(&mut page, &shown, context.globals.verbose);
    head::close(&mut page, &head);
    Answer { view: &views, rows: &views, page: &page }.give(shell, &context.globals)?;
    Ok(scene.remark(shell))
}

/// The entries that the selection takes, in the order of the ledger.
fn places(args: &Args, scene: &Scene) -> Vec<Pos> {
    let mut places = Vec::new();
    scene.reading.walk(|placed| {
        let data = placed.line.entry().and_then(|entry| entry.data.as_ref());
        if args.selection.is_empty() || data.is_some_and(|data| fits(&args.selection, &scene.plan, data)) {
            places.push(placed.pos);
        }
    });
    places
}

/// Whether one of the measures that an entry is about is in the selection.
fn fits(selection: &Selection, plan: &Plan, data: &Data<'_>) -> bool {
    let ids: Vec<&str> = match data {
        Data::Transition(said) => vec![said.measure],
        Data::Observation(said) => vec![said.about],
        Data::Note(said) => said.about.clone(),
        Data::Hold(said) => said.measures.clone(),
        Data::Attestation(said) => said.about.iter().map(|(about, _)| *about).collect(),
        Data::Go(said) => said.measures.iter().map(|(id, ..)| *id).collect(),
        Data::Settle(said) => vec![said.measure],
        _ => Vec::new(),
    };
    let measure = |id: &str| {
        let id: MeasureId = id.parse().ok()?;
        Some(selection.takes(&id, plan.measures.get(&id)))
    };
    ids.into_iter().any(|id| measure(id).unwrap_or_else(|| on_thing(selection, plan, id)))
}

/// What is said of an asset or outlet concerns its measures.
fn on_thing(selection: &Selection, plan: &Plan, about: &str) -> bool {
    let concerned = plan.measures.values().filter(|measure| match about.split_once(':') {
        Some(("asset", id)) => measure.id.subject() == id,
        Some(("outlet", id)) => measure.outlets.iter().any(|outlet| outlet.as_str() == id),
        _ => false,
    });
    concerned.into_iter().any(|measure| selection.takes(&measure.id, Some(measure)))
}

fn line(scene: &Scene, pos: Pos) -> Option<(String, Line<'_>)> {
    let log = scene.reading.logs().get(pos.log)?.name.to_string();
    Some((log, scene.reading.entry(pos)?))
}

/// An entry as people see it.
pub(crate) fn shown(scene: &Scene, operation: &Operation<'_>, pos: Pos) -> Option<Shown> {
    let (log, line) = line(scene, pos)?;
    let entry = line.entry()?;
    Some(Shown {
        t: entry.t,
        place: format!("{log}:{}", pos.seq),
        hash: line.hash,
        officer: entry.by.to_owned(),
        what: entry::says(entry.data.as_ref(), entry.kind, entry.t, &scene.plan),
        verdict: operation.verdict(pos),
    })
}

fn view(scene: &Scene, operation: &Operation<'_>, pos: Pos) -> Option<LogEntry> {
    #[derive(Deserialize)]
    struct Stored {
        data: Box<RawValue>,
    }
    let (log, line) = line(scene, pos)?;
    let entry = line.entry()?;
    let stored: Stored = serde_json::from_slice(scene.reading.raw(pos)).ok()?;
    Some(LogEntry {
        schema: "takedown.log/1",
        agency: log.split('.').next().unwrap_or_default().to_owned(),
        log,
        seq: pos.seq,
        hash: line.hash,
        t: entry.t.recorded(),
        officer: entry.by.to_owned(),
        kind: entry.kind.to_owned(),
        verdict: match operation.verdict(pos) {
            Verdict::Sound => "sound",
            Verdict::Irregular(_) => "irregular",
            Verdict::Void(_) => "void",
        },
        data: stored.data,
    })
}
