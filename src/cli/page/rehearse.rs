//! A rehearsal, for those who will carry out the operation: the events, the refusals, and what stays on air.

use std::collections::BTreeSet;

use crate::cli::output::page::{Grid, Page, Piece, number, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::broken::BrokenGuard;
use crate::model::instrument::InstrumentState;
use crate::model::offset::{Offset, Span};
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::word::Word as _;
use crate::view::outlet::OutletAvailability;
use crate::view::rehearse::{EndedRow, RehearseView, RehearsedOutletRow, RunsView, TimelineRow};

/// Draws one rehearsal; with `verbose`, with every entry.
pub(crate) fn draw(page: &mut Page, view: &RehearseView, verbose: bool) {
    page.pieces([Piece::new(Tone::Care, "A rehearsal: nothing of this has happened.")]);
    page.gap();
    page.heading("WHAT HAPPENED: UTC, and there");
    page.grid(timeline(view, verbose));
    let wrong: Vec<&EndedRow> = view.measures.iter().filter(|it| !went_well(it)).collect();
    if !wrong.is_empty() {
        page.heading("NOT AS MEANT");
        let mut grid = Grid::new(&[whole("MEASURE"), whole("IS"), prose("WHY")]);
        for it in wrong {
            grid.row([view.names.name(&it.measure).into(), state(it), reason(it).into()]);
        }
        page.grid(grid);
    }
    page.heading("ON AIR AT THE END");
    page.grid(outlets(view));
    if let Some((from, to)) = view.exposed_from.zip(view.exposed_to) {
        page.line(format!(
            "Exposed {}: the first effect that could be seen was {} before the last.",
            stretch(view.h_hour, from, to),
            span(to.millis() - from.millis())
        ));
    }
    page.gap();
    let end = if view.as_meant {
        Piece::new(Tone::Good, "It ended as the plan means it.")
    } else {
        Piece::new(Tone::Bad, "It did not end as the plan means it.")
    };
    page.pieces([end]);
}

fn went_well(ended: &EndedRow) -> bool {
    ended.state == Some(State::Confirmed) && ended.irregular.is_empty()
}

fn state(ended: &EndedRow) -> Piece {
    let tone = if went_well(ended) { Tone::Good } else { Tone::Bad };
    Piece::new(tone, ended.shown.to_string())
}

fn reason(ended: &EndedRow) -> String {
    let against = broken(&ended.irregular).map(|guards| format!("irregular: {guards}"));
    against.into_iter().chain(ended.why.clone()).collect::<Vec<_>>().join("; ")
}

fn broken(guards: &[BrokenGuard]) -> Option<String> {
    (!guards.is_empty()).then(|| guards.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))
}

/// `H-40m`
fn offset(h_hour: Option<Instant>, at: Instant) -> String {
    h_hour.map(|h_hour| Offset::between(h_hour, at).to_string()).unwrap_or_default()
}

fn stretch(h_hour: Option<Instant>, from: Instant, to: Instant) -> String {
    format!("{} to {}", offset(h_hour, from), offset(h_hour, to))
}

fn span(millis: i64) -> String {
    u32::try_from(millis).map_or_else(|_| "weeks".to_owned(), |millis| Span::from_millis(millis).to_string())
}

/// The events: attestations by agency, measures as they begin, and every deviation from the plan.
fn timeline(view: &RehearseView, verbose: bool) -> Grid {
    let mut grid = Grid::new(&[whole("WHEN"), whole("UTC"), whole("THERE"), whole("WHO"), prose("WHAT")]);
    let mut rest = view.timeline.as_slice();
    while let Some(first) = rest.first() {
        // The entries of one agency at one time share a line.
        let same = |row: &TimelineRow| {
            (row.at, &row.agency, &row.officer) == (first.at, &first.agency, &first.officer)
                && row.entry.is_some()
        };
        let together = rest.iter().take_while(|row| same(row)).count().max(1);
        let (group, after) = rest.split_at(together);
        rest = after;
        if let Some(what) = group_text(view, group, verbose) {
            let year = view.h_hour.map(|h_hour| chrono::Datelike::year(&h_hour.date()));
            grid.row([
                offset(view.h_hour, first.at).into(),
                time::brief(At::Instant(first.at), year).into(),
                first.timezone.map(|zone| time::local(first.at, zone)).unwrap_or_default().into(),
                first.agency.as_deref().unwrap_or_default().into(),
                what,
            ]);
        }
    }
    grid
}

