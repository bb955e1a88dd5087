//! What can keep an outlet on air, and what is enough to take it off air.

use crate::cli::output::page::{Grid, Page, number, prose, whole};
use crate::view::impact::{ImpactView, SetsRow};

use super::{How, listed};

pub(super) fn keeps(page: &mut Page, how: How<'_>, view: &ImpactView) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (outlet, sets) in view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.keeps_on.as_ref()?))) {
        grid.row([outlet.outlet.as_str().into(), text(how, sets).into()]);
    }
    page.pairs(grid);
}

/// `1 alone (take-offline:stream-1) or one of 3 pairs`
fn text(how: How<'_>, sets: &SetsRow) -> String {
    if let Some(limit) = sets.limit_met {
        return too_many(limit);
    }
    if sets.by_size.first() == Some(&Some(1)) {
        return "stays on air whatever is done".to_owned();
    }
    let counted = sets.by_size.iter().enumerate().skip(1).filter(|(_, count)| **count != Some(0));
    let text = |(size, count): (usize, &Option<u64>)| {
        let named: Vec<String> =
            sets.first.iter().filter(|set| set.len() == size).map(|set| how.names(set).join(" + ")).collect();
        let more = count.map_or(u64::MAX, |count| count.saturating_sub(named.len() as u64));
        let said = said(size, *count);
        match more {
            // Of pairs the names are for those who ask.
            _ if named.is_empty() || size > 1 && !how.verbose => said,
            0 => format!("{said} ({})", named.join(", ")),
            u64::MAX => format!("{said} ({}, and more)", named.join(", ")),
            more => format!("{said} ({}, {more} more)", named.join(", ")),
        }
    };
    let texts: Vec<String> = counted.map(text).collect();
    if texts.is_empty() {
        return match sets.by_size.len() {
            0..=2 => "no measure alone".to_owned(),
            sizes => format!("no {} measures together, nor fewer", sizes - 1),
        };
    }
    listed(&texts, "or")
}

/// `any of 3 alone`, `one of 3 pairs`, `one of 5 sets of 3`
fn said(size: usize, count: Option<u64>) -> String {
    let many = many(count);
    match (size, count) {
        (1, Some(1)) => "1 alone".to_owned(),
        (1, _) => format!("any of {many} alone"),
        (2, Some(1)) => "1 pair".to_owned(),
        (2, _) => format!("one of {many} pairs"),
        (_, Some(1)) => format!("1 set of {size}"),
        _ => format!("one of {many} sets of {size}"),
    }
}

pub(super) fn enough(page: &mut Page, how: How<'_>, view: &ImpactView) {
    let mut grid = Grid::new(&[whole("OUTLET"), number("SETS"), number("LEAST"), prose("THE FIRST OF THEM")]);
    for (outlet, sets) in view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.enough.as_ref()?))) {
        let first = match (sets.limit_met, sets.total) {
            (Some(limit), _) => too_many(limit),
            (None, Some(0)) => "none: the plan cannot".to_owned(),
            (None, _) => {
                sets.first.iter().map(|set| how.names(set).join(" + ")).collect::<Vec<_>>().join("; ")
            }
        };
        grid.row([
            outlet.outlet.as_str().into(),
            if sets.limit_met.is_some() { String::new() } else { many(sets.total) }.into(),
            sets.fewest.map(|fewest| fewest.to_string()).unwrap_or_default().into(),
            first.into(),
        ]);
    }
    page.grid(grid);
}

fn too_many(limit: u64) -> String {
    format!("too many to be counted in {limit} steps")
}

fn many(count: Option<u64>) -> String {
    count.map_or_else(|| "very many".to_owned(), |count| count.to_string())
}
