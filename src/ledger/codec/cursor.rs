//! A cursor over canonical JSON, which accepts only the writer's spelling.
//!
//! There is exactly one such spelling: compact, with keys in a fixed order, the escapes of `serde_json`, and
//! counts as integers without sign or leading zero. Because the reader accepts nothing else, it needs no
//! second pass to find another spelling, a duplicate key or a key out of order.

use std::borrow::Cow;

use crate::model::mode::Mode;
use crate::model::word::words;

words! {
    /// What is wrong with a line.
    pub enum Cause: "cause" {
        /// The literal parts of the header or tail are malformed.
        Header = "header",
        /// Longer than 16 MiB.
        TooLong = "too-long",
        /// Not UTF-8 (RFC 3629).
        NotUtf8 = "not-utf8",
        /// The hash does not match the content.
        Hash = "hash",
        /// Not the expected key: it is unknown, missing, duplicated or out of order.
        Key = "key",
        /// Not JSON (RFC 8259), or a spelling that the writer does not produce.
        Spelling = "spelling",
        /// Nested too deeply.
        TooDeep = "too-deep",
        /// A number that is not an integer, or is beyond 2^53.
        Number = "number",
        /// `null`, which no value may be.
        Null = "null",
        /// A value of an unexpected type.
        WrongType = "wrong-type",
        /// A text that does not match its grammar.
        BadValue = "bad-value",
        /// An invalid or reversed time, or a day where an instant is required.
        BadTime = "bad-time",
        /// A list that is not sorted, or contains an element twice.
        NotSorted = "not-sorted",
        /// An empty list or text.
        Empty = "empty",
        /// The clock was set by hand in a live operation.
        NowLive = "now-live",
    }
}

impl Cause {
    /// The message for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Header => "it does not begin or end as a line has to",
            Self::TooLong => "it is longer than 16 MiB",
            Self::NotUtf8 => "it is not UTF-8",
            Self::Hash => "its hash does not fit its content",
            Self::Key => "another key has to stand there",
            Self::Spelling => "it is not spelled as a writer spells it",
            Self::TooDeep => "it is nested too deep",
            Self::Number => "a number is no integer, or too large",
            Self::Null => "null stands where nothing may be null",
            Self::WrongType => "a value is of another type",
            Self::BadValue => "a text is outside its grammar",
            Self::BadTime => "a time is none, is reversed, or is a day where an instant has to stand",
            Self::NotSorted => "a list is not sorted, or holds one thing twice",
            Self::Empty => "a list or a text is empty",
            Self::NowLive => "the clock was set in a live operation",
        }
    }
}

/// What is wrong with a line, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}, at its byte {byte}", cause.words())]
pub struct DecodeError {
    pub cause: Cause,
    /// The offset in the line, in bytes, from 0.
    pub byte: usize,
}

/// The largest integer: 2^53, beyond which readers of JSON lose digits (RFC 8259, section 6).
pub(crate) const LARGEST: u64 = 1 << 53;

/// The number of bytes before the first one that ends a run. It tests sixteen bytes at a time, because the
/// compiler turns that into a single instruction; a loop that may end at each byte needs many.
pub(crate) fn find_byte(bytes: &[u8], ends: impl Fn(u8) -> bool) -> usize {
    let whole = bytes.as_chunks::<16>().0.iter();
    let skipped = 16 * whole.take_while(|chunk| !chunk.iter().fold(false, |any, b| any | ends(*b))).count();
    skipped + bytes[skipped..].iter().take_while(|b| !ends(**b)).count()
}

