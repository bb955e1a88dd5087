//! The measures of these tests, each in a plan of its own, and what the tables say of them.

use crate::model::gate::Gate;
use crate::model::measure::MeasureId;

pub(super) const OWN: &str = "nl-police";
pub(super) const OTHER: &str = "fr-office";

/// What evidence a confirmation asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    No,
    File,
    Thing,
}

/// A measure, and what the tables of actions and gates say of it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each column is a question")]
pub(super) struct Kind {
    pub action: &'static str,
    /// The kind of its asset and the identifier; none where it is done to a provider.
    pub asset: Option<(&'static str, &'static str)>,
    /// Whether the plan says `authority = "voluntary"`.
    pub voluntary: bool,
    /// Whether it waits for the go.
    pub go: bool,
    pub lapses: bool,
    /// The gates that are asked of it.
    pub gates: &'static [Gate],
    pub evidence: Item,
    /// Whether the lead alone confirms it.
    pub lead_confirms: bool,
}

/// The kinds that differ in all that an edge asks about.
#[rustfmt::skip]
pub(super) const KINDS: &[Kind] = {
    use Gate::*;
    &[
        Kind { action: "take-control", asset: Some(("server", "203.0.113.11")), voluntary: false, go: true, lapses: true, gates: &[Lawful, Located, Deconflicted, Authorised, Collateral, Staffed], evidence: Item::File, lead_confirms: true },
        Kind { action: "seize", asset: Some(("server", "203.0.113.12")), voluntary: false, go: true, lapses: false, gates: &[Lawful, Located, Deconflicted, Authorised, Collateral, Staffed], evidence: Item::Thing, lead_confirms: false },
        Kind { action: "take-offline", asset: Some(("server", "203.0.113.13")), voluntary: true, go: true, lapses: true, gates: &[Lawful, Located, Deconflicted, Collateral], evidence: Item::No, lead_confirms: false },
        Kind { action: "arrest", asset: Some(("person", "p-1")), voluntary: false, go: true, lapses: false, gates: &[Lawful, Located, Deconflicted, Authorised, Staffed], evidence: Item::No, lead_confirms: false },
        Kind { action: "preserve", asset: Some(("account", "the outlet's account")), voluntary: false, go: false, lapses: false, gates: &[Lawful, Located, Deconflicted, Authorised], evidence: Item::No, lead_confirms: false },
        Kind { action: "identify", asset: None, voluntary: false, go: false, lapses: false, gates: &[], evidence: Item::No, lead_confirms: false },
    ]
};

impl Kind {
    pub(super) fn id(&self) -> MeasureId {
        let id = format!("{}:{}@{OWN}", self.action, if self.asset.is_some() { "a-1" } else { "reg" });
        id.parse().expect("a measure")
    }

    /// Start H, hours from five to nine, a window until the next evening; one measure before it, one in its group.
    pub(super) fn plan(&self) -> String {
        let binds = self.asset.is_some() && !self.voluntary;
        let instrument = format!(
            "[instrument.i-1]\nkind = \"court-order\"\nissued-by = \"court of the exercise\"\n\
             executed-by = \"{OWN}\"\ncovers = [\"{}:a-1\"]\n",
            self.action
        );
        let table = match self.asset {
            Some((kind, identifier)) => format!(
                "[asset.a-1]\nkind = \"{kind}\"\nidentifier = \"{identifier}\"\ncountry = \"NL\"\n\
                 outlets = [\"wire\"]\ntenancy = \"shared\"\n[asset.a-1.{}]\n",
                self.action
            ),
            None => "[provider.reg]\nname = \"A registrar\"\nkind = \"registrar\"\ncountry = \"NL\"\n\
                     [provider.reg.identify]\n"
                .to_owned(),
        };
        format!(
            "{PLAN}{}{table}agency = \"{OWN}\"\nstart-between = [\"05:00\", \"21:00\"]\n\
             after = [\"identify:host@{OTHER}\"]\n{}{}",
            if binds { instrument.as_str() } else { "" },
            if self.go { "group = \"wave\"\n" } else { "" },
            if self.voluntary { "authority = \"voluntary\"\n" } else { "" },
        )
    }
}

const PLAN: &str = r#"format = 1
[operation]
id = "ripple"
name = "Exercise RIPPLE"
mode = "exercise"
lead = "be-prosecutor"
coordinator = "eu-coordinator"
h-hour = "2027-03-09T06:00:00+01:00"
window = ["H-4h", "H+36h"]
[policy]
approvals = 1
locate-max-age = "72h"
[agency.be-prosecutor]
name = "An agency of the exercise"
country = "BE"
timezone = "Europe/Brussels"
[agency.nl-police]
name = "An agency of the exercise"
country = "NL"
timezone = "Europe/Amsterdam"
[agency.fr-office]
name = "An agency of the exercise"
country = "FR"
timezone = "Europe/Paris"
[agency.eu-coordinator]
name = "An agency of the exercise"
country = "EU"
timezone = "Europe/Amsterdam"
[agency.eu-body]
name = "An agency of the exercise"
country = "EU"
timezone = "Europe/Amsterdam"
[source.s1]
title = "Report of the exercise"
date = "2027-03-09"
[outlet.wire]
name = "The Wire"
kind = "news-agency"
legal-basis = "exercise reference 1"
press-assessment = { by = "be-prosecutor", on = "2027-01-10", finding = "exercise" }
[provider.host]
name = "A hoster"
kind = "hoster"
country = "FR"
[provider.host.identify]
agency = "fr-office"
start = "H-4h"
[asset.mate]
kind = "account"
identifier = "the outlet's other account"
country = "FR"
outlets = ["wire"]
[asset.mate.suspend]
agency = "fr-office"
authority = "voluntary"
group = "wave"
"#;
