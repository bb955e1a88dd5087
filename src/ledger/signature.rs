//! Signatures of checkpoints: SSHSIG (OpenSSH, `PROTOCOL.sshsig`), made and checked by `ssh-keygen`, as git does.
//!
//! Keys in agents, on FIDO tokens and behind PKCS#11 come free with it. Nothing here reads a private key.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::model::digest::Hash;
use crate::model::id::{ARCHIVE, AgencyId};
use crate::model::public_key::PublicKey;
use crate::model::time::Instant;

/// What the signatures are for: one of another namespace signs something else.
pub const NAMESPACE: &str = "takedown-checkpoint@v1";

/// The columns of armour, as `ssh-keygen` writes it.
const COLUMNS: usize = 70;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

/// Why a text was not signed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SignError {
    /// `ssh-keygen` cannot be run.
    #[error("cannot run ssh-keygen: {0}")]
    Program(io::Error),
    /// It did not sign.
    #[error("ssh-keygen did not sign with {key}: {said}", key = key.display())]
    Refused {
        /// The key.
        key: PathBuf,
        /// What it said.
        said: String,
    },
}

/// Why a signature counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BadSignature {
    /// The bytes are no SSHSIG.
    #[error("it is no signature of OpenSSH")]
    NotSshsig,
    /// The plan names no such key.
    #[error("the plan names its key for nobody")]
    UnknownKey,
    /// The plan names the key for other agencies.
    #[error("its key is that of {0}")]
    OtherAgency(String),
    /// The plan names the key for several agencies: it counts for none of them.
    #[error("its key stands with several agencies, {0}: it counts for none")]
    SharedKey(String),
    /// Its key is in the ledger's list of revoked keys.
    #[error("its key was revoked")]
    Revoked,
    /// `ssh-keygen` refuses it: another text, another namespace, a key that has expired.
    #[error("ssh-keygen refuses it: {0}")]
    Refused(String),
    /// It could not be checked.
    #[error("it could not be checked: {0}")]
    Unchecked(String),
}

/// Signs a text with a key: a private key, or the public half of one that an agent or a token holds. The answer is
/// base64 without armour. Whoever has to touch a token is waited for.
pub fn sign(key: &Path, text: &str) -> Result<String, SignError> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", NAMESPACE, "-f"]).arg(key);
    let ran = keygen(&mut command, text).map_err(SignError::Program)?;
    let armoured = String::from_utf8_lossy(&ran.stdout);
    let bare: String = armoured.lines().filter(|line| !line.starts_with("-----")).collect();
    if ran.status.success() && !bare.is_empty() {
        return Ok(bare);
    }
    Err(SignError::Refused { key: key.to_owned(), said: in_a_line(&ran.stderr) })
}

/// The public key that a signing key belongs to, as a line of OpenSSH: of a private key the file beside it.
pub fn public(key: &Path) -> io::Result<String> {
    let text = fs::read_to_string(key).unwrap_or_default();
    if blob(&text).is_some() {
        return Ok(text.trim().to_owned());
    }
    let mut beside = key.as_os_str().to_owned();
    beside.push(".pub");
    fs::read_to_string(beside).map(|text| text.trim().to_owned())
}

/// The key itself in a line of OpenSSH.
pub fn blob(line: &str) -> Option<Vec<u8>> {
    STANDARD.decode(PublicKey::split(line)?.base64).ok()
}

/// Armours a signature as `ssh-keygen` reads it.
pub fn armour(signature: &str) -> String {
    let mut text = format!("{BEGIN}\n");
    for line in signature.as_bytes().chunks(COLUMNS) {
        text.push_str(&String::from_utf8_lossy(line));
        text.push('\n');
    }
    text + END + "\n"
}

/// The public key inside a signature: after `SSHSIG` and a version, both of fixed length, a length and the key.
fn signed_by(signature: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD.decode(signature).ok()?;
    let rest = bytes.strip_prefix(b"SSHSIG\x00\x00\x00\x01")?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?).map(<[u8]>::to_vec)
}

/// Who may sign for whom, and which keys are revoked.
#[derive(Debug)]
pub struct Signers {
    /// Per key the agencies that it stands with.
    agencies: BTreeMap<Vec<u8>, Vec<AgencyId>>,
    allowed: String,
    revoked: Option<PathBuf>,
    known: Option<PathBuf>,
}

