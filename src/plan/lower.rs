//! From a draft without errors to a plan: names become ids, defaults are filled in, digests computed.

mod measure;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{
    AssetDraft, InjectDraft, InstrumentDraft, Link, OperationDraft, OutletDraft, PlanDraft, ServiceDraft,
    SlipDraft, SourceDraft, Target,
};
use super::tables::{
    Agency, Asset, DEFAULT_POLICY, Inject, Instrument, Inventory, OperationTable, Outlet, Plan, PlannedSlip,
    Policy, Provider, Service, Source,
};
use crate::model::asset::Tenancy;
use crate::model::digest::{Hash, OutletRecipe, PressAssessment, Recipe as _};
use crate::model::id::{
    AgencyId, AssetId, InjectId, InstrumentId, InventoryId, OutletId, ProviderId, ServiceId, SourceId,
};
use crate::model::measure::MeasureId;
use crate::model::mode::ModeRow;
use crate::model::offset::Span;
use crate::model::tlp::Tlp;

/// The ids of a draft, made once, in the order of its tables.
struct Ids {
    agencies: Vec<AgencyId>,
    providers: Vec<ProviderId>,
    outlets: Vec<OutletId>,
    instruments: Vec<InstrumentId>,
    /// Of assets and inventories alike.
    things: Vec<AssetId>,
    /// Of the measures, in the order of the deeds.
    deeds: Vec<MeasureId>,
}

/// Makes the plan; `None` where the draft has an error, which was said.
pub(crate) fn lower(draft: &PlanDraft<'_>, stored: Vec<u8>) -> Option<Plan> {
    let mode = draft.mode()?;
    let ids = Ids::of(draft)?;
    let (assets, inventories) = things(draft, &ids)?;
    let measures = measure::measures(draft, &ids, mode)?;
    let mut instruments = instruments(draft, &ids)?;
    super::scope::scopes(&mut instruments, &measures, &assets);
    let mut groups: BTreeMap<_, Vec<MeasureId>> = BTreeMap::new();
    let mut on_subject: BTreeMap<Box<str>, Vec<MeasureId>> = BTreeMap::new();
    for measure in measures.values() {
        on_subject.entry(measure.id.subject().into()).or_default().push(measure.id.clone());
        if let Some(group) = &measure.group {
            groups.entry(group.clone()).or_default().push(measure.id.clone());
        }
    }
    let services = services(draft, &ids)?;
    let mut services_of: BTreeMap<OutletId, Vec<ServiceId>> = BTreeMap::new();
    for (id, outlet) in services.iter().filter_map(|(id, service)| Some((id, service.outlet.clone()?))) {
        services_of.entry(outlet).or_default().push(id.clone());
    }
    let protected = draft.protected.iter().map(|identifier| identifier.it.as_str().to_owned());
    let protected: BTreeSet<String> = protected.collect();
    Some(Plan {
        hash: Hash::of(&stored),
        stored,
        operation: operation(draft.operation.as_ref()?, &ids)?,
        policy: policy(draft, mode)?,
        agencies: agencies(draft, &ids)?,
        providers: providers(draft, &ids)?.into(),
        outlets: outlets(draft, &ids)?,
        instruments: instruments.into(),
        assets: assets.into(),
        inventories: inventories.into(),
        services: services.into(),
        services_of: services_of.into(),
        sources: sources(draft)?,
        protected: protected.into_iter().collect(),
        injects: injects(draft, &ids)?.into(),
        measures: measures.into(),
        groups: groups.into(),
        on_subject: on_subject.into(),
    })
}

fn instruments(draft: &PlanDraft<'_>, ids: &Ids) -> Option<BTreeMap<InstrumentId, Instrument>> {
    let all = draft.instruments.iter().zip(&ids.instruments).enumerate();
    all.map(|(index, (it, id))| Some((id.clone(), instrument(draft, ids, index, it)?))).collect()
}

