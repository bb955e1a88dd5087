//! The shapes of entries, as `docs/ledger-format.md` specifies them: the keys of a type never change.
//!
//! To add a type of entry, add a struct and a row of `entries!` here; the compiler then reports the other
//! places. This file is long because it lists every key of every type.

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

/// A text or an id in an entry; never empty. A text that was read borrows from the line unless it contains an
/// escape; a text to be recorded is owned.
pub type Text<'a> = Cow<'a, str>;

/// The first line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis<'a> {
    /// The agency, or `archive`.
    pub agency: Text<'a>,
    /// The instance: 8 hex digits.
    pub instance: Text<'a>,
    /// The program that created the log.
    pub program: Text<'a>,
}

/// A change of a measure's state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transition<'a> {
    /// The measure's full id.
    pub measure: Text<'a>,
    /// The round that the measure is in after the change.
    pub round: u64,
    /// The recorded state before.
    pub from: State,
    /// The recorded state after.
    pub to: State,
    /// When it happened.
    pub at: At,
    /// The digest of the measure's target.
    pub target: Hash,
    /// What remains to be done, if it is partial.
    pub remainder: Option<Text<'a>>,
    pub reason: Option<Text<'a>>,
    /// The reference of a court or authority.
    pub reference: Option<Text<'a>>,
    /// What was restored.
    pub restored: Option<Text<'a>>,
    /// How it was checked.
    pub basis: Option<Text<'a>>,
    /// The countries from which the effect was seen: two capital letters each, sorted.
    pub seen_from: Vec<Text<'a>>,
    /// When a preservation expires.
    pub until: Option<Instant>,
    /// Ids of sources, sorted.
    pub sources: Vec<Text<'a>>,
    pub note: Option<Text<'a>>,
    /// Why it was recorded although it broke guards, and which guards.
    pub irregular: Option<Irregular<'a>>,
    /// Whether the clock was set by hand.
    pub clock_was_set: bool,
}

/// The reason for an entry that breaks guards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Irregular<'a> {
    pub reason: Text<'a>,
    /// The broken guards, in the order of their vocabulary; never empty.
    pub broken: Vec<BrokenGuard>,
}

/// A dated observation, with its sources.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation<'a> {
    pub kind: ObservationKind,
    /// `asset:X`, `outlet:X`, or a measure's full id.
    pub about: Text<'a>,
    pub at: At,
    /// The new asset, for a relocation, survival or return.
    pub asset: Option<Text<'a>>,
    /// The countries from which it was observed, sorted.
    pub seen_from: Vec<Text<'a>>,
    /// Ids of sources, sorted.
    pub sources: Vec<Text<'a>>,
    /// Its TLP label, if stricter than that of its subject.
    pub tlp: Option<Tlp>,
    /// Its handling codes in addition to those of its subject; sorted.
    pub handling: Vec<Handling>,
    pub note: Option<Text<'a>>,
    pub clock_was_set: bool,
}

/// A free-text note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note<'a> {
    /// Measures' full ids, `asset:X`, `outlet:X`, `entry:<64 hex>`; sorted, may be empty.
    pub about: Vec<Text<'a>>,
    /// When it happened.
    pub at: Option<At>,
    /// Ids of sources, sorted.
    pub sources: Vec<Text<'a>>,
    pub text: Text<'a>,
    pub clock_was_set: bool,
}

/// Stops measures until the agency lifts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold<'a> {
    /// Full ids; sorted, at least one.
    pub measures: Vec<Text<'a>>,
    pub reason: Text<'a>,
    pub clock_was_set: bool,
}

/// Withdraws an entry of the same agency; both remain in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction<'a> {
    /// The entry to withdraw.
    pub entry: Hash,
    pub reason: Text<'a>,
    pub clock_was_set: bool,
}

/// Corrects the `at`, the sources or the note of an entry of the same agency; at least one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction<'a> {
    /// The entry to correct.
    pub entry: Hash,
    /// The correct time.
    pub at: Option<At>,
    /// The correct sources, sorted.
    pub sources: Vec<Text<'a>>,
    /// The correct note.
    pub note: Option<Text<'a>>,
    pub reason: Text<'a>,
    pub clock_was_set: bool,
}

/// An agency's statement that closes a gate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation<'a> {
    pub gate: Gate,
    /// The measures (outlets for `lawful`), each with the digest of its attested version; sorted, at least
    /// one.
    pub about: Vec<(Text<'a>, Hash)>,
    pub basis: Text<'a>,
    /// When it expires.
    pub until: Option<Instant>,
    pub clock_was_set: bool,
}

