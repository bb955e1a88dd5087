//! The measures of these tests, each in its own plan, and what the tables say about them.

use super::super::plan_text::PlanText;
use crate::model::gate::Gate;
use crate::model::measure::MeasureId;

pub(super) const OWN: &str = "nl-police";
pub(super) const OTHER: &str = "fr-office";

/// The evidence that a confirmation requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Item {
    No,
    File,
    Thing,
}

/// A measure, and what the tables of actions and gates say about it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each column is a question")]
pub(super) struct Kind {
    pub action: &'static str,
    /// The kind of its asset, and the identifier; `None` if the measure is done to a provider.
    pub asset: Option<(&'static str, &'static str)>,
    /// Whether the plan has `authority = "voluntary"`.
    pub voluntary: bool,
    /// Whether it needs a go.
    pub go: bool,
    pub lapses: bool,
    /// The gates that it requires.
    pub gates: &'static [Gate],
    pub evidence: Item,
    /// Whether only the lead can confirm it.
    pub lead_confirms: bool,
}

/// Measures that differ in every property that an edge depends on.
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

    /// A plan with start H, legal hours from 5:00 to 21:00 and a window until the next evening. One measure
    /// comes before this one, and another one is in its group.
    pub(super) fn plan(&self) -> String {
        let mut plan = PlanText::exercise("ripple").toml(
            "coordinator = \"eu-coordinator\"\nwindow = [\"H-4h\", \"H+36h\"]\n\
             [policy]\napprovals = 1\nlocate-max-age = \"72h\"",
        );
        for (id, country) in
            [("be-prosecutor", "BE"), (OWN, "NL"), (OTHER, "FR"), ("eu-coordinator", "EU"), ("eu-body", "EU")]
        {
            plan = plan.agency(id, "An agency of the exercise", country);
        }
        plan = plan.source().outlet("wire").provider("host", "hoster", "FR").toml(NEIGHBOURS);
        if self.asset.is_some() && !self.voluntary {
            plan = plan.instrument("i-1", "court-order", OWN, &[&format!("{}:a-1", self.action)]);
        }
        plan = match self.asset {
            Some((kind, identifier)) => plan.toml(&format!(
                "[asset.a-1]\nkind = \"{kind}\"\nidentifier = \"{identifier}\"\ncountry = \"NL\"\n\
                 outlets = [\"wire\"]\ntenancy = \"shared\"\n[asset.a-1.{}]",
                self.action
            )),
            None => plan.provider("reg", "registrar", "NL").toml("[provider.reg.identify]"),
        };
        plan = plan.toml(&format!(
            "agency = \"{OWN}\"\nstart-between = [\"05:00\", \"21:00\"]\nafter = [\"identify:host@{OTHER}\"]"
        ));
        if self.go {
            plan = plan.toml("group = \"wave\"");
        }
        if self.voluntary {
            plan = plan.toml("authority = \"voluntary\"");
        }
        plan.text()
    }
}

/// The measure that comes before, and the other member of the group.
const NEIGHBOURS: &str = r#"[provider.host.identify]
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
