//! Typed reading of a TOML table with spans. Every problem is reported, and none stops the reading.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::diagnostic::SourceText;
use super::keys::{Requirement, TableKind};
use super::problems::{DiagnosticText, Problems};
use super::span::{TextSpan, WithSpan};
use crate::model::action::Action;
use crate::model::nearest::did_you_mean;
use crate::model::word::Word;

pub(crate) type ValueReader<'a> = &'a Spanned<DeValue<'a>>;

/// What reading needs besides the tables.
// See ARCHITECTURE, "Our own reader of plans reports every problem".
#[derive(Debug)]
pub(crate) struct ReadContext<'a> {
    pub(crate) problems: Problems,
    /// Whether what is optional in retrospective plans may be missing; also true if the mode is not known.
    pub(crate) sparse: bool,
    /// Whether texts are collected, to search them for placeholders.
    pub(crate) collects: bool,
    /// The collected texts.
    pub(crate) texts: Vec<WithSpan<&'a str>>,
    pub(crate) files: usize,
    /// The texts of inventories. Their file indices continue those of the plan's files.
    pub(crate) beside: Vec<SourceText>,
}

impl ReadContext<'_> {
    /// The file index of the next inventory's text.
    pub(crate) fn next_source(&self) -> u32 {
        // The plan's at most 16 MiB contain the name of each inventory, so there are fewer than 2^32.
        u32::try_from(self.files + self.beside.len()).unwrap_or(u32::MAX)
    }
}

/// The name of a table in messages.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Name<'a> {
    /// A table without an id: `[operation]`.
    Only(&'static str),
    /// A table with one: "asset `ro-web-1`".
    Id(&'static str, &'a str),
    /// A measure: "`seize:ro-web-1`".
    Measure(Action, &'a str),
}

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Only(what) => write!(f, "the {what}"),
            Self::Id(what, id) => write!(f, "{what} `{id}`"),
            Self::Measure(action, subject) => write!(f, "`{action}:{subject}`"),
        }
    }
}

/// A table that is being read: its content, its kind, and its location.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableReader<'a> {
    pub(super) map: &'a DeTable<'a>,
    pub(super) kind: &'static TableKind,
    pub(crate) name: Name<'a>,
    /// The span of its id, or of the table.
    pub(crate) at: TextSpan,
    pub(super) file: u32,
}

impl<'a> TableReader<'a> {
    /// Opens a table, and reports unknown and missing keys at once.
    pub(crate) fn open(
        reading: &mut ReadContext<'a>,
        map: &'a DeTable<'a>,
        kind: &'static TableKind,
        name: Name<'a>,
        at: TextSpan,
    ) -> Self {
        let table = Self { map, kind, name, at, file: at.file };
        for (key, value) in map {
            let word = key.get_ref().as_ref();
            let known = kind.has(word) || (kind.actions && Action::of(word).is_some());
            if !known {
                reading.problems.add(Code::UnknownKey, TextSpan::new(at.file, &key.span()), || {
                    table.unknown_key(word, value)
                });
            }
        }
        for key in kind.keys {
            let is_required = match key.required {
                Requirement::Always => true,
                Requirement::NotOfHistory => !reading.sparse,
                Requirement::Optional => false,
            };
            if is_required && table.value(key.name).is_none() {
                table.missing(reading, key.missing, key.name);
            }
        }
        table
    }

    fn unknown_key(&self, word: &str, value: ValueReader<'a>) -> DiagnosticText {
        let mut known: Vec<&str> = self.kind.keys.iter().map(|key| key.name).collect();
        if self.kind.accepts {
            known.push("accept");
        }
        let is_table = matches!(value.get_ref(), DeValue::Table(_));
        let actions: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
        let kebab = word.replace('_', "-");
        let near = did_you_mean(&kebab, known.iter().copied())
            .or_else(|| did_you_mean(&kebab, actions.iter().copied().filter(|_| self.kind.actions)));
        let label =
            if self.kind.actions && is_table { "no action is called so" } else { "it knows no such key" };
        DiagnosticText::new(format!("{} has a key `{word}`, which it does not know", self.name), label)
            .help(near.unwrap_or_else(|| format!("it knows {}", known.join(", "))))
    }

