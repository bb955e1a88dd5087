//! The rules for a plan, applied once every value and name in it has been read. One file for each family of rules.

mod accepts;
mod authority;
mod coverage;
mod cycle;
mod identifier;
mod order;
mod policy;
mod target;
mod time;

use super::code::Code;
use super::draft::{MeasureDraft, PlanDraft, WindowDraft};
use super::problems::{Accept, DiagnosticText, Problems};
use super::span::TextSpan;
use crate::model::mode::ModeRow;
use crate::model::offset::Offset;
use crate::model::time::Instant;

/// A rule: the code that it reports, and its check.
pub(crate) struct Rule {
    /// The rule reports this code and no other.
    pub(crate) code: Code,
    check: fn(&Facts<'_>, &mut RuleReporter<'_>),
}

/// Reports the problems of one rule, always under its own code.
pub(crate) struct RuleReporter<'p> {
    problems: &'p mut Problems,
    code: Code,
}

impl RuleReporter<'_> {
    fn report(&mut self, at: TextSpan, words: impl FnOnce() -> DiagnosticText) {
        self.problems.add(self.code, at, words);
    }

    /// Reports a warning. If one of the tables concerned accepts it, it is kept with the reason.
    fn warn(&mut self, at: TextSpan, tables: &[&[Accept<'_>]], words: impl FnOnce() -> DiagnosticText) {
        self.problems.warn(self.code, at, tables, words);
    }
}

/// What rules read.
pub(crate) struct Facts<'d> {
    draft: &'d PlanDraft<'d>,
    mode: &'static ModeRow,
    now: Instant,
    h_hour: Option<Instant>,
}

/// The rules, in the order of their codes.
#[rustfmt::skip]
pub(crate) const RULES: &[Rule] = &[
    Rule { code: Code::WindowInverted, check: time::window_inverted },
    Rule { code: Code::StartOutsideWindow, check: time::start_outside_window },
    Rule { code: Code::StartOutsideLegalHours, check: time::start_outside_legal_hours },
    Rule { code: Code::PublicSuffix, check: identifier::public_suffix },
    Rule { code: Code::DuplicateIdentifier, check: target::duplicate_identifier },
    Rule { code: Code::ProtectedIdentifier, check: target::protected_identifier },
    Rule { code: Code::RealIdentifierInExercise, check: target::real_identifier },
    Rule { code: Code::Placeholder, check: policy::placeholder },
    Rule { code: Code::ActionNotForKind, check: authority::action_not_for_kind },
    Rule { code: Code::MissingAuthority, check: authority::missing_authority },
    Rule { code: Code::VoluntaryForCoercive, check: authority::voluntary_for_coercive },
    Rule { code: Code::InstrumentTerritory, check: authority::instrument_territory },
    Rule { code: Code::JitAlone, check: authority::jit_alone },
    Rule { code: Code::AgencyTerritory, check: authority::agency_territory },
    Rule { code: Code::DependencyCycle, check: order::dependency_cycle },
    Rule { code: Code::AfterOrder, check: order::after_order },
    Rule { code: Code::EvidenceAfterDisable, check: order::evidence_after_disable },
    Rule { code: Code::PartCycle, check: coverage::part_cycle },
    Rule { code: Code::PolicyLoosened, check: policy::policy_loosened },
    Rule { code: Code::FutureInRetrospective, check: time::future_in_retrospective },
    Rule { code: Code::MissingKeyForSigning, check: policy::missing_key_for_signing },
    Rule { code: Code::SharedTenancy, check: coverage::shared_tenancy },
    Rule { code: Code::PrivateSuffix, check: identifier::private_suffix },
    Rule { code: Code::MixedScript, check: identifier::mixed_script },
    Rule { code: Code::IdentifierRewritten, check: identifier::identifier_rewritten },
    Rule { code: Code::AssetWithoutMeasure, check: coverage::asset_without_measure },
    Rule { code: Code::OutletWithoutAsset, check: coverage::outlet_without_asset },
    Rule { code: Code::Unused, check: coverage::unused },
    Rule { code: Code::PersonIdentifier, check: identifier::person_identifier },
    Rule { code: Code::HHourLocal, check: time::h_hour_local },
    Rule { code: Code::MirrorUncovered, check: coverage::mirror_uncovered },
    Rule { code: Code::AfterOverlap, check: order::after_overlap },
    Rule { code: Code::SameAddress, check: target::same_address },
    Rule { code: Code::ApprovalsUnreachable, check: policy::approvals_unreachable },
];

/// Applies every rule to a draft. If the mode is not known, it applies none: the missing mode has been reported, and
/// half of the rules depend on it.
pub(crate) fn check(draft: &PlanDraft<'_>, now: Instant, problems: &mut Problems) {
    let Some(mode) = draft.mode() else { return };
    let h_hour = draft.operation.as_ref().and_then(|operation| operation.h_hour).map(|h_hour| h_hour.it);
    let facts = Facts { draft, mode, now, h_hour };
    for rule in RULES {
        (rule.check)(&facts, &mut RuleReporter { problems, code: rule.code });
    }
    accepts::unspoken(draft, problems);
}

impl<'d> Facts<'d> {
    /// The start of a measure, relative to H-hour.
    fn start(measure: &MeasureDraft<'_>) -> Offset {
        measure.start.map_or(Offset::H, |start| start.it.1)
    }

    /// The window that the plan gives for a measure: its own, or that of the operation.
    fn window(&self, measure: &MeasureDraft<'_>) -> Option<WindowDraft> {
        measure.window.or_else(|| self.draft.operation.as_ref()?.window)
    }

    /// The warnings that a measure or its subject accepts.
    fn accepts(&self, measure: &'d MeasureDraft<'d>) -> [&'d [Accept<'d>]; 2] {
        let subject = match measure.subject {
            super::draft::SubjectIx::Thing(thing) => &self.draft.things[thing].head,
            super::draft::SubjectIx::Provider(provider) => &self.draft.providers[provider].head,
        };
        [&measure.head.accepts, &subject.accepts]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_has_one_rule_at_most_and_they_stand_in_the_order_of_the_codes() {
        assert!(RULES.is_sorted_by(|one, other| one.code < other.code));
    }
}
