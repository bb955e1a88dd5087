//! The shapes of entries, as `docs/ledger-format.md` gives them: the keys of a type never change.
//!
//! A new type of entry begins here, with a struct and a row of `entries!`; the compiler names the other places.
//! This file is long because it lists every key of every type.

#![deny(clippy::wildcard_enum_match_arm)]

use std::borrow::Cow;

use super::cursor::{Cursor, DecodeError};
use super::object::Shape;

use crate::ledger::log::Head;
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::tlp::{Handling, Marks, Tlp};
use crate::model::word::words;

/// A text or an id of an entry, never empty. What is read borrows it from the line unless it contains an escape; what
/// is to be recorded owns it.
pub type Text<'a> = Cow<'a, str>;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis<'a> {
    /// The agency, or `archive`.
    pub agency: Text<'a>,
    /// The instance: 8 hex digits.
    pub instance: Text<'a>,
    /// The program that began it.
    pub program: Text<'a>,
}

/// A change of a measure's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition<'a> {
    /// The measure's full id.
    pub measure: Text<'a>,
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
    pub seen_from: Vec<Text<'a>>,
    /// Until when.
    pub until: Option<Instant>,
    /// Ids of sources, sorted.
    pub sources: Vec<Text<'a>>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// The reason why it is recorded against the rules, and the guards it broke.
    pub irregular: Option<Irregular<'a>>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
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
    pub about: Text<'a>,
    /// When.
    pub at: At,
    /// The new asset, of a relocation, survival or return.
    pub asset: Option<Text<'a>>,
    /// From which countries it was seen, sorted.
    pub seen_from: Vec<Text<'a>>,
    /// Ids of sources, sorted.
    pub sources: Vec<Text<'a>>,
    /// How far it may travel, where that is less far than what it is about.
    pub tlp: Option<Tlp>,
    /// Its handling codes beside those of what it is about; sorted.
    pub handling: Vec<Handling>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// A remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// Measures' full ids, `asset:X`, `outlet:X`, `entry:<64 hex>`; sorted, may be empty.
    pub about: Vec<Text<'a>>,
    /// When.
    pub at: Option<At>,
    /// Ids of sources, sorted.
    pub sources: Vec<Text<'a>>,
    /// The remark.
    pub text: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// An agency's stop on measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold<'a> {
    /// Full ids, sorted, at least one.
    pub measures: Vec<Text<'a>>,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// One's own entry taken back; both stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction<'a> {
    /// The entry taken back.
    pub entry: Hash,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// An entry's `at`, sources or note mended; at least one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction<'a> {
    /// The entry mended.
    pub entry: Hash,
    /// The right time.
    pub at: Option<At>,
    /// The right sources, sorted.
    pub sources: Vec<Text<'a>>,
    /// The right remark.
    pub note: Option<Text<'a>>,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// An agency's word that closes a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation<'a> {
    /// The gate.
    pub gate: Gate,
    /// Measures (or, of `lawful`, outlets) with the digest that the word is bound to; sorted, at least one.
    pub about: Vec<(Text<'a>, Hash)>,
    /// On what basis.
    pub basis: Text<'a>,
    /// Until when.
    pub until: Option<Instant>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// A step of a legal instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentStep<'a> {
    /// The instrument.
    pub instrument: Text<'a>,
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
    pub scope: Vec<(Text<'a>, Hash)>,
    /// Why.
    pub reason: Option<Text<'a>>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// An agency's yes to one saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The SHA-256 of the saved plan.
    pub saved: Hash,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// The lead's go: one entry is the transition of all its measures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Go<'a> {
    /// The SHA-256 of the saved plan.
    pub saved: Hash,
    /// Measure, round and order digest; sorted by measure, at least one.
    pub measures: Vec<(Text<'a>, u64, Hash)>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// The lead's end of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle<'a> {
    /// The measure.
    pub measure: Text<'a>,
    /// The round that counts.
    pub round: u64,
    /// All the tips that its writer saw, sorted, at least one.
    pub entries: Vec<Hash>,
    /// The state that counts.
    pub to: State,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
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
    pub serves: Vec<(Text<'a>, u64)>,
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
    pub holder: Option<Text<'a>>,
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
    pub clock_was_set: bool,
}

/// What was handed to whom: a bundle, by the digest of its list of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure<'a> {
    /// To whom, in words: a court, an agency.
    pub to: Text<'a>,
    /// The SHA-256 of the bundle's `manifest.sha256`.
    pub bundle: Hash,
    /// The agency whose part it holds, where it holds one agency's.
    pub agency: Option<Text<'a>>,
    /// How far what it holds may travel, where it was cut by that.
    pub tlp: Option<Tlp>,
    /// The handling codes that what it holds may carry, where it was cut by them; sorted.
    pub handling: Vec<Handling>,
    /// The assets that it is cut to, sorted.
    pub assets: Vec<Text<'a>>,
    /// The reference of the leave to hand over what its handling code keeps back.
    pub leave: Option<Text<'a>>,
    /// A remark.
    pub note: Option<Text<'a>>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// A signature of the lines before it: of the checkpoint text made of this line's log, `seq` - 1, `prev` and `t`.
// See ARCHITECTURE, "A checkpoint entry holds only the signature".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// The SSHSIG blob (OpenSSH, PROTOCOL.sshsig) in base64, without armour.
    pub signature: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// An agency's word on a log of its own that nobody writes any more: which line of which branch it stands by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retire<'a> {
    /// The log.
    pub log: Text<'a>,
    /// The last line that counts.
    pub seq: u64,
    /// The hash of that line, which tells the branch.
    pub hash: Hash,
    /// Why.
    pub reason: Text<'a>,
    /// Whether the clock was set.
    pub clock_was_set: bool,
}

/// What stands in a request for a digest that is computed when the request is completed.
const COMPUTED: Hash = Hash::from_bytes([0; 32]);

fn texts<'a, T: Into<Text<'a>>>(list: impl IntoIterator<Item = T>) -> Vec<Text<'a>> {
    list.into_iter().map(Into::into).collect()
}

impl<'a> Transition<'a> {
    /// A request: the round, the state before and the target are computed when it is completed.
    pub fn new(measure: impl Into<Text<'a>>, to: State, at: At) -> Self {
        Self::of((measure.into(), 0, State::Open, to, at, COMPUTED))
    }
}

impl<'a> Irregular<'a> {
    /// A request; the broken guards are found when it is recorded, and without any the entry is a regular one.
    pub fn new(reason: impl Into<Text<'a>>) -> Self {
        Self::of((reason.into(), Vec::new()))
    }
}

impl<'a> Observation<'a> {
    /// A request.
    pub fn new(kind: ObservationKind, about: impl Into<Text<'a>>, at: At) -> Self {
        Self::of((kind, about.into(), at))
    }

    /// How far it says itself that it may travel.
    pub fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

impl<'a> Note<'a> {
    /// A request.
    pub fn new<T: Into<Text<'a>>>(about: impl IntoIterator<Item = T>, text: impl Into<Text<'a>>) -> Self {
        Self::of((texts(about), text.into()))
    }
}

impl<'a> Hold<'a> {
    /// A request.
    pub fn new<T: Into<Text<'a>>>(
        measures: impl IntoIterator<Item = T>,
        reason: impl Into<Text<'a>>,
    ) -> Self {
        Self::of((texts(measures), reason.into()))
    }
}

