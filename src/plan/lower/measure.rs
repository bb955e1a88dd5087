//! Lowers measures, with the recipes of their digests.

use super::missing::{Lowered, OrMissing};
use std::collections::BTreeMap;

use super::{Ids, owned};
use crate::model::action::Jurisdiction;
use crate::model::asset::{Precision, Tenancy};
use crate::model::digest::{OrderRecipe, Recipe as _, TargetRecipe, rows_hash};
use crate::model::measure::MeasureId;
use crate::model::mode::ModeRow;
use crate::model::offset::Offset;
use crate::model::time::Instant;
use crate::plan::draft::{
    AssetDraft, AssignedMeasure, MeasureDraft, PlanDraft, ProviderDraft, RowsDraft, SubjectIx,
};
use crate::plan::tables::{Claim, DEFAULT_WINDOW, Measure, MeasureSubject};

pub(super) fn measures(
    draft: &PlanDraft<'_>,
    ids: &Ids,
    mode: &ModeRow,
) -> Lowered<BTreeMap<MeasureId, Measure>> {
    let all = draft.deeds.iter().zip(&ids.deeds).map(|(deed, id)| {
        let measure = measure(draft, ids, mode, deed, id)?;
        Ok((id.clone(), measure))
    });
    all.collect()
}

fn measure(
    draft: &PlanDraft<'_>,
    ids: &Ids,
    mode: &ModeRow,
    deed: &AssignedMeasure,
    id: &MeasureId,
) -> Lowered<Measure> {
    let it = deed.table(draft);
    let agency = &draft.agencies[deed.agency];
    let mut target_recipe = match it.subject {
        SubjectIx::Thing(thing) => of_thing(ids, it, id, &draft.things[thing])?,
        SubjectIx::Provider(provider) => of_provider(id, &draft.providers[provider])?,
    };
    let thing = it.subject.asset_index().map(|thing| &draft.things[thing]);
    let asset_country = thing.and_then(|thing| thing.country).map(|country| country.it);
    let h_hour = draft.operation.as_ref().and_then(|operation| operation.h_hour).map(|h_hour| h_hour.it);
    let (start, window) =
        (h_hour.map(|h_hour| offset(it).from(h_hour)), h_hour.map(|h_hour| window(draft, it, h_hour)));
    let mut after = Vec::new();
    for link in &it.after {
        after.extend(ids.measures(draft, link.to)?);
    }
    after.sort_unstable();
    after.dedup();
    let mut instruments: Vec<_> =
        deed.instruments.iter().map(|index| ids.instruments[*index].clone()).collect();
    instruments.sort_unstable();
    let target = target_recipe.digest();
    let hours = it.start_between.map(|hours| hours.it);
    let mut order_recipe = match (mode.gated, start, window) {
        (true, Some(start), Some((from, to))) => Some(OrderRecipe {
            target,
            instruments: instruments.iter().map(ToString::to_string).collect(),
            start: start.to_string(),
            window: [from.to_string(), to.to_string()],
            start_between: hours.map(|hours| [hours.from.to_string(), hours.to.to_string()]),
            timezone: hours.and(agency.timezone).map(|zone| zone.name().to_owned()),
            after: after.iter().map(ToString::to_string).collect(),
            group: it.group.as_ref().map(ToString::to_string),
            authority: it.voluntary.map(|_| "voluntary".to_owned()),
        }),
        _ => None,
    };
    Ok(Measure {
        id: id.clone(),
        action: it.action,
        subject: subject(it, ids, thing)?,
        kind: match thing {
            Some(thing) => Some(thing.kind.or_missing("asset.kind")?.it),
            None => None,
        },
        agency: ids.agencies[deed.agency].clone(),
        country: match it.action.row().place {
            Jurisdiction::Asset => asset_country,
            Jurisdiction::Agency => agency.country,
        },
        outlets: thing.map_or_else(|| Ok(Vec::new()), |thing| ids.outlets(thing))?,
        asset_country,
        tenancy: thing.map(|thing| thing.tenancy.map_or(Tenancy::Unknown, |tenancy| tenancy.it)),
        start_text: offset(it).to_string(),
        start,
        window,
        takes: it.takes,
        start_between: hours,
        timezone: agency.timezone,
        after,
        group: it.group.clone(),
        voluntary: it.voluntary.is_some(),
        instruments,
        to: target_recipe.to.clone(),
        claims: claims(it)?,
        note: owned(it.note),
        target_recipe,
        target,
        order: order_recipe.as_mut().map(OrderRecipe::digest),
        order_recipe,
    })
}

