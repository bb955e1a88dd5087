//! The spelling of each kind of value, with its reader and writer side by side.

use std::marker::PhantomData;

use crate::model::digest::Hash;
use crate::model::id::is_id;
use crate::model::measure::MeasureId;
use crate::model::time::{At, Instant};
use crate::model::word::Word;

use super::cursor::{Cause, Cursor, DecodeError};
use super::entry::Text;

/// A spelling. `read` MUST return exactly the value that `write` wrote, and MUST reject everything that
/// `write` would not write.
pub(crate) trait Spelling<'a> {
    type Value;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError>;
    fn write(value: &Self::Value, out: &mut Vec<u8>);
}

/// Writes a text with the escapes of `serde_json`.
pub(crate) fn write_text(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(out, text);
}

/// Whether a text matches the ledger's grammar for enumeration values, known or not: `[a-z][a-z0-9-]{0,62}`.
pub(crate) fn is_word(text: &str) -> bool {
    is_id(text) && text.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
}

macro_rules! spelt_plain {
    ($($(#[$meta:meta])* $name:ident: $value:ty, $read:expr;)+) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl<'a> Spelling<'a> for $name {
            type Value = $value;
            fn read(cursor: &mut Cursor<'a>) -> Result<$value, DecodeError> {
                let start = cursor.clone();
                let text = cursor.plain()?;
                let read: fn(&mut Cursor<'a>, &'a str) -> Result<$value, Cause> = $read;
                read(cursor, text).map_err(|cause| start.fault(cause))
            }
            fn write(value: &$value, out: &mut Vec<u8>) {
                out.push(b'"');
                out.extend_from_slice(value.to_string().as_bytes());
                out.push(b'"');
            }
        }
    )+};
}

fn when(good: bool, text: &str) -> Result<Text<'_>, Cause> {
    if good { Ok(Text::Borrowed(text)) } else { Err(Cause::BadValue) }
}

/// Checks a measure's full id; an unknown action marks the line as unknown.
fn measure<'a>(cursor: &mut Cursor<'a>, text: &'a str) -> Result<Text<'a>, Cause> {
    let (action, subject, agency) = MeasureId::split(text).ok_or(Cause::BadValue)?;
    if crate::model::action::Action::of(action).is_none() {
        cursor.unknown = true;
    }
    when(is_word(action) && is_id(subject) && is_id(agency), text)
}

fn subject<'a>(cursor: &mut Cursor<'a>, text: &'a str) -> Result<Text<'a>, Cause> {
    match text.strip_prefix("asset:").or_else(|| text.strip_prefix("outlet:")) {
        Some(id) => when(is_id(id), text),
        None => measure(cursor, text),
    }
}

spelt_plain! {
    /// An id.
    Id: Text<'a>, |_, text| when(is_id(text), text);
    /// An instance.
    Instance: Text<'a>, |_, text| when(crate::model::stamp::is_instance(text), text);
    /// A measure's full id.
    Measure: Text<'a>, measure;
    /// `asset:X`, `outlet:X` or a measure's full id.
    Thing: Text<'a>, subject;
    /// The same as `Thing`, or `entry:<64 hex>`.
    ThingOrEntry: Text<'a>, |cursor, text| match text.strip_prefix("entry:") {
        Some(hash) => when(Hash::parse(hash.as_bytes()).is_some(), text),
        None => subject(cursor, text),
    };
    /// A measure's full id, or `transfer:ASSET`.
    Covered: Text<'a>, |cursor, text| match text.strip_prefix("transfer:") {
        Some(asset) if !asset.contains('@') => when(is_id(asset), text),
        _ => measure(cursor, text),
    };
    /// The name of a log.
    Log: Text<'a>, |_, text| when(crate::ledger::log::is_log(text), text);
    /// Base64 (RFC 4648) with padding, not empty.
    Base64: Text<'a>, |_, text| when(is_base64(text), text);
    /// Two capital letters.
    Capitals: Text<'a>, |_, text| when(text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase()), text);
    /// A SHA-256.
    Sha: Hash, |_, text| Hash::parse(text.as_bytes()).ok_or(Cause::BadValue);
    /// An instant.
    Moment: Instant, |_, text| Instant::parse(text.as_bytes()).ok_or(Cause::BadTime);
    /// An instant, a day or a span.
    Spanned: At, |_, text| At::parse(text.as_bytes()).ok_or(Cause::BadTime);
    /// An instant; a day or a time span as well, if the mode allows such dates for transitions.
    Dated: At, |cursor, text| match At::parse(text.as_bytes()) {
        Some(at) if cursor.mode.row().dated_by_day || at.instant().is_some() => Ok(at),
        _ => Err(Cause::BadTime),
    };
}

