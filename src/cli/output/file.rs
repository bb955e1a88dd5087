//! Files that options name: written completely or not at all, and never over a file of another kind.

use std::fs::{File, Permissions};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::cli::error::CliError;
use crate::operation::Saved;

/// The kind of file, which decides what it may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// The JSON of `--json-into`: it replaces the JSON of any view.
    View,
    /// The saved plan of `plan --out`: it replaces another saved plan.
    SavedPlan,
}

/// The JSON documents of takedown that are not views, so `--json-into` never replaces them.
const NOT_VIEWS: [&str; 2] = ["bundle", "saved"];

/// The maximum size of a saved plan: 20,000 measures take about 20 MiB.
pub(crate) const LARGEST_SAVED_PLAN: u64 = 256 * 1024 * 1024;

impl Written {
    /// The kind of file that may be replaced, for messages.
    fn name(self) -> &'static str {
        match self {
            Self::View => "JSON that takedown wrote with --json-into",
            Self::SavedPlan => "a saved plan",
        }
    }

    /// Whether an existing file may be replaced.
    fn replaces(self, path: &Path, size: u64) -> io::Result<bool> {
        // An empty file, such as one that mktemp created, has no content to lose.
        if size == 0 {
            return Ok(true);
        }
        let file = File::open(path)?;
        Ok(match self {
            Self::View => is_view(BufReader::new(file)),
            Self::SavedPlan => {
                let mut bytes = Vec::new();
                file.take(LARGEST_SAVED_PLAN).read_to_end(&mut bytes)?;
                Saved::read(&bytes).is_ok()
            }
        })
    }

    /// The permissions of a new file. A view may be published; a saved plan is only for its recipients.
    fn permissions(self) -> Permissions {
        use std::os::unix::fs::PermissionsExt as _;
        Permissions::from_mode(match self {
            Self::View => 0o666,
            Self::SavedPlan => 0o600,
        })
    }
}

/// Whether a path is a folder or inside it, however both are spelled; neither has to exist.
pub(crate) fn is_within(path: &Path, folder: &Path) -> bool {
    resolved(path).starts_with(resolved(folder))
}

/// The path with links, `.` and `..` resolved as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).components() {
        match part {
            Component::ParentDir => {
                found.pop();
            }
            Component::CurDir => {}
            part => {
                found.push(part);
                found = found.canonicalize().unwrap_or(found);
            }
        }
    }
    found
}

/// Checks that a path may be written, before anything is recorded, so that a refused file has no effect.
pub(crate) fn check(path: &Path, written: Written) -> Result<(), CliError> {
    beside(path, written).map(drop)
}

/// Writes a temporary file next to the path and renames it.
pub(crate) fn write(path: &Path, bytes: &[u8], written: Written) -> Result<(), CliError> {
    let failed = |cause: &io::Error| CliError::file("write", path, cause);
    let mut file = beside(path, written)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|cause| failed(&cause))?;
    file.persist(path).map_err(|cause| failed(&cause.error))?;
    Ok(())
}

/// A temporary file next to the path, which is deleted when it is dropped.
fn beside(path: &Path, written: Written) -> Result<tempfile::NamedTempFile, CliError> {
    let failed = |cause: io::Error| CliError::file("write", path, &cause);
    match path.symlink_metadata() {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
        Err(cause) => return Err(failed(cause)),
        Ok(meta) if !meta.is_file() => {
            let kind = if meta.is_dir() {
                "a folder"
            } else if meta.is_symlink() {
                "a link"
            } else {
                "not a regular file"
            };
            return Err(foreign(path, &format!("it is {kind}")));
        }
        Ok(meta) => {
            if !written.replaces(path, meta.len()).map_err(failed)? {
                return Err(foreign(path, &format!("it exists and is not {}", written.name())));
            }
        }
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if path.file_name().is_none() || !folder.is_dir() {
        return Err(CliError::failed(format!("cannot write {}: there is no such folder", path.display())));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".takedown-").permissions(written.permissions()).tempfile_in(folder).map_err(failed)
}

fn foreign(path: &Path, why: &str) -> CliError {
    CliError::failed(format!("{} is not written over: {why}", path.display())).hint("name another file")
}

/// Whether this is the JSON of a view: an object, or a list of objects, whose first key is a view's schema.
fn is_view(text: impl io::Read) -> bool {
    let mut reader = serde_json::Deserializer::from_reader(text);
    let found = IsView::deserialize(&mut reader).is_ok_and(|IsView(is_view)| is_view);
    found && reader.end().is_ok()
}

/// Whether a document is a view.
struct IsView(bool);

/// Whether an element of a list is a view.
struct IsMember(bool);

impl<'de> Deserialize<'de> for IsMember {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ViewVisitor).map(|IsView(is_view)| Self(is_view))
    }
}

impl<'de> Deserialize<'de> for IsView {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ViewVisitor)
    }
}

struct ViewVisitor;

impl<'de> Visitor<'de> for ViewVisitor {
    type Value = IsView;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a view")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IsView, A::Error> {
        let first = map.next_key::<String>()?;
        if first.as_deref() != Some("schema") || !is_schema_of_view(&map.next_value::<String>()?) {
            return Ok(IsView(false));
        }
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(IsView(true))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<IsView, A::Error> {
        // `log --json-into` writes a list, which is empty if the ledger is.
        while let Some(IsMember(is_view)) = list.next_element::<IsMember>()? {
            if !is_view {
                return Ok(IsView(false));
            }
        }
        Ok(IsView(true))
    }
}

/// Whether a schema is `takedown.VIEW/N`.
fn is_schema_of_view(schema: &str) -> bool {
    let parts = schema.strip_prefix("takedown.").and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(view, version)| {
        !view.is_empty()
            && view.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
            && !NOT_VIEWS.contains(&view)
            && !version.is_empty()
            && version.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_told_by_its_first_key() {
        for (text, is) in [
            ("{\"schema\":\"takedown.status/1\",\"rows\":[1,{}]}", true),
            ("{\n  \"schema\": \"takedown.rehearse-runs/12\"\n}\n", true),
            ("[{\"schema\":\"takedown.log/1\"},{\"schema\":\"takedown.log/1\",\"seq\":2}]", true),
            ("[]", true),
            ("", false),
            ("{}", false),
            ("null", false),
            ("[1]", false),
            ("[[]]", false),
            ("{\"schema\":\"takedown.saved/1\"}", false),
            ("{\"schema\":\"takedown.bundle/1\"}", false),
            ("{\"schema\":\"takedown.status/\"}", false),
            ("{\"schema\":\"takedown.status\"}", false),
            ("{\"schema\":\"other.status/1\"}", false),
            ("{\"schema\":1}", false),
            ("{\"rows\":[],\"schema\":\"takedown.status/1\"}", false),
            ("{\"schema\":\"takedown.status/1\"", false),
            ("{\"schema\":\"takedown.status/1\"} and more", false),
            ("{\"v\":1,\"op\":\"tideline/exercise\"}\n", false),
            ("[{\"schema\":\"takedown.log/1\"},{\"name\":\"another\"}]", false),
        ] {
            assert_eq!(is_view(text.as_bytes()), is, "{text}");
        }
    }
}
