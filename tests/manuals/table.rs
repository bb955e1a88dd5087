//! Tables of a page, and what they should say.

use std::ops::Range;

/// A cell that is not compared.
pub(crate) const ANY: &str = "*";

/// What a table of a page should say.
pub(crate) struct Table {
    /// The heading of the section that it is in; without one it is the first table with that head.
    pub section: Option<&'static str>,
    /// Its head, as the page has it.
    pub head: &'static str,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

/// The lines of a table's rows.
fn lines(page: &[&str], section: Option<&str>, head: &str) -> Result<Range<usize>, String> {
    let from = match section {
        Some(section) => {
            page.iter().position(|line| *line == section).ok_or(format!("no section {section}"))?
        }
        None => 0,
    };
    let in_section = |line: &&str| section.is_none() || !line.starts_with('#');
    let length = 1 + page[from + 1..].iter().take_while(|line| in_section(line)).count();
    let at = page[from..from + length].iter().position(|line| *line == head);
    let first = from + at.ok_or(format!("no table `{head}` in {}", section.unwrap_or("the page")))? + 2;
    let count = page[first..].iter().take_while(|line| line.starts_with('|')).count();
    Ok(first..first + count)
}

fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').strip_suffix('|').unwrap_or(line);
    inner.split('|').map(|cell| cell.replace('`', "").trim().to_owned()).collect()
}

/// The rows of a table, without back quotes.
pub(crate) fn rows(page: &str, section: Option<&str>, head: &str) -> Result<Vec<Vec<String>>, String> {
    let page: Vec<&str> = page.lines().collect();
    Ok(page[lines(&page, section, head)?].iter().map(|line| cells(line)).collect())
}

/// What a page says otherwise than it should.
fn differences(page: &str, table: &Table) -> Vec<String> {
    let found = match rows(page, table.section, table.head) {
        Ok(found) => found,
        Err(bad) => return vec![bad],
    };
    let place = format!("{} {}", table.section.unwrap_or_default(), table.head);
    let mut differences = Vec::new();
    if found.len() != table.rows.len() {
        differences.push(format!("{place}: {} rows, not {}", found.len(), table.rows.len()));
    }
    for (row, should) in found.iter().zip(&table.rows) {
        let same = row.len() == should.len()
            && row.iter().zip(should).all(|(is, should)| should == ANY || is == should);
        if !same {
            differences.push(format!("{place}:\n  it says {row:?}\n  not     {should:?}"));
        }
    }
    differences
}

/// Checks that a page says what it should, and that a change of any compared cell would be noticed.
pub(crate) fn assert_equal(name: &str, page: &str, tables: &[Table]) {
    let found: Vec<String> = tables.iter().flat_map(|table| differences(page, table)).collect();
    assert!(found.is_empty(), "{name}:\n{}", found.join("\n"));
    let all: Vec<&str> = page.lines().collect();
    let mut changed = 0;
    for table in tables {
        let at = lines(&all, table.section, table.head).expect("it was found");
        for (line, row) in at.clone().zip(&table.rows) {
            for column in (0..row.len()).filter(|column| row[*column] != ANY) {
                let mut cells = cells(all[line]);
                cells[column].push_str(" changed");
                let cut = format!("| {} |", cells.join(" | "));
                let mut copy = all.clone();
                copy[line] = &cut;
                assert!(!differences(&copy.join("\n"), table).is_empty(), "{name}: {cut}");
                changed += 1;
            }
        }
        let mut copy = all.clone();
        copy.remove(at.start);
        assert!(!differences(&copy.join("\n"), table).is_empty(), "{name}: a row of {} is gone", table.head);
    }
    assert!(changed > 0, "{name}: nothing is compared");
}
