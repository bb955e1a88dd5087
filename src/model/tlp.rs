//! Who may receive a document: TLP 2.0 (FIRST, August 2022) and Europol's handling codes.

use super::word::words;

words! {
    /// A label of the Traffic Light Protocol 2.0.
    pub enum Tlp: "TLP label" {
        /// Only the named recipients.
        Red = "RED",
        /// Only the recipients' organisation.
        AmberStrict = "AMBER+STRICT",
        /// The recipients' organisation and its clients, on a need-to-know basis.
        Amber = "AMBER",
        /// The community.
        Green = "GREEN",
        /// Everyone.
        Clear = "CLEAR",
    }
}

/// The label and handling codes that something states for itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks {
    /// `None`: the label of its parent applies.
    pub tlp: Option<Tlp>,
    /// Empty: the codes of its parent apply.
    pub handling: Vec<Handling>,
}

impl Marks {
    /// The strictest of the labels, and every code: the limits for a document that shows all of these.
    pub fn strictest<'a>(
        above: (Tlp, Vec<Handling>),
        all: impl Iterator<Item = &'a Self>,
    ) -> (Tlp, Vec<Handling>) {
        let (mut tlp, mut handling) = above;
        for own in all {
            // Stricter labels come first in the order.
            tlp = own.tlp.map_or(tlp, |own| own.min(tlp));
            handling.extend(&own.handling);
        }
        handling.sort_unstable();
        handling.dedup();
        (tlp, handling)
    }

    /// Whether it states nothing for itself.
    pub fn is_empty(&self) -> bool {
        self.tlp.is_none() && self.handling.is_empty()
    }
}

/// `TLP:RED H1 H2`; empty if it states nothing for itself.
impl std::fmt::Display for Marks {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let label = self.tlp.map(|tlp| format!("TLP:{tlp}"));
        let codes = self.handling.iter().map(ToString::to_string);
        f.write_str(&label.into_iter().chain(codes).collect::<Vec<_>>().join(" "))
    }
}

words! {
    /// A handling code of Europol.
    pub enum Handling: "handling code" {
        /// For use only to prevent and combat crime.
        H0 = "H0",
        /// No disclosure in judicial proceedings without the provider's consent.
        H1 = "H1",
        /// No onward transfer without the provider's consent.
        H2 = "H2",
        /// Other restrictions, in free text.
        H3 = "H3",
    }
}

impl Handling {
    /// The codes that require the provider's consent for a transfer.
    const BY_LEAVE: &[Self] = &[Self::H1, Self::H2];

    /// Whether a transfer requires the provider's consent.
    pub fn asks_for_leave(self) -> bool {
        Self::BY_LEAVE.contains(&self)
    }
}
