//! Random exercise plans: small, valid, and varied in everything that gates, groups and approvals depend on.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use super::plan_text::PlanText;

const AGENCIES: &[(&str, &str)] = &[
    ("be-prosecutor", "BE"),
    ("nl-police", "NL"),
    ("ro-police", "RO"),
    ("fr-office", "FR"),
    ("be-police", "BE"),
];

/// A kind of asset, its identifier with `#` for a number, and its actions. A `+` marks a voluntary measure.
const KINDS: &[(&str, &str, &[&str])] = &[
    ("server", "203.0.113.#", &["seize", "image", "secure-evidence", "+take-offline", "block-access"]),
    ("domain", "news-#.example", &["+suspend", "suspend", "seize", "block-access"]),
    ("account", "the outlet's account #", &["+suspend", "+refer", "order-removal", "preserve"]),
    ("channel", "the outlet's channel #", &["+refer", "suspend", "take-control"]),
    ("app", "the outlet's app #", &["+suspend", "+delist"]),
    ("wallet", "the outlet's wallet #", &["freeze"]),
    ("person", "p-#", &["arrest", "+interview"]),
];

/// A random plan; the same seed gives the same plan.
pub(super) fn random(seed: u64) -> String {
    let mut random = StdRng::seed_from_u64(seed);
    let agencies = &AGENCIES[..random.random_range(3..=AGENCIES.len())];
    let approvals = random.random_range(1..agencies.len().min(3));
    let mut plan = PlanText::exercise("ripple").toml("window = [\"H-4h\", \"H+36h\"]");
    if random.random_bool(0.5) {
        plan = plan.toml("coordinator = \"eu-coordinator\"");
    }
    plan = plan.toml(&format!("[policy]\napprovals = {approvals}"));
    for (id, country) in agencies.iter().chain(&[("eu-coordinator", "EU")]) {
        plan = plan.agency(id, "An agency of the exercise", country);
    }
    let mut text = plan.outlet("wire").outlet("radio").text();
    for number in 1..=random.random_range(1..5) {
        asset(&mut text, &mut random, agencies, number);
    }
    text
}

fn asset(text: &mut String, random: &mut StdRng, agencies: &[(&str, &str)], number: u32) {
    let (kind, identifier, actions) = KINDS.choose(random).expect("kinds");
    let (agency, country) = agencies.choose(random).expect("agencies");
    let outlets = *["[\"wire\"]", "[\"radio\"]", "[\"radio\", \"wire\"]"].choose(random).expect("outlets");
    let tenancy = *["dedicated", "virtual", "shared", "unknown"].choose(random).expect("words");
    let _ = writeln!(
        text,
        "[asset.a-{number}]\nkind = \"{kind}\"\nidentifier = \"{}\"\ncountry = \"{country}\"\n\
         outlets = {outlets}\ntenancy = \"{tenancy}\"",
        identifier.replace('#', &(number + 10).to_string())
    );
    let action = actions.choose(random).expect("actions");
    let _ = writeln!(text, "[asset.a-{number}.{}]\nagency = \"{agency}\"", action.trim_start_matches('+'));
    if random.random_bool(0.3) {
        let _ = writeln!(text, "group = \"wave\"");
    }
    if random.random_bool(0.5) {
        let _ = writeln!(text, "takes = [\"10m\", \"30m\", \"2h\"]");
    }
    match action.strip_prefix('+') {
        // An interview needs no authority.
        Some("interview") => {}
        Some(_) => text.push_str("authority = \"voluntary\"\n"),
        None => {
            let _ = writeln!(
                text,
                "[instrument.i-{number}]\nkind = \"court-order\"\nissued-by = \"{}\"\nexecuted-by = \"{agency}\"\n\
                 covers = [\"{action}:a-{number}\"]",
                if random.random_bool(0.5) { "court of the exercise" } else { agency }
            );
        }
    }
}
