//! Reads assets, inventories, and the measures on them.

use std::ops::Range;

use toml::de::DeTable;

use super::operation::marks;
use super::{Reader, bare};
use crate::model::action::Action;
use crate::model::asset::AssetKind;
use crate::model::id::GroupId;
use crate::model::identifier::Form;
use crate::model::word::words;
use crate::plan::code::Code;
use crate::plan::draft::{
    AssetDraft, ClaimDraft, MeasureDraft, MeasureLink, RowsDraft, SubjectIx, TableHead,
};
use crate::plan::inventory;
use crate::plan::keys;
use crate::plan::problems::DiagnosticText;
use crate::plan::reader::{Name, TableReader};
use crate::plan::span::{TextSpan, WithSpan};

words! {
    /// The values of a measure's `authority`.
    enum AuthorityWord: "authority" {
        /// The provider agrees to act.
        Voluntary = "voluntary",
    }
}

impl<'a> Reader<'a, '_> {
    pub(super) fn asset(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let kind = table.word::<AssetKind>(&mut self.reading, "kind");
        let mut identifiers = Vec::new();
        // Without a kind the form of the identifier is unknown.
        if let Some(kind) = kind {
            for text in table.one_or_more(&mut self.reading, "identifier") {
                identifiers.extend(table.identifier(
                    &mut self.reading,
                    "identifier",
                    text,
                    Some(kind.it.row().form),
                ));
            }
            if kind.it.row().identified && !self.reading.sparse && table.value("identifier").is_none() {
                table.missing(&mut self.reading, Code::MissingKey, "identifier");
            }
        }
        self.read_asset(table, head, kind, identifiers, None);
    }

    pub(super) fn inventory(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let kind = table.word::<AssetKind>(&mut self.reading, "kind");
        let mut rows = RowsDraft::default();
        if let (Some(file), Some(kind)) = (table.text(&mut self.reading, "file"), kind) {
            rows = inventory::rows(&mut self.reading, table, file, kind.it.row().form, self.beside);
        }
        self.read_asset(table, head, kind, Vec::new(), Some(rows));
    }

    fn read_asset(
        &mut self,
        table: TableReader<'a>,
        head: TableHead<'a>,
        kind: Option<WithSpan<AssetKind>>,
        identifiers: Vec<WithSpan<crate::model::identifier::Identifier>>,
        rows: Option<RowsDraft<'a>>,
    ) {
        let measures = self.measures(table, SubjectIx::Thing(self.draft.things.len()), head.id);
        let reading = &mut self.reading;
        let linked = |reading: &mut _, key| if rows.is_none() { table.link(reading, key) } else { None };
        let (mirror_of, successor_of, moved_from) =
            (linked(reading, "mirror-of"), linked(reading, "successor-of"), linked(reading, "moved-from"));
        let thing = AssetDraft {
            kind,
            identifiers,
            country: table.country(reading, "country"),
            outlets: table.texts(reading, "outlets").into_iter().map(Into::into).collect(),
            provider: table.link(reading, "provider"),
            tenancy: table.word(reading, "tenancy"),
            mirror_of,
            successor_of,
            moved_from,
            marks: marks(table, reading),
            note: table.prose(reading, "note"),
            measures,
            rows,
            head,
        };
        self.draft.things.push(thing);
    }

    /// Reads the measures of a table: one table for each action.
    pub(super) fn measures(
        &mut self,
        table: TableReader<'a>,
        subject: SubjectIx,
        id: &'a str,
    ) -> Range<usize> {
        let first = self.draft.measures.len();
        for (action, map, at) in table.actions(&mut self.reading) {
            let measure = self.measure(action, map, at, subject, id);
            self.draft.measures.push(measure);
        }
        first..self.draft.measures.len()
    }

    fn measure(
        &mut self,
        action: Action,
        map: &'a DeTable<'a>,
        at: TextSpan,
        subject: SubjectIx,
        id: &'a str,
    ) -> MeasureDraft<'a> {
        let table = TableReader::open(&mut self.reading, map, &keys::MEASURE, Name::Measure(action, id), at);
        let head = self.head(table, id);
        let claims = self.claims(table);
        let reading = &mut self.reading;
        let to = table.text(reading, "to").and_then(|text| {
            let form = if text.it.contains("://") { Form::Url } else { Form::Host };
            table.identifier(reading, "to", text, Some(form))
        });
        if action.row().sends && table.value("to").is_none() {
            table.missing(reading, Code::MissingKey, "to");
        }
        let group = table.text(reading, "group").and_then(|text| {
            let group = GroupId::new(text.it);
            if let Err(bad) = &group {
                reading.problems.add(Code::BadId, text.at, || {
                    DiagnosticText::new(format!("`{}` is not an id of a group", text.it), bad.why)
                });
            }
            group.ok()
        });
        MeasureDraft {
            action,
            subject,
            agencies: table.one_or_more(reading, "agency").into_iter().map(Into::into).collect(),
            start: table.offset(reading, "start"),
            window: table.window(reading, "window"),
            takes: table.takes(reading, "takes"),
            after: table.texts(reading, "after").into_iter().map(MeasureLink::from).collect(),
            start_between: table.hours(reading, "start-between"),
            group,
            voluntary: table.word::<AuthorityWord>(reading, "authority").map(|word| word.at),
            claims,
            to,
            note: table.prose(reading, "note"),
            deeds: 0..0,
            head,
        }
    }

    fn claims(&mut self, table: TableReader<'a>) -> Vec<ClaimDraft<'a>> {
        let reading = &mut self.reading;
        let mut claims = Vec::new();
        for claim in table.tables(reading, "claims", &keys::CLAIM, Name::Only("claim")) {
            claims.push(ClaimDraft {
                source: claim.link(reading, "source"),
                says: claim.prose(reading, "says"),
                count: bare(claim.number(reading, "count")),
                precision: bare(claim.word(reading, "precision")),
            });
        }
        claims
    }
}
