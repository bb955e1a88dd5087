//! The diagnostics of a plan: one table of codes that the rules, `explain`, documents and tests read.

use crate::model::topic::{Topic, topics};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The plan is rejected.
    Error,
    /// The plan is accepted, but a person should look at it; `--strict` makes an error of it, `accept` silences it.
    Warning,
}

#[derive(Debug)]
pub struct CodeRow {
    pub code: Code,
    pub severity: Severity,
    pub topic: Topic,
}

macro_rules! codes {
    ($($severity:ident $member:ident $word:literal $summary:literal;)+) => {
        topics! {
            /// The code of a diagnostic. Codes never change: scripts and `accept` name them.
            pub enum Code: "diagnostic" in TOPICS {
                $($member = $word $summary;)+
            }
        }

        /// The table of codes, in the order of [`Code`].
        pub const CODES: &[CodeRow] = &[$(CodeRow {
            code: Code::$member,
            severity: Severity::$severity,
            // One macro makes both tables, in one order, so the index exists.
            topic: TOPICS[Code::$member as usize],
        }),+];
    };
}

codes! {
    Error Syntax "syntax" "The text is not TOML.";
    Error UnknownKey "unknown-key" "A table has a key that it does not know.";
    Error MissingKey "missing-key" "A table lacks a key that it must have.";
    Error WrongType "wrong-type" "A value is of another kind than its key takes.";
    Error BadId "bad-id" "An id is not made of `a` to `z`, `0` to `9` and `-`.";
    Error DuplicateId "duplicate-id" "One id stands for two things.";
    Error UnknownReference "unknown-reference" "A key names something that the plan does not have.";
    Error BadCountry "bad-country" "A country is not a code of ISO 3166-1.";
    Error BadTimezone "bad-timezone" "A time zone is not a name of the IANA database.";
    Error NaiveTime "naive-time" "An instant does not say how far it is from UTC.";
    Error WindowInverted "window-inverted" "A window ends before it begins.";
    Error StartOutsideWindow "start-outside-window" "A measure starts outside its window.";
    Error StartOutsideLegalHours "start-outside-legal-hours" "A measure starts outside its legal hours.";
    Error BadDuration "bad-duration" "A text is no span of time or no offset from H-hour.";
    Error BadTlp "bad-tlp" "A label is none of TLP 2.0.";
    Error BadIdentifier "bad-identifier" "An identifier is none of its asset's kind.";
    Error PublicSuffix "public-suffix" "A domain is a bare public suffix.";
    Error DuplicateIdentifier "duplicate-identifier" "Two assets of one kind have one identifier.";
    Error ProtectedIdentifier "protected-identifier" "An asset is on the protected list.";
    Error RealIdentifierInExercise "real-identifier-in-exercise" "An exercise names something real.";
    Error Placeholder "placeholder" "A plan that is no exercise has words of a template.";
    Error ActionNotForKind "action-not-for-kind" "An action does not exist for its asset's kind.";
    Error MissingLegalBasis "missing-legal-basis" "An outlet has no legal basis.";
    Error MissingPressAssessment "missing-press-assessment" "Nobody found that an outlet is not protected journalism.";
    Error MissingAuthority "missing-authority" "A measure is neither covered nor voluntary.";
    Error VoluntaryForCoercive "voluntary-for-coercive" "A measure that always binds is called voluntary.";
    Error InstrumentTerritory "instrument-territory" "An instrument does not reach that country.";
    Error JitAlone "jit-alone" "A joint team's agreement alone covers a coercive measure.";
    Error AgencyTerritory "agency-territory" "An agency coerces on foreign soil.";
    Error DependencyCycle "dependency-cycle" "Measures wait for each other.";
    Error AfterOrder "after-order" "A measure starts before what it comes after.";
    Error EvidenceAfterDisable "evidence-after-disable" "Evidence is to be taken after the asset is down.";
    Error PartCycle "part-cycle" "A service is a part of itself.";
    Error PolicyLoosened "policy-loosened" "A live plan asks for less than the default.";
    Error FutureInRetrospective "future-in-retrospective" "A retrospective plan holds a future time.";
    Error MissingKeyForSigning "missing-key-for-signing" "An agency has no key of its own to sign with.";
    Error MissingSource "missing-source" "A claim has no source.";
    Error CharterChanged "charter-changed" "The plan is another operation than its ledger's.";
    Warning SharedTenancy "shared-tenancy" "Others may live on a machine that is to be hit.";
    Warning PrivateSuffix "private-suffix" "A domain is a service under which many have names.";
    Warning MixedScript "mixed-script" "A label mixes letters of two alphabets.";
    Warning IdentifierRewritten "identifier-rewritten" "An identifier is stored in another spelling.";
    Warning AssetWithoutMeasure "asset-without-measure" "Nothing is done to an asset: it survives.";
    Warning OutletWithoutAsset "outlet-without-asset" "An outlet has nothing to act on.";
    Warning Unused "unused" "Nothing in the plan needs it.";
    Warning PersonIdentifier "person-identifier" "An identifier looks like a person's name.";
    Warning HHourLocal "h-hour-local" "A clock changes within three hours of H-hour.";
    Warning MirrorUncovered "mirror-uncovered" "One of an asset and its mirror stays up.";
    Warning AfterOverlap "after-overlap" "On a bad day a measure starts before what it comes after has ended.";
    Warning SameAddress "same-address" "Two assets of different kinds have one address.";
    Warning ApprovalsUnreachable "approvals-unreachable" "More approvals are asked than there are agencies.";
}

impl Code {
    pub fn row(self) -> &'static CodeRow {
        // One macro makes the table and the enum, in one order, so the index exists.
        &CODES[self as usize]
    }

    /// Whether `accept` can silence it.
    pub fn is_warning(self) -> bool {
        self.row().severity == Severity::Warning
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::word::Word as _;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert!(Code::ALL.iter().all(|code| code.row().code == *code));
    }
}
