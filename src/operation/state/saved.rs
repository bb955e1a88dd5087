//! The saved plan: the exact set of measures that the go is requested for, as one line with a hash.
//!
//! It contains the terms that an execution is judged by, so no one needs an old plan for that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::model::asset::{AssetKind, Tenancy};
use crate::model::country::Country;
use crate::model::digest::{Hash, OrderRecipe, Recipe as _, TargetRecipe};
use crate::model::id::{AgencyId, InstrumentId, OutletId, ProviderId};
use crate::model::measure::MeasureId;
use crate::model::offset::{LegalHours, Span};
use crate::model::time::Instant;
use crate::model::word::Word as _;
use crate::plan::tables::{Measure, MeasureSubject};

const SCHEMA: &str = "takedown.saved/1";

/// The error for a file that is not a valid saved plan.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("this is no saved plan: {0}")]
pub struct BadSaved(pub String);

/// A recipe together with the name of its digest, as saved plans spell it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct DigestedRecipe<T> {
    digest: String,
    #[serde(flatten)]
    recipe: T,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PolicyText {
    locate_max_age: String,
    approvals: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct MeasureText {
    measure: String,
    round: u64,
    target: DigestedRecipe<TargetRecipe>,
    order: DigestedRecipe<OrderRecipe>,
    relies_on: Vec<Hash>,
}

/// A measure that was left out of a saved plan; the approvals cover that omission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExcludedMeasure {
    /// Its full id.
    pub measure: String,
    pub reason: String,
}

/// The keys of the line, in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct SavedLine {
    schema: String,
    op: String,
    plan: Hash,
    h_hour: String,
    policy: PolicyText,
    countries: Vec<String>,
    measures: Vec<MeasureText>,
    without: Vec<ExcludedMeasure>,
}

/// One measure of a saved plan.
#[derive(Debug, Clone)]
pub struct SavedMeasure {
    /// The round that it is to be cleared for.
    pub round: u64,
    /// What the plan stated about it when it was saved.
    pub terms: Measure,
    /// The digest of its order.
    pub order: Hash,
    /// The statements that its gates relied on, by the hashes of their entries.
    pub relies_on: Vec<Hash>,
}

/// The exact set of measures that the go is requested for.
#[derive(Debug, Clone)]
pub struct Saved {
    /// The SHA-256 of [`Saved::bytes`].
    pub hash: Hash,
    /// The line, including its LF.
    pub bytes: Vec<u8>,
    /// The id of the operation and its mode.
    pub op: String,
    /// The plan that it was composed from.
    pub plan: Hash,
    /// H-hour.
    pub h_hour: Instant,
    /// The maximum age of a location check.
    pub locate_max_age: Span,
    /// The maximum age as the plan spells it.
    pub locate_max_age_text: String,
    /// How many agencies other than the lead have to approve.
    pub approvals: u32,
    /// The countries that had to respond.
    pub countries: Vec<Country>,
    /// Its measures, by id.
    pub measures: BTreeMap<MeasureId, SavedMeasure>,
    /// The measures that were left out, by id.
    pub without: Vec<ExcludedMeasure>,
}

/// The parts of a saved plan, before they are sorted and written.
#[derive(Debug)]
pub(crate) struct SavedParts<'a> {
    pub op: String,
    pub plan: Hash,
    pub h_hour: Instant,
    pub locate_max_age: &'a str,
    pub approvals: u32,
    pub countries: Vec<Country>,
    /// Target, order, round, and the statements relied on.
    pub measures: Vec<(&'a TargetRecipe, &'a OrderRecipe, u64, Vec<Hash>)>,
    pub without: Vec<ExcludedMeasure>,
}

/// Writes a saved plan: lists sorted, one line, LF at its end. It does not contain the time of writing, so
/// the same content always has the same bytes.
pub(crate) fn write(parts: SavedParts<'_>) -> Vec<u8> {
    let measure = |(target, order, round, relies_on): (&TargetRecipe, &OrderRecipe, u64, Vec<Hash>)| {
        let (mut target, mut order) = (target.clone(), order.clone());
        target.sort();
        order.sort();
        let mut relies_on = relies_on;
        relies_on.sort_unstable();
        relies_on.dedup();
        MeasureText {
            measure: target.measure.clone(),
            round,
            target: DigestedRecipe { digest: TargetRecipe::NAME.to_owned(), recipe: target },
            order: DigestedRecipe { digest: OrderRecipe::NAME.to_owned(), recipe: order },
            relies_on,
        }
    };
    let mut countries: Vec<String> = parts.countries.iter().map(ToString::to_string).collect();
    countries.sort_unstable();
    countries.dedup();
    let mut measures: Vec<MeasureText> = parts.measures.into_iter().map(measure).collect();
    measures.sort_by(|a, b| a.measure.cmp(&b.measure));
    let mut without = parts.without;
    without.sort_by(|a, b| a.measure.cmp(&b.measure));
    spell(&SavedLine {
        schema: SCHEMA.to_owned(),
        op: parts.op,
        plan: parts.plan,
        h_hour: parts.h_hour.to_string(),
        policy: PolicyText { locate_max_age: parts.locate_max_age.to_owned(), approvals: parts.approvals },
        countries,
        measures,
        without,
    })
}

