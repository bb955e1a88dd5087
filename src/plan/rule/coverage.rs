//! What stays up, who else is affected, and what the plan does not need.

use std::collections::HashSet;

use super::cycle::circles;
use super::{Facts, RuleReporter};
use crate::model::action::Effect;
use crate::model::asset::Tenancy;
use crate::model::gate::Gate;
use crate::plan::draft::{AssetDraft, PlanDraft, ServiceMember, Target};
use crate::plan::problems::{Accept, DiagnosticText};
use crate::plan::span::TextSpan;

pub(super) fn part_cycle(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let services = &facts.draft.services;
    let parts = |service: usize| {
        services[service].members.iter().filter_map(|member| match member.to {
            Some(ServiceMember::Service(index)) => Some((index, member.at)),
            _ => None,
        })
    };
    let edges: Vec<Vec<usize>> =
        (0..services.len()).map(|service| parts(service).map(|(index, _)| index).collect()).collect();
    for mut circle in circles(&edges) {
        circle.sort_by_key(|index| services[*index].head.at);
        let members: HashSet<usize> = circle.iter().copied().collect();
        let links = circle.iter().flat_map(|index| parts(*index)).filter(|(to, _)| members.contains(to));
        let mut links = links.map(|(_, at)| at).take(8);
        let Some(first) = links.next() else { continue };
        voice.report(first, || {
            let names: Vec<String> =
                circle.iter().take(8).map(|index| format!("`{}`", services[*index].head.id)).collect();
            let fault = DiagnosticText::new(
                format!("{}: a service is a part of itself", names.join(", ")),
                "this leads back to it",
            );
            links.fold(fault, |fault, at| fault.also(at, "and this"))
        });
    }
}

pub(super) fn shared_tenancy(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for thing in facts.draft.things.iter().filter(|_| facts.mode.gated) {
        if !thing.kind.is_some_and(|kind| kind.it.row().tenanted) {
            continue;
        }
        let tenancy = thing.tenancy.map_or(Tenancy::Unknown, |tenancy| tenancy.it);
        let measures = &facts.draft.measures[thing.measures.clone()];
        let hits = measures.iter().find(|measure| measure.action.row().gates.contains(&Gate::Collateral));
        let (Some(hit), Tenancy::Shared | Tenancy::Unknown) = (hits, tenancy) else { continue };
        let at = thing.tenancy.map_or(thing.head.at, |tenancy| tenancy.at);
        voice.warn(at, &[&thing.head.accepts, &hit.head.accepts], || {
            let who = match tenancy {
                Tenancy::Shared => "others are on this machine",
                _ => "nobody said who else is on this machine",
            };
            DiagnosticText::new(format!("`{}:{}` may hit others", hit.action, thing.head.id), who)
                .help("find out, and say `tenancy`; or weigh it, and accept `shared-tenancy` with the reason")
        });
    }
}

/// Whether something takes it off air.
fn goes_down(draft: &PlanDraft<'_>, thing: &AssetDraft<'_>) -> bool {
    draft.measures[thing.measures.clone()].iter().any(|measure| measure.action.row().effect == Effect::Down)
}

/// Each pair of an asset and its mirror of which only one is taken down: the span of the link, the one that stays up,
/// and the one that goes down.
fn half_covered<'d>(facts: &Facts<'d>) -> Vec<(TextSpan, usize, usize)> {
    let draft: &'d PlanDraft<'d> = facts.draft;
    let mut pairs = Vec::new();
    for (index, thing) in draft.things.iter().enumerate().filter(|_| facts.mode.gated) {
        let Some((link, other)) = thing.mirror_of.and_then(|link| Some((link, link.to?))) else { continue };
        match (goes_down(draft, thing), goes_down(draft, &draft.things[other])) {
            (true, false) => pairs.push((link.at, other, index)),
            (false, true) => pairs.push((link.at, index, other)),
            _ => {}
        }
    }
    pairs
}

