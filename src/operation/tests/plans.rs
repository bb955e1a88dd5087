//! Random plans of exercises: small, good, and different in all that gates, groups and approvals ask about.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

const AGENCIES: &[(&str, &str, &str)] = &[
    ("be-prosecutor", "BE", "Europe/Brussels"),
    ("nl-police", "NL", "Europe/Amsterdam"),
    ("ro-police", "RO", "Europe/Bucharest"),
    ("fr-office", "FR", "Europe/Paris"),
    ("be-police", "BE", "Europe/Brussels"),
];

/// A kind, its identifier with a number to fill in, and what can be done to it. `+` stands before what is voluntary.
const KINDS: &[(&str, &str, &[&str])] = &[
    ("server", "203.0.113.#", &["seize", "image", "secure-evidence", "+take-offline", "block-access"]),
    ("domain", "news-#.example", &["+suspend", "suspend", "seize", "block-access"]),
    ("account", "the outlet's account #", &["+suspend", "+refer", "order-removal", "preserve"]),
    ("channel", "the outlet's channel #", &["+refer", "suspend", "take-control"]),
    ("app", "the outlet's app #", &["+suspend", "+delist"]),
    ("wallet", "the outlet's wallet #", &["freeze"]),
    ("person", "p-#", &["arrest", "+interview"]),
];

/// A plan; the same one for the same seed.
pub(super) fn random(seed: u64) -> String {
    let mut random = StdRng::seed_from_u64(seed);
    let agencies = &AGENCIES[..random.random_range(3..=AGENCIES.len())];
    let approvals = random.random_range(1..agencies.len().min(3));
    let mut text = format!(
        "format = 1\n[operation]\nid = \"ripple\"\nname = \"Exercise RIPPLE\"\nmode = \"exercise\"\n\
         lead = \"be-prosecutor\"\nh-hour = \"2027-03-09T06:00:00+01:00\"\nwindow = [\"H-4h\", \"H+36h\"]\n\
         {}[policy]\napprovals = {approvals}\n",
        if random.random_bool(0.5) { "coordinator = \"eu-coordinator\"\n" } else { "" }
    );
    for (id, country, zone) in agencies.iter().chain(&[("eu-coordinator", "EU", "Europe/Amsterdam")]) {
        let _ = writeln!(
            text,
            "[agency.{id}]\nname = \"An agency of the exercise\"\ncountry = \"{country}\"\ntimezone = \"{zone}\""
        );
    }
    for outlet in ["wire", "radio"] {
        let _ = writeln!(
            text,
            "[outlet.{outlet}]\nname = \"The {outlet}\"\nkind = \"news-agency\"\nlegal-basis = \"exercise reference\"\n\
             press-assessment = {{ by = \"be-prosecutor\", on = \"2027-01-10\", finding = \"exercise\" }}"
        );
    }
    for number in 1..=random.random_range(1..5) {
        asset(&mut text, &mut random, agencies, number);
    }
    text
}

fn asset(text: &mut String, random: &mut StdRng, agencies: &[(&str, &str, &str)], number: u32) {
    let (kind, identifier, actions) = KINDS.choose(random).expect("kinds");
    let (agency, country, _) = agencies.choose(random).expect("agencies");
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
        // An interview asks for no authority.
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
