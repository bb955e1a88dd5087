//! Diagnostics of a plan for people: the underlined location and how to fix it.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Element, Level, Origin, Padding, Renderer, Snippet};

use crate::cli::output::tone::Tone;
use crate::plan::{Diagnostic, Loaded, Severity, SourceSpan, SourceText};

use super::text::{number_of, visible};

/// How many diagnostics are rendered; the rest are counted.
const MOST: usize = 100;
/// How many characters of a line are shown before and after the location.
const AROUND: usize = 60;

/// All diagnostics and a summary; empty if there are none. Accepted warnings are included only if `all`.
pub(crate) fn render(loaded: &Loaded, strict: bool, all: bool, coloured: bool) -> String {
    let shown: Vec<_> = loaded.diagnostics.iter().filter(|found| all || found.accepted.is_none()).collect();
    let mut text = String::new();
    let sources: Vec<LineIndex<'_>> = loaded.sources.iter().map(LineIndex::of).collect();
    for found in shown.iter().take(MOST) {
        text.push_str(&one(found, &sources, strict, coloured));
        text.push_str("\n\n");
    }
    text.push_str(&sum(loaded, &shown, strict));
    text
}

fn one(found: &Diagnostic, sources: &[LineIndex<'_>], strict: bool, coloured: bool) -> String {
    let renderer = if coloured { styled() } else { Renderer::plain() };
    let level = match found.severity {
        _ if found.accepted.is_some() => Level::NOTE.with_name("accepted"),
        Severity::Warning if !strict => Level::WARNING,
        Severity::Error | Severity::Warning => Level::ERROR,
    };
    let spots = found.place.iter().map(|place| (place, AnnotationKind::Primary));
    let more = found.more.iter().map(|place| (place, AnnotationKind::Context));
    let drawn: Vec<_> =
        spots.chain(more).filter_map(|(place, kind)| RenderedSource::of(place, sources, kind)).collect();
    let mut elements: Vec<Element<'_>> = drawn.iter().map(RenderedSource::element).collect();
    let reason =
        found.accepted.as_ref().map(|reason| Level::NOTE.message(format!("accepted: {}", visible(reason))));
    let help = found.help.as_ref().map(|help| Level::HELP.message(visible(help)));
    if !elements.is_empty() && (help.is_some() || reason.is_some()) {
        elements.push(Element::Padding(Padding));
    }
    elements.extend(help.map(Element::Message));
    elements.extend(reason.map(Element::Message));
    let title = level.primary_title(visible(&found.message)).id(crate::model::word::Word::as_str(found.code));
    let text = renderer.render(&[title.elements(elements)]);
    drawn.iter().fold(text, |text, drawn| drawn.mended(&text))
}

/// The renderer's default colours are bright and unreadable on a light background.
fn styled() -> Renderer {
    Renderer::styled()
        .error(Tone::Bad.style())
        .warning(Tone::Care.style().bold())
        .note(Tone::Strong.style())
        .help(Tone::Good.style())
        .line_num(Tone::Dim.style())
        .context(Tone::Strong.style())
        .emphasis(Tone::Strong.style())
}

/// A location as it is drawn: its file and, if known, its line.
struct RenderedSource<'a> {
    name: Cow<'a, str>,
    kind: AnnotationKind,
    label: &'a str,
    line: Option<(MarkedSpan<'a>, String, Range<usize>)>,
}

/// The text of a file and the offsets at which its lines begin.
pub(crate) struct LineIndex<'a> {
    name: &'a str,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    pub(crate) fn of(source: &'a SourceText) -> Self {
        let after = source.text.match_indices('\n').map(|(index, _)| index + 1);
        Self { name: &source.name, text: &source.text, starts: std::iter::once(0).chain(after).collect() }
    }

    /// The number of the line that contains a byte, from 1, and the offset at which it begins.
    fn line_of(&self, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= byte);
        // The first line begins at 0, so at least one line begins at or before every byte.
        (line, self.starts[line - 1])
    }
}

impl<'a> RenderedSource<'a> {
    fn of(place: &'a SourceSpan, sources: &'a [LineIndex<'a>], kind: AnnotationKind) -> Option<Self> {
        let source = sources.get(place.file)?;
        let spot = MarkedSpan::of(source, &place.span).filter(|_| !source.text.is_empty());
        let line = spot.map(|spot| {
            let (text, span) = spot.window();
            (spot, text, span)
        });
        Some(Self { name: visible(source.name), kind, label: &place.label, line })
    }

    fn element(&self) -> Element<'_> {
        let Some((spot, text, span)) = &self.line else {
            return Element::Origin(Origin::path(self.name.as_ref()));
        };
        let snippet = Snippet::source(text.as_str()).path(self.name.as_ref()).line_start(spot.line);
        Element::Cause(snippet.annotation(self.kind.span(span.clone()).label(visible(self.label))))
    }

