//! Exercise HALYARD, worked out by hand from its plan: what each outlet needs stands in `outlets.toml`, what is done
//! to it in the files of the countries.

use std::path::Path;
use std::sync::Arc;

use takedown::ledger::store::Store;
use takedown::model::id::OutletId;
use takedown::model::offset::Offset;
use takedown::model::time::Instant;
use takedown::operation::Operation;
use takedown::operation::impact::schedule::Earlier;
use takedown::operation::impact::{Assumed, Impact, Level, OutletAvailability, Slip, SlipKind};
use takedown::plan::{self, Plan};

/// Asks HALYARD before anything of it was recorded.
fn ask<T>(assumed: &[Assumed], ask: impl FnOnce(&Plan, &Impact<'_>) -> T) -> T {
    let now = Instant::parse(b"2027-03-01T12:00:00Z").expect("a time");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("operations/halyard");
    let plan = Arc::new(plan::load(&folder, now).plan.expect("a good plan"));
    let nowhere = tempfile::tempdir().expect("a folder");
    let reading = Store::open(&nowhere.path().join("none"), &plan.op()).read().expect("an empty ledger");
    let operation = Operation::fold(&plan, &reading);
    ask(&plan, &Impact::of(&operation, now, assumed).expect("a good graph"))
}

/// What is foreseen of the outlets, each with the services that stay up: `radio off-air; relay weakened: ...`.
fn foreseen(impact: &Impact<'_>, slip: Option<&Slip>) -> Vec<String> {
    let text = |outlet: &takedown::operation::impact::Foreseen<'_>| {
        let stays: Vec<&str> = outlet.stays.iter().map(|service| service.as_str()).collect();
        format!("{} {}: {}", outlet.outlet, outlet.on_air, stays.join(" ")).trim_end_matches(": ").to_owned()
    };
    impact.foresee(slip).iter().map(text).collect()
}

/// Nothing but Relay stays: the referral of `chan-2`, the blocks of `site-1` and the referral of `item-2` take
/// nothing down.
const WELL: [&str; 4] =
    ["radio off-air", "relay weakened: relay-channels relay-pages", "review off-air", "wire off-air"];

fn slip(plan: &Plan, name: &str) -> Slip {
    if let Ok(country) = name.parse() {
        return Slip::Country(country);
    }
    match plan.instruments.get_key_value(name) {
        Some((id, _)) => Slip::Instrument(id.clone()),
        None => Slip::Measure(plan.measures.keys().find(|id| id.short() == name).expect("a measure").clone()),
    }
}

/// What changes against all going well if one of these slips.
#[track_caller]
fn assert_slips(slips: &[&str], changed: &[&str]) {
    ask(&[], |plan, impact| {
        for name in slips {
            let then = foreseen(impact, Some(&slip(plan, name)));
            let other: Vec<&String> = then.iter().filter(|text| !WELL.contains(&text.as_str())).collect();
            assert_eq!(other, changed, "{name}");
        }
    });
}

#[test]
fn if_all_goes_well_three_are_off_air_and_relay_is_weakened() {
    assert_eq!(ask(&[], |_, impact| foreseen(impact, None)), WELL);
}

/// `wire-app` needs one of the two machines, and `app-1`, which is only delisted. The website needs the names too, of
/// which one is left at most.
#[test]
fn romania_leaves_the_app_of_the_wire() {
    assert_slips(
        &["RO", "ro-warrant-1", "seize:ro-web-1", "jit-1", "seize:nl-web-1"],
        &["wire weakened: wire-app"],
    );
}

/// The store is the second half of `review-issues`, and `nl-warrant-1` covers it and the machine of The Wire.
#[test]
fn the_netherlands_leave_two_outlets() {
    assert_slips(&["NL", "nl-warrant-1"], &["review weakened: review-issues", "wire weakened: wire-app"]);
    assert_slips(&["seize:nl-store-1"], &["review weakened: review-issues"]);
}

/// France has one front end of three, one name of three, and the uploaded copy: only that is half of a service.
#[test]
fn france_leaves_the_issues_of_the_review() {
    assert_slips(&["FR", "fr-removal-1", "order-removal:item-1"], &["review weakened: review-issues"]);
}

#[test]
fn belgium_leaves_the_list_and_bulgaria_the_stream() {
    assert_slips(&["BE", "be-order-1", "suspend:list-1"], &["review weakened: review-by-mail"]);
    assert_slips(&["BG", "bg-order-1", "take-offline:stream-1"], &["radio weakened: radio-stream"]);
}

