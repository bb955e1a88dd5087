//! The progress of a long command: a bar on standard error that disappears when the command ends.
//!
//! All bars follow one rule: they appear after one second of work, on a terminal, without `--quiet`.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::shell::Shell;
use super::text::visible_lines;

/// Shorter work shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// The template for verifying a ledger.
pub(crate) const VERIFYING: &str = "verifying {bytes} of {total_bytes} [{bar:30}] {eta}";
/// The template for rehearsals.
pub(crate) const REHEARSING: &str = "rehearsing {pos} of {len} [{bar:30}] {eta}";
/// The template for hashing a file; the message is its path.
pub(crate) const HASHING: &str = "hashing {msg} {bytes} of {total_bytes} [{bar:30}] {eta}";

/// A bar that disappears when it is dropped. It also counts while it is invisible.
pub(crate) struct Bar {
    drawn: ProgressBar,
    begun: Instant,
    allowed: bool,
}

impl Bar {
    /// A bar that is not visible yet.
    pub(crate) fn new(shell: &Shell, template: &str) -> Self {
        let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        // The templates are constants; an invalid one falls back to the default style.
        let style = ProgressStyle::with_template(template);
        drawn.set_style(
            style.map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("=> ")),
        );
        Self { drawn, begun: Instant::now(), allowed: shell.shows_progress() }
    }

    /// Sets the message of the template, escaped.
    pub(crate) fn about(self, text: &str) -> Self {
        self.drawn.set_message(visible_lines(text));
        self
    }

    /// Moves the bar to `done` of `all`.
    pub(crate) fn update(&self, done: u64, all: u64) {
        if self.allowed && self.drawn.is_hidden() && self.begun.elapsed() > PATIENCE {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.drawn.set_length(all);
        self.drawn.set_position(done);
    }

    /// Wraps a reader of a file with the given size so that reading moves the bar.
    pub(crate) fn reading<R: Read>(self, size: u64, from: R) -> impl Read {
        ReadWithBar { bar: self, from, done: 0, size }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.drawn.finish_and_clear();
    }
}

struct ReadWithBar<R> {
    bar: Bar,
    from: R,
    done: u64,
    size: u64,
}

impl<R: Read> Read for ReadWithBar<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(buffer)?;
        self.done += read as u64;
        self.bar.update(self.done, self.size);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::env::Env;

    /// A bar that has waited long enough to appear.
    fn overdue(quiet: bool) -> Bar {
        let shell = Shell::of_process(&Env::of(&[]), None, quiet);
        let mut bar = Bar::new(&shell, HASHING).about("a\u{1b}b");
        bar.begun = Instant::now().checked_sub(2 * PATIENCE).expect("the machine runs for longer");
        bar.allowed = !quiet;
        bar
    }

    #[test]
    fn a_bar_appears_after_a_second_and_never_with_quiet() {
        for (quiet, waited) in [(false, true), (false, false), (true, true)] {
            let mut bar = overdue(quiet);
            if !waited {
                bar.begun = Instant::now();
            }
            bar.update(1, 2);
            // Without a terminal, the crate draws nothing and reports the bar as hidden.
            let is_terminal = io::IsTerminal::is_terminal(&io::stderr());
            assert_eq!(!bar.drawn.is_hidden(), !quiet && waited && is_terminal);
            assert_eq!(bar.drawn.message(), "a\\u{1b}b");
        }
    }

    #[test]
    fn a_reader_passes_every_byte_on() {
        let bytes = vec![7; 300_000];
        let mut read = Vec::new();
        overdue(true).reading(300_000, bytes.as_slice()).read_to_end(&mut read).expect("it reads");
        assert_eq!(read, bytes);
    }
}
