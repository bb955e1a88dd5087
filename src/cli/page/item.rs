//! Items of evidence: what each is, who holds it, whether it was verified.

use crate::cli::output::page::{Grid, Page, Piece, prose, whole};
use crate::cli::output::time;
use crate::cli::output::tone::Tone;
use crate::model::evidence::ItemState;
use crate::model::time::{At, Instant};
use crate::model::tlp::Marks;
use crate::model::word::Word as _;
use crate::view::item::ItemRow;

use super::words;

/// Draws the items, identified by their entries or by their exhibit numbers.
pub(crate) fn draw(page: &mut Page, rows: &[ItemRow], h_hour: Option<Instant>) {
    if rows.is_empty() {
        page.line("No item of evidence is recorded.");
        return;
    }
    let [item, state, held] = [whole("ITEM"), prose("STATE"), whole("HELD BY")];
    let mut wide = Grid::new(&[item, prose("WHAT"), prose("SERVES"), state, held, prose("SINCE")]);
    // In a narrow terminal, the description of each item gets its own line, so that file names are never
    // broken.
    let mut narrow = Grid::new(&[item, state, held, prose("SINCE (UTC)")]);
    let year = words::year(h_hour);
    for row in rows {
        let tone = match (row.state, row.irregular.is_empty()) {
            (ItemState::IntegrityFailed, _) | (_, false) => Tone::Bad,
            _ if row.verified => Tone::Good,
            _ => Tone::Plain,
        };
        let verified = row.verified && row.state != ItemState::Verified;
        let mut state = row.state.as_str().to_owned();
        if verified {
            state.push_str(", verified");
        }
        if !row.irregular.is_empty() {
            state.push_str(", IRREGULAR");
        }
        let item = row.exhibit.clone().unwrap_or_else(|| row.item.short());
        let serves = row.serves_names.join(", ");
        let (state, held) = (Piece::new(tone, state), row.holder.as_str());
        let since = time::brief(At::Instant(row.at), year);
        narrow.row([item.as_str().into(), state.clone(), held.into(), since.into()]);
        let what = format!("{}{}", what(row), marks(row));
        narrow.across(format!("  {what}, of {serves}"));
        let since = time::instant(row.at).into();
        wide.row([item.into(), what.into(), serves.into(), state, held.into(), since]);
    }
    page.grid_or(wide, narrow);
}

/// `, TLP:RED H1` if the item has a label of its own.
fn marks(row: &ItemRow) -> String {
    let marks = Marks { tlp: row.tlp, handling: row.handling.clone() };
    if marks.is_empty() { String::new() } else { format!(", {marks}") }
}

/// `disk.img, 1048576 bytes, sha256 3fa2c1d0` or `serial 4711, seal A-1`
fn what(row: &ItemRow) -> String {
    match (&row.sha256, &row.serial) {
        (Some(sha256), _) => {
            let name = row.file.as_deref().unwrap_or("a file");
            let size = row.size.map_or_else(String::new, |size| format!(", {size} bytes"));
            format!("{name}{size}, sha256 {}", sha256.short())
        }
        (None, serial) => {
            let seal = row.seal.as_deref().map_or_else(String::new, |seal| format!(", seal {seal}"));
            format!("serial {}{seal}", serial.as_deref().unwrap_or("not said"))
        }
    }
}
