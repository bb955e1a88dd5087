//! Which gates of a measure are open, why, and who has to attest what to close them.
//!
//! Only this module knows that: the judge, the refusals, the coordinator's sheet and `plan --next` all use
//! it.

use std::collections::BTreeMap;

use crate::model::action::Authority;
use crate::model::asset::{AssetKind, Tenancy};
use crate::model::country::Country;
use crate::model::digest::Hash;
use crate::model::gate::{Attester, Gate};
use crate::model::instrument::InstrumentState;
use crate::model::offset::Span;
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::plan::Plan;
use crate::plan::tables::Measure;

use super::findings::{GateReason, InstrumentGap, MissingAttester, MissingStatement, OpenGate, OutletGap};
use crate::operation::judge::author::Author;
use crate::operation::state::instrument_status::InstrumentHeads;
use crate::operation::state::saved::Saved;
use crate::operation::state::snapshot::Snapshot;
use crate::operation::state::statements::RecordedAttestation;

/// The purpose of evaluating a measure's gates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Whether the go can be given now. Every statement seen counts, and instruments must stay valid long
    /// enough.
    Ready(Instant),
    /// Whether the measure may be carried out at that instant. Only statements recorded up to then count.
    Act(Instant),
}

impl Purpose {
    fn at(self) -> Instant {
        match self {
            Self::Ready(at) | Self::Act(at) => at,
        }
    }

    /// The time after which recorded statements do not count.
    fn until(self) -> Option<Instant> {
        match self {
            Self::Ready(_) => None,
            Self::Act(at) => Some(at),
        }
    }
}

/// The terms that gates are judged by: those of a plan, or those of the saved plan that a go refers to.
#[derive(Clone, Copy)]
pub(crate) struct GateTerms<'a> {
    pub measure: &'a Measure,
    /// The digest of the target; attestations of another target do not count.
    pub target: Hash,
    /// The countries that must respond.
    pub countries: &'a [Country],
    /// The maximum age of a location check.
    pub locate_max_age: Span,
    /// The cited plan, which has the agencies, and the outlets with their digests.
    pub plan: &'a Plan,
}

impl<'a> GateTerms<'a> {
    pub(crate) fn of_plan(plan: &'a Plan, measure: &'a Measure, countries: &'a [Country]) -> Self {
        let locate_max_age = plan.policy.locate_max_age;
        Self { measure, target: measure.target, countries, locate_max_age, plan }
    }

    pub(crate) fn of_saved(plan: &'a Plan, saved: &'a Saved, measure: &'a Measure, target: Hash) -> Self {
        let locate_max_age = saved.locate_max_age;
        Self { measure, target, countries: &saved.countries, locate_max_age, plan }
    }
}

/// The gates that an action requires for its measure, in the order of `Gate::ALL`.
pub fn required_gates(measure: &Measure) -> Vec<Gate> {
    let row = measure.action.row();
    let asks = |gate: &Gate| match gate {
        // A provider has no outlets.
        Gate::Lawful => measure.kind.is_some(),
        Gate::Authorised => row.authority.contains(&Authority::Binding) && !measure.voluntary,
        gate => row.gates.contains(gate),
    };
    Gate::ALL.iter().copied().filter(asks).collect()
}

/// Whether a measure requires a gate.
pub fn requires_gate(gate: Gate, measure: &Measure) -> bool {
    required_gates(measure).contains(&gate)
}

/// Whether the writer's agency has attested a gate for that digest, and the attestation is still in force and
/// recent enough.
pub(crate) fn has_attested(
    view: Snapshot<'_>,
    by: &Author<'_>,
    gate: Gate,
    about: &str,
    digest: &Hash,
) -> bool {
    let max_age = by.plan.policy.locate_max_age.millis();
    view.book.attested(about).iter().any(|word| {
        word.gate == gate
            && *word.agency == *by.agency
            && word.digest == *digest
            && view.stands(word.pos, &word.hash)
            && word.until.is_none_or(|until| by.recorded_at <= until)
            && !(gate.row().stale && by.recorded_at.millis() - word.recorded_at.millis() > max_age)
    })
}

