//! The environment of the process, read once.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// The environment variables; an empty variable counts as unset.
#[derive(Debug, Clone, Default)]
pub(crate) struct Env(BTreeMap<String, String>);

impl Env {
    /// The environment of this process. Variables that are not UTF-8 are ignored.
    pub(crate) fn of_process() -> Self {
        let texts = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Self(texts.collect())
    }

    #[cfg(test)]
    pub(crate) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Whether a program is in a folder of `PATH`; if that is unset, in the system's default folders.
    pub(crate) fn has_program(&self, name: &str) -> bool {
        let path = self.get("PATH").unwrap_or("/bin:/usr/bin");
        std::env::split_paths(path).any(|folder| folder.join(name).is_file())
    }

    /// This program's folder inside an XDG base folder (XDG Base Directory Specification 0.8): the one in
    /// the variable `name`, or else `fallback` in the home folder.
    pub(crate) fn xdg(&self, name: &str, fallback: &str) -> Option<PathBuf> {
        let base = match self.get(name).map(PathBuf::from) {
            Some(base) if base.is_absolute() => base,
            _ => PathBuf::from(self.get("HOME")?).join(fallback),
        };
        Some(base.join("takedown"))
    }
}