fn services(draft: &PlanDraft<'_>, ids: &Ids) -> Option<BTreeMap<ServiceId, Service>> {
    let make = |service: &ServiceDraft<'_>| {
        let of = service.members.iter().map(|member| member.text.to_owned()).collect();
        let outlet = optional(service.outlet, |link| ids.outlet(link)).ok()?;
        let at_least = usize::try_from(service.at_least?).ok()?;
        Some((service.head.id.parse().ok()?, Service { outlet, at_least, of }))
    };
    draft.services.iter().map(make).collect()
}

fn sources(draft: &PlanDraft<'_>) -> Option<BTreeMap<SourceId, Source>> {
    let make = |source: &SourceDraft<'_>| {
        let it = Source {
            title: source.title?.to_owned(),
            date: source.date.map(|date| date.it.to_owned()),
            url: owned(source.url),
            note: owned(source.note),
        };
        Some((source.head.id.parse().ok()?, it))
    };
    draft.sources.iter().map(make).collect()
}

fn injects(draft: &PlanDraft<'_>, ids: &Ids) -> Option<BTreeMap<InjectId, Inject>> {
    let make = |inject: &InjectDraft<'_>| {
        let what = slip(draft, ids, inject.slip.as_ref()?)?;
        Some((inject.head.id.parse().ok()?, Inject { at: inject.at?, what }))
    };
    draft.injects.iter().map(make).collect()
}

/// A value that an error kept from being read; what it was is said elsewhere.
#[derive(Debug)]
struct Unread;

/// A value that may be missing, but not unread.
fn optional<T, U>(value: Option<T>, make: impl FnOnce(T) -> Option<U>) -> Result<Option<U>, Unread> {
    value.map(|value| make(value).ok_or(Unread)).transpose()
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

impl Ids {
    fn of(draft: &PlanDraft<'_>) -> Option<Self> {
        let agencies: Vec<AgencyId> = ids(draft.agencies.iter().map(|it| it.head.id))?;
        let deeds = draft.deeds.iter().map(|deed| {
            let measure = deed.table(draft);
            MeasureId::new(measure.action, measure.head.id, &agencies[deed.agency])
        });
        Some(Self {
            deeds: deeds.collect(),
            agencies,
            providers: ids(draft.providers.iter().map(|it| it.head.id))?,
            outlets: ids(draft.outlets.iter().map(|it| it.head.id))?,
            instruments: ids(draft.instruments.iter().map(|it| it.head.id))?,
            things: ids(draft.things.iter().map(|it| it.head.id))?,
        })
    }

    fn agency(&self, link: Link<'_>) -> Option<AgencyId> {
        self.agencies.get(link.to?).cloned()
    }

    fn outlet(&self, link: Link<'_>) -> Option<OutletId> {
        self.outlets.get(link.to?).cloned()
    }

    fn asset_id(&self, link: Link<'_>) -> Option<AssetId> {
        self.things.get(link.to?).cloned()
    }

    fn provider(&self, link: Link<'_>) -> Option<ProviderId> {
        self.providers.get(link.to?).cloned()
    }

    /// The outlets of a thing, sorted by bytes without repeats.
    fn outlets(&self, thing: &AssetDraft<'_>) -> Option<Vec<OutletId>> {
        let mut outlets: Vec<OutletId> =
            thing.outlets.iter().map(|link| self.outlet(*link)).collect::<Option<_>>()?;
        outlets.sort_unstable();
        outlets.dedup();
        Some(outlets)
    }

    /// The measures that a name leads to, sorted by bytes.
    fn measures(&self, draft: &PlanDraft<'_>, target: Option<Target>) -> Option<Vec<MeasureId>> {
        let Target::Measure(measure, agency) = target? else { return None };
        let deeds = draft.measures[measure].deeds.clone();
        let mut found: Vec<MeasureId> = deeds
            .filter(|deed| agency.is_none_or(|agency| draft.deeds[*deed].agency == agency))
            .map(|deed| self.deeds[deed].clone())
            .collect();
        found.sort_unstable();
        Some(found)
    }
}

fn ids<'i, T: std::str::FromStr>(ids: impl Iterator<Item = &'i str>) -> Option<Vec<T>> {
    ids.map(|id| id.parse().ok()).collect()
}