pub(super) fn mirror_uncovered(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for (at, up, down) in half_covered(facts) {
        let (up, down) = (&facts.draft.things[up], &facts.draft.things[down]);
        voice.warn(at, &[&up.head.accepts, &down.head.accepts], || {
            DiagnosticText::new(
                format!(
                    "`{}` is to go down, `{}` stays up, and they mirror each other",
                    down.head.id, up.head.id
                ),
                "they serve the same readers",
            )
            .also(up.head.at, "nothing takes this one down")
        });
    }
}

pub(super) fn asset_without_measure(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    if !facts.mode.gated {
        return;
    }
    let half: HashSet<usize> = half_covered(facts).into_iter().map(|(_, up, _)| up).collect();
    for (index, thing) in facts.draft.things.iter().enumerate() {
        if !thing.measures.is_empty() || half.contains(&index) {
            continue;
        }
        voice.warn(thing.head.at, &[&thing.head.accepts], || {
            DiagnosticText::new(
                format!("nothing is done to `{}`: it survives", thing.head.id),
                "it has no measure",
            )
        });
    }
}

pub(super) fn outlet_without_asset(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    if !facts.mode.gated {
        return;
    }
    let mut named = vec![false; facts.draft.outlets.len()];
    for outlet in facts.draft.things.iter().flat_map(|thing| &thing.outlets).filter_map(|link| link.to) {
        named[outlet] = true;
    }
    for (outlet, _) in facts.draft.outlets.iter().zip(named).filter(|(_, named)| !named) {
        voice.warn(outlet.head.at, &[&outlet.head.accepts], || {
            DiagnosticText::new(
                format!("no asset names the outlet `{}`", outlet.head.id),
                "nothing to act on",
            )
            .help(format!("name it in the `outlets` of an asset: outlets = [\"{}\"]", outlet.head.id))
        });
    }
}

pub(super) fn unused(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let draft = facts.draft;
    let mut say = |at, accepts: &[Accept<'_>], message: String, label: &str| {
        voice.warn(at, &[accepts], || DiagnosticText::new(message, label));
    };
    let mut named = vec![false; draft.providers.len()];
    for provider in draft.things.iter().filter_map(|thing| thing.provider?.to) {
        named[provider] = true;
    }
    for (provider, _) in
        draft.providers.iter().zip(named).filter(|(it, named)| !named && it.measures.is_empty())
    {
        let message = format!("no asset names the provider `{}`, and it is not identified", provider.head.id);
        say(provider.head.at, &provider.head.accepts, message, "nothing needs it");
    }
    let mut parts = vec![false; draft.services.len()];
    for member in draft.services.iter().flat_map(|service| &service.members) {
        if let Some(ServiceMember::Service(index)) = member.to {
            parts[index] = true;
        }
    }
    for (service, _) in draft.services.iter().zip(parts).filter(|(it, part)| !part && it.outlet.is_none()) {
        let message = format!("the service `{}` has no outlet and is a part of none", service.head.id);
        say(service.head.at, &service.head.accepts, message, "nothing needs it");
    }
    let mut used = vec![false; draft.instruments.len()];
    for index in draft.deeds.iter().flat_map(|deed| &deed.instruments) {
        used[*index] = true;
    }
    for (instrument, _) in draft.instruments.iter().zip(used).filter(|(_, used)| !used) {
        let transfers = instrument.covers.iter().any(|link| matches!(link.to, Some(Target::Transfer(_))));
        let unsure = instrument.executed_by.is_none_or(|link| link.to.is_none());
        if transfers || unsure || instrument.covers.iter().all(|link| link.to.is_none()) {
            continue;
        }
        let message = format!("the instrument `{}` authorises nothing", instrument.head.id);
        say(
            instrument.head.at,
            &instrument.head.accepts,
            message,
            "`executed-by` does none of what it covers",
        );
    }
}
