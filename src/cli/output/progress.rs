//! How far a long command has come: a bar on standard error, which is gone when the command has ended.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::shell::Shell;

/// What takes less than this needs no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// What a bar says of bytes that are verified.
pub(crate) const VERIFYING: &str = "verifying {bytes} of {total_bytes} [{bar:30}] {eta}";
/// What a bar says of rehearsals that are played.
pub(crate) const REHEARSING: &str = "rehearsing {pos} of {len} [{bar:30}] {eta}";

/// A bar. It counts without being drawn where standard error is no terminal, or nobody wants remarks.
pub(crate) struct Bar {
    drawn: ProgressBar,
    begun: Instant,
    shown: bool,
}

impl Bar {
    /// A bar that is not drawn yet.
    pub(crate) fn new(shell: &Shell, template: &str) -> Self {
        let drawn = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        // Templates are constants; the style of the crate serves as well.
        let style = ProgressStyle::with_template(template);
        drawn.set_style(
            style.map_or_else(|_| ProgressStyle::default_bar(), |style| style.progress_chars("=> ")),
        );
        Self { drawn, begun: Instant::now(), shown: shell.shows_progress() }
    }

    /// So much is done of so much.
    pub(crate) fn tell(&self, done: u64, all: u64) {
        if self.shown && self.drawn.is_hidden() && self.begun.elapsed() > PATIENCE {
            self.drawn.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.drawn.set_length(all);
        self.drawn.set_position(done);
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.drawn.finish_and_clear();
    }
}
