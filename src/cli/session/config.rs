//! The configuration of this machine: `$XDG_CONFIG_HOME/takedown/config.toml`.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::Deserialize;

use crate::cli::env::Env;
use crate::cli::error::CliError;

/// The keys of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The agency that this machine acts for.
    pub(crate) agency: Option<String>,
    /// The officer who uses it.
    pub(crate) officer: Option<String>,
    /// The key that signs checkpoints.
    #[serde(default)]
    pub(crate) key: Option<PathBuf>,
    /// The operation to use if the command line names none.
    pub(crate) operation: Option<String>,
}

impl Config {
    /// The path of the file, whether or not it exists.
    pub(crate) fn path(env: &Env) -> Option<PathBuf> {
        env.xdg("XDG_CONFIG_HOME", ".config").map(|folder| folder.join("config.toml"))
    }

    /// Reads the file; a missing one counts as empty.
    pub(crate) fn read(env: &Env) -> Result<Self, CliError> {
        let Some(path) = Self::path(env) else { return Ok(Self::default()) };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(cause) => return Err(CliError::file("read", &path, &cause)),
        };
        toml::from_str(&text).map_err(|bad: toml::de::Error| {
            CliError::failed(format!("{}: {}", path.display(), bad.message()))
                .hint("its keys are agency, officer, key and operation")
        })
    }
}
