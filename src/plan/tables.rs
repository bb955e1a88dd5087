//! A plan after reading: every reference resolved, every instant in UTC, every digest computed.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono_tz::Tz;

use crate::model::action::Action;
use crate::model::asset::{AssetKind, Precision, ProviderKind, Tenancy};
use crate::model::country::Country;
use crate::model::digest::{Hash, OrderRecipe, OutletRecipe, PressAssessment, TargetRecipe};
use crate::model::id::{
    AgencyId, AssetId, GroupId, InjectId, InstrumentId, InventoryId, OperationId, OutletId, ProviderId,
    ServiceId, SourceId,
};
use crate::model::instrument::InstrumentKind;
use crate::model::measure::MeasureId;
use crate::model::mode::Mode;
use crate::model::offset::{LegalHours, Offset, Span};
use crate::model::time::Instant;
use crate::model::tlp::{Handling, Marks, Tlp};

/// An operation plan without errors, made only by [`crate::plan::load`] and the functions beside it.
///
/// Versions of a plan share the tables that most of them have in common; see [`super::Versions`].
#[derive(Debug, Clone)]
pub struct Plan {
    /// The SHA-256 of [`Plan::stored`].
    pub hash: Hash,
    /// The bytes that a ledger stores as `plans/<sha256>.toml`: LF text, with the files of a folder joined.
    pub stored: Vec<u8>,
    /// The table `[operation]`.
    pub operation: OperationTable,
    /// The policy, with its defaults.
    pub policy: Policy,
    /// The participating agencies.
    pub agencies: BTreeMap<AgencyId, Agency>,
    /// Hosters, registrars, registries and platforms.
    pub providers: Arc<BTreeMap<ProviderId, Provider>>,
    /// The targets.
    pub outlets: BTreeMap<OutletId, Outlet>,
    /// Legal instruments, as the plan asks for them.
    pub instruments: Arc<BTreeMap<InstrumentId, Instrument>>,
    /// The assets that the outlets use.
    pub assets: Arc<BTreeMap<AssetId, Asset>>,
    /// Files with many similar assets.
    pub inventories: Arc<BTreeMap<InventoryId, Inventory>>,
    /// What outlets need to be on air.
    pub services: Arc<BTreeMap<ServiceId, Service>>,
    /// The ids of each outlet's services, for outlets that have any.
    pub services_of: Arc<BTreeMap<OutletId, Vec<ServiceId>>>,
    /// Where claims were published.
    pub sources: BTreeMap<SourceId, Source>,
    /// Canonical identifiers that must never be a target.
    pub protected: Vec<String>,
    /// What goes wrong in rehearsals, and when.
    pub injects: Arc<BTreeMap<InjectId, Inject>>,
    /// Every measure, by its full id.
    pub measures: Arc<BTreeMap<MeasureId, Measure>>,
    /// The members of each group, by id.
    pub groups: Arc<BTreeMap<GroupId, Vec<MeasureId>>>,
    /// The measures on each asset, inventory or provider, by its id.
    pub on_subject: Arc<BTreeMap<Box<str>, Vec<MeasureId>>>,
}

#[derive(Debug, Clone)]
pub struct OperationTable {
    pub id: OperationId,
    pub name: String,
    pub mode: Mode,
    pub lead: AgencyId,
    /// The agency that may place holds and record for others.
    pub coordinator: Option<AgencyId>,
    /// The agency that gives judicial support.
    pub judicial_coordinator: Option<AgencyId>,
    /// `None` only in retrospective plans.
    pub h_hour: Option<Instant>,
    /// The window, relative to H-hour, of measures without one of their own.
    pub window: Option<(Offset, Offset)>,
    pub tlp: Tlp,
    pub handling: Vec<Handling>,
    pub follows: Vec<String>,
    pub note: Option<String>,
}

/// The table `[policy]`, with defaults filled in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The maximum age of a location check.
    pub locate_max_age: Span,
    /// The same, as the plan spells it.
    pub locate_max_age_text: String,
    /// How many agencies other than the lead must approve a saved plan.
    pub approvals: u32,
    /// How long an effect that may lapse is monitored.
    pub monitor: Span,
    /// Whether checkpoints must be signed.
    pub signatures: bool,
}

#[derive(Debug, Clone)]
pub struct Agency {
    pub name: String,
    /// The country, or `EU`.
    pub country: Country,
    /// `None` only in retrospective plans.
    pub timezone: Option<Tz>,
    /// A role, not a person.
    pub contact: Option<String>,
    /// OpenSSH public keys that may sign for the agency.
    pub keys: Vec<String>,
    pub note: Option<String>,
}

