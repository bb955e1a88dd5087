//! What can be done to an asset: one table, read by guards, help, docs and completion.

use super::asset::AssetKind::{self, *};
use super::gate::Gate;
use super::word::{Word, words};

words! {
    /// An action; a measure is one action on one asset by one agency.
    pub enum Action: "action" {
        /// Finds out who or what it is.
        Identify = "identify",
        /// Has a custodian keep data from being changed.
        Preserve = "preserve",
        /// Copies a medium.
        Image = "image",
        /// Takes evidence without disabling.
        SecureEvidence = "secure-evidence",
        /// Takes the thing or the registration.
        Seize = "seize",
        /// Stops it where it runs.
        TakeOffline = "take-offline",
        /// Blocks access to it from one country.
        BlockAccess = "block-access",
        /// Has its provider suspend it.
        Suspend = "suspend",
        /// Sends its traffic to a declared sinkhole.
        Sinkhole = "sinkhole",
        /// Sends its visitors to a declared page.
        Redirect = "redirect",
        /// Puts it under the control of the agency.
        TakeControl = "take-control",
        /// Refers it to its provider, who decides.
        Refer = "refer",
        /// Orders its removal.
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
    /// What authority an action rests on.
    pub enum Authority: "authority" {
        /// None is needed.
        Free = "none",
        /// The provider's own will; deconfliction is still needed.
        Voluntary = "voluntary",
        /// A binding instrument has to cover it.
        Binding = "binding",
    }
}

words! {
    /// Whose soil an action happens on, and in whose row it counts.
    pub enum Jurisdiction: "place" {
        /// The asset's country.
        Asset = "asset",
        /// The agency's country.
        Agency = "agency",
    }
}

words! {
    /// What an action does to what the outlet shows.
    pub enum Effect: "effect" {
        /// Nothing that can be seen.
        Nothing = "none",
        /// It is harder to reach, but up.
        Limit = "limit",
        /// It is down.
        Down = "down",
    }
}

words! {
    /// What evidence a confirmation asks for.
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
    /// What a confirmation has to say.
    pub enum ConfirmationCheck: "check" {
        /// In what words the effect was checked.
        Basis = "basis",
        /// Words, and until when the custodian keeps the data.
        BasisUntil = "basis and until",
        /// Seen from outside: from another country than the agency's.
        Outside = "seen from another country",
        /// Seen from two countries.
        TwoCountries = "seen from two countries",
        /// Seen from inside the agency's country.
        Inside = "seen from the agency's country",
        /// Seen, from anywhere said.
        Seen = "seen from a country",
        /// The lead's own statement.
        Lead = "the lead's statement",
    }
}

/// One row of the table of actions.
#[derive(Debug)]
pub struct ActionRow {
    /// The action.
    pub action: Action,
    /// The kinds of asset that it fits; empty: any, and providers.
    pub kinds: &'static [AssetKind],
    /// The authorities that it may rest on.
    pub authority: &'static [Authority],
    /// The gates asked beside `lawful` and, where the authority binds, `authorised`.
    pub gates: &'static [Gate],
    /// Whose soil, and whose row.
    pub place: Jurisdiction,
    /// Whether it waits for the lead's go.
    pub go: bool,
    /// What tables print for `done`.
    pub done: &'static str,
    /// How the effect is confirmed, for people.
    pub confirmed_by: &'static str,
    /// What a confirmation has to say beside its basis.
    pub check: ConfirmationCheck,
    /// The kinds of asset on which it has to be seen from outside instead.
    pub outside_on: &'static [AssetKind],
    /// The kinds of asset on which the effect may lapse.
    pub may_lapse: &'static [AssetKind],
    /// The kinds of asset on which evidence is asked.
    pub evidence_on: &'static [AssetKind],
    /// The evidence asked there.
    pub evidence: EvidenceRequirement,
    /// What it does to what the outlet shows.
    pub effect: Effect,
    /// Whether what runs is stopped: evidence of it has to be taken before.
    pub halts: bool,
    /// Whether the plan has to say where it is sent.
    pub sends: bool,
}

const ANY: &[AssetKind] = AssetKind::ALL;
const NONE: &[AssetKind] = &[];
const N: &[Authority] = &[Authority::Free];
const V: &[Authority] = &[Authority::Voluntary];
const B: &[Authority] = &[Authority::Binding];
const VB: &[Authority] = &[Authority::Voluntary, Authority::Binding];
const D: &[Gate] = &[Gate::Deconflicted];
const LD: &[Gate] = &[Gate::Located, Gate::Deconflicted];
const DS: &[Gate] = &[Gate::Deconflicted, Gate::Staffed];
const LDS: &[Gate] = &[Gate::Located, Gate::Deconflicted, Gate::Staffed];
const LDC: &[Gate] = &[Gate::Located, Gate::Deconflicted, Gate::Collateral];
const LDCS: &[Gate] = &[Gate::Located, Gate::Deconflicted, Gate::Collateral, Gate::Staffed];

macro_rules! rows {
    ($($action:ident $kinds:expr, $auth:ident $gates:expr, $place:ident $go:literal $done:literal, $by:literal $check:ident $outside:expr, $lapse:expr, $ev_on:expr, $ev:ident, $effect:ident $halts:literal $sends:literal;)+) => {
        &[$(ActionRow {
            action: Action::$action, kinds: $kinds, authority: $auth, gates: $gates, place: Jurisdiction::$place, go: $go,
            done: $done, confirmed_by: $by, check: ConfirmationCheck::$check, outside_on: $outside, may_lapse: $lapse, evidence_on: $ev_on,
            evidence: EvidenceRequirement::$ev, effect: Effect::$effect, halts: $halts, sends: $sends,
        }),+]
    };
}

/// The table of actions, in the order of [`Action`].
#[rustfmt::skip]
pub const ACTIONS: &[ActionRow] = rows! {
    Identify ANY, N &[], Agency false "identified", "a second source" Basis NONE, NONE, NONE, Nothing, Nothing false false;
    Preserve &[Server, Storage, Account, Channel, MailingList], B LD, Asset false "preserved", "the custodian's acknowledgement, with its expiry" BasisUntil NONE, NONE, NONE, Nothing, Nothing false false;
    Image &[Server, Storage], B LDS, Asset true "imaged", "the hash verified again" Basis NONE, NONE, ANY, File, Nothing false false;
    SecureEvidence &[Server, Storage, Premises], B LDS, Asset true "evidence secured", "the hash or seal verified again" Basis NONE, NONE, ANY, FileOrThing, Nothing false false;
    Seize &[Server, Storage, Domain, OnionService, Wallet], B LDCS, Asset true "seized", "a thing: its seal read again; a domain: registration and DNS seen from outside" Basis &[Domain], &[Domain, OnionService, Wallet], &[Server, Storage], Thing, Down true false;
    TakeOffline &[Server, Website, Stream, OnionService], VB LDC, Asset true "offline", "unreachable from two countries" TwoCountries NONE, ANY, NONE, Nothing, Down true false;
    BlockAccess &[Server, Domain, Website, Stream], B LDC, Agency true "blocked", "blocked from inside the agency's country" Inside NONE, ANY, NONE, Nothing, Limit false false;
    Suspend &[Domain, Account, Channel, App, MailingList], VB LDC, Asset true "suspended", "the provider's word or an EPP hold" Basis NONE, ANY, NONE, Nothing, Down true false;
    Sinkhole &[Domain], B LDC, Asset true "sinkholed", "it resolves to the declared sinkhole" Basis NONE, ANY, NONE, Nothing, Down true true;
    Redirect &[Domain, OnionService, Website], B LDC, Asset true "redirected", "the page seen" Seen NONE, ANY, NONE, Nothing, Down true true;
    TakeControl &[Server, Domain, Channel, OnionService], B LDCS, Asset true "under control", "the lead's statement" Lead NONE, ANY, ANY, File, Down false false;
    Refer &[Website, Account, Channel, App, ContentItem, Storage, Stream], V D, Agency true "referred", "the provider's answer" Basis NONE, ANY, NONE, Nothing, Limit false false;
    OrderRemoval &[Website, Account, Channel, ContentItem, Storage, Stream, App], B LD, Agency true "removal ordered", "removed, with the time of receipt" Basis NONE, ANY, NONE, Nothing, Down true false;
    Delist &[App, Website], VB D, Agency true "delisted", "the store or search seen" Seen NONE, ANY, NONE, Nothing, Limit false false;
    Search &[Premises], B LDS, Asset true "searched", "the record of the search" Basis NONE, NONE, ANY, FileOrThing, Nothing false false;
    Arrest &[Person], B LDS, Asset true "arrested", "the unit's report" Basis NONE, NONE, NONE, Nothing, Nothing false false;
    Interview &[Person], N DS, Asset true "interviewed", "the unit's report" Basis NONE, NONE, NONE, Nothing, Nothing false false;
    Freeze &[Wallet], B LD, Agency true "frozen", "the custodian's acknowledgement" Basis NONE, ANY, NONE, Nothing, Limit false false;
};

impl Action {
    /// The action's row of the table.
    pub fn row(self) -> &'static ActionRow {
        // The table stands in the order of the enum (a test holds it to that), so the index exists.
        &ACTIONS[self as usize]
    }

    /// Whether the action fits that kind of asset.
    pub fn fits(self, kind: AssetKind) -> bool {
        self.row().kinds.contains(&kind)
    }

    /// Whether it fits a provider: what fits any kind does.
    pub fn fits_providers(self) -> bool {
        self.row().kinds.len() == AssetKind::ALL.len()
    }

    /// Whether it always needs a binding instrument.
    pub fn always_binds(self) -> bool {
        self.row().authority == [Authority::Binding]
    }

    /// What a confirmation on that kind of asset has to say beside its basis.
    pub fn check(self, kind: AssetKind) -> ConfirmationCheck {
        if self.row().outside_on.contains(&kind) { ConfirmationCheck::Outside } else { self.row().check }
    }

    /// Whether its effect on that kind of asset may lapse.
    pub fn may_lapse(self, kind: AssetKind) -> bool {
        self.row().may_lapse.contains(&kind)
    }

    /// The evidence that a confirmation on that kind of asset asks for.
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
