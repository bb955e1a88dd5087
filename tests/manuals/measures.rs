//! The tables of `docs/measures.md`, as the model has them.

use takedown::model::action::{ACTIONS, Action};
use takedown::model::asset::{ASSET_KINDS, AssetKind, ProviderKind, Tenancy};
use takedown::model::broken::Guard;
use takedown::model::evidence::{ITEM_STATES, ItemNeed};
use takedown::model::gate::GATES;
use takedown::model::instrument::{CLOCKS, INSTRUMENT_STATES, InstrumentKind};
use takedown::model::mode::{MODES, ModeRow};
use takedown::model::observation::ObservationKind;
use takedown::model::state::{EDGES, Need, RETROSPECTIVE_EDGES, State};
use takedown::model::tlp::{Handling, Tlp};
use takedown::model::word::Word;
use takedown::view::outlet::OutletAvailability;

use super::table::{ANY, Table};
use super::{cell, yes};

type Row = Vec<String>;

/// Words with a sign between them.
fn joined<W: ToString>(words: impl IntoIterator<Item = W>, between: &str) -> String {
    words.into_iter().map(|word| word.to_string()).collect::<Vec<_>>().join(between)
}

/// Kinds of assets; `all` where it is all of them.
fn kinds(kinds: &[AssetKind], all: &str) -> String {
    if kinds.len() == AssetKind::ALL.len() { cell(all) } else { joined(kinds, " ") }
}

/// A vocabulary, each word with its meaning, which is not compared.
fn vocabulary<W: Word>(head: &'static str) -> Table {
    let rows = W::ALL.iter().map(|word| vec![cell(word.as_str()), cell(ANY)]);
    Table { section: None, head, rows: rows.collect() }
}

fn table(head: &'static str, rows: impl Iterator<Item = Row>) -> Table {
    Table { section: None, head, rows: rows.collect() }
}

/// What the page calls a need of an edge; the program's words name options, and are its own.
fn need_text(need: Need) -> &'static str {
    match need {
        Need::Go => "the lead's go",
        Need::Reason => "--reason",
        Need::Remainder => "--partial",
        Need::NoteOnRemainder => "--note on the remainder",
        Need::Check => "--basis, and what the action asks for",
        Need::OtherOfficer => "an officer who reported none of it",
        Need::Source => "--source",
        Need::ClaimOrSource => "claims in the plan, or --source",
        Need::MayLapse => "an action whose effect may lapse",
        Need::Restored => "--restored",
        Need::Reference => "--reference",
    }
}

/// What the page calls a need of a step with an item.
fn item_need_text(need: ItemNeed) -> &'static str {
    match need {
        ItemNeed::SerialAndSeal => "--serial and --seal",
        ItemNeed::File => "--file",
        ItemNeed::Match => "the file again, or the seal",
        ItemNeed::Mismatch => "what does not match",
        ItemNeed::Place => "--where",
        ItemNeed::Receipt => "--to, --reason, and --file or --seal as it was received",
        ItemNeed::Reference => "--reference",
    }
}

fn edge(edge: &takedown::model::state::Edge) -> Row {
    vec![
        joined(edge.from, " "),
        joined(edge.to, " "),
        joined(edge.who, ", "),
        edge.needs.iter().map(|need| need_text(*need)).collect::<Vec<_>>().join(", "),
        cell(edge.held),
        cell(edge.nature),
    ]
}

