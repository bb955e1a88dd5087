//! What a plan holds, after reading: every reference resolved, every instant in UTC, every digest computed.

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

/// A good operation plan. Made by [`crate::plan::load`] alone, from a plan without errors.
///
/// What most versions of a plan have in common is shared between them: see [`super::Versions`].
#[derive(Debug, Clone)]
pub struct Plan {
    /// The SHA-256 of [`Plan::stored`].
    pub hash: Hash,
    /// The bytes that a ledger keeps as `plans/<sha256>.toml`: LF text, a folder's files joined.
    pub stored: Vec<u8>,
    /// The table `[operation]`.
    pub operation: OperationTable,
    /// The policy, with its defaults.
    pub policy: Policy,
    /// Participating authorities.
    pub agencies: BTreeMap<AgencyId, Agency>,
    /// Hosters, registrars, registries, platforms.
    pub providers: Arc<BTreeMap<ProviderId, Provider>>,
    /// The targets.
    pub outlets: BTreeMap<OutletId, Outlet>,
    /// Legal instruments, as asked for.
    pub instruments: Arc<BTreeMap<InstrumentId, Instrument>>,
    /// What the outlets run on.
    pub assets: Arc<BTreeMap<AssetId, Asset>>,
    /// Files of many like assets.
    pub inventories: Arc<BTreeMap<InventoryId, Inventory>>,
    /// What outlets need to be on air.
    pub services: Arc<BTreeMap<ServiceId, Service>>,
    /// The services of each outlet that has any, by id.
    pub services_of: Arc<BTreeMap<OutletId, Vec<ServiceId>>>,
    /// Where claims were published.
    pub sources: BTreeMap<SourceId, Source>,
    /// Canonical identifiers that are never to be touched.
    pub protected: Vec<String>,
    /// What goes wrong in rehearsals, and when.
    pub injects: Arc<BTreeMap<InjectId, Inject>>,
    /// Every measure, by its full id.
    pub measures: Arc<BTreeMap<MeasureId, Measure>>,
    /// The members of each group, by id.
    pub groups: Arc<BTreeMap<GroupId, Vec<MeasureId>>>,
    /// The measures on each asset, inventory or provider, by the id of that.
    pub on_subject: Arc<BTreeMap<Box<str>, Vec<MeasureId>>>,
}

/// The table `[operation]`.
#[derive(Debug, Clone)]
pub struct OperationTable {
    /// Its id: the stem of the plan's name.
    pub id: OperationId,
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub mode: Mode,
    /// The agency that gives the go.
    pub lead: AgencyId,
    /// The agency that may hold and record for others.
    pub coordinator: Option<AgencyId>,
    /// The agency that supports judicially.
    pub judicial_coordinator: Option<AgencyId>,
    /// The instant that measures are timed from; always there but in retrospective plans.
    pub h_hour: Option<Instant>,
    /// The window of measures that have none of their own, from H-hour.
    pub window: Option<(Offset, Offset)>,
    /// How far it may travel.
    pub tlp: Tlp,
    /// Europol handling codes.
    pub handling: Vec<Handling>,
    /// Earlier operations of the same campaign.
    pub follows: Vec<String>,
    /// A remark.
    pub note: Option<String>,
}

/// The table `[policy]`, defaults filled in.
#[derive(Debug, Clone)]
pub struct Policy {
    /// How old a location check may be.
    pub locate_max_age: Span,
    /// The same, as the plan spells it.
    pub locate_max_age_text: String,
    /// How many agencies beside the lead must approve a saved plan.
    pub approvals: u32,
    /// How long an effect that may lapse is watched.
    pub monitor: Span,
    /// Whether checkpoints must be signed.
    pub signatures: bool,
}

/// A participating authority.
#[derive(Debug, Clone)]
pub struct Agency {
    /// Its name for people.
    pub name: String,
    /// Its country, or EU.
    pub country: Country,
    /// Its clock; always there but in retrospective plans.
    pub timezone: Option<Tz>,
    /// How it is reached: a role, not a person.
    pub contact: Option<String>,
    /// OpenSSH public keys that may sign for it.
    pub keys: Vec<String>,
    /// A remark.
    pub note: Option<String>,
}

