//! The inside of a signature: SSHSIG (OpenSSH, `PROTOCOL.sshsig`), and a check for certainly valid signatures.
//!
//! [`Sshsig::holds`] only ever says yes: to a signature of a common kind, spelled as OpenSSH spells it, over exactly
//! that text. Otherwise the signature may still be valid, and `ssh-keygen` decides. It never accepts what `ssh-keygen`
//! rejects.

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
    VerificationAlgorithm,
};
use sha2::{Digest as _, Sha256, Sha512};

/// The prefix of a signature and of the bytes that are signed.
const MAGIC: &[u8] = b"SSHSIG";

/// The blob of a signature, version 1.
// See ARCHITECTURE, "The program accepts a clear signature itself and leaves every other to `ssh-keygen`".
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sshsig<'a> {
    /// The public key, as in a line of OpenSSH.
    pub key: &'a [u8],
    namespace: &'a [u8],
    reserved: &'a [u8],
    hash: &'a [u8],
    signature: &'a [u8],
}

impl<'a> Sshsig<'a> {
    /// Reads a blob; `None` if it contains anything else, or more.
    pub(crate) fn read(blob: &'a [u8]) -> Option<Self> {
        let mut fields = Fields(blob.strip_prefix(MAGIC)?.strip_prefix(&1_u32.to_be_bytes())?);
        let read = Self {
            key: fields.next()?,
            namespace: fields.next()?,
            reserved: fields.next()?,
            hash: fields.next()?,
            signature: fields.next()?,
        };
        fields.end().then_some(read)
    }

    /// Whether it is certainly a valid signature of a text, in a namespace, by its key.
    pub(crate) fn holds(&self, namespace: &str, text: &str) -> bool {
        self.namespace == namespace.as_bytes()
            && self.reserved.is_empty()
            && self.message(text).and_then(|message| signs(self.key, self.signature, &message)).is_some()
    }

    /// The bytes that the key has signed.
    fn message(&self, text: &str) -> Option<Vec<u8>> {
        let digest = match self.hash {
            b"sha512" => Sha512::digest(text).to_vec(),
            b"sha256" => Sha256::digest(text).to_vec(),
            _ => return None,
        };
        let mut message = MAGIC.to_vec();
        for field in [self.namespace, self.reserved, self.hash, &digest] {
            message.extend(u32::try_from(field.len()).ok()?.to_be_bytes());
            message.extend(field);
        }
        Some(message)
    }
}

/// The kind that a public key states.
pub(crate) fn kind(key: &[u8]) -> Option<&[u8]> {
    Fields(key).next()
}

/// A kind of key, and the kind of signature that it makes.
struct KeyAlgorithm {
    key: &'static str,
    signature: &'static str,
    by: VerificationMethod,
    /// Whether a FIDO token makes the signature, which then covers a few more bytes (`PROTOCOL.u2f`).
    token: bool,
}

