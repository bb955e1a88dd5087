//! The rows of the table of actions.

use super::{Action, ActionRow, Authority, ConfirmationCheck, Effect, EvidenceRequirement, Jurisdiction};
use crate::model::asset::AssetKind::{self, *};
use crate::model::gate::Gate::*;
use crate::model::word::Word as _;

const ANY: &[AssetKind] = AssetKind::ALL;

/// What most actions have in common: they need a binding instrument and the lead's go, count where the asset is, and
/// are confirmed by a statement alone. Each row below states only its differences; `action`, `kinds`, `gates`, `done`
/// and `confirmed_by` are in every row.
const DEFAULT: ActionRow = ActionRow {
    action: Action::Identify,
    kinds: &[],
    authority: &[Authority::Binding],
    gates: &[],
    place: Jurisdiction::Asset,
    go: true,
    done: "",
    confirmed_by: "",
    check: ConfirmationCheck::Basis,
    outside_on: &[],
    may_lapse: &[],
    evidence_on: &[],
    evidence: EvidenceRequirement::Nothing,
    effect: Effect::Nothing,
    halts: false,
    sends: false,
};

/// The table of actions, in the order of [`Action`].
pub const ACTIONS: &[ActionRow] = &[
    ActionRow {
        action: Action::Identify,
        kinds: ANY,
        authority: &[Authority::Free],
        gates: &[],
        place: Jurisdiction::Agency,
        go: false,
        done: "identified",
        confirmed_by: "a second source",
        ..DEFAULT
    },
    ActionRow {
        action: Action::Preserve,
        kinds: &[Server, Storage, Account, Channel, MailingList],
        gates: &[Located, Deconflicted],
        go: false,
        done: "preserved",
        confirmed_by: "the custodian's acknowledgement, with its expiry",
        check: ConfirmationCheck::BasisUntil,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Image,
        kinds: &[Server, Storage],
        gates: &[Located, Deconflicted, Staffed],
        done: "imaged",
        confirmed_by: "the hash verified again",
        evidence_on: ANY,
        evidence: EvidenceRequirement::File,
        ..DEFAULT
    },
    ActionRow {
        action: Action::SecureEvidence,
        kinds: &[Server, Storage, Premises],
        gates: &[Located, Deconflicted, Staffed],
        done: "evidence secured",
        confirmed_by: "the hash or seal verified again",
        evidence_on: ANY,
        evidence: EvidenceRequirement::FileOrThing,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Seize,
        kinds: &[Server, Storage, Domain, OnionService, Wallet],
        gates: &[Located, Deconflicted, Collateral, Staffed],
        done: "seized",
        confirmed_by: "a thing: its seal read again; a domain: registration and DNS seen from outside",
        outside_on: &[Domain],
        may_lapse: &[Domain, OnionService, Wallet],
        evidence_on: &[Server, Storage],
        evidence: EvidenceRequirement::Thing,
        effect: Effect::Down,
        halts: true,
        ..DEFAULT
    },
    ActionRow {
        action: Action::TakeOffline,
        kinds: &[Server, Website, Stream, OnionService],
        authority: &[Authority::Voluntary, Authority::Binding],
        gates: &[Located, Deconflicted, Collateral],
        done: "offline",
        confirmed_by: "unreachable from two countries",
        check: ConfirmationCheck::TwoCountries,
        may_lapse: ANY,
        effect: Effect::Down,
        halts: true,
        ..DEFAULT
    },
    ActionRow {
        action: Action::BlockAccess,
        kinds: &[Server, Domain, Website, Stream],
        gates: &[Located, Deconflicted, Collateral],
        place: Jurisdiction::Agency,
        done: "blocked",
        confirmed_by: "blocked from inside the agency's country",
        check: ConfirmationCheck::Inside,
        may_lapse: ANY,
        effect: Effect::Limit,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Suspend,
        kinds: &[Domain, Account, Channel, App, MailingList],
        authority: &[Authority::Voluntary, Authority::Binding],
        gates: &[Located, Deconflicted, Collateral],
        done: "suspended",
        confirmed_by: "the provider's word or an EPP hold",
        may_lapse: ANY,
        effect: Effect::Down,
        halts: true,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Sinkhole,
        kinds: &[Domain],
        gates: &[Located, Deconflicted, Collateral],
        done: "sinkholed",
        confirmed_by: "it resolves to the declared sinkhole",
        may_lapse: ANY,
        effect: Effect::Down,
        halts: true,
        sends: true,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Redirect,
        kinds: &[Domain, OnionService, Website],
        gates: &[Located, Deconflicted, Collateral],
        done: "redirected",
        confirmed_by: "the page seen",
        check: ConfirmationCheck::Seen,
        may_lapse: ANY,
        effect: Effect::Down,
        halts: true,
        sends: true,
        ..DEFAULT
    },
    ActionRow {
        action: Action::TakeControl,
        kinds: &[Server, Domain, Channel, OnionService],
        gates: &[Located, Deconflicted, Collateral, Staffed],
        done: "under control",
        confirmed_by: "the lead's statement",
        check: ConfirmationCheck::Lead,
        may_lapse: ANY,
        evidence_on: ANY,
        evidence: EvidenceRequirement::File,
        effect: Effect::Down,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Refer,
        kinds: &[Website, Account, Channel, App, ContentItem, Storage, Stream],
        authority: &[Authority::Voluntary],
        gates: &[Deconflicted],
        place: Jurisdiction::Agency,
        done: "referred",
        confirmed_by: "the provider's answer",
        may_lapse: ANY,
        effect: Effect::Limit,
        ..DEFAULT
    },
    ActionRow {
        action: Action::OrderRemoval,
        kinds: &[Website, Account, Channel, ContentItem, Storage, Stream, App],
        gates: &[Located, Deconflicted],
        place: Jurisdiction::Agency,
        done: "removal ordered",
        confirmed_by: "removed, with the time of receipt",
        may_lapse: ANY,
        effect: Effect::Down,
        halts: true,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Delist,
        kinds: &[App, Website],
        authority: &[Authority::Voluntary, Authority::Binding],
        gates: &[Deconflicted],
        place: Jurisdiction::Agency,
        done: "delisted",
        confirmed_by: "the store or search seen",
        check: ConfirmationCheck::Seen,
        may_lapse: ANY,
        effect: Effect::Limit,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Search,
        kinds: &[Premises],
        gates: &[Located, Deconflicted, Staffed],
        done: "searched",
        confirmed_by: "the record of the search",
        evidence_on: ANY,
        evidence: EvidenceRequirement::FileOrThing,
        ..DEFAULT
    },
    ActionRow {
        action: Action::Arrest,
        kinds: &[Person],
        gates: &[Located, Deconflicted, Staffed],
        done: "arrested",
        confirmed_by: "the unit's report",
        ..DEFAULT
    },
    ActionRow {
        action: Action::Interview,
        kinds: &[Person],
        authority: &[Authority::Free],
        gates: &[Deconflicted, Staffed],
        done: "interviewed",
        confirmed_by: "the unit's report",
        ..DEFAULT
    },
    ActionRow {
        action: Action::Freeze,
        kinds: &[Wallet],
        gates: &[Located, Deconflicted],
        place: Jurisdiction::Agency,
        done: "frozen",
        confirmed_by: "the custodian's acknowledgement",
        may_lapse: ANY,
        effect: Effect::Limit,
        ..DEFAULT
    },
];
