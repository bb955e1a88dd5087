//! Lowers a draft without errors to a plan: names become ids, defaults are filled in, digests are computed.

mod measure;
mod missing;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{
    AssetDraft, InjectDraft, InstrumentDraft, Link, MeasureLink, OperationDraft, OutletDraft, PlanDraft,
    ServiceDraft, SlipDraft, SourceDraft, Target,
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

pub(crate) use missing::MissingValue;
use missing::{Lowered, OrMissing};

/// The ids of a draft, made once, in the order of its tables.
struct Ids {
    agencies: Vec<AgencyId>,
    providers: Vec<ProviderId>,
    outlets: Vec<OutletId>,
    instruments: Vec<InstrumentId>,
    things: Vec<AssetId>,
    /// In the order of the draft's `deeds`.
    deeds: Vec<MeasureId>,
}

/// Makes the plan from a draft that lacks nothing the plan needs.
pub(crate) fn lower(draft: &PlanDraft<'_>, stored: Vec<u8>) -> Lowered<Plan> {
    let mode = draft.mode().or_missing("operation.mode")?;
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
    Ok(Plan {
        hash: Hash::of(&stored),
        stored,
        operation: operation(draft.operation.as_ref().or_missing("operation")?, &ids)?,
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

fn instruments(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<BTreeMap<InstrumentId, Instrument>> {
    let all = draft.instruments.iter().zip(&ids.instruments).enumerate();
    all.map(|(index, (it, id))| Ok((id.clone(), instrument(draft, ids, index, it)?))).collect()
}

fn services(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<BTreeMap<ServiceId, Service>> {
    let make = |service: &ServiceDraft<'_>| {
        let of = service.members.iter().map(|member| member.text.to_owned()).collect();
        let outlet = service.outlet.map(|link| ids.outlet(link)).transpose()?;
        let at_least = usize::try_from(service.at_least.or_missing("service.at_least")?);
        let at_least = at_least.or_missing("service.at_least")?;
        Ok((service.head.id.parse().or_missing("service")?, Service { outlet, at_least, of }))
    };
    draft.services.iter().map(make).collect()
}

fn sources(draft: &PlanDraft<'_>) -> Lowered<BTreeMap<SourceId, Source>> {
    let make = |source: &SourceDraft<'_>| {
        let it = Source {
            title: source.title.or_missing("source.title")?.to_owned(),
            date: source.date.map(|date| date.it.to_owned()),
            url: owned(source.url),
            note: owned(source.note),
        };
        Ok((source.head.id.parse().or_missing("source")?, it))
    };
    draft.sources.iter().map(make).collect()
}

fn injects(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<BTreeMap<InjectId, Inject>> {
    let make = |inject: &InjectDraft<'_>| {
        let what = slip(draft, ids, inject.slip.as_ref().or_missing("inject")?)?;
        let at = inject.at.or_missing("inject.at")?;
        Ok((inject.head.id.parse().or_missing("inject")?, Inject { at, what }))
    };
    draft.injects.iter().map(make).collect()
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

impl Ids {
    fn of(draft: &PlanDraft<'_>) -> Lowered<Self> {
        let agencies: Vec<AgencyId> = ids(draft.agencies.iter().map(|it| it.head.id), "agency")?;
        let deeds = draft.deeds.iter().map(|deed| {
            let measure = deed.table(draft);
            MeasureId::new(measure.action, measure.head.id, &agencies[deed.agency])
        });
        Ok(Self {
            deeds: deeds.collect(),
            agencies,
            providers: ids(draft.providers.iter().map(|it| it.head.id), "provider")?,
            outlets: ids(draft.outlets.iter().map(|it| it.head.id), "outlet")?,
            instruments: ids(draft.instruments.iter().map(|it| it.head.id), "instrument")?,
            things: ids(draft.things.iter().map(|it| it.head.id), "asset")?,
        })
    }

    fn agency(&self, link: Link<'_>) -> Lowered<AgencyId> {
        link.to.and_then(|index| self.agencies.get(index)).cloned().or_missing("agency")
    }

    fn outlet(&self, link: Link<'_>) -> Lowered<OutletId> {
        link.to.and_then(|index| self.outlets.get(index)).cloned().or_missing("outlet")
    }

    fn thing(&self, link: Link<'_>) -> Lowered<AssetId> {
        link.to.and_then(|index| self.things.get(index)).cloned().or_missing("asset")
    }

    fn provider(&self, link: Link<'_>) -> Lowered<ProviderId> {
        link.to.and_then(|index| self.providers.get(index)).cloned().or_missing("provider")
    }

    /// The outlets of an asset or inventory, sorted by bytes, without duplicates.
    fn outlets(&self, thing: &AssetDraft<'_>) -> Lowered<Vec<OutletId>> {
        let mut outlets: Vec<OutletId> =
            thing.outlets.iter().map(|link| self.outlet(*link)).collect::<Lowered<_>>()?;
        outlets.sort_unstable();
        outlets.dedup();
        Ok(outlets)
    }

    /// The measures that a reference resolves to, sorted by bytes.
    fn measures(&self, draft: &PlanDraft<'_>, target: Option<Target>) -> Lowered<Vec<MeasureId>> {
        let Some(Target::Measure(measure, agency)) = target else { return Err(MissingValue("measure")) };
        let deeds = draft.measures[measure].deeds.clone();
        let mut found: Vec<MeasureId> = deeds
            .filter(|deed| agency.is_none_or(|agency| draft.deeds[*deed].agency == agency))
            .map(|deed| self.deeds[deed].clone())
            .collect();
        found.sort_unstable();
        Ok(found)
    }
}

fn ids<'i, T: std::str::FromStr>(ids: impl Iterator<Item = &'i str>, table: &'static str) -> Lowered<Vec<T>> {
    ids.map(|id| id.parse().or_missing(table)).collect()
}

fn operation(draft: &OperationDraft<'_>, ids: &Ids) -> Lowered<OperationTable> {
    let agency = |link: Option<Link<'_>>| link.map(|link| ids.agency(link)).transpose();
    Ok(OperationTable {
        id: draft.id.or_missing("operation.id")?.parse().or_missing("operation.id")?,
        name: draft.name.or_missing("operation.name")?.to_owned(),
        mode: draft.mode.or_missing("operation.mode")?.it,
        lead: ids.agency(draft.lead.or_missing("operation.lead")?)?,
        coordinator: agency(draft.coordinator)?,
        judicial_coordinator: agency(draft.judicial_coordinator)?,
        h_hour: draft.h_hour.map(|h_hour| h_hour.it),
        window: draft.window.map(|window| (window.from, window.to)),
        tlp: draft.tlp.unwrap_or(Tlp::Amber),
        handling: draft.handling.clone(),
        follows: texts(&draft.follows),
        note: owned(draft.note),
    })
}

fn policy(draft: &PlanDraft<'_>, mode: &ModeRow) -> Lowered<Policy> {
    let policy = draft.policy.as_ref();
    let default = |text: &'static str| Ok((text, text.parse::<Span>().or_missing("policy")?));
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
    Ok(Policy {
        locate_max_age,
        locate_max_age_text: locate_max_age_text.to_owned(),
        approvals: approvals.map_or(DEFAULT_POLICY.approvals, |approvals| approvals.it),
        monitor,
        signatures: mode.signed || signatures.is_some_and(|required| required.it),
    })
}

fn agencies(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<BTreeMap<AgencyId, Agency>> {
    let make = |(it, id): (&super::draft::AgencyDraft<'_>, &AgencyId)| {
        let agency = Agency {
            name: it.name.or_missing("agency.name")?.to_owned(),
            country: it.country.or_missing("agency.country")?,
            timezone: it.timezone,
            contact: owned(it.contact),
            keys: texts(&it.keys),
            note: owned(it.note),
        };
        Ok((id.clone(), agency))
    };
    draft.agencies.iter().zip(&ids.agencies).map(make).collect()
}

fn providers(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<BTreeMap<ProviderId, Provider>> {
    let make = |(it, id): (&super::draft::ProviderDraft<'_>, &ProviderId)| {
        let provider = Provider {
            name: it.name.or_missing("provider.name")?.to_owned(),
            kind: it.kind.or_missing("provider.kind")?,
            country: it.country,
            timezone: it.timezone,
            contact: owned(it.contact),
            note: owned(it.note),
        };
        Ok((id.clone(), provider))
    };
    draft.providers.iter().zip(&ids.providers).map(make).collect()
}

fn outlets(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<BTreeMap<OutletId, Outlet>> {
    let make = |(it, id): (&OutletDraft<'_>, &OutletId)| {
        let press = it.press.as_ref().map(|press| {
            Ok(PressAssessment {
                by: press.by.or_missing("outlet.press_assessment.by")?.text.to_owned(),
                on: press.on.or_missing("outlet.press_assessment.on")?.it.to_owned(),
                finding: press.finding.or_missing("outlet.press_assessment.finding")?.to_owned(),
            })
        });
        let mut recipe = OutletRecipe {
            outlet: it.head.id.to_owned(),
            name: it.name.or_missing("outlet.name")?.to_owned(),
            aliases: texts(&it.aliases),
            legal_basis: owned(it.legal_basis),
            press_assessment: press.transpose()?,
        };
        recipe.sort();
        let outlet = Outlet {
            name: recipe.name.clone(),
            aliases: texts(&it.aliases),
            kind: it.kind.or_missing("outlet.kind")?.to_owned(),
            legal_basis: recipe.legal_basis.clone(),
            press_assessment: recipe.press_assessment.clone(),
            marks: it.marks.clone(),
            note: owned(it.note),
            digest: recipe.clone().hash(),
            recipe,
        };
        Ok((id.clone(), outlet))
    };
    draft.outlets.iter().zip(&ids.outlets).map(make).collect()
}

fn instrument(
    draft: &PlanDraft<'_>,
    ids: &Ids,
    index: usize,
    it: &InstrumentDraft<'_>,
) -> Lowered<Instrument> {
    let mut covers = Vec::new();
    let mut transfers = Vec::new();
    for link in &it.covers {
        match link.to.or_missing("instrument.covers")? {
            Target::Transfer(thing) => transfers.push(ids.things.get(thing).or_missing("asset")?.clone()),
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
    Ok(Instrument {
        kind: it.kind.or_missing("instrument.kind")?.it,
        issued_by: it.issued_by.or_missing("instrument.issued_by")?.text.to_owned(),
        executed_by: ids.agency(it.executed_by.or_missing("instrument.executed_by")?)?,
        covers,
        transfers,
        // The targets are known once everything is lowered; see `scope`.
        scope: Vec::new(),
        note: owned(it.note),
    })
}

type Things = (BTreeMap<AssetId, Asset>, BTreeMap<InventoryId, Inventory>);

fn things(draft: &PlanDraft<'_>, ids: &Ids) -> Lowered<Things> {
    let (mut assets, mut inventories) = Things::default();
    for (it, id) in draft.things.iter().zip(&ids.things) {
        let (kind, outlets) = (it.kind.or_missing("asset.kind")?.it, ids.outlets(it)?);
        let country = it.country.map(|country| country.it);
        let provider = it.provider.map(|link| ids.provider(link)).transpose()?;
        let thing = |link: Option<Link<'_>>| link.map(|link| ids.thing(link)).transpose();
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
            inventories.insert(it.head.id.parse().or_missing("inventory")?, inventory);
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
            mirror_of: thing(it.mirror_of)?,
            successor_of: thing(it.successor_of)?,
            moved_from: thing(it.moved_from)?,
            marks: it.marks.clone(),
            note: owned(it.note),
        };
        assets.insert(id.clone(), asset);
    }
    Ok((assets, inventories))
}

fn slip(draft: &PlanDraft<'_>, ids: &Ids, it: &SlipDraft<'_>) -> Lowered<PlannedSlip> {
    let agency = |link: &Option<Link<'_>>| ids.agency(link.or_missing("inject.agency")?);
    let measures = |link: Option<MeasureLink<'_>>| ids.measures(draft, link.and_then(|link| link.to));
    Ok(match it {
        SlipDraft::Refused(link) => {
            let instrument = link.to.and_then(|index| ids.instruments.get(index));
            PlannedSlip::Refused(instrument.or_missing("instrument")?.clone())
        }
        SlipDraft::Late(who, by) => PlannedSlip::Late(agency(who)?, by.or_missing("inject.by")?),
        SlipDraft::Early(measure, by) => PlannedSlip::Early(measures(*measure)?, by.or_missing("inject.by")?),
        SlipDraft::Failed(measure) => PlannedSlip::Failed(measures(Some(*measure))?),
        SlipDraft::Hold(who, measure) => PlannedSlip::Hold(agency(who)?, measures(*measure)?),
        SlipDraft::Lapsed(measure) => PlannedSlip::Lapsed(measures(Some(*measure))?),
    })
}
