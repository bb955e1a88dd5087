//! Which gates of a measure are open, why, and who can close them.

use crate::model::asset::Tenancy;
use crate::model::gate::{Attester, Gate};
use crate::model::time::Instant;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use super::book::View;
use super::guard::asked;
use super::standing::Gap;

/// The open gates of a measure at an instant, in their order.
pub(crate) fn gaps(_view: View<'_>, plan: &Plan, measure: &Measure, _at: Instant) -> Vec<Gap> {
    if !plan.operation.mode.row().gated {
        return Vec::new();
    }
    asked(measure)
        .into_iter()
        .filter(|gate| !closes_by_itself(*gate, measure))
        .map(|gate| Gap { gate, by: who(gate, plan, measure), why: why(gate, measure) })
        .collect()
}

/// `collateral` closes by itself where nobody else can be hit.
fn closes_by_itself(gate: Gate, measure: &Measure) -> bool {
    gate == Gate::Collateral
        && (measure.tenancy == Some(Tenancy::Dedicated)
            || !measure.kind.is_some_and(crate::model::asset::AssetKind::may_be_shared))
}

/// Who can close a gate: agencies, or countries where every one has to answer.
fn who(gate: Gate, plan: &Plan, measure: &Measure) -> Vec<String> {
    let lead = &plan.operation.lead;
    let mut who: Vec<String> = match gate.row().attested_by {
        Attester::LeadAndOther => vec![lead.to_string()],
        Attester::Own => vec![measure.agency.to_string()],
        Attester::EveryCountry => plan.countries().iter().map(ToString::to_string).collect(),
        Attester::Nobody => measure
            .instruments
            .iter()
            .filter_map(|id| plan.instruments.get(id))
            .map(|instrument| instrument.executed_by.to_string())
            .collect(),
        Attester::Other => plan
            .agencies
            .keys()
            .filter(|agency| **agency != measure.agency)
            .map(ToString::to_string)
            .collect(),
    };
    who.sort_unstable();
    who.dedup();
    who
}

/// Why a gate is open, in words.
fn why(gate: Gate, measure: &Measure) -> String {
    match gate {
        Gate::Lawful => "the lead and one other agency have to attest it".to_owned(),
        Gate::Located | Gate::Staffed => format!("{} has to attest it", measure.agency),
        Gate::Deconflicted => "no country has answered".to_owned(),
        Gate::Authorised if measure.instruments.is_empty() => "no instrument covers it".to_owned(),
        Gate::Authorised => {
            let ids: Vec<_> = measure.instruments.iter().map(ToString::to_string).collect();
            format!("{} not granted", ids.join(", "))
        }
        Gate::Collateral => "another agency than its own has to weigh it".to_owned(),
    }
}
