//! Decides what a bundle may show. An entry is shown only if all its subjects are, and every restriction has to allow
//! each of them.
//!
//! A plan may have been edited, so a subject may be in several plans. It is shown only if each of them allows it.

use std::collections::{BTreeSet, HashSet};

use crate::ledger::codec::line;
use crate::model::digest::Hash;
use crate::model::id::{AgencyId, AssetId};
use crate::model::measure::MeasureId;
use crate::model::tlp::{Handling, Marks, Tlp};
use crate::operation::Saved;
use crate::plan::Plan;

use super::BundleOptions;
use super::logs::{EntryRole, EntrySubjects, Logs, RedactionUnit, of_saved};
use super::stored_plans::StoredDocuments;

/// The restrictions of a bundle, and the plans that give them meaning.
pub(crate) struct Redaction<'a> {
    ask: &'a BundleOptions,
    plans: Vec<&'a Plan>,
    /// The assets, inventories, providers and outlets on which the agency of the bundle has measures, in any plan.
    own: AgencySubjects<'a>,
    /// The assets and inventories that the bundle is restricted to.
    only: HashSet<&'a str>,
    /// The outlets that use these, in any plan.
    running: HashSet<&'a str>,
}

/// What an agency has measures on.
#[derive(Default)]
struct AgencySubjects<'a> {
    things: HashSet<&'a str>,
    outlets: HashSet<&'a str>,
}

impl<'a> AgencySubjects<'a> {
    fn of(agency: &AgencyId, plans: &[&'a Plan]) -> Self {
        let mut found = Self::default();
        let measures = plans.iter().flat_map(|plan| plan.measures.values());
        for measure in measures.filter(|measure| measure.agency == *agency) {
            found.things.insert(measure.id.subject());
            found.outlets.extend(measure.outlets.iter().map(AsRef::<str>::as_ref));
        }
        found
    }
}

/// The outlets that use assets and inventories, in any of the plans.
fn running<'a>(only: &[AssetId], plans: &[&'a Plan]) -> HashSet<&'a str> {
    let of = |plan: &'a Plan, id: &AssetId| {
        let asset = plan.assets.get(id.as_str()).map(|asset| &asset.outlets);
        asset.or_else(|| plan.inventories.get(id.as_str()).map(|inventory| &inventory.outlets))
    };
    let outlets = plans.iter().flat_map(|plan| only.iter().filter_map(|id| of(plan, id)));
    outlets.flatten().map(AsRef::as_ref).collect()
}

/// A label and handling codes.
type SharingLimit = (Tlp, Vec<Handling>);

impl<'a> Redaction<'a> {
    pub(crate) fn new(ask: &'a BundleOptions, stored: &'a StoredDocuments) -> Self {
        let plans: Vec<&Plan> = stored.readable().collect();
        let own = ask.agency.as_ref().map(|agency| AgencySubjects::of(agency, &plans)).unwrap_or_default();
        let running = running(&ask.assets, &plans);
        let only = ask.assets.iter().map(AsRef::as_ref).collect();
        Self { ask, plans, own, only, running }
    }

    pub(crate) fn is_cut(&self) -> bool {
        self.ask.is_cut()
    }

    /// Whether an entry with these subjects, in a log of that agency, is shown.
    pub(crate) fn shows(&self, log_of: &str, things: &BTreeSet<RedactionUnit>) -> bool {
        let own = self.ask.agency.as_ref().is_some_and(|agency| agency.as_str() == log_of);
        !self.is_cut()
            || self.all(things).iter().all(|thing| (own || self.concerns(thing)) && self.allows(thing))
    }

    /// Whether a plan is shown: everything in it has to be.
    pub(crate) fn shows_plan(&self, plan: &Plan) -> bool {
        !self.is_cut() || of_plan(plan).iter().all(|thing| self.concerns(thing) && self.allows(thing))
    }

    pub(crate) fn shows_saved(&self, saved: &Saved) -> bool {
        self.shows("", &of_saved(saved).into_iter().collect())
    }

    /// The hashes of the entries that are shown.
    pub(crate) fn shown_entries(&self, logs: &Logs) -> BTreeSet<Hash> {
        let mut kept = BTreeSet::new();
        for file in &logs.files {
            let agency = file.agency();
            let shown = |hash: &Hash, subjects: &EntrySubjects| match subjects.role {
                EntryRole::OfTheLedger => true,
                EntryRole::Genesis => false,
                EntryRole::Other => self.shows(agency, &logs.units(hash)),
            };
            let hashes: Vec<Hash> =
                file.raws().filter_map(|raw| line::read(raw).ok()).map(|it| it.hash).collect();
            let of = |hash: &Hash| logs.entries.get(hash);
            let mut officers = BTreeSet::new();
            for hash in &hashes {
                if let Some(subjects) = of(hash).filter(|subjects| !self.is_cut() || shown(hash, subjects)) {
                    officers.insert(&subjects.by);
                    kept.insert(*hash);
                }
            }
            // A genesis names its officer, so it is shown only if other shown entries name that officer.
            let genesis = hashes
                .iter()
                .filter(|hash| of(hash).is_some_and(|subjects| subjects.role == EntryRole::Genesis));
            kept.extend(
                genesis.filter(|hash| of(hash).is_some_and(|subjects| officers.contains(&subjects.by))),
            );
        }
        kept
    }

