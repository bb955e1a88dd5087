//! The reference pages in `docs/` agree with the program: their tables are parsed and compared with the tables of the
//! code, or with its source text where a table is private. Every compared cell is also changed in a copy of the page,
//! and the comparison has to notice.

mod measures;
mod source;
mod table;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use source::{Field, doc_type, fields_of, shapes};
use table::{ANY, Table, assert_equal, rows};
use takedown::plan::keys::{Requirement, TABLES};

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|bad| panic!("{}: {bad}", path.display()))
}

fn yes(answer: bool) -> String {
    if answer { "yes" } else { "no" }.to_owned()
}

fn cell<T: ToString + Copy>(text: T) -> String {
    text.to_string()
}

#[test]
fn the_tables_of_measures_are_those_of_the_model() {
    assert_equal("docs/measures.md", &file("docs/measures.md"), &measures::tables());
}

/// A table of a plan's keys, and the section that it is in.
fn plan_section(table: &str) -> &'static str {
    match table {
        "plan" => "### The top of a file",
        "operation" => "### `[operation]`",
        "policy" => "### `[policy]`",
        "agency" => "### `[agency.ID]`",
        "provider" => "### `[provider.ID]`",
        "outlet" => "### `[outlet.ID]`",
        "press assessment" => "### `press-assessment` of an outlet",
        "instrument" => "### `[instrument.ID]`",
        "asset" => "### `[asset.ID]`",
        "inventory" => "### `[inventory.ID]`",
        "measure" => "### Measures",
        "claim" => "### `claims` of a measure",
        "source" => "### `[source.ID]`",
        "service" => "### `[service.ID]`",
        "protected" => "### `[protected]`",
        "inject" => "### `[inject.ID]`",
        "late" => "### `late` of an inject",
        "early" => "### `early` of an inject",
        "hold" => "### `hold` of an inject",
        other => panic!("a new table of a plan needs a section in docs/plan-format.md: {other}"),
    }
}

#[test]
fn the_keys_of_a_plan_are_those_of_its_reader() {
    let need = |required| match required {
        Requirement::Always => "required",
        Requirement::NotOfHistory => "required unless retrospective",
        Requirement::Optional => "optional",
    };
    let mut tables: Vec<Table> = TABLES
        .iter()
        .map(|table| Table {
            section: Some(plan_section(table.name)),
            head: "| key | need | type | meaning |",
            rows: table
                .keys
                .iter()
                .map(|key| vec![cell(key.name), cell(need(key.required)), cell(ANY), cell(ANY)])
                .collect(),
        })
        .collect();
    tables.push(Table {
        section: Some("## Tables"),
        head: "| table | has an id | has measures | takes `accept` |",
        rows: TABLES
            .iter()
            .map(|table| vec![cell(ANY), yes(table.by_id), yes(table.actions), yes(table.accepts)])
            .collect(),
    });
    assert_equal("docs/plan-format.md", &file("docs/plan-format.md"), &tables);
}

/// The section of an entry type, by its shape in the source.
fn entry_section(shape: &str) -> &'static str {
    match shape {
        "Genesis" => "### `genesis`",
        "Transition" => "### `transition`",
        "Irregular" => "### `irregular`",
        "Observation" => "### `observation`",
        "Note" => "### `note`",
        "Hold" => "### `hold`",
        "Retraction" => "### `retraction`",
        "Correction" => "### `correction`",
        "InstrumentStep" => "### `instrument`",
        "Approval" => "### `approval`",
        "Go" => "### `go`",
        "Settle" => "### `settle`",
        "Evidence" => "### `evidence`",
        "Disclosure" => "### `disclosure`",
        "Checkpoint" => "### `checkpoint`",
        "Retire" => "### `retire`",
        "OfOutlets" => "### `attestation` of outlets",
        "OfMeasures" => "### `attestation` of measures",
        other => panic!("a new shape needs a section in docs/ledger-format.md: {other}"),
    }
}

