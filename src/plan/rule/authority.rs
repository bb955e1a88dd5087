//! The legal basis of a measure: its action, its instruments, and the territory on which it takes place.

use super::{Facts, RuleReporter};
use crate::model::action::{Action, Authority, Jurisdiction};
use crate::model::instrument::TerritorialReach;
use crate::model::word::Word as _;
use crate::plan::draft::{AssignedMeasure, InstrumentDraft, MeasureDraft, PlanDraft, SubjectIx, Target};
use crate::plan::problems::DiagnosticText;

/// Whether a measure is coercive: its action can need a binding instrument, and the plan does not call it voluntary.
fn coercive(measure: &MeasureDraft<'_>) -> bool {
    let row = measure.action.row();
    row.authority.contains(&Authority::Binding)
        && (measure.voluntary.is_none() || measure.action.always_binds())
}

/// Whether the action exists for its subject; also true if the kind could not be read.
fn fits(draft: &PlanDraft<'_>, measure: &MeasureDraft<'_>) -> bool {
    match measure.subject {
        SubjectIx::Thing(thing) => draft.things[thing].kind.is_none_or(|kind| measure.action.fits(kind.it)),
        SubjectIx::Provider(_) => measure.action.fits_providers(),
    }
}

fn name(draft: &PlanDraft<'_>, deed: &AssignedMeasure) -> String {
    let measure = deed.table(draft);
    format!("{}:{}@{}", measure.action, measure.head.id, draft.agencies[deed.agency].head.id)
}

pub(super) fn action_not_for_kind(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for measure in facts.draft.measures.iter().filter(|measure| !fits(facts.draft, measure)) {
        voice.report(measure.head.at, || {
            let kind = measure.subject.asset_index().and_then(|thing| facts.draft.things[thing].kind);
            let Some(kind) = kind else {
                return DiagnosticText::new(
                    format!(
                        "`{}:{}` is done to a provider, which is never a target",
                        measure.action, measure.head.id
                    ),
                    "a provider can only be identified",
                );
            };
            let fitting: Vec<&str> = Action::ALL
                .iter()
                .filter(|action| action.fits(kind.it))
                .map(|action| action.as_str())
                .collect();
            DiagnosticText::new(
                format!("`{}` is not done to {}", measure.action, kind.it),
                format!("this asset is of the kind {}", kind.it),
            )
            .also(kind.at, "its kind")
            .help(format!("what is done to it: {}", fitting.join(", ")))
        });
    }
}

pub(super) fn missing_authority(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    if !facts.mode.gated {
        return;
    }
    let draft = facts.draft;
    for deed in &draft.deeds {
        let measure = deed.table(draft);
        if !coercive(measure)
            || measure.voluntary.is_some()
            || !deed.instruments.is_empty()
            || !fits(draft, measure)
        {
            continue;
        }
        // `executed-by` may be what is wrong, and has been reported then.
        let covering = covering(draft, deed.measure);
        if covering.iter().any(|instrument| instrument.executed_by.is_none_or(|link| link.to.is_none())) {
            continue;
        }
        let agency = measure.agencies.iter().find(|link| link.to == Some(deed.agency));
        let at = agency.filter(|_| measure.agencies.len() > 1).map_or(measure.head.at, |link| link.at);
        voice.report(at, || {
            let by = draft.agencies[deed.agency].head.id;
            let help = match covering.first() {
                Some(other) => format!("`{}` covers it, but `executed-by` is not `{by}`", other.head.id),
                None if measure.action.always_binds() => {
                    format!(
                        "let an instrument with `executed-by = \"{by}\"` cover `{}:{}`",
                        measure.action, measure.head.id
                    )
                }
                None => format!("say `authority = \"voluntary\"`, or let an instrument of `{by}` cover it"),
            };
            DiagnosticText::new(
                format!("nothing authorises `{}`", name(draft, deed)),
                "no instrument covers it",
            )
            .help(help)
        });
    }
}

