//! Typed reading of a spanned TOML table. Nothing stops it: each problem is said, and the reading goes on.

use std::fmt;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::code::Code;
use super::diagnostic::SourceText;
use super::keys::{Asked, TableKind};
use super::problems::{Fault, Problems, did_you_mean};
use super::span::{Spot, Spotted};
use crate::model::action::Action;
use crate::model::word::Word;

/// A value of a table.
pub(crate) type Value<'a> = &'a Spanned<DeValue<'a>>;

/// What reading needs beside the tables.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    /// Where problems go.
    pub(crate) problems: Problems,
    /// Whether what history may leave out may be left out; so also where the mode is not known.
    pub(crate) sparse: bool,
    /// Whether texts are collected, to look for the words of templates.
    pub(crate) collects: bool,
    /// The texts that people read.
    pub(crate) texts: Vec<Spotted<&'a str>>,
    /// How many files the plan has.
    pub(crate) files: usize,
    /// The texts of inventories: places in them count on from the files of the plan.
    pub(crate) beside: Vec<SourceText>,
}

impl Reading<'_> {
    /// The index that the next text of an inventory has.
    pub(crate) fn next_source(&self) -> u32 {
        // Each file of a plan is named in its at most 16 MiB, so there are fewer than 2^32.
        u32::try_from(self.files + self.beside.len()).unwrap_or(u32::MAX)
    }
}

/// What a table is called in messages.
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

/// A table that is being read: what it holds, what it may hold, and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    pub(super) map: &'a DeTable<'a>,
    pub(super) kind: &'static TableKind,
    /// Its name for messages.
    pub(crate) name: Name<'a>,
    /// Where its id, or the table, stands.
    pub(crate) at: Spot,
    pub(super) file: u32,
}

impl<'a> Table<'a> {
    /// Opens a table: unknown keys and missing ones are said at once.
    pub(crate) fn open(
        reading: &mut Reading<'a>,
        map: &'a DeTable<'a>,
        kind: &'static TableKind,
        name: Name<'a>,
        at: Spot,
    ) -> Self {
        let table = Self { map, kind, name, at, file: at.file };
        for (key, value) in map {
            let word = key.get_ref().as_ref();
            let known = kind.has(word) || (kind.actions && Action::of(word).is_some());
            if !known {
                reading.problems.add(Code::UnknownKey, Spot::new(at.file, &key.span()), || {
                    table.unknown_key(word, value)
                });
            }
        }
        for key in kind.keys {
            let asked = match key.asked {
                Asked::Always => true,
                Asked::NotOfHistory => !reading.sparse,
                Asked::Optional => false,
            };
            if asked && table.value(key.name).is_none() {
                table.missing(reading, key.missing, key.name);
            }
        }
        table
    }

    fn unknown_key(&self, word: &str, value: Value<'a>) -> Fault {
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
        Fault::new(format!("{} has a key `{word}`, which it does not know", self.name), label)
            .help(near.unwrap_or_else(|| format!("it knows {}", known.join(", "))))
    }

    /// Says that a key is missing.
    pub(crate) fn missing(&self, reading: &mut Reading<'a>, code: Code, key: &str) {
        reading.problems.add(code, self.at, || match self.map.get(key) {
            Some(_) => {
                Fault::new(format!("{} has an empty `{key}`", self.name), format!("`{key}` is empty here"))
                    .help("an empty text or list counts as missing")
            }
            None => Fault::new(format!("{} has no `{key}`", self.name), format!("`{key}` is missing here")),
        });
    }

