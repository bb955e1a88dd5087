//! The form of an identifier.

use super::{Facts, RuleReporter};
use crate::model::host::{Host, Suffix, mixed_label, suffix};
use crate::model::identifier::{Form, Identifier};
use crate::plan::draft::AssetDraft;
use crate::plan::problems::DiagnosticText;
use crate::plan::span::WithSpan;

fn identifiers<'d>(
    facts: &Facts<'d>,
) -> impl Iterator<Item = (&'d AssetDraft<'d>, &'d WithSpan<Identifier>)> + use<'d> {
    facts
        .draft
        .things
        .iter()
        .flat_map(|thing| thing.identifiers.iter().map(move |identifier| (thing, identifier)))
}

fn suffixes<'d>(
    facts: &Facts<'d>,
    sort: Suffix,
) -> impl Iterator<Item = (&'d AssetDraft<'d>, &'d WithSpan<Identifier>)> + use<'d> {
    identifiers(facts).filter(move |(thing, identifier)| {
        thing.kind.is_some_and(|kind| kind.it.row().form == Form::Name)
            && suffix(identifier.it.as_str()) == sort
    })
}

pub(super) fn public_suffix(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for (_, identifier) in suffixes(facts, Suffix::Public) {
        voice.report(identifier.at, || {
            DiagnosticText::new(
                format!("`{}` is a public suffix", identifier.it.as_str()),
                "anybody may register below it",
            )
        });
    }
}

pub(super) fn private_suffix(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for (thing, identifier) in suffixes(facts, Suffix::Private) {
        voice.warn(identifier.at, &[&thing.head.accepts], || {
            DiagnosticText::new(
                format!("`{}` is a service under which many have names", identifier.it.as_str()),
                "all of them would go with it",
            )
            .help("name the user's own name below it")
        });
    }
}

pub(super) fn mixed_script(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for (thing, identifier) in identifiers(facts) {
        let Some(Host::Name(name)) = identifier.it.host() else { continue };
        let Some(label) = mixed_label(name) else { continue };
        voice.warn(identifier.at, &[&thing.head.accepts], || {
            DiagnosticText::new(
                format!("`{name}` reads `{label}`, which mixes letters of two scripts"),
                "it looks like another name",
            )
        });
    }
}

pub(super) fn identifier_rewritten(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for (thing, identifier) in identifiers(facts).filter(|(_, identifier)| identifier.it.rewritten) {
        voice.warn(identifier.at, &[&thing.head.accepts], || {
            let canonical = identifier.it.as_str();
            DiagnosticText::new(format!("the identifier is kept as `{canonical}`"), "written in another way")
                .help(format!("write `{canonical}`"))
        });
    }
}

pub(super) fn person_identifier(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    for (thing, identifier) in identifiers(facts) {
        let pseudonym = thing.kind.is_some_and(|kind| kind.it.row().pseudonym);
        if !pseudonym || !looks_like_a_name(identifier.it.as_str()) {
            continue;
        }
        voice.warn(identifier.at, &[&thing.head.accepts], || {
            DiagnosticText::new(
                format!("the identifier of `{}` looks like a person's name", thing.head.id),
                "a name?",
            )
            .help("persons are pseudonyms here: `person-1`; who that is, the case file knows")
        });
    }
}

/// Two or more capitalised words, or a mail address.
fn looks_like_a_name(text: &str) -> bool {
    let capitalised = |word: &&str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_alphabetic)
    };
    text.split_whitespace().filter(capitalised).count() >= 2
        || text.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
}
