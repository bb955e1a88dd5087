//! The files of a plan: from the disk, or from the bytes that a ledger stores.
//!
//! A plan in one file is stored as it is. A folder is stored as its files in byte order of their names, each after a
//! line `#takedown-file NAME BYTES` that is followed by exactly that many bytes. CRLF is read as LF everywhere.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::code::Code;
use super::diagnostic::{Diagnostic, SourceSpan, SourceText};

/// The maximum size of a plan in bytes, all its files together.
const LONGEST: u64 = 16 << 20;

/// The maximum size of an inventory in bytes.
const LONGEST_INVENTORY: u64 = 128 << 20;

const HEADER: &str = "#takedown-file ";

#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// The files, in byte order of their names.
    pub(crate) files: Vec<SourceText>,
    /// Whether they are the files of a folder.
    pub(crate) folder: bool,
    pub(crate) faults: Vec<Diagnostic>,
}

impl Sources {
    pub(crate) fn from_disk(path: &Path) -> Self {
        let mut sources = Self::default();
        let meta = match fs::metadata(path) {
            Ok(meta) => meta,
            Err(error) => {
                sources.fault(
                    Code::Syntax,
                    format!("{} cannot be read: {}", path.display(), words(&error)),
                    None,
                );
                return sources;
            }
        };
        if meta.is_dir() {
            sources.folder = true;
            sources.read_folder(path);
        } else if meta.is_file() {
            sources.read_file(path, path.display().to_string(), &mut 0);
        } else {
            sources.fault(Code::Syntax, format!("{} is neither a file nor a folder", path.display()), None);
        }
        sources.refuse_twins(path);
        sources
    }

    pub(crate) fn from_stored(bytes: &[u8]) -> Self {
        let mut sources = Self::default();
        if !bytes.starts_with(HEADER.as_bytes()) {
            sources.take_bytes("plan".to_owned(), bytes.to_vec());
            return sources;
        }
        sources.folder = true;
        let mut rest = bytes;
        while !rest.is_empty() {
            let Some((name, text, after)) = stored_file(rest) else {
                sources.fault(
                    Code::Syntax,
                    "the stored plan has a header line that does not fit".to_owned(),
                    None,
                );
                return sources;
            };
            sources.take_bytes(name.to_owned(), text.to_vec());
            rest = after;
        }
        sources
    }

    fn fault(&mut self, code: Code, message: String, place: Option<SourceSpan>) {
        self.faults.push(Diagnostic { place, ..Diagnostic::new(code, message) });
    }

    fn read_folder(&mut self, folder: &Path) {
        let names = match toml_files(folder) {
            Ok(names) => names,
            Err(error) => {
                let message = format!("{} cannot be read: {}", folder.display(), words(&error));
                return self.fault(Code::Syntax, message, None);
            }
        };
        if names.is_empty() {
            let message =
                format!("{} is a folder without a plan: no file in it ends with `.toml`", folder.display());
            return self.fault(Code::MissingKey, message, None);
        }
        let mut total = 0;
        for name in names {
            let path = folder.join(&name);
            if name.chars().any(char::is_control) {
                self.fault(Code::BadId, format!("{name:?} is no name for a file of a plan"), None);
            } else {
                self.read_file(&path, path.display().to_string(), &mut total);
            }
        }
    }

    fn read_file(&mut self, path: &Path, name: String, total: &mut u64) {
        match read_at_most(path, LONGEST.saturating_sub(*total)) {
            Ok(Some(bytes)) => {
                *total += bytes.len() as u64;
                self.take_bytes(name, bytes);
            }
            Ok(None) => self.fault(Code::Syntax, format!("{name} makes the plan longer than 16 MiB"), None),
            Err(error) => self.fault(Code::Syntax, format!("{name} cannot be read: {}", words(&error)), None),
        }
    }

