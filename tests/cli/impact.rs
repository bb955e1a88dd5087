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

1. WHAT THIS PLAN CANNOT TAKE OFF AIR
If nothing slips, radio, review and wire are off air. Weakened: on air in part.
6 measures (block-access, refer, delist, freeze) take nothing off air.
relay  weakened  relay-channels (chan-2 is only referred) and relay-pages
                 (item-2 is only referred, site-1 is only blocked)

2. WHAT STAYS UP IF ONE SLIPS: comes too late, or never
radio   radio-stream if BG, bg-order-1 or take-offline:stream-1
relay   relay-posts (so all of relay) if GB, US, us-order-2, suspend:acct-1 or
        suspend:acct-2
review  review-by-mail if BE, be-order-1 or suspend:list-1
        review-issues if FR, NL, fr-removal-1, nl-warrant-1 or either measure
wire    wire-app if NL, RO, jit-1, nl-warrant-1, ro-warrant-1 or either measure
Shared instrument: nl-warrant-1 (review and wire).

3. WHICH FAILURES KEEP IT ON AIR, IF ONLY IN PART: alone or together
radio   1 measure alone (take-offline:stream-1) or any of 3 pairs of measures;
        any of 5 pairs of instruments; 1 pair of countries (CA + FR)
relay   a part stays up if nothing fails
review  each of 3 alone (order-removal:item-1, seize:nl-store-1, suspend:list-1)
wire    each of 2 alone (seize:nl-web-1, seize:ro-web-1)

4. WHEN IT IS OFF AIR, if all takes as long as in the bad case
radio   by H+1h, usually H+25m; waits for seize:bg-web-1; exposed H+1m to H+9h
relay   never; exposed H+5m to H+12h
review  by H+6h, usually H+5h; waits for seize:nl-store-1; exposed H-35m to H+9h
wire    by H+1h, usually H+30m; waits for seize:ro-web-1; exposed H-35m to H+21h
Exposed: from the first effect that outsiders can notice to the last. To be off
air at H, 11 measures would have to start earlier, of which 1 may not (-v).

5. WHAT THIS IS NOT: a forecast, or a percentage
Arithmetic on the plan's list, without other mirrors or the outlet's reaction.

"#]]);
}

