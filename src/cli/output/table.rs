//! Tables for people: no lines between rows, heads in capitals, as wide as the terminal.
//!
//! Column widths and line breaks are computed here; `comfy-table` aligns, pads and colours; see
//! ARCHITECTURE, "The widths of columns are chosen here".

use comfy_table::presets::NOTHING;
use comfy_table::{Attribute, Cell, CellAlignment, Color, ContentArrangement, Table};
use unicode_width::UnicodeWidthStr as _;

use crate::cli::output::tone::Tone;

use super::page::{Grid, Page, PagePart, Piece};

/// The minimum width of a column of running text in a narrow terminal.
const LEAST_PROSE_WIDTH: usize = 12;

/// Renders the page as text for a terminal of the given width.
pub(crate) fn render(page: &Page, width: u16, coloured: bool) -> String {
    let mut text = String::new();
    for part in &page.parts {
        match part {
            PagePart::Title { id, name, marks } => text.push_str(&title(id, name, marks, width, coloured)),
            PagePart::Line(pieces) => text.push_str(&wrap(pieces, width, coloured)),
            PagePart::Heading(piece) => {
                if !text.is_empty() && !text.ends_with("\n\n") {
                    text.push('\n');
                }
                text.push_str(&paint(piece, coloured));
            }
            PagePart::Gap => {}
            PagePart::Grid { wide, narrow } => {
                let grid = narrow.as_ref().filter(|_| !fits(wide, width)).unwrap_or(wide);
                text.push_str(&draw(grid, width, coloured, true));
            }
            PagePart::Pairs(grid) => text.push_str(&draw(grid, width, coloured, false)),
            PagePart::Foot(_) => continue,
        }
        text.push('\n');
    }
    text
}

fn paint(piece: &Piece, coloured: bool) -> String {
    if coloured && piece.tone != Tone::Plain { piece.tone.paint(&piece.text) } else { piece.text.clone() }
}

/// The identity on the left and the marks on the right; on separate lines if they do not fit on one.
fn title(id: &Piece, name: &Piece, marks: &Piece, width: u16, coloured: bool) -> String {
    let length = |piece: &Piece| piece.text.width();
    let left = length(id) + 2 + length(name);
    let (id, name, right) = (paint(id, coloured), paint(name, coloured), paint(marks, coloured));
    match usize::from(width).checked_sub(left + length(marks)) {
        Some(gap @ 2..) => format!("{id}  {name}{}{right}", " ".repeat(gap)),
        _ => format!("{id}  {name}\n{right}"),
    }
}

/// Wraps running text between words.
fn wrap(pieces: &[Piece], width: u16, coloured: bool) -> String {
    let mut text = String::new();
    let mut column = 0;
    for piece in pieces {
        for (index, word) in piece.text.split(' ').enumerate() {
            let word_width = word.width();
            if index > 0 && column + 1 + word_width > usize::from(width) && column > 0 {
                text.push('\n');
                column = 0;
            } else if index > 0 {
                text.push(' ');
                column += 1;
            }
            text.push_str(&paint(&Piece { tone: piece.tone, text: word.to_owned() }, coloured));
            column += word_width;
        }
    }
    text
}

/// A placeholder for a line across the table, replaced after layout. Texts are escaped, so none contains it.
const ACROSS: char = '\u{e000}';

