//! The fuzz target of an inventory: never a panic; rows that are read again as they are, or what is wrong with them.

use std::path::Path;

use takedown::model::time::Instant;
use takedown::plan::{self, Loaded};

use super::loaded;
use crate::plan_text::PlanText;

/// A plan with one measure on the inventory `names.csv`.
fn plan_text() -> String {
    PlanText::exercise("ebb")
        .toml("[policy]\napprovals = 1")
        .agency("be-prosecutor", "Prosecutor's office of the exercise", "BE")
        .agency("us-bureau", "Bureau of the exercise", "US")
        .outlet("wire")
        .toml("[inventory.names]\nfile = \"names.csv\"\nkind = \"domain\"\ncountry = \"US\"\noutlets = [\"wire\"]")
        .toml("[inventory.names.suspend]\nagency = \"us-bureau\"\nauthority = \"voluntary\"")
        .text()
}

/// Reads any bytes as the file of an inventory; gives back its rows, where there is a plan.
pub(crate) fn inventory(bytes: &[u8], folder: &Path) -> Option<Vec<String>> {
    inventory_by(bytes, folder, plan::load)
}

/// The same with another reader of plans and their inventories.
pub(crate) fn inventory_by(
    bytes: &[u8],
    folder: &Path,
    read: impl Fn(&Path, Instant) -> Loaded,
) -> Option<Vec<String>> {
    let (path, rows) = (folder.join("plan.toml"), folder.join("names.csv"));
    let load = |bytes: &[u8]| {
        // A new file each time: to write over one makes some file systems wait for the disk.
        let _ = std::fs::remove_file(&rows);
        std::fs::write(&rows, bytes).expect("written");
        read(&path, Instant::parse(b"2026-11-25T09:44:00Z").expect("a time"))
    };
    if !path.exists() {
        std::fs::write(&path, plan_text()).expect("written");
    }
    let loaded = load(bytes);
    loaded::check(&loaded);
    let plan = loaded.plan?;
    let names = plan.inventories.values().next().expect("the plan has one");
    assert!(names.rows_known && !names.rows.is_empty() && names.rows.is_sorted());
    // The canonical rows are read as they are: the same measure, with the same digest.
    let again = load((names.rows.join("\n") + "\n").as_bytes());
    let again = again.plan.unwrap_or_else(|| panic!("{:#?}", again.diagnostics));
    assert_eq!(again.inventories.values().next().map(|names| &names.rows), Some(&names.rows));
    let digests =
        |plan: &plan::Plan| plan.measures.values().map(|measure| measure.target).collect::<Vec<_>>();
    assert_eq!(digests(&again), digests(&plan));
    Some(names.rows.clone())
}
