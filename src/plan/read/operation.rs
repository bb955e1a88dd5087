//! Reads `[operation]`, `[policy]` and `[protected]`.

use crate::model::mode::Mode;
use crate::model::nearest::nearest;
use crate::model::tlp::{Handling, Marks, Tlp};
use crate::model::word::{Word, words};
use crate::plan::code::Code;
use crate::plan::draft::{OperationDraft, PolicyDraft};
use crate::plan::keys;
use crate::plan::problems::DiagnosticText;
use crate::plan::read::{Reader, bare};
use crate::plan::reader::{Name, TableReader};
use crate::plan::span::{TextSpan, WithSpan};
use crate::plan::values::check_id;

words! {
    /// What a policy requires of signatures.
    enum SignaturePolicy: "policy on signatures" {
        /// Checkpoints must be signed.
        Required = "required",
        /// Checkpoints may be signed.
        Optional = "optional",
    }
}

const OPERATION: Name<'static> = Name::Only("operation");

impl<'a> Reader<'a, '_> {
    /// Reads the one `[operation]` of all files.
    pub(super) fn operations(&mut self, tops: &[TableReader<'a>], whole: bool) {
        let mut first: Option<TextSpan> = None;
        for top in tops {
            if top.value("operation").is_none() {
                continue;
            }
            let at = top.key_spot("operation");
            if let Some(first) = first {
                self.twice("operation", first, at);
                continue;
            }
            first = Some(at);
            self.reading.sparse = says_history(*top);
            if let Some(table) = top.table(&mut self.reading, "operation", &keys::OPERATION, OPERATION) {
                self.operation(table);
            }
        }
        if let (None, true, Some(top)) = (first, whole, tops.first()) {
            self.reading.problems.add(Code::MissingKey, top.at, || {
                DiagnosticText::new("the plan has no `[operation]`", "no file has it")
                    .help("exactly one file holds `[operation]`: id, name, mode, lead, h-hour")
            });
        }
    }

    fn twice(&mut self, what: &'static str, first: TextSpan, at: TextSpan) {
        self.reading.problems.add(Code::DuplicateId, at, || {
            DiagnosticText::new(format!("`[{what}]` stands in two files"), "the second one")
                .also(first, "the first one")
        });
    }

    fn operation(&mut self, table: TableReader<'a>) {
        let head = self.head(table, "");
        let reading = &mut self.reading;
        let id = table.text(reading, "id");
        if let Some(id) = id
            && let Err(bad) = check_id(id.it)
        {
            reading.problems.add(Code::BadId, id.at, || {
                DiagnosticText::new(format!("`{}` is not an id of an operation", id.it), bad.why)
            });
        }
        let mode = table.text(reading, "mode").and_then(|text| {
            let modes: Vec<Mode> = Mode::ALL.iter().copied().filter(|mode| mode.row().in_plans).collect();
            table.word_of(reading, "mode", text, Code::WrongType, &modes)
        });
        let Marks { tlp, handling } = marks(table, reading);
        self.draft.operation = Some(OperationDraft {
            id: bare(id),
            name: table.prose(reading, "name"),
            mode,
            lead: table.link(reading, "lead"),
            coordinator: table.link(reading, "coordinator"),
            judicial_coordinator: table.link(reading, "judicial-coordinator"),
            h_hour: table.instant(reading, "h-hour"),
            window: table.window(reading, "window"),
            tlp,
            handling,
            follows: table.texts(reading, "follows").into_iter().map(|text| text.it).collect(),
            note: table.prose(reading, "note"),
            head,
        });
    }

    pub(super) fn policy(&mut self, top: TableReader<'a>) {
        let Some(table) = top.table(&mut self.reading, "policy", &keys::POLICY, Name::Only("policy")) else {
            return;
        };
        if let Some(first) = self.draft.policy.as_ref().map(|policy| policy.head.at) {
            return self.twice("policy", first, table.at);
        }
        let head = self.head(table, "");
        let reading = &mut self.reading;
        let approvals = table.number(reading, "approvals");
        self.draft.policy = Some(PolicyDraft {
            locate_max_age: table.span(reading, "locate-max-age"),
            approvals: approvals
                .map(|number| WithSpan { it: u32::try_from(number.it).unwrap_or(u32::MAX), at: number.at }),
            monitor: table.span(reading, "monitor").map(|span| WithSpan { it: span.it.1, at: span.at }),
            signatures: table
                .word::<SignaturePolicy>(reading, "signatures")
                .map(|word| WithSpan { it: word.it == SignaturePolicy::Required, at: word.at }),
            head,
        });
    }

    pub(super) fn protected(&mut self, top: TableReader<'a>) {
        let name = Name::Only("protected list");
        let Some(table) = top.table(&mut self.reading, "protected", &keys::PROTECTED, name) else { return };
        self.head(table, "");
        for text in table.one_or_more(&mut self.reading, "identifiers") {
            let found = table.identifier(&mut self.reading, "identifiers", text, None);
            self.draft.protected.extend(found);
        }
    }
}

/// Whether a file's operation is retrospective. Needed before any missing key is reported.
fn says_history(top: TableReader<'_>) -> bool {
    let mode = top.value("operation").and_then(|value| value.get_ref().as_table()?.get("mode"));
    let mode = mode.and_then(|mode| mode.get_ref().as_str()).and_then(Mode::of);
    mode.is_none_or(|mode| mode.row().sparse)
}

pub(super) fn marks<'a>(table: TableReader<'a>, reading: &mut crate::plan::reader::ReadContext<'a>) -> Marks {
    let tlp = table.text(reading, "tlp").and_then(|text| tlp(table, reading, text));
    let handling = table
        .texts(reading, "handling")
        .into_iter()
        .filter_map(|text| bare(table.word_of(reading, "handling", text, Code::WrongType, Handling::ALL)));
    Marks { tlp, handling: handling.collect() }
}

fn tlp<'a>(
    table: TableReader<'a>,
    reading: &mut crate::plan::reader::ReadContext<'a>,
    text: WithSpan<&'a str>,
) -> Option<Tlp> {
    let found = Tlp::of(text.it);
    if found.is_none() {
        let name = table.name;
        reading.problems.add(Code::BadTlp, text.at, || {
            let word = text.it.to_uppercase();
            let word = word.strip_prefix("TLP:").unwrap_or(&word).trim();
            let near = match word {
                "WHITE" => Some("CLEAR"),
                _ => nearest(word, Tlp::ALL.iter().map(|label| label.as_str())),
            };
            DiagnosticText::new(format!("`tlp` of {name} is not a label of TLP 2.0"), "no label of TLP 2.0")
                .help("it is one of RED, AMBER+STRICT, AMBER, GREEN, CLEAR")
                .maybe(near.map(|label| format!("write `{label}`")))
        });
    }
    found
}
