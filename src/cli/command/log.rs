//! `takedown log`

mod summary;

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cli::args::{Format, ReadArgs};
use crate::cli::error::CliError;
use crate::cli::input::select::MeasureFilter;
use crate::cli::output::page::Page;
use crate::cli::output::shell::Shell;
use crate::cli::output::{Answer, into_file, json};
use crate::cli::page::{entry, head};
use crate::cli::session::context::Context;
use crate::cli::session::workspace::Workspace;
use crate::cli::words;
use crate::ledger::EntryPos;
use crate::ledger::codec::entry::Data;
use crate::ledger::codec::line::Line;
use crate::ledger::codec::subject::Subject;
use crate::model::exit::Exit;
use crate::model::measure::MeasureId;
use crate::operation::{Operation, Verdict};
use crate::plan::Plan;
use crate::view::head::HeadView;
use crate::view::log::{EntryLine, LogEntry};

/// Show the ledger as history
///
/// With --format json one object a line; with --format jsonl the stored lines, unaltered, in the order of the ledger.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    reading: ReadArgs,
}

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    let (argument, names) = args.reading.split()?;
    let workspace = Workspace::open(context, argument, "log", shell)?;
    let operation = workspace.operation();
    let standings = operation.standings(workspace.now());
    let recorded: Vec<_> = standings.iter().map(|one| &one.id).collect();
    let filter = MeasureFilter::of(names, &args.reading.selection, &workspace.plan, &recorded)?;
    let places = places(&filter, &workspace, &operation);
    if context.globals.format == Format::Jsonl {
        for pos in &places {
            shell.answer_bytes(workspace.reading.raw(*pos))?;
            shell.answer_bytes(b"\n")?;
        }
        return Ok(workspace.remark(shell));
    }
    let is_page = matches!(context.globals.format, Format::Table | Format::Markdown);
    let views: Vec<_> = if is_page && context.globals.json_into.is_none() {
        Vec::new()
    } else {
        places.iter().filter_map(|pos| view(&workspace, &operation, *pos)).collect()
    };
    if context.globals.format == Format::Json {
        let lines: Vec<_> = views.iter().map(json::line).collect::<Result<_, _>>()?;
        shell.answer(&lines.concat())?;
        into_file(&views, &context.globals)?;
        return Ok(workspace.remark(shell));
    }
    let mut page = Page::default();
    if is_page {
        let lines: Vec<_> =
            places.iter().filter_map(|pos| entry_line(&workspace, &operation, *pos)).collect();
        let head = HeadView::of(&workspace.plan).with_record(&operation);
        head::open(&mut page, &head, workspace.now());
        page.gap();
        if lines.is_empty() {
            page.line("No entry.");
        }
        entry::draw(&mut page, &lines, context.globals.verbose);
        head::close(&mut page, &head);
    }
    Answer { view: &views, rows: &views, page: &page }.give(shell, &context.globals)?;
    Ok(workspace.remark(shell))
}

/// The entries about a selected measure, in ledger order. An entry that refers to other entries shares their
/// subjects, and these precede it in that order.
fn places(filter: &MeasureFilter<'_>, workspace: &Workspace, operation: &Operation<'_>) -> Vec<EntryPos> {
    let mut places = Vec::new();
    let mut chosen = HashSet::new();
    let concerned = SelectedSubjects::of(filter, &workspace.plan);
    workspace.reading.walk(|placed| {
        let data = placed.line.entry().and_then(|entry| entry.data.as_ref());
        let fits = |data: &Data<'_>| {
            data.subjects().into_iter().any(|subject| concerned.includes(subject, operation))
                || data.entries().iter().any(|entry| chosen.contains(entry))
        };
        if filter.is_all() || data.is_some_and(fits) {
            places.push(placed.pos);
            chosen.insert(placed.line.hash);
        }
    });
    places
}

/// The selected measures and related subjects: their assets and outlets, and the instruments that cover one
/// of them.
struct SelectedSubjects<'m> {
    filter: &'m MeasureFilter<'m>,
    plan: &'m Plan,
    assets: HashSet<&'m str>,
    outlets: HashSet<&'m str>,
    instruments: HashSet<&'m str>,
}

impl<'m> SelectedSubjects<'m> {
    fn of(filter: &'m MeasureFilter<'_>, plan: &'m Plan) -> Self {
        let (mut assets, mut outlets, mut instruments) = (HashSet::new(), HashSet::new(), HashSet::new());
        for measure in plan.measures.values().filter(|measure| filter.takes(&measure.id, Some(measure))) {
            assets.insert(measure.id.subject());
            outlets.extend(measure.outlets.iter().map(AsRef::<str>::as_ref));
            instruments.extend(measure.instruments.iter().map(AsRef::<str>::as_ref));
        }
        Self { filter, plan, assets, outlets, instruments }
    }

    /// Whether a subject is one of them.
    fn includes(&self, subject: Subject<'_>, operation: &Operation<'_>) -> bool {
        match subject {
            Subject::Measure(id) => self.takes(id),
            Subject::Asset(id) => self.assets.contains(id),
            Subject::Outlet(id) => self.outlets.contains(id),
            Subject::Instrument(id) => self.instruments.contains(id),
            Subject::SavedPlan(hash) => operation
                .saved(&hash)
                .is_some_and(|saved| saved.measures.keys().any(|id| self.takes(id.as_str()))),
            Subject::Operation | Subject::Writer | Subject::Log => false,
        }
    }

    fn takes(&self, id: &str) -> bool {
        id.parse().is_ok_and(|id: MeasureId| self.filter.takes(&id, self.plan.measures.get(&id)))
    }
}

fn line(workspace: &Workspace, pos: EntryPos) -> Option<(String, Line<'_>)> {
    let log = workspace.reading.logs().get(pos.log)?.name.to_string();
    Some((log, workspace.reading.entry(pos)?))
}

/// An entry as tables show it.
pub(crate) fn entry_line(
    workspace: &Workspace,
    operation: &Operation<'_>,
    pos: EntryPos,
) -> Option<EntryLine> {
    let (log, line) = line(workspace, pos)?;
    let entry = line.entry()?;
    let (broken, void) = match operation.verdict(pos) {
        Verdict::Sound => (Vec::new(), None),
        Verdict::Irregular(broken) => (broken, None),
        Verdict::Void(why) => (Vec::new(), Some(words::reason(&why))),
    };
    Some(EntryLine {
        recorded_at: entry.recorded_at,
        entry: format!("{log}:{}", pos.seq),
        hash: line.hash,
        officer: entry.by.to_owned(),
        what: summary::summary(entry.data.as_ref(), entry.kind, entry.recorded_at, &workspace.plan),
        broken,
        void,
    })
}

fn view(workspace: &Workspace, operation: &Operation<'_>, pos: EntryPos) -> Option<LogEntry> {
    #[derive(Deserialize)]
    struct StoredLine {
        data: Box<RawValue>,
    }
    let (log, line) = line(workspace, pos)?;
    let entry = line.entry()?;
    let stored: StoredLine = serde_json::from_slice(workspace.reading.raw(pos)).ok()?;
    Some(LogEntry {
        schema: "takedown.log/1",
        agency: log.split('.').next().unwrap_or_default().to_owned(),
        log,
        seq: pos.seq,
        hash: line.hash,
        t: entry.recorded_at.recorded(),
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
