//! From what is asked to what is written: an entry's data, judged as it will be judged when it is read.

use crate::ledger::entry::{Correction, Data, Hold, Irregular, Note, Observation, Retraction, Transition};
use crate::model::state::State;
use crate::model::time::Instant;
use crate::model::word::Word;

use super::asked::{Asked, AskedMove, Refusal};
use super::book::View;
use super::gate;
use super::judge::{Writing, edge_of, edges_from, judge, standing};
use super::show::Showing;
use super::verdict::{Verdict, Why};

fn sorted<'a>(list: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let mut list: Vec<&str> = list.into_iter().collect();
    list.sort_unstable();
    list.dedup();
    list
}

fn text(text: Option<&String>) -> Option<std::borrow::Cow<'_, str>> {
    text.map(|text| text.as_str().into())
}

/// What is written for what is asked; nothing where `--if-needed` finds it there already.
pub(crate) fn draft<'a>(
    showing: &Showing<'_, '_>,
    by: &Writing<'_>,
    asked: &'a Asked,
    clock_set: bool,
) -> Result<(Data<'a>, Verdict), Box<Refusal>> {
    let mut data = data(showing.view, by, asked, clock_set);
    let verdict = judge(showing.view, by, &data);
    match (&verdict, &mut data) {
        (Verdict::Sound, _) => {}
        (Verdict::Irregular(broken), Data::Transition(said)) => {
            let reason = match asked {
                Asked::Move(asked) => asked.irregular.as_deref(),
                _ => None,
            };
            let Some(reason) = reason else {
                return Err(refuse(showing, by, asked, Why::Broken(broken.clone())));
            };
            said.irregular = Some(Irregular { reason: reason.into(), broken: broken.clone() });
        }
        (Verdict::Irregular(broken), _) => {
            return Err(refuse(showing, by, asked, Why::Broken(broken.clone())));
        }
        (Verdict::Void(why), _) => return Err(refuse(showing, by, asked, why.clone())),
    }
    Ok((data, verdict))
}

fn data<'a>(view: View<'_>, by: &Writing<'_>, asked: &'a Asked, now: bool) -> Data<'a> {
    match asked {
        Asked::Move(asked) => Data::Transition(transition(view, by, asked, now)),
        Asked::Observation { kind, about, at, asset, seen_from, sources, note } => {
            Data::Observation(Observation {
                kind: *kind,
                about,
                at: *at,
                asset: asset.as_deref(),
                seen_from: sorted(seen_from.iter().map(String::as_str)),
                sources: sorted(sources.iter().map(String::as_str)),
                note: text(note.as_ref()),
                now,
            })
        }
        Asked::Note { about, at, sources, text } => Data::Note(Note {
            about: sorted(about.iter().map(String::as_str)),
            at: *at,
            sources: sorted(sources.iter().map(String::as_str)),
            text: text.into(),
            now,
        }),
        Asked::Hold { measures, reason } => Data::Hold(Hold {
            measures: sorted(measures.iter().map(crate::model::measure::MeasureId::as_str)),
            reason: reason.into(),
            now,
        }),
        Asked::Retraction { entry, reason } => {
            Data::Retraction(Retraction { entry: *entry, reason: reason.into(), now })
        }
        Asked::Correction { entry, at, sources, note, reason } => Data::Correction(Correction {
            entry: *entry,
            at: *at,
            sources: sorted(sources.iter().map(String::as_str)),
            note: text(note.as_ref()),
            reason: reason.into(),
            now,
        }),
    }
}

fn transition<'a>(view: View<'_>, by: &Writing<'_>, asked: &'a AskedMove, now: bool) -> Transition<'a> {
    let here = view.here(asked.measure.as_str(), asked.at.instant());
    let (round, from) = standing(&here, State::Open);
    let measure = by.plan.measures.get(asked.measure.as_str());
    Transition {
        measure: asked.measure.as_str(),
        round: if asked.to == State::Open { round + 1 } else { round },
        from,
        to: asked.to,
        at: asked.at,
        // A measure that the plan lacks is refused by the judge, whatever its digest.
        target: measure.map_or(crate::ledger::line::FIRST, |measure| measure.target),
        remainder: text(asked.remainder.as_ref()),
        reason: text(asked.reason.as_ref()),
        reference: text(asked.reference.as_ref()),
        restored: text(asked.restored.as_ref()),
        basis: text(asked.basis.as_ref()),
        seen_from: sorted(asked.seen_from.iter().map(String::as_str)),
        until: asked.until,
        sources: sorted(asked.sources.iter().map(String::as_str)),
        note: text(asked.note.as_ref()),
        irregular: None,
        now,
    }
}

/// What a refusal is about, and what was asked, in words.
fn named(asked: &Asked) -> (String, String) {
    match asked {
        Asked::Move(asked) => (asked.measure.to_string(), asked.to.to_string()),
        Asked::Observation { about, kind, .. } => (about.clone(), kind.to_string()),
        Asked::Note { about, .. } => (about.join(", "), "note".to_owned()),
        Asked::Hold { measures, .. } => {
            (measures.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "), "hold".to_owned())
        }
        Asked::Retraction { entry, .. } => (entry.to_string(), "retract".to_owned()),
        Asked::Correction { entry, .. } => (entry.to_string(), "correct".to_owned()),
    }
}

/// Everything that somebody who is refused has to know.
pub(crate) fn refuse(showing: &Showing<'_, '_>, by: &Writing<'_>, asked: &Asked, why: Why) -> Box<Refusal> {
    let (about, word) = named(asked);
    let mut refusal = Refusal {
        about,
        asked: word,
        state: None,
        shown: None,
        broken: match &why {
            Why::Broken(broken) => broken.clone(),
            _ => Vec::new(),
        },
        gaps: Vec::new(),
        by: match &why {
            Why::NoRight { who } => who.split(" or ").map(str::to_owned).collect(),
            _ => Vec::new(),
        },
        edges: Vec::new(),
        irregular_would_do: false,
        why,
    };
    if let Asked::Move(asked) = asked {
        measure_of(showing, by, asked, &mut refusal);
    }
    Box::new(refusal)
}

fn measure_of(showing: &Showing<'_, '_>, by: &Writing<'_>, asked: &AskedMove, refusal: &mut Refusal) {
    let standing = showing.standing(&asked.measure);
    refusal.state = standing.state;
    refusal.shown = Some(standing.shown);
    let Some(measure) = by.plan.measures.get(&asked.measure) else { return };
    let at: Instant = asked.at.latest();
    refusal.gaps = gate::gaps(showing.view, by.plan, measure, at);
    if let Some(from) = standing.state {
        refusal.edges = edges_from(by.plan, measure, from);
    }
    let reported = matches!(refusal.why, Why::Broken(_) | Why::Conflict)
        && State::ALL.contains(&asked.to)
        && edge_of(by.plan, measure, standing.state.unwrap_or(State::Open), asked.to)
            .is_some_and(|edge| edge.nature == crate::model::state::Nature::Fact);
    refusal.irregular_would_do = reported && asked.irregular.is_none();
    if refusal.by.is_empty() {
        let mut who: Vec<String> = refusal.gaps.iter().flat_map(|gap| gap.by.clone()).collect();
        who.sort_unstable();
        who.dedup();
        refusal.by = who;
    }
}
