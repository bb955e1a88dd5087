//! The words that `takedown explain` has a page for. Each layer has a table of its own for diagnostics, findings,
//! guards or gates; this module defines the shape of a row and of its page.

/// A word that the program prints, and its page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topic {
    pub word: &'static str,
    pub summary: &'static str,
    /// The page in Markdown, with the headings of [`PARTS`].
    pub page: &'static str,
}

/// The headings of every page, in their order.
pub const PARTS: [&str; 4] = ["What", "Why it matters", "Example", "Mend"];

impl Topic {
    /// The first missing part of the page: its title, or one of [`PARTS`] in their order.
    pub fn lacks(&self) -> Option<&'static str> {
        if !self.page.starts_with(&format!("# {}: ", self.word)) {
            return Some("title");
        }
        let mut rest = self.page;
        PARTS.into_iter().find(|part| match rest.split_once(&format!("\n## {part}\n")) {
            Some((_, after)) => {
                rest = after;
                false
            }
            None => true,
        })
    }
}

/// Declares a vocabulary with a page `pages/WORD.md` for each word, beside the file that declares it, and the table of
/// the pages in the order of the vocabulary.
macro_rules! topics {
    ($(#[$meta:meta])* $vis:vis enum $name:ident : $what:literal in $table:ident {
        $($member:ident = $word:literal $summary:literal;)+
    }) => {
        $crate::model::word::words! {
            $(#[$meta])*
            $vis enum $name: $what { $(#[doc = $summary] $member = $word),+ }
        }

        /// The summary and the page of each word, in the order of the vocabulary.
        $vis const $table: &[$crate::model::topic::Topic] = &[$($crate::model::topic::Topic {
            word: $word,
            summary: $summary,
            page: include_str!(concat!("pages/", $word, ".md")),
        }),+];
    };
}
pub(crate) use topics;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_a_part_is_noticed() {
        let page = "# held: x\n\n## What\na\n\n## Why it matters\nb\n\n## Example\nc\n\n## Mend\nd\n";
        let topic = Topic { word: "held", summary: "", page };
        assert_eq!(topic.lacks(), None);
        assert_eq!(Topic { word: "hold", ..topic }.lacks(), Some("title"));
        assert_eq!(Topic { page: &page[..40], ..topic }.lacks(), Some("Example"));
    }
}