/// A hoster, registrar, registry or platform; never a target.
#[derive(Debug, Clone)]
pub struct Provider {
    pub name: String,
    pub kind: ProviderKind,
    pub country: Option<Country>,
    pub timezone: Option<Tz>,
    pub contact: Option<String>,
    pub note: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Outlet {
    pub name: String,
    pub aliases: Vec<String>,
    /// Free text.
    pub kind: String,
    pub legal_basis: Option<String>,
    pub press_assessment: Option<PressAssessment>,
    /// Its own label and codes; those of its parent apply otherwise.
    pub marks: Marks,
    pub note: Option<String>,
    pub recipe: OutletRecipe,
    /// The digest that binds the gate `lawful`.
    pub digest: Hash,
}

/// A legal instrument, as the plan asks for it.
#[derive(Debug, Clone)]
pub struct Instrument {
    pub kind: InstrumentKind,
    /// An agency's id, or free text.
    pub issued_by: String,
    pub executed_by: AgencyId,
    pub covers: Vec<MeasureId>,
    /// The assets whose evidence may cross a border under it.
    pub transfers: Vec<AssetId>,
    /// What its grant covers: measures and `transfer:ASSET`, each with its target digest. Sorted by bytes.
    pub scope: Vec<(String, Hash)>,
    pub note: Option<String>,
}

#[derive(Debug, Clone)]
pub struct Asset {
    pub kind: AssetKind,
    /// Canonical; empty only if the plan may leave them out.
    pub identifiers: Vec<String>,
    pub country: Option<Country>,
    pub outlets: Vec<OutletId>,
    pub provider: Option<ProviderId>,
    pub tenancy: Tenancy,
    pub mirror_of: Option<AssetId>,
    /// The asset that it followed.
    pub successor_of: Option<AssetId>,
    /// The asset from which it moved.
    pub moved_from: Option<AssetId>,
    /// Its own label and codes; those of its parent apply otherwise.
    pub marks: Marks,
    pub note: Option<String>,
}

/// A file with many similar assets.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// The kind of every row.
    pub kind: AssetKind,
    /// The file beside the plan that contains the rows.
    pub file: String,
    /// Canonical identifiers, sorted by bytes, without duplicates; empty if they are not known.
    pub rows: Vec<String>,
    /// Whether the rows were read. A stored plan does not contain them, so the target digests of its inventories are
    /// made without `rows` and prove nothing.
    pub rows_known: bool,
    pub country: Option<Country>,
    pub outlets: Vec<OutletId>,
    pub provider: Option<ProviderId>,
    pub tenancy: Tenancy,
    /// Its own label and codes; those of its parent apply otherwise.
    pub marks: Marks,
    pub note: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The outlet that needs it; `None` if it is a part of other services.
    pub outlet: Option<OutletId>,
    /// How many of the members have to be up.
    pub at_least: usize,
    /// Ids of services, assets and inventories.
    pub of: Vec<String>,
}

/// Where a claim was published.
#[derive(Debug, Clone)]
pub struct Source {
    pub title: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    pub url: Option<String>,
    pub note: Option<String>,
}

/// Something that goes wrong in a rehearsal, and its time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inject {
    pub at: Offset,
    pub what: PlannedSlip,
}

/// What can go wrong in a rehearsal. A reference to measures may stand for those of several agencies; then all of them
/// are affected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedSlip {
    Refused(InstrumentId),
    /// An agency is late with every measure.
    Late(AgencyId, Span),
    Early(Vec<MeasureId>, Span),
    Failed(Vec<MeasureId>),
    Hold(AgencyId, Vec<MeasureId>),
    Lapsed(Vec<MeasureId>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeasureSubject {
    Asset(AssetId),
    /// A provider, which can only be identified.
    Provider(ProviderId),
    Inventory(InventoryId),
}

/// What one source states about one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub source: SourceId,
    pub says: String,
    pub count: Option<u64>,
    pub precision: Precision,
}

/// One action on one subject by one agency.
#[derive(Debug, Clone)]
pub struct Measure {
    pub id: MeasureId,
    pub action: Action,
    pub subject: MeasureSubject,
    /// The kind of the asset; `None` for a provider.
    pub kind: Option<AssetKind>,
    pub agency: AgencyId,
    /// The country under which it counts, by the jurisdiction of its action.
    pub country: Option<Country>,
    pub outlets: Vec<OutletId>,
    /// The country of the subject itself.
    pub asset_country: Option<Country>,
    pub tenancy: Option<Tenancy>,
    /// The start as the plan spells it, for display: `H-40m`.
    pub start_text: String,
    pub start: Option<Instant>,
    /// Both ends are included.
    pub window: Option<(Instant, Instant)>,
    /// Durations: best, usual, worst.
    pub takes: Option<[Span; 3]>,
    /// Legal hours, on the clock of `timezone`.
    pub start_between: Option<LegalHours>,
    /// The agency's time zone.
    pub timezone: Option<Tz>,
    pub after: Vec<MeasureId>,
    pub group: Option<GroupId>,
    /// Whether the plan says `authority = "voluntary"`.
    pub voluntary: bool,
    /// The instruments that cover it. All of them have to be granted.
    pub instruments: Vec<InstrumentId>,
    /// Where a sinkhole or redirect sends it.
    pub to: Option<String>,
    pub claims: Vec<Claim>,
    pub note: Option<String>,
    pub target_recipe: TargetRecipe,
    /// The digest that binds gates and grants.
    pub target: Hash,
    /// `None` in retrospective plans.
    pub order_recipe: Option<OrderRecipe>,
    /// The digest that binds approvals and the go; `None` in retrospective plans.
    pub order: Option<Hash>,
}

/// The window of a measure if the plan gives none: H-2h to H+36h.
pub const DEFAULT_WINDOW: (Offset, Offset) = (Offset::from_millis(-2 * HOUR), Offset::from_millis(36 * HOUR));

/// The policy if the plan gives none. A live plan may only be stricter.
pub const DEFAULT_POLICY: DefaultPolicy =
    DefaultPolicy { locate_max_age: "72h", approvals: 2, monitor: "30d" };

const HOUR: i64 = 3_600_000;

/// The defaults of `[policy]`, as a plan would spell them.
#[derive(Debug)]
pub struct DefaultPolicy {
    /// The maximum age of a location check.
    pub locate_max_age: &'static str,
    /// How many agencies other than the lead must approve.
    pub approvals: u32,
    /// How long an effect that may lapse is monitored.
    pub monitor: &'static str,
}
