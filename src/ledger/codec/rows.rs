//! The spelling of composite values: lists of pairs and triples, validity periods, broken guards.

use std::marker::PhantomData;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::time::Instant;

use super::cursor::{Cause, Cursor, DecodeError};
use super::entry::Text;
use super::value::{Measure, Moment, Round, Sha, Spelling, is_word, sorted, write_list, write_text};

/// Pairs of an id and a digest; sorted by id, without duplicates.
#[derive(Debug)]
pub(crate) struct DigestPairs<S>(PhantomData<S>);

impl<'a, S: Spelling<'a, Value = Text<'a>>> Spelling<'a> for DigestPairs<S> {
    type Value = Vec<(Text<'a>, Hash)>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let pair = |cursor: &mut Cursor<'a>| {
            cursor.expect("[", Cause::WrongType)?;
            let thing = S::read(cursor)?;
            cursor.expect(",", Cause::BadValue)?;
            let digest = Sha::read(cursor)?;
            cursor.expect("]", Cause::BadValue)?;
            Ok((thing, digest))
        };
        sorted(cursor, pair, |a, b| a.0 < b.0)
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        write_list(value, out, |(thing, digest), out| {
            out.push(b'[');
            S::write(thing, out);
            out.push(b',');
            Sha::write(digest, out);
            out.push(b']');
        });
    }
}

/// Triples of a measure, a round and a digest; sorted by measure, without duplicates.
#[derive(Debug)]
pub(crate) struct MeasureRounds;

impl<'a> Spelling<'a> for MeasureRounds {
    type Value = Vec<(Text<'a>, u64, Hash)>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let triple = |cursor: &mut Cursor<'a>| {
            cursor.expect("[", Cause::WrongType)?;
            let measure = Measure::read(cursor)?;
            cursor.expect(",", Cause::BadValue)?;
            let round = Round::read(cursor)?;
            cursor.expect(",", Cause::BadValue)?;
            let order = Sha::read(cursor)?;
            cursor.expect("]", Cause::BadValue)?;
            Ok((measure, round, order))
        };
        sorted(cursor, triple, |a, b| a.0 < b.0)
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        write_list(value, out, |(measure, round, order), out| {
            out.push(b'[');
            Measure::write(measure, out);
            out.push(b',');
            Round::write(round, out);
            out.push(b',');
            Sha::write(order, out);
            out.push(b']');
        });
    }
}

/// Pairs of a measure and a round; sorted by measure, without duplicates.
#[derive(Debug)]
pub(crate) struct Served;

impl<'a> Spelling<'a> for Served {
    type Value = Vec<(Text<'a>, u64)>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let pair = |cursor: &mut Cursor<'a>| {
            cursor.expect("[", Cause::WrongType)?;
            let measure = Measure::read(cursor)?;
            cursor.expect(",", Cause::BadValue)?;
            let round = Round::read(cursor)?;
            cursor.expect("]", Cause::BadValue)?;
            Ok((measure, round))
        };
        sorted(cursor, pair, |a, b| a.0 < b.0)
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        write_list(value, out, |(measure, round), out| {
            out.push(b'[');
            Measure::write(measure, out);
            out.push(b',');
            Round::write(round, out);
            out.push(b']');
        });
    }
}

/// A period between two instants, not reversed.
#[derive(Debug)]
pub(crate) struct Validity;

impl<'a> Spelling<'a> for Validity {
    type Value = (Instant, Instant);
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let start = cursor.clone();
        cursor.expect("[", Cause::WrongType)?;
        let from = Moment::read(cursor)?;
        cursor.expect(",", Cause::BadValue)?;
        let until = Moment::read(cursor)?;
        cursor.expect("]", Cause::BadValue)?;
        if from <= until { Ok((from, until)) } else { Err(start.fault(Cause::BadTime)) }
    }
    fn write((from, until): &Self::Value, out: &mut Vec<u8>) {
        out.push(b'[');
        Moment::write(from, out);
        out.push(b',');
        Moment::write(until, out);
        out.push(b']');
    }
}

/// Broken guards in the order of their vocabulary, at least one. An unknown guard marks the line as unknown.
#[derive(Debug)]
pub(crate) struct Guards;

impl<'a> Spelling<'a> for Guards {
    type Value = Vec<BrokenGuard>;
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        let start = cursor.clone();
        let words = cursor.list(|cursor| {
            let start = cursor.clone();
            let text = cursor.plain()?;
            match text.parse::<BrokenGuard>() {
                Ok(broken) => Ok(Some(broken)),
                Err(_) if is_word(text.strip_prefix("gate:").unwrap_or(text)) => {
                    cursor.unknown = true;
                    Ok(None)
                }
                Err(_) => Err(start.fault(Cause::BadValue)),
            }
        })?;
        let known: Vec<BrokenGuard> = words.iter().flatten().copied().collect();
        match words.is_empty() {
            true => Err(start.fault(Cause::Empty)),
            false if known.windows(2).any(|pair| pair[0] >= pair[1]) => Err(start.fault(Cause::NotSorted)),
            false => Ok(known),
        }
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        write_list(value, out, |broken, out| write_text(&broken.to_string(), out));
    }
}