/// A step of a legal instrument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstrumentStep<'a> {
    /// The instrument's id.
    pub instrument: Text<'a>,
    /// Its new state.
    pub to: InstrumentState,
    /// When it happened.
    pub at: Instant,
    /// The number under which it was granted.
    pub number: Option<Text<'a>>,
    /// The authority that granted it.
    pub authority: Option<Text<'a>>,
    /// The validity period.
    pub valid: Option<(Instant, Instant)>,
    /// The SHA-256 of its document.
    pub document: Option<Hash>,
    /// Each covered measure, or `transfer:ASSET`, with its target digest; sorted.
    pub scope: Vec<(Text<'a>, Hash)>,
    pub reason: Option<Text<'a>>,
    pub clock_was_set: bool,
}

/// An agency's approval of a saved plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The SHA-256 of the saved plan.
    pub saved: Hash,
    pub clock_was_set: bool,
}

/// The lead's go, which changes the state of all its measures in a single entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Go<'a> {
    /// The SHA-256 of the saved plan.
    pub saved: Hash,
    /// Measure, round and order digest; sorted by measure, at least one.
    pub measures: Vec<(Text<'a>, u64, Hash)>,
    pub clock_was_set: bool,
}

/// The lead's settlement of a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settle<'a> {
    /// The measure's full id.
    pub measure: Text<'a>,
    /// The round of the tip that prevails.
    pub round: u64,
    /// All tips that the writer saw, by the hashes of their entries; sorted, at least one.
    pub entries: Vec<Hash>,
    /// The state that prevails.
    pub to: State,
    pub reason: Text<'a>,
    pub clock_was_set: bool,
}

/// A step of an item's chain of custody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence<'a> {
    /// The state that it leads to.
    pub to: ItemState,
    /// When it happened.
    pub at: Instant,
    /// The item's first entry; `None` in that entry itself.
    pub item: Option<Hash>,
    /// The measures that the item serves, each with its round; sorted. Only in its first entry.
    pub serves: Vec<(Text<'a>, u64)>,
    /// The exhibit number that the unit assigned. Only in its first entry.
    pub exhibit: Option<Text<'a>>,
    /// The name of a file.
    pub file: Option<Text<'a>>,
    /// The SHA-256 of a file, as first recorded or as computed again.
    pub sha256: Option<Hash>,
    /// The size of a file, in bytes.
    pub size: Option<u64>,
    /// The serial number of a physical object.
    pub serial: Option<Text<'a>>,
    /// The seal, as attached or as read again.
    pub seal: Option<Text<'a>>,
    /// The agency that it is handed to.
    pub holder: Option<Text<'a>>,
    /// Where it is stored.
    pub place: Option<Text<'a>>,
    /// The reason, or a description of the mismatch.
    pub reason: Option<Text<'a>>,
    /// The reference of an order.
    pub reference: Option<Text<'a>>,
    /// Its TLP label, if stricter than that of the measures that it serves. Only in its first entry.
    pub tlp: Option<Tlp>,
    /// Its handling codes in addition to those of the measures that it serves; sorted. Only in its first
    /// entry.
    pub handling: Vec<Handling>,
    pub note: Option<Text<'a>>,
    /// Why it was recorded although it broke guards, and which guards.
    pub irregular: Option<Irregular<'a>>,
    pub clock_was_set: bool,
}

/// A bundle was handed to a recipient. The digest of its file list identifies the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure<'a> {
    /// The recipient as free text: a court, an agency.
    pub to: Text<'a>,
    /// The SHA-256 of the bundle's `manifest.sha256`.
    pub bundle: Hash,
    /// The agency that the bundle is restricted to, if any.
    pub agency: Option<Text<'a>>,
    /// The TLP label that the content of the bundle is limited to, if any.
    pub tlp: Option<Tlp>,
    /// The handling codes that the content of the bundle is limited to, if any; sorted.
    pub handling: Vec<Handling>,
    /// The assets that the bundle is restricted to, sorted.
    pub assets: Vec<Text<'a>>,
    /// The reference of the permission to hand over content that its handling code restricts.
    pub leave: Option<Text<'a>>,
    pub note: Option<Text<'a>>,
    pub clock_was_set: bool,
}

/// A signature of all earlier lines. It signs the checkpoint text of this line's log, `seq` - 1, `prev` and
/// `t`.
// See ARCHITECTURE, "A checkpoint entry holds only the signature".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint<'a> {
    /// The SSHSIG blob (OpenSSH, PROTOCOL.sshsig) in base64, without armour.
    pub signature: Text<'a>,
    pub clock_was_set: bool,
}

/// An agency retires one of its own logs, and states which line of which branch is the last that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retire<'a> {
    /// The log's name.
    pub log: Text<'a>,
    /// The position of the last line that counts.
    pub seq: u64,
    /// The hash of that line, which identifies the branch.
    pub hash: Hash,
    pub reason: Text<'a>,
    pub clock_was_set: bool,
}

/// The placeholder in a request for a digest that is computed when the request is completed.
const COMPUTED: Hash = Hash::from_bytes([0; 32]);

fn texts<'a, T: Into<Text<'a>>>(list: impl IntoIterator<Item = T>) -> Vec<Text<'a>> {
    list.into_iter().map(Into::into).collect()
}