    /// Corrects the column: the renderer counts in the cut and escaped line, and the reader needs the column
    /// in the file.
    fn mended(&self, text: &str) -> String {
        let Some((spot, shown, span)) = &self.line else { return text.to_owned() };
        // `window` keeps the span within the line that it shows.
        let column = shown[..span.start].chars().count() + 1;
        let location = |column: usize| format!("{}:{}:{column}", self.name, spot.line);
        text.replacen(&location(column), &location(spot.column), 1)
    }
}

/// A location in a text as people count it: line and column from 1, columns in characters.
pub(crate) struct MarkedSpan<'a> {
    /// The line of its start.
    pub(crate) line: usize,
    /// The column of its start.
    pub(crate) column: usize,
    /// The line of its end.
    pub(crate) end_line: usize,
    /// The column after its last character.
    pub(crate) end_column: usize,
    before: &'a str,
    within: &'a str,
    after: &'a str,
}

impl<'a> MarkedSpan<'a> {
    /// The location of a byte range; `None` if the text does not contain it.
    pub(crate) fn of(lines: &LineIndex<'a>, span: &Range<usize>) -> Option<Self> {
        let text = lines.text;
        let within = text.get(span.start..span.end.max(span.start))?;
        let (line, start) = lines.line_of(span.start);
        let before = text.get(start..span.start)?;
        let column = before.chars().count() + 1;
        let breaks = within.matches('\n').count();
        let last = within.rsplit('\n').next().unwrap_or_default().chars().count();
        let first = within.split('\n').next().unwrap_or_default();
        // `first` is a prefix of `within`, so it ends at a character boundary.
        let rest = &text[span.start + first.len()..];
        Some(Self {
            line,
            column,
            end_line: line + breaks,
            end_column: if breaks == 0 { column + last } else { last + 1 },
            before,
            within: first,
            after: rest.split('\n').next().unwrap_or_default(),
        })
    }

    /// The line, escaped and cut if it is long, and the range of the location within it.
    fn window(&self) -> (String, Range<usize>) {
        let skip = self.before.chars().count().saturating_sub(AROUND);
        let mut text = if skip > 0 { "...".to_owned() } else { String::new() };
        text.push_str(&visible(&self.before.chars().skip(skip).collect::<String>()));
        let start = text.len();
        let within: String = self.within.chars().take(2 * AROUND).collect();
        text.push_str(&visible(&within));
        let end = text.len().max(start);
        if within.len() == self.within.len() {
            text.push_str(&visible(&self.after.chars().take(AROUND).collect::<String>()));
        }
        (text, start..end)
    }
}

/// `3 errors, 1 warning in 9 files. More on one: takedown explain unknown-reference`
fn sum(loaded: &Loaded, shown: &[&Diagnostic], strict: bool) -> String {
    if shown.is_empty() {
        return String::new();
    }
    let accepted = loaded.accepted().count();
    let (mut errors, mut warnings) = (loaded.errors().count(), loaded.warnings().count());
    if strict {
        (errors, warnings) = (errors + warnings, 0);
    }
    let parts = [(errors, "error"), (warnings, "warning")];
    let mut text: Vec<_> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, thing)| number_of(*count, thing)).collect();
    if accepted > 0 && shown.iter().any(|found| found.accepted.is_some()) {
        text.push(format!("{accepted} accepted"));
    }
    let files = number_of(loaded.sources.len().max(1), "file");
    let more = shown.len().saturating_sub(MOST) + loaded.dropped;
    let rest = if more > 0 { format!(" ({more} more not shown)") } else { String::new() };
    // `shown` is not empty here.
    let code = shown.first().map_or("", |found| crate::model::word::Word::as_str(found.code));
    format!("{} in {files}{rest}. More on one: takedown explain {code}\n", text.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Code;

    #[test]
    fn a_place_is_underlined_and_nothing_hidden_is_shown() {
        let text = "[a]\nprovider = \"hoster-\u{202e}r0\"\n".to_owned();
        let mut found = Diagnostic::new(Code::UnknownReference, "asset `ro-web-1` names no known provider");
        found.place = Some(SourceSpan { file: 0, span: 15..30, label: "no provider has this id".to_owned() });
        found.help = Some("did you mean `hoster-ro`?".to_owned());
        let sources = vec![SourceText { name: "ro.toml".to_owned(), text }];
        let loaded = Loaded { plan: None, diagnostics: vec![found], dropped: 0, sources };
        snapbox::assert_data_eq!(
            render(&loaded, false, false, false),
            snapbox::str![[r#"
error[unknown-reference]: asset `ro-web-1` names no known provider
 --> ro.toml:2:12
  |
2 | provider = "hoster-/u{202e}r0"
  |            ^^^^^^^^^^^^^^^^^^^ no provider has this id
  |
  = help: did you mean `hoster-ro`?

1 error in 1 file. More on one: takedown explain unknown-reference

"#]]
        );
    }

    #[test]
    fn columns_count_characters() {
        let source = SourceText { name: String::new(), text: "é = 1\nß = \"x\"\n".to_owned() };
        let spot = MarkedSpan::of(&LineIndex::of(&source), &(12..15)).expect("a place");
        assert_eq!((spot.line, spot.column, spot.end_line, spot.end_column), (2, 5, 2, 8));
    }
}
