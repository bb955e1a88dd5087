//! Assets: what they are, who else is on them, how their measures stand.

use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::cli::output::time;
use crate::model::asset::Precision;
use crate::model::identifier::defang;
use crate::operation::Standing;
use crate::view::asset::AssetRow;

use super::words;

/// Draws the assets; identifiers are defanged, so that nobody follows one.
pub(crate) fn draw(page: &mut Page, rows: &[AssetRow], standings: &[&Standing<'_>]) {
    let mut grid = Grid::new(&[
        whole("ASSET"),
        whole("KIND"),
        prose("IDENTIFIER"),
        whole("IN"),
        prose("OUTLETS"),
        prose("MEASURES"),
        prose("LAST SEEN"),
    ]);
    for row in rows {
        let own = standings.iter().copied().filter(|standing| standing.id.subject() == row.asset);
        let seen = row.observed.zip(row.last_observed).map(|(kind, at)| format!("{kind}, {}", time::at(at)));
        grid.row([
            row.asset.as_str().into(),
            crate::model::word::Word::as_str(row.kind).into(),
            identifier(row).into(),
            words::code(row.country).into(),
            row.outlets.join(", ").into(),
            if row.measures == 0 { "none".into() } else { words::shown(own).into() },
            seen.unwrap_or_default().into(),
        ]);
    }
    page.grid(grid);
}

/// What it answers to; where nobody says, how many there are.
fn identifier(row: &AssetRow) -> String {
    if !row.identifiers.is_empty() {
        return row.identifiers.iter().map(|text| defang(text)).collect::<Vec<_>>().join(", ");
    }
    match (row.count, row.precision) {
        (None, _) => "unknown".to_owned(),
        (Some(count), Precision::Exact) => format!("{count}, not named"),
        (Some(count), _) => format!("at least {count}, not named"),
    }
}
