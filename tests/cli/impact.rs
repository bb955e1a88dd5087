//! `impact`: what people read before they decide, and what scripts read.

use serde_json::Value;
use snapbox::str;

use crate::support::{Play, TIDELINE};

const HALYARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/halyard");

/// The exercise of these tests with a service that either of its two assets keeps up, and estimates of how long they take.
fn served() -> Play {
    let text = TIDELINE.replace(
        "[asset.nl-web-1.seize]\nagency = \"nl-police\"\n",
        "[asset.nl-web-1.seize]\nagency = \"nl-police\"\ntakes = [\"10m\", \"20m\", \"1h\"]\n",
    );
    let service = "[service.site]\noutlet = \"wire\"\nany-of = [\"nl-web-1\", \"dom-1\"]\n";
    Play::new().file("operations/tideline.toml", &(text + service))
}

fn json(play: &Play, line: &str) -> Value {
    serde_json::from_str(&play.run(line).code(0).out()).expect("it is JSON")
}

#[test]
fn what_is_foreseen_of_halyard() {
    let play = Play::new().with("TAKEDOWN_NOW", "2027-03-01T12:00:00Z");
    play.run(&format!("impact {HALYARD}")).code(0).says(str![[r#"
HALYARD  Exercise HALYARD                                    exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, in 7 days. Led by be-prosecutor
(BE). Plan HASH.

IF ALL GOES WELL
OUTLET  IS THEN   STAYS UP        WHY
radio   off air
relay   weakened  relay-channels  chan-2 is only referred
                  relay-pages     item-2 is only referred, site-1 is only
                                  blocked
review  off air
wire    off air
Limited and not counted as down: 6 measures (blocked, referred, delisted or
frozen).

IF ONE SLIPS
OUTLET  IS THEN   STAYS UP        IF ONE OF THESE SLIPS
radio   weakened  radio-stream    BG; bg-order-1; take-offline:stream-1
relay   on air    relay-posts     GB, US; us-order-2; suspend:acct-1,
                                  suspend:acct-2
review  weakened  review-by-mail  BE; be-order-1; suspend:list-1
review  weakened  review-issues   FR, NL; fr-removal-1, nl-warrant-1;
                                  order-removal:item-1, seize:nl-store-1
wire    weakened  wire-app        NL, RO; jit-1, nl-warrant-1, ro-warrant-1;
                                  seize:nl-web-1, seize:ro-web-1
No difference, one at a time: CA, 8 instruments, 8 measures.

WHAT CAN KEEP IT ON AIR: measures, the smallest sets that would have to fail
OUTLET  OF 1  OF 2  THE FIRST OF THEM
radio      1     3  take-offline:stream-1; seize:bg-web-1 + seize:ca-web-1;
                    seize:bg-web-1 + take-offline:fr-web-1
relay               it stays on air whatever is done
review     3     0  order-removal:item-1; seize:nl-store-1; suspend:list-1
wire       2     0  seize:nl-web-1; seize:ro-web-1

TIMING: when it is off air, at the latest by the bad-case durations
OUTLET  AT THE LATEST  USUALLY  WAITS FOR         EXPOSED
radio   H+1h           H+25m    seize:bg-web-1    H+1m to H+9h
relay   stays on                                  H+5m to H+12h
review  H+6h           H+5h     seize:nl-store-1  H-35m to H+9h
wire    H+1h           H+30m    seize:ro-web-1    H-35m to H+21h

BACKWARDS FROM H-HOUR: off air by then in the bad case if these start by
radio   image:bg-web-1 H-3h30m, seize:bg-web-1 H-1h, 2 more
review  secure-evidence:nl-store-1 H-6h (not allowed then), image:bg-web-1
        H-3h30m, 5 more
wire    image:nl-web-1 H-2h45m, seize:ro-web-1 H-1h, 1 more

WHAT THIS IS NOT
Arithmetic on what the plan lists: mirrors that it does not list are not
counted, and the outlet is assumed not to react. No chances: nobody could answer
for one.

"#]]);
}

#[test]
fn the_other_side_and_every_wait_are_shown_where_wanted() {
    let play = Play::new().with("TAKEDOWN_NOW", "2027-03-01T12:00:00Z");
    play.run(&format!("impact {HALYARD} --outlet wire --enough --size 3 -v")).code(0).says(str![[r#"
HALYARD  Exercise HALYARD                                    exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, in 7 days. Led by be-prosecutor
(BE). Plan HASH.

IF ALL GOES WELL
OUTLET  IS THEN
wire    off air
Limited and not counted as down: 2 measures (blocked, referred, delisted or
frozen).

IF ONE SLIPS
OUTLET  IS THEN   STAYS UP  IF ONE OF THESE SLIPS
wire    weakened  wire-app  NL, RO; jit-1, nl-warrant-1, ro-warrant-1;
                            seize:nl-web-1, seize:ro-web-1
No difference, one at a time: BE, BG, CA, FR, GB, US, 12 instruments, 14
measures.

WHAT CAN KEEP IT ON AIR: measures, the smallest sets that would have to fail
OUTLET  OF 1  OF 2  OF 3  THE FIRST OF THEM
wire       2     0     0  seize:nl-web-1; seize:ro-web-1

ENOUGH TO TAKE IT OFF AIR: measures, the smallest sets that would do alone
OUTLET  SETS  LEAST  THE FIRST OF THEM
wire       1      2  seize:nl-web-1 + seize:ro-web-1

TIMING: when it is off air, at the latest by the bad-case durations
OUTLET  AT THE LATEST  USUALLY  WAITS FOR                       EXPOSED
wire    H+1h           H+30m    seize:ro-web-1, seize:nl-web-1  H-35m to H+21h
                                (15m to spare)

BACKWARDS FROM H-HOUR: off air by then in the bad case if these start by
wire  image:nl-web-1 H-2h45m, seize:ro-web-1 H-1h, seize:nl-web-1 H-45m

WHAT THIS IS NOT
Arithmetic on what the plan lists: mirrors that it does not list are not
counted, and the outlet is assumed not to react. No chances: nobody could answer
for one.

"#]]);
}

#[test]
fn what_was_recorded_is_settled() {
    let play = served();
    let before = json(&play, "impact --format json");
    assert_eq!(before["schema"], "takedown.impact/1");
    assert_eq!(before["outlets"][0]["on_air"], "off-air");
    // One service alone: while it is up the outlet is on air.
    let slips = before["slips"].as_array().expect("a list");
    let of = |slip: &str| slips.iter().find(|row| row["slip"] == slip).expect("it can slip").clone();
    assert_eq!(of("NL")["outlets"][0]["on_air"], "on-air");
    assert_eq!(of("BE")["outlets"].as_array().map(Vec::len), Some(0));
    assert_eq!(before["outlets"][0]["keeps_on"]["by_size"], serde_json::json!([0, 2, 0]));
    // The name is suspended, the only estimate is that of the seizure: an hour at worst.
    assert_eq!(before["outlets"][0]["timing"]["bad"], "2027-03-09T06:00:00Z");
    assert_eq!(before["unestimated"], 1);

    // The machine is gone, five minutes after H: neither its warrant nor its country matters any more.
    let play = play.done("seize nl-web-1 --irregular 'the unit entered early'");
    let after = json(&play, "impact --format json");
    let slips: Vec<&str> =
        after["slips"].as_array().expect("a list").iter().filter_map(|row| row["slip"].as_str()).collect();
    assert_eq!(slips, ["BE", "NL", "RO", "suspend:dom-1@ro-police"]);
    assert_eq!(after["outlets"][0]["timing"]["bad"], "2027-03-09T05:05:00Z");

    // What will not be done has slipped.
    let play = play.done("withdraw suspend:dom-1 --reason 'the registrar said no' --yes");
    let last = json(&play, "impact --format json");
    assert_eq!(last["outlets"][0]["on_air"], "on-air");
    assert_eq!(
        last["outlets"][0]["stays"][0]["because"][0]["what"],
        serde_json::json!(["suspend:dom-1@ro-police"])
    );
    assert_eq!(last["outlets"][0]["keeps_on"]["by_size"], serde_json::json!([1, 0, 0]));
}

#[test]
fn history_is_not_modelled() {
    let amaq = concat!(env!("CARGO_MANIFEST_DIR"), "/operations/amaq-2018.toml");
    Play::new().with("TAKEDOWN_NOW", "").run(&format!("impact {amaq}")).code(0).says(str![[r#"
AMAQ-2018  Action against Amaq and three sister outlets                TLP:CLEAR
Led by be-federal-prosecutor (BE), coordinated by eu-iru, supported by
eu-eurojust.
Public claims, written down from sources, checked by nobody here.

IF ALL GOES WELL
OUTLET    IS THEN
al-bayan  not modelled
amaq      not modelled
halumu    not modelled
nashir    not modelled
Limited and not counted as down: 1 measure (blocked, referred, delisted or
frozen).

Not modelled: the plan has no service that says what an outlet needs to be on
the air.

"#]]);
}

#[test]
fn assumptions_that_make_no_sense_are_refused() {
    let play = served();
    for (assumed, said) in [
        ("nl-warrant-1", "`nl-warrant-1` does not say what becomes of it"),
        ("nl-warrant-1=failed", "`nl-warrant-1` cannot be failed"),
        ("NL=refused", "`NL` cannot be refused"),
        ("NL=late:soon", "`soon` is no span of time"),
        ("nl-warrant-1=gone", "nothing can be assumed to be `gone`"),
        ("nl-warrent-1=refused", "the plan has no instrument `nl-warrent-1`"),
        ("FR=failed", "the plan has no participating country `FR`"),
        ("seize:nl-web-2=failed", "the plan has no measure `seize:nl-web-2`"),
    ] {
        let ran = play.run(&format!("impact --assume {assumed}")).code(2);
        assert!(ran.err().contains(said), "{assumed}: {}", ran.err());
    }
    play.run("impact --outlet wier").code(2);
    play.run("impact --size 5").code(2);
    play.run("impact --assume NL=late:2h --format markdown").code(0).says(str![[r#"
**exercise  TLP:AMBER**

# TIDELINE: Exercise TIDELINE

H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor (BE). Plan HASH.  
Assumed: NL is 2h late.  

## IF ALL GOES WELL

| OUTLET | IS THEN |
| --- | --- |
| wire | off air |

## IF ONE SLIPS

| OUTLET | IS THEN | STAYS UP | IF ONE OF THESE SLIPS |
| --- | --- | --- | --- |
| wire | on air | site | NL, RO; nl-warrant-1; seize:nl-web-1, suspend:dom-1 |

No difference, one at a time: BE.  

## WHAT CAN KEEP IT ON AIR: measures, the smallest sets that would have to fail

| OUTLET | OF 1 | OF 2 | THE FIRST OF THEM |
| --- | ---: | ---: | --- |
| wire | 2 | 0 | seize:nl-web-1; suspend:dom-1 |

## TIMING: when it is off air, at the latest by the bad-case durations

| OUTLET | AT THE LATEST | USUALLY | WAITS FOR | EXPOSED |
| --- | --- | --- | --- | --- |
| wire | H+3h | H+2h20m | seize:nl-web-1 | H to H+3h |

1 measure without an estimate: counted as done when they start.  

## BACKWARDS FROM H-HOUR: off air by then in the bad case if these start by

|  |  |
| --- | --- |
| wire | seize:nl-web-1 H-1h |

## WHAT THIS IS NOT

Arithmetic on what the plan lists: mirrors that it does not list are not counted, and the outlet is assumed not to react. No chances: nobody could answer for one.  


**TLP:AMBER**

"#]]);
}
