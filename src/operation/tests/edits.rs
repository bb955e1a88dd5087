//! Edits the plan after the go. Exactly the statements about the edited subject become invalid.

use std::sync::Arc;

use super::plan_text::{PlanText, agency};
use super::world::World;
use super::{Next, next, step};
use crate::ledger::codec::entry::{Attestation, Irregular, Transition};
use crate::model::instrument::InstrumentState;
use crate::model::measure::MeasureId;
use crate::model::state::State;
use crate::operation::judge::verdict::Verdict;
use crate::operation::record::request::EntryRequest;
use crate::operation::status::compose::compose;
use crate::operation::status::standing::DisplayState;

fn plan_text() -> String {
    PlanText::exercise("ripple")
        .toml("window = [\"H-4h\", \"H+36h\"]\n[policy]\napprovals = 1\nlocate-max-age = \"72h\"")
        .agency("be-prosecutor", "An agency of the exercise", "BE")
        .agency("nl-police", "An agency of the exercise", "NL")
        .outlet("wire")
        .provider("reg", "registrar", "NL")
        .instrument("i-1", "court-order", "nl-police", &["sinkhole:a-1"])
        .toml(DOMAIN)
        .text()
}

const DOMAIN: &str = r#"[asset.a-1]
kind = "domain"
identifier = "news-1.example"
country = "NL"
outlets = ["wire"]
provider = "reg"
tenancy = "shared"
accept = { shared-tenancy = "weighed" }
[asset.a-1.sinkhole]
agency = "nl-police"
to = "198.51.100.7"
"#;

const MEASURE: &str = "sinkhole:a-1@nl-police";

/// A world whose only measure is cleared.
fn cleared() -> World {
    let mut world = World::new(&plan_text());
    let all: Vec<MeasureId> = world.plan.measures.keys().cloned().collect();
    let mut saved = None;
    for said in world.showing(None, |showing| next(showing, &all, world.now)) {
        world.now = world.now.plus_millis(1000);
        let lead = world.plan.operation.lead.to_string();
        let who = said.agency().map_or(lead, str::to_owned);
        let agency = world.agencies.iter().position(|agency| *agency == who).expect("an agency");
        world.meet(agency, 1 - agency);
        let asked: Vec<EntryRequest> = match &said {
            Next::Attest { gates, about, .. } => gates
                .iter()
                .map(|gate| EntryRequest::from(Attestation::new(*gate, about.clone(), "exercise".to_owned())))
                .collect(),
            Next::Grant { instruments, valid, .. } => {
                vec![step(instruments[0].clone(), InstrumentState::Granted, &world, Some(*valid))]
            }
            Next::Save { .. } => {
                saved = Some(Arc::new(
                    world.showing(None, |it| compose(it, &all, &[], world.now)).expect("ready").saved,
                ));
                Vec::new()
            }
            Next::Approve { .. } => vec![EntryRequest::approval(saved.clone().expect("saved"))],
            Next::Go { .. } => vec![EntryRequest::go(saved.clone().expect("saved"))],
            Next::Lift { .. } | Next::Stuck { .. } => panic!("{said:?}"),
        };
        for asked in asked {
            world.say(agency, "x-1", &asked).unwrap_or_else(|refused| panic!("{refused:?}"));
        }
    }
    world
}

/// The invalidated statements as `gate keys`, the gates lost since the go, and the changed plan keys.
fn seen(world: &World) -> (Vec<String>, Vec<String>, Vec<&'static str>) {
    let id: MeasureId = MEASURE.parse().expect("a measure");
    world.showing(None, |showing| {
        let standing = showing.evaluate(&id);
        assert_eq!(standing.display, DisplayState::Cleared);
        let mut fallen: Vec<String> =
            standing.invalidated.iter().map(|it| format!("{} {}", it.gate, it.moved.join(","))).collect();
        fallen.dedup();
        let lost = standing.since_go.lost.iter().map(|gap| gap.gate.to_string()).collect();
        (fallen, lost, standing.since_go.moved)
    })
}

/// The text to replace, its replacement, the invalidated statements, the lost gates, and the changed plan
/// keys.
type Case<'a> = (&'a str, &'a str, Vec<String>, Vec<String>, Vec<&'a str>);

#[test]
fn an_edit_after_the_go_fells_exactly_the_words_that_were_said_of_it() {
    let target = ["located", "deconflicted", "authorised", "collateral"];
    let bound = |key: &str| -> Vec<String> { target.iter().map(|gate| format!("{gate} {key}")).collect() };
    let no: Vec<String> = Vec::new();
    let all: Vec<String> = target.iter().map(ToString::to_string).collect();
    let [french, dutch] = [("fr-office", "FR"), ("nl-unit", "NL")]
        .map(|(id, country)| format!("{}[outlet.wire]", agency(id, "One more", country)));
    let second = "[instrument.i-2]\nkind = \"court-order\"\nissued-by = \"another court\"\nexecuted-by = \"nl-police\"\n\
                  covers = [\"sinkhole:a-1\"]\n[asset.a-1]";
    let cases: Vec<Case<'_>> = vec![
        ("news-1.example", "news-2.example", bound("identifier"), all.clone(), vec!["identifier"]),
        (
            "country = \"NL\"\noutlets",
            "country = \"BE\"\noutlets",
            bound("country"),
            all.clone(),
            vec!["country"],
        ),
        ("tenancy = \"shared\"", "tenancy = \"virtual\"", bound("tenancy"), all.clone(), vec!["tenancy"]),
        ("198.51.100.7", "198.51.100.8", bound("to"), all, vec!["to"]),
        (
            "exercise reference 1",
            "exercise reference 2",
            vec!["lawful legal-basis".to_owned()],
            vec!["lawful".to_owned()],
            vec![],
        ),
        ("window = [\"H-4h\"", "window = [\"H-3h\"", no.clone(), no.clone(), vec!["window"]),
        ("locate-max-age = \"72h\"", "locate-max-age = \"1h\"", no.clone(), no.clone(), vec![]),
        ("approvals = 1", "approvals = 2", no.clone(), no.clone(), vec![]),
        (
            "h-hour = \"2027-03-09T06:00",
            "h-hour = \"2027-03-09T07:00",
            no.clone(),
            no.clone(),
            vec!["start", "window"],
        ),
        ("[outlet.wire]", &french, no.clone(), no.clone(), vec![]),
        ("[outlet.wire]", &dutch, no.clone(), no.clone(), vec![]),
        ("[asset.a-1]", second, no.clone(), no.clone(), vec!["instruments"]),
        ("name = \"Exercise RIPPLE\"", "name = \"Exercise RIPPLES\"", no.clone(), no, vec![]),
    ];
    for (from, to, fallen, lost, moved) in cases {
        let mut world = cleared();
        world.edit(&plan_text().replacen(from, to, 1));
        assert_eq!(seen(&world), (fallen, lost.clone(), moved), "{to}");
        // An act after the edit is irregular exactly if it needs a statement that became invalid.
        world.now = world.now.plus_millis(4 * 3_600_000);
        let agency = world.agencies.iter().position(|agency| agency == "nl-police").expect("an agency");
        world.meet(agency, 1 - agency);
        let id: MeasureId = MEASURE.parse().expect("a measure");
        let mut told = Transition::new(id, State::Done, crate::model::time::At::Instant(world.now));
        told.irregular = Some(Irregular::new("it was done all the same"));
        let verdict = world.say(agency, "nl-1", &EntryRequest::from(told)).expect("a fact is recorded");
        assert_eq!(verdict == Verdict::Sound, lost.is_empty(), "{to}: {verdict:?}");
    }
}
