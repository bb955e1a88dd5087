//! The order of measures.

use std::collections::HashSet;

use super::cycle::circles;
use super::{Facts, RuleReporter};
use crate::model::action::{Effect, EvidenceRequirement};
use crate::plan::draft::{MeasureDraft, MeasureLink, PlanDraft, Target};
use crate::plan::problems::DiagnosticText;

/// The references in `after` that resolve, each with its table of measures.
fn before<'d>(
    draft: &'d PlanDraft<'d>,
    measure: &'d MeasureDraft<'d>,
) -> impl Iterator<Item = (usize, &'d MeasureLink<'d>, &'d MeasureDraft<'d>)> {
    measure.after.iter().filter_map(|link| match link.to {
        Some(Target::Measure(index, _)) => Some((index, link, &draft.measures[index])),
        _ => None,
    })
}

fn name(measure: &MeasureDraft<'_>) -> String {
    format!("{}:{}", measure.action, measure.head.id)
}

pub(super) fn dependency_cycle(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let draft = facts.draft;
    let edges: Vec<Vec<usize>> = draft
        .measures
        .iter()
        .map(|measure| before(draft, measure).map(|(index, ..)| index).collect())
        .collect();
    for mut circle in circles(&edges) {
        circle.sort_by_key(|index| draft.measures[*index].head.at);
        let members: HashSet<usize> = circle.iter().copied().collect();
        let links = circle.iter().filter_map(|index| {
            before(draft, &draft.measures[*index])
                .find(|(to, ..)| members.contains(to))
                .map(|(_, link, _)| link.at)
        });
        let mut links = links.take(8);
        let Some(first) = links.next() else { continue };
        voice.report(first, || {
            let names: Vec<String> =
                circle.iter().take(8).map(|index| format!("`{}`", name(&draft.measures[*index]))).collect();
            let fault = match names.as_slice() {
                [alone] => DiagnosticText::new(format!("{alone} comes after itself"), "it waits for itself"),
                _ => DiagnosticText::new(
                    format!("{} wait for each other", names.join(", ")),
                    "this leads back to it",
                ),
            };
            links.fold(fault, |fault, at| fault.also(at, "and this"))
        });
    }
}

pub(super) fn after_order(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for measure in &facts.draft.measures {
        let start = Facts::start(measure);
        for (_, link, other) in before(facts.draft, measure).filter(|(.., other)| Facts::start(other) > start)
        {
            voice.report(link.at, || {
                DiagnosticText::new(
                    format!(
                        "`{}` starts at {start}, before `{}`, which it comes after",
                        name(measure),
                        name(other)
                    ),
                    format!("this starts at {}", Facts::start(other)),
                )
            });
        }
    }
}

pub(super) fn after_overlap(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for measure in &facts.draft.measures {
        let start = Facts::start(measure);
        for (_, link, other) in before(facts.draft, measure) {
            let Some([.., bad]) = other.takes else { continue };
            let begins = Facts::start(other);
            let late = begins.millis() + bad.millis() > start.millis();
            if begins > start || !late {
                continue;
            }
            voice.warn(link.at, &facts.accepts(measure), || {
                DiagnosticText::new(
                    format!("on a bad day `{}` begins before `{}` has ended", name(measure), name(other)),
                    format!("this starts at {begins} and takes {bad} on a bad day"),
                )
            });
        }
    }
}

pub(super) fn evidence_after_disable(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let draft = facts.draft;
    for thing in &draft.things {
        for index in thing.measures.clone() {
            let measure = &draft.measures[index];
            let row = measure.action.row();
            if row.evidence == EvidenceRequirement::Nothing || row.effect != Effect::Nothing {
                continue;
            }
            let halts = thing.measures.clone().map(|other| (other, &draft.measures[other])).find(
                |(other, halting)| {
                    halting.action.row().halts
                        && (Facts::start(measure) > Facts::start(halting)
                            || before(draft, measure).any(|(to, ..)| to == *other))
                },
            );
            let Some((_, halting)) = halts else { continue };
            let at = measure.start.map_or(measure.head.at, |start| start.at);
            voice.report(at, || {
                DiagnosticText::new(
                    format!(
                        "`{}` is planned after `{}`, which takes the asset down",
                        name(measure),
                        name(halting)
                    ),
                    "the evidence is gone by then",
                )
                .also(halting.head.at, "this stops it")
            });
        }
    }
}
