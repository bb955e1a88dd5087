//! How many there are, and how exact the number is.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::asset::Precision;
use crate::plan::tables::{Claim, Measure};

/// A number, and how exact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ClaimCount {
    /// The number; `None` if nobody gave one.
    pub count: Option<u64>,
    /// Whether the number is exact.
    pub precision: Precision,
}

impl ClaimCount {
    /// The count if no number is known.
    pub const UNKNOWN: Self = Self { count: None, precision: Precision::Unknown };

    /// An exact number.
    pub fn exactly(count: u64) -> Self {
        Self { count: Some(count), precision: Precision::Exact }
    }

    /// The count that the claims about the measures of one subject give. Each action contributes the
    /// smallest count claimed for it, and the largest of these is the result. It is exact only if all claims
    /// that count agree exactly.
    pub fn claimed<'a>(measures: impl IntoIterator<Item = &'a Measure>) -> Self {
        let mut by_action: BTreeMap<_, Vec<&Claim>> = BTreeMap::new();
        for measure in measures {
            let counting = measure.claims.iter().filter(|claim| claim.count.is_some());
            by_action.entry(measure.action).or_default().extend(counting);
        }
        let smallest =
            by_action.values().filter_map(|claims| claims.iter().filter_map(|claim| claim.count).min());
        let Some(count) = smallest.max() else { return Self::UNKNOWN };
        let agree = by_action
            .values()
            .flatten()
            .all(|claim| claim.count == Some(count) && claim.precision == Precision::Exact);
        let precision = if agree { Precision::Exact } else { Precision::AtLeast };
        Self { count: Some(count), precision }
    }

    /// The sum of two counts: adds the known numbers, and is exact only if both are.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let count = match (self.count, other.count) {
            (Some(one), Some(two)) => Some(one + two),
            (one, two) => one.or(two),
        };
        let precision = match (count, self.precision, other.precision) {
            (None, ..) => Precision::Unknown,
            (_, Precision::Exact, Precision::Exact) => Precision::Exact,
            _ => Precision::AtLeast,
        };
        Self { count, precision }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_with_something_unknown_in_it_is_at_least() {
        let four = ClaimCount::exactly(4);
        assert_eq!(four.plus(ClaimCount::exactly(1)), ClaimCount::exactly(5));
        assert_eq!(
            four.plus(ClaimCount::UNKNOWN),
            ClaimCount { count: Some(4), precision: Precision::AtLeast }
        );
        assert_eq!(
            ClaimCount::UNKNOWN.plus(four),
            ClaimCount { count: Some(4), precision: Precision::AtLeast }
        );
        assert_eq!(ClaimCount::UNKNOWN.plus(ClaimCount::UNKNOWN), ClaimCount::UNKNOWN);
    }
}
