//! One line of a log.

use uuid::Uuid;

use super::log::Head;
use crate::model::digest::Hash;
use crate::model::time::Instant;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An entry of this version.
    Entry,
    /// An entry of another version: only its hashes are read.
    Newer,
    /// A withheld entry: only its hashes are there.
    Withheld,
}

/// A line of a log, borrowed from its bytes. Of a withheld one and of another version only [`Line::seq`],
/// [`Line::hash`], [`Line::prev`], [`Line::content`] and [`Line::raw`] say something.
#[derive(Debug, Clone, Copy)]
pub struct Line<'a> {
    /// What it is.
    pub form: Form,
    /// Its number, from 1.
    pub seq: u64,
    /// When it was recorded, by its writer's clock; of a line that does not say so, that of the line before.
    pub t: Instant,
    /// The officer.
    pub by: &'a str,
    /// The digest of the plan that it was written under.
    pub plan: Hash,
    /// Its type.
    pub word: &'a str,
    /// Its hash.
    pub hash: Hash,
    pub(crate) raw: &'a [u8],
}

impl<'a> Line<'a> {
    /// Its bytes, without the line feed.
    pub fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The hash of the line before.
    pub fn prev(&self) -> Hash {
        todo!()
    }

    /// The digest of its content, which stands for it when it is withheld.
    pub fn content(&self) -> Hash {
        todo!()
    }

    /// Its id, for other systems.
    pub fn id(&self) -> Option<Uuid> {
        todo!()
    }

    /// Its salt: 32 hex digits.
    pub fn salt(&self) -> &'a str {
        todo!()
    }

    /// The heads of other logs that had moved.
    pub fn seen(&self) -> Vec<Head> {
        todo!()
    }
}
