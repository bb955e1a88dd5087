//! Countries: who did what on whose soil, and who says so.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::text::number_of;
use crate::cli::output::tone::Tone;
use crate::model::state::State;
use crate::operation::{DisplayState, Standing};
use crate::view::country::{CountryRow, is_at, is_of_body};
use crate::view::picture::Picture;

use super::words;

/// Draws the countries.
pub(crate) fn draw(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>], rows: &[CountryRow]) {
    let gated = picture.plan.operation.mode.row().gated;
    let what = if gated { whole("MEASURES") } else { whole("WHAT IS REPORTED") };
    let said = if gated { whole("STATE") } else { prose("SAID BY") };
    let mut grid = Grid::new(&[whole("COUNTRY"), prose("ASSETS"), what, said]);
    let mut narrow = Grid::new(&[what, said]);
    for row in rows {
        let mut left = words::counts(&row.assets);
        if left.is_empty() {
            left.push("-".to_owned());
        }
        let here: Vec<_> = standings.iter().copied().filter(|one| is_at(one, row.country)).collect();
        over(&mut narrow, picture, row, &here);
        let right = if gated { played(picture, row, &here) } else { reported(picture, row, &here) };
        for line in 0..left.len().max(right.len()) {
            let country = if line == 0 { words::country(row.country) } else { String::new() };
            let assets = left.get(line).map(String::as_str).unwrap_or_default();
            let (what, said) = right.get(line).cloned().unwrap_or_default();
            grid.row([country.into(), assets.into(), what, said]);
        }
    }
    if gated {
        page.grid_or(grid, narrow);
    } else {
        page.grid(grid);
    }
    bodies(page, picture, standings);
}

/// What a country's measures stand under in a narrow terminal: `NL  Netherlands: 1 server, 1 wallet`.
fn over(narrow: &mut Grid, picture: &Picture<'_>, row: &CountryRow, here: &[&Standing<'_>]) {
    let roles = row.roles.iter().map(|role| role_words(role).to_owned());
    let head = std::iter::once(words::country(row.country)).chain(roles).collect::<Vec<_>>().join(", ");
    let assets = words::counts(&row.assets).join(", ");
    let colon = if assets.is_empty() { "" } else { ": " };
    let head = format!("{head}{colon}{assets}");
    narrow.across(Piece::new(Tone::Strong, head));
    for standing in here {
        let inset = format!("    {}", picture.plan.short(&standing.id));
        narrow.row([inset.into(), words::brief(standing)]);
    }
}

/// What EU bodies do by themselves: it happens on nobody's soil.
fn bodies(page: &mut Page, picture: &Picture<'_>, standings: &[&Standing<'_>]) {
    let mut grid = Grid::new(&[whole(""), whole(""), prose("")]);
    for standing in standings.iter().copied().filter(|one| is_of_body(one)) {
        let state = if picture.plan.operation.mode.row().gated {
            words::brief(standing)
        } else {
            CountryLine::of(standing, false).pieces().1
        };
        grid.row([standing.id.agency().into(), picture.plan.short(&standing.id).into(), state]);
    }
    if !grid.rows.is_empty() {
        page.heading("EU BODIES");
        page.pairs(grid);
    }
}

/// What each measure is, and how it stands.
fn played(picture: &Picture<'_>, row: &CountryRow, here: &[&Standing<'_>]) -> Vec<(Piece, Piece)> {
    let roles = row.roles.iter().map(|role| (Piece::from(role_words(role)), Piece::default()));
    let measures =
        here.iter().map(|standing| (Piece::from(picture.plan.short(&standing.id)), words::state(standing)));
    roles.chain(measures).collect()
}

/// A line for each thing that is reported, or was announced and is not.
fn reported(picture: &Picture<'_>, row: &CountryRow, here: &[&Standing<'_>]) -> Vec<(Piece, Piece)> {
    let mut lines: Vec<CountryLine> =
        row.roles.iter().map(|role| CountryLine::plain(role_words(role))).collect();
    // Where a country has assets of one kind, its column says what the words are about.
    let clear = row.assets.len() == 1;
    for standing in here {
        let on_asset = clear && picture.plan.assets.contains_key(standing.id.subject());
        let line = CountryLine::of(standing, on_asset);
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

/// What is said of some measures in the same words.
struct CountryLine {
    what: String,
    counts: Vec<u64>,
    sources: Vec<String>,
    /// What stands instead of, or behind, the sources.
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

    fn of(standing: &Standing<'_>, on_asset: bool) -> Self {
        let action = standing.id.action();
        let open = standing.state == Some(State::Open);
        let claims = standing.measure.map(|measure| measure.claims.as_slice()).unwrap_or_default();
        let word = match standing.display {
            DisplayState::NotReported if claims.is_empty() => action.to_string(),
            DisplayState::Done | DisplayState::NotReported => action.row().done.to_owned(),
            shown => format!("{} {shown}", action.row().done),
        };
        let mut sources: Vec<_> = claims.iter().map(|claim| claim.source.to_string()).collect();
        sources.extend(standing.tips.iter().flat_map(|tip| tip.sources.clone()));
        Self {
            what: if on_asset { word } else { format!("{}: {word}", standing.id.subject()) },
            counts: claims.iter().filter_map(|claim| claim.count).collect(),
            remark: match (open, claims.is_empty()) {
                (true, true) => "not reported",
                (true, false) => "not entered",
                (false, _) => "",
            },
            open,
            sources,
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
        // s4 stands before s12.
        sources.sort_by(|one, two| (one.len(), one).cmp(&(two.len(), two)));
        sources.dedup();
        let counts: Vec<_> = counts.iter().map(ToString::to_string).collect();
        let what = if counts.is_empty() {
            self.what.clone()
        } else {
            format!("{} ({})", self.what, counts.join(" or "))
        };
        let said = [sources.join(" "), self.remark.to_owned()];
        let said: Vec<_> = said.into_iter().filter(|part| !part.is_empty()).collect();
        (Piece::new(self.tone, what), Piece::new(self.tone, said.join(", ")))
    }
}

/// The sum under the table: how many took part, how many assets are known, how far it was checked.
pub(crate) fn sum(page: &mut Page, picture: &Picture<'_>, rows: &[CountryRow], standings: &[&Standing<'_>]) {
    let countries = rows.iter().filter(|row| row.participant).count();
    let all = picture.counts(picture.things());
    let known = words::counts(&all).into_iter().filter(|text| !text.ends_with(words::UNKNOWN));
    let parts: Vec<_> = std::iter::once(number_of(countries, "country")).chain(known).collect();
    let mut text = format!("{}.", parts.join(", "));
    let reported =
        standings.iter().filter(|standing| standing.state.is_some_and(State::is_past_open)).count();
    let confirmed = standings.iter().filter(|standing| standing.state == Some(State::Confirmed)).count();
    if reported > 0 && confirmed == 0 {
        text.push_str(" Nothing was confirmed.");
    }
    page.line(text);
}
