//! Reads versions of a plan against one that is known.
//!
//! A ledger stores every version of a plan that an entry cites, and most of them differ in a few lines. The tables that
//! make a plan long (assets, inventories, their measures, instruments, services) refer to each other. If their text,
//! and everything else that they are made from, is the same as in a version that was already read, they are shared
//! instead of read again.

use std::sync::{Arc, OnceLock};

use super::diagnostic::SourceText;
use super::load::{read_sources, read_stored};
use super::source::Sources;
use super::tables::Plan;
use crate::model::digest::Hash;

/// The tables that do not refer to the long ones, by the first key of their headers. They are read for each version.
const SHORT: [&str; 6] = ["operation", "policy", "agency", "outlet", "source", "protected"];

/// A version against which others are read.
// See ARCHITECTURE, "Versions of a plan share their long tables".
#[derive(Debug, Clone)]
pub struct Versions {
    plan: Arc<Plan>,
    files: Arc<OnceLock<Option<Vec<SplitFile>>>>,
}

/// A file of a plan in two parts.
#[derive(Debug, Default)]
struct SplitFile {
    name: String,
    /// The text before the first header, and the short tables.
    short: String,
    /// Every other table, from its header to its last line.
    long: Vec<Box<str>>,
}

impl Versions {
    pub fn of(plan: &Arc<Plan>) -> Self {
        Self { plan: Arc::clone(plan), files: Arc::default() }
    }

    /// Reads a version from the bytes that the ledger stores: the same plan as [`read_stored`] returns, except that
    /// [`Plan::stored`] stays empty. If the known plan is rehearsed, so is this one. `None` if it cannot be read.
    /// `hash` MUST be the digest of `bytes`.
    pub fn read(&self, hash: Hash, bytes: &[u8]) -> Option<Plan> {
        let plan = self.shared(hash, bytes).or_else(|| read_stored(bytes).plan)?;
        let plan = if self.plan.is_rehearsed() { plan.rehearsed() } else { plan };
        Some(Plan { stored: Vec::new(), ..plan })
    }

    /// The plan, if its long tables are those of the known version.
    fn shared(&self, hash: Hash, bytes: &[u8]) -> Option<Plan> {
        // A stored plan does not contain the rows of an inventory, but the current plan does.
        if !self.plan.inventories.is_empty() {
            return None;
        }
        let known = self.files.get_or_init(|| {
            let sources = Sources::from_stored(&self.plan.stored);
            sources.files.iter().map(|file| SplitFile::of(file, None)).collect()
        });
        let known = known.as_deref()?;
        let sources = Sources::from_stored(bytes);
        if !sources.faults.is_empty() || sources.files.len() != known.len() {
            return None;
        }
        let parts = sources.files.iter().zip(known).map(|(file, known)| SplitFile::of(file, Some(known)));
        let files = parts.map(|parts| parts.map(|it| SourceText { name: it.name, text: it.short }));
        let short =
            Sources { files: files.collect::<Option<_>>()?, folder: sources.folder, faults: Vec::new() };
        let short = read_sources(short).plan?;
        let plan = &*self.plan;
        has_the_same_basis(plan, &short).then(|| Plan {
            hash,
            stored: Vec::new(),
            operation: short.operation,
            policy: short.policy,
            agencies: short.agencies,
            outlets: short.outlets,
            sources: short.sources,
            protected: short.protected,
            providers: Arc::clone(&plan.providers),
            instruments: Arc::clone(&plan.instruments),
            assets: Arc::clone(&plan.assets),
            inventories: Arc::clone(&plan.inventories),
            services: Arc::clone(&plan.services),
            services_of: Arc::clone(&plan.services_of),
            injects: Arc::clone(&plan.injects),
            measures: Arc::clone(&plan.measures),
            groups: Arc::clone(&plan.groups),
            on_subject: Arc::clone(&plan.on_subject),
        })
    }
}

