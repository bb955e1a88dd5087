//! Which keys may sign for which agency, and which keys are revoked.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::NaiveDateTime;

use super::signature::{BadSignature, NAMESPACE, SignatureQuestion, blob};
use super::sshsig;
use super::sshsig::Sshsig;
use crate::model::id::{ARCHIVE, AgencyId};
use crate::model::public_key::PublicKey;
use crate::model::time::Instant;

/// The valid keys by agency. The `allowed_signers` of OpenSSH is the only representation; everything else is read from
/// it.
#[derive(Debug)]
pub struct Signers {
    allowed: String,
    /// For each key, the lines that list it.
    lines: BTreeMap<Vec<u8>, Vec<SignerLine>>,
    revoked: Option<PathBuf>,
    gone: RevokedKeys,
}

/// A line that lists a key: its agency, and its validity; `None` if only OpenSSH can interpret the validity.
#[derive(Debug)]
struct SignerLine {
    agency: AgencyId,
    valid: Option<Valid>,
}

/// The validity of a key. Both ends are included.
#[derive(Debug, Clone, Copy, Default)]
struct Valid {
    after: Option<NaiveDateTime>,
    before: Option<NaiveDateTime>,
}

#[derive(Debug)]
enum RevokedKeys {
    Keys(BTreeSet<Vec<u8>>),
    /// A KRL, or a file with a line that is not a key: only OpenSSH can interpret it.
    Unread,
}

impl RevokedKeys {
    fn read(path: Option<&PathBuf>) -> Self {
        let keys = path.map_or(Some(BTreeSet::new()), |path| {
            let text = fs::read_to_string(path).ok()?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
            lines.map(listed).collect()
        });
        keys.map_or(Self::Unread, Self::Keys)
    }

    /// Whether a key is certainly not revoked.
    fn spares(&self, key: &[u8]) -> bool {
        matches!(self, Self::Keys(keys) if !keys.contains(key))
    }
}

/// The key in a line of a list: kind, key, optional comment.
fn listed(line: &str) -> Option<Vec<u8>> {
    let key = PublicKey::split(line).filter(|key| key.before.is_empty())?;
    blob(line).filter(|blob| sshsig::kind(blob) == Some(key.kind.as_bytes()))
}

impl Signers {
    /// The signers of a plan: agencies and their lines of OpenSSH. `revoked` is the path of a list of keys, or of a
    /// KRL, which may not exist.
    pub fn new<'a>(keys: impl IntoIterator<Item = (&'a AgencyId, &'a [String])>, revoked: PathBuf) -> Self {
        let lines = keys.into_iter().flat_map(|(agency, lines)| lines.iter().map(move |line| (agency, line)));
        let known = lines.filter_map(|(agency, line)| {
            blob(line).and(PublicKey::split(line)).map(|key| allowed_line(agency, &key))
        });
        Self::of_allowed(known.collect(), revoked)
    }

    /// The signers from an existing `allowed_signers` of OpenSSH.
    pub fn of_allowed(allowed: String, revoked: PathBuf) -> Self {
        let mut lines: BTreeMap<Vec<u8>, Vec<SignerLine>> = BTreeMap::new();
        for line in allowed.lines().filter(|line| !line.starts_with('#')) {
            let Some((key, PublicKey { before, kind, .. })) = blob(line).zip(PublicKey::split(line)) else {
                continue;
            };
            let (name, options) = before.split_once(' ').unwrap_or((before, ""));
            let Ok(agency) = AgencyId::new(name) else { continue };
            // `ssh-keygen` ignores a line whose kind is not that of its key.
            let valid = Valid::read(options).filter(|_| sshsig::kind(&key) == Some(kind.as_bytes()));
            lines.entry(key).or_default().push(SignerLine { agency, valid });
        }
        let revoked = Some(revoked).filter(|path| path.exists());
        Self { allowed, lines, gone: RevokedKeys::read(revoked.as_ref()), revoked }
    }

    /// The keys that several agencies share, described by the names of these agencies.
    pub fn shared(&self) -> Vec<String> {
        let all = self.lines.keys().filter_map(|key| self.owner(key).err());
        all.map(|bad| bad.to_string()).collect()
    }

    /// The equivalent `allowed_signers` of OpenSSH.
    pub fn allowed(&self) -> &str {
        &self.allowed
    }

    /// The agency of a key; a key of several agencies belongs to none.
    pub fn owner(&self, key: &[u8]) -> Result<&AgencyId, BadSignature> {
        match self.lines.get(key).map(Vec::as_slice) {
            None | Some([]) => Err(BadSignature::UnknownKey),
            Some([one, more @ ..]) if more.iter().all(|other| other.agency == one.agency) => Ok(&one.agency),
            Some(several) => {
                let names: Vec<&str> = several.iter().map(|line| line.agency.as_str()).collect();
                Err(BadSignature::SharedKey(names.join(", ")))
            }
        }
    }

    /// Checks that an agency signed a text with a key that was valid at that time. If the result is not certain,
    /// `ssh-keygen` decides, because it knows every kind of key and list.
    pub fn check(&self, agency: &str, text: &str, signature: &str, at: Instant) -> Result<(), BadSignature> {
        let bytes = STANDARD.decode(signature).map_err(|_| BadSignature::NotSshsig)?;
        let read = Sshsig::read(&bytes).ok_or(BadSignature::NotSshsig)?;
        if agency != ARCHIVE {
            let owner = self.owner(read.key)?;
            if owner.as_str() != agency {
                return Err(BadSignature::OtherAgency(owner.to_string()));
            }
        }
        if self.plainly(agency, text, &read, at) {
            return Ok(());
        }
        let (allowed, revoked) = (self.allowed.as_str(), self.revoked.as_deref());
        SignatureQuestion { allowed, revoked, agency, text, signature, at }.verify_with_ssh_keygen()
    }

    /// Whether a signature is certainly valid: its kind is common, its key is the agency's and counts at that time, and
    /// it verifies.
    fn plainly(&self, agency: &str, text: &str, signature: &Sshsig<'_>, at: Instant) -> bool {
        self.counts(agency, signature.key, at) && signature.holds(NAMESPACE, text)
    }

    /// Whether an agency's key certainly counts at a time. No plan lists keys for public history: its signature proves
    /// that nothing has changed since, but not who signed.
    fn counts(&self, agency: &str, key: &[u8], at: Instant) -> bool {
        let named = || self.lines.get(key).into_iter().flatten().any(|line| line.counts(at));
        self.gone.spares(key) && (agency == ARCHIVE || named())
    }
}

