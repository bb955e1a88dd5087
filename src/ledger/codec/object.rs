//! An object with fixed keys, as the data of an entry is.

use super::cursor::{Cursor, DecodeError};

/// An object with fixed keys.
pub(crate) trait Shape<'a>: Sized {
    /// The values of the keys that are always there, in their order.
    type Required;
    /// An object without any optional key.
    fn of(required: Self::Required) -> Self;
    /// Reads it, braces and all.
    fn read(cursor: &mut Cursor<'a>) -> Result<Self, DecodeError>;
    /// Writes it, braces and all.
    fn write(&self, out: &mut Vec<u8>);
}
