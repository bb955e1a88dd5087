//! Markdown for documents, with the TLP label at the beginning and the end.

use std::fmt::Write as _;

use crate::exchange::escape::markdown;

use super::page::{Grid, Page, PagePart, Piece};

/// Renders the page as Markdown (`CommonMark`, with the tables of GitHub).
pub(crate) fn render(page: &Page) -> String {
    let mut text = String::new();
    let mut within = false;
    for part in &page.parts {
        let line = matches!(part, PagePart::Line(_));
        if within && !line {
            text.push('\n');
        }
        within = line;
        // Writing to a string never fails.
        let _ = match part {
            PagePart::Title { id, name, marks } => {
                writeln!(text, "**{}**\n\n# {}: {}\n", escaped(marks), escaped(id), escaped(name))
            }
            PagePart::Line(pieces) => {
                writeln!(text, "{}  ", pieces.iter().map(escaped).collect::<String>().trim_end())
            }
            PagePart::Heading(piece) => writeln!(text, "## {}\n", escaped(piece)),
            PagePart::Gap => Ok(()),
            PagePart::Grid { wide, .. } => writeln!(text, "{}", draw(wide, true)),
            PagePart::Pairs(grid) => writeln!(text, "{}", draw(grid, false)),
            PagePart::Foot(piece) => writeln!(text, "\n**{}**", escaped(piece)),
        };
    }
    text
}

fn draw(grid: &Grid, heads: bool) -> String {
    let drawn = grid.drawn();
    let mut text = String::new();
    // `drawn` yields indices of columns, and every row has one cell per column.
    let head = drawn.iter().map(|place| if heads { grid.columns[*place].head } else { "" });
    let _ = writeln!(text, "| {} |", head.collect::<Vec<_>>().join(" | "));
    let rule = drawn.iter().map(|place| if grid.columns[*place].number { "---:" } else { "---" });
    let _ = writeln!(text, "| {} |", rule.collect::<Vec<_>>().join(" | "));
    for (place, row) in grid.rows.iter().enumerate() {
        for (_, line) in grid.across.iter().filter(|(before, _)| *before == place) {
            let _ =
                writeln!(text, "| {} |{}", escaped(line).trim(), " |".repeat(drawn.len().saturating_sub(1)));
        }
        let cells = drawn.iter().map(|place| escaped(&row[*place]));
        let _ = writeln!(text, "| {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    text
}

fn escaped(piece: &Piece) -> String {
    markdown(&piece.text)
}

#[cfg(test)]
mod tests {
    use super::super::page::whole;
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let mut grid = Grid::new(&[whole("NAME")]);
        grid.row(["a|b <img src=x> [l](u) *b*".into()]);
        let mut page = Page::default();
        page.grid(grid);
        snapbox::assert_data_eq!(
            render(&page),
            snapbox::str![[r"
| NAME |
| --- |
| a/|b /<img src=x/> /[l/](u) /*b/* |


"]]
        );
    }
}
