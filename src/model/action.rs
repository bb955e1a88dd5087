//! The actions, in one table that guards, help, documents and completion read.

use super::asset::AssetKind;
use super::gate::Gate;
use super::word::{Word, words};

mod table;

pub use table::ACTIONS;

words! {
    /// An action; a measure is one action on one asset by one agency.
    pub enum Action: "action" {
        /// Finds out who or what the target is.
        Identify = "identify",
        /// Has a custodian keep data unchanged.
        Preserve = "preserve",
        /// Copies a medium.
        Image = "image",
        /// Takes evidence without disabling the asset.
        SecureEvidence = "secure-evidence",
        /// Takes the asset or its registration.
        Seize = "seize",
        /// Stops the asset where it runs.
        TakeOffline = "take-offline",
        /// Blocks access to it from one country.
        BlockAccess = "block-access",
        /// Has the provider suspend the asset.
        Suspend = "suspend",
        /// Sends the asset's traffic to a declared sinkhole.
        Sinkhole = "sinkhole",
        /// Sends the asset's visitors to a declared page.
        Redirect = "redirect",
        /// Puts the asset under the agency's control.
        TakeControl = "take-control",
        /// Refers the asset to its provider, who decides.
        Refer = "refer",
        /// Orders the asset's removal.
        OrderRemoval = "order-removal",
        /// Has a store or search engine stop listing it.
        Delist = "delist",
        /// Searches premises.
        Search = "search",
        /// Arrests a person.
        Arrest = "arrest",
        /// Interviews a person.
        Interview = "interview",
        /// Freezes a wallet.
        Freeze = "freeze",
    }
}

words! {
    /// The authority that an action needs.
    pub enum Authority: "authority" {
        /// None.
        Free = "none",
        /// The provider agrees; deconfliction is still needed.
        Voluntary = "voluntary",
        /// A binding instrument has to cover it.
        Binding = "binding",
    }
}

words! {
    /// The country in which an action takes place, and under which it counts.
    pub enum Jurisdiction: "place" {
        /// The asset's country.
        Asset = "asset",
        /// The agency's country.
        Agency = "agency",
    }
}

words! {
    /// The effect of an action on what the outlet publishes.
    pub enum Effect: "effect" {
        /// Nothing visible.
        Nothing = "none",
        /// The outlet is harder to reach, but up.
        Limit = "limit",
        /// The asset is down.
        Down = "down",
    }
}

words! {
    /// The evidence that a confirmation needs.
    pub enum EvidenceRequirement: "evidence" {
        /// None.
        Nothing = "no",
        /// A file, by its SHA-256.
        File = "file",
        /// A thing, by its seal.
        Thing = "thing",
        /// Either.
        FileOrThing = "file or thing",
    }
}

words! {
    /// What a confirmation has to state.
    pub enum ConfirmationCheck: "check" {
        /// How the effect was checked.
        Basis = "basis",
        /// How it was checked, and until when the custodian keeps the data.
        BasisUntil = "basis and until",
        /// Seen from outside: from another country than the agency's.
        Outside = "seen from another country",
        /// Seen from two countries.
        TwoCountries = "seen from two countries",
        /// Seen from inside the agency's country.
        Inside = "seen from the agency's country",
        /// Seen from a stated country.
        Seen = "seen from a country",
        /// The lead's own statement.
        Lead = "the lead's statement",
    }
}

// See ARCHITECTURE, "Rules are tables".
#[derive(Debug)]
pub struct ActionRow {
    pub action: Action,
    /// The kinds of asset that it fits; empty: any kind, and providers.
    pub kinds: &'static [AssetKind],
    pub authority: &'static [Authority],
    /// The gates that it needs in addition to `lawful` and, with a binding authority, `authorised`.
    pub gates: &'static [Gate],
    pub place: Jurisdiction,
    /// Whether it waits for the lead's go.
    pub go: bool,
    /// The word that tables print for `done`.
    pub done: &'static str,
    /// How the effect is confirmed, in a phrase.
    pub confirmed_by: &'static str,
    /// What a confirmation has to state in addition to its basis.
    pub check: ConfirmationCheck,
    /// The kinds of asset whose effect has to be seen from outside instead.
    pub outside_on: &'static [AssetKind],
    pub may_lapse: &'static [AssetKind],
    /// The kinds of asset for which a confirmation needs evidence.
    pub evidence_on: &'static [AssetKind],
    /// The evidence that these need.
    pub evidence: EvidenceRequirement,
    pub effect: Effect,
    /// Whether it stops what runs, so that evidence has to be taken before.
    pub halts: bool,
    /// Whether the plan has to say where it sends traffic or visitors.
    pub sends: bool,
}

impl Action {
    pub fn row(self) -> &'static ActionRow {
        // The rows are in the order of the enum (a test checks this), so the index exists.
        &ACTIONS[self as usize]
    }

    pub fn fits(self, kind: AssetKind) -> bool {
        self.row().kinds.contains(&kind)
    }

    /// Whether it fits a provider: an action that fits any kind does.
    pub fn fits_providers(self) -> bool {
        self.row().kinds.len() == AssetKind::ALL.len()
    }

    pub fn always_binds(self) -> bool {
        self.row().authority == [Authority::Binding]
    }

    /// What a confirmation has to state, for that kind of asset, in addition to its basis.
    pub fn check(self, kind: AssetKind) -> ConfirmationCheck {
        if self.row().outside_on.contains(&kind) { ConfirmationCheck::Outside } else { self.row().check }
    }

    pub fn may_lapse(self, kind: AssetKind) -> bool {
        self.row().may_lapse.contains(&kind)
    }

    pub fn evidence(self, kind: AssetKind) -> EvidenceRequirement {
        if self.row().evidence_on.contains(&kind) {
            self.row().evidence
        } else {
            EvidenceRequirement::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert_eq!(ACTIONS.len(), Action::ALL.len());
        for action in Action::ALL {
            assert_eq!(action.row().action, *action);
        }
    }
}
