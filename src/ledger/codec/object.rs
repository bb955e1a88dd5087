//! Objects with fixed keys, such as the data of an entry.

use super::cursor::{Cursor, DecodeError};

/// An object with fixed keys.
pub(crate) trait Shape<'a>: Sized {
    /// The values of the mandatory keys, in their order.
    type Required;
    /// Creates an object without optional keys.
    fn of(required: Self::Required) -> Self;
    /// Reads it, including the braces.
    fn read(cursor: &mut Cursor<'a>) -> Result<Self, DecodeError>;
    /// Writes it, including the braces.
    fn write(&self, out: &mut Vec<u8>);
}
