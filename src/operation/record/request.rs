//! What somebody asks to be recorded, and how it is refused.

use std::sync::Arc;

use crate::ledger::log::Head;
use crate::model::broken::BrokenGuard;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::measure::MeasureId;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::time::{At, Instant};
use crate::model::tlp::{Handling, Marks, Tlp};

use crate::operation::judge::findings::OpenGate;
use crate::operation::judge::verdict::RefusalReason;
use crate::operation::state::saved::Saved;
use crate::operation::status::standing::DisplayState;

/// A change of state that is asked for; from, round, target and broken guards are computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTransition {
    /// The measure.
    pub measure: MeasureId,
    /// The state.
    pub to: State,
    /// When it happened; now where it is not said, for decisions.
    pub at: At,
    /// What remains.
    pub remainder: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// The reference of a court or authority.
    pub reference: Option<String>,
    /// What was restored.
    pub restored: Option<String>,
    /// How it was checked.
    pub basis: Option<String>,
    /// From which countries it was seen.
    pub seen_from: Vec<String>,
    /// Until when.
    pub until: Option<Instant>,
    /// Sources.
    pub sources: Vec<String>,
    /// A remark.
    pub note: Option<String>,
    /// The reason to record it although a guard forbids it.
    pub irregular: Option<String>,
}

impl NewTransition {
    /// A bare move.
    pub fn new(measure: MeasureId, to: State, at: At) -> Self {
        Self {
            measure,
            to,
            at,
            remainder: None,
            reason: None,
            reference: None,
            restored: None,
            basis: None,
            seen_from: Vec::new(),
            until: None,
            sources: Vec::new(),
            note: None,
            irregular: None,
        }
    }
}

/// A step of an instrument that is asked for; the scope of a grant is computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInstrumentStep {
    /// The instrument.
    pub instrument: String,
    /// Its new state.
    pub to: InstrumentState,
    /// When.
    pub at: Instant,
    /// The number it was granted under.
    pub number: Option<String>,
    /// Who granted it.
    pub authority: Option<String>,
    /// From when until when it is valid.
    pub valid: Option<(Instant, Instant)>,
    /// The SHA-256 of its document.
    pub document: Option<Hash>,
    /// Why.
    pub reason: Option<String>,
}

/// A step of an item's chain of custody that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvidence {
    /// The state that it leads to.
    pub to: ItemState,
    /// When it happened.
    pub at: Instant,
    /// The entry that the item began with; none where it begins.
    pub item: Option<Hash>,
    /// The measures that an item serves, where it begins.
    pub serves: Vec<MeasureId>,
    /// The unit's own exhibit number.
    pub exhibit: Option<String>,
    /// A file's name.
    pub file: Option<String>,
    /// A file's SHA-256.
    pub sha256: Option<Hash>,
    /// A file's size in bytes.
    pub size: Option<u64>,
    /// A thing's serial number.
    pub serial: Option<String>,
    /// The seal.
    pub seal: Option<String>,
    /// The agency that it is transferred to.
    pub holder: Option<String>,
    /// Where it is kept.
    pub place: Option<String>,
    /// Why, or what does not match.
    pub reason: Option<String>,
    /// The reference of an order.
    pub reference: Option<String>,
    /// How far the item may travel, where that is less far than what it serves; where it begins.
    pub marks: Marks,
    /// A remark.
    pub note: Option<String>,
    /// The reason to record it although a guard forbids it.
    pub irregular: Option<String>,
}

impl NewEvidence {
    /// A bare step.
    pub fn new(to: ItemState, at: Instant) -> Self {
        Self {
            to,
            at,
            item: None,
            serves: Vec::new(),
            exhibit: None,
            file: None,
            sha256: None,
            size: None,
            serial: None,
            seal: None,
            holder: None,
            place: None,
            reason: None,
            reference: None,
            marks: Marks::default(),
            note: None,
            irregular: None,
        }
    }
}

/// A bundle that was handed to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDisclosure {
    /// To whom.
    pub to: String,
    /// The SHA-256 of the bundle's list of files.
    pub bundle: Hash,
    /// The agency whose part it holds.
    pub agency: Option<String>,
    /// How far what it holds may travel.
    pub tlp: Option<Tlp>,
    /// The handling codes that what it holds may carry.
    pub handling: Vec<Handling>,
    /// The assets that it is cut to.
    pub assets: Vec<String>,
    /// The reference of the leave to hand it over.
    pub leave: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// Something that is asked to be recorded.
