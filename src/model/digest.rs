//! SHA-256 digests, and the three recipes that bind words to what they were said of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest as _, Sha256};
use thiserror::Error;

/// A text that is no digest.
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

    /// The digest of everything that a reader gives, and how many bytes that was. It never holds more than 64 KiB.
    pub fn of_reader(mut from: impl std::io::Read) -> std::io::Result<(Self, u64)> {
        let mut hasher = Sha256::new();
        let (mut buffer, mut size) = (vec![0; 65_536], 0);
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return Ok((Self(hasher.finalize().into()), size)),
                Ok(read) => {
                    // A reader gives no more than fits.
                    hasher.update(&buffer[..read]);
                    size += read as u64;
                }
                Err(cause) if cause.kind() == std::io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(cause),
            }
        }
    }

    /// The digest with those 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its 32 bytes.
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Reads 64 lower-case hex digits.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text: &[u8; 64] = text.try_into().ok()?;
        // Without a branch for each digit: a ledger holds a thousand million of them, and none is foreseeable.
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

    /// Its 64 hex digits.
    pub fn hex(&self) -> [u8; 64] {
        let mut hex = [0; 64];
        for (pair, byte) in hex.as_chunks_mut::<2>().0.iter_mut().zip(self.0) {
            *pair = [digit(byte >> 4), digit(byte & 15)];
        }
        hex
    }

    /// Its first eight hex digits, as screens print it.
    pub fn short(&self) -> String {
        self.to_string()[..8].to_owned()
    }
}

/// The value of a lower-case hex digit; above 15 for any other byte.
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

/// Whether a text is lower-case hex digits throughout.
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

/// Who found that an outlet is not protected journalism, when, and in what words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PressAssessment {
    /// The agency that assessed.
    pub by: String,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
    /// What it found.
    pub finding: String,
}

/// What binds the gate `lawful`: `outlet/1`. Lists are sorted by bytes, without repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletRecipe {
    /// The outlet's id.
    pub outlet: String,
    /// Its name.
    pub name: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// The legal basis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<String>,
    /// The press assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub press_assessment: Option<PressAssessment>,
}

/// What binds the other gates and grants: `target/1`. Lists are sorted by bytes, without repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRecipe {
    /// The full id of the measure, or `transfer:ASSET` in a scope.
    pub measure: String,
    /// The kind of the asset, or of the provider.
    pub kind: String,
    /// Canonical identifiers.
    pub identifiers: Vec<String>,
    /// For an inventory: the digest of its canonical identifiers, sorted by bytes, each with an LF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Hash>,
    /// The asset's country.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Its provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Its tenancy, always written for an asset or inventory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenancy: Option<String>,
    /// The outlets that run on it.
    pub outlets: Vec<String>,
    /// Where it is sent: sinkhole and redirect.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What binds approvals and the go: `order/1`. `instruments` and `after` are sorted by bytes, without repeats.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRecipe {
    /// The digest of the target.
    pub target: Hash,
    /// The instruments that cover the measure.
    pub instruments: Vec<String>,
    /// When it starts, UTC.
    pub start: String,
    /// The instants between which it may be done, UTC.
    pub window: [String; 2],
    /// Legal hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_between: Option<[String; 2]>,
    /// The zone of the legal hours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// The measures that have to be done before.
    pub after: Vec<String>,
    /// The group that it is cleared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The authority, where the plan says it.
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
    /// The name and version that stand first in the bytes.
    const NAME: &'static str;

    /// Puts every list into the order of its bytes, without repeats.
    fn sort(&mut self);

    /// The bytes that are hashed: compact JSON, keys in the order of the struct, no line feed.
    fn bytes(mut self) -> Vec<u8> {
        self.sort_and_write()
    }

    /// The SHA-256 of those bytes.
    fn hash(mut self) -> Hash {
        self.digest()
    }

    /// The same for a recipe that is kept: its lists are sorted.
    fn digest(&mut self) -> Hash {
        Hash::of(&self.sort_and_write())
    }

    /// Sorts the lists, and gives the bytes.
    fn sort_and_write(&mut self) -> Vec<u8> {
        self.sort();
        // Strings and hashes always serialise.
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

/// The digest of an inventory's rows: canonical identifiers, sorted by bytes without repeats, each with an LF.
pub fn rows_hash(mut identifiers: Vec<String>) -> Hash {
    sorted(&mut identifiers);
    let mut bytes = Vec::new();
    for identifier in &identifiers {
        bytes.extend_from_slice(identifier.as_bytes());
        bytes.push(b'\n');
    }
    Hash::of(&bytes)
}
