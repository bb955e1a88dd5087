//! Agencies: what is theirs, and how it stands.

use crate::cli::output::page::{Grid, Page, number, prose, whole};
use crate::view::country::AgencyRow;

use super::words;

/// Draws the agencies.
pub(crate) fn draw(page: &mut Page, rows: &[AgencyRow]) {
    let mut grid = Grid::new(&[
        whole("AGENCY"),
        whole("COUNTRY"),
        whole("ROLE"),
        number("MEASURES"),
        prose("STATE"),
        prose("NAME"),
    ]);
    for row in rows {
        let measures = if row.measures == 0 { "-".to_owned() } else { row.measures.to_string() };
        grid.row([
            row.agency.as_str().into(),
            row.country.code().into(),
            row.roles.iter().map(|role| words::role(role)).collect::<Vec<_>>().join(", ").into(),
            measures.into(),
            words::states(&row.states).into(),
            row.name.as_str().into(),
        ]);
    }
    page.grid(grid);
}
