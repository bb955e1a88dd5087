//! The shapes of entries, as `docs/ledger-format.md` gives them: the keys of a type never change.

use std::borrow::Cow;

use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::tlp::{Handling, Tlp};

/// A text of an entry: borrowed from the line unless an escape stands in it. Never empty.
pub type Text<'a> = Cow<'a, str>;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis<'a> {
    /// The agency, or `archive`.
    pub agency: &'a str,
    /// The instance: 8 hex digits.
    pub instance: &'a str,
    /// The program that began it.
    pub program: Text<'a>,
}

/// A change of a measure's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition<'a> {
    /// The measure's full id.
    pub measure: &'a str,
    /// The round that it leaves the measure in.
    pub round: u64,
    /// The stored state before.
    pub from: State,
    /// The stored state after.
    pub to: State,
    /// When it happened.
    pub at: At,
    /// The measure's target digest.
    pub target: Hash,
    /// What remains, of a partial one.
    pub remainder: Option<Text<'a>>,
    /// Why.
    pub reason: Option<Text<'a>>,
    /// The reference of a court or authority.
    pub reference: Option<Text<'a>>,
    /// What was restored.
    pub restored: Option<Text<'a>>,
    /// How it was checked.
    pub basis: Option<Text<'a>>,
    /// From which countries it was seen: two capitals, sorted.
    pub seen_from: Vec<&'a str>,
    /// Until when.
    pub until: Option<Instant>,
    /// Ids of sources, sorted.
    pub sources: Vec<&'a str>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// The reason why it is recorded against the rules, and the guards it broke.
    pub irregular: Option<Irregular<'a>>,
    /// Whether the clock was set.
    pub now: bool,
}

/// Recorded although a guard forbade it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irregular<'a> {
    /// Why it is recorded.
    pub reason: Text<'a>,
    /// The broken guards, in the order of their vocabulary; never empty.
    pub broken: Vec<BrokenGuard>,
}

/// A dated, sourced finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation<'a> {
    /// What was found.
    pub kind: ObservationKind,
    /// `asset:X`, `outlet:X`, or a measure's full id.
    pub about: &'a str,
    /// When.
    pub at: At,
    /// The new asset, of a relocation, survival or return.
    pub asset: Option<&'a str>,
    /// From which countries it was seen, sorted.
    pub seen_from: Vec<&'a str>,
    /// Ids of sources, sorted.
    pub sources: Vec<&'a str>,
    /// How far it may travel, where that is less far than what it is about.
    pub tlp: Option<Tlp>,
    /// Its handling codes beside those of what it is about; sorted.
    pub handling: Vec<Handling>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// Whether the clock was set.
    pub now: bool,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// Measures' full ids, `asset:X`, `outlet:X`, `entry:<64 hex>`; sorted, may be empty.
    pub about: Vec<&'a str>,
    /// When.
    pub at: Option<At>,
    /// Ids of sources, sorted.
    pub sources: Vec<&'a str>,
    /// The remark.
    pub text: Text<'a>,
    /// Whether the clock was set.
    pub now: bool,
}

/// An agency's stop on measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold<'a> {
    /// Full ids, sorted, at least one.
    pub measures: Vec<&'a str>,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub now: bool,
}

/// One's own entry taken back; both stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction<'a> {
    /// The entry taken back.
    pub entry: Hash,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub now: bool,
}

/// An entry's `at`, sources or note mended; at least one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction<'a> {
    /// The entry mended.
    pub entry: Hash,
    /// The right time.
    pub at: Option<At>,
    /// The right sources, sorted.
    pub sources: Vec<&'a str>,
    /// The right remark.
    pub note: Option<Text<'a>>,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub now: bool,
}

/// An agency's word that closes a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation<'a> {
    /// The gate.
    pub gate: Gate,
    /// Measures (or, of `lawful`, outlets) with the digest that the word is bound to; sorted, at least one.
    pub about: Vec<(&'a str, Hash)>,
    /// On what basis.
    pub basis: Text<'a>,
    /// Until when.
    pub until: Option<Instant>,
    /// Whether the clock was set.
    pub now: bool,
}

/// A step of a legal instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentStep<'a> {
    /// The instrument.
    pub instrument: &'a str,
    /// Its new state.
    pub to: InstrumentState,
    /// When.
    pub at: Instant,
    /// The number it was granted under.
    pub number: Option<Text<'a>>,
    /// Who granted it.
    pub authority: Option<Text<'a>>,
    /// From when until when it is valid.
    pub valid: Option<(Instant, Instant)>,
    /// The SHA-256 of its document.
    pub document: Option<Hash>,
    /// Each covered measure, or `transfer:ASSET`, with its target digest; sorted.
    pub scope: Vec<(&'a str, Hash)>,
    /// Why.
    pub reason: Option<Text<'a>>,
    /// Whether the clock was set.
    pub now: bool,
}