impl<'a> Retraction<'a> {
    /// A request.
    pub fn new(entry: Hash, reason: impl Into<Text<'a>>) -> Self {
        Self::of((entry, reason.into()))
    }
}

impl<'a> Correction<'a> {
    /// A request that does not change anything yet.
    pub fn new(entry: Hash, reason: impl Into<Text<'a>>) -> Self {
        Self::of((entry, reason.into()))
    }

    /// Whether it corrects anything.
    pub(crate) fn changes_something(&self) -> bool {
        self.at.is_some() || !self.sources.is_empty() || self.note.is_some()
    }
}

impl<'a> Attestation<'a> {
    /// A request about measures, or for a gate of outlets about outlets; their digests are computed when it is
    /// completed.
    pub fn new<T: Into<Text<'a>>>(
        gate: Gate,
        about: impl IntoIterator<Item = T>,
        basis: impl Into<Text<'a>>,
    ) -> Self {
        Self::of((gate, about.into_iter().map(|id| (id.into(), COMPUTED)).collect(), basis.into()))
    }
}

impl<'a> InstrumentStep<'a> {
    /// A request; the scope of a grant is computed when it is completed.
    pub fn new(instrument: impl Into<Text<'a>>, to: InstrumentState, at: Instant) -> Self {
        Self::of((instrument.into(), to, at))
    }
}

impl<'a> Settle<'a> {
    /// A request; the round and the entries that it ends are computed when it is completed.
    pub fn new(measure: impl Into<Text<'a>>, to: State, reason: impl Into<Text<'a>>) -> Self {
        Self::of((measure.into(), 0, Vec::new(), to, reason.into()))
    }
}

impl<'a> Evidence<'a> {
    /// A request for a step of an item that exists.
    pub fn new(to: ItemState, at: Instant) -> Self {
        Self::of((to, at))
    }

    /// A request for an item that begins; the rounds of the measures are computed when it is completed.
    pub fn begin<T: Into<Text<'a>>>(to: ItemState, at: Instant, serves: impl IntoIterator<Item = T>) -> Self {
        Self { serves: serves.into_iter().map(|id| (id.into(), 0)).collect(), ..Self::new(to, at) }
    }

    /// How far it says itself that its item may travel.
    pub fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

impl<'a> Disclosure<'a> {
    /// A request.
    pub fn new(to: impl Into<Text<'a>>, bundle: Hash) -> Self {
        Self::of((to.into(), bundle))
    }
}

