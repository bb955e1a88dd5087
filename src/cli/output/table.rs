//! Tables for people: no lines between rows, heads in capitals, as wide as the terminal.

use comfy_table::presets::NOTHING;
use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width,
};

use crate::cli::shell::Tone;

use super::page::{Grid, Page, Part, Piece};

/// The least that a column of running text gets where the terminal is narrow.
const LEAST_PROSE: u16 = 12;

/// The page as text for a terminal of that width.
pub(crate) fn render(page: &Page, width: u16, coloured: bool) -> String {
    let mut text = String::new();
    for part in &page.parts {
        match part {
            Part::Title { id, name, marks } => text.push_str(&title(id, name, marks, width, coloured)),
            Part::Line(pieces) => text.push_str(&wrapped(pieces, width, coloured)),
            Part::Heading(piece) => {
                if !text.is_empty() && !text.ends_with("\n\n") {
                    text.push('\n');
                }
                text.push_str(&paint(piece, coloured));
            }
            Part::Gap => {}
            Part::Grid(grid) => text.push_str(&draw(grid, width, coloured, true)),
            Part::Pairs(grid) => text.push_str(&draw(grid, width, coloured, false)),
            Part::Foot(_) => continue,
        }
        text.push('\n');
    }
    text
}

fn paint(piece: &Piece, coloured: bool) -> String {
    if coloured && piece.tone != Tone::Plain { piece.tone.paint(&piece.text) } else { piece.text.clone() }
}

/// Identity to the left, marks to the right; on a line of their own where both do not fit.
fn title(id: &Piece, name: &Piece, marks: &Piece, width: u16, coloured: bool) -> String {
    let length = |piece: &Piece| text_width(&piece.text);
    let left = length(id) + 2 + length(name);
    let (id, name, right) = (paint(id, coloured), paint(name, coloured), paint(marks, coloured));
    match usize::from(width).checked_sub(left + length(marks)) {
        Some(room @ 2..) => format!("{id}  {name}{}{right}", " ".repeat(room)),
        _ => format!("{id}  {name}\n{right}"),
    }
}

fn text_width(text: &str) -> usize {
    // comfy-table measures as it draws: one place decides how wide a character is.
    let mut table = Table::new();
    table.load_style(NOTHING).add_row([text]);
    usize::from(table.column_max_content_widths().first().copied().unwrap_or_default())
}

/// Running text, broken between words.
fn wrapped(pieces: &[Piece], width: u16, coloured: bool) -> String {
    let mut text = String::new();
    let mut column = 0;
    for piece in pieces {
        for (place, word) in piece.text.split(' ').enumerate() {
            let wide = text_width(word);
            if place > 0 && column + 1 + wide > usize::from(width) && column > 0 {
                text.push('\n');
                column = 0;
            } else if place > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(&paint(&Piece { tone: piece.tone, text: word.to_owned() }, coloured));
            column += wide;
        }
    }
    text
}

