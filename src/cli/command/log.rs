//! `takedown log`

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cli::args::{Format, Reading};
use crate::cli::error::CliError;
use crate::cli::input::select::Meant;
use crate::cli::output::page::Page;
use crate::cli::output::shell::Shell;
use crate::cli::output::{Answer, into_file, json};
use crate::cli::page::entry::{self, Shown};
use crate::cli::page::head;
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Scene;
use crate::ledger::Pos;
use crate::ledger::codec::entry::Data;
use crate::ledger::codec::line::Line;
use crate::model::digest::Hash;
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
    #[command(flatten)]
    reading: Reading,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let (argument, names) = args.reading.split()?;
    let scene = Scene::open(context, argument, "log", shell)?;
    let operation = scene.operation();
    let standings = operation.standings(scene.now());
    let recorded: Vec<_> = standings.iter().map(|one| &one.id).collect();
    let meant = Meant::of(names, &args.reading.selection, &scene.plan, &recorded)?;
    let places = places(&meant, &scene);
    if context.globals.format == Format::Jsonl {
        for pos in &places {
            shell.answer_bytes(scene.reading.raw(*pos))?;
            shell.answer_bytes(b"\n")?;
        }
        return Ok(scene.remark(shell));
    }
    let is_page = matches!(context.globals.format, Format::Table | Format::Markdown);
    let views: Vec<_> = if is_page && context.globals.json_into.is_none() {
        Vec::new()
    } else {
        places.iter().filter_map(|pos| view(&scene, &operation, *pos)).collect()
    };
    if context.globals.format == Format::Json {
        let lines: Vec<_> = views.iter().map(json::line).collect::<Result<_, _>>()?;
        shell.answer(&lines.concat())?;
        into_file(&views, &context.globals)?;
        return Ok(scene.remark(shell));
    }
    let mut page = Page::default();
    if is_page {
        let shown: Vec<_> = places.iter().filter_map(|pos| shown(&scene, &operation, *pos)).collect();
        let head = Head::of(&scene.plan).with_record(&operation);
        head::open(&mut page, &head, &scene.plan, scene.now());
        page.gap();
        if shown.is_empty() {
            page.line("No entry.");
        }
        entry::draw(&mut page, &shown, context.globals.verbose);
        head::close(&mut page, &head);
    }
    Answer { view: &views, rows: &views, page: &page }.give(shell, &context.globals)?;
    Ok(scene.remark(shell))
}

/// The entries that are about a measure that is meant, in the order of the ledger.
fn places(meant: &Meant<'_>, scene: &Scene) -> Vec<Pos> {
    let mut places = Vec::new();
    let concerned = Concerned::of(meant, &scene.plan);
    scene.reading.walk(|placed| {
        let data = placed.line.entry().and_then(|entry| entry.data.as_ref());
        if meant.is_all() || data.is_some_and(|data| fits(&concerned, scene, data)) {
            places.push(placed.pos);
        }
    });
    places
}

/// Whether one of the measures that an entry is about is meant; what is said of an entry is about what that was about.
fn fits(meant: &Concerned<'_>, scene: &Scene, data: &Data<'_>) -> bool {
    let Some(mut hash) = about_entry(data) else { return is_about(meant, scene, data) };
    // An entry names earlier ones by their hashes, so this ends.
    loop {
        let line = scene.reading.place(&hash).and_then(|pos| scene.reading.entry(pos));
        let entry = line.as_ref().and_then(|line| line.entry());
        let Some(data) = entry.and_then(|entry| entry.data.as_ref()) else { return false };
        match about_entry(data) {
            Some(before) => hash = before,
            None => return is_about(meant, scene, data),
        }
    }
}

/// The entry that one is about: what it takes back or mends, the item that it moves on.
fn about_entry(data: &Data<'_>) -> Option<Hash> {
    match data {
        Data::Retraction(said) => Some(said.entry),
        Data::Correction(said) => Some(said.entry),
        Data::Evidence(said) => said.item,
        _ => None,
    }
}

fn is_about(concerned: &Concerned<'_>, scene: &Scene, data: &Data<'_>) -> bool {
    let meant = concerned.meant;
    let ids: Vec<&str> = match data {
        Data::Transition(said) => vec![said.measure],
        Data::Observation(said) => vec![said.about],
        Data::Note(said) => said.about.clone(),
        Data::Hold(said) => said.measures.clone(),
        Data::Attestation(said) if said.gate.row().per_outlet => {
            return said.about.iter().any(|(outlet, _)| concerned.has("outlet", outlet));
        }
        Data::Attestation(said) => said.about.iter().map(|(about, _)| *about).collect(),
        Data::Instrument(said) => {
            return concerned.instruments.contains(said.instrument);
        }
        Data::Go(said) => said.measures.iter().map(|(id, ..)| *id).collect(),
        Data::Settle(said) => vec![said.measure],
        Data::Evidence(said) => said.serves.iter().map(|(id, _)| *id).collect(),
        _ => Vec::new(),
    };
    let measure = |id: &str| {
        let id: MeasureId = id.parse().ok()?;
        Some(meant.takes(&id, scene.plan.measures.get(&id)))
    };
    ids.into_iter().any(|id| {
        measure(id).unwrap_or_else(|| match id.split_once(':') {
            Some((kind, thing)) => concerned.has(kind, thing),
            None => false,
        })
    })
}

/// What measures are meant, and what concerns them: an entry about one of their assets or outlets, or about an
/// instrument that covers one of them.
struct Concerned<'m> {
    meant: &'m Meant<'m>,
    assets: HashSet<&'m str>,
    outlets: HashSet<&'m str>,
    instruments: HashSet<&'m str>,
}

impl<'m> Concerned<'m> {
    fn of(meant: &'m Meant<'_>, plan: &'m Plan) -> Self {
        let (mut assets, mut outlets, mut instruments) = (HashSet::new(), HashSet::new(), HashSet::new());
        for measure in plan.measures.values().filter(|measure| meant.takes(&measure.id, Some(measure))) {
            assets.insert(measure.id.subject());
            outlets.extend(measure.outlets.iter().map(AsRef::<str>::as_ref));
            instruments.extend(measure.instruments.iter().map(AsRef::<str>::as_ref));
        }
        Self { meant, assets, outlets, instruments }
    }

    /// Whether an asset or outlet is one of theirs.
    fn has(&self, kind: &str, id: &str) -> bool {
        match kind {
            "asset" => self.assets.contains(id),
            "outlet" => self.outlets.contains(id),
            _ => false,
        }
    }
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
