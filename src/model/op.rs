//! The operation and mode that every line names: `halyard/live`.

use std::fmt;
use std::str::FromStr;

use super::id::OperationId;
use super::mode::Mode;
use super::word::Word;

/// An operation in a mode, as lines and saved plans name it: `amaq-2018/retrospective`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Op {
    pub id: OperationId,
    pub mode: Mode,
}

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.id, self.mode)
    }
}

impl FromStr for Op {
    type Err = super::word::UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split_once('/')
            .and_then(|(id, mode)| Some(Self { id: OperationId::new(id).ok()?, mode: Mode::of(mode)? }))
            .ok_or_else(|| super::word::UnknownWord { what: "operation", word: text.to_owned() })
    }
}