/// The text of one line; `None` if other lines cover these rows.
fn group_text(view: &RehearseView, group: &[TimelineRow], verbose: bool) -> Option<Piece> {
    let first = group.first()?;
    let about = || first.about.iter().map(|id| view.names.name(id)).collect::<Vec<_>>().join(", ");
    let why = || first.why.clone().unwrap_or_default();
    let guards = broken(&first.broken).map(|guards| format!(" ({guards})")).unwrap_or_default();
    match first.what {
        "inject" => return Some(Piece::new(Tone::Bad, format!("INJECT {}", first.word))),
        "refused" => {
            return Some(Piece::new(Tone::Bad, format!("refused{guards}: {} {}", about(), first.word)));
        }
        "stuck" => return Some(Piece::new(Tone::Bad, format!("stuck: {}: {}", about(), why()))),
        "no-effect" => return Some(Piece::new(Tone::Care, format!("{}: too late, or too early", about()))),
        _ => {}
    }
    let mut lines: Vec<String> = words_of(group).into_iter().collect();
    lines.extend(group.iter().filter_map(|row| row_text(view, row, verbose)));
    let tone = if group.iter().any(|row| !row.broken.is_empty()) { Tone::Bad } else { Tone::Plain };
    (!lines.is_empty()).then(|| Piece::new(tone, lines.join("; ")))
}

/// The attestations and grants of an agency at one time: `lawful, located of 12; grants fr-order-1`.
fn words_of(group: &[TimelineRow]) -> Vec<String> {
    let attested = || group.iter().filter(|row| row.what == "attestation");
    let mut gates: Vec<&str> = Vec::new();
    for row in attested() {
        if !gates.contains(&row.word.as_str()) {
            gates.push(&row.word);
        }
    }
    let about: BTreeSet<&String> =
        attested().flat_map(|row| &row.about).filter(|about| !about.starts_with("outlet:")).collect();
    let of =
        if about.is_empty() { String::new() } else { format!(" ({})", number_of(about.len(), "measure")) };
    let granted: Vec<&str> = group
        .iter()
        .filter(|row| row.what == "instrument" && row.word == InstrumentState::Granted.as_str())
        .flat_map(|row| &row.about)
        .map(|about| about.trim_start_matches("instrument:"))
        .collect();
    let mut lines = Vec::new();
    if !gates.is_empty() {
        lines.push(format!("attests {}{of}", gates.join(", ")));
    }
    if !granted.is_empty() {
        lines.push(format!("grants {}", granted.join(", ")));
    }
    lines
}

/// One entry as text; `None` if [`words_of`] or another line covers it.
fn row_text(view: &RehearseView, row: &TimelineRow, verbose: bool) -> Option<String> {
    let about = || row.about.iter().map(|id| view.names.name(id)).collect::<Vec<_>>().join(", ");
    let bare = |prefix: &str| about().replace(prefix, "");
    let guards = broken(&row.broken).map(|guards| format!(" IRREGULAR: {guards}")).unwrap_or_default();
    Some(match row.what {
        "instrument" if row.word == InstrumentState::Granted.as_str() => return None,
        "instrument" => format!("{} {}", bare("instrument:"), row.word),
        "approval" => "approves the saved plan".to_owned(),
        "go" => format!("GO for {}", number_of(row.about.len(), "measure")),
        "hold" => format!("holds {}", about()),
        "transition" if row.word == State::UnderWay.to_string() && !verbose => {
            let measure = row.about.first()?;
            // Measures are sorted by id.
            let index = view.measures.binary_search_by(|it| it.measure.cmp(measure)).ok()?;
            let ended = view.measures.get(index)?;
            let until =
                ended.ended.map_or_else(String::new, |end| format!(" until {}", offset(view.h_hour, end)));
            format!("{}{until}: {}{guards}", about(), ended.shown)
        }
        "transition" if matches!(row.word.as_str(), "failed" | "declined" | "lapsed") || verbose => {
            format!("{} {}{guards}", about(), row.word)
        }
        "note" if row.word.is_empty() => format!("notes that {} was seen", about()),
        "evidence" if verbose => format!("evidence {} {}", row.word, about()),
        _ => return None,
    })
}