    pub(crate) fn missing(&self, reading: &mut ReadContext<'a>, code: Code, key: &str) {
        reading.problems.add(code, self.at, || match self.map.get(key) {
            Some(_) => DiagnosticText::new(
                format!("{} has an empty `{key}`", self.name),
                format!("`{key}` is empty here"),
            )
            .help("an empty text or list counts as missing"),
            None => DiagnosticText::new(
                format!("{} has no `{key}`", self.name),
                format!("`{key}` is missing here"),
            ),
        });
    }

    /// The value of a key; an empty text or list counts as missing.
    pub(crate) fn value(&self, key: &str) -> Option<ValueReader<'a>> {
        debug_assert!(self.kind.has(key), "{key} is no key of {}", self.kind.name);
        self.map.get(key).filter(|value| !is_blank(value))
    }

    /// The span of a key, or of the table if it lacks the key.
    pub(crate) fn key_spot(&self, key: &str) -> TextSpan {
        self.map.get_key_value(key).map_or(self.at, |(key, _)| TextSpan::new(self.file, &key.span()))
    }

    pub(crate) fn spot(&self, value: ValueReader<'a>) -> TextSpan {
        TextSpan::new(self.file, &value.span())
    }

    /// Reports that a value has the wrong type.
    pub(crate) fn wrong(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        value: ValueReader<'a>,
        takes: &str,
    ) {
        reading.problems.add(Code::WrongType, self.spot(value), || {
            let fault = DiagnosticText::new(
                format!("`{key}` of {} takes {takes}", self.name),
                format!("this is {}", kind_of(value)),
            );
            match value.get_ref() {
                DeValue::Datetime(_) => fault.help("write it in quotes"),
                _ => fault,
            }
        });
    }

    pub(crate) fn text(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<&'a str>> {
        let value = self.value(key)?;
        let found = self.text_in(value);
        if found.is_none() {
            self.wrong(reading, key, value, "a text");
        }
        found
    }

    /// A text for people.
    pub(crate) fn prose(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<&'a str> {
        let text = self.text(reading, key)?;
        reading.collect(text);
        Some(text.it)
    }

    pub(crate) fn texts(&self, reading: &mut ReadContext<'a>, key: &str) -> Vec<WithSpan<&'a str>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        if !value.get_ref().is_array() {
            self.wrong(reading, key, value, "a list of texts");
            return Vec::new();
        }
        self.texts_in(reading, key, value, "a list of texts")
    }

    pub(crate) fn one_or_more(&self, reading: &mut ReadContext<'a>, key: &str) -> Vec<WithSpan<&'a str>> {
        self.value(key)
            .map_or_else(Vec::new, |value| self.texts_in(reading, key, value, "a text or a list of texts"))
    }

    fn texts_in(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        value: ValueReader<'a>,
        takes: &str,
    ) -> Vec<WithSpan<&'a str>> {
        let DeValue::Array(list) = value.get_ref() else {
            let one = self.text_in(value);
            if one.is_none() {
                self.wrong(reading, key, value, takes);
            }
            return one.into_iter().collect();
        };
        let mut texts = Vec::with_capacity(list.len());
        for item in list {
            match self.text_in(item) {
                None => self.wrong(reading, key, item, takes),
                Some(_) if is_blank(item) => {
                    let name = self.name;
                    reading.problems.add(Code::MissingKey, self.spot(item), || {
                        DiagnosticText::new(format!("`{key}` of {name} has an empty text"), "this is empty")
                    });
                }
                Some(text) => texts.push(text),
            }
        }
        texts
    }

    pub(crate) fn text_in(&self, value: ValueReader<'a>) -> Option<WithSpan<&'a str>> {
        match value.get_ref() {
            DeValue::String(text) => Some(WithSpan { it: text.as_ref(), at: self.spot(value) }),
            _ => None,
        }
    }

    /// A number, 0 or more.
    pub(crate) fn number(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<u64>> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => u64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        // The ledger's numbers end at 2^53, so that every JSON reader can represent them.
        let number = number.filter(|number| *number <= 1 << 53);
        if number.is_none() {
            self.wrong(reading, key, value, "a whole number from 0");
        }
        number.map(|it| WithSpan { it, at: self.spot(value) })
    }

    /// A word of a vocabulary.
    pub(crate) fn word<W: Word>(&self, reading: &mut ReadContext<'a>, key: &str) -> Option<WithSpan<W>> {
        let text = self.text(reading, key)?;
        self.word_of(reading, key, text, Code::WrongType, W::ALL)
    }

    /// A word of a part of a vocabulary; reports any other word under `code`.
    pub(crate) fn word_of<W: Word>(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        text: WithSpan<&'a str>,
        code: Code,
        words: &[W],
    ) -> Option<WithSpan<W>> {
        let found = words.iter().copied().find(|word| word.as_str() == text.it);
        if found.is_none() {
            let name = self.name;
            reading.problems.add(code, text.at, || {
                let all: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
                DiagnosticText::new(
                    format!("`{key}` of {name} is none of its words"),
                    format!("no {} is called so", W::WHAT),
                )
                .help(
                    did_you_mean(&text.it.to_lowercase(), all.iter().copied())
                        .or_else(|| did_you_mean(&text.it.to_uppercase(), all.iter().copied()))
                        .unwrap_or_else(|| format!("it is one of {}", all.join(", "))),
                )
            });
        }
        found.map(|it| WithSpan { it, at: text.at })
    }

    pub(crate) fn table(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        kind: &'static TableKind,
        name: Name<'a>,
    ) -> Option<TableReader<'a>> {
        let value = self.value(key)?;
        let DeValue::Table(map) = value.get_ref() else {
            self.wrong(reading, key, value, "a table");
            return None;
        };
        Some(TableReader::open(reading, map, kind, name, self.key_spot(key)))
    }

    pub(crate) fn tables(
        &self,
        reading: &mut ReadContext<'a>,
        key: &str,
        kind: &'static TableKind,
        name: Name<'a>,
    ) -> Vec<TableReader<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(reading, key, value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in list {
            match item.get_ref() {
                DeValue::Table(map) => {
                    tables.push(TableReader::open(reading, map, kind, name, self.spot(item)));
                }
                _ => self.wrong(reading, key, item, "a list of tables"),
            }
        }
        tables
    }

    /// The tables of the actions in this table, each with the span of the action.
    pub(crate) fn actions(&self, reading: &mut ReadContext<'a>) -> Vec<(Action, &'a DeTable<'a>, TextSpan)> {
        let mut found = Vec::new();
        for (key, value) in self.map {
            let Some(action) = Action::of(key.get_ref()) else { continue };
            match value.get_ref() {
                DeValue::Table(map) => found.push((action, map, TextSpan::new(self.file, &key.span()))),
                _ => self.wrong(reading, action.as_str(), value, "a table: a measure"),
            }
        }
        found
    }
}

impl<'a> ReadContext<'a> {
    /// Stores a text for people.
    pub(crate) fn collect(&mut self, text: WithSpan<&'a str>) {
        if self.collects {
            self.texts.push(text);
        }
    }
}

pub(super) fn is_blank(value: ValueReader<'_>) -> bool {
    match value.get_ref() {
        DeValue::String(text) => text.trim().is_empty(),
        DeValue::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn kind_of(value: ValueReader<'_>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date of TOML",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
