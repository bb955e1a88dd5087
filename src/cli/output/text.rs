//! Text for screens: escaping, lists, numbers with nouns.

pub(crate) use crate::model::text::visible;

/// Escapes a text visibly but keeps its line feeds.
pub(crate) fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

/// `1 measure`, `3 measures`, `2 countries`.
pub(crate) fn number_of(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {}", plural(thing)) }
}

/// The plural of a noun.
pub(crate) fn plural(thing: &str) -> String {
    match thing.strip_suffix('y') {
        Some("") | None => format!("{thing}s"),
        Some(stem) if stem.ends_with(['a', 'e', 'i', 'o', 'u']) => format!("{thing}s"),
        Some(stem) => format!("{stem}ies"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_hidden_reaches_a_terminal() {
        assert_eq!(visible_lines("a\nb\r\u{1b}[2J"), "a\nb\\r\\u{1b}[2J");
    }

    #[test]
    fn things_are_counted_in_english() {
        assert_eq!(number_of(1, "measure"), "1 measure");
        assert_eq!(number_of(2, "country"), "2 countries");
        assert_eq!(number_of(0, "day"), "0 days");
    }
}
