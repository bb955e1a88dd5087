//! Makes text from plans and ledgers safe to display.

use std::borrow::Cow;

/// The text with every control, bidirectional and zero-width character escaped, as in `\u{202e}`. Line feeds and tabs
/// are escaped too. Everything else stays as it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_debug()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// Whether a character affects its neighbours or the terminal instead of being visible: controls, and those Unicode
/// format characters that change the direction of writing, have no width, or carry hidden text.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_written_out() {
        assert_eq!(
            visible("a\u{1b}[31m\u{202e}b\u{200b}\u{9b}\t"),
            "a\\u{1b}[31m\\u{202e}b\\u{200b}\\u{9b}\\t"
        );
    }

    #[test]
    fn what_is_seen_stays() {
        let text = "Провод, 電線, Ångström, e\u{301} \"quoted\" \\ back";
        assert!(matches!(visible(text), Cow::Borrowed(same) if same == text));
    }
}
