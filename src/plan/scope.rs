//! What grants cover, and what digests a plan can prove.

use std::collections::BTreeMap;

use super::tables::{Asset, Instrument, Measure, MeasureSubject, Plan};
use crate::model::digest::{Recipe as _, TargetRecipe};
use crate::model::id::{AssetId, InstrumentId};
use crate::model::measure::MeasureId;

impl Plan {
    /// Whether a measure's target digest can be proved from this plan: not where it is made of an inventory's rows
    /// and those do not stand in a stored plan.
    pub fn proves_target(&self, measure: &Measure) -> bool {
        match &measure.subject {
            MeasureSubject::Inventory(id) => {
                self.inventories.get(id).is_none_or(|inventory| inventory.rows_known)
            }
            MeasureSubject::Asset(_) | MeasureSubject::Provider(_) => true,
        }
    }
}

impl Asset {
    /// What the target digest of a transfer is made of: the asset's, under that word.
    fn transfer(&self, id: &AssetId) -> TargetRecipe {
        TargetRecipe {
            measure: format!("transfer:{id}"),
            kind: self.kind.to_string(),
            identifiers: self.identifiers.clone(),
            rows: None,
            country: self.country.map(|country| country.to_string()),
            provider: self.provider.as_ref().map(ToString::to_string),
            tenancy: Some(self.tenancy.to_string()),
            outlets: self.outlets.iter().map(ToString::to_string).collect(),
            to: None,
        }
    }
}

/// What a grant of each instrument covers.
pub(super) fn scopes(
    instruments: &mut BTreeMap<InstrumentId, Instrument>,
    measures: &BTreeMap<MeasureId, Measure>,
    assets: &BTreeMap<AssetId, Asset>,
) {
    for instrument in instruments.values_mut() {
        let covered = instrument.covers.iter().filter_map(|id| measures.get(id));
        instrument.scope = covered.map(|it| (it.id.to_string(), it.target)).collect();
        instrument.scope.extend(instrument.transfers.iter().filter_map(|id| {
            let recipe = assets.get(id)?.transfer(id);
            Some((recipe.measure.clone(), recipe.hash()))
        }));
        instrument.scope.sort_unstable();
    }
}
