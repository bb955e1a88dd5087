//! Which failures keep an outlet on air, and which measures are enough to take it off air.

use crate::cli::output::page::{Grid, Page, number, prose, whole};
use crate::view::impact::{ImpactView, SetsRow};

use super::{Naming, listed};

/// How many sets of one size are listed without `--verbose`.
const MOST_SETS: usize = 3;

pub(super) fn keeps(page: &mut Page, how: Naming<'_>, view: &ImpactView) {
    let mut grid = Grid::new(&[whole(""), prose("")]);
    for (outlet, sets) in view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.keeps_on.as_ref()?))) {
        let above = [(&outlet.instruments_keep_on, "instruments"), (&outlet.countries_keep_on, "countries")];
        let above = above.into_iter().filter_map(|(sets, of)| together(how, sets.as_ref()?, of));
        let texts: Vec<String> = std::iter::once(text(how, sets)).chain(above).collect();
        grid.row([outlet.outlet.as_str().into(), texts.join("; ").into()]);
    }
    page.pairs(grid);
}

/// `1 measure alone (take-offline:stream-1) or any of 3 pairs of measures`
fn text(how: Naming<'_>, sets: &SetsRow) -> String {
    if sets.by_size.first() == Some(&Some(1)) {
        return "a part stays up if nothing fails".to_owned();
    }
    let counted = sets.by_size.iter().enumerate().skip(1).filter(|(_, count)| **count != Some(0));
    let text = |(size, count): (usize, &Option<u64>)| {
        // Pairs and larger sets are listed only with `--verbose`.
        let names = if size == 1 || how.verbose { set_texts(how, sets, size) } else { Vec::new() };
        with_names(summary(size, *count), &names, *count)
    };
    let texts: Vec<String> = counted.map(text).collect();
    let text = match (texts.is_empty(), sets.by_size.len()) {
        (false, _) => listed(&texts, "or"),
        (true, 0..=2) => "no measure alone".to_owned(),
        (true, sizes) => format!("no {} measures together, nor fewer", sizes - 1),
    };
    match sets.limit_met {
        None => text,
        Some(_) => format!("{text}; larger sets are too many to be counted"),
    }
}

/// Sets that keep the outlet on air only together: `1 pair of countries (CA + FR)`. The section before this
/// one lists those that do so alone.
fn together(how: Naming<'_>, sets: &SetsRow, of: &str) -> Option<String> {
    let counted = sets.by_size.iter().enumerate().skip(2).filter(|(_, count)| **count != Some(0));
    let text = |(size, count): (usize, &Option<u64>)| {
        let (many, one) = (many(*count), *count == Some(1));
        let text = match (size, one) {
            (2, true) => format!("1 pair of {of}"),
            (2, false) => format!("any of {many} pairs of {of}"),
            (_, true) => format!("1 set of {size} {of}"),
            (_, false) => format!("any of {many} sets of {size} {of}"),
        };
        with_names(text, &if one || how.verbose { set_texts(how, sets, size) } else { Vec::new() }, *count)
    };
    let texts: Vec<String> = counted.map(text).collect();
    (!texts.is_empty()).then(|| listed(&texts, "or"))
}

/// The listed sets of one size: `a + b`.
fn set_texts(how: Naming<'_>, sets: &SetsRow, size: usize) -> Vec<String> {
    let most = if how.verbose { usize::MAX } else { MOST_SETS };
    let sets = sets.first.iter().filter(|set| set.len() == size).take(most);
    sets.map(|set| how.names(set).join(" + ")).collect()
}

/// `each of 5 alone (a, b, 3 more)`
fn with_names(text: String, names: &[String], count: Option<u64>) -> String {
    let more = count.map_or(u64::MAX, |count| count.saturating_sub(names.len() as u64));
    match more {
        _ if names.is_empty() => text,
        0 => format!("{text} ({})", names.join(", ")),
        u64::MAX => format!("{text} ({}, and more)", names.join(", ")),
        more => format!("{text} ({}, {more} more)", names.join(", ")),
    }
}

/// `each of 3 alone`, `any of 3 pairs of measures`, `any of 5 sets of 3 measures`
fn summary(size: usize, count: Option<u64>) -> String {
    let many = many(count);
    match (size, count) {
        (1, Some(1)) => "1 measure alone".to_owned(),
        (1, _) => format!("each of {many} alone"),
        (2, Some(1)) => "1 pair of measures".to_owned(),
        (2, _) => format!("any of {many} pairs of measures"),
        (_, Some(1)) => format!("1 set of {size} measures"),
        _ => format!("any of {many} sets of {size} measures"),
    }
}

pub(super) fn enough(page: &mut Page, how: Naming<'_>, view: &ImpactView) {
    let mut grid = Grid::new(&[whole("OUTLET"), number("SETS"), number("LEAST"), prose("THE FIRST OF THEM")]);
    for (outlet, sets) in view.outlets.iter().filter_map(|outlet| Some((outlet, outlet.enough.as_ref()?))) {
        let sets_named = || sets.first.iter().map(|set| how.names(set).join(" + ")).collect::<Vec<_>>();
        let first = match (sets.limit_met, sets.total) {
            (Some(_), _) => format!("too many to be counted; one of them: {}", sets_named().join("; ")),
            (None, Some(0)) => "none: the plan cannot".to_owned(),
            (None, _) => sets_named().join("; "),
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

fn many(count: Option<u64>) -> String {
    count.map_or_else(|| "very many".to_owned(), |count| count.to_string())
}