fn draw(grid: &Grid, width: u16, coloured: bool, heads: bool) -> String {
    let drawn = grid.drawn();
    let mut table = Table::new();
    table.load_style(NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if coloured {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    if heads {
        let head = |index: &usize| {
            cell(&Piece::new(Tone::Dim, grid.columns[*index].head), grid.columns[*index].number)
        };
        table.set_header(drawn.iter().map(head));
    }
    let widths = column_widths(&needs(grid, &drawn, heads), usize::from(width));
    for (index, row) in grid.rows.iter().enumerate() {
        mark(grid, index, &mut table);
        // `drawn` yields indices of columns, and every row has one cell per column.
        let cells = drawn.iter().zip(&widths).map(|(index, width)| {
            let piece = &row[*index];
            cell(&Piece { tone: piece.tone, text: fold(&piece.text, *width) }, grid.columns[*index].number)
        });
        table.add_row(cells);
    }
    mark(grid, grid.rows.len(), &mut table);
    let last = drawn.len().saturating_sub(1);
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((0, if index == last { 0 } else { 2 }));
    }
    let mut across = grid.across.iter();
    let lines = table.trim_fmt();
    let lines = lines.lines().map(|line| match line.starts_with(ACROSS).then(|| across.next()).flatten() {
        Some((_, piece)) => wrap_indented(piece, width, coloured),
        None => line.to_owned(),
    });
    basic(&lines.collect::<Vec<_>>().join("\n"))
}

/// Adds placeholders for the lines that span the table before a row.
fn mark(grid: &Grid, row: usize, table: &mut Table) {
    for _ in grid.across.iter().filter(|(before, _)| *before == row) {
        table.add_row([ACROSS]);
    }
}

/// Wraps a line that spans the table, and indents each continuation line like the first.
fn wrap_indented(piece: &Piece, width: u16, coloured: bool) -> String {
    let text = piece.text.trim_start();
    let edge = piece.text.len() - text.len();
    let width = width.saturating_sub(u16::try_from(edge).unwrap_or_default());
    let lines = wrap(&[Piece { tone: piece.tone, text: text.to_owned() }], width, coloured);
    lines.lines().map(|line| format!("{}{line}", " ".repeat(edge))).collect::<Vec<_>>().join("\n")
}

/// The width requirement of a column.
struct ColumnNeed {
    /// The width of its widest line.
    own: usize,
    /// Whether it is running text.
    breaks: bool,
}

fn needs(grid: &Grid, drawn: &[usize], heads: bool) -> Vec<ColumnNeed> {
    let need = |index: &usize| {
        let cells = grid.rows.iter().flat_map(|row| row[*index].text.split('\n')).map(str::width);
        let column = &grid.columns[*index];
        let head = if heads { column.head.width() } else { 0 };
        ColumnNeed { own: cells.fold(head, usize::max), breaks: column.breaks }
    };
    drawn.iter().map(need).collect()
}

/// Whether a table fits without wrapping.
fn fits(grid: &Grid, width: u16) -> bool {
    let needs = needs(grid, &grid.drawn(), true);
    needs.iter().map(|need| need.own).sum::<usize>() + gaps(needs.len()) <= usize::from(width)
}

fn gaps(columns: usize) -> usize {
    2 * columns.saturating_sub(1)
}

/// The width of each column. Columns of running text shrink first, down to a minimum, then the others, the
/// widest first. The first column never shrinks, because its cells are pasted into commands.
fn column_widths(needs: &[ColumnNeed], width: usize) -> Vec<usize> {
    let width = width.saturating_sub(gaps(needs.len()));
    let least = |need: &ColumnNeed| if need.breaks { need.own.min(LEAST_PROSE_WIDTH) } else { need.own };
    let mut widths: Vec<usize> = needs.iter().map(least).collect();
    let mut narrowed = vec![false; needs.len()];
    loop {
        let over = widths.iter().sum::<usize>().saturating_sub(width);
        let whole = (1..needs.len()).filter(|index| !needs[*index].breaks && !narrowed[*index]);
        let widest =
            whole.max_by_key(|index| widths[*index]).filter(|index| widths[*index] > LEAST_PROSE_WIDTH);
        let Some(widest) = widest.filter(|_| over > 0) else { break };
        widths[widest] = widths[widest].saturating_sub(over).max(LEAST_PROSE_WIDTH);
        narrowed[widest] = true;
    }
    // The remaining width is shared among the columns of running text, so that the long ones become equally
    // wide.
    let mut left = width.saturating_sub(widths.iter().sum());
    let mut growing: Vec<usize> = (0..needs.len()).filter(|index| needs[*index].breaks).collect();
    loop {
        growing.retain(|index| widths[*index] < needs[*index].own);
        growing.sort_by_key(|index| widths[*index]);
        if left == 0 || growing.is_empty() {
            return widths;
        }
        // The narrowest column grows first, so that widths even out; `growing` is not empty.
        widths[growing[0]] += 1;
        left -= 1;
    }
}

/// Wraps a text between words; splits a longer word after a character of [`JOINTS`]. No character is lost.
fn fold(text: &str, width: usize) -> String {
    if text.split('\n').all(|line| line.width() <= width) {
        return text.to_owned();
    }
    let mut lines: Vec<String> = Vec::new();
    for given in text.split('\n') {
        lines.push(String::new());
        for word in given.split(' ') {
            let word_width = word.width();
            // A line was just started, so there is a last one.
            let used = lines.last().map_or(0, |line| line.width());
            if used > 0 && used + 1 + word_width <= width {
                lines.last_mut().into_iter().for_each(|line| *line = format!("{line} {word}"));
                continue;
            }
            if used > 0 {
                lines.push(String::new());
            }
            for part in parts(word, if word_width > width { width } else { word_width.max(1) }) {
                let line = lines.last().map_or(0, |line| line.width());
                if line > 0 && line + part.width() > width {
                    lines.push(String::new());
                }
                lines.last_mut().into_iter().for_each(|line| line.push_str(&part));
            }
        }
    }
    lines.join("\n")
}

/// The characters after which ids, addresses and file names can be split.
const JOINTS: &[char] = &['-', '@', ':', ',', '.', '/', ']', '_'];

/// Splits a word into parts of at most the given width, each ending at a joint if there is one.
fn parts(word: &str, width: usize) -> Vec<String> {
    if word.width() <= width {
        return vec![word.to_owned()];
    }
    let mut parts = vec![String::new()];
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        // `parts` is never empty.
        let part = parts.last_mut().map(|part| {
            part.push(c);
            part.width()
        });
        // A defanged dot, `[.]`, is not split.
        let joint = JOINTS.contains(&c) && chars.peek() != Some(&']');
        if (joint || part.is_some_and(|word_width| word_width >= width)) && chars.peek().is_some() {
            parts.push(String::new());
        }
    }
    parts
}

