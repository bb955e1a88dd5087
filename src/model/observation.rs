//! What can be seen afterwards.

use super::word::words;

words! {
    /// The kind of an observation of an asset, an outlet or a measure.
    pub enum ObservationKind: "observation" {
        /// It answers.
        Up = "up",
        /// It does not answer.
        Down = "down",
        /// Somebody looked and could not tell.
        Unknown = "unknown",
        /// It moved; the new asset starts bare.
        Relocated = "relocated",
        /// A mirror was missed and is still up.
        Survived = "survived",
        /// The outlet is back on another asset.
        Resurfaced = "resurfaced",
    }
}
