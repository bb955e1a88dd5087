//! Decodes and encodes one line of a log, without its LF.

#![deny(clippy::wildcard_enum_match_arm)]

use crate::ledger::log::is_log;
use sha2::{Digest as _, Sha256};

use crate::model::digest::{Hash, is_hex};
use crate::model::id::is_id;
use crate::model::mode::Mode;
use crate::model::stamp::is_officer;
use crate::model::time::Instant;
use crate::model::word::Word;

use super::cursor::{Cause, Cursor, DecodeError};
use super::entry::{Data, EntryKind};
use super::value::{Sha, Spelling, is_word, write_list};

/// The longest line, without its LF, in bytes.
pub const LONGEST: usize = 16 << 20;

/// The length of the tail: `,"prev":"` 64 hex `","hash":"` 64 hex `"}`.
pub const TAIL: usize = 149;

/// The `prev` of a log's first line: 64 zeros.
pub const FIRST: Hash = Hash::from_bytes([0; 32]);

/// The maximum nesting of `data`, including itself.
const DEEPEST: u32 = 64;

/// The head of another log, as the writer had seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenHead<'a> {
    /// The log's name.
    pub log: &'a str,
    /// The position of that log's last entry that the writer had seen.
    pub seq: u64,
    /// That entry's hash.
    pub hash: Hash,
}

/// An entry: its header and its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// The operation's id and mode: `halyard/live`.
    pub op: &'a str,
    /// The log: `agency.instance`.
    pub log: &'a str,
    /// Its position in the log, from 1.
    pub seq: u64,
    /// A `UUIDv7` (RFC 9562), for other systems.
    pub id: &'a str,
    /// 32 hex digits, so that no one can guess the content of a withheld line from its digest.
    pub salt: &'a str,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// The officer who wrote it, by pseudonymous id.
    pub by: &'a str,
    /// The plan that it cites.
    pub plan: Hash,
    /// The heads of other logs that advanced since this log's previous entry.
    pub seen: Vec<SeenHead<'a>>,
    /// The name of its type.
    pub kind: &'a str,
    /// Its data; `None` if this version does not understand it.
    pub data: Option<Data<'a>>,
}

/// The content of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body<'a> {
    /// An entry.
    Entry(Box<Entry<'a>>),
    /// A line whose content is withheld: it contains only the content's digest.
    Withheld,
    /// A line of another format version. Only its hash was read.
    OtherVersion,
}

/// A valid line with a matching hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    /// Its bytes, without the line feed.
    pub raw: &'a [u8],
    /// The hash of the line before.
    pub prev: Hash,
    /// Its hash.
    pub hash: Hash,
    pub body: Body<'a>,
}

impl<'a> Line<'a> {
    /// The entry, if the line has one that this version can read.
    pub fn entry(&self) -> Option<&Entry<'a>> {
        match &self.body {
            Body::Entry(entry) => Some(entry),
            Body::Withheld | Body::OtherVersion => None,
        }
    }

    /// The SHA-256 of its content, which replaces the content of a withheld line.
    pub fn content(&self) -> Hash {
        match self.body {
            Body::Withheld => self.raw.get(13..77).and_then(Hash::parse).unwrap_or(FIRST),
            Body::Entry(_) | Body::OtherVersion => Hash::of(&self.raw[..self.raw.len().saturating_sub(TAIL)]),
        }
    }

    /// Whether it contains something that this version does not understand. That is not damage.
    pub fn is_unknown(&self) -> bool {
        match &self.body {
            Body::Entry(entry) => entry.data.is_none(),
            Body::Withheld => false,
            Body::OtherVersion => true,
        }
    }
}

/// The hash of a line: of its content's digest and the previous hash, both in hex.
// See ARCHITECTURE, "Hashes cover the stored bytes".
pub fn chain(content: &Hash, prev: &Hash) -> Hash {
    let mut both = [0; 128];
    both[..64].copy_from_slice(&content.hex());
    both[64..].copy_from_slice(&prev.hex());
    Hash::from_bytes(Sha256::digest(both).into())
}

