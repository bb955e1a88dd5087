//! Keys of a shape that may be missing.

use std::marker::PhantomData;

use super::cursor::{Cause, Cursor, DecodeError};
use super::value::{NonEmpty, Spelling};

/// The spelling of a key that may be missing.
pub(crate) trait Optional<'a> {
    type Value;
    /// The value if the key is missing.
    fn absent() -> Self::Value;
    /// Whether the key is not written for this value.
    fn is_absent(value: &Self::Value) -> bool;
    /// Reads the value if the key is present.
    fn read(cursor: &mut Cursor<'a>) -> Result<Self::Value, DecodeError>;
    fn write(value: &Self::Value, out: &mut Vec<u8>);
}

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

/// An optional sorted list. If the key is present, the list is not empty.
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

/// `now`: the value is `true` or the key is missing, and it must be missing in a mode whose clock cannot be
/// set.
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