enum VerificationMethod {
    /// RFC 8709.
    Ed25519,
    /// RFC 5656: the name of the curve, the length of a coordinate in bytes.
    Curve(&'static str, usize, &'static dyn VerificationAlgorithm),
    /// RFC 8332.
    Rsa(&'static RsaParameters),
}

/// The common kinds. `ssh-keygen` handles the others, such as certificates.
const KINDS: [KeyAlgorithm; 7] = {
    const P256: VerificationMethod = VerificationMethod::Curve("nistp256", 32, &ECDSA_P256_SHA256_FIXED);
    const P384: VerificationMethod = VerificationMethod::Curve("nistp384", 48, &ECDSA_P384_SHA384_FIXED);
    const fn kind(key: &'static str, by: VerificationMethod, token: bool) -> KeyAlgorithm {
        KeyAlgorithm { key, signature: key, by, token }
    }
    const fn rsa(signature: &'static str, by: &'static RsaParameters) -> KeyAlgorithm {
        KeyAlgorithm { key: "ssh-rsa", signature, by: VerificationMethod::Rsa(by), token: false }
    }
    [
        kind("ssh-ed25519", VerificationMethod::Ed25519, false),
        kind("sk-ssh-ed25519@openssh.com", VerificationMethod::Ed25519, true),
        kind("ecdsa-sha2-nistp256", P256, false),
        kind("sk-ecdsa-sha2-nistp256@openssh.com", P256, true),
        kind("ecdsa-sha2-nistp384", P384, false),
        rsa("rsa-sha2-512", &RSA_PKCS1_2048_8192_SHA512),
        rsa("rsa-sha2-256", &RSA_PKCS1_2048_8192_SHA256),
    ]
};

/// Checks that a signature is that of a key over a message. `None` if it is not, or is not spelled as OpenSSH spells
/// it.
fn signs(key: &[u8], signature: &[u8], message: &[u8]) -> Option<()> {
    let (mut key, mut signature) = (Fields(key), Fields(signature));
    let (of_key, of_signature) = (key.next()?, signature.next()?);
    let mut kinds = KINDS.iter();
    let kind =
        kinds.find(|kind| kind.key.as_bytes() == of_key && kind.signature.as_bytes() == of_signature)?;
    let check = KeyAndSignature::read(&kind.by, &mut key, &mut signature)?;
    let signed =
        if kind.token { told_by_token(&mut key, &mut signature, message)? } else { message.to_vec() };
    (key.end() && signature.end() && check.holds(&signed)).then_some(())
}

enum KeyAndSignature<'a> {
    Point(&'static dyn VerificationAlgorithm, &'a [u8], Vec<u8>),
    Rsa(&'static RsaParameters, RsaPublicKeyComponents<&'a [u8]>, &'a [u8]),
}

impl<'a> KeyAndSignature<'a> {
    fn read(by: &VerificationMethod, key: &mut Fields<'a>, signature: &mut Fields<'a>) -> Option<Self> {
        match by {
            VerificationMethod::Ed25519 => {
                Some(Self::Point(&ED25519, key.next()?, signature.next()?.to_vec()))
            }
            VerificationMethod::Curve(name, width, algorithm) => {
                (key.next()? == name.as_bytes()).then_some(())?;
                let point = key.next()?;
                let mut pair = Fields(signature.next()?);
                let mut raw = Vec::with_capacity(2 * width);
                for number in [pair.natural()?, pair.natural()?] {
                    raw.resize(raw.len() + width.checked_sub(number.len())?, 0);
                    raw.extend(number);
                }
                pair.end().then_some(Self::Point(*algorithm, point, raw))
            }
            VerificationMethod::Rsa(parameters) => {
                let (e, n) = (key.natural()?, key.natural()?);
                Some(Self::Rsa(parameters, RsaPublicKeyComponents { n, e }, signature.next()?))
            }
        }
    }

    fn holds(&self, message: &[u8]) -> bool {
        match self {
            Self::Point(algorithm, point, raw) => {
                UnparsedPublicKey::new(*algorithm, point).verify(message, raw).is_ok()
            }
            Self::Rsa(parameters, key, raw) => key.verify(parameters, message, raw).is_ok(),
        }
    }
}

/// What a token signs: the digests of its application and of the message, with its flags and its counter between them.
fn told_by_token(key: &mut Fields<'_>, signature: &mut Fields<'_>, message: &[u8]) -> Option<Vec<u8>> {
    let mut signed = Sha256::digest(key.next()?).to_vec();
    signed.extend(signature.take(1 + 4)?);
    signed.extend(Sha256::digest(message));
    Some(signed)
}

/// The rest of bytes that are read field by field (RFC 4251, section 5).
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A `string`: its length and its bytes.
    fn next(&mut self) -> Option<&'a [u8]> {
        let length = self.take(4)?.try_into().ok()?;
        self.take(usize::try_from(u32::from_be_bytes(length)).ok()?)
    }

    /// A non-negative `mpint`, without a leading zero byte.
    fn natural(&mut self) -> Option<&'a [u8]> {
        match self.next()? {
            [0, rest @ ..] => rest.first().is_some_and(|first| *first >= 0x80).then_some(rest),
            [first, ..] if *first >= 0x80 => None,
            number => Some(number),
        }
    }

    fn end(&self) -> bool {
        self.0.is_empty()
    }
}
