//! Reads agencies, providers, outlets and sources.

use super::operation::marks;
use super::{Reader, bare};
use crate::model::public_key::PublicKey;
use crate::plan::code::Code;
use crate::plan::draft::{
    AgencyDraft, OutletDraft, PressDraft, ProviderDraft, SourceDraft, SubjectIx, TableHead,
};
use crate::plan::keys;
use crate::plan::problems::DiagnosticText;
use crate::plan::reader::{Name, TableReader};

impl<'a> Reader<'a, '_> {
    pub(super) fn agency(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let reading = &mut self.reading;
        let keys = table.texts(reading, "keys");
        for key in keys.iter().filter(|key| !is_public_key(key.it)) {
            reading.problems.add(Code::WrongType, key.at, || {
                DiagnosticText::new(
                    format!("a key of {} is not an OpenSSH public key", table.name),
                    "not a public key",
                )
                .help("it is the line of a `.pub` file: \"ssh-ed25519 AAAA…\"")
            });
        }
        let agency = AgencyDraft {
            name: table.prose(reading, "name"),
            country: bare(table.country(reading, "country")),
            timezone: table.timezone(reading, "timezone"),
            contact: table.prose(reading, "contact"),
            keys: keys.into_iter().map(|key| key.it).collect(),
            note: table.prose(reading, "note"),
            head,
        };
        self.draft.agencies.push(agency);
    }

    pub(super) fn provider(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let measures = self.measures(table, SubjectIx::Provider(self.draft.providers.len()), head.id);
        let reading = &mut self.reading;
        let provider = ProviderDraft {
            name: table.prose(reading, "name"),
            kind: bare(table.word(reading, "kind")),
            country: bare(table.country(reading, "country")),
            timezone: table.timezone(reading, "timezone"),
            contact: table.prose(reading, "contact"),
            note: table.prose(reading, "note"),
            measures,
            head,
        };
        self.draft.providers.push(provider);
    }

    pub(super) fn outlet(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let reading = &mut self.reading;
        let aliases = table.texts(reading, "aliases");
        for alias in &aliases {
            reading.collect(*alias);
        }
        let name = Name::Id("the press assessment of", head.id);
        let press = table.table(reading, "press-assessment", &keys::PRESS, name).map(|press| PressDraft {
            by: press.link(reading, "by"),
            on: press.date(reading, "on", false),
            finding: press.prose(reading, "finding"),
        });
        let outlet = OutletDraft {
            name: table.prose(reading, "name"),
            kind: table.prose(reading, "kind"),
            aliases: aliases.into_iter().map(|alias| alias.it).collect(),
            legal_basis: table.prose(reading, "legal-basis"),
            press,
            marks: marks(table, reading),
            note: table.prose(reading, "note"),
            head,
        };
        self.draft.outlets.push(outlet);
    }

    pub(super) fn source(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let reading = &mut self.reading;
        let source = SourceDraft {
            title: table.prose(reading, "title"),
            date: table.date(reading, "date", true),
            url: table.prose(reading, "url"),
            note: table.prose(reading, "note"),
            head,
        };
        self.draft.sources.push(source);
    }
}

/// Whether a text has the form of an OpenSSH public key: an algorithm, base64, an optional comment; the validity of the
/// key may precede it, as in `allowed_signers`.
fn is_public_key(text: &str) -> bool {
    let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    !text.contains(char::is_control)
        && PublicKey::split(text).is_some_and(|key| {
            (key.before.is_empty() || is_validity(key.before))
                && key.base64.starts_with("AAAA")
                && key.base64.bytes().all(base64)
        })
}

/// `valid-after="20270101"`, `valid-before="20280101"`, or both, separated by a comma.
fn is_validity(options: &str) -> bool {
    options.split(',').all(|option| {
        let time = option.strip_prefix("valid-after=\"").or_else(|| option.strip_prefix("valid-before=\""));
        time.and_then(|time| time.strip_suffix('"')).is_some_and(|time| {
            let digits = time.strip_suffix('Z').unwrap_or(time);
            matches!(digits.len(), 8 | 12 | 14) && digits.bytes().all(|b| b.is_ascii_digit())
        })
    })
}
