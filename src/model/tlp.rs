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
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Marks {
    /// Its own label; none: that of what stands above it.
    pub tlp: Option<Tlp>,
    /// Its own handling codes; empty: those of what stands above it.
    pub handling: Vec<Handling>,
}

impl Marks {
    /// The strictest of labels, and every code: how far a document may travel that shows all of these.
    pub fn strictest<'a>(
        above: (Tlp, Vec<Handling>),
        all: impl Iterator<Item = &'a Self>,
    ) -> (Tlp, Vec<Handling>) {
        let (mut tlp, mut handling) = above;
        for own in all {
            // The stricter a label, the earlier it stands.
            tlp = own.tlp.map_or(tlp, |own| own.min(tlp));
            handling.extend(&own.handling);
        }
        handling.sort_unstable();
        handling.dedup();
        (tlp, handling)
    }

    /// Whether it says nothing itself.
    pub fn is_empty(&self) -> bool {
        self.tlp.is_none() && self.handling.is_empty()
    }
}

/// `TLP:RED H1 H2`; nothing where it says nothing itself.
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