/// A hoster, registrar, registry or platform; never a target.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Its name for people.
    pub name: String,
    /// What it is.
    pub kind: ProviderKind,
    /// Its country.
    pub country: Option<Country>,
    /// Its clock.
    pub timezone: Option<Tz>,
    /// How it is reached.
    pub contact: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// A target: a media outlet.
#[derive(Debug, Clone)]
pub struct Outlet {
    /// Its name for people.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// A free word.
    pub kind: String,
    /// What the action against it rests on.
    pub legal_basis: Option<String>,
    /// Who found that it is not protected journalism.
    pub press_assessment: Option<PressAssessment>,
    /// How far it may travel, where it says so itself; else as what stands above it.
    pub marks: Marks,
    /// A remark.
    pub note: Option<String>,
    /// What its digest is made of.
    pub recipe: OutletRecipe,
    /// The digest that binds `lawful`.
    pub digest: Hash,
}

/// A legal instrument, as asked for.
#[derive(Debug, Clone)]
pub struct Instrument {
    /// What it is.
    pub kind: InstrumentKind,
    /// An agency's id, or free words.
    pub issued_by: String,
    /// The agency that executes it.
    pub executed_by: AgencyId,
    /// The measures that it covers, resolved.
    pub covers: Vec<MeasureId>,
    /// The assets whose evidence it lets cross a border.
    pub transfers: Vec<AssetId>,
    /// What a grant of it covers: measures, and `transfer:ASSET`, each with its target digest. Sorted by bytes.
    pub scope: Vec<(String, Hash)>,
    /// A remark.
    pub note: Option<String>,
}

/// What an outlet runs on.
#[derive(Debug, Clone)]
pub struct Asset {
    /// What it is.
    pub kind: AssetKind,
    /// Canonical identifiers; empty only where the plan may leave them out.
    pub identifiers: Vec<String>,
    /// Where it is.
    pub country: Option<Country>,
    /// The outlets that run on it.
    pub outlets: Vec<OutletId>,
    /// Who provides it.
    pub provider: Option<ProviderId>,
    /// Who else is on it.
    pub tenancy: Tenancy,
    /// The asset that it mirrors.
    pub mirror_of: Option<AssetId>,
    /// The asset that it came after.
    pub successor_of: Option<AssetId>,
    /// The asset that it moved from.
    pub moved_from: Option<AssetId>,
    /// How far it may travel, where it says so itself; else as what stands above it.
    pub marks: Marks,
    /// A remark.
    pub note: Option<String>,
}

/// A file of many like assets.
#[derive(Debug, Clone)]
pub struct Inventory {
    /// The kind of every row.
    pub kind: AssetKind,
    /// The file beside the plan that the rows stand in.
    pub file: String,
    /// Canonical identifiers, sorted by bytes without repeats; empty where they are not known.
    pub rows: Vec<String>,
    /// Whether the rows were read. A stored plan does not hold them: the target digests of its inventories are
    /// then made without `rows`, and prove nothing.
    pub rows_known: bool,
    /// Where they are.
    pub country: Option<Country>,
    /// The outlets that run on them.
    pub outlets: Vec<OutletId>,
    /// Who provides them.
    pub provider: Option<ProviderId>,
    /// Who else is on them.
    pub tenancy: Tenancy,
    /// How far it may travel, where it says so itself; else as what stands above it.
    pub marks: Marks,
    /// A remark.
    pub note: Option<String>,
}

/// Members of a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// The outlet that needs it; none: a part of others.
    pub outlet: Option<OutletId>,
    /// How many of the members have to be up.
    pub at_least: usize,
    /// Services, assets and inventories.
    pub of: Vec<String>,
}

/// Where a claim was published.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its date: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub date: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// A remark.
    pub note: Option<String>,
}

/// What goes wrong in a rehearsal, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inject {
    /// When.
    pub at: Offset,
    /// What.
    pub what: PlannedSlip,
}