/// An agency's yes to one saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The SHA-256 of the saved plan.
    pub saved: Hash,
    /// Whether the clock was set.
    pub now: bool,
}

/// The lead's go: one entry is the transition of all its measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Go<'a> {
    /// The SHA-256 of the saved plan.
    pub saved: Hash,
    /// Measure, round and order digest; sorted by measure, at least one.
    pub measures: Vec<(&'a str, u64, Hash)>,
    /// Whether the clock was set.
    pub now: bool,
}

/// The lead's end of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle<'a> {
    /// The measure.
    pub measure: &'a str,
    /// The round that counts.
    pub round: u64,
    /// All the tips that its writer saw, sorted, at least one.
    pub entries: Vec<Hash>,
    /// The state that counts.
    pub to: State,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub now: bool,
}

/// A step of an item's chain of custody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The state that it leads to.
    pub to: ItemState,
    /// When it happened.
    pub at: Instant,
    /// The entry that the item began with; none where it begins.
    pub item: Option<Hash>,
    /// The measures that an item serves, each with its round; sorted. Only where it begins.
    pub serves: Vec<(&'a str, u64)>,
    /// The unit's own exhibit number. Only where it begins.
    pub exhibit: Option<Text<'a>>,
    /// A file's name.
    pub file: Option<Text<'a>>,
    /// A file's SHA-256, as it is or as it was read again.
    pub sha256: Option<Hash>,
    /// A file's size in bytes.
    pub size: Option<u64>,
    /// A thing's serial number.
    pub serial: Option<Text<'a>>,
    /// The seal, as it was set or read.
    pub seal: Option<Text<'a>>,
    /// The agency that it is transferred to.
    pub holder: Option<&'a str>,
    /// Where it is kept.
    pub place: Option<Text<'a>>,
    /// Why, or what does not match.
    pub reason: Option<Text<'a>>,
    /// The reference of an order.
    pub reference: Option<Text<'a>>,
    /// How far it may travel, where that is less far than what it serves. Only where it begins.
    pub tlp: Option<Tlp>,
    /// Its handling codes beside those of what it serves; sorted. Only where it begins.
    pub handling: Vec<Handling>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// The reason why it is recorded against the rules, and the guards it broke.
    pub irregular: Option<Irregular<'a>>,
    /// Whether the clock was set.
    pub now: bool,
}

/// What was handed to whom: a bundle, by the digest of its list of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure<'a> {
    /// To whom, in words: a court, an agency.
    pub to: Text<'a>,
    /// The SHA-256 of the bundle's `manifest.sha256`.
    pub bundle: Hash,
    /// The agency whose part it holds, where it holds one agency's.
    pub agency: Option<&'a str>,
    /// How far what it holds may travel, where it was cut by that.
    pub tlp: Option<Tlp>,
    /// The handling codes that what it holds may carry, where it was cut by them; sorted.
    pub handling: Vec<Handling>,
    /// The assets that it is cut to, sorted.
    pub assets: Vec<&'a str>,
    /// The reference of the leave to hand over what its handling code keeps back.
    pub leave: Option<Text<'a>>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// Whether the clock was set.
    pub now: bool,
}

/// A signature of the lines before it: of the checkpoint text made of this line's log, `seq` - 1, `prev` and `t`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// The SSHSIG blob (OpenSSH, PROTOCOL.sshsig) in base64, without armour.
    pub signature: &'a str,
    /// Whether the clock was set.
    pub now: bool,
}

/// An agency's word on a log of its own that nobody writes any more: which line of which branch it stands by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retire<'a> {
    /// The log.
    pub log: &'a str,
    /// The last line that counts.
    pub seq: u64,
    /// The hash of that line, which tells the branch.
    pub hash: Hash,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub now: bool,
}

impl Data<'_> {
    /// The saved plan that it names.
    pub fn saved(&self) -> Option<Hash> {
        match self {
            Self::Approval(approval) => Some(approval.saved),
            Self::Go(go) => Some(go.saved),
            _ => None,
        }
    }
}

/// The data of an entry, by its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Data<'a> {
    /// `genesis`
    Genesis(Genesis<'a>),
    /// `transition`
    Transition(Transition<'a>),
    /// `observation`
    Observation(Observation<'a>),
    /// `note`
    Note(Note<'a>),
    /// `hold`
    Hold(Hold<'a>),
    /// `retraction`
    Retraction(Retraction<'a>),
    /// `correction`
    Correction(Correction<'a>),
    /// `attestation`
    Attestation(Attestation<'a>),
    /// `instrument`
    Instrument(InstrumentStep<'a>),
    /// `approval`
    Approval(Approval),
    /// `go`
    Go(Go<'a>),
    /// `settle`
    Settle(Settle<'a>),
    /// `evidence`
    Evidence(Evidence<'a>),
    /// `disclosure`
    Disclosure(Disclosure<'a>),
    /// `checkpoint`
    Checkpoint(Checkpoint<'a>),
    /// `retire`
    Retire(Retire<'a>),
}
