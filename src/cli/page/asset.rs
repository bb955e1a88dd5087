//! Assets: what they are, who shares them, and the state of their measures.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::model::asset::Precision;
use crate::model::identifier::defang;
use crate::model::word::Word as _;
use crate::view::asset::AssetRow;

use super::words;

/// Draws the assets. Identifiers are defanged so that readers do not open them by accident.
pub(crate) fn draw(page: &mut Page, rows: &[AssetRow]) {
    let [asset, kind, country] = [whole("ASSET"), whole("KIND"), whole("IN")];
    let [outlets, measures, seen] = [prose("OUTLETS"), prose("MEASURES"), prose("LAST SEEN")];
    let mut wide = Grid::new(&[asset, kind, prose("IDENTIFIER"), country, outlets, measures, seen]);
    // In a narrow terminal, identifiers get their own line and are never broken.
    let mut narrow = Grid::new(&[asset, kind, country, outlets, measures, seen]);
    for row in rows {
        let seen = row.observed.zip(row.last_observed).map(|(kind, at)| format!("{kind}, {}", time::at(at)));
        let asset: Piece = row.asset.as_str().into();
        let kind: Piece = row.kind.as_str().into();
        let country: Piece = words::code(row.country).into();
        let outlets: Piece = row.outlets.join(", ").into();
        let measures =
            if row.measures == 0 { "none".to_owned() } else { words::display_states(&row.display_states) };
        let (measures, seen) = (Piece::from(measures), Piece::from(seen.unwrap_or_default()));
        narrow.row([
            asset.clone(),
            kind.clone(),
            country.clone(),
            outlets.clone(),
            measures.clone(),
            seen.clone(),
        ]);
        narrow.across(format!("  {}", identifier(row)));
        wide.row([asset, kind, identifier(row).into(), country, outlets, measures, seen]);
    }
    page.grid_or(wide, narrow);
}

/// The first identifier, or the count if the plan gives none.
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
