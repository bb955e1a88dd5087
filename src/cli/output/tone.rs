//! The meaning of a piece of text, which decides its colour.

use std::fmt::Display;

/// The meaning of a piece of text, which decides its colour. Colour never carries information on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// Nothing special.
    #[default]
    Plain,
    /// A name or a head.
    Strong,
    /// Less important.
    Dim,
    /// As it should be.
    Good,
    /// Waiting, or to be weighed.
    Care,
    /// Against the rules, or broken.
    Bad,
}

impl Tone {
    /// The style: one of the eight colours that every theme adapts, readable on light and dark backgrounds.
    pub(crate) fn style(self) -> anstyle::Style {
        use anstyle::{AnsiColor, Style};
        match self {
            Self::Plain => Style::new(),
            Self::Strong => Style::new().bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Good => AnsiColor::Green.on_default(),
            // Yellow is unreadable on a light background.
            Self::Care => AnsiColor::Magenta.on_default(),
            Self::Bad => AnsiColor::Red.on_default().bold(),
        }
    }

    /// Renders the text in this tone.
    pub(crate) fn paint(self, text: impl Display) -> String {
        let style = self.style();
        format!("{style}{text}{style:#}")
    }
}
