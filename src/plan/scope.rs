//! What the grant of an instrument covers.

use std::collections::BTreeMap;

use super::tables::{Asset, Instrument, Measure};
use crate::model::digest::{Recipe as _, TargetRecipe};
use crate::model::id::{AssetId, InstrumentId};
use crate::model::measure::MeasureId;

impl Asset {
    /// The recipe of a transfer's target digest: that of the asset, with `transfer:ASSET` as the measure.
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