impl<'a> Retire<'a> {
    /// A request to retire a log at its last line that counts.
    pub fn new(head: &Head, reason: impl Into<Text<'a>>) -> Self {
        Self::of((head.log.to_string().into(), head.seq, head.hash, reason.into()))
    }
}

macro_rules! entries {
    ($($(#[$doc:meta])* $word:literal $name:ident($shape:ty)),+ $(,)?) => {
        words! {
            /// The type of an entry.
            pub enum EntryKind: "type of entry" { $($(#[$doc])* $name = $word),+ }
        }

        /// The data of an entry, by its type.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Data<'a> { $($(#[$doc])* $name($shape)),+ }

        impl<'a> Data<'a> {
            /// The type of the entry.
            pub fn kind(&self) -> EntryKind {
                match self { $(Self::$name(_) => EntryKind::$name),+ }
            }

            /// Reads the data of an entry of this type.
            pub(crate) fn read(cursor: &mut Cursor<'a>, kind: EntryKind) -> Result<Self, DecodeError> {
                match kind { $(EntryKind::$name => <$shape as Shape<'a>>::read(cursor).map(Self::$name)),+ }
            }

            /// Writes it as a line contains it.
            pub(crate) fn write(&self, out: &mut Vec<u8>) {
                match self { $(Self::$name(shape) => shape.write(out)),+ }
            }
        }

        $(impl<'a> From<$shape> for Data<'a> {
            fn from(shape: $shape) -> Self {
                Self::$name(shape)
            }
        })+
    };
}

entries! {
    /// The first line of a log.
    "genesis" Genesis(Genesis<'a>),
    /// A change of a measure's state.
    "transition" Transition(Transition<'a>),
    /// A dated, sourced finding.
    "observation" Observation(Observation<'a>),
    /// A remark.
    "note" Note(Note<'a>),
    /// An agency's stop on measures.
    "hold" Hold(Hold<'a>),
    /// An agency withdraws an entry of its own.
    "retraction" Retraction(Retraction<'a>),
    /// An agency corrects an entry of its own.
    "correction" Correction(Correction<'a>),
    /// An agency closes a gate.
    "attestation" Attestation(Attestation<'a>),
    /// A step of a legal instrument.
    "instrument" Instrument(InstrumentStep<'a>),
    /// An agency approves a saved plan.
    "approval" Approval(Approval),
    /// The lead's go for a saved plan.
    "go" Go(Go<'a>),
    /// The lead's end of a conflict.
    "settle" Settle(Settle<'a>),
    /// A step of an item's chain of custody.
    "evidence" Evidence(Evidence<'a>),
    /// A bundle was handed out.
    "disclosure" Disclosure(Disclosure<'a>),
    /// A signature of the lines before it.
    "checkpoint" Checkpoint(Checkpoint<'a>),
    /// A log that nobody writes any more.
    "retire" Retire(Retire<'a>),
}

impl<'a> Data<'a> {
    /// Where it says why it is recorded against the rules, if it is of a type that can be.
    pub(crate) fn irregular_mut(&mut self) -> Option<&mut Option<Irregular<'a>>> {
        match self {
            Self::Transition(transition) => Some(&mut transition.irregular),
            Self::Evidence(step) => Some(&mut step.irregular),
            Self::Genesis(_)
            | Self::Observation(_)
            | Self::Note(_)
            | Self::Hold(_)
            | Self::Retraction(_)
            | Self::Correction(_)
            | Self::Attestation(_)
            | Self::Instrument(_)
            | Self::Approval(_)
            | Self::Go(_)
            | Self::Settle(_)
            | Self::Disclosure(_)
            | Self::Checkpoint(_)
            | Self::Retire(_) => None,
        }
    }

    /// The saved plan that it names.
    pub fn saved(&self) -> Option<Hash> {
        match self {
            Self::Approval(approval) => Some(approval.saved),
            Self::Go(go) => Some(go.saved),
            Self::Genesis(_)
            | Self::Transition(_)
            | Self::Observation(_)
            | Self::Note(_)
            | Self::Hold(_)
            | Self::Retraction(_)
            | Self::Correction(_)
            | Self::Attestation(_)
            | Self::Instrument(_)
            | Self::Settle(_)
            | Self::Evidence(_)
            | Self::Disclosure(_)
            | Self::Checkpoint(_)
            | Self::Retire(_) => None,
        }
    }

    /// How far an entry says itself that it may travel; most do not say it.
    pub fn marks(&self) -> Marks {
        match self {
            Self::Observation(observation) => observation.marks(),
            Self::Evidence(step) => step.marks(),
            Self::Genesis(_)
            | Self::Transition(_)
            | Self::Note(_)
            | Self::Hold(_)
            | Self::Retraction(_)
            | Self::Correction(_)
            | Self::Attestation(_)
            | Self::Instrument(_)
            | Self::Approval(_)
            | Self::Go(_)
            | Self::Settle(_)
            | Self::Disclosure(_)
            | Self::Checkpoint(_)
            | Self::Retire(_) => Marks::default(),
        }
    }
}
