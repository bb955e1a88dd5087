//! Reads the TOML of all files into a draft: opens every table, reads every value, reports every problem.

mod instrument;
mod operation;
mod party;
mod service;
mod thing;

use crate::plan::source::Beside;
use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::draft::{PlanDraft, TableHead};
use super::keys::{self, TableKind};
use super::problems::{DiagnosticText, Problems};
use super::reader::{Name, ReadContext, TableReader};
use super::span::{TextSpan, WithSpan};
use super::values::check_id;

pub(crate) struct Reader<'a, 'f> {
    pub(crate) reading: ReadContext<'a>,
    pub(crate) draft: PlanDraft<'a>,
    beside: Beside<'f>,
    /// The index of a file that contains only injects.
    apart: Option<u32>,
}

/// A file's index and its table.
pub(crate) type TableOfFile<'a> = (u32, &'a DeTable<'a>);

/// Reads a draft from the tables of the files. `all` is the number of files, including those that are not TOML: if
/// there are any, nothing is reported as missing. `apart` is the index of a file that contains only injects.
pub(crate) fn read<'a>(
    files: &[TableOfFile<'a>],
    (all, apart): (usize, Option<u32>),
    beside: Beside<'_>,
    problems: Problems,
) -> (PlanDraft<'a>, Problems) {
    let whole = files.len() == all;
    let reading = ReadContext {
        problems,
        sparse: true,
        collects: false,
        texts: Vec::new(),
        files: all,
        beside: Vec::new(),
    };
    let mut reader = Reader { reading, draft: PlanDraft::default(), beside, apart };
    let tops: Vec<TableReader<'a>> = files.iter().map(|(file, map)| reader.top(*file, map)).collect();
    reader.operations(&tops, whole);
    if let Some(mode) = reader.draft.mode() {
        reader.reading.sparse = mode.sparse;
        reader.reading.collects = !mode.template_words;
    }
    for top in &tops {
        reader.policy(*top);
        reader.protected(*top);
        reader.each(*top, &keys::AGENCY, Reader::agency);
        reader.each(*top, &keys::PROVIDER, Reader::provider);
        reader.each(*top, &keys::OUTLET, Reader::outlet);
        reader.each(*top, &keys::INSTRUMENT, Reader::instrument);
        reader.each(*top, &keys::ASSET, Reader::asset);
        reader.each(*top, &keys::INVENTORY, Reader::inventory);
        reader.each(*top, &keys::SERVICE, Reader::service);
        reader.each(*top, &keys::SOURCE, Reader::source);
        reader.each(*top, &keys::INJECT, Reader::inject);
    }
    reader.draft.texts = reader.reading.texts;
    reader.draft.beside = reader.reading.beside;
    (reader.draft, reader.reading.problems)
}

/// The keys at the top of a file of injects.
const APART: [&str; 2] = ["format", "inject"];

impl<'a> Reader<'a, '_> {
    fn top(&mut self, file: u32, map: &'a DeTable<'a>) -> TableReader<'a> {
        let top = TableReader::open(
            &mut self.reading,
            map,
            &keys::TOP,
            Name::Only("file"),
            TextSpan::of_file(file),
        );
        if self.apart == Some(file) {
            self.injects_alone(file, map);
        }
        if let Some(value) = top.value("format")
            && !matches!(value.get_ref(), DeValue::Integer(number) if number.as_str() == "1" && number.radix() == 10)
        {
            top.wrong(&mut self.reading, "format", value, "1: the only format there is");
        }
        top
    }

    /// Rejects any other key in a file of injects, because it would have no effect on the plan.
    fn injects_alone(&mut self, file: u32, map: &'a DeTable<'a>) {
        for (key, _) in map.iter().filter(|(key, _)| !APART.contains(&key.get_ref().as_ref())) {
            self.reading.problems.add(Code::UnknownKey, TextSpan::new(file, &key.span()), || {
                DiagnosticText::new(
                    format!("`{}` stands in a file of injects", key.get_ref()),
                    "it belongs to the plan",
                )
                .help("a file of injects holds `format` and `[inject.ID]` tables")
            });
        }
    }

    /// Reads the tables with an id of one kind.
    fn each(
        &mut self,
        top: TableReader<'a>,
        kind: &'static TableKind,
        read: fn(&mut Self, TableReader<'a>, TableHead<'a>),
    ) {
        let Some(value) = top.value(kind.name) else { return };
        let DeValue::Table(map) = value.get_ref() else {
            return top.wrong(&mut self.reading, kind.name, value, "tables with an id each");
        };
        for (key, value) in map {
            let (id, at) = (key.get_ref().as_ref(), TextSpan::new(top.at.file, &key.span()));
            if let Err(bad) = check_id(id) {
                self.reading.problems.add(Code::BadId, at, || {
                    DiagnosticText::new(
                        format!("`{id}` is not an id of {} {}", article(kind.name), kind.name),
                        bad.why,
                    )
                });
            }
            let name = Name::Id(kind.name, id);
            match value.get_ref() {
                DeValue::Table(map) => {
                    let table = TableReader::open(&mut self.reading, map, kind, name, at);
                    let head = self.head(table, id);
                    read(self, table, head);
                }
                _ => top.wrong(&mut self.reading, kind.name, value, "tables with an id each"),
            }
        }
    }

    fn head(&mut self, table: TableReader<'a>, id: &'a str) -> TableHead<'a> {
        TableHead { id, at: table.at, accepts: table.accepts(&mut self.reading) }
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

fn bare<T>(spotted: Option<WithSpan<T>>) -> Option<T> {
    spotted.map(|spotted| spotted.it)
}
