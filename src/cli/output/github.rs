//! Diagnostics as annotations of a GitHub workflow (GitHub Docs, "Workflow commands").

use std::fmt::Write as _;

use crate::view::check::CheckView;

/// Renders one workflow command per diagnostic.
pub(crate) fn render(check: &CheckView) -> String {
    let mut text = String::new();
    for row in &check.diagnostics {
        let mut place = Vec::new();
        if let Some(file) = &row.file {
            place.push(format!("file={}", property(file)));
        }
        let numbers = [
            ("line", row.line),
            ("col", row.column),
            ("endLine", row.end_line),
            ("endColumn", row.end_column),
        ];
        place.extend(numbers.iter().filter_map(|(key, value)| value.map(|value| format!("{key}={value}"))));
        place.push(format!("title={}", property(&row.code)));
        let hint = row.hint.as_ref().map(|hint| format!("\n{hint}")).unwrap_or_default();
        // Writing to a string never fails.
        let _ = writeln!(
            text,
            "::{} {}::{}",
            row.severity,
            place.join(","),
            message(&format!("{}{hint}", row.message))
        );
    }
    text
}

fn message(text: &str) -> String {
    let text: Vec<_> = text.split('\n').map(|line| super::text::visible(line).replace('%', "%25")).collect();
    text.join("%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}
