//! Items of evidence: their states, and who may take which step under which conditions.

use super::word::words;
use ItemState::*;

words! {
    /// A state of an item of evidence.
    pub enum ItemState: "state of an item" {
        /// A thing was taken.
        Collected = "collected",
        /// A file was taken, with its SHA-256.
        Acquired = "acquired",
        /// Another officer found the hash or the seal unchanged.
        Verified = "verified",
        /// Another officer found that the hash or the seal does not match.
        IntegrityFailed = "integrity-failed",
        /// It is stored at a known location.
        Preserved = "preserved",
        /// The holder handed it to another agency.
        Transferred = "transferred",
        /// The holder gave it back.
        Returned = "returned",
        /// It was destroyed under an order.
        Disposed = "disposed",
    }
}

words! {
    /// Who may take a step with an item.
    pub enum Custody: "custody" {
        /// The agency of the measures that the item serves, or an agency that records for it.
        Taker = "the measure's agency, or who records for it",
        /// An officer other than the one who took the previous step.
        OtherOfficer = "an officer other than the one before",
        /// The holding agency: the one that took it, later the one that received it.
        Holder = "the holder",
    }
}

/// What a step with an item has to state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemNeed {
    /// Serial and seal.
    SerialAndSeal,
    File,
    /// A second matching hash, or a note saying why not; for a thing the seal as it was read.
    Match,
    /// What does not match.
    Mismatch,
    Place,
    /// The recipient, the reason, and the hash or the seal on receipt.
    Receipt,
    Reference,
}

#[derive(Debug)]
pub struct ItemStateRow {
    pub state: ItemState,
    /// The states that the step leaves; empty: the step begins an item.
    pub from: &'static [ItemState],
    pub by: Custody,
    pub needs: ItemNeed,
}

const ANY: &[ItemState] = &[Collected, Acquired, Verified, IntegrityFailed, Preserved, Transferred];

/// The table of items, in the order of [`ItemState`].
#[rustfmt::skip]
pub const ITEM_STATES: &[ItemStateRow] = &[
    ItemStateRow { state: Collected, from: &[], by: Custody::Taker, needs: ItemNeed::SerialAndSeal },
    ItemStateRow { state: Acquired, from: &[], by: Custody::Taker, needs: ItemNeed::File },
    ItemStateRow { state: Verified, from: &[Collected, Acquired, Transferred], by: Custody::OtherOfficer, needs: ItemNeed::Match },
    ItemStateRow { state: IntegrityFailed, from: ANY, by: Custody::OtherOfficer, needs: ItemNeed::Mismatch },
    ItemStateRow { state: Preserved, from: &[Verified], by: Custody::Holder, needs: ItemNeed::Place },
    ItemStateRow { state: Transferred, from: &[Verified, Preserved], by: Custody::Holder, needs: ItemNeed::Receipt },
    ItemStateRow { state: Returned, from: &[Verified, Preserved, Transferred], by: Custody::Holder, needs: ItemNeed::Reference },
    ItemStateRow { state: Disposed, from: &[Verified, Preserved, Transferred], by: Custody::Holder, needs: ItemNeed::Reference },
];

impl ItemState {
    pub fn row(self) -> &'static ItemStateRow {
        // The rows are in the order of the enum (a test checks this), so the index exists.
        &ITEM_STATES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::word::Word as _;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert!(ItemState::ALL.iter().zip(ITEM_STATES).all(|(state, row)| row.state == *state));
        assert_eq!(ITEM_STATES.len(), ItemState::ALL.len());
    }
}
