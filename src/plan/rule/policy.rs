//! The policy, the keys, and placeholders.

use std::collections::BTreeMap;

use super::{Facts, RuleReporter};
use crate::model::offset::Span;
use crate::model::public_key::PublicKey;
use crate::plan::problems::{Accept, DiagnosticText};
use crate::plan::span::TextSpan;
use crate::plan::tables::DEFAULT_POLICY;

pub(super) fn policy_loosened(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let Some(policy) = facts.draft.policy.as_ref().filter(|_| !facts.mode.policy_may_loosen) else { return };
    let default = |text: &str| text.parse::<Span>().ok();
    let mut say = |at: TextSpan, key: &str, least: String| {
        voice.report(at, || {
            DiagnosticText::new(
                format!("`{key}` is looser than the default, and a live plan may only tighten it"),
                least,
            )
        });
    };
    if let Some(age) = policy.locate_max_age
        && default(DEFAULT_POLICY.locate_max_age).is_some_and(|most| age.it.1 > most)
    {
        say(age.at, "locate-max-age", format!("at most {}", DEFAULT_POLICY.locate_max_age));
    }
    if let Some(approvals) = policy.approvals.filter(|approvals| approvals.it < DEFAULT_POLICY.approvals) {
        say(approvals.at, "approvals", format!("at least {}", DEFAULT_POLICY.approvals));
    }
    if let Some(monitor) = policy.monitor
        && default(DEFAULT_POLICY.monitor).is_some_and(|least| monitor.it < least)
    {
        say(monitor.at, "monitor", format!("at least {}", DEFAULT_POLICY.monitor));
    }
    if let Some(signatures) = policy.signatures.filter(|required| facts.mode.signed && !required.it) {
        say(signatures.at, "signatures", "always `required`".to_owned());
    }
}

pub(super) fn approvals_unreachable(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let Some(operation) = facts.draft.operation.as_ref().filter(|_| facts.mode.gated) else { return };
    let policy = facts.draft.policy.as_ref();
    let approvals_key = policy.and_then(|policy| policy.approvals);
    let required = approvals_key.map_or(DEFAULT_POLICY.approvals, |approvals| approvals.it);
    let others = facts.draft.agencies.len().saturating_sub(1);
    if required as usize <= others {
        return;
    }
    let accepts: &[Accept<'_>] = policy.map_or(&[], |policy| &policy.head.accepts);
    let at = approvals_key.map_or(operation.head.at, |approvals| approvals.at);
    voice.warn(at, &[accepts, &operation.head.accepts], || {
        DiagnosticText::new(
            format!("{required} agencies beside the lead have to approve, and there are {others}"),
            "the go could never be given",
        )
    });
}

pub(super) fn missing_key_for_signing(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    shared_keys(facts, voice);
    let signatures = facts.draft.policy.as_ref().and_then(|policy| policy.signatures);
    if !facts.mode.signed && !signatures.is_some_and(|required| required.it) {
        return;
    }
    for agency in facts.draft.agencies.iter().filter(|agency| agency.keys.is_empty()) {
        voice.report(agency.head.at, || {
            DiagnosticText::new(
                format!("signatures are required, and agency `{}` has no key", agency.head.id),
                "who signs for it?",
            )
            .help("keys = [\"ssh-ed25519 AAAA…\"]: the line of a `.pub` file")
        });
    }
}

/// A key that two agencies share belongs to neither: signatures with it would not count.
fn shared_keys(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let mut known: BTreeMap<String, &str> = BTreeMap::new();
    for agency in &facts.draft.agencies {
        for key in agency.keys.iter().filter_map(|line| PublicKey::split(line)) {
            let first = known.entry(key.bare()).or_insert(agency.head.id);
            if *first != agency.head.id {
                voice.report(agency.head.at, || {
                    DiagnosticText::new(
                        format!(
                            "a key of agency `{}` is one of `{first}` too: it counts for neither",
                            agency.head.id
                        ),
                        "whose is it?",
                    )
                    .help("each agency signs with a key of its own")
                });
            }
        }
    }
}

const WORDS: [&str; 5] = ["TODO", "TBD", "FIXME", "XXX", "CHANGEME"];
const PHRASES: [&str; 3] = ["of the exercise", "exercise reference", "exercise: "];

pub(super) fn placeholder(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for text in &facts.draft.texts {
        let Some(found) = template_words(text.it) else { continue };
        voice.report(text.at, || {
            DiagnosticText::new(
                format!("`{found}` is the word of a template"),
                "say what it is, or leave it out",
            )
        });
    }
}

fn template_words(text: &str) -> Option<&str> {
    let phrase = PHRASES.into_iter().find(|phrase| text.contains(phrase));
    let mut words = text.split(|c: char| !c.is_alphanumeric());
    phrase.or_else(|| words.find(|word| WORDS.contains(word))).or_else(|| {
        let (_, rest) = text.split_once('<')?;
        let (inside, _) = rest.split_once('>')?;
        inside.chars().any(char::is_alphabetic).then_some(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_words_and_closed_brackets_count() {
        for text in ["TODO", "ask (TBD)", "<court>", "Police of the exercise", "exercise: none"] {
            assert!(template_words(text).is_some(), "{text}");
        }
        for text in ["todo list", "METHODOLOGY", "a < b", "1 < 2 > 1", "an exercise of force", "MAXXXX"] {
            assert_eq!(template_words(text), None, "{text}");
        }
    }
}
