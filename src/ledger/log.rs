//! The names of logs, and their heads.

use crate::model::id::is_id;
use crate::model::stamp::is_instance;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use crate::model::digest::Hash;
use crate::model::stamp::Stamp;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` names no log: it is written agency.instance, the instance in 8 hex digits")]
pub struct BadLogName(pub String);

/// The name of a log, `agency.instance`. Sorts by its bytes.
// See ARCHITECTURE, "Each writer has a log, not each agency".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogName(Arc<str>);

/// The length of the dot and the instance.
const TAIL: usize = 9;

impl LogName {
    /// Reads a name: an agency's id, a dot, 8 hex digits.
    pub fn new(text: &str) -> Result<Self, BadLogName> {
        if is_log(text) { Ok(Self(Arc::from(text))) } else { Err(BadLogName(text.to_owned())) }
    }

    /// The log that a stamp belongs to.
    pub fn of(stamp: &Stamp) -> Result<Self, BadLogName> {
        Self::new(&format!("{}.{}", stamp.agency, stamp.instance))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The agency, or `archive`.
    pub fn agency(&self) -> &str {
        // `new` checked that the text ends in a dot and an instance.
        &self.0[..self.0.len() - TAIL]
    }

    /// The instance: 8 hex digits.
    pub fn instance(&self) -> &str {
        &self.0[self.0.len() - TAIL + 1..]
    }
}

impl FromStr for LogName {
    type Err = BadLogName;

    fn from_str(text: &str) -> Result<Self, BadLogName> {
        Self::new(text)
    }
}

impl fmt::Display for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for LogName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", &*self.0)
    }
}

impl serde::Serialize for LogName {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&self.0)
    }
}

/// The last entry of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The name of the log.
    pub log: LogName,
    /// The number of the entry, from 1.
    pub seq: u64,
    /// The hash of the entry.
    pub hash: Hash,
}

/// Whether a text names a log: `agency.instance`.
pub fn is_log(text: &str) -> bool {
    // An instance is always 8 digits long, and an id contains no dot.
    let instance = text.len().checked_sub(8).and_then(|at| text.split_at_checked(at));
    instance.is_some_and(|(agency, instance)| {
        is_instance(instance) && agency.strip_suffix('.').is_some_and(is_id)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_an_agency_and_an_instance() {
        let name = LogName::new("ro-police.7f3a9c02").expect("a name");
        assert_eq!((name.agency(), name.instance()), ("ro-police", "7f3a9c02"));
        for text in ["ro-police", "ro-police.7f3a", ".7f3a9c02", "ro-police.7F3A9C02", "ro-police.7f3a9c02~1"]
        {
            assert!(LogName::new(text).is_err(), "{text}");
        }
    }
}
