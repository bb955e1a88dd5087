//! Outlets: whether they are on air, according to observations.

use crate::cli::output::page::{Grid, Page, Piece, number, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::mode::Mode;
use crate::model::state::State;
use crate::model::word::Word as _;
use crate::view::outlet::{OutletAvailability, OutletRow, SeenRow};

use super::words;

pub(crate) fn draw(page: &mut Page, rows: &[OutletRow], mode: Mode) {
    let gated = mode.row().gated;
    let measures = if gated { prose("MEASURES") } else { number("REPORTED") };
    let mut grid =
        Grid::new(&[whole("OUTLET"), whole("NAME"), whole("STATUS"), measures, prose("LAST SEEN")]);
    for row in rows {
        let measures = if gated {
            words::display_states(&row.display_states)
        } else {
            format!("{} of {}", reported(row), row.measures)
        };
        grid.row([
            row.outlet.as_deref().unwrap_or("(no outlet)").into(),
            row.name.as_deref().unwrap_or_default().into(),
            status(row),
            measures.into(),
            row.last_seen.as_ref().map(last_seen).unwrap_or_default().into(),
        ]);
    }
    page.grid(grid);
    let aliases = rows
        .iter()
        .filter(|row| !row.aliases.is_empty())
        .map(|row| format!("{} ({})", row.aliases.join(", "), row.name.as_deref().unwrap_or_default()));
    let aliases: Vec<_> = aliases.collect();
    if !aliases.is_empty() {
        page.gap();
        page.line(format!("Other names: {}.", aliases.join(", ")));
    }
    if rows.len() > 1 && rows.iter().any(|row| row.shares_measures) {
        page.line("Some measures stand under several outlets: the rows do not add up.");
    }
}

fn reported(row: &OutletRow) -> u64 {
    row.measures - row.states.get(State::Open.as_str()).copied().unwrap_or_default()
}

fn status(row: &OutletRow) -> Piece {
    match row.status {
        None => Piece::default(),
        Some(OutletAvailability::Resurfaced) => {
            let times = usize::try_from(row.resurfaced).unwrap_or(usize::MAX);
            let times = if times == 1 { "once".to_owned() } else { number_of(times, "time") };
            Piece::new(Tone::Bad, format!("resurfaced {times}"))
        }
        Some(other) => words::availability(other),
    }
}

/// `up, 19 Aug 2018 (s12)`
fn last_seen(seen: &SeenRow) -> String {
    let sources = seen.sources.join(" ");
    let sources = if sources.is_empty() { String::new() } else { format!(" ({sources})") };
    format!("{}, {}{sources}", seen.kind, time::at(seen.at))
}
