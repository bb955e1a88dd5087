//! What a piece of text is, for people who see colour.

use std::fmt::Display;

/// What a piece of text is, for people who see colour. Colour repeats a word, never replaces it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// A name or a head.
    Strong,
    /// Of less weight.
    Dim,
    /// As it should be.
    Good,
    /// Waiting, or to be weighed.
    Care,
    /// Against the rules, or broken.
    Bad,
}

impl Tone {
    /// How it looks: one of the eight colours that every theme adapts, readable on light and on dark.
    pub(crate) fn style(self) -> anstyle::Style {
        use anstyle::{AnsiColor, Style};
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            // Not yellow: on a light background nobody can read it.
            Self::Care => AnsiColor::Magenta.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
        }
    }

    /// The text in this tone.
    pub(crate) fn paint(self, text: impl Display) -> String {
        let style = self.style();
        format!("{style}{text}{style:#}")
    }
}