/// What can go wrong in a rehearsal. A measure may stand for those of several agencies: then all of them are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlannedSlip {
    /// An instrument is refused.
    Refused(InstrumentId),
    /// An agency is late with everything.
    Late(AgencyId, Span),
    /// Measures are carried out too early.
    Early(Vec<MeasureId>, Span),
    /// Measures fail.
    Failed(Vec<MeasureId>),
    /// An agency puts a hold on measures.
    Hold(AgencyId, Vec<MeasureId>),
    /// The effect of measures lapses.
    Lapsed(Vec<MeasureId>),
}

/// What a measure is done to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MeasureSubject {
    /// An asset.
    Asset(AssetId),
    /// A provider, which can only be identified.
    Provider(ProviderId),
    /// An inventory.
    Inventory(InventoryId),
}

/// What one source says of one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Who says so.
    pub source: SourceId,
    /// In what words.
    pub says: String,
    /// How many.
    pub count: Option<u64>,
    /// How exactly.
    pub precision: Precision,
}

/// One action on one thing by one agency.
#[derive(Debug, Clone)]
pub struct Measure {
    /// Its full id.
    pub id: MeasureId,
    /// What is done.
    pub action: Action,
    /// To what.
    pub subject: MeasureSubject,
    /// The kind of the asset; none for a provider.
    pub kind: Option<AssetKind>,
    /// By whom.
    pub agency: AgencyId,
    /// The country that it counts in, by its action's *where*.
    pub country: Option<Country>,
    /// The outlets that it is against.
    pub outlets: Vec<OutletId>,
    /// The country of the thing itself.
    pub asset_country: Option<Country>,
    /// Who else is on it.
    pub tenancy: Option<Tenancy>,
    /// Its place in time as the plan says it: `H-40m`; for screens.
    pub start_text: String,
    /// When it starts.
    pub start: Option<Instant>,
    /// Between which instants it may be done, both included.
    pub window: Option<(Instant, Instant)>,
    /// How long it takes: best, usual, bad.
    pub takes: Option<[Span; 3]>,
    /// Legal hours on the agency's clock.
    pub start_between: Option<LegalHours>,
    /// The agency's clock, for its legal hours.
    pub timezone: Option<Tz>,
    /// The measures that have to be done before.
    pub after: Vec<MeasureId>,
    /// The group that it is cleared with.
    pub group: Option<GroupId>,
    /// Whether the plan says `authority = "voluntary"`.
    pub voluntary: bool,
    /// The instruments that cover it: all of them have to be granted.
    pub instruments: Vec<InstrumentId>,
    /// Where it is sent: sinkhole and redirect.
    pub to: Option<String>,
    /// What sources say of it.
    pub claims: Vec<Claim>,
    /// A remark.
    pub note: Option<String>,
    /// What its target digest is made of.
    pub target_recipe: TargetRecipe,
    /// The digest that binds gates and grants.
    pub target: Hash,
    /// What its order digest is made of; none in retrospective plans.
    pub order_recipe: Option<OrderRecipe>,
    /// The digest that binds approvals and the go; none in retrospective plans.
    pub order: Option<Hash>,
}

/// The window of a measure where the plan says none: H-2h to H+36h.
pub const DEFAULT_WINDOW: (Offset, Offset) = (Offset::from_millis(-2 * HOUR), Offset::from_millis(36 * HOUR));

/// The policy where the plan says none; in live mode a plan may only ask for more.
pub const DEFAULT_POLICY: DefaultPolicy =
    DefaultPolicy { locate_max_age: "72h", approvals: 2, monitor: "30d" };

const HOUR: i64 = 3_600_000;

/// The defaults of `[policy]`, as a plan would spell them.
#[derive(Debug)]
pub struct DefaultPolicy {
    /// How old a location check may be.
    pub locate_max_age: &'static str,
    /// How many agencies beside the lead must approve.
    pub approvals: u32,
    /// How long an effect that may lapse is watched.
    pub monitor: &'static str,
}