/// Writes colours with the codes of the eight basic ones, which themes adapt, instead of indices into a
/// palette of 256.
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
seize:ro                      ro-police    held by
                                           be-federal-
                                           prosecutor

"]]
        );
    }

    #[test]
    fn what_fits_no_line_is_drawn_as_the_narrow_table_with_lines_across() {
        let mut wide = Grid::new(&[whole("ITEM"), whole("FILE"), whole("HELD BY")]);
        let mut narrow = Grid::new(&[whole("ITEM"), whole("HELD BY")]);
        for (item, file) in [("N-1", "nl-web-1-disk-0.img, read from the machine"), ("N-2", "b.img")] {
            wide.row([item.into(), file.into(), "nl-police".into()]);
            narrow.row([item.into(), "nl-police".into()]);
            narrow.across(format!("  {file}"));
        }
        let mut page = Page::default();
        page.grid_or(wide, narrow);
        assert_eq!(render(&page, 80, false).lines().count(), 3);
        snapbox::assert_data_eq!(
            render(&page, 30, false),
            snapbox::str![[r"
ITEM  HELD BY
N-1   nl-police
  nl-web-1-disk-0.img, read
  from the machine
N-2   nl-police
  b.img

"]]
        );
    }

    #[test]
    fn a_word_that_is_too_long_is_broken_behind_its_joints_and_never_within_a_bracket() {
        for (text, lines) in [
            ("take-offline:fr-web-1", "take-\noffline:fr-\nweb-1"),
            ("example[.]wire[.]reader", "example[.]\nwire[.]\nreader"),
            ("2001[:]db8[:]31", "2001[:]\ndb8[:]31"),
            ("abcdefghijklmnopqrst", "abcdefghijkl\nmnopqrst"),
            ("a few words only", "a few words\nonly"),
        ] {
            assert_eq!(fold(text, 12), lines);
        }
    }

    #[test]
    fn colour_repeats_the_word_and_is_one_of_the_eight() {
        let text = render(&page(), 80, true);
        assert!(text.contains("\u{1b}[31m"), "{text}");
        assert!(!text.contains("38;5"), "{text}");
        assert!(!render(&page(), 80, false).contains('\u{1b}'));
    }
}