fn offset(it: &MeasureDraft<'_>) -> Offset {
    it.start.map_or(Offset::H, |start| start.it.1)
}

fn window(draft: &PlanDraft<'_>, it: &MeasureDraft<'_>, h_hour: Instant) -> (Instant, Instant) {
    let written = it.window.or_else(|| draft.operation.as_ref()?.window);
    let (from, to) = written.map_or(DEFAULT_WINDOW, |window| (window.from, window.to));
    (from.from(h_hour), to.from(h_hour))
}

fn subject(it: &MeasureDraft<'_>, ids: &Ids, thing: Option<&AssetDraft<'_>>) -> Lowered<MeasureSubject> {
    Ok(match (it.subject, thing) {
        (SubjectIx::Thing(index), Some(thing)) if thing.rows.is_none() => {
            MeasureSubject::Asset(ids.things.get(index).or_missing("asset")?.clone())
        }
        (SubjectIx::Thing(_), _) => MeasureSubject::Inventory(it.head.id.parse().or_missing("inventory")?),
        (SubjectIx::Provider(index), _) => {
            MeasureSubject::Provider(ids.providers.get(index).or_missing("provider")?.clone())
        }
    })
}

fn of_thing(
    ids: &Ids,
    it: &MeasureDraft<'_>,
    id: &MeasureId,
    thing: &AssetDraft<'_>,
) -> Lowered<TargetRecipe> {
    let rows = thing.rows.as_ref().and_then(RowsDraft::texts);
    let mut recipe = TargetRecipe {
        measure: id.to_string(),
        kind: thing.kind.or_missing("asset.kind")?.it.to_string(),
        identifiers: thing.identifiers.iter().map(|identifier| identifier.it.as_str().to_owned()).collect(),
        rows: rows.map(rows_hash),
        country: thing.country.map(|country| country.it.to_string()),
        provider: thing.provider.map(|link| link.text.to_owned()),
        tenancy: Some(thing.tenancy.map_or(Tenancy::Unknown, |tenancy| tenancy.it).to_string()),
        outlets: ids.outlets(thing)?.iter().map(ToString::to_string).collect(),
        to: it.to.as_ref().filter(|_| it.action.row().sends).map(|to| to.it.as_str().to_owned()),
    };
    recipe.sort();
    Ok(recipe)
}

/// The recipe of a provider's measure: its kind is that of the provider, and it has no identifiers, outlets, provider
/// or tenancy.
fn of_provider(id: &MeasureId, provider: &ProviderDraft<'_>) -> Lowered<TargetRecipe> {
    Ok(TargetRecipe {
        measure: id.to_string(),
        kind: provider.kind.or_missing("provider.kind")?.to_string(),
        identifiers: Vec::new(),
        rows: None,
        country: provider.country.map(|country| country.to_string()),
        provider: None,
        tenancy: None,
        outlets: Vec::new(),
        to: None,
    })
}

fn claims(it: &MeasureDraft<'_>) -> Lowered<Vec<Claim>> {
    let claim = |claim: &crate::plan::draft::ClaimDraft<'_>| {
        Ok(Claim {
            source: claim.source.or_missing("claim.source")?.text.parse().or_missing("claim.source")?,
            says: claim.says.or_missing("claim.says")?.to_owned(),
            count: claim.count,
            precision: claim.precision.unwrap_or(Precision::Unknown),
        })
    };
    it.claims.iter().map(claim).collect()
}