/// Whether the short tables of a version contain what the long tables of a plan were made from.
fn has_the_same_basis(plan: &Plan, short: &Plan) -> bool {
    let no_long = short.providers.is_empty()
        && short.instruments.is_empty()
        && short.assets.is_empty()
        && short.inventories.is_empty()
        && short.services.is_empty()
        && short.injects.is_empty()
        && short.measures.is_empty();
    let (was, is) = (&plan.operation, &short.operation);
    let mode = if plan.is_rehearsed() { is.mode.row().gated } else { was.mode == is.mode };
    let agencies = plan.agencies.iter().all(|(id, was)| {
        let is = short.agencies.get(id);
        is.is_some_and(|is| (was.country, was.timezone) == (is.country, is.timezone))
    });
    // All ids share one namespace.
    let is_long = |id: &str| {
        plan.assets.contains_key(id)
            || plan.providers.contains_key(id)
            || plan.instruments.contains_key(id)
            || plan.services.contains_key(id)
            || plan.injects.contains_key(id)
    };
    let ids = (short.agencies.keys().map(AsRef::as_ref))
        .chain(short.outlets.keys().map(AsRef::as_ref))
        .chain(short.sources.keys().map(AsRef::as_ref));
    no_long
        && mode
        && (was.h_hour, was.window) == (is.h_hour, is.window)
        && agencies
        && plan.outlets.keys().all(|id| short.outlets.contains_key(id))
        && plan.sources.keys().all(|id| short.sources.contains_key(id))
        && !ids.into_iter().any(is_long)
}

impl SplitFile {
    /// Splits a file. With a `known` file its long tables have to be the same. `None` if they are not, or if the text
    /// cannot be split line by line.
    fn of(file: &SourceText, known: Option<&Self>) -> Option<Self> {
        let mut parts = Self { name: file.name.clone(), ..Self::default() };
        let (before, mut rest) = file.text.split_at(Extent::of(&file.text, false)?.whole);
        parts.short.push_str(before);
        let mut same = 0;
        loop {
            rest = &rest[gap(rest)..];
            if rest.is_empty() {
                let all = known.is_none_or(|known| known.long.len() == same);
                return all.then_some(parts);
            }
            let next = known.and_then(|known| known.long.get(same));
            if let Some(after) = next.and_then(|next| after_table(rest, next)) {
                (same, rest) = (same + 1, after);
                continue;
            }
            let extent = Extent::of(rest, true)?;
            let (table, content) = (&rest[..extent.whole], &rest[..extent.content]);
            rest = &rest[extent.whole..];
            if SHORT.contains(&first_key(table)) {
                parts.short.push_str(table);
            } else if known.is_some() {
                return None;
            } else {
                parts.long.push(content.trim_end_matches('\n').into());
            }
        }
    }
}

/// The text after a table, if `text` begins with exactly that table.
fn after_table<'t>(text: &'t str, table: &str) -> Option<&'t str> {
    let after = text.strip_prefix(table)?;
    let rest = &after[gap(after)..];
    let ends = after.is_empty() || after.starts_with('\n');
    (ends && (rest.is_empty() || rest.trim_start().starts_with('['))).then_some(rest)
}

/// The length in bytes of the empty lines and comments at the beginning of a text.
fn gap(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let line_text = line.trim_start();
        if !line_text.is_empty() && !line_text.starts_with('#') {
            break;
        }
        at += line.len();
    }
    at
}

/// The first key of a table's header, if it is a bare key.
fn first_key(table: &str) -> &str {
    let header = table.trim_start().trim_start_matches('[').trim_start();
    let end =
        header.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(header.len());
    &header[..end]
}

/// Where a piece of a file ends.
struct Extent {
    /// After its last line that is neither empty nor a comment.
    content: usize,
    /// Before the next header.
    whole: usize,
}

impl Extent {
    /// The extent of the first piece of a text: a table if `header`, otherwise the lines before the first table. `None`
    /// if the text has multi-line strings, or strings or brackets that are not closed, because then only a parser can
    /// tell.
    fn of(text: &str, header: bool) -> Option<Self> {
        let (mut extent, mut depth) = (Self { content: 0, whole: 0 }, 0);
        for (number, line) in text.split_inclusive('\n').enumerate() {
            let text = line.trim();
            if depth == 0 && text.starts_with('[') && !(header && number == 0) {
                return Some(extent);
            }
            depth = depth_after(line, depth)?;
            extent.whole += line.len();
            if !text.is_empty() && !text.starts_with('#') {
                extent.content = extent.whole;
            }
        }
        (depth == 0).then_some(extent)
    }
}

