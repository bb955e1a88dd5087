//! Closed vocabularies: enums whose members each have exactly one spelling.

use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown {what} `{word}`")]
pub struct UnknownWord {
    /// The name of the vocabulary: `state`, `action`.
    pub what: &'static str,
    pub word: String,
}

/// A closed vocabulary. Implementors MUST list each member once in [`Word::ALL`], in the order of the table, and MUST
/// never change a spelling, because ledgers contain them for good.
pub trait Word: Copy + Eq + 'static {
    /// The name of the vocabulary: `state`, `action`.
    const WHAT: &'static str;
    /// Every member, in the order of the table.
    const ALL: &'static [Self];
    /// The one spelling.
    fn as_str(self) -> &'static str;
    /// The member with this spelling.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.as_str() == word)
    }
}

/// Declares a vocabulary: the enum, its spellings, and functions that read and write them.
macro_rules! words {
    ($(#[$meta:meta])* $vis:vis enum $name:ident : $what:literal { $($(#[$doc:meta])* $member:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$doc])* $member),+ }

        impl $crate::model::word::Word for $name {
            const WHAT: &'static str = $what;
            const ALL: &'static [Self] = &[$(Self::$member),+];
            fn as_str(self) -> &'static str { match self { $(Self::$member => $word),+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad($crate::model::word::Word::as_str(*self))
            }
        }
        impl std::str::FromStr for $name {
            type Err = $crate::model::word::UnknownWord;
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                <Self as $crate::model::word::Word>::of(word).ok_or_else(|| $crate::model::word::UnknownWord {
                    what: $what,
                    word: word.to_owned(),
                })
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
                out.serialize_str($crate::model::word::Word::as_str(*self))
            }
        }
    };
}
pub(crate) use words;
