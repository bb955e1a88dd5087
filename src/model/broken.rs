//! The guards that a fact can break.

use std::fmt;
use std::str::FromStr;

use super::gate::Gate;
use super::topic::topics;
use super::word::{UnknownWord, Word};

topics! {
    /// A guard other than a gate, in the order of the vocabulary.
    pub enum Guard: "guard" in GUARDS {
        Go = "go" "No go was given for it, or it was dated before the go.";
        Start = "start" "It was dated before its start.";
        Window = "window" "It was dated outside its window.";
        Hours = "hours" "It was dated outside its legal hours.";
        After = "after" "What has to be done before it was not.";
        Group = "group" "A member of its group was still open, without a go.";
        Hold = "hold" "A hold stood.";
        State = "state" "The measure was in conflict, or in a state that no regular edge leaves that way.";
        Order = "order" "It was dated before the report it rests on.";
        Signature = "signature" "It stands under no signature where the plan requires one.";
    }
}

/// A broken guard, or a gate that was open. The order is that of the vocabulary, with the gates last in the order of
/// their table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BrokenGuard {
    Guard(Guard),
    /// An open gate, written `gate:located`.
    Gate(Gate),
}

impl fmt::Display for BrokenGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Guard(guard) => guard.fmt(f),
            Self::Gate(gate) => write!(f, "gate:{gate}"),
        }
    }
}

impl FromStr for BrokenGuard {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        let found = match word.strip_prefix("gate:") {
            Some(gate) => Gate::of(gate).map(Self::Gate),
            None => Guard::of(word).map(Self::Guard),
        };
        found.ok_or_else(|| UnknownWord { what: "broken guard", word: word.to_owned() })
    }
}

impl serde::Serialize for BrokenGuard {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}
