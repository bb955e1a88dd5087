//! Values that a plan cannot do without.

/// A value that a plan cannot do without and its draft lacks, by the key that should have given it. A reader or rule
/// has reported that; if none has, the caller must.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MissingValue(pub(crate) &'static str);

/// What lowering gives.
pub(super) type Lowered<T> = Result<T, MissingValue>;

/// Names the key of a value that may be missing.
pub(super) trait OrMissing<T> {
    /// The value, or which one is missing.
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
