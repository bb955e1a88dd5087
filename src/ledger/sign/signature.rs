//! Signatures of checkpoints: SSHSIG (OpenSSH, `PROTOCOL.sshsig`). As in git, `ssh-keygen` makes and checks them.
//!
//! So keys in agents, on FIDO tokens and behind PKCS#11 work without further code. Nothing here reads a private key.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;

use crate::model::id::ARCHIVE;
use crate::model::public_key::PublicKey;
use crate::model::time::Instant;

/// The namespace of the signatures. A signature in another namespace certifies something else.
pub const NAMESPACE: &str = "takedown-checkpoint@v1";

/// The line length of armour, as `ssh-keygen` writes it.
const COLUMNS: usize = 70;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SignError {
    /// `ssh-keygen` could not be run.
    #[error("cannot run ssh-keygen: {0}")]
    Program(io::Error),
    /// `ssh-keygen` did not sign.
    #[error("ssh-keygen did not sign with {key}: {reason}", key = key.display())]
    Refused {
        key: PathBuf,
        /// The output of `ssh-keygen`.
        reason: String,
    },
}

/// Why a signature does not count.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BadSignature {
    /// The bytes are not an SSHSIG.
    #[error("it is no signature of OpenSSH")]
    NotSshsig,
    /// The plan does not list the key.
    #[error("the plan names its key for nobody")]
    UnknownKey,
    /// The plan lists the key for other agencies.
    #[error("its key is that of {0}")]
    OtherAgency(String),
    /// The plan lists the key for several agencies, so it counts for none of them.
    #[error("its key stands with several agencies, {0}: it counts for none")]
    SharedKey(String),
    /// The key is in the ledger's list of revoked keys.
    #[error("its key was revoked")]
    Revoked,
    /// `ssh-keygen` rejects it: another text, another namespace, or an expired key.
    #[error("ssh-keygen refuses it: {0}")]
    Refused(String),
    /// It could not be checked.
    #[error("it could not be checked: {0}")]
    Unchecked(String),
}

/// Signs a text with a key: a private key, or the public half of a key in an agent or on a token. Waits until the user
/// has touched the token. Returns base64 without armour.
pub fn sign(key: &Path, text: &str) -> Result<String, SignError> {
    let mut command = Command::new("ssh-keygen");
    command.args(["-Y", "sign", "-n", NAMESPACE, "-f"]).arg(key);
    let ran = keygen(&mut command, text).map_err(SignError::Program)?;
    let armoured = String::from_utf8_lossy(&ran.stdout);
    let bare: String = armoured.lines().filter(|line| !line.starts_with("-----")).collect();
    if ran.status.success() && !bare.is_empty() {
        return Ok(bare);
    }
    Err(SignError::Refused { key: key.to_owned(), reason: in_a_line(&ran.stderr) })
}

/// The public key of a signing key, as a line of OpenSSH. For a private key, reads the file beside it.
pub fn public(key: &Path) -> io::Result<String> {
    let text = fs::read_to_string(key).unwrap_or_default();
    if blob(&text).is_some() {
        return Ok(text.trim().to_owned());
    }
    let mut beside = key.as_os_str().to_owned();
    beside.push(".pub");
    fs::read_to_string(beside).map(|text| text.trim().to_owned())
}

/// The key blob in a line of OpenSSH.
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

pub(crate) struct SignatureQuestion<'a> {
    /// The `allowed_signers` of OpenSSH.
    pub allowed: &'a str,
    /// A list of revoked keys, or a KRL.
    pub revoked: Option<&'a Path>,
    pub agency: &'a str,
    pub text: &'a str,
    pub signature: &'a str,
    pub at: Instant,
}

impl SignatureQuestion<'_> {
    /// Runs `ssh-keygen`, with the list of revoked keys if there is one.
    pub(crate) fn verify_with_ssh_keygen(&self) -> Result<(), BadSignature> {
        let unchecked = |cause: io::Error| BadSignature::Unchecked(cause.to_string());
        let ask = |revoked| self.ask_with(revoked).map_err(unchecked);
        let Some(revoked) = self.revoked else { return ask(None)? };
        // `ssh-keygen` does not say whether the list is the reason. It is, if the signature is valid without the list.
        ask(Some(revoked))?.or_else(|refused| ask(None)?.map_err(|_| refused).and(Err(BadSignature::Revoked)))
    }

    fn ask_with(&self, revoked: Option<&Path>) -> io::Result<Result<(), BadSignature>> {
        let folder = tempfile::tempdir()?;
        let allowed = folder.path().join("allowed_signers");
        let armoured = folder.path().join("checkpoint.sig");
        fs::write(&allowed, self.allowed)?;
        fs::write(&armoured, armour(self.signature))?;
        let mut command = Command::new("ssh-keygen");
        // `ssh-keygen` reads a validity without a zone in the reader's zone; it means UTC here.
        command.env("TZ", "UTC0");
        if self.agency == ARCHIVE {
            // No plan lists keys for public history. Its signature proves that nothing has changed since, but not who
            // signed.
            command.args(["-Y", "check-novalidate", "-n", NAMESPACE]);
        } else {
            command.args(["-Y", "verify", "-n", NAMESPACE, "-I", self.agency]);
            command.arg("-O").arg(format!("verify-time={}", self.at.utc().format("%Y%m%d%H%M%SZ")));
            command.arg("-f").arg(&allowed);
        }
        command.arg("-s").arg(&armoured);
        if let Some(revoked) = revoked {
            command.arg("-r").arg(revoked);
        }
        let ran = keygen(&mut command, self.text)?;
        if ran.status.success() {
            return Ok(Ok(()));
        }
        let answer = if ran.stderr.is_empty() { &ran.stdout } else { &ran.stderr };
        Ok(Err(BadSignature::Refused(in_a_line(answer))))
    }
}

/// Runs `ssh-keygen` on a text and waits for it.
fn keygen(command: &mut Command, text: &str) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        // If the program has already failed, it reads nothing. Its output says why.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait_with_output()
}

/// The output of a program as one line.
fn in_a_line(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_end_matches('.')).collect();
    let reasons: Vec<&str> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    if reasons.is_empty() { "it did not say why".to_owned() } else { reasons.join("; ") }
}
