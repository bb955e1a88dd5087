//! Where ids and salts come from.

use crate::ledger::error::NoRandom;
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};

/// The source of ids and salts: the system, or a seed for tests.
#[derive(Debug, Default)]
pub struct Random(Option<Mutex<Seeded>>);

#[derive(Debug)]
struct Seeded {
    seed: u64,
    drawn: u64,
}

impl Random {
    /// The system's source.
    pub fn system() -> Self {
        Self(None)
    }

    /// A source that depends on a seed alone. MUST NOT be used if the content of a withheld line has to be unguessable.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Mutex::new(Seeded { seed, drawn: 0 })))
    }

    /// At most 32 bytes.
    pub(crate) fn draw<const N: usize>(&self) -> Result<[u8; N], NoRandom> {
        let mut bytes = [0; N];
        let Some(seeded) = &self.0 else {
            getrandom::fill(&mut bytes).map_err(|error| NoRandom(error.to_string()))?;
            return Ok(bytes);
        };
        let mut seeded = seeded.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        seeded.drawn += 1;
        let digest = Sha256::digest(format!("{} {}", seeded.seed, seeded.drawn));
        bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
        Ok(bytes)
    }

    /// Draws an instance: 8 hex digits.
    pub(crate) fn instance(&self) -> Result<String, NoRandom> {
        self.draw::<4>().map(|bytes| hex(&bytes))
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