impl Signers {
    /// The signers of a plan: agencies and their lines of OpenSSH. `revoked` is a list of keys, or a KRL, where it is
    /// there.
    pub fn new<'a>(keys: impl IntoIterator<Item = (&'a AgencyId, &'a [String])>, revoked: PathBuf) -> Self {
        let mut agencies: BTreeMap<Vec<u8>, Vec<AgencyId>> = BTreeMap::new();
        let mut allowed = String::new();
        for (agency, lines) in keys {
            for line in lines {
                let Some((key, blob)) = PublicKey::split(line).zip(blob(line)) else { continue };
                agencies.entry(blob).or_default().push(agency.clone());
                allowed.push_str(&allowed_line(agency, &key));
            }
        }
        Self { agencies, allowed, revoked: Some(revoked).filter(|path| path.exists()), known: None }
    }

    /// The same, with a folder in which good signatures are remembered: a run of a program for each of a thousand
    /// checkpoints takes seconds. What is remembered names everything that the answer rests on, so nothing in it grows
    /// stale; `verify` asks anew all the same.
    #[must_use]
    pub fn remembering(self, known: Option<PathBuf>) -> Self {
        Self { known, ..self }
    }

    /// The file that remembers a good signature.
    fn memory(&self, agency: &str, text: &str, signature: &str) -> Option<PathBuf> {
        let revoked =
            self.revoked.as_ref().map(|path| fs::read(path).unwrap_or_default()).unwrap_or_default();
        let parts: [&[u8]; 5] =
            [self.allowed.as_bytes(), &revoked, agency.as_bytes(), text.as_bytes(), signature.as_bytes()];
        // Each part by its digest, so that none can run into the next.
        let digests: String = parts.iter().map(|part| Hash::of(part).to_string()).collect();
        Some(self.known.as_ref()?.join(Hash::of(digests.as_bytes()).to_string()))
    }

    /// The same, from an `allowed_signers` of OpenSSH as it stands.
    pub fn of_allowed(allowed: String, revoked: PathBuf) -> Self {
        let mut agencies: BTreeMap<Vec<u8>, Vec<AgencyId>> = BTreeMap::new();
        for line in allowed.lines().filter(|line| !line.starts_with('#')) {
            let agency = line.split_whitespace().next().and_then(|name| AgencyId::new(name).ok());
            if let (Some(agency), Some(key)) = (agency, blob(line)) {
                agencies.entry(key).or_default().push(agency);
            }
        }
        Self { agencies, allowed, revoked: Some(revoked).filter(|path| path.exists()), known: None }
    }

    /// The keys that stand with several agencies, by the names of these.
    pub fn shared(&self) -> Vec<String> {
        let all = self.agencies.keys().filter_map(|key| self.owner(key).err());
        all.map(|bad| bad.to_string()).collect()
    }

    /// The `allowed_signers` of OpenSSH that says the same.
    pub fn allowed(&self) -> &str {
        &self.allowed
    }

    /// Whose key it is; one of several agencies is nobody's.
    pub fn owner(&self, key: &[u8]) -> Result<&AgencyId, BadSignature> {
        match self.agencies.get(key).map(Vec::as_slice) {
            None | Some([]) => Err(BadSignature::UnknownKey),
            Some([one, more @ ..]) if more.iter().all(|other| other == one) => Ok(one),
            Some(several) => {
                let names: Vec<&str> = several.iter().map(AgencyId::as_str).collect();
                Err(BadSignature::SharedKey(names.join(", ")))
            }
        }
    }

    /// Checks that an agency signed a text, with a key that was good at that time.
    pub fn check(&self, agency: &str, text: &str, signature: &str, at: Instant) -> Result<(), BadSignature> {
        let key = signed_by(signature).ok_or(BadSignature::NotSshsig)?;
        if agency != ARCHIVE {
            let owner = self.owner(&key)?;
            if owner.as_str() != agency {
                return Err(BadSignature::OtherAgency(owner.to_string()));
            }
        }
        let memory = self.memory(agency, text, signature);
        if memory.as_ref().is_some_and(|path| path.exists()) {
            return Ok(());
        }
        self.judge(agency, text, signature, at)?;
        // One that cannot be remembered is asked for again.
        if let (Some(path), Some(folder)) = (memory, &self.known) {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(path, b""));
        }
        Ok(())
    }

    /// What `ssh-keygen` says of it, with the list of revoked keys where there is one.
    fn judge(&self, agency: &str, text: &str, signature: &str, at: Instant) -> Result<(), BadSignature> {
        let unchecked = |cause: io::Error| BadSignature::Unchecked(cause.to_string());
        let ask = |revoked| self.ask(agency, text, signature, at, revoked).map_err(unchecked);
        let Some(revoked) = self.revoked.as_deref() else { return ask(None)? };
        // What holds without the list is refused for the list's sake; `ssh-keygen` does not say so.
        ask(Some(revoked))?.or_else(|refused| ask(None)?.map_err(|_| refused).and(Err(BadSignature::Revoked)))
    }

    /// Asks `ssh-keygen`.
    fn ask(
        &self,
        agency: &str,
        text: &str,
        signature: &str,
        at: Instant,
        revoked: Option<&Path>,
    ) -> io::Result<Result<(), BadSignature>> {
        let folder = tempfile::tempdir()?;
        let allowed = folder.path().join("allowed_signers");
        let armoured = folder.path().join("checkpoint.sig");
        fs::write(&allowed, &self.allowed)?;
        fs::write(&armoured, armour(signature))?;
        let mut command = Command::new("ssh-keygen");
        // A validity without a zone is UTC, wherever the reader sits.
        command.env("TZ", "UTC0");
        if agency == ARCHIVE {
            // No plan names the keys of public history: its signature proves that nothing was changed since, not by whom.
            command.args(["-Y", "check-novalidate", "-n", NAMESPACE]);
        } else {
            command.args(["-Y", "verify", "-n", NAMESPACE, "-I", agency]);
            command.arg("-O").arg(format!("verify-time={}", at.utc().format("%Y%m%d%H%M%SZ")));
            command.arg("-f").arg(&allowed);
        }
        command.arg("-s").arg(&armoured);
        if let Some(revoked) = revoked {
            command.arg("-r").arg(revoked);
        }
        let ran = keygen(&mut command, text)?;
        if ran.status.success() {
            return Ok(Ok(()));
        }
        let said = if ran.stderr.is_empty() { &ran.stdout } else { &ran.stderr };
        Ok(Err(BadSignature::Refused(in_a_line(said))))
    }
}