/// The instruments that list a table of measures, whichever agency executes them.
fn covering<'d>(draft: &'d PlanDraft<'d>, measure: usize) -> Vec<&'d InstrumentDraft<'d>> {
    let names = |instrument: &&InstrumentDraft<'_>| {
        instrument
            .covers
            .iter()
            .any(|link| matches!(link.to, Some(Target::Measure(index, _)) if index == measure))
    };
    draft.instruments.iter().filter(names).collect()
}

pub(super) fn voluntary_for_coercive(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for measure in facts.draft.measures.iter().filter(|measure| measure.action.always_binds()) {
        let Some(at) = measure.voluntary else { continue };
        voice.report(at, || {
            DiagnosticText::new(
                format!("`{}:{}` is never voluntary", measure.action, measure.head.id),
                format!("`{}` always needs a binding instrument", measure.action),
            )
            .help("drop `authority`, and let an instrument cover it")
        });
    }
}

pub(super) fn jit_alone(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let draft = facts.draft;
    let frame = |index: usize| draft.instruments[index].kind.is_some_and(|kind| kind.it.is_frame());
    for deed in draft.deeds.iter().filter(|deed| facts.mode.gated && coercive(deed.table(draft))) {
        let Some(first) =
            deed.instruments.first().filter(|_| deed.instruments.iter().all(|index| frame(*index)))
        else {
            continue;
        };
        voice.report(deed.table(draft).head.at, || {
            DiagnosticText::new(
                format!("`{}` is covered by an agreement on a joint team alone", name(draft, deed)),
                "the law of the place wants its own warrant or order",
            )
            .also(draft.instruments[*first].head.at, "the agreement")
        });
    }
}

pub(super) fn instrument_territory(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let draft = facts.draft;
    for instrument in &draft.instruments {
        let Some(kind) = instrument.kind else { continue };
        let country = |agency: Option<usize>| draft.agencies.get(agency?)?.country;
        let executes =
            instrument.executed_by.and_then(|link| country(link.to).map(|country| (link, country)));
        let issues = instrument.issued_by.and_then(|link| country(link.to).map(|country| (link, country)));
        let abroad = executes.zip(issues).is_some_and(|((_, one), (_, other))| one != other);
        let outside = executes.into_iter().chain(issues).find(|(_, country)| match kind.it.reach() {
            TerritorialReach::Anywhere => false,
            TerritorialReach::EioStates => !country.in_eio(),
            TerritorialReach::HomeOrEu => abroad && !country.in_eu(),
        });
        let Some((link, country)) = outside else { continue };
        voice.report(kind.at, || {
            DiagnosticText::new(
                format!(
                    "`{}` is of the kind {}, which does not reach {country}",
                    instrument.head.id, kind.it
                ),
                format!("it works {}", kind.it.reach()),
            )
            .also(link.at, format!("an agency of {country}"))
            .help("ask by `mla-request`, for a person by `extradition`")
        });
    }
}

pub(super) fn agency_territory(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let draft = facts.draft;
    for deed in draft.deeds.iter().filter(|_| facts.mode.gated) {
        let measure = deed.table(draft);
        let Some(thing) = measure.subject.asset_index().map(|thing| &draft.things[thing]) else { continue };
        let (Some(soil), Some(country)) = (thing.country, draft.agencies[deed.agency].country) else {
            continue;
        };
        if !coercive(measure) || measure.action.row().place != Jurisdiction::Asset || country == soil.it {
            continue;
        }
        let at = measure
            .agencies
            .iter()
            .find(|link| link.to == Some(deed.agency))
            .map_or(measure.head.at, |link| link.at);
        voice.report(at, || {
            let whose = if country.is_body() {
                "an EU body has no soil".to_owned()
            } else {
                format!("an agency of {country}")
            };
            DiagnosticText::new(
                format!("`{}` would be coercion on the soil of {}", name(draft, deed), soil.it),
                whose,
            )
            .also(soil.at, format!("the asset is in {}", soil.it))
            .help(format!("let an agency of {} do it, on request", soil.it))
        });
    }
}
