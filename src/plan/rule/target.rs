//! The targets of identifiers: duplicates, protected ones, real ones in an exercise.

use std::collections::{HashMap, HashSet};

use super::{Facts, RuleReporter};
use crate::model::asset::AssetKind;
use crate::model::host::Host;
use crate::model::identifier::{Form, Identifier};
use crate::plan::problems::DiagnosticText;
use crate::plan::span::{TextSpan, WithSpan};

pub(super) fn duplicate_identifier(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let mut first: HashMap<(AssetKind, Option<usize>, &str), (TextSpan, &str)> = HashMap::new();
    for thing in &facts.draft.things {
        let Some(kind) = thing.kind else { continue };
        // The same free text may mean different accounts on different platforms; a name or address means the same
        // everywhere.
        let scope =
            (kind.it.row().form == Form::Text).then_some(thing.provider).flatten().and_then(|link| link.to);
        let rows = thing.rows.as_ref().and_then(|rows| rows.identifiers.as_ref());
        let listed = rows.into_iter().flatten().map(|row| (row.it.as_str(), row.at));
        let own = thing.identifiers.iter().map(|identifier| (identifier.it.as_str(), identifier.at));
        for (text, at) in own.chain(listed) {
            let mut before = (at, thing.head.id);
            let known = first.entry((kind.it, scope, text)).or_insert(before);
            if known.0 == at {
                continue;
            }
            if known.0 > before.0 {
                std::mem::swap(known, &mut before);
            }
            voice.report(before.0, || {
                let message = if known.1 == before.1 {
                    format!("`{}` names `{text}` twice", before.1)
                } else {
                    format!("`{}` and `{}` have one identifier: `{text}`", known.1, before.1)
                };
                DiagnosticText::new(message, "the second time").also(known.0, "the first time")
            });
        }
    }
}

pub(super) fn same_address(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    let mut first: HashMap<Host<'_>, Vec<(AssetKind, usize, TextSpan)>> = HashMap::new();
    for (index, thing) in facts.draft.things.iter().enumerate() {
        let Some(kind) = thing.kind.filter(|kind| kind.it.row().addressed) else { continue };
        for identifier in &thing.identifiers {
            let Some(host) = identifier.it.host() else { continue };
            first.entry(host).or_default().push((kind.it, index, identifier.at));
        }
    }
    let mut shared: Vec<_> = first.into_iter().filter(|(_, users)| users.len() > 1).collect();
    for (_, users) in &mut shared {
        users.sort_unstable_by_key(|(.., at)| *at);
    }
    shared.sort_unstable_by_key(|(_, users)| users[0].2);
    for (_, users) in &shared {
        let (kind, one, earlier) = users[0];
        let mut reported = HashSet::from([one]);
        for (other_kind, other, at) in users.iter().copied() {
            if other_kind == kind || !reported.insert(other) {
                continue;
            }
            let (one, other) = (&facts.draft.things[one], &facts.draft.things[other]);
            voice.warn(at, &[&other.head.accepts, &one.head.accepts], || {
                DiagnosticText::new(
                    format!(
                        "`{}` ({kind}) and `{}` ({other_kind}) are at one address",
                        one.head.id, other.head.id
                    ),
                    "what is done to one is done to the other",
                )
                .also(earlier, "the other one")
            });
        }
    }
}

/// The protected identifiers, indexed for lookup.
struct Protected<'d> {
    texts: HashSet<&'d str>,
    /// Protected hosts. A protected name also protects every name below it.
    hosts: HashSet<Host<'d>>,
    /// Hosts of protected URLs: a measure on the host would affect the URL.
    carriers: HashSet<Host<'d>>,
    /// All names above the protected ones.
    above: HashSet<&'d str>,
}