/// A line of `allowed_signers`: the agency, the options with the namespace, the key.
fn allowed_line(agency: &AgencyId, key: &PublicKey<'_>) -> String {
    let comma = if key.before.is_empty() { "" } else { "," };
    format!("{agency} {}{comma}namespaces=\"{NAMESPACE}\" {}\n", key.before, key.bare())
}

/// Whether a bundle's `allowed_signers` holds only such lines, each with its line feed. OpenSSH would read others, such as
/// one for several principals, in which nobody sees at once whose key it is.
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

/// Runs `ssh-keygen` on a text, to its end.
fn keygen(command: &mut Command, text: &str) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // One that has refused already reads nothing; its answer says why.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait_with_output()
}

/// What a program said, in one line.
fn in_a_line(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_end_matches('.')).collect();
    let said: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if said.is_empty() { "it did not say why".to_owned() } else { said.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_of_two_agencies_is_nobodys() {
        let id = |text| AgencyId::new(text).expect("an id");
        let (one, two, key) = (id("nl-police"), id("ro-police"), "ssh-ed25519 AAAA duty desk".to_owned());
        let owner = |keys: &[(&AgencyId, &[String])]| {
            let signers = Signers::new(keys.iter().copied(), PathBuf::from("nowhere"));
            signers.owner(&[0, 0, 0]).cloned()
        };
        let own = [key.clone()];
        assert_eq!(owner(&[(&one, &own)]), Ok(one.clone()));
        assert_eq!(owner(&[(&one, &[key.clone(), key.clone()])]), Ok(one.clone()), "twice is once");
        let shared = BadSignature::SharedKey("nl-police, ro-police".to_owned());
        assert_eq!(owner(&[(&one, &own), (&two, &own)]), Err(shared));
        assert_eq!(owner(&[(&two, &[])]), Err(BadSignature::UnknownKey));
    }

    #[test]
    fn an_allowed_line_is_what_is_written() {
        let id = |text| AgencyId::new(text).expect("an id");
        for key in [
            "ssh-ed25519 AAAAb",
            "valid-after=\"20270101\",valid-before=\"20280101Z\" sk-ssh-ed25519@openssh.com AAAAb==",
        ] {
            let line = allowed_line(&id("nl-police"), &PublicKey::split(key).expect("a key"));
            assert!(are_allowed_lines(&line), "{line}");
            for (from, to) in [
                ("nl-police", "nl-police,ro-police"),
                ("nl-police", "*"),
                ("nl-police", "\"nl-police\""),
                ("namespaces", "cert-authority,namespaces"),
                ("namespaces", "Namespaces"),
                ("@v1", "@v2"),
                (" AAAA", "  AAAA"),
                ("AAAA", "AAAB"),
                ("\n", ""),
                ("\n", " duty desk\n"),
                ("\n", "\n\n"),
                ("\n", "\n# a remark\n"),
            ] {
                assert!(!are_allowed_lines(&line.replacen(from, to, 1)), "{from} -> {to}");
            }
        }
        assert!(are_allowed_lines(""));
    }
}
