//! Text that stays text in other people's programs: no formula in a spreadsheet, no markup in a document.

/// A cell of CSV: one that a spreadsheet would take for a formula gets an apostrophe (OWASP, "CSV Injection").
pub fn cell(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// A text in Markdown (`CommonMark`, with the tables of GitHub): nothing in it becomes markup, a link or a picture, or ends
/// the line.
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
