//! What a bundle shows, told a second time, in the words of the case that the ledger was made from.

use std::collections::BTreeSet;

use takedown::model::tlp::{Handling, Tlp};

use super::{AGENCIES, ASSETS, About, Case, Made, OUTLETS, asset_id, toml, word};

/// The rule of a case.
pub(super) struct Rule<'a>(pub(super) &'a Case);

impl Rule<'_> {
    fn outlet_label(&self, outlet: usize) -> Tlp {
        self.0.outlets[outlet].0.unwrap_or(self.0.operation.0)
    }

    fn asset_label(&self, asset: usize) -> Tlp {
        let (outlets, (own, _), _) = &self.0.assets[asset];
        let above = outlets.iter().map(|outlet| self.outlet_label(*outlet)).min().expect("an outlet");
        own.unwrap_or(above)
    }

    fn outlet_codes(&self, outlet: usize) -> &[Handling] {
        match self.0.outlets[outlet].1.as_slice() {
            [] => &self.0.operation.1,
            own => own,
        }
    }

    fn asset_codes(&self, asset: usize) -> Vec<Handling> {
        let (outlets, (_, own), _) = &self.0.assets[asset];
        let above = || outlets.iter().flat_map(|outlet| self.outlet_codes(*outlet)).copied().collect();
        if own.is_empty() { above() } else { own.clone() }
    }

    fn travels(&self, label: Tlp, codes: &[Handling]) -> bool {
        let allowed = &self.0.handling;
        self.0.tlp.is_none_or(|level| label >= level)
            && (allowed.is_empty() || !codes.iter().any(|code| !allowed.contains(code)))
    }

    fn asset(&self, asset: usize, own: bool) -> bool {
        let (outlets, _, agency) = &self.0.assets[asset];
        self.travels(self.asset_label(asset), &self.asset_codes(asset))
            && (self.0.only.is_empty() || self.0.only.contains(&asset))
            && (own || self.0.agency.is_none_or(|wanted| wanted == *agency))
            && outlets.iter().all(|outlet| self.outlet(*outlet, own))
    }

    fn outlet(&self, outlet: usize, own: bool) -> bool {
        let runs = |asset: usize| self.0.assets[asset].0.contains(&outlet);
        let theirs = |wanted: usize| (0..ASSETS).any(|asset| runs(asset) && self.0.assets[asset].2 == wanted);
        self.travels(self.outlet_label(outlet), self.outlet_codes(outlet))
            && (self.0.only.is_empty() || self.0.only.iter().any(|asset| runs(*asset)))
            && (own || self.0.agency.is_none_or(theirs))
    }

    fn operation(&self) -> bool {
        self.travels(self.0.operation.0, &self.0.operation.1) && self.0.only.is_empty()
    }

    fn whole(&self) -> bool {
        let Case { agency, tlp, handling, only, .. } = self.0;
        agency.is_none() && tlp.is_none() && handling.is_empty() && only.is_empty()
    }

    /// The assets that the instrument of an agency covers.
    fn covered(&self, agency: usize) -> impl Iterator<Item = usize> {
        (0..ASSETS).filter(move |asset| self.0.assets[*asset].2 == agency)
    }

    pub(super) fn shows(&self, made: &Made) -> bool {
        let own = self.0.agency == Some(made.agency);
        let about = &made.about;
        self.whole()
            || about.marks.iter().all(|(tlp, codes)| self.travels(tlp.unwrap_or(Tlp::Clear), codes))
                && about.assets.iter().chain(&about.measures).all(|asset| self.asset(*asset, own))
                && about.outlets.iter().all(|outlet| self.outlet(*outlet, own))
                && about.instruments.iter().all(|agency| {
                    (own || self.0.agency.is_none_or(|wanted| wanted == *agency))
                        && self.covered(*agency).all(|asset| self.asset(asset, own))
                })
                && (!about.operation || self.operation() && (own || self.0.agency.is_none()))
    }

    pub(super) fn shows_plan(&self) -> bool {
        self.whole()
            || self.0.agency.is_none()
                && self.operation()
                && (0..ASSETS).all(|asset| self.asset(asset, false))
                && (0..OUTLETS).all(|outlet| self.outlet(outlet, false))
    }

    /// Whether anything that is shown may not go to a court, or not be passed on, without somebody's leave.
    pub(super) fn asks_for_leave(&self, made: &[Made]) -> bool {
        let mut codes = Vec::new();
        for About { assets, measures, outlets, instruments, operation, marks } in
            made.iter().filter(|made| self.shows(made)).map(|made| &made.about)
        {
            let covered = instruments.iter().flat_map(|agency| self.covered(*agency));
            for asset in assets.iter().chain(measures).copied().chain(covered) {
                codes.extend(self.asset_codes(asset));
                codes.extend(self.0.assets[asset].0.iter().flat_map(|outlet| self.outlet_codes(*outlet)));
            }
            codes.extend(outlets.iter().flat_map(|outlet| self.outlet_codes(*outlet)));
            codes.extend(self.0.operation.1.iter().filter(|_| *operation));
            codes.extend(marks.iter().flat_map(|(_, codes)| codes));
        }
        if self.shows_plan() {
            codes.extend((0..ASSETS).flat_map(|asset| self.asset_codes(asset)));
            codes.extend((0..OUTLETS).flat_map(|outlet| self.outlet_codes(outlet)));
            codes.extend(&self.0.operation.1);
        }
        codes.contains(&Handling::H1) || codes.contains(&Handling::H2)
    }

    /// The words of the plan that stand in it alone.
    pub(super) fn of_plan(case: &Case) -> Vec<String> {
        let mut words = vec![word("opname", 0), word("opnote", 0)];
        for number in 0..AGENCIES.len() {
            words.extend(["agname", "agcontact", "court"].map(|what| word(what, number)));
        }
        for number in 0..OUTLETS {
            words.extend(["oname", "oalias", "obasis", "ofinding"].map(|what| word(what, number)));
        }
        for number in 0..ASSETS {
            words.extend(["ident", "anote"].map(|what| word(what, number)));
        }
        // An agency without a measure has no instrument, and so no court.
        let plan = toml(case);
        words.retain(|word| plan.contains(word.as_str()));
        words
    }

    /// The ids that an entry names.
    pub(super) fn ids(&self, about: &About) -> BTreeSet<String> {
        let mut ids: BTreeSet<String> =
            about.assets.iter().chain(&about.measures).map(|asset| asset_id(*asset)).collect();
        ids.extend(about.outlets.iter().map(|outlet| word("o", *outlet)));
        for agency in &about.instruments {
            ids.insert(word("i", *agency));
            ids.extend(self.covered(*agency).map(asset_id));
        }
        ids
    }
}
