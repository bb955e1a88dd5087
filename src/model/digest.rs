//! SHA-256 digests, and the three recipes that bind an attestation, a grant or an approval to its subject.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is no SHA-256: 64 lower-case hex digits")]
pub struct BadHash(pub String);

/// A SHA-256 digest (FIPS 180-4), written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest and the length of everything that a reader gives. Holds at most 64 KiB in memory.
    pub fn of_reader(mut from: impl std::io::Read) -> std::io::Result<(Self, u64)> {
        let mut hasher = Sha256::new();
        let (mut buffer, mut size) = (vec![0; 65_536], 0);
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok((Self(hasher.finalize().into()), size)),
                Ok(read) => {
                    // A reader never returns more than the length of the buffer.
                    hasher.update(&buffer[..read]);
                    size += read as u64;
                }
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
    }

    /// The digest with these 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes of the digest.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hex digits.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text: &[u8; 64] = text.try_into().ok()?;
        // No branch for each digit, because a ledger has a thousand million digits and the branches cannot be
        // predicted.
        let nibbles = text.map(nibble);
        if nibbles.iter().fold(0, |all, nibble| all | nibble) > 15 {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(nibbles.as_chunks::<2>().0) {
            *byte = pair[0] << 4 | pair[1];
        }
        Some(Self(bytes))
    }

    /// The 64 hex digits of the digest.
    pub fn hex(&self) -> [u8; 64] {
        let mut hex = [0; 64];
        for (pair, byte) in hex.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        hex
    }

    /// The first eight hex digits, as tables print them.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

/// The value of a lower-case hex digit; above 15 for every other byte.
fn nibble(digit: u8) -> u8 {
    let (number, letter) = (digit.wrapping_sub(b'0'), digit.wrapping_sub(b'a'));
    if number < 10 {
        number
    } else if letter < 6 {
        letter + 10
    } else {
        u8::MAX
    }
}

fn digit(nibble: u8) -> u8 {
    nibble + if nibble < 10 { b'0' } else { b'a' - 10 }
}

pub(crate) fn is_hex(text: &[u8]) -> bool {
    text.iter().fold(0, |all, digit| all | nibble(*digit)) <= 15
}

impl FromStr for Hash {
    type Err = BadHash;

    fn from_str(text: &str) -> Result<Self, BadHash> {
        Self::parse(text.as_bytes()).ok_or_else(|| BadHash(text.to_owned()))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Hex digits are ASCII.
        f.write_str(std::str::from_utf8(&self.hex()).unwrap_or_default())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Hash {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PressAssessment {
    pub by: String,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    pub finding: String,
}

/// The digest `outlet/1`, which binds the gate `lawful`. Lists are sorted by bytes, without duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletRecipe {
    pub outlet: String,
    pub name: String,
    pub aliases: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub press_assessment: Option<PressAssessment>,
}

/// The digest `target/1`, which binds the other gates and grants. Lists are sorted by bytes, without duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecipe {
    /// The full id of the measure, or `transfer:ASSET` in a scope.
    pub measure: String,
    /// The kind of the asset or of the provider.
    pub kind: String,
    /// Canonical identifiers.
    pub identifiers: Vec<String>,
    /// For an inventory: the digest of its canonical identifiers, sorted by bytes, each followed by an LF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Hash>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Always present for an asset or inventory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenancy: Option<String>,
    pub outlets: Vec<String>,
    /// Where a sinkhole or redirect sends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The digest `order/1`, which binds approvals and the go. `instruments` and `after` are sorted by bytes, without
/// duplicates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRecipe {
    pub target: Hash,
    pub instruments: Vec<String>,
    /// In UTC.
    pub start: String,
    /// In UTC.
    pub window: [String; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_between: Option<[String; 2]>,
    /// The time zone of the legal hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    pub after: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The authority, if the plan states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
}

#[derive(Serialize)]
struct NamedRecipe<'a, T> {
    digest: &'static str,
    #[serde(flatten)]
    recipe: &'a T,
}

/// A recipe whose compact JSON is hashed.
pub trait Recipe: Serialize + Sized {
    /// The name and version at the beginning of the bytes.
    const NAME: &'static str;

    /// Sorts every list by its bytes and removes duplicates.
    fn sort(&mut self);

    /// The hashed bytes: compact JSON, keys in the order of the struct, no line feed.
    fn bytes(mut self) -> Vec<u8> {
        self.sort_and_write()
    }

    /// The SHA-256 of those bytes.
    fn hash(mut self) -> Hash {
        self.digest()
    }

    /// Like [`Recipe::hash`], for a recipe that the caller keeps: sorts its lists in place.
    fn digest(&mut self) -> Hash {
        Hash::of(&self.sort_and_write())
    }

    fn sort_and_write(&mut self) -> Vec<u8> {
        self.sort();
        // Strings and hashes can always be serialised.
        serde_json::to_vec(&NamedRecipe { digest: Self::NAME, recipe: self }).unwrap_or_default()
    }
}

fn sorted(list: &mut Vec<String>) {
    list.sort_unstable();
    list.dedup();
}

impl Recipe for OutletRecipe {
    const NAME: &'static str = "outlet/1";
    fn sort(&mut self) {
        sorted(&mut self.aliases);
    }
}

impl Recipe for TargetRecipe {
    const NAME: &'static str = "target/1";
    fn sort(&mut self) {
        sorted(&mut self.identifiers);
        sorted(&mut self.outlets);
    }
}

impl Recipe for OrderRecipe {
    const NAME: &'static str = "order/1";
    fn sort(&mut self) {
        sorted(&mut self.instruments);
        sorted(&mut self.after);
    }
}

/// The digest of an inventory's rows: canonical identifiers, sorted by bytes without duplicates, each followed by an
/// LF.
pub fn rows_hash(mut identifiers: Vec<String>) -> Hash {
    sorted(&mut identifiers);
    let mut bytes = Vec::new();
    for identifier in &identifiers {
        bytes.extend_from_slice(identifier.as_bytes());
        bytes.push(b'\n');
    }
    Hash::of(&bytes)
}