#[derive(Debug, Clone)]
pub enum EntryRequest {
    /// A change of state.
    Move(Box<NewTransition>),
    /// A finding.
    Observation {
        /// What was found.
        kind: ObservationKind,
        /// `asset:X`, `outlet:X` or a measure's full id.
        about: String,
        /// When.
        at: At,
        /// The new asset.
        asset: Option<String>,
        /// From which countries.
        seen_from: Vec<String>,
        /// Sources.
        sources: Vec<String>,
        /// How far it may travel, where that is less far than what it is about.
        marks: Marks,
        /// A remark.
        note: Option<String>,
    },
    /// A remark.
    Note {
        /// What it is about: full ids, `asset:X`, `outlet:X`, `entry:<64 hex>`.
        about: Vec<String>,
        /// When.
        at: Option<At>,
        /// Sources.
        sources: Vec<String>,
        /// The remark.
        text: String,
    },
    /// A stop; one entry for all its measures.
    Hold {
        /// The measures.
        measures: Vec<MeasureId>,
        /// Why.
        reason: String,
    },
    /// A gate's word on some measures, or of `lawful` on some outlets; one entry for all of them.
    Attestation {
        /// The gate.
        gate: Gate,
        /// Full ids of measures, or ids of outlets.
        about: Vec<String>,
        /// On what basis.
        basis: String,
        /// Until when it counts.
        until: Option<Instant>,
    },
    /// A step of an instrument.
    Instrument(Box<NewInstrumentStep>),
    /// A yes to a saved plan.
    Approval {
        /// The saved plan; its bytes are kept with the entry.
        saved: Arc<Saved>,
    },
    /// The go for a saved plan.
    Go {
        /// The saved plan; its bytes are kept with the entry.
        saved: Arc<Saved>,
    },
    /// A step of an item's chain of custody.
    Evidence(Box<NewEvidence>),
    /// The end of a conflict.
    Settle {
        /// The measure.
        measure: MeasureId,
        /// The state that counts.
        to: State,
        /// Why.
        reason: String,
    },
    /// What was handed to whom.
    Disclosure(Box<NewDisclosure>),
    /// A log of one's own that nobody writes any more.
    Retire {
        /// The last line that counts: its log, its number, its hash.
        head: Head,
        /// Why.
        reason: String,
    },
    /// One's own entry taken back.
    Retraction {
        /// The entry.
        entry: Hash,
        /// Why.
        reason: String,
    },
    /// One's own entry mended.
    Correction {
        /// The entry.
        entry: Hash,
        /// The right time.
        at: Option<At>,
        /// The right sources.
        sources: Vec<String>,
        /// The right remark.
        note: Option<String>,
        /// Why.
        reason: String,
    },
}

impl EntryRequest {
    /// Why it is to be recorded although a guard forbids it.
    pub(crate) fn irregular(&self) -> Option<&str> {
        match self {
            Self::Move(asked) => asked.irregular.as_deref(),
            Self::Evidence(asked) => asked.irregular.as_deref(),
            _ => None,
        }
    }

    /// The saved plan that it names.
    pub(crate) fn saved(&self) -> Option<&Arc<Saved>> {
        match self {
            Self::Approval { saved } | Self::Go { saved } => Some(saved),
            _ => None,
        }
    }
}

/// Why one asked thing is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The measure, outlet, or entry that it was about.
    pub about: String,
    /// What was asked: a state, `hold`, `retract`.
    pub asked: String,
    /// The stored state; none in conflict or where there is no measure.
    pub state: Option<State>,
    /// What tables print.
    pub shown: Option<DisplayState>,
    /// Why.
    pub why: RefusalReason,
    /// The guards that it would break, sorted.
    pub broken: Vec<BrokenGuard>,
    /// The open gates, with who can close them.
    pub gaps: Vec<OpenGate>,
    /// Agencies or countries that have to do something first. Sorted.
    pub by: Vec<String>,
    /// The steps that exist from its state, as words.
    pub edges: Vec<State>,
    /// Whether `--irregular REASON` would record it.
    pub irregular_would_do: bool,
}
