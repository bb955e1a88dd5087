//! `docs/plan-format.md` is held to the tables that the reader reads, and its plan to the rules.

use std::fs;
use std::path::Path;

use takedown::model::time::Instant;
use takedown::plan::keys::TABLES;
use takedown::plan::{self, CODES, Severity};

fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plan-format.md");
    fs::read_to_string(path).expect("the page")
}

fn example(page: &str) -> &str {
    let (_, after) = page.split_once("```toml\n").expect("a block");
    after.split_once("```").expect("its end").0
}

#[test]
fn the_plan_on_the_page_is_silent() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("lantern.toml");
    fs::write(&path, example(&page())).expect("written");
    let loaded = plan::load(&path, Instant::parse(b"2026-11-25T09:44:00Z").expect("a time"));
    let said: Vec<_> = loaded.errors().chain(loaded.warnings()).collect();
    assert!(said.is_empty(), "{said:#?}");
    let plan = loaded.plan.expect("a plan");
    assert_eq!(plan.measures.len(), 5);
    assert_eq!(plan.op().to_string(), "lantern/exercise");
    let transfers = plan.instruments.values().map(|instrument| instrument.transfers.len()).sum::<usize>();
    assert_eq!(transfers, 1);
}

#[test]
fn the_page_names_every_key() {
    let page = page();
    for table in TABLES {
        for key in table.keys {
            assert!(
                page.contains(&format!("`{}`", key.name))
                    || key.name == "format"
                    || page.contains(&format!("[{}", key.name)),
                "{}: {}",
                table.name,
                key.name
            );
        }
    }
}

#[test]
fn the_page_lists_every_rule_as_it_stands() {
    let page = page();
    for row in CODES {
        let severity = if row.severity == Severity::Error { "error" } else { "warning" };
        let line = format!("| `{}` | {severity} | {} |\n", row.code, row.topic.summary);
        assert!(page.contains(&line), "{line}");
    }
}
