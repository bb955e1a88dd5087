//! Composes a plan of the gallery from its file, which holds only what differs from `tests/plans/base.toml`.
//!
//! The composition works on lines, not on values, so a fault of syntax stays as it is written. A file may have:
//!
//! - `#+ NAME` on its first lines: the difference in `tests/plans/variants/NAME.toml` is applied first;
//! - `#- [table]`: the base has no such table, and none of its sub-tables;
//! - a table of the base, with the keys to replace or to add, and `#- key` for a key to remove;
//! - any other table, which is added at the end;
//! - `#! whole` on its first line: the rest is the whole plan, and the base plays no part.
//!
//! Keys before the first table are the plan's own. Other comments describe the file. A removal that removes nothing and
//! a line that the base has already are errors, so a file says nothing but its difference.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

/// The lines of one key, in the order of the file; `None` for lines before any key.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    key: Option<String>,
    lines: Vec<String>,
}

/// A table with its header line, which is empty for the keys before the first table.
#[derive(Debug, Clone)]
struct Table {
    header: String,
    entries: Vec<Entry>,
}

/// What a file of the gallery changes in the base.
#[derive(Debug, Default)]
struct Difference {
    variants: Vec<String>,
    removed_tables: Vec<String>,
    /// Each table, with the keys that are removed from it.
    tables: Vec<(Table, Vec<String>)>,
}

impl Difference {
    fn parse(text: &str) -> Self {
        let mut difference = Self::default();
        let mut table = Table { header: String::new(), entries: Vec::new() };
        let mut removed_keys = Vec::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            if let Some(variant) = line.strip_prefix("#+ ") {
                difference.variants.push(variant.to_owned());
            } else if let Some(removed) = line.strip_prefix("#- ") {
                let list =
                    if removed.starts_with('[') { &mut difference.removed_tables } else { &mut removed_keys };
                list.push(removed.to_owned());
            } else if line.starts_with('[') {
                let next = Table { header: line.to_owned(), entries: Vec::new() };
                difference
                    .tables
                    .push((std::mem::replace(&mut table, next), std::mem::take(&mut removed_keys)));
            } else if !line.starts_with('#') {
                table.push(line);
            }
        }
        difference.tables.push((table, removed_keys));
        difference
    }
}

impl Table {
    /// Adds a line: to the entry of its key, or, where it has none, to the entry before it.
    fn push(&mut self, line: &str) {
        let key = line.split_once('=').map(|(key, _)| key.trim().to_owned());
        let known = match &key {
            Some(_) => self.entries.iter_mut().find(|entry| entry.key == key),
            None => self.entries.last_mut(),
        };
        match known {
            Some(entry) => entry.lines.push(line.to_owned()),
            None => self.entries.push(Entry { key, lines: vec![line.to_owned()] }),
        }
    }

    fn is_or_is_below(&self, header: &str) -> bool {
        let parent = header.trim_end_matches(']');
        self.header == header || self.header.strip_prefix(parent).is_some_and(|below| below.starts_with('.'))
    }

    fn change(&mut self, change: Table, removed_keys: &[String]) -> Result<(), String> {
        for key in removed_keys {
            let before = self.entries.len();
            self.entries.retain(|entry| entry.key.as_ref() != Some(key));
            if self.entries.len() == before {
                return Err(format!("`{}` has no key `{key}` to remove", self.header));
            }
        }
        for changed in change.entries {
            match self.entries.iter_mut().find(|entry| entry.key == changed.key) {
                Some(entry) if *entry == changed => {
                    return Err(format!("`{}` already has {:?}", self.header, changed.lines));
                }
                Some(entry) => *entry = changed,
                None => self.entries.push(changed),
            }
        }
        Ok(())
    }
}

/// Applies a difference, after the variants that it names.
fn apply(plan: &mut Vec<Table>, difference: Difference, gallery: &Path) -> Result<(), String> {
    for variant in &difference.variants {
        let path = gallery.join("variants").join(variant).with_extension("toml");
        apply(plan, Difference::parse(&read(&path)), gallery)?;
    }
    for header in &difference.removed_tables {
        let before = plan.len();
        plan.retain(|table| !table.is_or_is_below(header));
        if plan.len() == before {
            return Err(format!("there is no table `{header}` to remove"));
        }
    }
    let mut seen = HashSet::new();
    for (table, removed_keys) in difference.tables {
        // A table that a file has twice is a fault: the second one stays separate.
        let first = seen.insert(table.header.clone());
        match plan.iter_mut().find(|known| first && known.header == table.header) {
            Some(known) => known.change(table, &removed_keys)?,
            None if removed_keys.is_empty() => plan.push(table),
            None => return Err(format!("there is no table `{}` to remove a key from", table.header)),
        }
    }
    Ok(())
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The whole text of the plan that a file of the gallery stands for; `gallery` is the folder of the base.
pub(super) fn compose(file: &Path, gallery: &Path) -> String {
    let text = read(file);
    if let Some(whole) = text.strip_prefix("#! whole\n") {
        return whole.to_owned();
    }
    let base = Difference::parse(&read(&gallery.join("base.toml")));
    let mut plan = Vec::new();
    let composed =
        apply(&mut plan, base, gallery).and_then(|()| apply(&mut plan, Difference::parse(&text), gallery));
    composed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    written(&plan)
}

/// The text of a plan, with an empty line between its tables.
fn written(plan: &[Table]) -> String {
    let tables = plan.iter().filter(|table| !table.header.is_empty() || !table.entries.is_empty());
    let tables = tables.map(|table| {
        let lines = table.entries.iter().flat_map(|entry| &entry.lines);
        let header = Some(&table.header).filter(|header| !header.is_empty());
        header.into_iter().chain(lines).map(String::as_str).collect::<Vec<_>>().join("\n") + "\n"
    });
    tables.collect::<Vec<_>>().join("\n")
}

/// The base of these tests with a difference.
fn composed(difference: &str) -> Result<String, String> {
    let mut plan = Vec::new();
    for text in ["format = 1\n[a]\nx = 1\ny = 2\n[a.b]\nz = 3\n", difference] {
        apply(&mut plan, Difference::parse(text), Path::new(""))?;
    }
    Ok(written(&plan))
}

#[test]
fn a_difference_replaces_adds_and_removes_lines_and_leaves_faults_as_they_are() {
    let of = |difference| composed(difference).expect("a difference");
    assert_eq!(of(""), "format = 1\n\n[a]\nx = 1\ny = 2\n\n[a.b]\nz = 3\n");
    assert_eq!(of("#- [a]"), "format = 1\n");
    assert_eq!(of("#- format\n#- [a.b]\n[a]\n#- x\nw = 4"), "[a]\ny = 2\nw = 4\n");
    assert_eq!(of("#- [a.b]\n[a]\nx = \"open\nx = 5"), "format = 1\n\n[a]\nx = \"open\nx = 5\ny = 2\n");
    assert_eq!(of("#- [a.b]\n[a]\ny = 5\n[a]\nx = 6"), "format = 1\n\n[a]\nx = 1\ny = 5\n\n[a]\nx = 6\n");
}

#[test]
fn a_difference_that_changes_nothing_is_an_error() {
    for difference in ["#- [c]", "#- x", "[a]\n#- z", "[c]\n#- x", "[a]\nx = 1"] {
        assert!(composed(difference).is_err(), "{difference}");
    }
    assert!(composed("[a]\nx = 2").is_ok());
}
