//! The gates: what has to be settled before a measure is ready.

use super::topic::topics;
use super::word::words;

topics! {
    /// A gate of a measure. Lists of gates are in this order.
    pub enum Gate: "gate" in GATE_TOPICS {
        Lawful = "lawful" "The outlet has a legal basis and is not protected journalism; attested per outlet.";
        Located = "located" "Where it is and whose it is.";
        Deconflicted = "deconflicted" "No participating country objects.";
        Authorised = "authorised" "Its instruments are granted, match and hold.";
        Collateral = "collateral" "Nobody else is hit beyond what was weighed.";
        Staffed = "staffed" "The unit stands ready.";
    }
}

words! {
    /// Who closes a gate by attesting it.
    pub enum Attester: "attester" {
        /// The lead and one other agency.
        LeadAndOther = "the lead and one other agency",
        /// The agency of the measure.
        Own = "the measure's agency",
        /// Every participating country, by any of its agencies.
        EveryCountry = "every participating country, by any of its agencies",
        /// No one: the gate follows from the instruments.
        Nobody = "nobody: derived from the instruments",
        /// An agency other than the measure's.
        Other = "another agency than the measure's",
    }
}

#[derive(Debug)]
pub struct GateRow {
    pub gate: Gate,
    pub attested_by: Attester,
    /// Whether attestations name outlets instead of measures.
    pub per_outlet: bool,
    /// Whether an attestation expires after the policy's `locate-max-age`.
    pub stale: bool,
    pub meaning: &'static str,
}

/// The table of gates, in the order of [`Gate`].
#[rustfmt::skip]
pub const GATES: &[GateRow] = &[
    GateRow { gate: Gate::Lawful, attested_by: Attester::LeadAndOther, per_outlet: true, stale: false, meaning: "a legal basis, and found not to be protected journalism" },
    GateRow { gate: Gate::Located, attested_by: Attester::Own, per_outlet: false, stale: true, meaning: "where it is and whose it is" },
    GateRow { gate: Gate::Deconflicted, attested_by: Attester::EveryCountry, per_outlet: false, stale: false, meaning: "no country's work is in the way" },
    GateRow { gate: Gate::Authorised, attested_by: Attester::Nobody, per_outlet: false, stale: false, meaning: "every instrument granted, matching and in force" },
    GateRow { gate: Gate::Collateral, attested_by: Attester::Other, per_outlet: false, stale: false, meaning: "who else is hit was weighed by somebody else" },
    GateRow { gate: Gate::Staffed, attested_by: Attester::Own, per_outlet: false, stale: false, meaning: "unit, contact and custody stand ready" },
];

impl Gate {
    /// The gate's row of the table.
    pub fn row(self) -> &'static GateRow {
        // The rows are in the order of the enum (a test checks this), so the index exists.
        &GATES[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::word::Word as _;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert!(Gate::ALL.iter().zip(GATES).all(|(gate, row)| row.gate == *gate));
        assert_eq!(GATES.len(), Gate::ALL.len());
    }
}
