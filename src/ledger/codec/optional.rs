//! What may be left out of a shape when there is nothing to say.

use std::marker::PhantomData;

use super::cursor::{Cause, Cursor, DecodeError};
use super::value::{NonEmpty, Spelling};

/// A spelling that may be left out when there is nothing to say.
pub(crate) trait Optional<'a> {
    /// What is spelt.
    type Value;
    /// What it is when it is left out.
    fn absent() -> Self::Value;
    /// Whether there is nothing to say.
    fn is_absent(value: &Self::Value) -> bool;
    /// Reads it where it stands.
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError>;
    /// Writes it.
    fn write(value: &Self::Value, out: &mut Vec<u8>);
}

/// An optional value.
#[derive(Debug)]
pub(crate) struct Opt<S>(PhantomData<S>);

impl<'a, S: Spelling<'a>> Optional<'a> for Opt<S> {
    type Value = Option<S::Value>;
    fn absent() -> Self::Value {
        None
    }
    fn is_absent(value: &Self::Value) -> bool {
        value.is_none()
    }
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        S::read(cursor).map(Some)
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        if let Some(value) = value {
            S::write(value, out);
        }
    }
}

/// An optional sorted list: never empty where it stands.
#[derive(Debug)]
pub(crate) struct OptList<S>(PhantomData<S>);

impl<'a, T: 'a, S: Spelling<'a, Value = Vec<T>>> Optional<'a> for OptList<S> {
    type Value = Vec<T>;
    fn absent() -> Self::Value {
        Vec::new()
    }
    fn is_absent(value: &Self::Value) -> bool {
        value.is_empty()
    }
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError> {
        NonEmpty::<S>::read(cursor)
    }
    fn write(value: &Self::Value, out: &mut Vec<u8>) {
        S::write(value, out);
    }
}

/// `now`: true where it stands, and nowhere in a mode whose clock cannot be set.
#[derive(Debug)]
pub(crate) struct ClockSet;

impl<'a> Optional<'a> for ClockSet {
    type Value = bool;
    fn absent() -> bool {
        false
    }
    fn is_absent(value: &bool) -> bool {
        !value
    }
    fn read(cursor: &mut Cursor<'a>) -> Result<bool, DecodeError> {
        if !cursor.mode.row().clock_may_be_set {
            return Err(cursor.fault(Cause::NowLive));
        }
        cursor.expect("true", Cause::Spelling).map(|()| true)
    }
    fn write(_: &bool, out: &mut Vec<u8>) {
        out.extend_from_slice(b"true");
    }
}