/// The number of open brackets after a line.
fn depth_after(line: &str, mut depth: usize) -> Option<usize> {
    let mut rest = line;
    while let Some(at) = rest.find(['[', ']', '{', '}', '"', '\'', '#']) {
        let (sign, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = match sign {
            b'#' => return Some(depth),
            b'[' | b'{' => {
                depth += 1;
                after
            }
            b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                after
            }
            quote => after_string(after, char::from(quote))?,
        };
    }
    Some(depth)
}

/// The text after a single-line string whose opening quote has been read.
fn after_string(text: &str, quote: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(quote) {
        // Three quotes begin a multi-line string.
        return (!rest.starts_with(quote)).then_some(rest);
    }
    let mut escaped = false;
    for (at, sign) in text.char_indices() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            _ if sign == quote => return Some(&text[at + 1..]),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn plan() -> Arc<Plan> {
        let text = super::super::init(&"demo".parse().expect("an id"), instant());
        Arc::new(read_stored(text.as_bytes()).plan.expect("a plan"))
    }

    fn instant() -> crate::model::time::Instant {
        crate::model::time::Instant::from_millis(1_800_000_000_000)
    }

    /// The results of both ways to read a version.
    fn both(plan: &Arc<Plan>, text: &str) -> (Option<String>, Option<String>, bool) {
        let versions = Versions::of(plan);
        let anew = read_stored(text.as_bytes()).plan.map(|plan| Plan { stored: Vec::new(), ..plan });
        let debug = |plan: Option<Plan>| plan.map(|plan| format!("{plan:#?}"));
        let (bytes, hash) = (text.as_bytes(), Hash::of(text.as_bytes()));
        (debug(versions.read(hash, bytes)), debug(anew), versions.shared(hash, bytes).is_some())
    }

    #[test]
    fn what_does_not_change_the_long_tables_is_read_without_them() {
        let plan = plan();
        let text = String::from_utf8(plan.stored.clone()).expect("text");
        let change = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        };
        let of_agency =
            "\n[agency.fr-office]\nname = \"Office\"\ncountry = \"FR\"\ntimezone = \"Europe/Paris\"\n";
        for (changed, shared) in [
            (text.clone(), true),
            (format!("{text}# a remark\n"), true),
            (format!("{text}{of_agency}"), true),
            (change("[agency.nl-police]", &format!("{of_agency}[agency.nl-police]")), true),
            (change("name = \"The Wire\"", "name = \"The Wires\""), true),
            // These change what the long tables contain or are made from.
            (change("country = \"NL\"\ntimezone", "country = \"DE\"\ntimezone"), false),
            (change("[asset.", "# new\n[asset."), true),
            (change("kind = \"domain\"", "kind  = \"domain\""), false),
            (format!("{text}[asset.more]\nkind = \"person\"\noutlets = [\"wire\"]\n"), false),
            (format!("{text}note = \"\"\"\n[operation]\"\"\"\n"), false),
        ] {
            let (read, anew, is_shared) = both(&plan, &changed);
            assert_eq!(read, anew, "{changed}");
            assert_eq!(is_shared, shared, "{changed}");
        }
    }

    proptest! {
        /// However the lines of a plan are edited, it is read as if it were the only version.
        #[test]
        fn a_version_is_read_as_by_itself(
            edits in proptest::collection::vec((0_usize..400, 0_usize..400, 0_u8..4), 1..4),
        ) {
            let plan = plan();
            let text = String::from_utf8(plan.stored.clone()).expect("text");
            let mut lines: Vec<&str> = text.lines().collect();
            for (one, two, kind) in edits {
                let (one, two) = (one % lines.len(), two % lines.len());
                match kind {
                    0 => lines.swap(one, two),
                    1 => { lines.remove(one); }
                    2 => lines.insert(one, lines[two]),
                    _ => lines.insert(one, "# a remark"),
                }
            }
            let (read, anew, _) = both(&plan, &(lines.join("\n") + "\n"));
            prop_assert_eq!(read, anew);
        }
    }
}
