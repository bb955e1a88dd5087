//! Escapes text for other programs: no formulas in spreadsheets, no markup in documents.

/// A CSV cell. One that a spreadsheet would take for a formula gets an apostrophe (OWASP, "CSV Injection").
pub fn cell(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// Escapes a text for Markdown (`CommonMark`, with the tables of GitHub): nothing in it becomes markup, a link or an
/// image, or ends the line.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '~' | '&') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
