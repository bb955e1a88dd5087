//! Reads services and injects.

use super::{Reader, bare};
use crate::plan::code::Code;
use crate::plan::draft::{InjectDraft, MeasureLink, PartLink, ServiceDraft, SlipDraft, TableHead};
use crate::plan::keys::{self, TableKind};
use crate::plan::problems::DiagnosticText;
use crate::plan::reader::{Name, ReadContext, TableReader};

const SIZES: [&str; 3] = ["all-of", "any-of", "at-least"];
const SLIPS: [&str; 6] = ["refused", "late", "early", "failed", "hold", "lapsed"];

impl<'a> Reader<'a, '_> {
    pub(super) fn service(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let reading = &mut self.reading;
        let size = exactly_one(reading, table, &SIZES);
        let counts = size == Some("at-least");
        if counts && table.value("of").is_none() {
            table.missing(reading, Code::MissingKey, "of");
        }
        if !counts && table.value("of").is_some() {
            reading.problems.add(Code::UnknownKey, table.key_spot("of"), || {
                DiagnosticText::new(
                    format!("{} has `of` without `at-least`", table.name),
                    "`of` goes with `at-least`",
                )
            });
        }
        let texts = match size {
            Some("at-least") => table.texts(reading, "of"),
            Some(key) => table.texts(reading, key),
            None => Vec::new(),
        };
        let members: Vec<_> =
            texts.into_iter().map(|text| PartLink { text: text.it, at: text.at, to: None }).collect();
        let at_least = match size {
            Some("all-of") => u64::try_from(members.len()).ok(),
            Some("any-of") => Some(1),
            Some(_) => at_least(reading, table, members.len()),
            None => None,
        };
        let service = ServiceDraft { outlet: table.link(reading, "outlet"), at_least, members, head };
        self.draft.services.push(service);
    }

    pub(super) fn inject(&mut self, table: TableReader<'a>, head: TableHead<'a>) {
        let apart = self.apart == Some(table.at.file);
        if !apart && self.draft.mode().is_some_and(|mode| !mode.injects) {
            self.reading.problems.add(Code::UnknownKey, table.at, || {
                DiagnosticText::new(
                    format!("{} stands outside an exercise", table.name),
                    "only an exercise has injects",
                )
                .help("keep it in a file of its own, for `takedown rehearse --inject FILE`")
            });
        }
        let reading = &mut self.reading;
        let at = table.offset(reading, "at").map(|at| at.it.1);
        let slip = exactly_one(reading, table, &SLIPS).and_then(|key| slip(reading, table, key));
        self.draft.injects.push(InjectDraft { head, at, slip });
    }
}

/// How many members have to be up: at least one, at most all.
fn at_least<'a>(reading: &mut ReadContext<'a>, table: TableReader<'a>, members: usize) -> Option<u64> {
    let number = table.number(reading, "at-least")?;
    if number.it >= 1 && usize::try_from(number.it).is_ok_and(|number| number <= members) {
        return Some(number.it);
    }
    reading.problems.add(Code::WrongType, number.at, || {
        DiagnosticText::new(
            format!("`at-least` of {} is {}, and it has {members} members", table.name, number.it),
            format!("a number from 1 to {members} is needed"),
        )
    });
    None
}

fn slip<'a>(reading: &mut ReadContext<'a>, table: TableReader<'a>, key: &str) -> Option<SlipDraft<'a>> {
    let measure = |reading: &mut ReadContext<'a>, table: TableReader<'a>, key| {
        table.text(reading, key).map(MeasureLink::from)
    };
    let inner = |reading: &mut ReadContext<'a>, kind: &'static TableKind| {
        table.table(reading, kind.name, kind, Name::Only(kind.name))
    };
    Some(match key {
        "refused" => SlipDraft::Refused(table.link(reading, key)?),
        "failed" => SlipDraft::Failed(measure(reading, table, key)?),
        "lapsed" => SlipDraft::Lapsed(measure(reading, table, key)?),
        "late" => {
            let late = inner(reading, &keys::LATE)?;
            SlipDraft::Late(late.link(reading, "agency"), bare(late.span(reading, "by")).map(|span| span.1))
        }
        "early" => {
            let early = inner(reading, &keys::EARLY)?;
            SlipDraft::Early(
                measure(reading, early, "measure"),
                bare(early.span(reading, "by")).map(|span| span.1),
            )
        }
        _ => {
            let hold = inner(reading, &keys::HOLD)?;
            SlipDraft::Hold(hold.link(reading, "agency"), measure(reading, hold, "measure"))
        }
    })
}

/// The one of several keys that a table has; reports an error if there is none or a second one.
fn exactly_one<'a>(
    reading: &mut ReadContext<'a>,
    table: TableReader<'a>,
    keys: &[&'static str],
) -> Option<&'static str> {
    let mut there: Vec<_> = keys
        .iter()
        .copied()
        .filter(|key| table.value(key).is_some())
        .map(|key| (table.key_spot(key), key))
        .collect();
    there.sort_unstable();
    let Some(((first, chosen), more)) = there.split_first() else {
        reading.problems.add(Code::MissingKey, table.at, || {
            DiagnosticText::new(
                format!("{} has none of `{}`", table.name, keys.join("`, `")),
                "one of them is missing here",
            )
        });
        return None;
    };
    for (at, key) in more {
        reading.problems.add(Code::UnknownKey, *at, || {
            DiagnosticText::new(format!("{} has `{chosen}` and `{key}`", table.name), "the second one")
                .also(*first, "the first one")
                .help(format!("it has exactly one of {}", keys.join(", ")))
        });
    }
    Some(chosen)
}
