//! An OpenSSH line with a public key: options, kind, key, comment.

/// The prefixes of the names of kinds.
const KINDS: [&str; 3] = ["ssh-", "ecdsa-sha2-", "sk-"];

/// The parts of a line with a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicKey<'a> {
    /// The text before the kind: options, and in `allowed_signers` the principal before them. Often empty.
    pub before: &'a str,
    /// For example `ssh-ed25519`.
    pub kind: &'a str,
    /// The key in base64.
    pub base64: &'a str,
}

impl<'a> PublicKey<'a> {
    /// Finds the parts of a line. `None` if no word names a kind, or none follows that word.
    pub fn split(line: &'a str) -> Option<Self> {
        let begins = |at: &usize| line[..*at].chars().next_back().is_none_or(char::is_whitespace);
        let places = KINDS.iter().flat_map(|start| line.match_indices(start)).map(|(at, _)| at);
        let (before, rest) = line.split_at(places.filter(begins).min()?);
        let mut words = rest.split_whitespace();
        Some(Self { before: before.trim(), kind: words.next()?, base64: words.next()? })
    }

    /// The kind and the key, without the text before and after them.
    pub fn bare(&self) -> String {
        format!("{} {}", self.kind, self.base64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_and_remarks_stand_around_a_key() {
        let split = |line| PublicKey::split(line).map(|key| (key.before, key.bare()));
        let bare = "ssh-ed25519 AAAA".to_owned();
        assert_eq!(split("ssh-ed25519 AAAA"), Some(("", bare.clone())));
        assert_eq!(split(" ssh-ed25519  AAAA duty desk\n"), Some(("", bare.clone())));
        let dated = "valid-before=\"20280101\"";
        assert_eq!(split("valid-before=\"20280101\" ssh-ed25519 AAAA"), Some((dated, bare)));
        for line in ["", "AAAA", "ssh-ed25519", "rsa AAAA"] {
            assert_eq!(split(line), None, "{line}");
        }
    }
}
