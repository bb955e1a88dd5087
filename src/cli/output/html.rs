//! A page for a browser: the page of the terminal, with drawings.

use crate::cli::output::tone::Tone;
use crate::exchange::html::{self, Drawing, HtmlBlock, Weight};

use super::page::{Grid, Page, PagePart, Piece};

/// A drawing with its explanation.
pub(crate) struct HtmlOutput<'a> {
    /// The heading above it.
    pub(crate) heading: &'a str,
    pub(crate) drawing: Drawing,
    /// The meaning of its marks.
    pub(crate) key: &'a str,
}

/// Renders the page as one HTML file, with the drawings before its first heading.
pub(crate) fn render(page: &Page, drawings: Vec<HtmlOutput<'_>>) -> String {
    let (mut title, mut marks, mut blocks) = (String::new(), String::new(), Vec::new());
    let mut drawings = Some(drawings);
    for part in &page.parts {
        match part {
            PagePart::Title { id, name, marks: all } => {
                title = format!("{}: {}", id.text, name.text);
                marks.clone_from(&all.text);
            }
            PagePart::Line(pieces) => blocks.push(HtmlBlock::Line(pieces.iter().map(piece).collect())),
            PagePart::Heading(heading) => {
                for HtmlOutput { heading, drawing, key } in drawings.take().into_iter().flatten() {
                    blocks.push(HtmlBlock::Heading(heading.to_owned()));
                    blocks.push(HtmlBlock::Drawing(drawing));
                    blocks.push(HtmlBlock::Line(vec![html::HtmlPiece {
                        text: key.to_owned(),
                        ..Default::default()
                    }]));
                }
                blocks.push(HtmlBlock::Heading(heading.text.clone()));
            }
            PagePart::Grid { wide, .. } => blocks.push(table(wide, true)),
            PagePart::Pairs(grid) => blocks.push(table(grid, false)),
            PagePart::Gap | PagePart::Foot(_) => {}
        }
    }
    html::render(&html::HtmlPage { title, marks, blocks })
}

fn piece(piece: &Piece) -> html::HtmlPiece {
    let weight = match piece.tone {
        Tone::Plain | Tone::Strong | Tone::Dim => Weight::Plain,
        Tone::Good => Weight::Good,
        Tone::Care => Weight::Care,
        Tone::Bad => Weight::Bad,
    };
    html::HtmlPiece { weight, text: piece.text.clone() }
}

fn table(grid: &Grid, heads: bool) -> HtmlBlock {
    let drawn = grid.drawn();
    // `drawn` yields indices of columns, and every row has one cell per column.
    let head = |place: &usize| if heads { grid.columns[*place].head.to_owned() } else { String::new() };
    HtmlBlock::Table {
        heads: drawn.iter().map(head).collect(),
        rows: grid.rows.iter().map(|row| drawn.iter().map(|place| piece(&row[*place])).collect()).collect(),
    }
}