#[test]
fn the_entries_of_a_ledger_are_those_of_its_codec() {
    let shapes = shapes(&file("src/ledger/codec/shape.rs"));
    assert!(shapes.len() >= 18, "{} shapes", shapes.len());
    let need = |optional| if optional { "optional" } else { "required" };
    let tables: Vec<Table> = shapes
        .iter()
        .map(|(shape, keys)| Table {
            section: Some(entry_section(shape)),
            head: "| key | need | type | meaning |",
            rows: keys
                .iter()
                .map(|key| vec![cell(&key.name), cell(need(key.optional)), doc_type(&key.of_type), cell(ANY)])
                .collect(),
        })
        .collect();
    assert_equal("docs/ledger-format.md", &file("docs/ledger-format.md"), &tables);
}

#[test]
fn the_header_of_a_line_is_that_of_a_shipped_ledger() {
    let page = file("docs/ledger-format.md");
    let line = file("operations/amaq-2018.ledger/logs/archive.7f3a9c02.jsonl");
    let line = line.lines().next().expect("a line");
    let mut rest = line;
    for row in rows(&page, None, "| key | type | meaning |").expect("the header") {
        let key = format!("\"{}\":", row[0]);
        let (_, after) = rest.split_once(&key).unwrap_or_else(|| panic!("{key} is not in {rest}"));
        rest = after;
    }
    assert!(rest.ends_with("\"}") && !rest[..rest.len() - 2].contains(':'), "a key is missing: {rest}");
}

/// The objects of a page whose keys are those of a private struct, and where that is.
const OBJECTS: &[(&str, &str, &str)] = &[
    ("### The saved plan", "src/operation/state/saved.rs", "SavedLine"),
    ("### Its `policy`", "src/operation/state/saved.rs", "PolicyText"),
    ("### Each of its `measures`", "src/operation/state/saved.rs", "MeasureText"),
    ("### Each of its `without`", "src/operation/state/saved.rs", "ExcludedMeasure"),
    ("### `bundle.json`", "src/exchange/bundle/descriptor.rs", "Descriptor"),
];

#[test]
fn saved_plans_and_bundles_have_the_keys_of_their_structs() {
    let need = |field: &Field| if field.optional { "optional" } else { "required" };
    let tables: Vec<Table> = OBJECTS
        .iter()
        .map(|(section, path, name)| Table {
            section: Some(section),
            head: "| key | need | type | meaning |",
            rows: fields_of(&file(path), name)
                .iter()
                .map(|field| vec![cell(&field.name), cell(need(field)), cell(ANY), cell(ANY)])
                .collect(),
        })
        .collect();
    assert_equal("docs/ledger-format.md", &file("docs/ledger-format.md"), &tables);
}