fn draw(grid: &Grid, width: u16, coloured: bool, heads: bool) -> String {
    let drawn = grid.drawn();
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if coloured {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    if heads {
        let head = |place: &usize| {
            cell(&Piece::new(Tone::Dim, grid.columns[*place].head), grid.columns[*place].number)
        };
        table.set_header(drawn.iter().map(head));
    }
    let room = rooms(grid, &drawn, width);
    for row in &grid.rows {
        // Places come from `drawn`, which counts the columns; every row has as many cells.
        let cells = drawn.iter().zip(&room).map(|(place, room)| {
            let piece = &row[*place];
            let text = room.map_or_else(|| piece.text.clone(), |room| folded(&piece.text, room));
            cell(&Piece { tone: piece.tone, text }, grid.columns[*place].number)
        });
        table.add_row(cells);
    }
    let widths = table.column_max_content_widths();
    let last = drawn.len().saturating_sub(1);
    for (place, column) in table.column_iter_mut().enumerate() {
        let own = widths.get(place).copied().unwrap_or_default();
        column.set_padding((0, if place == last { 0 } else { 2 }));
        let of = &grid.columns[drawn[place]];
        column.set_constraint(if of.breaks {
            ColumnConstraint::LowerBoundary(Width::Fixed(own.min(LEAST_PROSE)))
        } else {
            ColumnConstraint::ContentWidth
        });
    }
    basic(&table.trim_fmt())
}

/// The columns that have to give way where even the narrowest running text leaves no room for them, and how wide each
/// may be: the widest first, never the first one, which holds what is pasted.
fn rooms(grid: &Grid, drawn: &[usize], width: u16) -> Vec<Option<usize>> {
    let needs = |place: &usize| {
        let cells = grid.rows.iter().map(|row| text_width(&row[*place].text));
        let column = &grid.columns[*place];
        let own = cells.chain([text_width(column.head)]).max().unwrap_or_default();
        if column.breaks { own.min(usize::from(LEAST_PROSE)) } else { own }
    };
    let mut widths: Vec<usize> = drawn.iter().map(needs).collect();
    let gaps = 2 * drawn.len().saturating_sub(1);
    let mut rooms = vec![None; drawn.len()];
    loop {
        let over = (widths.iter().sum::<usize>() + gaps).saturating_sub(usize::from(width));
        let whole = (1..drawn.len()).filter(|place| !grid.columns[drawn[*place]].breaks);
        let widest = whole.filter(|place| rooms[*place].is_none()).max_by_key(|place| widths[*place]);
        let Some(widest) = widest.filter(|place| over > 0 && widths[*place] > usize::from(LEAST_PROSE))
        else {
            return rooms;
        };
        widths[widest] = widths[widest].saturating_sub(over).max(usize::from(LEAST_PROSE));
        rooms[widest] = Some(widths[widest]);
    }
}

/// A text in lines of at most so many characters, broken behind what joins its parts; nothing is lost.
fn folded(text: &str, room: usize) -> String {
    let mut lines = vec![String::new()];
    for part in text.split_inclusive([' ', '-', '@', ':', ',', '.']) {
        let line = lines.last_mut().map_or(0, |line| text_width(line));
        if line > 0 && line + text_width(part.trim_end()) > room {
            lines.push(String::new());
        }
        // There is always a last line: it begins with one.
        lines.last_mut().into_iter().for_each(|line| line.push_str(part));
    }
    lines.join("\n")
}

/// Colours as the eight that every terminal has and every theme adapts, not by their place in a palette of 256.
fn basic(drawn: &str) -> String {
    ["1", "2", "5"].iter().fold(drawn.to_owned(), |text, colour| {
        text.replace(&format!("\u{1b}[38;5;{colour}m"), &format!("\u{1b}[3{colour}m"))
    })
}

fn cell(piece: &Piece, number: bool) -> Cell {
    let cell = Cell::new(&piece.text);
    let cell = if number { cell.set_alignment(CellAlignment::Right) } else { cell };
    match piece.tone {
        Tone::Plain => cell,
        Tone::Strong => cell.add_attribute(Attribute::Bold),
        Tone::Dim => cell.add_attribute(Attribute::Dim),
        Tone::Good => cell.fg(Color::DarkGreen),
        Tone::Care => cell.fg(Color::DarkMagenta),
        Tone::Bad => cell.fg(Color::DarkRed).add_attribute(Attribute::Bold),
    }
}

#[cfg(test)]
mod tests {
    use super::super::page::{number, prose, whole};
    use super::*;

    fn page() -> Page {
        let mut grid = Grid::new(&[whole("MEASURE"), number("COUNT"), prose("WHY"), whole("EMPTY")]);
        let why = "the warrant of the court is issued and was not granted until now";
        grid.row(["seize:nl-web-1".into(), "12".into(), why.into(), "".into()]);
        grid.row(["seize:ro".into(), "3".into(), Piece::new(Tone::Bad, "held"), "".into()]);
        let mut page = Page::default();
        page.grid(grid);
        page
    }

    #[test]
    fn a_narrow_table_breaks_prose_and_nothing_else() {
        snapbox::assert_data_eq!(
            render(&page(), 50, false),
            snapbox::str![[r"
MEASURE         COUNT  WHY
seize:nl-web-1     12  the warrant of the court is
                       issued and was not granted
                       until now
seize:ro            3  held

"]]
        );
    }

    #[test]
    fn a_table_that_cannot_fit_folds_its_widest_column_but_not_the_first() {
        let mut grid = Grid::new(&[whole("MEASURE"), whole("BY"), prose("STATE")]);
        grid.row(["block-access:bg-amaq-servers".into(), "be-federal-prosecutor".into(), "blocked".into()]);
        grid.row(["seize:ro".into(), "ro-police".into(), "held by be-federal-prosecutor".into()]);
        let mut page = Page::default();
        page.grid(grid);
        snapbox::assert_data_eq!(
            render(&page, 58, false),
            snapbox::str![[r"
MEASURE                       BY           STATE
block-access:bg-amaq-servers  be-federal-  blocked
                              prosecutor
seize:ro                      ro-police    held by be-fede
                                           ral-prosecutor

"]]
        );
    }

    #[test]
    fn colour_repeats_the_word_and_is_one_of_the_eight() {
        let text = render(&page(), 80, true);
        assert!(text.contains("\u{1b}[31m"), "{text}");
        assert!(!text.contains("38;5"), "{text}");
        assert!(!render(&page(), 80, false).contains('\u{1b}'));
    }
}