fn operation(draft: &OperationDraft<'_>, ids: &Ids) -> Option<OperationTable> {
    Some(OperationTable {
        id: draft.id?.parse().ok()?,
        name: draft.name?.to_owned(),
        mode: draft.mode?.it,
        lead: ids.agency(draft.lead?)?,
        coordinator: optional(draft.coordinator, |link| ids.agency(link)).ok()?,
        judicial_coordinator: optional(draft.judicial_coordinator, |link| ids.agency(link)).ok()?,
        h_hour: draft.h_hour.map(|h_hour| h_hour.it),
        window: draft.window.map(|window| (window.from, window.to)),
        tlp: draft.tlp.unwrap_or(Tlp::Amber),
        handling: draft.handling.clone(),
        follows: texts(&draft.follows),
        note: owned(draft.note),
    })
}

fn policy(draft: &PlanDraft<'_>, mode: &ModeRow) -> Option<Policy> {
    let policy = draft.policy.as_ref();
    let default = |text: &'static str| Some((text, text.parse::<Span>().ok()?));
    let (locate_max_age_text, locate_max_age) = match policy.and_then(|policy| policy.locate_max_age) {
        Some(age) => age.it,
        None => default(DEFAULT_POLICY.locate_max_age)?,
    };
    let monitor = match policy.and_then(|policy| policy.monitor) {
        Some(monitor) => monitor.it,
        None => default(DEFAULT_POLICY.monitor)?.1,
    };
    let approvals = policy.and_then(|policy| policy.approvals);
    let signatures = policy.and_then(|policy| policy.signatures);
    Some(Policy {
        locate_max_age,
        locate_max_age_text: locate_max_age_text.to_owned(),
        approvals: approvals.map_or(DEFAULT_POLICY.approvals, |approvals| approvals.it),
        monitor,
        signatures: mode.signed || signatures.is_some_and(|required| required.it),
    })
}

fn agencies(draft: &PlanDraft<'_>, ids: &Ids) -> Option<BTreeMap<AgencyId, Agency>> {
    let make = |(it, id): (&super::draft::AgencyDraft<'_>, &AgencyId)| {
        let agency = Agency {
            name: it.name?.to_owned(),
            country: it.country?,
            timezone: it.timezone,
            contact: owned(it.contact),
            keys: texts(&it.keys),
            note: owned(it.note),
        };
        Some((id.clone(), agency))
    };
    draft.agencies.iter().zip(&ids.agencies).map(make).collect()
}

fn providers(draft: &PlanDraft<'_>, ids: &Ids) -> Option<BTreeMap<ProviderId, Provider>> {
    let make = |(it, id): (&super::draft::ProviderDraft<'_>, &ProviderId)| {
        let provider = Provider {
            name: it.name?.to_owned(),
            kind: it.kind?,
            country: it.country,
            timezone: it.timezone,
            contact: owned(it.contact),
            note: owned(it.note),
        };
        Some((id.clone(), provider))
    };
    draft.providers.iter().zip(&ids.providers).map(make).collect()
}

fn outlets(draft: &PlanDraft<'_>, ids: &Ids) -> Option<BTreeMap<OutletId, Outlet>> {
    let make = |(it, id): (&OutletDraft<'_>, &OutletId)| {
        let press = optional(it.press.as_ref(), |press| {
            Some(PressAssessment {
                by: press.by?.text.to_owned(),
                on: press.on?.it.to_owned(),
                finding: press.finding?.to_owned(),
            })
        });
        let mut recipe = OutletRecipe {
            outlet: it.head.id.to_owned(),
            name: it.name?.to_owned(),
            aliases: texts(&it.aliases),
            legal_basis: owned(it.legal_basis),
            press_assessment: press.ok()?,
        };
        recipe.sort();
        let outlet = Outlet {
            name: recipe.name.clone(),
            aliases: texts(&it.aliases),
            kind: it.kind?.to_owned(),
            legal_basis: recipe.legal_basis.clone(),
            press_assessment: recipe.press_assessment.clone(),
            marks: it.marks.clone(),
            note: owned(it.note),
            digest: recipe.clone().hash(),
            recipe,
        };
        Some((id.clone(), outlet))
    };
    draft.outlets.iter().zip(&ids.outlets).map(make).collect()
}