/// Every object of the public JSON as the page calls it, and the struct that it is written from.
const VIEWS: &[(&str, &str, &str)] = &[
    ("takedown.check/1", "check", "CheckView"),
    ("one of diagnostics", "check", "CheckRow"),
    ("takedown.status/1", "status", "StatusView"),
    ("row by outlet", "outlet", "OutletRow"),
    ("row by country", "country", "CountryRow"),
    ("row by agency", "country", "AgencyRow"),
    ("row by measure", "measure", "MeasureRow"),
    ("row by instrument", "instrument", "InstrumentRow"),
    ("row by asset", "asset", "AssetRow"),
    ("row by evidence", "item", "ItemRow"),
    ("one of bodies", "country", "BodyRow"),
    ("one of assets, by kind", "count", "ClaimCount"),
    ("one of claims", "measure", "ClaimRow"),
    ("one of clocks", "instrument", "ClockRow"),
    ("one of tips", "measure", "TipRow"),
    ("takedown.plan/1", "plan", "SheetView"),
    ("one of measures: a row by measure, then", "plan", "SheetRow"),
    ("one of gates", "plan", "OpenGateRow"),
    ("one of changed", "changed", "Changed"),
    ("one of survives", "plan", "Survivor"),
    ("one of next", "plan", "NextRow"),
    ("takedown.out/1", "saved", "SavedView"),
    ("one of measures of a saved plan", "saved", "SavedRow"),
    ("one of without", "../operation/state/saved", "ExcludedMeasure"),
    ("takedown.receipt/1", "receipt", "ReceiptView"),
    ("one of entries", "receipt", "ReceiptRow"),
    ("takedown.refusal/1", "refusal", "Refusals"),
    ("one of refused", "refusal", "RefusalRow"),
    ("takedown.log/1", "log", "LogEntry"),
    ("takedown.verify/1", "verify", "VerifyView"),
    ("one of logs", "verify", "LogRow"),
    ("one of findings", "verify", "FindingRow"),
    ("takedown.merge/1", "merge", "MergeView"),
    ("one of the merged logs", "merge", "MergeRow"),
    ("takedown.sync/1", "sync", "SyncView"),
    ("plans", "sync", "Plans"),
    ("one of the synchronised logs", "sync", "SyncRow"),
    ("takedown.impact/1", "impact", "ImpactView"),
    ("one of assumed", "impact", "AssumedRow"),
    ("one of outlets", "impact", "OutletImpact"),
    ("one of stays of an outlet", "impact", "ServiceRow"),
    ("one of because", "impact", "ReasonRow"),
    ("keeps_on and the like", "impact", "SetsRow"),
    ("enough", "impact", "EnoughRow"),
    ("timing", "impact", "TimingRow"),
    ("one of slack", "impact", "SlackRow"),
    ("one of earlier", "impact", "EarlierRow"),
    ("one of slips", "impact", "SlipRow"),
    ("one of outlets of a slip", "impact", "ChangeRow"),
    ("one of spans", "impact/spans", "SpanRow"),
    ("one of after", "after", "AfterRow"),
    ("takedown.rehearse/1", "rehearse", "RehearseView"),
    ("one of timeline", "rehearse", "TimelineRow"),
    ("one of measures of a rehearsal", "rehearse", "EndedRow"),
    ("one of outlets of a rehearsal", "rehearse", "RehearsedOutletRow"),
    ("takedown.rehearse-runs/1", "rehearse", "RunsView"),
    ("one of measures of all runs", "rehearse", "BrokeRow"),
    ("one of suffered", "rehearse", "SufferedRow"),
    ("one of outlets of all runs", "rehearse", "OutletRuns"),
    ("takedown.explain/1, a list", "../cli/command/explain", "TopicList"),
    ("takedown.explain/1, one code: schema, then the keys of a code, then", "../cli/command/explain", "One"),
    ("one code", "../cli/command/explain", "Explained"),
];

#[test]
fn the_public_json_has_the_keys_of_its_structs() {
    let keys = |path: &str, name: &str| {
        let fields = fields_of(&file(&format!("src/view/{path}.rs")), name);
        assert!(!fields.is_empty(), "{name} in {path}");
        let keys =
            fields.iter().map(|field| format!("{}{}", field.name, if field.optional { "?" } else { "" }));
        // The page names the schema of one code beside the object.
        keys.filter(|key| name != "One" || key != "schema").collect::<Vec<_>>().join(" ")
    };
    let rows = VIEWS.iter().map(|(object, path, name)| vec![cell(ANY), cell(*object), keys(path, name)]);
    let table = Table { section: None, head: "| command | object | keys |", rows: rows.collect() };
    assert_equal("docs/ledger-format.md", &file("docs/ledger-format.md"), &[table]);
}

