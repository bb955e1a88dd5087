//! Values that a plan must have.

/// The key of a value that a plan must have and the draft lacks. A reader or rule has reported it; if none has, the
/// caller must.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MissingValue(pub(crate) &'static str);

pub(super) type Lowered<T> = Result<T, MissingValue>;

pub(super) trait OrMissing<T> {
    /// The value, or an error that names the key.
    fn or_missing(self, key: &'static str) -> Lowered<T>;
}

impl<T> OrMissing<T> for Option<T> {
    fn or_missing(self, key: &'static str) -> Lowered<T> {
        self.ok_or(MissingValue(key))
    }
}

impl<T, E> OrMissing<T> for Result<T, E> {
    fn or_missing(self, key: &'static str) -> Lowered<T> {
        self.map_err(|_| MissingValue(key))
    }
}
