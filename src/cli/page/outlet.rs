//! Outlets: whether they are on air, as far as somebody observed them.

use std::collections::{HashMap, HashSet};

use crate::cli::output::page::{Grid, Page, Piece, number, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::state::State;
use crate::operation::Standing;
use crate::view::outlet::{OutletAvailability, OutletRow, SeenRow};
use crate::view::picture::Picture;

use super::words;

/// Draws the outlets.
pub(crate) fn draw(page: &mut Page, picture: &Picture<'_>, rows: &[OutletRow], standings: &[&Standing<'_>]) {
    let gated = picture.plan.operation.mode.row().gated;
    let how = if gated { prose("MEASURES") } else { number("REPORTED") };
    let mut grid = Grid::new(&[whole("OUTLET"), whole("NAME"), whole("STATUS"), how, prose("LAST SEEN")]);
    let against = against(standings);
    for row in rows {
        let id = row.outlet.clone().unwrap_or_else(|| "(no outlet)".to_owned());
        let own = against.get(&row.outlet.as_deref()).into_iter().flatten().copied();
        let how =
            if gated { words::display_states(own) } else { format!("{} of {}", reported(row), row.measures) };
        grid.row([
            id.as_str().into(),
            row.name.as_deref().unwrap_or_default().into(),
            status(row),
            how.into(),
            row.last_seen.as_ref().map(seen).unwrap_or_default().into(),
        ]);
    }
    page.grid(grid);
    let shown: HashSet<&str> = rows.iter().filter_map(|row| row.outlet.as_deref()).collect();
    let outlets = picture.plan.outlets.iter().filter(|(id, _)| shown.contains(id.as_str()));
    let known: Vec<_> = outlets.map(|(_, it)| it).filter(|it| !it.aliases.is_empty()).collect();
    if !known.is_empty() {
        let names = known.iter().map(|outlet| format!("{} ({})", outlet.aliases.join(", "), outlet.name));
        page.gap();
        page.line(format!("Other names: {}.", names.collect::<Vec<_>>().join(", ")));
    }
    let several = standings.iter().filter_map(|standing| standing.measure).any(|it| it.outlets.len() > 1);
    if several && rows.len() > 1 {
        page.line("Some measures stand under several outlets: the rows do not add up.");
    }
}

/// The measures against each outlet, and against none.
fn against<'s>(standings: &[&'s Standing<'s>]) -> HashMap<Option<&'s str>, Vec<&'s Standing<'s>>> {
    let mut all: HashMap<_, Vec<_>> = HashMap::new();
    for standing in standings.iter().copied() {
        let outlets = standing.measure.map(|measure| measure.outlets.as_slice()).unwrap_or_default();
        let none = outlets.is_empty().then_some(None);
        let keys = outlets.iter().map(|id| Some(id.as_str())).chain(none);
        keys.for_each(|key| all.entry(key).or_default().push(standing));
    }
    all
}

fn reported(row: &OutletRow) -> u64 {
    let open = row.states.get(crate::model::word::Word::as_str(State::Open)).copied();
    row.measures - open.unwrap_or_default()
}

fn status(row: &OutletRow) -> Piece {
    let Some(status) = row.status else { return Piece::default() };
    match status {
        OutletAvailability::Resurfaced => {
            let times = usize::try_from(row.resurfaced).unwrap_or(usize::MAX);
            let times = if times == 1 { "once".to_owned() } else { number_of(times, "time") };
            Piece::new(Tone::Bad, format!("resurfaced {times}"))
        }
        other => words::availability(other),
    }
}

/// `up, 19 Aug 2018 (s12)`
fn seen(seen: &SeenRow) -> String {
    let sources = seen.sources.join(" ");
    let sources = if sources.is_empty() { String::new() } else { format!(" ({sources})") };
    format!("{}, {}{sources}", seen.kind, time::at(seen.at))
}