/// Reads a line, without its LF, and checks its hash, but not its link to the neighbouring lines.
pub fn read(bytes: &[u8]) -> Result<Line<'_>, DecodeError> {
    let line = parse_trusted(bytes)?;
    if chain(&line.content(), &line.prev) == line.hash {
        Ok(line)
    } else {
        Err(DecodeError { cause: Cause::Hash, byte: bytes.len().saturating_sub(TAIL) })
    }
}

/// Reads a line whose hash was already checked.
pub(crate) fn parse_trusted(bytes: &[u8]) -> Result<Line<'_>, DecodeError> {
    let fault = |cause, byte| DecodeError { cause, byte };
    if bytes.len() > LONGEST {
        return Err(fault(Cause::TooLong, LONGEST));
    }
    let text = std::str::from_utf8(bytes).map_err(|bad| fault(Cause::NotUtf8, bad.valid_up_to()))?;
    let mut cursor = Cursor::new(text, Mode::Live);
    if cursor.take("{\"withheld\":") {
        return withheld(&mut cursor, bytes);
    }
    let split = text.len().checked_sub(TAIL).filter(|split| text.is_char_boundary(*split));
    let split = split.ok_or(fault(Cause::Header, 0))?;
    let (prev, hash) = tail(&text[split..]).ok_or(fault(Cause::Header, split))?;
    cursor.expect("{\"v\":", Cause::Header)?;
    let body = if cursor.integer(1)? == 1 {
        let entry = entry(&mut cursor)?;
        if cursor.position() != split {
            return Err(cursor.fault(Cause::Header));
        }
        Body::Entry(Box::new(entry))
    } else {
        cursor.expect(",", Cause::Header)?;
        serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|_| fault(Cause::Spelling, 0))?;
        Body::OtherVersion
    };
    Ok(Line { raw: bytes, prev, hash, body })
}

/// The hash that the last line states for itself, if the bytes end with the tail of a line and its LF.
pub(crate) fn claimed(bytes: &[u8]) -> Option<Hash> {
    let hash = bytes.strip_suffix(b"\"}\n")?.last_chunk::<64>()?;
    Hash::parse(hash)
}

/// Reads `,"prev":"` 64 hex `","hash":"` 64 hex `"}`.
fn tail(text: &str) -> Option<(Hash, Hash)> {
    let rest = text.strip_prefix(",\"prev\":\"")?;
    let (prev, rest) = rest.split_at_checked(64)?;
    let hash = rest.strip_prefix("\",\"hash\":\"")?.strip_suffix("\"}")?;
    Some((Hash::parse(prev.as_bytes())?, Hash::parse(hash.as_bytes())?))
}

fn withheld<'a>(cursor: &mut Cursor<'a>, raw: &'a [u8]) -> Result<Line<'a>, DecodeError> {
    Sha::read(cursor).map_err(|fault| DecodeError { cause: Cause::Header, ..fault })?;
    let (prev, hash) = tail(cursor.rest()).ok_or(cursor.fault(Cause::Header))?;
    Ok(Line { raw, prev, hash, body: Body::Withheld })
}

/// Reads a header value, whose grammar has no escapes. A `length` of 0 means that the length is not fixed.
#[inline]
fn value<'a, T>(
    cursor: &mut Cursor<'a>,
    literal: &str,
    length: usize,
    read: impl Fn(&'a str) -> Option<T>,
) -> Result<T, DecodeError> {
    cursor.expect(literal, Cause::Header)?;
    let byte = cursor.position();
    let text = match length {
        0 => cursor.until_quote(Cause::Header)?,
        _ => cursor.quoted(length, Cause::Header)?,
    };
    read(text).ok_or(DecodeError { cause: Cause::BadValue, byte })
}

/// Reads a header text.
#[inline]
fn field<'a>(
    cursor: &mut Cursor<'a>,
    literal: &str,
    good: impl Fn(&str) -> bool,
) -> Result<&'a str, DecodeError> {
    value(cursor, literal, 0, |text| good(text).then_some(text))
}

/// Whether a text is a `UUIDv7` in its canonical form.
fn is_uuid7(text: &str) -> bool {
    const DASHES: [usize; 4] = [8, 13, 18, 23];
    let Ok(mut digits) = <[u8; 36]>::try_from(text.as_bytes()) else { return false };
    let dashed = DASHES.iter().all(|at| std::mem::replace(&mut digits[*at], b'0') == b'-');
    dashed && digits[14] == b'7' && matches!(digits[19], b'8' | b'9' | b'a' | b'b') && is_hex(&digits)
}