fn instrument(
    draft: &PlanDraft<'_>,
    ids: &Ids,
    index: usize,
    it: &InstrumentDraft<'_>,
) -> Option<Instrument> {
    let mut covers = Vec::new();
    let mut transfers = Vec::new();
    for link in &it.covers {
        match link.to? {
            Target::Transfer(thing) => transfers.push(ids.things.get(thing)?.clone()),
            Target::Measure(measure, _) => {
                let deeds = draft.measures[measure].deeds.clone();
                let paired = deeds.filter(|deed| draft.deeds[*deed].instruments.contains(&index));
                covers.extend(paired.map(|deed| ids.deeds[deed].clone()));
            }
        }
    }
    covers.sort_unstable();
    covers.dedup();
    transfers.sort_unstable();
    transfers.dedup();
    Some(Instrument {
        kind: it.kind?.it,
        issued_by: it.issued_by?.text.to_owned(),
        executed_by: ids.agency(it.executed_by?)?,
        covers,
        transfers,
        // Targets are known once everything is lowered: see `scope`.
        scope: Vec::new(),
        note: owned(it.note),
    })
}

type Things = (BTreeMap<AssetId, Asset>, BTreeMap<InventoryId, Inventory>);

fn things(draft: &PlanDraft<'_>, ids: &Ids) -> Option<Things> {
    let (mut assets, mut inventories) = Things::default();
    for (it, id) in draft.things.iter().zip(&ids.things) {
        let (kind, outlets) = (it.kind?.it, ids.outlets(it)?);
        let (country, provider) =
            (it.country.map(|country| country.it), optional(it.provider, |link| ids.provider(link)).ok()?);
        let tenancy = it.tenancy.map_or(Tenancy::Unknown, |tenancy| tenancy.it);
        if let Some(rows) = &it.rows {
            let inventory = Inventory {
                kind,
                file: rows.file.to_owned(),
                rows: rows.texts().unwrap_or_default(),
                rows_known: rows.identifiers.is_some(),
                country,
                outlets,
                provider,
                tenancy,
                marks: it.marks.clone(),
                note: owned(it.note),
            };
            inventories.insert(it.head.id.parse().ok()?, inventory);
            continue;
        }
        let mut identifiers: Vec<String> =
            it.identifiers.iter().map(|identifier| identifier.it.as_str().to_owned()).collect();
        identifiers.sort_unstable();
        identifiers.dedup();
        let asset = Asset {
            kind,
            identifiers,
            country,
            outlets,
            provider,
            tenancy,
            mirror_of: optional(it.mirror_of, |link| ids.asset_id(link)).ok()?,
            successor_of: optional(it.successor_of, |link| ids.asset_id(link)).ok()?,
            moved_from: optional(it.moved_from, |link| ids.asset_id(link)).ok()?,
            marks: it.marks.clone(),
            note: owned(it.note),
        };
        assets.insert(id.clone(), asset);
    }
    Some((assets, inventories))
}

fn slip(draft: &PlanDraft<'_>, ids: &Ids, it: &SlipDraft<'_>) -> Option<PlannedSlip> {
    Some(match it {
        SlipDraft::Refused(link) => PlannedSlip::Refused(ids.instruments.get(link.to?)?.clone()),
        SlipDraft::Late(agency, by) => PlannedSlip::Late(ids.agency((*agency)?)?, (*by)?),
        SlipDraft::Early(measure, by) => PlannedSlip::Early(ids.measures(draft, (*measure)?.to)?, (*by)?),
        SlipDraft::Failed(measure) => PlannedSlip::Failed(ids.measures(draft, measure.to)?),
        SlipDraft::Hold(agency, measure) => {
            PlannedSlip::Hold(ids.agency((*agency)?)?, ids.measures(draft, (*measure)?.to)?)
        }
        SlipDraft::Lapsed(measure) => PlannedSlip::Lapsed(ids.measures(draft, measure.to)?),
    })
}