fn spell(line: &SavedLine) -> Vec<u8> {
    // Strings, numbers and lists of them always serialise.
    let mut bytes = serde_json::to_vec(line).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

impl Saved {
    /// Reads a saved plan. Any spelling other than that of `write` is an error, so that the digest binds
    /// exactly what was read.
    pub fn read(bytes: &[u8]) -> Result<Self, BadSaved> {
        let line: SavedLine = serde_json::from_slice(bytes).map_err(|bad| BadSaved(bad.to_string()))?;
        if line.schema != SCHEMA {
            return Err(BadSaved(format!("its schema is `{}`, not `{SCHEMA}`", line.schema)));
        }
        if spell(&line) != bytes {
            return Err(BadSaved("it is spelt otherwise than takedown writes it: was it edited?".to_owned()));
        }
        let bad = |what: &str| BadSaved(format!("it holds {what} that is none"));
        let mut measures = BTreeMap::new();
        let mut last = String::new();
        for text in &line.measures {
            if text.measure <= last || text.measure != text.target.recipe.measure {
                return Err(BadSaved("its measures are not sorted by id, each under its own".to_owned()));
            }
            last.clone_from(&text.measure);
            let terms = terms(text).ok_or_else(|| bad(&format!("a measure `{}`", text.measure)))?;
            let order = text.order.recipe.clone().hash();
            let measure = SavedMeasure { round: text.round, terms, order, relies_on: text.relies_on.clone() };
            measures.insert(measure.terms.id.clone(), measure);
        }
        let countries: Result<_, _> = line.countries.iter().map(|code| code.parse()).collect();
        Ok(Self {
            hash: Hash::of(bytes),
            bytes: bytes.to_vec(),
            plan: line.plan,
            h_hour: Instant::parse(line.h_hour.as_bytes()).ok_or_else(|| bad("an H-hour"))?,
            locate_max_age: line.policy.locate_max_age.parse().map_err(|_| bad("an age"))?,
            locate_max_age_text: line.policy.locate_max_age,
            approvals: line.policy.approvals,
            countries: countries.map_err(|_| bad("a country"))?,
            op: line.op,
            measures,
            without: line.without,
        })
    }
}

/// Restores a measure from its recipes. Keys that these do not bind (takes, claims, notes) are missing.
fn terms(text: &MeasureText) -> Option<Measure> {
    let (target, order) = (&text.target.recipe, &text.order.recipe);
    if text.target.digest != TargetRecipe::NAME || text.order.digest != OrderRecipe::NAME {
        return None;
    }
    let hash = target.clone().hash();
    if order.target != hash {
        return None;
    }
    let id: MeasureId = text.measure.parse().ok()?;
    let instant = |text: &str| Instant::parse(text.as_bytes());
    let hours = match &order.start_between {
        Some([from, to]) => Some(LegalHours { from: from.parse().ok()?, to: to.parse().ok()? }),
        None => None,
    };
    let timezone = match &order.timezone {
        Some(zone) => Some(zone.parse().ok()?),
        None => None,
    };
    let tenancy = match &target.tenancy {
        Some(word) => Some(Tenancy::of(word)?),
        None => None,
    };
    // A provider's measure has no tenancy, which distinguishes it from an asset's.
    let kind = match tenancy {
        Some(_) => Some(AssetKind::of(&target.kind)?),
        None => None,
    };
    let country = match &target.country {
        Some(code) => Some(code.parse().ok()?),
        None => None,
    };
    let subject = match (kind, &target.rows) {
        (None, _) => MeasureSubject::Provider(ProviderId::new(id.subject()).ok()?),
        (Some(_), Some(_)) => MeasureSubject::Inventory(id.subject().parse().ok()?),
        (Some(_), None) => MeasureSubject::Asset(id.subject().parse().ok()?),
    };
    let outlets: Option<Vec<OutletId>> = target.outlets.iter().map(|id| OutletId::new(id).ok()).collect();
    let after: Option<Vec<MeasureId>> = order.after.iter().map(|id| id.parse().ok()).collect();
    let instruments: Option<Vec<InstrumentId>> =
        order.instruments.iter().map(|id| InstrumentId::new(id).ok()).collect();
    let group = match &order.group {
        Some(group) => Some(group.parse().ok()?),
        None => None,
    };
    Some(Measure {
        action: id.action(),
        agency: AgencyId::new(id.agency()).ok()?,
        subject,
        kind,
        country,
        outlets: outlets?,
        asset_country: country,
        tenancy,
        start_text: String::new(),
        start: Some(instant(&order.start)?),
        window: Some((instant(&order.window[0])?, instant(&order.window[1])?)),
        takes: None,
        start_between: hours,
        timezone,
        after: after?,
        group,
        voluntary: order.authority.is_some(),
        instruments: instruments?,
        to: target.to.clone(),
        claims: Vec::new(),
        note: None,
        target_recipe: target.clone(),
        target: hash,
        order: Some(order.clone().hash()),
        order_recipe: Some(order.clone()),
        id,
    })
}

#[cfg(test)]
mod tests;
