//! A second, simple definition of what must hold for every go: it scans all entries and uses neither
//! snapshots nor tips.

use std::collections::BTreeSet;

use super::world::World;
use crate::ledger::codec::entry::Data;
use crate::ledger::read::causal_past::CausalPast;
use crate::model::action::Authority;
use crate::model::asset::Tenancy;
use crate::model::digest::Hash;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::plan::tables::Measure;

/// Checks that the lead gave every valid go, for measures with closed gates, without holds and with enough
/// approvals, as far as the lead had seen. Returns the number of cleared measures.
pub(super) fn every_go_was_due(world: &World) -> usize {
    let mut cleared = 0;
    for (pos, _, entry) in world.written.entries() {
        let Some(Data::Go(go)) = &entry.data else { continue };
        if world.is_void(pos) {
            continue;
        }
        let lead = world.plan.operation.lead.as_str();
        assert_eq!(world.agencies[pos.log], lead, "the lead gives the go");
        let (first, ..) = &go.measures[0];
        let past = world.past_of(first, pos).expect("a go that counts moves its measures");
        let said = Said::new(world, &past);
        let approved = said.approvals(&go.saved);
        assert!(!approved.contains(lead));
        assert!(approved.len() >= world.plan.policy.approvals as usize, "{approved:?}");
        for (id, _, order) in &go.measures {
            let measure = &world.plan.measures[&**id];
            assert_eq!(measure.order, Some(*order));
            assert!(said.holds(id).is_empty(), "{id} is held");
            said.gates_are_closed(measure);
            if let Some(group) = &measure.group {
                let of = |other: &&Measure| other.group.as_ref() == Some(group) && other.action.row().go;
                for other in world.plan.measures.values().filter(of) {
                    let with = go.measures.iter().any(|(id, ..)| *id == other.id.as_str());
                    assert!(with || said.moved(other.id.as_str()), "{id} goes with its group");
                }
            }
            cleared += 1;
        }
    }
    cleared
}

/// Checks that every hold is active unless its own agency withdrew it.
pub(super) fn every_hold_stands(world: &World) {
    let everything = world.everything();
    let said = Said::new(world, &everything);
    for measure in world.plan.measures.values() {
        let mut standing: Vec<String> = world.showing(None, |showing| {
            let holds = showing.view.holds(measure.id.as_str(), None);
            holds.iter().map(|hold| hold.agency.to_string()).collect()
        });
        standing.sort();
        assert_eq!(standing, said.holds(measure.id.as_str()), "{}", measure.id);
    }
}

/// The valid entries that a reader has seen and that are not withdrawn, with the agency of their log.
struct Said<'w> {
    world: &'w World,
    standing: Vec<(&'w str, Data<'w>)>,
}

impl<'w> Said<'w> {
    fn new(world: &'w World, past: &CausalPast) -> Self {
        let seen: Vec<_> = world
            .written
            .entries()
            .filter(|(pos, ..)| past.covers(*pos) && !world.is_void(*pos))
            .filter_map(|(pos, hash, entry)| Some((pos, hash, entry.data?)))
            .collect();
        let taken: BTreeSet<Hash> = seen
            .iter()
            .filter_map(|(_, _, data)| match data {
                Data::Retraction(said) => Some(said.entry),
                _ => None,
            })
            .collect();
        let standing = seen.into_iter().filter(|(_, hash, _)| !taken.contains(hash));
        let standing = standing.map(|(pos, _, data)| (world.agencies[pos.log].as_str(), data)).collect();
        Self { world, standing }
    }

    fn approvals(&self, saved: &Hash) -> BTreeSet<String> {
        let approves = |data: &Data<'_>| matches!(data, Data::Approval(said) if said.saved == *saved);
        self.standing.iter().filter(|(_, data)| approves(data)).map(|(by, _)| (*by).to_owned()).collect()
    }

    fn holds(&self, id: &str) -> Vec<String> {
        let stops =
            |data: &Data<'_>| matches!(data, Data::Hold(said) if said.measures.iter().any(|held| held == id));
        let mut by: Vec<String> =
            self.standing.iter().filter(|(_, data)| stops(data)).map(|(by, _)| (*by).to_owned()).collect();
        by.sort();
        by
    }

    fn moved(&self, id: &str) -> bool {
        self.standing.iter().any(|(_, data)| match data {
            Data::Transition(said) => said.measure == id,
            Data::Go(said) => said.measures.iter().any(|(measure, ..)| *measure == id),
            Data::Settle(said) => said.measure == id,
            _ => false,
        })
    }

    /// The agencies that attested a gate for the current version of its subject.
    fn attesters(&self, gate: Gate, about: &str, digest: &Hash) -> BTreeSet<String> {
        let says = |data: &Data<'_>| matches!(data, Data::Attestation(said) if said.gate == gate && said.about.contains(&(about.into(), *digest)));
        self.standing.iter().filter(|(_, data)| says(data)).map(|(by, _)| (*by).to_owned()).collect()
    }

    fn gates_are_closed(&self, measure: &Measure) {
        let (id, own, plan) = (measure.id.as_str(), measure.agency.as_str(), &self.world.plan);
        let row = measure.action.row();
        for outlet in &measure.outlets {
            let by = self.attesters(Gate::Lawful, outlet.as_str(), &plan.outlets[outlet].digest);
            assert!(by.contains(plan.operation.lead.as_str()) && by.len() >= 2, "{id} is lawful: {by:?}");
        }
        for gate in row.gates {
            let by = self.attesters(*gate, id, &measure.target);
            let closed = match gate {
                Gate::Located | Gate::Staffed => by.contains(own),
                Gate::Deconflicted => self.world.countries.iter().all(|country| {
                    by.iter().any(|agency| plan.agencies[agency.as_str()].country == *country)
                }),
                Gate::Collateral => {
                    let alone = measure.tenancy == Some(Tenancy::Dedicated)
                        || !measure.kind.is_some_and(crate::model::asset::AssetKind::may_be_shared);
                    alone || by.iter().any(|agency| agency != own)
                }
                Gate::Lawful | Gate::Authorised => panic!("no row lists it"),
            };
            assert!(closed, "{id}: {gate} is closed by {by:?}");
        }
        if row.authority.contains(&Authority::Binding) && !measure.voluntary {
            assert!(!measure.instruments.is_empty(), "{id} has an instrument");
            for instrument in &measure.instruments {
                assert!(self.is_granted(instrument.as_str(), measure), "{id}: {instrument} is granted");
            }
        }
    }

    /// Whether the last step of the instrument is a grant for that target.
    fn is_granted(&self, instrument: &str, measure: &Measure) -> bool {
        let last = self.standing.iter().rev().find_map(|(_, data)| match data {
            Data::Instrument(said) if said.instrument == instrument => Some(said),
            _ => None,
        });
        last.is_some_and(|said| {
            said.to == InstrumentState::Granted
                && said.scope.contains(&(measure.id.as_str().into(), measure.target))
        })
    }
}
