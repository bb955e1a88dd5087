//! What people read, independent of the format: lines, and tables of cells.

use crate::cli::output::tone::Tone;

use super::text::visible;

/// A piece of text in one tone. Its text is always escaped visibly.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Piece {
    /// Decides its colour.
    pub(crate) tone: Tone,
    /// The text, escaped.
    pub(crate) text: String,
}

impl Piece {
    pub(crate) fn new(tone: Tone, text: impl AsRef<str>) -> Self {
        Self { tone, text: visible(text.as_ref()).into_owned() }
    }
}

impl<T: AsRef<str>> From<T> for Piece {
    fn from(text: T) -> Self {
        Self::new(Tone::Plain, text)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// The heading, in capitals.
    pub(crate) head: &'static str,
    /// Whether it holds numbers, which are aligned to the right.
    pub(crate) number: bool,
    /// Whether its cells may be wrapped in a narrow terminal.
    pub(crate) breaks: bool,
}

/// A column whose cells are never wrapped.
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

/// A table. Columns whose cells are all empty are not drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Grid {
    pub(crate) columns: Vec<Column>,
    /// The rows; each has one cell per column.
    pub(crate) rows: Vec<Vec<Piece>>,
    /// Lines that span all columns, each with the index of the row that follows it.
    pub(crate) across: Vec<(usize, Piece)>,
}

impl Grid {
    pub(crate) fn new(columns: &[Column]) -> Self {
        Self { columns: columns.to_vec(), ..Self::default() }
    }

    pub(crate) fn row<const N: usize>(&mut self, cells: [Piece; N]) {
        self.rows.push(cells.into());
    }

    /// Adds a line that spans all columns. Its continuation lines are indented like its first word.
    pub(crate) fn across(&mut self, text: impl Into<Piece>) {
        self.across.push((self.rows.len(), text.into()));
    }

    /// The indices of the columns with at least one non-empty cell.
    pub(crate) fn drawn(&self) -> Vec<usize> {
        let says = |place: &usize| {
            self.rows.iter().any(|row| row.get(*place).is_some_and(|cell| !cell.text.is_empty()))
        };
        (0..self.columns.len()).filter(says).collect()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PagePart {
    /// The first line: the operation's id and name, and its TLP label.
    Title { id: Piece, name: Piece, marks: Piece },
    /// A line of text.
    Line(Vec<Piece>),
    /// A heading.
    Heading(Piece),
    /// An empty line.
    Gap,
    /// A table, and a variant for terminals that are too narrow; documents always use the wide one.
    Grid {
        wide: Grid,
        /// The variant with fewer columns.
        narrow: Option<Grid>,
    },
    /// A table without headings: labels and texts.
    Pairs(Grid),
    /// The closing label, which only documents have.
    Foot(Piece),
}

/// A page for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Page {
    /// Its parts, from top to bottom.
    pub(crate) parts: Vec<PagePart>,
}

impl Page {
    pub(crate) fn line(&mut self, text: impl AsRef<str>) {
        self.parts.push(PagePart::Line(vec![text.into()]));
    }

    pub(crate) fn pieces(&mut self, pieces: impl Into<Vec<Piece>>) {
        self.parts.push(PagePart::Line(pieces.into()));
    }

    pub(crate) fn gap(&mut self) {
        self.parts.push(PagePart::Gap);
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.parts.push(PagePart::Heading(Piece::new(Tone::Strong, text)));
    }

    /// Adds a table unless it has no rows.
    pub(crate) fn grid(&mut self, wide: Grid) {
        if !wide.rows.is_empty() {
            self.parts.push(PagePart::Grid { wide, narrow: None });
        }
    }

    /// Adds a table with a variant for narrow terminals.
    pub(crate) fn grid_or(&mut self, wide: Grid, narrow: Grid) {
        if !wide.rows.is_empty() {
            self.parts.push(PagePart::Grid { wide, narrow: Some(narrow) });
        }
    }

    /// Adds a table without headings.
    pub(crate) fn pairs(&mut self, grid: Grid) {
        if !grid.rows.is_empty() || !grid.across.is_empty() {
            self.parts.push(PagePart::Pairs(grid));
        }
    }
}