/// The open gates of a measure, in the order of `Gate::ALL`.
// See ARCHITECTURE, "One module knows which statements are missing".
pub(crate) fn open_gates(view: Snapshot<'_>, terms: &GateTerms<'_>, purpose: Purpose) -> Vec<OpenGate> {
    if !terms.plan.operation.mode.row().gated {
        return Vec::new();
    }
    required_gates(terms.measure)
        .into_iter()
        .filter_map(|gate| open_gate(view, terms, purpose, gate))
        .collect()
}

/// `collateral` needs no attestation if nobody else can be affected.
pub(crate) fn closes_by_itself(gate: Gate, measure: &Measure) -> bool {
    gate == Gate::Collateral
        && (measure.tenancy == Some(Tenancy::Dedicated)
            || !measure.kind.is_some_and(AssetKind::may_be_shared))
}

/// The statements that a measure's gates rely on: the newest valid attestation per gate and agency, and the
/// grants.
pub(crate) fn relied(view: Snapshot<'_>, terms: &GateTerms<'_>, purpose: Purpose) -> Vec<Hash> {
    let mut newest: BTreeMap<(Gate, &str, &str), Hash> = BTreeMap::new();
    let mut grants = Vec::new();
    for gate in required_gates(terms.measure) {
        let asking = GateEvaluation { view, terms, purpose, gate };
        for (about, digest) in asking.about() {
            for word in view.book.attested(about).iter().filter(|word| asking.counts(word, &digest)) {
                // Attestations are in the ledger's order, so the last one is the newest.
                newest.insert((gate, about, &*word.agency), word.hash);
            }
        }
        if gate.row().attested_by == Attester::Nobody {
            let papers =
                terms.measure.instruments.iter().map(|id| view.instrument(id.as_str(), purpose.until()));
            grants.extend(papers.filter_map(|papers| papers.leading().map(|step| step.hash)));
        }
    }
    newest.into_values().chain(grants).collect()
}

fn open_gate(view: Snapshot<'_>, terms: &GateTerms<'_>, purpose: Purpose, gate: Gate) -> Option<OpenGate> {
    if closes_by_itself(gate, terms.measure) {
        return None;
    }
    let asking = GateEvaluation { view, terms, purpose, gate };
    let (reason, unsaid) = match gate.row().attested_by {
        Attester::LeadAndOther => asking.lawful(),
        Attester::Own => asking.own(),
        Attester::EveryCountry => asking.every_country(),
        Attester::Nobody => asking.instruments(),
        Attester::Other => asking.other(),
    }?;
    let mut by: Vec<String> = match gate.row().attested_by {
        Attester::EveryCountry => asking.silent().iter().map(ToString::to_string).collect(),
        _ => unsaid.iter().flat_map(|unsaid| unsaid.by().to_vec()).collect(),
    };
    by.sort_unstable();
    by.dedup();
    Some(OpenGate { gate, by, reason, missing: unsaid })
}

/// Why a gate is open, and which statements are missing; `None` if it is closed.
type Open = Option<(GateReason, Vec<MissingStatement>)>;

struct GateEvaluation<'a, 't> {
    view: Snapshot<'a>,
    terms: &'t GateTerms<'t>,
    purpose: Purpose,
    gate: Gate,
}

