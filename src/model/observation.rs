//! The kinds of observation after the action.

use super::word::words;

words! {
    /// The kind of an observation of an asset, an outlet or a measure.
    pub enum ObservationKind: "observation" {
        /// It answers.
        Up = "up",
        /// It does not answer.
        Down = "down",
        /// The observer could not tell.
        Unknown = "unknown",
        /// It moved; the new asset starts without any state.
        Relocated = "relocated",
        /// A mirror was missed and is still up.
        Survived = "survived",
        /// The outlet is back on another asset.
        Resurfaced = "resurfaced",
    }
}