fn is_salt(text: &str) -> bool {
    text.len() == 32 && is_hex(text.as_bytes())
}

fn entry<'a>(cursor: &mut Cursor<'a>) -> Result<Entry<'a>, DecodeError> {
    let mode = |op: &'a str| {
        let (id, mode) = op.split_at_checked(op.bytes().position(|b| b == b'/')?)?;
        Some((op, Mode::of(mode.strip_prefix('/')?).filter(|_| is_id(id))?))
    };
    let (op, mode) = value(cursor, ",\"op\":\"", 0, mode)?;
    cursor.mode = mode;
    let log = field(cursor, ",\"log\":\"", is_log)?;
    cursor.expect(",\"seq\":", Cause::Header)?;
    let seq = cursor.integer(1)?;
    let id = value(cursor, ",\"id\":\"", 36, |id| is_uuid7(id).then_some(id))?;
    let salt = value(cursor, ",\"salt\":\"", 32, |salt| is_salt(salt).then_some(salt))?;
    let t = value(cursor, ",\"t\":\"", 24, |t| Instant::parse_recorded(t.as_bytes()))?;
    let by = field(cursor, ",\"by\":\"", is_officer)?;
    let plan = value(cursor, ",\"plan\":\"", 64, |plan| Hash::parse(plan.as_bytes()))?;
    cursor.expect(",\"seen\":", Cause::Header)?;
    let seen = super::value::sorted(cursor, seen_head, |a, b| a.log < b.log)?;
    let kind = field(cursor, ",\"type\":\"", is_word)?;
    cursor.expect(",\"data\":", Cause::Header)?;
    let data = data(cursor, kind)?.filter(|_| !cursor.unknown);
    Ok(Entry { op, log, seq, id, salt, recorded_at: t, by, plan, seen, kind, data })
}

fn seen_head<'a>(cursor: &mut Cursor<'a>) -> Result<SeenHead<'a>, DecodeError> {
    let log = field(cursor, "[\"", is_log)?;
    cursor.expect(",", Cause::Header)?;
    let seq = cursor.integer(1)?;
    cursor.expect(",", Cause::Header)?;
    let hash = Sha::read(cursor)?;
    cursor.expect("]", Cause::Header)?;
    Ok(SeenHead { log, seq, hash })
}

/// Reads the data of an entry; `None` if this version does not know the type.
fn data<'a>(cursor: &mut Cursor<'a>, kind: &str) -> Result<Option<Data<'a>>, DecodeError> {
    let Some(kind) = EntryKind::of(kind) else { return cursor.object(DEEPEST).map(|()| None) };
    let data = Data::read(cursor, kind)?;
    if let Data::Correction(correction) = &data
        && !correction.changes_something()
    {
        return Err(cursor.fault(Cause::Key));
    }
    Ok(Some(data))
}

/// Writes an entry as a line, with its LF, chained to `prev`. Returns the line and its hash.
pub fn write(entry: &Entry<'_>, data: &Data<'_>, prev: &Hash) -> (Vec<u8>, Hash) {
    let mut out = format!(
        "{{\"v\":1,\"op\":\"{}\",\"log\":\"{}\",\"seq\":{},\"id\":\"{}\",\"salt\":\"{}\",\"t\":\"{}\",\"by\":\"{}\",\"plan\":\"{}\",\"seen\":",
        entry.op, entry.log, entry.seq, entry.id, entry.salt, entry.recorded_at.recorded(), entry.by, entry.plan
    )
    .into_bytes();
    write_list(&entry.seen, &mut out, |head, out| {
        out.extend_from_slice(format!("[\"{}\",{},\"{}\"]", head.log, head.seq, head.hash).as_bytes());
    });
    out.extend_from_slice(format!(",\"type\":\"{}\",\"data\":", data.kind()).as_bytes());
    data.write(&mut out);
    let hash = chain(&Hash::of(&out), prev);
    out.extend_from_slice(format!(",\"prev\":\"{prev}\",\"hash\":\"{hash}\"}}\n").as_bytes());
    (out, hash)
}
