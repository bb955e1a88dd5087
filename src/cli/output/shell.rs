//! The only module that writes to standard output and standard error; it decides on colour and width.

use crate::cli::output::tone::Tone;
use std::fmt::Display;
use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use terminal_size::{Width, terminal_size};

use super::page::{Grid, Page, prose, whole};
use super::table;
use super::text::visible_lines;
use crate::cli::args::When;
use crate::cli::env::Env;

/// The destination of answers and remarks.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact about the terminal")]
pub(crate) struct Shell {
    raw: io::Stdout,
    out: AutoStream<Box<dyn Write>>,
    err: AutoStream<Box<dyn Write>>,
    /// Colour the answer.
    pub(crate) coloured: bool,
    /// Colour everything other than the answer.
    pub(crate) remarks_coloured: bool,
    /// The answer goes to a terminal.
    pub(crate) on_terminal: bool,
    /// The width of the answer in columns.
    pub(crate) width: u16,
    quiet: bool,
}

const DEFAULT_WIDTH: u16 = 80;
const NARROWEST: u16 = 40;

impl Shell {
    /// The shell of this process.
    pub(crate) fn of_process(env: &Env, color: Option<When>, quiet: bool) -> Self {
        let on_terminal = io::stdout().is_terminal();
        let coloured = colour(env, color, on_terminal);
        let remarks = colour(env, color, io::stderr().is_terminal());
        Self {
            raw: io::stdout(),
            out: AutoStream::new(Box::new(io::stdout()), choice(coloured)),
            err: AutoStream::new(Box::new(io::stderr()), choice(remarks)),
            coloured,
            remarks_coloured: remarks,
            on_terminal,
            width: width(env, on_terminal),
            quiet,
        }
    }

    /// Whether a progress bar would be visible: standard error is a terminal, and `--quiet` is not set.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Writes a part of the answer.
    pub(crate) fn answer(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// Clears the terminal.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.answer_bytes(b"\x1b[H\x1b[2J")
    }

    /// Writes a part of the answer as raw bytes.
    pub(crate) fn answer_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        // Bypasses the stream that removes colour codes, because these bytes must not change.
        self.raw.write_all(bytes)?;
        self.raw.flush()
    }

    /// Reports an error.
    pub(crate) fn error(&mut self, text: impl Display) {
        self.say(Tone::Bad, "error:", &text.to_string());
    }

    /// Reports a warning.
    pub(crate) fn warn(&mut self, text: impl Display) {
        self.say(Tone::Care, "warning:", &text.to_string());
    }

    /// Suggests a next step, unless `--quiet` is set.
    pub(crate) fn hint(&mut self, text: impl Display) {
        if !self.quiet {
            self.say(Tone::Good, "hint:", &text.to_string());
        }
    }

    /// Prints a question and leaves the cursor after it.
    pub(crate) fn ask(&mut self, text: &str) {
        let _ = write!(self.err, "{}", visible_lines(text)).and_then(|()| self.err.flush());
    }

    /// Prints the details of an error, each after its label.
    pub(crate) fn details(&mut self, lines: &[(String, String)]) {
        let mut grid = Grid::new(&[whole(""), prose("")]);
        for (word, text) in lines {
            grid.row([word.into(), text.into()]);
        }
        let mut page = Page::default();
        page.pairs(grid);
        for line in table::render(&page, self.width.saturating_sub(2), false).lines() {
            self.remark(&format!("  {line}"));
        }
    }

    fn say(&mut self, tone: Tone, label: &str, text: &str) {
        self.remark(&format!("{} {}", tone.paint(label), visible_lines(text)));
    }

    /// Prints a line that is not part of the answer. A closed standard error does not stop the program.
    pub(crate) fn remark(&mut self, text: &str) {
        let _ = writeln!(self.err, "{text}").and_then(|()| self.err.flush());
    }
}

fn choice(coloured: bool) -> ColorChoice {
    if coloured { ColorChoice::AlwaysAnsi } else { ColorChoice::Never }
}

/// `--color` > `NO_COLOR` > `CLICOLOR_FORCE` > `CLICOLOR` > terminal.
pub(crate) fn colour(env: &Env, color: Option<When>, on_terminal: bool) -> bool {
    let terminal = on_terminal && env.get("TERM").is_none_or(|term| term != "dumb");
    match color {
        Some(When::Always) => true,
        Some(When::Never) => false,
        None if env.get("NO_COLOR").is_some() => false,
        None if env.get("CLICOLOR_FORCE").is_some_and(|force| force != "0") => true,
        None if env.get("CLICOLOR").is_some_and(|want| want == "0") => false,
        Some(When::Auto) | None => terminal,
    }
}

fn width(env: &Env, on_terminal: bool) -> u16 {
    let variable = env.get("COLUMNS").and_then(|columns| columns.parse().ok());
    let terminal = || on_terminal.then(terminal_size).flatten().map(|(Width(columns), _)| columns);
    variable.or_else(terminal).unwrap_or(DEFAULT_WIDTH).max(NARROWEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colour_is_decided_by_the_first_that_speaks() {
        let env = |pairs: &[(&str, &str)]| Env::of(pairs);
        assert!(colour(&env(&[]), None, true));
        assert!(!colour(&env(&[]), None, false));
        assert!(!colour(&env(&[("NO_COLOR", "1")]), None, true));
        assert!(colour(&env(&[("NO_COLOR", "1")]), Some(When::Always), false));
        assert!(!colour(&env(&[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]), None, true));
        assert!(colour(&env(&[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")]), None, false));
        assert!(!colour(&env(&[("CLICOLOR", "0")]), None, true));
        assert!(!colour(&env(&[("TERM", "dumb")]), None, true));
    }
}
