//! Checks a text before it is parsed: how deep it nests, and how many signs it has.
//!
//! The parser and the tables that it makes are recursive, so 10,000 levels would overflow the stack. The parser also
//! stores each sign of the text three times, so 10 MB of nothing but signs would take a gigabyte.

/// More levels than any plan has.
const DEEPEST: u32 = 32;

/// More words, signs and gaps than a plan of 16 MiB has; the parser takes about 70 bytes for each.
const MOST_SIGNS: u32 = 6_000_000;

/// Why a text is not parsed, and the byte at which the limit is exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NestingError {
    /// It nests too deep: brackets in brackets, or names with too many dots.
    Deep(usize),
    /// It has too many signs.
    Signs(usize),
}

/// Scans the bytes once and skips strings and comments.
pub(crate) fn too_much(text: &str) -> Option<NestingError> {
    let bytes = text.as_bytes();
    let (mut depth, mut dots, mut signs, mut at) = (0_u32, 0_u32, 0_u32, 0_usize);
    let mut in_word = false;
    while let Some(byte) = bytes.get(at) {
        let word = byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-') || *byte >= 0x80;
        signs += u32::from(!(word && in_word));
        in_word = word;
        match byte {
            b'[' | b'{' => (depth, dots) = (depth + 1, 0),
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'=' | b',' | b'\n' => dots = 0,
            b'.' => dots += 1,
            b'#' => at += rest_of_line(&bytes[at..]),
            b'"' | b'\'' => {
                at += string(&bytes[at..], *byte);
                continue;
            }
            _ => {}
        }
        if depth > DEEPEST || dots > DEEPEST {
            return Some(NestingError::Deep(at));
        }
        if signs > MOST_SIGNS {
            return Some(NestingError::Signs(at));
        }
        at += 1;
    }
    None
}

/// The number of bytes before the end of the line.
fn rest_of_line(bytes: &[u8]) -> usize {
    bytes.iter().position(|b| *b == b'\n').map_or(bytes.len(), |end| end.saturating_sub(1))
}

/// The length of the string that begins here. A string that is not closed on its line ends with the line, as in the
/// parser.
fn string(bytes: &[u8], quote: u8) -> usize {
    let long = bytes.starts_with(&[quote; 3]);
    let mut at = if long { 3 } else { 1 };
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quote == b'"' && bytes.get(at + 1) != Some(&b'\n') => at += 1,
            b'\n' if !long => return at,
            _ if *byte == quote && !long => return at + 1,
            _ if *byte == quote && bytes[at..].starts_with(&[quote; 3]) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deep_texts_are_seen_and_deep_strings_are_not() {
        let deep = |text: &str| matches!(too_much(text), Some(NestingError::Deep(_)));
        assert!(deep(&format!("a = {}", "[".repeat(10_000))));
        assert!(deep(&format!("a = {}", "{a=".repeat(10_000))));
        assert!(deep(&format!("[{}b]", "a.".repeat(10_000))));
        assert!(deep(&format!("{}b = 1", "a . ".repeat(10_000))));
        assert!(!deep(&format!("a = \"{}\"", "[".repeat(10_000))));
        assert!(!deep(&format!("a = '''{}'''", "[\n".repeat(10_000))));
        assert!(!deep(&format!("# {}\na = 1", "[".repeat(10_000))));
        assert!(!deep(&"[a.b]\n".repeat(10_000)));
        assert!(!deep("a = \"\\\"[[[[\" # it's\nb = 'it'"));
        assert!(!deep(&format!("a = '{}'", ".".repeat(10_000))));
    }

    #[test]
    fn a_text_of_nothing_but_signs_is_too_much() {
        assert!(matches!(too_much(&"=\n".repeat(4_000_000)), Some(NestingError::Signs(_))));
        assert_eq!(too_much(&"name = \"value\"\n".repeat(10_000)), None);
    }
}
