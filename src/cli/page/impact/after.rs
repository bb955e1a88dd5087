//! How much of each outlet was observed to be down.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::view::after::AfterRow;
use crate::view::outlet::OutletAvailability;

use super::MOST_NAMES;
use super::words::availability;

/// Draws what was observed of each outlet; with `verbose`, lists all unobserved parts.
pub(crate) fn draw(page: &mut Page, rows: &[AfterRow], verbose: bool) {
    page.heading("HOW BIG THE HOLE IS, BY WHAT WAS OBSERVED");
    let mut grid = Grid::new(&[
        whole("OUTLET"),
        whole("AT LEAST"),
        whole("AT MOST"),
        whole("SERVICES DOWN"),
        prose("LAST LOOKED AT"),
    ]);
    for row in rows {
        let modelled = row.if_up != OutletAvailability::NotModelled;
        grid.row([
            row.outlet.as_str().into(),
            availability(row.if_up),
            if modelled { availability(row.if_down) } else { Piece::default() },
            if modelled { down(row) } else { String::new() }.into(),
            row.last_observed.map_or_else(|| "nobody looked".to_owned(), time::at).into(),
        ]);
    }
    page.grid(grid);
    page.line("At least: if all that nobody saw is up. At most: if all of it is down.");
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for row in rows.iter().filter(|row| row.down_at_least < row.down_at_most) {
        grid.row([row.outlet.as_str().into(), not_seen(row, verbose).into()]);
    }
    if !grid.rows.is_empty() {
        page.heading("NOT SEEN, OR NOBODY COULD TELL");
        page.pairs(grid);
    }
    page.heading("WHAT THIS IS NOT");
    page.line(
        "That a measure was done or confirmed is no look at the outlet: only observations count, and a lapse. Mirrors \
         that the plan does not list are not counted.",
    );
    if rows.iter().any(|row| row.if_up == OutletAvailability::NotModelled) {
        page.line("Not modelled: the plan has no service that says what it needs to be on air.");
    }
}

/// `1 to 2 of 3`
fn down(row: &AfterRow) -> String {
    let (least, most, all) = (row.down_at_least, row.down_at_most, row.services.len());
    if least == most { format!("{least} of {all}") } else { format!("{least} to {most} of {all}") }
}

fn not_seen(row: &AfterRow, verbose: bool) -> String {
    let most = if verbose { usize::MAX } else { MOST_NAMES };
    let mut names: Vec<String> = row.not_seen.iter().take(most).cloned().collect();
    if let Some(more @ 1..) = row.not_seen.len().checked_sub(most) {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}