impl<'t> GateEvaluation<'_, 't> {
    /// The agencies of the plan that may attest, the preferred first: the lead, then the others by id.
    fn speakers(&self, may: impl Fn(&str) -> bool) -> Vec<String> {
        let lead = &self.terms.plan.operation.lead;
        let mut ids: Vec<&str> = self.terms.plan.agencies.keys().map(AsRef::as_ref).collect();
        ids.sort_by_key(|id| (*id != lead.as_str(), *id));
        ids.into_iter().filter(|id| may(id)).map(str::to_owned).collect()
    }

    /// The subjects that attestations of this gate must name, each with its current digest.
    fn about(&self) -> Vec<(&'t str, Hash)> {
        if !self.gate.row().per_outlet {
            return vec![(self.terms.measure.id.as_str(), self.terms.target)];
        }
        let outlets = self.terms.measure.outlets.iter();
        outlets.filter_map(|id| Some((id.as_str(), self.terms.plan.outlets.get(id)?.digest))).collect()
    }

    fn missing_attestation(&self, about: &str, by: Vec<String>) -> MissingStatement {
        MissingStatement::Attestation { gate: self.gate, about: about.to_owned(), by }
    }

    fn counts(&self, word: &RecordedAttestation, digest: &Hash) -> bool {
        word.gate == self.gate
            && word.digest == *digest
            && self.view.counts(word.pos, &word.hash)
            && self.purpose.until().is_none_or(|until| word.recorded_at <= until)
            && word.until.is_none_or(|until| self.purpose.at() <= until)
            && !self.is_stale(word)
    }

    fn is_stale(&self, word: &RecordedAttestation) -> bool {
        self.gate.row().stale
            && self.purpose.at().millis() - word.recorded_at.millis() > self.terms.locate_max_age.millis()
    }

    fn has_attestation(&self, about: &str, digest: &Hash, may: impl Fn(&str) -> bool) -> bool {
        let words = self.view.book.attested(about);
        words.iter().any(|word| may(&word.agency) && self.counts(word, digest))
    }

    fn lawful(&self) -> Open {
        let (lead, mut unsaid, mut gaps) = (self.terms.plan.operation.lead.as_str(), Vec::new(), Vec::new());
        for id in &self.terms.measure.outlets {
            let Some(outlet) = self.terms.plan.outlets.get(id) else {
                gaps.push(OutletGap::NotInPlan(id.clone()));
                continue;
            };
            let by_lead = self.has_attestation(id.as_str(), &outlet.digest, |agency| agency == lead);
            let by_other = self.has_attestation(id.as_str(), &outlet.digest, |agency| agency != lead);
            if !by_lead {
                unsaid.push(self.missing_attestation(id.as_str(), vec![lead.to_owned()]));
            }
            if !by_other {
                unsaid.push(self.missing_attestation(id.as_str(), self.speakers(|agency| agency != lead)));
            }
            let missing = match (by_lead, by_other) {
                (true, true) => continue,
                (false, false) => MissingAttester::LeadAndOther,
                (false, true) => MissingAttester::Lead,
                (true, false) => MissingAttester::Other,
            };
            let (outlet, lead) = (outlet.name.clone(), lead.to_owned());
            gaps.push(OutletGap::Unattested { outlet, lead, missing });
        }
        (!gaps.is_empty()).then_some((GateReason::Outlets(gaps), unsaid))
    }

    fn own(&self) -> Open {
        let (id, own) = (self.terms.measure.id.as_str(), self.terms.measure.agency.as_str());
        if self.has_attestation(id, &self.terms.target, |agency| agency == own) {
            return None;
        }
        let unattested = || GateReason::Unattested { agency: own.to_owned() };
        let reason = self.why_not_counted(id, own).unwrap_or_else(unattested);
        Some((reason, vec![self.missing_attestation(id, vec![own.to_owned()])]))
    }

    /// Why the newest attestation of an agency, if it is not withdrawn, does not count.
    fn why_not_counted(&self, about: &str, agency: &str) -> Option<GateReason> {
        let mut words = self.view.book.attested(about).iter().filter(|word| {
            word.gate == self.gate && *word.agency == *agency && self.view.stands(word.pos, &word.hash)
        });
        let word = words.next_back()?;
        let (at, agency) = (self.purpose.at(), agency.to_owned());
        Some(match word.until {
            _ if word.digest != self.terms.target => GateReason::OtherTarget { agency },
            Some(until) if at > until => GateReason::Expired { agency, until },
            _ if self.is_stale(word) => GateReason::Stale {
                age: at.millis() - word.recorded_at.millis(),
                max_age: self.terms.locate_max_age,
            },
            _ if !self.view.counts(word.pos, &word.hash) => GateReason::Unsigned { agency },
            _ => GateReason::Afterwards { agency, recorded_at: word.recorded_at },
        })
    }

    /// The countries that have not responded.
    fn silent(&self) -> Vec<Country> {
        let id = self.terms.measure.id.as_str();
        let of = |agency: &str| self.terms.plan.agencies.get(agency).map(|agency| agency.country);
        let silent = |country: &&Country| {
            !self.has_attestation(id, &self.terms.target, |agency| of(agency) == Some(**country))
        };
        self.terms.countries.iter().filter(silent).copied().collect()
    }

    fn every_country(&self) -> Open {
        let silent = self.silent();
        let missing_from = |country: &Country| {
            let of = |agency: &str| self.terms.plan.agencies.get(agency).map(|agency| agency.country);
            self.missing_attestation(
                self.terms.measure.id.as_str(),
                self.speakers(|agency| of(agency) == Some(*country)),
            )
        };
        let unsaid = silent.iter().map(missing_from).collect();
        (!silent.is_empty()).then_some((GateReason::Unanswered(silent), unsaid))
    }

    fn other(&self) -> Open {
        let (id, own) = (self.terms.measure.id.as_str(), self.terms.measure.agency.as_str());
        if self.has_attestation(id, &self.terms.target, |agency| agency != own) {
            return None;
        }
        let by = self.speakers(|agency| agency != own);
        let reason = GateReason::Unweighed { agency: own.to_owned() };
        Some((reason, vec![self.missing_attestation(id, by)]))
    }

    /// When an instrument has to be in force. For an act, only at its instant. For a go, from the start of
    /// the measure (or from now if the start has passed) to the bad-case end or the end of the window.
    // See ARCHITECTURE, "An instrument must be in force from now, not from a start that has passed".
    fn stretch(&self) -> (Instant, Instant) {
        let Purpose::Ready(now) = self.purpose else { return (self.purpose.at(), self.purpose.at()) };
        let from = self.terms.measure.start.map_or(now, |start| start.max(now));
        let end = match (self.terms.measure.takes, self.terms.measure.window) {
            (Some([_, _, bad]), _) => from.plus_millis(bad.millis()),
            (None, Some((_, until))) => until.max(from),
            (None, None) => from,
        };
        (from, end)
    }

    fn instruments(&self) -> Open {
        let measure = self.terms.measure;
        if measure.instruments.is_empty() {
            return Some((GateReason::NoInstrument, Vec::new()));
        }
        let (from, until) = self.stretch();
        let (mut gaps, mut unsaid) = (Vec::new(), Vec::new());
        for id in &measure.instruments {
            let papers = self.view.instrument(id.as_str(), self.purpose.until());
            if papers.grants(measure.id.as_str(), &self.terms.target, from, until) {
                continue;
            }
            gaps.push((id.clone(), self.instrument_gap(&papers, (from, until))));
            let mendable =
                papers.state().is_none_or(|state| InstrumentState::Granted.row().from.contains(&Some(state)));
            if let (true, Some(instrument)) = (mendable, self.terms.plan.instruments.get(id)) {
                unsaid.push(MissingStatement::Grant {
                    instrument: id.to_string(),
                    by: vec![instrument.executed_by.to_string()],
                });
            }
        }
        (!gaps.is_empty()).then_some((GateReason::Instruments(gaps), unsaid))
    }

    /// Why an instrument does not authorise the measure for the time that it is needed.
    fn instrument_gap(&self, papers: &InstrumentHeads<'_>, needed: (Instant, Instant)) -> InstrumentGap {
        let Some(step) = papers.leading() else { return InstrumentGap::NotGranted };
        match (step.to, step.valid) {
            (InstrumentState::Granted, _)
                if !step.covers(self.terms.measure.id.as_str(), &self.terms.target) =>
            {
                InstrumentGap::OtherTarget
            }
            (InstrumentState::Granted, Some((_, end))) if end < self.purpose.at() => {
                InstrumentGap::Expired(end)
            }
            (InstrumentState::Granted, Some(valid)) => InstrumentGap::OtherTime { valid, needed },
            (state, _) => InstrumentGap::InState(state),
        }
    }
}
