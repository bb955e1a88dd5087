//! The public JSON: one object, its schema first.

use std::fmt::Write as _;

use serde::Serialize;

use crate::cli::error::CliError;

/// A view as indented JSON that ends with a line feed.
pub(crate) fn render(view: &impl Serialize) -> Result<String, CliError> {
    let text = serde_json::to_string_pretty(view).map_err(CliError::failed)?;
    Ok(harmless(&text) + "\n")
}

/// A view as one line of JSON.
pub(crate) fn line(view: &impl Serialize) -> Result<String, CliError> {
    let text = serde_json::to_string(view).map_err(CliError::failed)?;
    Ok(harmless(&text) + "\n")
}

/// Escapes characters that a terminal interprets and `serde_json` leaves raw. They occur only in strings, so
/// the JSON keeps its meaning.
fn harmless(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && crate::model::text::is_hidden(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_and_mean_the_same() {
        let text = line(&"a\u{1b}\u{202e}\u{e0001}b").unwrap_or_default();
        assert_eq!(text, "\"a\\u001b\\u202e\\udb40\\udc01b\"\n");
        assert_eq!(serde_json::from_str::<String>(&text).ok().as_deref(), Some("a\u{1b}\u{202e}\u{e0001}b"));
    }
}
