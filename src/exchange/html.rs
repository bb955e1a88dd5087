//! A standalone page: one HTML file that fetches nothing and runs nothing.
//!
//! All text from a plan or a ledger passes through `HtmlText`, so it cannot become markup.

mod timeline;

use std::fmt::{self, Display, Write as _};

pub use timeline::timeline;

/// Text, escaped for elements and for attributes in double quotes.
struct HtmlText<T>(T);

impl<T: Display> Display for HtmlText<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.to_string().chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

/// The emphasis of a piece of text. Colour never carries information on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    #[default]
    Plain,
    /// As planned.
    Good,
    /// Needs attention.
    Care,
    /// Contrary to the plan.
    Bad,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlPiece {
    pub weight: Weight,
    /// Unescaped.
    pub text: String,
}

impl Display for HtmlPiece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let class = match self.weight {
            Weight::Plain => return HtmlText(&self.text).fmt(f),
            Weight::Good => "good",
            Weight::Care => "care",
            Weight::Bad => "bad",
        };
        write!(f, "<span class=\"{class}\">{}</span>", HtmlText(&self.text))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HtmlBlock {
    /// A heading above what follows.
    Heading(String),
    Line(Vec<HtmlPiece>),
    /// A table: its header, whose cells may be empty, and rows with the same number of cells. The first cell of a row
    /// names it.
    Table {
        heads: Vec<String>,
        rows: Vec<Vec<HtmlPiece>>,
    },
    /// A drawing made by this module.
    Drawing(Drawing),
}

/// An SVG drawing. Only this module can make one, so no other text gets into a page unescaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing(String);

// See ARCHITECTURE, "HTML pages are written by hand".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlPage {
    pub title: String,
    /// The label and handling codes, printed at the top and bottom.
    pub marks: String,
    /// The parts, from the top.
    pub blocks: Vec<HtmlBlock>,
}

/// Renders the page as one HTML file.
pub fn render(page: &HtmlPage) -> String {
    let (title, marks) = (HtmlText(&page.title), HtmlText(&page.marks));
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header><p class=\"marks\">{marks}</p><h1>{title}</h1></header>\n<main>\n"
    );
    for block in &page.blocks {
        let _ = match block {
            HtmlBlock::Heading(heading) => writeln!(text, "<h2>{}</h2>", HtmlText(heading)),
            HtmlBlock::Line(pieces) => {
                writeln!(text, "<p>{}</p>", pieces.iter().map(ToString::to_string).collect::<String>())
            }
            HtmlBlock::Table { heads, rows } => writeln!(text, "{}", table(heads, rows)),
            HtmlBlock::Drawing(Drawing(svg)) => writeln!(text, "<figure>\n{svg}</figure>"),
        };
    }
    let _ = write!(text, "</main>\n<footer><p class=\"marks\">{marks}</p></footer>\n</body>\n</html>\n");
    text
}

fn table(heads: &[String], rows: &[Vec<HtmlPiece>]) -> String {
    let mut text = "<table>\n".to_owned();
    // Writing to a string cannot fail.
    if heads.iter().any(|head| !head.is_empty()) {
        text.push_str("<thead><tr>");
        for head in heads {
            let _ = write!(text, "<th scope=\"col\">{}</th>", HtmlText(head));
        }
        text.push_str("</tr></thead>\n");
    }
    text.push_str("<tbody>\n");
    for row in rows {
        text.push_str("<tr>");
        for (place, piece) in row.iter().enumerate() {
            let _ = match place {
                0 => write!(text, "<th scope=\"row\">{piece}</th>"),
                _ => write!(text, "<td>{piece}</td>"),
            };
        }
        text.push_str("</tr>\n");
    }
    text + "</tbody>\n</table>"
}

/// Light or dark as the reader's system prefers; always light on paper.
const STYLE: &str = include_str!("html/style.css");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let evil = "<script>alert(1)</script> \"><img src=x onerror='y'> &lt;";
        let piece = || HtmlPiece { weight: Weight::Bad, text: evil.to_owned() };
        let page = HtmlPage {
            title: evil.to_owned(),
            marks: evil.to_owned(),
            blocks: vec![
                HtmlBlock::Heading(evil.to_owned()),
                HtmlBlock::Line(vec![piece()]),
                HtmlBlock::Table { heads: vec![evil.to_owned()], rows: vec![vec![piece()]] },
            ],
        };
        let text = render(&page);
        assert!(!text.contains("<script") && !text.contains("<img"), "{text}");
        assert!(text.contains(
            "&lt;script&gt;alert(1)&lt;/script&gt; &quot;&gt;&lt;img src=x onerror=&#39;y&#39;&gt; &amp;lt;"
        ));
        assert_eq!(text.matches(&HtmlText(evil).to_string()).count(), 8);
    }
}
