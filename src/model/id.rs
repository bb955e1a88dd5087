//! Identifiers of the plan's tables: one grammar, one namespace, one type for each.

use std::fmt;
use std::sync::Arc;

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is not an id: {why}")]
pub struct BadId {
    pub text: String,
    pub why: &'static str,
}

/// Checks the grammar `[a-z0-9][a-z0-9-]{0,62}`.
pub fn is_id(text: &str) -> bool {
    let bytes = text.as_bytes();
    matches!(bytes.first(), Some(b'a'..=b'z' | b'0'..=b'9'))
        && bytes.len() <= 63
        && bytes.iter().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Explains for messages why a text is not an id.
pub(crate) fn check_id(text: &str) -> Result<(), BadId> {
    if is_id(text) {
        return Ok(());
    }
    let why = if text.is_empty() {
        "it is empty"
    } else if text.len() > 63 {
        "it is longer than 63 characters"
    } else if text.starts_with('-') {
        "it starts with `-`"
    } else {
        "only a to z, 0 to 9 and `-` may stand in it"
    };
    Err(BadId { text: text.to_owned(), why })
}

/// Declares an identifier type over a shared text.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Reads an id; the grammar is `[a-z0-9][a-z0-9-]{0,62}`.
            pub fn new(text: &str) -> Result<Self, BadId> {
                check_id(text)?;
                Ok(Self(Arc::from(text)))
            }
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::str::FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                Self::new(text)
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", &*self.0)
            }
        }
        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// An operation; the file name of its plan without the extension.
    OperationId,
    /// A participating authority.
    AgencyId,
    /// A target: a media outlet.
    OutletId,
    /// A server, domain, channel or the like that an outlet uses.
    AssetId,
    /// A hoster, registrar, registry or platform; never a target.
    ProviderId,
    /// A legal instrument that authorises measures.
    InstrumentId,
    /// Where a claim was published.
    SourceId,
    /// Measures that are cleared together or not at all.
    GroupId,
    /// Part of what an outlet needs to be on air.
    ServiceId,
    /// A file with many similar assets.
    InventoryId,
    /// Something that goes wrong in a rehearsal, and its time.
    InjectId,
}

/// The reserved agency that writes retrospective ledgers; no plan contains it.
pub const ARCHIVE: &str = "archive";