/// Every struct of the views that is JSON is an object of the page.
#[test]
fn no_view_is_left_out() {
    let known: BTreeSet<&str> = VIEWS.iter().map(|(.., name)| *name).collect();
    for (path, text) in source::files("src/view") {
        let mut serialized = false;
        for line in text.lines().map(str::trim) {
            if line.starts_with("#[derive(") {
                serialized = line.contains("Serialize");
            }
            if let Some(name) = line.strip_prefix("pub struct ").filter(|_| serialized) {
                let name = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
                assert!(known.contains(name), "{path}: {name} is not in docs/ledger-format.md");
            }
        }
    }
}

#[test]
fn the_configuration_has_the_keys_and_variables_that_the_program_reads() {
    let page = file("docs/configuration.md");
    let keys = fields_of(&file("src/cli/session/config.rs"), "Config");
    let keys = keys.iter().map(|key| vec![cell(&key.name), cell(ANY), cell(ANY), cell(ANY)]);
    let removed = source::strings_of(&file("src/exchange/sync/git.rs"), "const HANDED_DOWN");
    let tables = [
        Table { section: None, head: "| key | type | default | meaning |", rows: keys.collect() },
        Table {
            section: None,
            head: "| variable that git does not see |",
            rows: removed.into_iter().map(|name| vec![name]).collect(),
        },
    ];
    assert_equal("docs/configuration.md", &page, &tables);
    let listed = rows(&page, None, "| variable | meaning |").expect("the variables");
    let listed: BTreeSet<String> = listed.into_iter().map(|row| row[0].clone()).collect();
    let read = source::variables(&source::files("src"));
    assert_eq!(listed, read, "docs/configuration.md lists, and the source reads");
    // A control: a variable that is read somewhere is found, and one in a test is not.
    let known = [(
        "a.rs".to_owned(),
        "x(env.get(\"TAKEDOWN_NEW\"))\n#[cfg(test)]\nenv.get(\"IN_A_TEST\")".to_owned(),
    )];
    assert_eq!(source::variables(&known), BTreeSet::from(["TAKEDOWN_NEW".to_owned()]));
}

/// A term of the glossary: its heading and its first paragraph.
fn terms(page: &str) -> Vec<(String, String)> {
    let sections = page.split("\n## ").skip(1);
    let term = |section: &str| {
        let (term, text) = section.split_once('\n').unwrap_or((section, ""));
        let first = text.trim_start().split("\n\n").next().unwrap_or_default();
        (term.to_owned(), first.trim().to_owned())
    };
    sections.map(term).collect()
}

fn faults_of_glossary(page: &str, required: &[String]) -> Vec<String> {
    let terms = terms(page);
    let mut faults = Vec::new();
    for pair in terms.windows(2).filter(|pair| pair[0].0.to_lowercase() >= pair[1].0.to_lowercase()) {
        faults.push(format!("`{}` is not before `{}`", pair[0].0, pair[1].0));
    }
    faults.extend(
        terms.iter().filter(|(_, text)| text.is_empty()).map(|(term, _)| format!("`{term}` has no text")),
    );
    let missing = required.iter().filter(|name| !terms.iter().any(|(term, _)| term == *name));
    faults.extend(missing.map(|name| format!("`{name}` is missing")));
    faults
}

#[test]
fn the_glossary_is_sorted_and_has_the_terms_of_the_crate() {
    let page = file("docs/glossary.md");
    let words = rows(&file("src/crate-doc.md"), None, "| word | what it means |").expect("the words");
    let words: Vec<String> = words.iter().flat_map(|row| row[0].split(", ")).map(ToOwned::to_owned).collect();
    assert!(words.len() > 20, "{words:?}");
    let faults = faults_of_glossary(&page, &words);
    assert!(faults.is_empty(), "{faults:#?}");
    // Controls: a term out of order, one without text, one that is missing.
    let swapped = page.replacen("\n## agency\n", "\n## zagency\n", 1);
    assert!(!faults_of_glossary(&swapped, &[]).is_empty());
    assert!(!faults_of_glossary(&format!("{page}\n## zz\n"), &[]).is_empty());
    assert_eq!(faults_of_glossary(&page, &["no such term".to_owned()]).len(), 1);
}