/// One of two accounts is enough for `relay-posts`, and then all three services of Relay are up. Two names of three
/// stand as well if the United States slip, but the machines and front ends behind them are gone.
#[test]
fn the_united_states_and_the_united_kingdom_each_leave_relay_on_air() {
    let on_air = ["relay on-air: relay-channels relay-pages relay-posts"];
    assert_slips(&["US", "us-order-2", "suspend:acct-1", "GB", "suspend:acct-2"], &on_air);
}

/// One front end of three does not carry the load; nor does one name of three.
#[test]
fn canada_makes_no_difference() {
    assert_slips(
        &["CA", "ca-mla-1", "ca-warrant-1", "seize:bg-web-1", "take-control:chan-1", "suspend:dom-1"],
        &[],
    );
}

#[test]
fn sets_of_measures_that_decide() {
    ask(&[], |plan, impact| {
        let outlet = |id: &str| OutletId::new(id).expect("an id");
        let keeps = |id: &str| impact.keeps_on(&outlet(id), Level::Measure, 3, 9).expect("modelled");
        // The stream alone; or two front ends of three.
        assert_eq!(keeps("radio").by_size, [0, 1, 3, 0]);
        // Relay stays on whatever is done.
        assert_eq!(keeps("relay").by_size, [1, 0, 0, 0]);
        // The store, the copy, the list. The website needs two front ends and two names: four.
        assert_eq!(keeps("review").by_size, [0, 3, 0, 0]);
        // Either machine; whatever keeps the website on needs one of them.
        assert_eq!(keeps("wire").by_size, [0, 2, 0, 0]);
        let machines = ["seize:nl-web-1", "seize:ro-web-1"].map(|name| slip(plan, name));
        assert_eq!(keeps("wire").first, machines.clone().map(|machine| vec![machine]));
        let countries = impact.keeps_on(&outlet("review"), Level::Country, 2, 9).expect("modelled");
        // Belgium by the list, the Netherlands by the store, France by the copy; Bulgaria and Canada have two front
        // ends, and the United States two names.
        assert_eq!(countries.by_size, [0, 3, 0]);
        let radio = |level| impact.keeps_on(&outlet("radio"), level, 2, 9).expect("modelled");
        // Bulgaria by the stream; Canada and France have a front end each, and two of three are needed.
        let pair = ["CA", "FR"].map(|name| slip(plan, name)).to_vec();
        let countries = radio(Level::Country);
        assert_eq!((countries.by_size, countries.first.last()), (vec![0, 1, 1], Some(&pair)));
        // One instrument holds the stream. Of the front ends France and Bulgaria have one each, Canada two that both have
        // to hold: one and one in three ways, of which two count twice.
        assert_eq!(radio(Level::Instrument).by_size, [0, 1, 5]);

        let enough = |id: &str| impact.enough(&outlet(id), 9).expect("modelled");
        // The stream, and two front ends of three.
        assert_eq!((enough("radio").total, enough("radio").fewest), (3, Some((3, 3))));
        assert_eq!((enough("relay").total, enough("relay").fewest), (0, None));
        // Store, copy and list; and two front ends of three, or two names of three: five measures, in six ways.
        assert_eq!((enough("review").total, enough("review").fewest), (6, Some((5, 6))));
        assert_eq!(enough("wire").first, [machines.to_vec()]);
    });
}