fn on_air(on_air: OutletAvailability, planned: OutletAvailability) -> Piece {
    let tone = if on_air == planned { Tone::Good } else { Tone::Bad };
    Piece::new(tone, on_air.to_string().replace('-', " "))
}

fn outlets(view: &RehearseView) -> Grid {
    let mut grid = Grid::new(&[
        whole("OUTLET"),
        whole("IS"),
        whole("MEANT"),
        whole("STAYS UP"),
        whole("OFF AIR"),
        whole("EXPOSED"),
    ]);
    for it in &view.outlets {
        let RehearsedOutletRow { exposed_from, exposed_to, .. } = it;
        let exposed = exposed_from.zip(*exposed_to).map(|(from, to)| stretch(view.h_hour, from, to));
        grid.row([
            it.outlet.as_str().into(),
            on_air(it.is, it.planned),
            it.planned.to_string().replace('-', " ").into(),
            it.stays.join(", ").into(),
            it.off_air.map(|at| offset(view.h_hour, at)).unwrap_or_default().into(),
            exposed.unwrap_or_default().into(),
        ]);
    }
    grid
}

/// How many rows of a list are shown without `--verbose`.
const FEW: usize = 10;

pub(crate) fn draw_runs(page: &mut Page, view: &RunsView, verbose: bool) {
    let h_hour = view.h_hour;
    page.gap();
    page.line(format!(
        "{} from seed {}: durations drawn, one thing going wrong in each.",
        number_of(count(view.runs), "rehearsal"),
        view.seed
    ));
    page.line(format!("In {} of them more stays on air than the plan leaves up.", view.broken));
    page.gap();
    let most = |len: usize| if verbose { len } else { len.min(FEW) };
    page.heading("WHICH MEASURE BROKE IT");
    let mut grid = Grid::new(&[number("RUNS"), whole("MEASURE")]);
    for row in &view.measures[..most(view.measures.len())] {
        grid.row([row.runs.to_string().into(), view.names.name(&row.measure).into()]);
    }
    page.grid(grid);
    page.heading("WHAT WENT WRONG");
    let mut grid = Grid::new(&[number("RUNS"), number("BROKEN"), whole("INJECT")]);
    for row in &view.suffered[..most(view.suffered.len())] {
        grid.row([row.runs.to_string().into(), row.broken.to_string().into(), row.inject.as_str().into()]);
    }
    page.grid(grid);
    page.heading("OUTLETS");
    let mut grid = Grid::new(&[
        whole("OUTLET"),
        number("OFF AIR"),
        number("BROKEN"),
        whole("EARLIEST"),
        whole("MIDDLE"),
        whole("LATEST"),
    ]);
    for row in &view.outlets {
        let at = row.at.map(|at| at.map(|at| offset(h_hour, at))).unwrap_or_default();
        let [earliest, middle, latest] = at;
        grid.row([
            row.outlet.as_str().into(),
            row.off_air.to_string().into(),
            row.broken.to_string().into(),
            earliest.into(),
            middle.into(),
            latest.into(),
        ]);
    }
    page.grid(grid);
    let [least, middle, most] = view.exposure_ms.map(span);
    page.line(format!("Exposed for {least} to {most}, in half of them for {middle} or less."));
    page.gap();
    page.line("A count of rehearsals, not a chance of the real day: nobody knows how likely a refusal is.");
}

fn count(runs: u64) -> usize {
    usize::try_from(runs).unwrap_or(usize::MAX)
}