impl<'d> Protected<'d> {
    fn of(identifiers: &'d [WithSpan<Identifier>]) -> Self {
        let mut this = Self {
            texts: identifiers.iter().map(|identifier| identifier.it.as_str()).collect(),
            hosts: HashSet::new(),
            carriers: HashSet::new(),
            above: HashSet::new(),
        };
        for identifier in identifiers {
            let Some(host) = identifier.it.host() else { continue };
            if identifier.it.is_url() {
                this.carriers.insert(host)
            } else {
                this.hosts.insert(host)
            };
            if let Host::Name(name) = host {
                this.above.extend(parents(name));
            }
        }
        this
    }

    fn why(
        &self,
        text: &str,
        host: Option<Host<'_>>,
        is_url: bool,
        owns_below: bool,
    ) -> Option<&'static str> {
        let below = |host: Host<'_>| match host {
            Host::Name(name) => parents(name).any(|parent| self.hosts.contains(&Host::Name(parent))),
            Host::Address(_) => false,
        };
        if self.texts.contains(text) {
            return Some("it is on the protected list");
        }
        let host = host?;
        if self.hosts.contains(&host) {
            return Some("its host is on the protected list");
        }
        if below(host) {
            return Some("it lies below a protected name");
        }
        if !is_url && self.carriers.contains(&host) {
            return Some("a protected URL lies on it");
        }
        let over = matches!(host, Host::Name(name) if owns_below && self.above.contains(name));
        over.then_some("a protected name lies below it")
    }
}

/// The names above a name, the nearest first.
fn parents(name: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(name.split_once('.'), |(_, rest)| rest.split_once('.')).map(|(_, rest)| rest)
}

pub(super) fn protected_identifier(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    if facts.draft.protected.is_empty() {
        return;
    }
    let protected = Protected::of(&facts.draft.protected);
    for thing in &facts.draft.things {
        let Some(form) = thing.kind.map(|kind| kind.it.row().form) else { continue };
        let mut say = |at, text: &str, why: &str| {
            voice.report(at, || {
                DiagnosticText::new(
                    format!("`{}` names `{text}`, which is never to be touched", thing.head.id),
                    why,
                )
            });
        };
        for WithSpan { it, at } in &thing.identifiers {
            if let Some(why) = protected.why(it.as_str(), it.host(), it.is_url(), form == Form::Name) {
                say(*at, it.as_str(), why);
            }
        }
        let rows = thing.rows.as_ref().and_then(|rows| rows.identifiers.as_ref());
        for row in rows.into_iter().flatten() {
            let Ok(it) = Identifier::read(form, &row.it) else { continue };
            if let Some(why) = protected.why(&row.it, it.host(), it.is_url(), form == Form::Name) {
                say(row.at, &row.it, why);
            }
        }
    }
}

pub(super) fn real_identifier(facts: &Facts<'_>, voice: &mut RuleReporter<'_>) {
    if !facts.mode.reserved_only {
        return;
    }
    let draft = facts.draft;
    let mut say = |at, text: &str, label: &str| {
        voice.report(at, || {
            DiagnosticText::new(format!("an exercise names `{text}`, which may be somebody's"), label)
                .help("use names below `example`, and addresses such as 203.0.113.20 or 2001:db8::20")
        });
    };
    let is_real = |identifier: &Identifier| identifier.host().is_some_and(|host| !host.is_reserved());
    for thing in &draft.things {
        for WithSpan { it, at } in thing.identifiers.iter().filter(|identifier| is_real(&identifier.it)) {
            let onion = thing.kind.is_some_and(|kind| kind.it.row().form == Form::Onion);
            say(
                *at,
                it.as_str(),
                if onion { "no onion service is reserved for examples" } else { "not reserved for examples" },
            );
        }
        if let Some(real) = thing.rows.as_ref().and_then(|rows| rows.real.as_ref()) {
            say(real.at, &real.it, "the first that is not reserved for examples");
        }
    }
    let sent = draft.measures.iter().filter_map(|measure| measure.to.as_ref());
    for WithSpan { it, at } in sent.chain(&draft.protected).filter(|identifier| is_real(&identifier.it)) {
        say(*at, it.as_str(), "not reserved for examples");
    }
}