    /// Every subject of the entries and plans that are shown.
    pub(crate) fn disclosed(
        &self,
        logs: &Logs,
        kept: &BTreeSet<Hash>,
        stored: &StoredDocuments,
    ) -> BTreeSet<RedactionUnit> {
        let mut things = BTreeSet::new();
        for hash in kept {
            things.extend(self.all(&logs.units(hash)));
        }
        for plan in stored.readable().filter(|plan| self.shows_plan(plan)) {
            things.extend(of_plan(plan));
        }
        things
    }

    /// The label and codes of a subject in each plan that contains it.
    fn reaches(&self, thing: &RedactionUnit) -> impl Iterator<Item = SharingLimit> {
        self.plans.iter().filter_map(move |plan| marks(plan, thing))
    }

    /// The handling codes of a subject, from every plan.
    pub(crate) fn handling(&self, thing: &RedactionUnit) -> BTreeSet<Handling> {
        self.reaches(thing).flat_map(|(_, codes)| codes).collect()
    }

    /// The strictest label of the subjects, from every plan.
    pub(crate) fn strictest(&self, things: &BTreeSet<RedactionUnit>) -> Option<Tlp> {
        things.iter().flat_map(|thing| self.reaches(thing)).map(|(tlp, _)| tlp).min()
    }

    /// The subjects, and those that cannot be separated from them: the asset of a measure, the outlets of an asset, and
    /// what an instrument covers. The digest of the former depends on the latter.
    // See ARCHITECTURE, "A bundle shows an entry only if everything the entry leads to may be shown".
    fn all(&self, things: &BTreeSet<RedactionUnit>) -> BTreeSet<RedactionUnit> {
        let mut all = BTreeSet::new();
        let mut next: Vec<RedactionUnit> = things.iter().cloned().collect();
        while let Some(thing) = next.pop() {
            if all.insert(thing.clone()) {
                next.extend(self.plans.iter().flat_map(|plan| below(plan, &thing)));
                if thing != RedactionUnit::Unknown && !self.plans.iter().any(|plan| knows(plan, &thing)) {
                    next.push(RedactionUnit::Unknown);
                }
            }
        }
        all
    }

    /// Whether a subject belongs to the agency of the bundle.
    fn concerns(&self, thing: &RedactionUnit) -> bool {
        let Some(agency) = self.ask.agency.as_ref() else { return *thing != RedactionUnit::Unknown };
        match thing {
            RedactionUnit::Operation | RedactionUnit::Unknown => false,
            // The other subjects of the entry decide.
            RedactionUnit::Marked(..) => true,
            RedactionUnit::Measure(id) => MeasureId::split(id).is_some_and(|(.., of)| of == agency.as_str()),
            RedactionUnit::Asset(id) | RedactionUnit::Provider(id) => self.own.things.contains(id.as_str()),
            RedactionUnit::Outlet(id) => self.own.outlets.contains(id.as_str()),
            RedactionUnit::Instrument(id) => {
                let mut known = self.plans.iter().filter_map(|plan| plan.instruments.get(id.as_str()));
                known.all(|instrument| instrument.executed_by == *agency)
            }
        }
    }

    /// Whether label, handling codes and assets allow a subject.
    // See ARCHITECTURE, "A handling code that is absent restricts nothing".
    fn allows(&self, thing: &RedactionUnit) -> bool {
        let codes = &self.ask.handling;
        let travels = |(of, carried): SharingLimit| {
            // Stricter labels come first in the order. Content without a code has no further condition.
            self.ask.tlp.is_none_or(|tlp| of >= tlp)
                && (codes.is_empty() || carried.iter().all(|code| codes.contains(code)))
        };
        *thing != RedactionUnit::Unknown && self.reaches(thing).all(travels) && self.among(thing)
    }

    /// Whether a subject belongs to the assets and inventories that the bundle is restricted to.
    fn among(&self, thing: &RedactionUnit) -> bool {
        self.only.is_empty()
            || match thing {
                RedactionUnit::Operation | RedactionUnit::Provider(_) | RedactionUnit::Unknown => false,
                // Their assets decide. An instrument that covers nothing belongs to no asset.
                RedactionUnit::Measure(_) | RedactionUnit::Marked(..) => true,
                RedactionUnit::Instrument(_) => self.plans.iter().any(|plan| !below(plan, thing).is_empty()),
                RedactionUnit::Asset(id) => self.only.contains(id.as_str()),
                RedactionUnit::Outlet(id) => self.running.contains(id.as_str()),
            }
    }
}

