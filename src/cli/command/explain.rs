//! `takedown explain`

use serde::Serialize;

use crate::cli::args::Format;
use crate::cli::error::CliError;
use crate::cli::output::page::{Grid, Page, prose, whole};
use crate::cli::output::shell::Shell;
use crate::cli::output::text::visible_lines;
use crate::cli::output::{Answer, into_file, json, no_such};
use crate::cli::session::context::Context;
use crate::ledger::finding::{FINDINGS, REMARKS};
use crate::model::broken::GUARDS;
use crate::model::exit::Exit;
use crate::model::gate::GATE_TOPICS;
use crate::model::topic::Topic;
use crate::plan::{CODES, Severity};
use crate::view::Row;

/// Explain a word that this program prints: what it says, why it matters, how to mend it
///
/// The words are the diagnostics of `check`, the findings and remarks of `verify`, the guards that a fact can break, and
/// the gates that keep a measure from being ready.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The word, as it was printed [default: list them all]
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// A group of codes: its heading, its name in JSON rows, and its table.
struct Group {
    head: &'static str,
    kind: &'static str,
    topics: Vec<(Option<Severity>, Topic)>,
}

/// All codes that have an explanation, by group.
fn groups() -> Vec<Group> {
    let of = |head, kind, table: &[Topic]| Group {
        head,
        kind,
        topics: table.iter().map(|topic| (None, *topic)).collect(),
    };
    vec![
        Group {
            head: "WHAT check SAYS OF A PLAN",
            kind: "diagnostic",
            topics: CODES.iter().map(|row| (Some(row.severity), row.topic)).collect(),
        },
        of("WHAT verify FINDS IN A LEDGER", "finding", FINDINGS),
        of("WHAT verify -v REMARKS", "remark", REMARKS),
        of("GUARDS THAT A FACT CAN BREAK", "guard", GUARDS),
        of("GATES BEFORE A MEASURE IS READY", "gate", GATE_TOPICS),
    ]
}

/// A code in the JSON output.
#[derive(Serialize)]
struct Explained {
    code: &'static str,
    kind: &'static str,
    /// Only for diagnostics.
    severity: Option<&'static str>,
    summary: &'static str,
}

impl Row for Explained {
    const KEYS: &'static [&'static str] = &["code", "kind", "severity", "summary"];
}

#[derive(Serialize)]
struct TopicList<'a> {
    schema: &'static str,
    codes: &'a [Explained],
}

#[derive(Serialize)]
struct One {
    schema: &'static str,
    #[serde(flatten)]
    code: Explained,
    page: &'static str,
}

const SCHEMA: &str = "takedown.explain/1";

pub(crate) fn run(args: &Args, context: &Context, shell: &mut Shell) -> Result<Exit, CliError> {
    match &args.code {
        None => list(context, shell)?,
        Some(code) => one(code, context, shell)?,
    }
    Ok(Exit::Done)
}

/// Extracts the code from printed text: `error[unknown-key]: ...`, `gate:located`.
fn bare(code: &str) -> &str {
    let inside = code.split_once('[').map_or(code, |(_, rest)| rest);
    let inside = inside.split_once(']').map_or(inside, |(word, _)| word);
    inside.trim_start_matches("gate:").trim_matches([':', '`', ' '])
}

fn explained(kind: &'static str, severity: Option<Severity>, topic: &Topic) -> Explained {
    Explained { code: topic.word, kind, severity: severity.map(word), summary: topic.summary }
}

/// The name of a severity.
pub(crate) fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn list(context: &Context, shell: &mut Shell) -> Result<(), CliError> {
    let mut page = Page::default();
    let mut codes = Vec::new();
    for group in groups() {
        page.heading(group.head);
        let mut grid = Grid::new(&[whole("CODE"), whole("SEVERITY"), prose("WHAT IT SAYS")]);
        for (severity, topic) in &group.topics {
            let row = explained(group.kind, *severity, topic);
            grid.row([row.code.into(), row.severity.unwrap_or_default().into(), row.summary.into()]);
            codes.push(row);
        }
        page.grid(grid);
    }
    Answer { view: &TopicList { schema: SCHEMA, codes: &codes }, rows: &codes, page: &page }
        .give(shell, &context.globals)
}

fn one(code: &str, context: &Context, shell: &mut Shell) -> Result<(), CliError> {
    let bare = bare(code).to_lowercase();
    let groups = groups();
    let found = groups.iter().find_map(|group| {
        let topic = group.topics.iter().find(|(_, topic)| topic.word == bare);
        topic.map(|(severity, topic)| (explained(group.kind, *severity, topic), topic.page))
    });
    let Some((code, page)) = found else {
        let words = groups.iter().flat_map(|group| &group.topics).map(|(_, topic)| topic.word);
        let list = || Some("takedown explain lists them".to_owned());
        return Err(CliError::usage(format!("there is no page on `{code}`")).suggest(&bare, words, list));
    };
    let view = One { schema: SCHEMA, code, page };
    let text = match context.globals.format {
        Format::Table | Format::Markdown => visible_lines(page),
        Format::Json => json::render(&view)?,
        other => return Err(no_such(other)),
    };
    into_file(&view, &context.globals)?;
    Ok(shell.answer(&text)?)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_word_has_one_page_and_every_page_its_parts() {
        let groups = groups();
        let topics = || groups.iter().flat_map(|group| &group.topics).map(|(_, topic)| topic);
        for topic in topics() {
            assert_eq!(topic.lacks(), None, "{}", topic.word);
            let wide = topic.page.lines().find(|line| line.chars().count() > 80);
            assert_eq!(wide, None, "{}: the page is wider than a terminal", topic.word);
        }
        let words: BTreeSet<&str> = topics().map(|topic| topic.word).collect();
        assert_eq!(words.len(), topics().count(), "one word, one page");
    }

    #[test]
    fn a_word_is_found_as_it_was_printed() {
        for text in ["error[unknown-key]: the operation", "unknown-key", "`unknown-key`:", "[unknown-key]"] {
            assert_eq!(bare(text), "unknown-key");
        }
        assert_eq!(bare("gate:located"), "located");
    }
}
