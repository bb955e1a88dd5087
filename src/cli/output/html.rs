//! A page for a browser: what people read on the terminal, and drawings.

use crate::cli::output::tone::Tone;
use crate::exchange::html::{self, Block, Drawing, Weight};

use super::page::{Grid, Page, Part, Piece};

/// A drawing, and how it is read.
pub(crate) struct Drawn<'a> {
    /// What stands over it.
    pub(crate) heading: &'a str,
    /// The drawing.
    pub(crate) drawing: Drawing,
    /// What its marks mean.
    pub(crate) key: &'a str,
}

/// The page as one HTML file, the drawings before its first heading.
pub(crate) fn render(page: &Page, drawings: Vec<Drawn<'_>>) -> String {
    let (mut title, mut marks, mut blocks) = (String::new(), String::new(), Vec::new());
    let mut drawings = Some(drawings);
    for part in &page.parts {
        match part {
            Part::Title { id, name, marks: all } => {
                title = format!("{}: {}", id.text, name.text);
                marks.clone_from(&all.text);
            }
            Part::Line(pieces) => blocks.push(Block::Line(pieces.iter().map(piece).collect())),
            Part::Heading(heading) => {
                for Drawn { heading, drawing, key } in drawings.take().into_iter().flatten() {
                    blocks.push(Block::Heading(heading.to_owned()));
                    blocks.push(Block::Drawing(drawing));
                    blocks
                        .push(Block::Line(vec![html::Piece { text: key.to_owned(), ..Default::default() }]));
                }
                blocks.push(Block::Heading(heading.text.clone()));
            }
            Part::Grid { wide, .. } => blocks.push(table(wide, true)),
            Part::Pairs(grid) => blocks.push(table(grid, false)),
            Part::Gap | Part::Foot(_) => {}
        }
    }
    html::render(&html::Page { title, marks, blocks })
}

fn piece(piece: &Piece) -> html::Piece {
    let weight = match piece.tone {
        Tone::Plain | Tone::Strong | Tone::Dim => Weight::Plain,
        Tone::Good => Weight::Good,
        Tone::Care => Weight::Care,
        Tone::Bad => Weight::Bad,
    };
    html::Piece { weight, text: piece.text.clone() }
}

fn table(grid: &Grid, heads: bool) -> Block {
    let drawn = grid.drawn();
    // Places come from `drawn`, which counts the columns; every row has as many cells.
    let head = |place: &usize| if heads { grid.columns[*place].head.to_owned() } else { String::new() };
    Block::Table {
        heads: drawn.iter().map(head).collect(),
        rows: grid.rows.iter().map(|row| drawn.iter().map(|place| piece(&row[*place])).collect()).collect(),
    }
}
