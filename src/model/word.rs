//! Closed vocabularies: an enum whose every member has exactly one spelling.

use thiserror::Error;

/// A word that a vocabulary lacks.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown {what} `{word}`")]
pub struct UnknownWord {
    /// The vocabulary, as people call it: `state`, `action`.
    pub what: &'static str,
    /// The word as it stood.
    pub word: String,
}

/// A closed vocabulary. Implementors MUST list each member once in [`Word::ALL`], in the order of its table,
/// and MUST NOT ever change a spelling: ledgers hold them for good.
pub trait Word: Copy + Eq + 'static {
    /// What the vocabulary is called: `state`, `action`.
    const WHAT: &'static str;
    /// Every member, in the order of the table.
    const ALL: &'static [Self];
    /// The one spelling.
    fn as_str(self) -> &'static str;
    /// The member with that spelling.
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|member| member.as_str() == word)
    }
}

/// Declares a vocabulary: the enum, its spellings, and reading and writing of them.
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