fn knows(plan: &Plan, thing: &RedactionUnit) -> bool {
    match thing {
        RedactionUnit::Operation | RedactionUnit::Marked(..) => true,
        RedactionUnit::Measure(id) => MeasureId::split(id).is_some_and(|(_, subject, _)| {
            plan.assets.contains_key(subject)
                || plan.inventories.contains_key(subject)
                || plan.providers.contains_key(subject)
        }),
        RedactionUnit::Asset(id) => {
            plan.assets.contains_key(id.as_str()) || plan.inventories.contains_key(id.as_str())
        }
        RedactionUnit::Outlet(id) => plan.outlets.contains_key(id.as_str()),
        RedactionUnit::Provider(id) => plan.providers.contains_key(id.as_str()),
        RedactionUnit::Instrument(id) => plan.instruments.contains_key(id.as_str()),
        RedactionUnit::Unknown => false,
    }
}

/// What a subject depends on, in one plan.
fn below(plan: &Plan, thing: &RedactionUnit) -> Vec<RedactionUnit> {
    let outlets = |outlets: &[crate::model::id::OutletId]| {
        outlets.iter().map(|id| RedactionUnit::Outlet(id.to_string())).collect::<Vec<_>>()
    };
    match thing {
        RedactionUnit::Measure(id) => {
            let subject = MeasureId::split(id).map_or("", |(_, subject, _)| subject);
            let asset = RedactionUnit::Asset(subject.to_owned());
            let provider = RedactionUnit::Provider(subject.to_owned());
            [asset, provider].into_iter().filter(|thing| knows(plan, thing)).collect()
        }
        RedactionUnit::Asset(id) => {
            let asset = plan.assets.get(id.as_str()).map(|asset| outlets(&asset.outlets));
            let rows = plan.inventories.get(id.as_str()).map(|inventory| outlets(&inventory.outlets));
            asset.or(rows).unwrap_or_default()
        }
        RedactionUnit::Instrument(id) => {
            plan.instruments.get(id.as_str()).map_or_else(Vec::new, |instrument| {
                let covers = instrument.covers.iter().map(|id| RedactionUnit::Measure(id.to_string()));
                covers
                    .chain(instrument.transfers.iter().map(|id| RedactionUnit::Asset(id.to_string())))
                    .collect()
            })
        }
        RedactionUnit::Operation
        | RedactionUnit::Outlet(_)
        | RedactionUnit::Provider(_)
        | RedactionUnit::Marked(..)
        | RedactionUnit::Unknown => Vec::new(),
    }
}

/// The label and codes of a subject in one plan: its own, otherwise those of its parent; the strictest of several
/// outlets. `None` if the plan does not contain it, or other subjects decide.
fn marks(plan: &Plan, thing: &RedactionUnit) -> Option<SharingLimit> {
    let operation = (plan.operation.tlp, plan.operation.handling.clone());
    let own = |marks: &Marks, above: SharingLimit| {
        let codes = if marks.handling.is_empty() { above.1 } else { marks.handling.clone() };
        (marks.tlp.unwrap_or(above.0), codes)
    };
    match thing {
        RedactionUnit::Unknown | RedactionUnit::Measure(_) => None,
        RedactionUnit::Operation => Some(operation),
        // It is an additional subject of the entry, so it can only be stricter.
        RedactionUnit::Marked(_, marks) => Some((marks.tlp.unwrap_or(Tlp::Clear), marks.handling.clone())),
        RedactionUnit::Provider(_) => knows(plan, thing).then_some(operation),
        RedactionUnit::Instrument(_) => {
            (knows(plan, thing) && below(plan, thing).is_empty()).then_some(operation)
        }
        RedactionUnit::Outlet(id) => {
            let outlet = plan.outlets.get(id.as_str())?;
            Some(own(&outlet.marks, operation))
        }
        RedactionUnit::Asset(id) => {
            let own_marks = match (plan.assets.get(id.as_str()), plan.inventories.get(id.as_str())) {
                (Some(asset), _) => &asset.marks,
                (None, Some(inventory)) => &inventory.marks,
                (None, None) => return None,
            };
            let outlets: Vec<SharingLimit> =
                below(plan, thing).iter().filter_map(|it| marks(plan, it)).collect();
            let strictest = outlets.iter().map(|(tlp, _)| *tlp).min().unwrap_or(operation.0);
            let mut all: Vec<Handling> = outlets.into_iter().flat_map(|(_, codes)| codes).collect();
            all.sort_unstable();
            all.dedup();
            let above = if below(plan, thing).is_empty() { operation } else { (strictest, all) };
            Some(own(own_marks, above))
        }
    }
}

fn of_plan(plan: &Plan) -> BTreeSet<RedactionUnit> {
    let assets = plan.assets.keys().map(|id| RedactionUnit::Asset(id.to_string()));
    let inventories = plan.inventories.keys().map(|id| RedactionUnit::Asset(id.to_string()));
    let outlets = plan.outlets.keys().map(|id| RedactionUnit::Outlet(id.to_string()));
    std::iter::once(RedactionUnit::Operation).chain(assets).chain(inventories).chain(outlets).collect()
}
