//! Agencies: their measures and the states of these measures.

use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::view::country::AgencyRow;

use super::words;

pub(crate) fn draw(page: &mut Page, rows: &[AgencyRow]) {
    let mut grid =
        Grid::new(&[whole("AGENCY"), whole("IN"), whole("ROLE"), prose("MEASURES"), prose("NAME")]);
    for row in rows {
        grid.row([
            row.agency.as_str().into(),
            row.country.code().into(),
            row.roles.iter().map(|role| words::role(role)).collect::<Vec<_>>().join(", ").into(),
            if row.measures == 0 { "-".into() } else { words::display_states(&row.display_states).into() },
            row.name.as_str().into(),
        ]);
    }
    page.grid(grid);
}