    /// Reads a file's bytes as text with LF line ends.
    fn take_bytes(&mut self, name: String, bytes: Vec<u8>) {
        let file = self.files.len();
        let at = |span| Some(SourceSpan { file, span, label: String::new() });
        let label = |place: Option<SourceSpan>, label: &str| {
            place.map(|place| SourceSpan { label: label.to_owned(), ..place })
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let line = error.as_bytes()[..good].split(|b| *b == b'\n').count();
                self.fault(Code::Syntax, format!("{name} is not UTF-8: line {line}, byte {good}"), None);
                self.files.push(SourceText { name, text: String::new() });
                return;
            }
        };
        let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text };
        if text.starts_with('\u{feff}') {
            let place = label(at(0..3), "a byte order mark");
            self.fault(
                Code::Syntax,
                format!("{name} begins with a byte order mark: save it as UTF-8 without one"),
                place,
            );
        } else if let Some(nul) = text.find('\0') {
            let place = label(at(nul..nul + 1), "a NUL byte");
            self.fault(Code::Syntax, format!("{name} has a NUL byte: it is not a text"), place);
        } else if text.starts_with(HEADER) {
            let place = label(at(0..HEADER.len()), "kept for stored plans");
            self.fault(Code::Syntax, format!("{name} begins as only a stored plan does"), place);
        }
        self.files.push(SourceText { name, text });
    }

    /// Rejects `NAME.toml` beside `NAME/`, because it is unclear which of them is the plan.
    fn refuse_twins(&mut self, path: &Path) {
        let twin = if self.folder { file_beside(path) } else { folder_beside(path) };
        if let Some(twin) = twin {
            let message =
                format!("{} stands beside {}: one of them is the plan", twin.display(), path.display());
            self.fault(Code::DuplicateId, message, None);
        }
    }
}

/// The bytes that a ledger stores for a plan's files, which MUST be in byte order of their names: one file as it is,
/// the files of a folder each after its header line.
pub fn stored_bytes(files: &[SourceText], folder: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for source in files {
        if folder {
            let path = Path::new(&source.name);
            let name = path.file_name().map_or(source.name.as_str().into(), |name| name.to_string_lossy());
            bytes.extend_from_slice(format!("{HEADER}{name} {}\n", source.text.len()).as_bytes());
        }
        bytes.extend_from_slice(source.text.as_bytes());
    }
    bytes
}

/// The name and the bytes of the first file of a stored folder, and the rest.
fn stored_file(bytes: &[u8]) -> Option<(&str, &[u8], &[u8])> {
    let end = bytes.iter().position(|b| *b == b'\n')?;
    let line = std::str::from_utf8(bytes.get(..end)?).ok()?.strip_prefix(HEADER)?;
    let (name, length) = line.rsplit_once(' ')?;
    let (text, rest) = bytes.get(end + 1..)?.split_at_checked(length.parse().ok()?)?;
    Some((name, text, rest))
}

/// The names of the plan's files in a folder: `*.toml` without hidden files, sorted by bytes.
fn toml_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let Some(name) = path.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let is_toml = path.extension().is_some_and(|end| end == "toml");
        if is_toml && !name.starts_with('.') && !path.is_dir() {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn folder_beside(file: &Path) -> Option<PathBuf> {
    let folder = file.with_extension("");
    let there = folder != file && folder.is_dir() && toml_files(&folder).is_ok_and(|names| !names.is_empty());
    there.then_some(folder)
}

fn file_beside(folder: &Path) -> Option<PathBuf> {
    let mut name = folder.file_name()?.to_owned();
    name.push(".toml");
    let file = folder.with_file_name(name);
    file.is_file().then_some(file)
}

/// The bytes of a regular file; `None` if it is longer than `most`.
fn read_at_most(path: &Path, most: u64) -> io::Result<Option<Vec<u8>>> {
    // Opening or reading a pipe or a device could block for ever.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= most).then_some(bytes))
}

pub(crate) fn read_beside(plan: &Path, name: &str) -> Result<SourceText, String> {
    let folder = if plan.is_dir() { plan } else { plan.parent().unwrap_or(Path::new("")) };
    let path = folder.join(name);
    let bytes = match read_at_most(&path, LONGEST_INVENTORY) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err("it is longer than 128 MiB".to_owned()),
        Err(error) => return Err(words(&error)),
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..good].split(|b| *b == b'\n').count();
        format!("it is not UTF-8 in line {line}")
    })?;
    let text = if text.contains('\r') { text.replace("\r\n", "\n") } else { text };
    Ok(SourceText { name: path.display().to_string(), text })
}

/// A system error without its number.
fn words(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

/// Returns the text of a file beside the plan; `None` if no files are available, as for a stored plan.
pub(crate) type Beside<'f> = &'f dyn Fn(&str) -> Option<Result<SourceText, String>>;
