//! Items of evidence and their chain of custody.

use std::sync::Arc;

use crate::ledger::past::Pos;
use crate::model::broken::Broken;
use crate::model::digest::Hash;
use crate::model::evidence::ItemState;
use crate::model::time::Instant;
use crate::model::tlp::Marks;

use super::book::View;

/// One step of an item's chain of custody.
#[derive(Debug, Clone)]
pub struct ItemStep {
    /// Its entry's place.
    pub pos: Pos,
    /// The hash of its entry.
    pub hash: Hash,
    /// The state that it leads to.
    pub to: ItemState,
    /// When it happened.
    pub at: Instant,
    /// When it was recorded.
    pub t: Instant,
    /// The agency in whose log it stands.
    pub agency: Arc<str>,
    /// The officer who wrote it.
    pub officer: Arc<str>,
    /// The agency that holds the item from here on; none where it stays where it was.
    pub holder: Option<Box<str>>,
    /// The seal as it was left, of a thing.
    pub seal: Option<Box<str>>,
    /// Where it is kept, why it was moved, a reference, a remark: in words.
    pub words: Box<str>,
    /// The guards that it broke, sorted.
    pub broken: Vec<Broken>,
}

/// An item of evidence.
#[derive(Debug, Clone)]
pub struct Item {
    /// The entry that it began with, by which it is referred to.
    pub entry: Hash,
    /// The measures that it serves, each with its round.
    pub serves: Vec<(Box<str>, u64)>,
    /// The unit's own exhibit number.
    pub exhibit: Option<Box<str>>,
    /// A file's name.
    pub file: Option<Box<str>>,
    /// A file's SHA-256; none of a thing.
    pub sha256: Option<Hash>,
    /// A file's size in bytes.
    pub size: Option<u64>,
    /// A thing's serial number.
    pub serial: Option<Box<str>>,
    /// How far it may travel, where that is less far than what it serves.
    pub marks: Marks,
    /// Its chain of custody, in the ledger's order; never empty.
    pub steps: Vec<ItemStep>,
}

/// An item as it stands, for everybody who shows it.
#[derive(Debug, Clone)]
pub struct Exhibit {
    /// The item.
    pub item: Item,
    /// Its state.
    pub state: ItemState,
    /// When it came into it.
    pub at: Instant,
    /// Who holds it.
    pub holder: String,
    /// The seal as it was last left.
    pub seal: Option<String>,
    /// Whether it was verified, and nothing failed since.
    pub verified: bool,
    /// The officer of its last step.
    pub officer: String,
}

impl From<Kept<'_>> for Exhibit {
    fn from(kept: Kept<'_>) -> Self {
        Self {
            item: kept.item.clone(),
            state: kept.last.to,
            at: kept.last.at,
            holder: kept.holder.to_owned(),
            seal: kept.seal.map(str::to_owned),
            verified: kept.verified,
            officer: kept.last.officer.to_string(),
        }
    }
}

/// An item as it stands in a view.
#[derive(Debug, Clone)]
pub(crate) struct Kept<'a> {
    /// The item.
    pub item: &'a Item,
    /// Its last step.
    pub last: &'a ItemStep,
    /// Who holds it.
    pub holder: &'a str,
    /// The seal as it was last left.
    pub seal: Option<&'a str>,
    /// Whether it was verified, and nothing failed since.
    pub verified: bool,
}

impl<'a> View<'a> {
    /// The items that were seen, in the ledger's order.
    pub(crate) fn items(self) -> impl Iterator<Item = Kept<'a>> {
        self.book.items.iter().filter_map(move |item| self.kept(item))
    }

    /// The item that began with an entry.
    pub(crate) fn item(self, entry: &Hash) -> Option<Kept<'a>> {
        self.book.items.iter().find(|item| item.entry == *entry).and_then(|item| self.kept(item))
    }

    fn kept(self, item: &'a Item) -> Option<Kept<'a>> {
        let steps: Vec<&ItemStep> = item.steps.iter().filter(|step| self.past.covers(step.pos)).collect();
        let (first, last) = (*steps.first()?, *steps.last()?);
        let holder = steps.iter().rev().find_map(|step| step.holder.as_deref()).unwrap_or(&first.agency);
        let seal = steps.iter().rev().find_map(|step| step.seal.as_deref());
        let verdict = steps.iter().rev().map(|step| step.to);
        let verdict =
            verdict.into_iter().find(|to| matches!(to, ItemState::Verified | ItemState::IntegrityFailed));
        Some(Kept { item, last, holder, seal, verified: verdict == Some(ItemState::Verified) })
    }
}