type Question = (&'static str, fn(&ModeRow) -> String);

const QUESTIONS: &[Question] = &[
    ("may a plan name it", |row| yes(row.in_plans)),
    ("who records", |row| cell(row.writers)),
    ("who settles conflicts", |row| joined(row.settlers, ", ")),
    ("gates, holds, approvals and the go exist", |row| yes(row.gated)),
    ("H-hour, time zones, identifiers, legal basis and the like may be left out", |row| yes(row.sparse)),
    ("a transition may be dated by a day or a span", |row| yes(row.dated_by_day)),
    ("the clock may be set by hand", |row| yes(row.clock_may_be_set)),
    ("agency and officer may be derived from the measure", |row| yes(row.identity_guessed)),
    ("only reserved names and addresses", |row| yes(row.reserved_only)),
    ("the policy may be looser than its defaults", |row| yes(row.policy_may_loosen)),
    ("signatures are always required", |row| yes(row.signed)),
    ("a grant needs its document", |row| yes(row.document_asked)),
    ("every time lies in the past", |row| yes(row.past_only)),
    ("template text is allowed", |row| yes(row.template_words)),
    ("injects are allowed", |row| yes(row.injects)),
];

pub(super) fn tables() -> Vec<Table> {
    let mut tables = actions();
    tables.extend(changes());
    tables.extend(instruments());
    tables.extend([
        vocabulary::<ProviderKind>("| provider kind | meaning |"),
        vocabulary::<Tenancy>("| tenancy | meaning |"),
        vocabulary::<State>("| state | meaning |"),
        vocabulary::<Guard>("| guard | broken if |"),
        vocabulary::<ObservationKind>("| observation | meaning |"),
        vocabulary::<OutletAvailability>("| outlet status | meaning |"),
        vocabulary::<Tlp>("| TLP label | may be shared with |"),
        vocabulary::<Handling>("| handling code | meaning |"),
        table(
            "| gate | attested by | about | becomes stale |",
            GATES.iter().map(|row| {
                let about = if row.per_outlet { "outlets" } else { "measures" };
                vec![cell(row.gate), cell(row.attested_by), cell(about), yes(row.stale)]
            }),
        ),
        table(
            "| item state | from | who | needs |",
            ITEM_STATES.iter().map(|row| {
                vec![
                    cell(row.state),
                    joined(row.from, " "),
                    cell(row.by),
                    item_need_text(row.needs).to_owned(),
                ]
            }),
        ),
        table(
            "| question | live | exercise | retrospective | rehearsal |",
            QUESTIONS.iter().map(|(question, answer)| {
                std::iter::once(cell(*question)).chain(MODES.iter().map(answer)).collect()
            }),
        ),
    ]);
    tables
}

fn actions() -> Vec<Table> {
    vec![
        table(
            "| kind | identifier | required | others may be affected | tenancy checked | one with its address | pseudonym |",
            ASSET_KINDS.iter().map(|row| {
                vec![
                    cell(row.kind),
                    cell(row.form),
                    yes(row.identified),
                    yes(row.shared),
                    yes(row.tenanted),
                    yes(row.addressed),
                    yes(row.pseudonym),
                ]
            }),
        ),
        table(
            "| action | kinds | authority | gates | where | go | done word | effect | stops it | destination |",
            ACTIONS.iter().map(|row| {
                vec![
                    cell(row.action),
                    kinds(row.kinds, "all, providers"),
                    joined(row.authority, " "),
                    joined(row.gates, " "),
                    cell(row.place),
                    yes(row.go),
                    cell(row.done),
                    cell(row.effect),
                    yes(row.halts),
                    yes(row.sends),
                ]
            }),
        ),
        table(
            "| asset kind | actions |",
            AssetKind::ALL.iter().map(|kind| {
                vec![cell(kind), joined(Action::ALL.iter().filter(|action| action.fits(*kind)), " ")]
            }),
        ),
        table(
            "| action | confirmation needs | except on | may lapse on | evidence | evidence on |",
            ACTIONS.iter().map(|row| {
                vec![
                    cell(row.action),
                    cell(row.check),
                    kinds(row.outside_on, "all"),
                    kinds(row.may_lapse, "all"),
                    cell(row.evidence),
                    kinds(row.evidence_on, "all"),
                ]
            }),
        ),
    ]
}

fn changes() -> Vec<Table> {
    vec![
        table(
            "| from | to | who | needs | held against | nature | only with `--irregular` | actions |",
            EDGES.iter().map(|row| [edge(row), vec![yes(row.irregular), cell(row.which)]].concat()),
        ),
        table("| from | to | who | needs | held against | nature |", RETROSPECTIVE_EDGES.iter().map(edge)),
    ]
}

fn instruments() -> Vec<Table> {
    vec![
        table(
            "| instrument kind | what it is | reach | agreement only |",
            InstrumentKind::ALL
                .iter()
                .map(|kind| vec![cell(kind), cell(ANY), cell(kind.reach()), yes(kind.is_frame())]),
        ),
        table(
            "| instrument state | from | recorded by | rank |",
            INSTRUMENT_STATES.iter().map(|row| {
                let from = row.from.iter().map(|from| from.map_or("drafted", Word::as_str));
                vec![cell(row.state), joined(from, " "), cell(row.by), cell(row.restricts)]
            }),
        ),
        table(
            "| kind | runs from | hours | for | at risk if it | source |",
            CLOCKS.iter().map(|row| {
                vec![
                    cell(row.kind),
                    cell(row.from),
                    cell(row.hours),
                    cell(row.what),
                    cell(row.risk),
                    cell(ANY),
                ]
            }),
        ),
    ]
}
