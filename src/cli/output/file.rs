//! Files that commands write at an option's path: never over a file of another kind, and whole or not at all.

use std::fs::{File, Permissions};
use std::io::{self, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::cli::error::CliError;
use crate::operation::Saved;

/// What a command writes, and therefore what it may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// The JSON of `--json-into`: it replaces the JSON of any view.
    View,
    /// The saved plan of `plan --out`: it replaces another saved plan.
    SavedPlan,
}

/// The JSON documents of takedown that are not views: `--json-into` never replaces them.
const NOT_VIEWS: [&str; 2] = ["bundle", "saved"];

/// No saved plan is larger: 20,000 measures take about 20 MiB.
pub(crate) const LARGEST_SAVED_PLAN: u64 = 256 * 1024 * 1024;

impl Written {
    /// What a file must be to be replaced, for the message.
    fn name(self) -> &'static str {
        match self {
            Self::View => "JSON that takedown wrote with --json-into",
            Self::SavedPlan => "a saved plan",
        }
    }

    /// Whether the file may be replaced.
    fn replaces(self, path: &Path, size: u64) -> io::Result<bool> {
        // An empty file holds nothing to lose: mktemp makes one.
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

    /// Who may read a new file. A view may be published; a saved plan is for those it is given to.
    fn permissions(self) -> Permissions {
        use std::os::unix::fs::PermissionsExt as _;
        Permissions::from_mode(match self {
            Self::View => 0o666,
            Self::SavedPlan => 0o600,
        })
    }
}

/// Whether a path leads to a folder or below it, whichever way both are spelled; neither has to exist.
pub(crate) fn is_within(path: &Path, folder: &Path) -> bool {
    resolved(path).starts_with(resolved(folder))
}

/// The path without links, `.` and `..`, as far as it exists.
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

/// Whether a path may be written: checked before anything is recorded, so that a refused file leaves nothing behind.
pub(crate) fn check(path: &Path, written: Written) -> Result<(), CliError> {
    beside(path, written).map(drop)
}

/// Writes a file beside its place, and then gives it its name.
pub(crate) fn write(path: &Path, bytes: &[u8], written: Written) -> Result<(), CliError> {
    let failed = |cause: &io::Error| CliError::file("write", path, cause);
    let mut file = beside(path, written)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(|cause| failed(&cause))?;
    file.persist(path).map_err(|cause| failed(&cause.error))?;
    Ok(())
}

/// A new file beside a path that may be written; it is gone when it is dropped.
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

/// Whether this is the JSON of a view: an object, or a list of objects, with the view's schema as its first key.
fn is_view(text: impl io::Read) -> bool {
    let mut reader = serde_json::Deserializer::from_reader(text);
    let found = IsView::deserialize(&mut reader).is_ok_and(|IsView(is_view)| is_view);
    found && reader.end().is_ok()
}

/// Whether a document is that of a view.
struct IsView(bool);

/// Whether a member of a list is.
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
        // `log --json-into` writes a list, which is empty before the first entry.
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
