//! What people read, before it is known how it is printed: lines, and tables of cells.

use crate::cli::output::tone::Tone;

use super::text::visible;

/// A piece of text in one tone. Whatever is put in is escaped visibly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Piece {
    /// What it is.
    pub(crate) tone: Tone,
    /// The text, escaped.
    pub(crate) text: String,
}

impl Piece {
    /// A text in a tone.
    pub(crate) fn new(tone: Tone, text: impl AsRef<str>) -> Self {
        Self { tone, text: visible(text.as_ref()).into_owned() }
    }
}

impl<T: AsRef<str>> From<T> for Piece {
    fn from(text: T) -> Self {
        Self::new(Tone::Plain, text)
    }
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its head, in capitals.
    pub(crate) head: &'static str,
    /// Whether it holds numbers, which stand to the right.
    pub(crate) number: bool,
    /// Whether its cells may be broken where the terminal is narrow.
    pub(crate) breaks: bool,
}

/// A column whose cells stay whole.
pub(crate) const fn whole(head: &'static str) -> Column {
    Column { head, number: false, breaks: false }
}

/// A column of running text.
pub(crate) const fn prose(head: &'static str) -> Column {
    Column { head, number: false, breaks: true }
}

/// A column of numbers.
pub(crate) const fn number(head: &'static str) -> Column {
    Column { head, number: true, breaks: false }
}

/// A table. A column in which every cell is empty is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grid {
    pub(crate) columns: Vec<Column>,
    /// The rows; each has one cell per column.
    pub(crate) rows: Vec<Vec<Piece>>,
    /// Lines that stand across the columns, each before the row of that place.
    pub(crate) across: Vec<(usize, Piece)>,
}

impl Grid {
    /// An empty table.
    pub(crate) fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), ..Self::default() }
    }

    /// Adds a row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [Piece; N]) {
        self.rows.push(cells.into());
    }

    /// Adds a line across the columns; what stands in front of its first word, it keeps where it is broken.
    pub(crate) fn across(&mut self, text: impl Into<Piece>) {
        self.across.push((self.rows.len(), text.into()));
    }

    /// The places of the columns that have something to say.
    pub(crate) fn drawn(&self) -> Vec<usize> {
        let says = |place: &usize| {
            self.rows.iter().any(|row| row.get(*place).is_some_and(|cell| !cell.text.is_empty()))
        };
        (0..self.columns.len()).filter(says).collect()
    }
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PagePart {
    /// The first line: which operation, what it is called, how far it may travel.
    Title { id: Piece, name: Piece, marks: Piece },
    /// A line of text.
    Line(Vec<Piece>),
    /// A heading over what follows.
    Heading(Piece),
    /// An empty line.
    Gap,
    /// A table; and how it is drawn where the terminal is too narrow for it, documents never are.
    Grid {
        wide: Grid,
        /// The same with less to a line.
        narrow: Option<Grid>,
    },
    /// A table without heads: a word and what there is to say of it.
    Pairs(Grid),
    /// The mark that documents end with and terminals need not.
    Foot(Piece),
}

/// What people read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Page {
    /// Its parts, from the top.
    pub(crate) parts: Vec<PagePart>,
}

impl Page {
    /// Adds a line.
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.parts.push(PagePart::Line(vec![text.into()]));
    }

    /// Adds a line of pieces.
    pub(crate) fn pieces(&mut self, pieces: impl Into<Vec<Piece>>) {
        self.parts.push(PagePart::Line(pieces.into()));
    }

    /// Adds an empty line.
    pub(crate) fn gap(&mut self) {
        self.parts.push(PagePart::Gap);
    }

    /// Adds a heading.
    pub(crate) fn heading(&mut self, text: &str) {
        self.parts.push(PagePart::Heading(Piece::new(Tone::Strong, text)));
    }

    /// Adds a table; one without rows says nothing, and is not drawn.
    pub(crate) fn grid(&mut self, wide: Grid) {
        if !wide.rows.is_empty() {
            self.parts.push(PagePart::Grid { wide, narrow: None });
        }
    }

    /// Adds a table, and the same with less to a line for terminals that are too narrow for it.
    pub(crate) fn grid_or(&mut self, wide: Grid, narrow: Grid) {
        if !wide.rows.is_empty() {
            self.parts.push(PagePart::Grid { wide, narrow: Some(narrow) });
        }
    }

    /// Adds a table without heads.
    pub(crate) fn pairs(&mut self, grid: Grid) {
        if !grid.rows.is_empty() || !grid.across.is_empty() {
            self.parts.push(PagePart::Pairs(grid));
        }
    }
}
