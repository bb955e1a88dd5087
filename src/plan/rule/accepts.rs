//! An `accept` that silences no warning. Checked last, after every other rule.

use crate::model::word::Word as _;
use crate::plan::code::Code;
use crate::plan::draft::{PlanDraft, TableHead};
use crate::plan::problems::{Accept, DiagnosticText, Problems};

/// Reports each `accept` that silences nothing. A plan with errors is not checked, because a rule may be silent about a
/// value that could not be read.
pub(super) fn unspoken(draft: &PlanDraft<'_>, problems: &mut Problems) {
    if problems.no_error().is_err() {
        return;
    }
    for head in heads(draft) {
        for accept in head.accepts.iter().filter(|accept| accept.code != Code::Unused) {
            if !problems.silenced.contains(&accept.at) {
                problems.warn(Code::Unused, accept.at, &[&head.accepts], || fault(accept));
            }
        }
        // An accepted `unused` is checked last, because it may have silenced one of these.
        for accept in head.accepts.iter().filter(|accept| accept.code == Code::Unused) {
            if !problems.silenced.contains(&accept.at) {
                problems.add(Code::Unused, accept.at, || fault(accept));
            }
        }
    }
}

fn fault(accept: &Accept<'_>) -> DiagnosticText {
    let code = accept.code.as_str();
    DiagnosticText::new(format!("`{code}` is accepted where it does not speak"), "nothing is silenced")
        .help("leave it out: it would silence what nobody has weighed yet")
}

fn heads<'d>(draft: &'d PlanDraft<'d>) -> impl Iterator<Item = &'d TableHead<'d>> {
    let operation = draft.operation.iter().map(|it| &it.head);
    let policy = draft.policy.iter().map(|it| &it.head);
    operation
        .chain(policy)
        .chain(draft.agencies.iter().map(|it| &it.head))
        .chain(draft.providers.iter().map(|it| &it.head))
        .chain(draft.outlets.iter().map(|it| &it.head))
        .chain(draft.instruments.iter().map(|it| &it.head))
        .chain(draft.things.iter().map(|it| &it.head))
        .chain(draft.services.iter().map(|it| &it.head))
        .chain(draft.sources.iter().map(|it| &it.head))
        .chain(draft.injects.iter().map(|it| &it.head))
        .chain(draft.measures.iter().map(|it| &it.head))
}