impl SignerLine {
    fn counts(&self, at: Instant) -> bool {
        let at = at.utc().naive_utc();
        self.valid.is_some_and(|valid| {
            valid.after.is_none_or(|after| at >= after) && valid.before.is_none_or(|before| at <= before)
        })
    }
}

impl Valid {
    /// Reads the options of a line; `None` if they contain anything other than the namespace and a validity.
    fn read(options: &str) -> Option<Self> {
        let mut valid = Self::default();
        for option in options.split(',') {
            match option.strip_suffix('"')?.split_once("=\"")? {
                ("namespaces", NAMESPACE) => {}
                ("valid-after", time) if valid.after.is_none() => valid.after = Some(moment(time)?),
                ("valid-before", time) if valid.before.is_none() => valid.before = Some(moment(time)?),
                _ => return None,
            }
        }
        Some(valid)
    }
}

/// Reads a time as in `ssh-keygen`, TIME FORMATS: a day, optionally with minutes and seconds. Without a zone it is UTC,
/// as in the calls here.
fn moment(text: &str) -> Option<NaiveDateTime> {
    let digits = text.strip_suffix('Z').unwrap_or(text);
    let rest = match digits.len() {
        8 => "000000",
        12 => "00",
        14 => "",
        _ => return None,
    };
    NaiveDateTime::parse_from_str(&format!("{digits}{rest}"), "%Y%m%d%H%M%S").ok()
}

/// A line of `allowed_signers`: the agency, the options with the namespace, the key.
fn allowed_line(agency: &AgencyId, key: &PublicKey<'_>) -> String {
    let comma = if key.before.is_empty() { "" } else { "," };
    format!("{agency} {}{comma}namespaces=\"{NAMESPACE}\" {}\n", key.before, key.bare())
}

/// Whether a bundle's `allowed_signers` contains only such lines, each with its line feed. OpenSSH would read other
/// lines, such as one for several principals, in which a reader does not see at once whose key it is.
pub fn are_allowed_lines(text: &str) -> bool {
    text.split_inclusive('\n').all(|line| line.strip_suffix('\n').is_some_and(is_allowed_line))
}

fn is_allowed_line(line: &str) -> bool {
    let of = |text: &str, more: &[u8]| {
        !text.is_empty()
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || more.contains(&b))
    };
    let validity = |option: &str| {
        let (name, time) = option.strip_prefix("valid-")?.split_once("=\"")?;
        let time = time.strip_suffix('"')?;
        let digits = time.strip_suffix('Z').unwrap_or(time);
        let words =
            name.bytes().all(|b| b.is_ascii_lowercase()) && digits.bytes().all(|b| b.is_ascii_digit());
        (words && !name.is_empty() && !digits.is_empty()).then_some(())
    };
    let words: Vec<&str> = line.split(' ').collect();
    let &[agency, options, kind, key] = words.as_slice() else { return false };
    let namespace = format!("namespaces=\"{NAMESPACE}\"");
    let Some(before) = options.strip_suffix(&namespace) else { return false };
    let base64 = key.strip_prefix("AAAA").map(|key| key.trim_end_matches('='));
    AgencyId::new(agency).is_ok()
        && (before.is_empty()
            || before.strip_suffix(',').is_some_and(|all| all.split(',').all(|one| validity(one).is_some())))
        && ["ssh-", "ecdsa-", "sk-"]
            .iter()
            .any(|start| kind.strip_prefix(start).is_some_and(|kind| of(kind, b"@.-")))
        && base64.is_some_and(|key| {
            !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
        })
}

#[cfg(test)]
mod tests;