/// By the plan's starts and bad cases: `seize:nl-web-1` H to H+45m, `seize:ro-web-1` H to H+1h, so the app goes at
/// H+1h, and the website with the machines. Bulgaria's machine is the second front end (H+20m, H+1h, H+9h). The store
/// of The Review goes last, H+4h and 2h.
#[test]
fn when_they_go_off_air() {
    ask(&[], |plan, impact| {
        let timings = impact.timings();
        let offset = |at: Instant| Offset::between(plan.operation.h_hour.expect("H-hour"), at).to_string();
        let bad: Vec<_> = timings.iter().map(|timing| timing.bad.map(offset)).collect();
        assert_eq!(bad, [Some("H+1h".into()), None, Some("H+6h".into()), Some("H+1h".into())]);
        let usual: Vec<_> = timings.iter().map(|timing| timing.usual.map(offset)).collect();
        assert_eq!(usual, [Some("H+25m".into()), None, Some("H+5h".into()), Some("H+30m".into())]);
        let slack = |place: usize| -> Vec<(&str, i64)> {
            timings[place].slack.iter().map(|(id, slack)| (id.short(), slack / 60_000)).collect()
        };
        // Without the third front end Bulgaria and France are waited for; the stream has ended by H+30m.
        assert_eq!(
            slack(0),
            [("seize:bg-web-1", 0), ("take-offline:stream-1", 30), ("take-offline:fr-web-1", 40)]
        );
        assert_eq!(slack(3), [("seize:ro-web-1", 0), ("seize:nl-web-1", 15)]);
        // From the first name, suspended within five minutes at best, to the delisting of the app, which takes twelve
        // hours at worst.
        let exposure = timings[3].exposure.map(|(from, to)| (offset(from), offset(to)));
        assert_eq!(exposure, Some(("H-35m".into(), "H+21h".into())));
        // To end by H the machines are entered an hour and 45 minutes before; the copy of the Dutch one takes two
        // hours at worst, and is planned at H-2h30m. That of the Romanian one is begun at H-3h, which is just in
        // time.
        let text = |it: &Earlier<'_>| (it.measure.short().to_owned(), offset(it.start), it.allowed);
        let earlier: Vec<_> = timings[3].earlier.iter().map(text).collect();
        let known = [("image:nl-web-1", "H-2h45m"), ("seize:ro-web-1", "H-1h"), ("seize:nl-web-1", "H-45m")];
        // Six in the morning in Bucharest is the first minute in which a door may be opened there.
        assert_eq!(earlier, known.map(|(id, at)| (id.to_owned(), at.to_owned(), true)));
    });
}

/// Also of what is in time: the copy of the Romanian machine has to begin when it does, and that of the Canadian one is
/// needed by no outlet.
#[test]
fn when_each_has_to_start_at_the_latest() {
    ask(&[], |plan, impact| {
        let offset = |at: Instant| Offset::between(plan.operation.h_hour.expect("H-hour"), at).to_string();
        let latest = impact.latest_starts();
        let of = |name: &str| {
            let found = latest.iter().find(|latest| latest.measure.short() == name);
            found.map(|latest| (offset(latest.start), latest.allowed))
        };
        let at = |text: &str, allowed| Some((text.to_owned(), allowed));
        assert_eq!(of("image:ro-web-1"), at("H-3h", true));
        assert_eq!(of("seize:ro-web-1"), at("H-1h", true));
        assert_eq!(of("image:nl-web-1"), at("H-2h45m", true));
        // The store of The Review: the warrant allows no entry before six.
        assert_eq!(of("secure-evidence:nl-store-1"), at("H-6h", false));
        // Two front ends of three will do, and France and Bulgaria are nearer to the plan.
        assert_eq!(of("seize:ca-web-1"), None);
        // Relay stays on whatever is done.
        assert_eq!(of("suspend:acct-2"), None);
    });
}

#[test]
fn what_is_assumed_goes_before() {
    let late = |what: Slip, by: &str| Assumed { what, kind: SlipKind::Late(by.parse().expect("a span")) };
    let romania = || Slip::Country("RO".parse().expect("a country"));
    let refused =
        |id: &str| Assumed { what: Slip::Instrument(id.parse().expect("an id")), kind: SlipKind::Slips };
    let wire = |assumed: &[Assumed]| {
        ask(assumed, |plan, impact| {
            let h_hour = plan.operation.h_hour.expect("H-hour");
            let down = impact.timings()[3].bad.map(|at| Offset::between(h_hour, at).to_string());
            (impact.foresee(None)[3].on_air, down)
        })
    };
    assert_eq!(wire(&[refused("ro-warrant-1")]), (OutletAvailability::Weakened, None));
    // Romania begins at H+6h, which is 13:00 there, and takes an hour.
    assert_eq!(wire(&[late(romania(), "6h")]), (OutletAvailability::OffAir, Some("H+7h".into())));
    // At H+15h it is 22:00 there: it waits for six in the morning, H+23h.
    assert_eq!(wire(&[late(romania(), "15h")]), (OutletAvailability::OffAir, Some("H+1d".into())));
    // Beyond its window, which ends at H+36h, it does not come at all.
    assert_eq!(wire(&[late(romania(), "37h")]), (OutletAvailability::Weakened, None));
}
