//! Reads legal instruments, and references to measures.

use super::Reader;
use crate::plan::draft::{InstrumentDraft, MeasureLink, TableHead};
use crate::plan::reader::TableReader;
use crate::plan::span::WithSpan;

impl<'a> Reader<'a, '_> {
    pub(super) fn instrument(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let reading = &mut self.reading;
        let issued_by = table.text(reading, "issued-by");
        if let Some(text) = issued_by {
            reading.collect(text);
        }
        let instrument = InstrumentDraft {
            kind: table.word(reading, "kind"),
            issued_by: issued_by.map(Into::into),
            executed_by: table.link(reading, "executed-by"),
            covers: table.texts(reading, "covers").into_iter().map(MeasureLink::from).collect(),
            note: table.prose(reading, "note"),
            head,
        };
        self.draft.instruments.push(instrument);
    }
}

impl<'a> From<WithSpan<&'a str>> for MeasureLink<'a> {
    fn from(text: WithSpan<&'a str>) -> Self {
        Self { text: text.it, at: text.at, to: None }
    }
}
