//! Countries: who did what in each, and which sources report it.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::tone::Tone;
use crate::model::mode::Mode;
use crate::model::state::State;
use crate::model::word::Word as _;
use crate::view::country::{CountryRow, CountrySum};
use crate::view::measure::{DisplayState, MeasureRow};

use super::words;

/// Draws the countries, and the measures that EU bodies carry out themselves.
pub(crate) fn draw(page: &mut Page, rows: &[CountryRow], of_bodies: &[MeasureRow], mode: Mode) {
    let gated = mode.row().gated;
    let what = if gated { whole("MEASURES") } else { whole("WHAT IS REPORTED") };
    let state = if gated { whole("STATE") } else { prose("SAID BY") };
    let mut grid = Grid::new(&[whole("COUNTRY"), prose("ASSETS"), what, state]);
    let mut narrow = Grid::new(&[what, state]);
    for row in rows {
        let mut left = words::counts(&row.assets);
        if left.is_empty() {
            left.push("-".to_owned());
        }
        narrow_rows(&mut narrow, row);
        let right = if gated { measures(row) } else { reported(row) };
        for line in 0..left.len().max(right.len()) {
            let country = if line == 0 { words::country(row.country) } else { String::new() };
            let assets = left.get(line).map(String::as_str).unwrap_or_default();
            let (what, state) = right.get(line).cloned().unwrap_or_default();
            grid.row([country.into(), assets.into(), what, state]);
        }
    }
    if gated {
        page.grid_or(grid, narrow);
    } else {
        page.grid(grid);
    }
    bodies(page, of_bodies, gated);
}

/// For a narrow terminal: a line for the country, `NL  Netherlands: 1 server, 1 wallet`, then its measures.
fn narrow_rows(narrow: &mut Grid, row: &CountryRow) {
    let roles = row.roles.iter().map(|role| role_words(role).to_owned());
    let head = std::iter::once(words::country(row.country)).chain(roles).collect::<Vec<_>>().join(", ");
    let assets = words::counts(&row.assets).join(", ");
    let colon = if assets.is_empty() { "" } else { ": " };
    narrow.across(Piece::new(Tone::Strong, format!("{head}{colon}{assets}")));
    for measure in &row.measure_rows {
        narrow.row([format!("    {}", measure.short).into(), words::brief(measure)]);
    }
}

/// The measures that EU bodies carry out themselves; they count in no country.
fn bodies(page: &mut Page, measures: &[MeasureRow], gated: bool) {
    let mut grid = Grid::new(&[whole(""), whole(""), prose("")]);
    for measure in measures {
        let state = if gated { words::brief(measure) } else { CountryLine::of(measure, false).pieces().1 };
        grid.row([measure.agency.as_str().into(), measure.short.as_str().into(), state]);
    }
    if !grid.rows.is_empty() {
        page.heading("EU BODIES");
        page.pairs(grid);
    }
}

/// The measures of a country, each with its state.
fn measures(row: &CountryRow) -> Vec<(Piece, Piece)> {
    let roles = row.roles.iter().map(|role| (Piece::from(role_words(role)), Piece::default()));
    let measures =
        row.measure_rows.iter().map(|measure| (Piece::from(&measure.short), words::state(measure)));
    roles.chain(measures).collect()
}

/// A line for each reported or announced measure; measures with the same text share a line.
fn reported(row: &CountryRow) -> Vec<(Piece, Piece)> {
    let mut lines: Vec<CountryLine> =
        row.roles.iter().map(|role| CountryLine::plain(role_words(role))).collect();
    // If the country has assets of one kind only, the column of assets already names that kind.
    let only_kind = row.assets.len() == 1;
    for measure in &row.measure_rows {
        let line = CountryLine::of(measure, only_kind);
        match lines.iter_mut().find(|known| known.what == line.what && known.open == line.open) {
            Some(known) => known.join(line),
            None => lines.push(line),
        }
    }
    lines.iter().map(CountryLine::pieces).collect()
}

fn role_words(role: &str) -> &'static str {
    match role {
        "lead" => "leads",
        "coordinator" => "coordinates",
        _ => "supports judicially",
    }
}

/// Measures that sources describe in the same words.
struct CountryLine {
    what: String,
    counts: Vec<u64>,
    sources: Vec<String>,
    /// Follows the sources, or replaces them.
    remark: &'static str,
    open: bool,
    tone: Tone,
}

impl CountryLine {
    fn plain(what: &str) -> Self {
        Self {
            what: what.to_owned(),
            counts: Vec::new(),
            sources: Vec::new(),
            remark: "",
            open: false,
            tone: Tone::Plain,
        }
    }

    fn of(measure: &MeasureRow, only_kind: bool) -> Self {
        let open = measure.state == State::Open.as_str();
        let word = match measure.shown {
            DisplayState::NotReported if measure.claims.is_empty() => measure.action.to_string(),
            DisplayState::Done | DisplayState::NotReported => measure.word.to_owned(),
            state => format!("{} {state}", measure.word),
        };
        let clear = only_kind && measure.on_asset;
        Self {
            what: if clear { word } else { format!("{}: {word}", measure.asset) },
            counts: measure.claims.iter().filter_map(|claim| claim.count).collect(),
            remark: match (open, measure.claims.is_empty()) {
                (true, true) => "not reported",
                (true, false) => "not entered",
                (false, _) => "",
            },
            open,
            sources: measure.sources.clone(),
            tone: if open { Tone::Dim } else { Tone::Plain },
        }
    }

    fn join(&mut self, other: Self) {
        self.counts.extend(other.counts);
        self.sources.extend(other.sources);
    }

    fn pieces(&self) -> (Piece, Piece) {
        let (mut counts, mut sources) = (self.counts.clone(), self.sources.clone());
        counts.sort_unstable();
        counts.dedup();
        // Shorter ids first, so that s4 comes before s12.
        sources.sort_by(|one, two| (one.len(), one).cmp(&(two.len(), two)));
        sources.dedup();
        let counts: Vec<_> = counts.iter().map(ToString::to_string).collect();
        let what = if counts.is_empty() {
            self.what.clone()
        } else {
            format!("{} ({})", self.what, counts.join(" or "))
        };
        let parts = [sources.join(" "), self.remark.to_owned()];
        let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (Piece::new(self.tone, what), Piece::new(self.tone, parts.join(", ")))
    }
}

/// The summary under the table: how many countries took part, how many assets are known, and how far claims
/// were checked.
pub(crate) fn sum(page: &mut Page, sum: &CountrySum) {
    let counts = words::counts(&sum.assets).into_iter().filter(|text| !text.ends_with(words::UNKNOWN));
    let parts: Vec<_> = std::iter::once(number_of(sum.countries, "country")).chain(counts).collect();
    let mut text = format!("{}.", parts.join(", "));
    if sum.unconfirmed {
        text.push_str(" Nothing was confirmed.");
    }
    page.line(text);
}
