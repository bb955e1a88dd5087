//! Queries on a whole plan: its countries, its strictest label, its measures by name and by subject.

use std::ops::Bound;

use crate::model::country::Country;
use crate::model::id::OutletId;
use crate::model::measure::MeasureId;
use crate::model::mode::Mode;
use crate::model::op::Op;
use crate::model::tlp::{Handling, Marks, Tlp};

use super::tables::{Measure, MeasureSubject, Plan};

impl Plan {
    /// The id and mode that the ledger's lines name.
    pub fn op(&self) -> Op {
        Op { id: self.operation.id.clone(), mode: self.operation.mode }
    }

    /// The shortest form of a measure's id that is unique in the plan, so that users can paste what a table prints.
    pub fn short<'a>(&self, id: &'a MeasureId) -> &'a str {
        let alike = self.of_short_id(id.short()).take(2).count();
        if alike == 1 && self.measures.contains_key(id.as_str()) { id.short() } else { id.as_str() }
    }

    /// The measures with a short id, `action:subject`: one for each agency that has it.
    pub fn of_short_id(&self, short: &str) -> impl Iterator<Item = &MeasureId> {
        // Ids are sorted, so those that differ only in the agency follow each other.
        let begins = format!("{short}@");
        let from = self.measures.range::<str, _>((Bound::Included(begins.as_str()), Bound::Unbounded));
        from.map(|(id, _)| id).take_while(move |id| id.as_str().starts_with(&begins))
    }

    /// The limits for a document that shows any part of the plan: the strictest label in it, and every handling code.
    pub fn strictest(&self) -> (Tlp, Vec<Handling>) {
        let outlets = self.outlets.values().map(|outlet| &outlet.marks);
        let assets = self.assets.values().map(|asset| &asset.marks);
        let inventories = self.inventories.values().map(|inventory| &inventory.marks);
        let above = (self.operation.tlp, self.operation.handling.clone());
        Marks::strictest(above, outlets.chain(assets).chain(inventories))
    }

    pub fn measures_on(&self, subject: &str) -> impl Iterator<Item = &Measure> {
        self.on_subject.get(subject).into_iter().flatten().filter_map(|id| self.measures.get(id))
    }

    /// The outlets that run on an asset or inventory.
    pub fn outlets_on(&self, thing: &str) -> &[OutletId] {
        let of_asset = self.assets.get(thing).map(|asset| asset.outlets.as_slice());
        let of_inventory = || self.inventories.get(thing).map(|inventory| inventory.outlets.as_slice());
        of_asset.or_else(of_inventory).unwrap_or_default()
    }

    /// The countries that have to answer: those of all agencies, EU bodies apart. Sorted, without repeats.
    pub fn countries(&self) -> Vec<Country> {
        let mut countries: Vec<_> = self
            .agencies
            .values()
            .map(|agency| agency.country)
            .filter(|country| !country.is_body())
            .collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }

    /// Whether this plan can prove a measure's target digest. It cannot if the digest depends on the rows of an
    /// inventory and the plan was read from its stored bytes, which do not contain them.
    pub fn proves_target(&self, measure: &Measure) -> bool {
        match &measure.subject {
            MeasureSubject::Inventory(id) => {
                self.inventories.get(id).is_none_or(|inventory| inventory.rows_known)
            }
            MeasureSubject::Asset(_) | MeasureSubject::Provider(_) => true,
        }
    }

    /// The plan as a rehearsal plays it: in the mode that no plan can name, without signatures.
    #[must_use]
    pub fn rehearsed(mut self) -> Self {
        self.operation.mode = Mode::Rehearsal;
        self.policy.signatures = Mode::Rehearsal.row().signed;
        self
    }

    pub fn is_rehearsed(&self) -> bool {
        !self.operation.mode.row().in_plans
    }
}