    /// The value of a key; an empty text or list counts as missing.
    pub(crate) fn value(&self, key: &str) -> Option<Value<'a>> {
        debug_assert!(self.kind.has(key), "{key} is no key of {}", self.kind.name);
        self.map.get(key).filter(|value| !is_blank(value))
    }

    /// Where a key stands; the table where it does not.
    pub(crate) fn key_spot(&self, key: &str) -> Spot {
        self.map.get_key_value(key).map_or(self.at, |(key, _)| Spot::new(self.file, &key.span()))
    }

    /// Where a value stands.
    pub(crate) fn spot(&self, value: Value<'a>) -> Spot {
        Spot::new(self.file, &value.span())
    }

    /// Says that a value is of another kind.
    pub(crate) fn wrong(&self, reading: &mut Reading<'a>, key: &str, value: Value<'a>, takes: &str) {
        reading.problems.add(Code::WrongType, self.spot(value), || {
            let fault = Fault::new(
                format!("`{key}` of {} takes {takes}", self.name),
                format!("this is {}", kind_of(value)),
            );
            match value.get_ref() {
                DeValue::Datetime(_) => fault.help("write it in quotes"),
                _ => fault,
            }
        });
    }

    /// A text.
    pub(crate) fn text(&self, reading: &mut Reading<'a>, key: &str) -> Option<Spotted<&'a str>> {
        let value = self.value(key)?;
        let found = self.text_in(value);
        if found.is_none() {
            self.wrong(reading, key, value, "a text");
        }
        found
    }

    /// A text that people read.
    pub(crate) fn prose(&self, reading: &mut Reading<'a>, key: &str) -> Option<&'a str> {
        let text = self.text(reading, key)?;
        reading.collect(text);
        Some(text.it)
    }

    /// A list of texts.
    pub(crate) fn texts(&self, reading: &mut Reading<'a>, key: &str) -> Vec<Spotted<&'a str>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        if !value.get_ref().is_array() {
            self.wrong(reading, key, value, "a list of texts");
            return Vec::new();
        }
        self.texts_in(reading, key, value, "a list of texts")
    }

    /// A text, or a list of texts.
    pub(crate) fn one_or_more(&self, reading: &mut Reading<'a>, key: &str) -> Vec<Spotted<&'a str>> {
        self.value(key)
            .map_or_else(Vec::new, |value| self.texts_in(reading, key, value, "a text or a list of texts"))
    }

    fn texts_in(
        &self,
        reading: &mut Reading<'a>,
        key: &str,
        value: Value<'a>,
        takes: &str,
    ) -> Vec<Spotted<&'a str>> {
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
                        Fault::new(format!("`{key}` of {name} has an empty text"), "this is empty")
                    });
                }
                Some(text) => texts.push(text),
            }
        }
        texts
    }

    /// The text in a value.
    pub(crate) fn text_in(&self, value: Value<'a>) -> Option<Spotted<&'a str>> {
        match value.get_ref() {
            DeValue::String(text) => Some(Spotted { it: text.as_ref(), at: self.spot(value) }),
            _ => None,
        }
    }

    /// A number from 0.
    pub(crate) fn number(&self, reading: &mut Reading<'a>, key: &str) -> Option<Spotted<u64>> {
        let value = self.value(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => u64::from_str_radix(digits.as_str(), digits.radix()).ok(),
            _ => None,
        };
        // The ledger's numbers end at 2^53, so that every reader of JSON can hold them.
        let number = number.filter(|number| *number <= 1 << 53);
        if number.is_none() {
            self.wrong(reading, key, value, "a whole number from 0");
        }
        number.map(|it| Spotted { it, at: self.spot(value) })
    }

    /// One of the words of a vocabulary.
    pub(crate) fn word<W: Word>(&self, reading: &mut Reading<'a>, key: &str) -> Option<Spotted<W>> {
        let text = self.text(reading, key)?;
        self.word_of(reading, key, text, Code::WrongType, W::ALL)
    }

    /// One of some words of a vocabulary; another word is said under the code.
    pub(crate) fn word_of<W: Word>(
        &self,
        reading: &mut Reading<'a>,
        key: &str,
        text: Spotted<&'a str>,
        code: Code,
        words: &[W],
    ) -> Option<Spotted<W>> {
        let found = words.iter().copied().find(|word| word.as_str() == text.it);
        if found.is_none() {
            let name = self.name;
            reading.problems.add(code, text.at, || {
                let all: Vec<&str> = words.iter().map(|word| word.as_str()).collect();
                Fault::new(
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
        found.map(|it| Spotted { it, at: text.at })
    }

    /// A table under a key.
    pub(crate) fn table(
        &self,
        reading: &mut Reading<'a>,
        key: &str,
        kind: &'static TableKind,
        name: Name<'a>,
    ) -> Option<Table<'a>> {
        let value = self.value(key)?;
        let DeValue::Table(map) = value.get_ref() else {
            self.wrong(reading, key, value, "a table");
            return None;
        };
        Some(Table::open(reading, map, kind, name, self.key_spot(key)))
    }

    /// The tables in the list under a key.
    pub(crate) fn tables(
        &self,
        reading: &mut Reading<'a>,
        key: &str,
        kind: &'static TableKind,
        name: Name<'a>,
    ) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let DeValue::Array(list) = value.get_ref() else {
            self.wrong(reading, key, value, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for item in list {
            match item.get_ref() {
                DeValue::Table(map) => tables.push(Table::open(reading, map, kind, name, self.spot(item))),
                _ => self.wrong(reading, key, item, "a list of tables"),
            }
        }
        tables
    }

    /// The tables under the actions in it, with where the action stands.
    pub(crate) fn actions(&self, reading: &mut Reading<'a>) -> Vec<(Action, &'a DeTable<'a>, Spot)> {
        let mut found = Vec::new();
        for (key, value) in self.map {
            let Some(action) = Action::of(key.get_ref()) else { continue };
            match value.get_ref() {
                DeValue::Table(map) => found.push((action, map, Spot::new(self.file, &key.span()))),
                _ => self.wrong(reading, action.as_str(), value, "a table: a measure"),
            }
        }
        found
    }
}

impl<'a> Reading<'a> {
    /// Keeps a text that people read.
    pub(crate) fn collect(&mut self, text: Spotted<&'a str>) {
        if self.collects {
            self.texts.push(text);
        }
    }
}

pub(super) fn is_blank(value: Value<'_>) -> bool {
    match value.get_ref() {
        DeValue::String(text) => text.trim().is_empty(),
        DeValue::Array(list) => list.is_empty(),
        _ => false,
    }
}

fn kind_of(value: Value<'_>) -> &'static str {
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