impl<'a> Transition<'a> {
    /// A request. The round, the previous state and the target are computed when it is completed.
    pub fn new(measure: impl Into<Text<'a>>, to: State, at: At) -> Self {
        Self::of((measure.into(), 0, State::Open, to, at, COMPUTED))
    }
}

impl<'a> Irregular<'a> {
    /// A request. The broken guards are found when the entry is recorded; if there are none, the entry is
    /// regular.
    pub fn new(reason: impl Into<Text<'a>>) -> Self {
        Self::of((reason.into(), Vec::new()))
    }
}

impl<'a> Observation<'a> {
    pub fn new(kind: ObservationKind, about: impl Into<Text<'a>>, at: At) -> Self {
        Self::of((kind, about.into(), at))
    }

    /// Its own sharing marks.
    pub fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

impl<'a> Note<'a> {
    pub fn new<T: Into<Text<'a>>>(about: impl IntoIterator<Item = T>, text: impl Into<Text<'a>>) -> Self {
        Self::of((texts(about), text.into()))
    }
}

impl<'a> Hold<'a> {
    pub fn new<T: Into<Text<'a>>>(
        measures: impl IntoIterator<Item = T>,
        reason: impl Into<Text<'a>>,
    ) -> Self {
        Self::of((texts(measures), reason.into()))
    }
}

impl<'a> Retraction<'a> {
    pub fn new(entry: Hash, reason: impl Into<Text<'a>>) -> Self {
        Self::of((entry, reason.into()))
    }
}

impl<'a> Correction<'a> {
    /// A request that does not change anything yet; its caller sets the keys to correct.
    pub fn new(entry: Hash, reason: impl Into<Text<'a>>) -> Self {
        Self::of((entry, reason.into()))
    }

    /// Whether it corrects anything.
    pub(crate) fn changes_something(&self) -> bool {
        self.at.is_some() || !self.sources.is_empty() || self.note.is_some()
    }
}

impl<'a> Attestation<'a> {
    /// A request about measures, or about outlets if the gate is attested per outlet. Their digests are
    /// computed when it is completed.
    pub fn new<T: Into<Text<'a>>>(
        gate: Gate,
        about: impl IntoIterator<Item = T>,
        basis: impl Into<Text<'a>>,
    ) -> Self {
        Self::of((gate, about.into_iter().map(|id| (id.into(), COMPUTED)).collect(), basis.into()))
    }
}

impl<'a> InstrumentStep<'a> {
    /// A request. The scope of a grant is computed when it is completed.
    pub fn new(instrument: impl Into<Text<'a>>, to: InstrumentState, at: Instant) -> Self {
        Self::of((instrument.into(), to, at))
    }
}

impl<'a> Settle<'a> {
    /// A request. The round and the tips are computed when it is completed.
    pub fn new(measure: impl Into<Text<'a>>, to: State, reason: impl Into<Text<'a>>) -> Self {
        Self::of((measure.into(), 0, Vec::new(), to, reason.into()))
    }
}

impl<'a> Evidence<'a> {
    /// A request for a step of an existing item.
    pub fn new(to: ItemState, at: Instant) -> Self {
        Self::of((to, at))
    }

    /// A request for the first step of an item. The rounds of the measures are computed when it is completed.
    pub fn begin<T: Into<Text<'a>>>(to: ItemState, at: Instant, serves: impl IntoIterator<Item = T>) -> Self {
        Self { serves: serves.into_iter().map(|id| (id.into(), 0)).collect(), ..Self::new(to, at) }
    }

    /// Its own sharing marks.
    pub fn marks(&self) -> Marks {
        Marks { tlp: self.tlp, handling: self.handling.clone() }
    }
}

impl<'a> Disclosure<'a> {
    pub fn new(to: impl Into<Text<'a>>, bundle: Hash) -> Self {
        Self::of((to.into(), bundle))
    }
}

impl<'a> Retire<'a> {
    /// A request to retire a log at the given head.
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

            /// Writes the data as a line contains it.
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
    /// A dated observation, with its sources.
    "observation" Observation(Observation<'a>),
    /// A free-text note.
    "note" Note(Note<'a>),
    /// An agency stops measures.
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
    /// The lead settles a conflict.
    "settle" Settle(Settle<'a>),
    /// A step of an item's chain of custody.
    "evidence" Evidence(Evidence<'a>),
    /// A bundle was handed out.
    "disclosure" Disclosure(Disclosure<'a>),
    /// A signature of all earlier lines.
    "checkpoint" Checkpoint(Checkpoint<'a>),
    /// An agency retires one of its own logs.
    "retire" Retire(Retire<'a>),
}

impl<'a> Data<'a> {
    /// The key with the reason for breaking guards, if the type has one.
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

    /// The saved plan that it refers to.
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

    /// Its own sharing marks; most types have none.
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