/// Whether a text consists of complete, padded base64 groups.
fn is_base64(text: &str) -> bool {
    let bare = text.trim_end_matches('=');
    let digit = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    !bare.is_empty()
        && text.len().is_multiple_of(4)
        && text.len() - bare.len() <= 2
        && bare.bytes().all(digit)
}

/// A value of a vocabulary that another standard fixes, so no newer version can add values.
#[derive(Debug)]
pub(crate) struct ClosedEnum<W>(PhantomData<W>);

impl<'a, W: Word> Spelling<'a> for ClosedEnum<W> {
    type Value = W;
    fn read(cursor: &mut Cursor<'a>) -> Result<W, DecodeError> {
        let start = cursor.clone();
        W::of(cursor.plain()?).ok_or(start.fault(Cause::BadValue))
    }
    fn write(value: &W, out: &mut Vec<u8>) {
        OpenEnum::<W>::write(value, out);
    }
}

/// A value of a vocabulary. An unknown one marks the line as unknown, and is replaced by the first value.
#[derive(Debug)]
pub(crate) struct OpenEnum<W>(PhantomData<W>);

impl<'a, W: Word> Spelling<'a> for OpenEnum<W> {
    type Value = W;
    fn read(cursor: &mut Cursor<'a>) -> Result<W, DecodeError> {
        let start = cursor.clone();
        let text = cursor.plain()?;
        match W::of(text) {
            Some(word) => Ok(word),
            None if is_word(text) => {
                cursor.unknown = true;
                // Every vocabulary has a first value. It is not used, because an unknown line has no data.
                W::ALL.first().copied().ok_or(start.fault(Cause::BadValue))
            }
            None => Err(start.fault(Cause::BadValue)),
        }
    }
    fn write(value: &W, out: &mut Vec<u8>) {
        out.push(b'"');
        out.extend_from_slice(value.as_str().as_bytes());
        out.push(b'"');
    }
}

/// A text that is not empty.
#[derive(Debug)]
pub(crate) struct NonEmptyText;

impl<'a> Spelling<'a> for NonEmptyText {
    type Value = Text<'a>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let start = cursor.clone();
        let text = cursor.text()?;
        if text.is_empty() { Err(start.fault(Cause::Empty)) } else { Ok(text) }
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        write_text(value, out);
    }
}

/// A round: an integer from 1.
#[derive(Debug)]
pub(crate) struct Round;

impl<'a> Spelling<'a> for Round {
    type Value = u64;
    fn read(cursor: &mut Cursor<'a>) -> Result<u64, DecodeError> {
        cursor.integer(1)
    }
    fn write(value: &u64, out: &mut Vec<u8>) {
        out.extend_from_slice(value.to_string().as_bytes());
    }
}

/// A number of bytes: an integer from 0.
#[derive(Debug)]
pub(crate) struct Size;

impl<'a> Spelling<'a> for Size {
    type Value = u64;
    fn read(cursor: &mut Cursor<'a>) -> Result<u64, DecodeError> {
        cursor.integer(0)
    }
    fn write(value: &u64, out: &mut Vec<u8>) {
        out.extend_from_slice(value.to_string().as_bytes());
    }
}

/// Reads a list that is sorted by `ordered` and has no duplicates.
pub(crate) fn sorted<'a, T>(
    cursor: &mut Cursor<'a>,
    member: impl FnMut(&mut Cursor<'a>) -> Result<T, DecodeError>,
    ordered: impl Fn(&T, &T) -> bool,
) -> Result<Vec<T>, DecodeError> {
    let start = cursor.clone();
    let list = cursor.list(member)?;
    if list.windows(2).all(|pair| ordered(&pair[0], &pair[1])) {
        Ok(list)
    } else {
        Err(start.fault(Cause::NotSorted))
    }
}

pub(crate) fn write_list<T>(list: &[T], out: &mut Vec<u8>, mut member: impl FnMut(&T, &mut Vec<u8>)) {
    out.push(b'[');
    for (place, value) in list.iter().enumerate() {
        if place > 0 {
            out.push(b',');
        }
        member(value, out);
    }
    out.push(b']');
}

/// A sorted list without duplicates.
#[derive(Debug)]
pub(crate) struct List<S>(PhantomData<S>);

impl<'a, S: Spelling<'a, Value: Ord>> Spelling<'a> for List<S> {
    type Value = Vec<S::Value>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        sorted(cursor, S::read, |a, b| a < b)
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        write_list(value, out, S::write);
    }
}

/// A sorted list with at least one element.
#[derive(Debug)]
pub(crate) struct NonEmpty<S>(PhantomData<S>);

impl<'a, T: 'a, S: Spelling<'a, Value = Vec<T>>> Spelling<'a> for NonEmpty<S> {
    type Value = Vec<T>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let start = cursor.clone();
        let list = S::read(cursor)?;
        if list.is_empty() { Err(start.fault(Cause::Empty)) } else { Ok(list) }
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        S::write(value, out);
    }
}