#[test]
fn the_other_side_and_every_wait_are_shown_where_wanted() {
    let play = Play::new().with("TAKEDOWN_NOW", "2027-03-01T12:00:00Z");
    play.run(&format!("impact {HALYARD} --outlet wire --enough --size 3 -v")).code(0).says(str![[r#"
HALYARD  Exercise HALYARD                                    exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, in 7 days. Led by be-prosecutor
(BE). Plan HASH.

1. WHAT THIS PLAN CANNOT TAKE OFF AIR
If nothing slips, wire is off air. 2 measures (delist, freeze) take nothing off
air.

2. WHAT STAYS UP IF ONE SLIPS: comes too late, or never
wire  wire-app if NL, RO, jit-1, nl-warrant-1, ro-warrant-1, seize:nl-web-1 or
      seize:ro-web-1
No difference, one at a time: BE, BG, CA, FR, GB, US, 12 instruments, 14
measures.

3. WHICH FAILURES KEEP IT ON AIR, IF ONLY IN PART: alone or together
wire  each of 2 alone (seize:nl-web-1, seize:ro-web-1)

ENOUGH TO TAKE IT OFF AIR: measures, the smallest sets that would do alone
OUTLET  SETS  LEAST  THE FIRST OF THEM
wire       1      2  seize:nl-web-1 + seize:ro-web-1

4. WHEN IT IS OFF AIR, if all takes as long as in the bad case
wire  by H+1h, usually H+30m; waits for seize:ro-web-1, seize:nl-web-1 (15m to
      spare); exposed H-35m to H+21h
Exposed: from the first effect that outsiders can notice to the last.

BACKWARDS FROM H-HOUR: off air by then in the bad case if these start by
wire  image:nl-web-1 H-2h45m, seize:ro-web-1 H-1h, seize:nl-web-1 H-45m

5. WHAT THIS IS NOT: a forecast, or a percentage
Arithmetic on the plan's list, without other mirrors or the outlet's reaction.

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

1. WHAT THIS PLAN CANNOT TAKE OFF AIR
Not modelled: al-bayan, amaq, halumu and nashir. The plan has no service that
says what it needs to be on air, so nothing is foreseen. 1 measure
(block-access) takes nothing off air.

"#]]);
}

#[test]
fn the_sheet_shows_latest_starts_where_they_are_not_as_planned() {
    let play = served();
    let sheet = json(&play, "plan --format json");
    let latest = |id: &str| {
        let rows = sheet["measures"].as_array().expect("a list");
        rows.iter().find(|row| row["measure"] == id).expect("it is there")["latest_start"].clone()
    };
    // An hour at worst, and to be over at H; the name is suspended in no time, at H.
    assert_eq!(latest("seize:nl-web-1@nl-police"), "2027-03-09T04:00:00Z");
    assert_eq!(latest("suspend:dom-1@ro-police"), "2027-03-09T05:00:00Z");
    assert_eq!(latest("identify:hoster-nl@nl-police"), Value::Null);
    let brief = play.run("plan").code(0).out();
    assert!(!brief.contains("LATEST"), "{brief}");
    let said = play.run("plan -v").code(0).out();
    let part = "LATEST STARTS: for outlets to be off air at H in the bad case\n\
                MEASURE         LATEST  PLANNED\n\
                seize:nl-web-1  H-1h    H\n";
    assert!(said.contains(part), "{said}");
}

#[test]
fn the_page_for_a_browser_stands_by_itself() {
    let text = served().read("operations/tideline.toml");
    let play = Play::new().file(
        "operations/tideline.toml",
        &text.replace("Exercise TIDELINE", "<b>Exercise</b> & \\\"TIDELINE\\\""),
    );
    let page = play.run("impact --format html --json-into view.json").code(0).out();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n"), "{page}");
    // How far it may travel stands in head and foot.
    assert_eq!(page.matches("TLP:AMBER").count(), 2);
    assert!(page.contains("TIDELINE: &lt;b&gt;Exercise&lt;/b&gt; &amp; &quot;TIDELINE&quot;"), "{page}");
    // It fetches nothing and runs nothing.
    for word in ["<script", "http:", "https:", "url(", "src=", "href="] {
        assert!(!page.contains(word), "{word}");
    }
    // Two measures take something down, and the outlet is off air at H+1h in the bad case.
    assert_eq!(page.matches("<g class=\"down\">").count(), 2);
    assert!(page.contains(">off by H+1h</tspan>"), "{page}");
    let view: Value = serde_json::from_str(&play.read("view.json")).expect("it is JSON");
    let spans = view["spans"].as_array().expect("a list");
    assert_eq!(spans[0]["bad"], "2027-03-09T06:00:00Z");
    // After the day there is no day to draw.
    assert!(!play.run("impact --after --format html").code(0).out().contains("<svg"));
    play.run("status --format html").code(2);
}

/// What nobody saw is counted up, then down; only what was observed closes the gap.
#[test]
fn the_hole_is_an_interval() {
    let text = served().read("operations/tideline.toml");
    let mail = "[service.mail]\noutlet = \"wire\"\nall-of = [\"nl-web-1\"]\n";
    let play = Play::new().file("operations/tideline.toml", &format!("{text}{mail}"));
    let hole = |play: &Play| {
        let row = json(play, "impact --after --format json")["after"][0].clone();
        let word = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let count = |key: &str| row[key].as_u64().expect("a number");
        let not_seen = row["not_seen"].as_array().expect("a list").len();
        (word("if_up"), word("if_down"), count("down_at_least"), count("down_at_most"), not_seen)
    };
    let is =
        |up: &str, down: &str, least, most, not_seen| (up.to_owned(), down.to_owned(), least, most, not_seen);
    let status = |play: &Play| {
        let row = json(play, "status --format json")["rows"][0].clone();
        format!("{} site={} mail={}", row["status"], row["services"]["site"], row["services"]["mail"])
    };

    // Nobody looked: it may be anything, and a seizure is no look.
    assert_eq!(hole(&play), is("on-air", "off-air", 0, 2, 2));
    let play = play.done("seize nl-web-1 --at H+1m --irregular 'the unit entered early'");
    assert_eq!(hole(&play), is("on-air", "off-air", 0, 2, 2));
    assert_eq!(status(&play), r#""not-observed" site="unknown" mail="unknown""#);

    // One of two is seen to be down: what needs it alone is down, what has another is not known.
    let play = play.done("observe down nl-web-1 --source s1 --at H+2m --as be-prosecutor");
    assert_eq!(hole(&play), is("weakened", "off-air", 1, 2, 1));
    assert_eq!(status(&play), r#""weakened" site="unknown" mail="down""#);
    play.run("impact --after").code(0).says(str![[r#"
TIDELINE  Exercise TIDELINE                                  exercise  TLP:AMBER
H-hour Tue 9 Mar 2027 06:00 CET, 05:00 UTC, 5 minutes ago. Led by be-prosecutor
(BE). Plan HASH.

HOW BIG THE HOLE IS, BY WHAT WAS OBSERVED
OUTLET  AT LEAST  AT MOST  SERVICES DOWN  LAST LOOKED AT
wire    weakened  off air  1 to 2 of 2    9 Mar 2027 05:02 UTC
At least: if all that nobody saw is up. At most: if all of it is down.

NOT SEEN, OR NOBODY COULD TELL
wire  dom-1

WHAT THIS IS NOT
That a measure was done or confirmed is no look at the outlet: only observations
count, and a lapse. Mirrors that the plan does not list are not counted.

"#]]);

    // Somebody looked and could not tell: as if nobody had.
    let play = play.done("observe unknown dom-1 --source s1 --at H+3m --as be-prosecutor");
    assert_eq!(hole(&play), is("weakened", "off-air", 1, 2, 1));

    // Nothing is left that it needs.
    let play = play.done("observe down dom-1 --source s1 --at H+4m --as be-prosecutor");
    assert_eq!(hole(&play), is("off-air", "off-air", 2, 2, 0));
    assert_eq!(status(&play), r#""off-air" site="down" mail="down""#);

    // The name is back.
    let play = play.done("observe up dom-1 --source s1 --at H+5m --as be-prosecutor");
    assert_eq!(hole(&play), is("weakened", "weakened", 1, 1, 0));
    assert_eq!(status(&play), r#""weakened" site="up" mail="down""#);
}

/// A finding that it was up ends with the act, one that it was down with the lapse.
#[test]
fn what_was_seen_before_it_was_done_is_no_news() {
    let play = served();
    let status = |play: &Play| {
        let row = json(play, "status --format json")["rows"][0].clone();
        format!("{} {}", row["status"], row["services"]["site"])
    };
    let play = play.done("observe up dom-1 --source s1 --at H+1m --as be-prosecutor");
    assert_eq!(status(&play), r#""on-air" "up""#);
    let play = play.done("record suspend:dom-1 --at H+2m --irregular 'the registrar was early'");
    assert_eq!(status(&play), r#""not-observed" "unknown""#);
    let play = play.done("observe down wire --source s1 --at H+3m --as be-prosecutor");
    assert_eq!(status(&play), r#""off-air" "down""#);
    let play = play.done("observe lapsed suspend:dom-1 --source s1 --at H+4m --as be-prosecutor");
    assert_eq!(status(&play), r#""on-air" "up""#);
}

/// `web-1`, `web-2`, ...: machines that are taken offline, the last after so many seconds.
fn machines(n: usize) -> String {
    let machine = |i: usize| {
        format!(
            "[asset.web-{i}]\nkind = \"server\"\nidentifier = \"2001:db8::{i:x}\"\ncountry = \"NL\"\noutlets = [\"wire\"]\n\
             tenancy = \"dedicated\"\n[asset.web-{i}.take-offline]\nagency = \"nl-police\"\nauthority = \"voluntary\"\n\
             takes = [\"1s\", \"1s\", \"{i}s\"]\n"
        )
    };
    (1..=n).map(machine).collect()
}

/// Half of 200 machines keep the site up, and any three of some machines each of thirty other ways: no order keeps those
/// machines together.
#[test]
fn what_is_too_tangled_is_said_with_what_is_known_all_the_same() {
    let names = |of: &[usize]| of.iter().map(|i| format!("\"web-{i}\"")).collect::<Vec<_>>().join(", ");
    let service = |id: String, at_least: usize, of: &[usize]| {
        format!("[service.{id}]\noutlet = \"wire\"\nat-least = {at_least}\nof = [{}]\n", names(of))
    };
    let way = |way: usize| {
        let mut of: Vec<usize> = (1..12).map(|i| (i * i * (way + 3) + way * 31) % 200 + 1).collect();
        of.sort_unstable();
        of.dedup();
        service(format!("way-{way}"), 3, &of)
    };
    let site = service("site".to_owned(), 100, &(1..=200).collect::<Vec<_>>());
    let ways: String = (0..30).map(way).collect();
    let play =
        Play::new().file("operations/tideline.toml", &format!("{}{}{site}{ways}", *TIDELINE, machines(200)));
    let answer = json(&play, "impact --format json --size 3 --enough");
    let outlet = &answer["outlets"][0];
    assert_eq!(outlet["keeps_on"]["by_size"], serde_json::json!([0, 0, 0]));
    assert_eq!(outlet["keeps_on"]["limit_met"], 100_000);
    assert_eq!(outlet["countries_keep_on"]["by_size"], serde_json::json!([0, 1, 0, 0]));
    assert_eq!((&outlet["enough"]["total"], &outlet["enough"]["limit_met"]), (&Value::Null, &100_000.into()));
    // At least 101 of the 200 machines have to go.
    let one = outlet["enough"]["first"][0].as_array().expect("a set");
    assert!((101..200).contains(&one.len()), "{}", one.len());
    let said = play.run("impact --enough --size 3").code(0).out();
    for known in [
        "wire  no 2 measures together, nor fewer; larger sets are too many to be counted\n",
        "too many to be counted; one of them: take-offline:web-",
    ] {
        assert!(said.contains(known), "{said}");
    }
}

/// An outlet that any one of so many machines keeps up: the last is over 3,000 seconds after H, the first 2,999 before it.
#[test]
fn thousands_of_machines_are_each_timed() {
    let all: Vec<String> = (1..=3_000).map(|i| format!("\"web-{i}\"")).collect();
    let service = format!("[service.site]\noutlet = \"wire\"\nany-of = [{}]\n", all.join(", "));
    let play =
        Play::new().file("operations/tideline.toml", &format!("{}{}{service}", *TIDELINE, machines(3_000)));
    let answer = json(&play, "impact --format json --size 1");
    let timing = &answer["outlets"][0]["timing"];
    let slack = timing["slack"].as_array().expect("a list");
    assert_eq!(
        (slack.len(), &slack[0]["slack_ms"], &slack[2_999]["slack_ms"]),
        (3_000, &0.into(), &2_999_000.into())
    );
    assert_eq!(timing["earlier"].as_array().map(Vec::len), Some(3_000));
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

## 1. WHAT THIS PLAN CANNOT TAKE OFF AIR

If nothing slips, wire is off air.  

## 2. WHAT STAYS UP IF ONE SLIPS: comes too late, or never

|  |  |
| --- | --- |
| wire | site (so all of wire) if NL, RO, nl-warrant-1 or either measure |

## 3. WHICH FAILURES KEEP IT ON AIR, IF ONLY IN PART: alone or together

|  |  |
| --- | --- |
| wire | each of 2 alone (seize:nl-web-1, suspend:dom-1) |

## 4. WHEN IT IS OFF AIR, if all takes as long as in the bad case

|  |  |
| --- | --- |
| wire | by H+3h, usually H+2h20m; waits for seize:nl-web-1; exposed H to H+3h |

Exposed: from the first effect that outsiders can notice to the last. 1 measure without an estimate: counted as done when they start. To be off air at H, 1 measure would have to start earlier (-v).  

## 5. WHAT THIS IS NOT: a forecast, or a percentage

Arithmetic on the plan's list, without other mirrors or the outlet's reaction.  


**TLP:AMBER**

"#]]);
}