/// A position in a text that is being decoded.
// See ARCHITECTURE, "The reader accepts exactly what the writer produces".
#[derive(Debug, Clone)]
pub(crate) struct Cursor<'a> {
    text: &'a str,
    at: usize,
    /// The mode of the operation, which decides how some times may be spelled.
    pub mode: Mode,
    /// Whether the text so far contains a value that this version does not understand.
    pub unknown: bool,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(text: &'a str, mode: Mode) -> Self {
        Self { text, at: 0, mode, unknown: false }
    }

    pub(crate) fn fault(&self, cause: Cause) -> DecodeError {
        DecodeError { cause, byte: self.at }
    }

    pub(crate) fn position(&self) -> usize {
        self.at
    }

    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Consumes a literal if it is next.
    #[inline]
    pub(crate) fn take(&mut self, literal: &str) -> bool {
        let found =
            self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(literal.as_bytes()));
        if found {
            self.at += literal.len();
        }
        found
    }

    /// Consumes a literal, or fails with `cause` if it is not next.
    #[inline]
    pub(crate) fn expect(&mut self, literal: &str, cause: Cause) -> Result<(), DecodeError> {
        if self.take(literal) { Ok(()) } else { Err(self.fault(cause)) }
    }

    /// Consumes a text and the quote after it, for texts whose grammar has no escapes.
    pub(crate) fn until_quote(&mut self, cause: Cause) -> Result<&'a str, DecodeError> {
        let rest = self.rest();
        let end = find_byte(rest.as_bytes(), |b| b == b'"');
        let text = rest.get(..end).filter(|_| end < rest.len()).ok_or(self.fault(cause))?;
        self.at += end + 1;
        Ok(text)
    }

    /// Consumes a text of known length and the quote after it. If there is no quote at that length, it
    /// consumes the text up to the next one. The caller checks the grammar, which does not contain quotes.
    #[inline]
    pub(crate) fn quoted(&mut self, length: usize, cause: Cause) -> Result<&'a str, DecodeError> {
        let end = self.at + length;
        match self.text.get(self.at..end) {
            Some(text) if self.text.as_bytes().get(end) == Some(&b'"') => {
                self.at = end + 1;
                Ok(text)
            }
            _ => self.until_quote(cause),
        }
    }

    /// Consumes a text without escapes. The caller checks the grammar.
    pub(crate) fn plain(&mut self) -> Result<&'a str, DecodeError> {
        self.opening()?;
        self.until_quote(Cause::Spelling)
    }

    fn opening(&mut self) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                Ok(())
            }
            Some(b'n') => Err(self.fault(Cause::Null)),
            _ => Err(self.fault(Cause::WrongType)),
        }
    }

    /// Consumes a text with the escapes of `serde_json`; it may be empty.
    pub(crate) fn text(&mut self) -> Result<Cow<'a, str>, DecodeError> {
        self.opening()?;
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut owned: Option<String> = None;
        let mut from = start;
        loop {
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let held = owned.get_or_insert_default();
                    held.push_str(&self.text[from..self.at]);
                    let (letter, length) = self.escape()?;
                    held.push(letter);
                    self.at += length;
                    from = self.at;
                }
                Some(0x20..) => {
                    self.at += find_byte(&bytes[self.at..], |b| matches!(b, b'"' | b'\\' | ..0x20));
                }
                _ => return Err(self.fault(Cause::Spelling)),
            }
        }
        let tail = &self.text[from..self.at];
        self.at += 1;
        Ok(match owned {
            None => Cow::Borrowed(tail),
            Some(held) => Cow::Owned(held + tail),
        })
    }

    /// Decodes an escape to its character and its length in bytes. Only the escapes that the writer produces
    /// are valid.
    fn escape(&self) -> Result<(char, usize), DecodeError> {
        let rest = &self.text.as_bytes()[self.at..];
        let short = match rest.get(1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let digits = rest.get(2..6).ok_or(self.fault(Cause::Spelling))?;
                let code = match digits {
                    [b'0', b'0', high @ b'0'..=b'1', low @ (b'0'..=b'9' | b'a'..=b'f')] => {
                        (high - b'0') * 16 + if low.is_ascii_digit() { low - b'0' } else { low - b'a' + 10 }
                    }
                    _ => return Err(self.fault(Cause::Spelling)),
                };
                if matches!(code, 8 | 9 | 10 | 12 | 13) {
                    return Err(self.fault(Cause::Spelling));
                }
                return Ok((char::from(code), 6));
            }
            _ => return Err(self.fault(Cause::Spelling)),
        };
        Ok((short, 2))
    }

    /// Consumes an integer from `least` to 2^53.
    pub(crate) fn integer(&mut self, least: u64) -> Result<u64, DecodeError> {
        let start = self.clone();
        let digits = self.rest().bytes().take_while(u8::is_ascii_digit).count();
        let text = &self.rest()[..digits];
        self.at += digits;
        match self.peek() {
            _ if digits == 0 => return Err(start.fault(Cause::WrongType)),
            Some(b'.' | b'e' | b'E') => return Err(start.fault(Cause::Number)),
            _ if digits > 1 && text.starts_with('0') => return Err(start.fault(Cause::Spelling)),
            _ => {}
        }
        match text.parse::<u64>() {
            Ok(number) if number > LARGEST => Err(start.fault(Cause::Number)),
            Ok(number) if number >= least => Ok(number),
            Ok(_) => Err(start.fault(Cause::BadValue)),
            Err(_) => Err(start.fault(Cause::Number)),
        }
    }

    /// Consumes a list: `[`, members, `]`.
    pub(crate) fn list<T>(
        &mut self,
        mut member: impl FnMut(&mut Self) -> Result<T, DecodeError>,
    ) -> Result<Vec<T>, DecodeError> {
        self.expect("[", Cause::WrongType)?;
        let mut members = Vec::new();
        if self.take("]") {
            return Ok(members);
        }
        loop {
            members.push(member(self)?);
            if self.take("]") {
                return Ok(members);
            }
            self.expect(",", Cause::Spelling)?;
        }
    }

    /// Consumes any canonical value with at most `depth` further levels, for the data of unknown entry types.
    pub(crate) fn anything(&mut self, depth: u32) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'"') => self.text().map(drop),
            Some(b't') => self.expect("true", Cause::Spelling),
            Some(b'f') => self.expect("false", Cause::Spelling),
            Some(b'n') => Err(self.fault(Cause::Null)),
            Some(b'-' | b'0'..=b'9') => {
                let negative = self.take("-");
                self.integer(u64::from(negative)).map(drop)
            }
            Some(b'[' | b'{') if depth == 0 => Err(self.fault(Cause::TooDeep)),
            Some(b'[') => self.list(|cursor| cursor.anything(depth - 1)).map(drop),
            Some(b'{') => self.any_object(depth - 1),
            _ => Err(self.fault(Cause::Spelling)),
        }
    }

    /// Consumes any canonical object with at most `depth` levels, including itself.
    pub(crate) fn object(&mut self, depth: u32) -> Result<(), DecodeError> {
        match self.peek() {
            Some(b'{') => self.anything(depth),
            Some(b'n') => Err(self.fault(Cause::Null)),
            _ => Err(self.fault(Cause::WrongType)),
        }
    }

    fn any_object(&mut self, depth: u32) -> Result<(), DecodeError> {
        self.expect("{", Cause::WrongType)?;
        let mut keys: Vec<Cow<'a, str>> = Vec::new();
        if self.take("}") {
            return Ok(());
        }
        loop {
            keys.push(self.text()?);
            self.expect(":", Cause::Spelling)?;
            self.anything(depth)?;
            if self.take("}") {
                break;
            }
            self.expect(",", Cause::Spelling)?;
        }
        keys.sort_unstable();
        if keys.windows(2).any(|pair| pair[0] == pair[1]) { Err(self.fault(Cause::Key)) } else { Ok(()) }
    }
}
