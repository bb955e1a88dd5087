//! How far a document may travel: TLP 2.0 (FIRST, August 2022) and Europol's handling codes.

use super::word::words;

words! {
    /// A label of the Traffic Light Protocol 2.0.
    pub enum Tlp: "TLP label" {
        /// Named recipients only.
        Red = "RED",
        /// The recipients' organisation only.
        AmberStrict = "AMBER+STRICT",
        /// The organisation and its clients, on a need-to-know basis.
        Amber = "AMBER",
        /// The community.
        Green = "GREEN",
        /// Everybody.
        Clear = "CLEAR",
    }
}

/// How far something may travel, where it says so itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Its own label; none: that of what stands above it.
    pub tlp: Option<Tlp>,
    /// Its own handling codes; empty: those of what stands above it.
    pub handling: Vec<Handling>,
}

words! {
    /// A handling code of Europol.
    pub enum Handling: "handling code" {
        /// Only to prevent and combat crime.
        H0 = "H0",
        /// Not to be disclosed in judicial proceedings without the provider's leave.
        H1 = "H1",
        /// Not to be passed on without the provider's leave.
        H2 = "H2",
        /// Other restrictions, in words.
        H3 = "H3",
    }
}

impl Handling {
    /// The codes under which something is handed over with its provider's leave alone.
    const BY_LEAVE: &[Self] = &[Self::H1, Self::H2];

    /// Whether what carries it is handed over with its provider's leave alone.
    pub fn asks_for_leave(self) -> bool {
        Self::BY_LEAVE.contains(&self)
    }
}
