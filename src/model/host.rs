//! Hosts: addresses and names, their canonical form, and who controls the names below them.

use std::net::IpAddr;

use data_encoding::BASE32_NOPAD_NOCASE;
use sha3::{Digest as _, Sha3_256};
use unicode_security::MixedScript as _;

/// A host, borrowed from a canonical identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Host<'a> {
    /// An IP address.
    Address(IpAddr),
    /// A name: lower-case ASCII, without a trailing dot.
    Name(&'a str),
}

/// Who controls the names below a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suffix {
    /// Not a suffix: its owner controls the names below it.
    Own,
    /// A bare public suffix: anyone may register below it.
    Public,
    /// A suffix in the private part of the list: a service that gives names to anyone.
    Private,
}

impl Host<'_> {
    /// Whether it is reserved, so that it belongs to no one: names of RFC 2606 and 6761, addresses of RFC 5737 and
    /// 3849.
    pub fn is_reserved(self) -> bool {
        match self {
            Self::Address(IpAddr::V4(address)) => {
                matches!(address.octets(), [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _])
            }
            Self::Address(IpAddr::V6(address)) => matches!(address.segments(), [0x2001, 0xdb8, ..]),
            Self::Name(name) => {
                let mut labels = name.rsplit('.');
                let (top, second) = (labels.next().unwrap_or_default(), labels.next());
                matches!(top, "test" | "example" | "invalid" | "localhost")
                    || (matches!(top, "com" | "net" | "org") && second == Some("example"))
            }
        }
    }
}

/// The canonical form of a name (UTS 46, strict), or the reason why it has none.
pub(crate) fn canonical_name(text: &str) -> Result<String, &'static str> {
    let name = idna::domain_to_ascii_strict(text).map_err(|_| why_no_name(text))?;
    let last = name.rsplit('.').next().unwrap_or_default();
    if last.bytes().all(|b| b.is_ascii_digit()) || last.strip_prefix("0x").is_some_and(is_hex) {
        return Err("its last label is a number, so it is meant as an address, and is none");
    }
    Ok(name)
}

fn is_hex(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn why_no_name(text: &str) -> &'static str {
    if text.is_empty() {
        "it is empty"
    } else if text.contains("://") {
        "it is a URL, not a name"
    } else if text.contains('/') {
        "a name has no path"
    } else if text.contains(':') {
        "a name or address has no port here"
    } else if text.contains('@') {
        "it is a mail address, not a name"
    } else if text.contains('_') {
        "a name has no underscore"
    } else if text.split('.').any(str::is_empty) {
        "one of its labels is empty"
    } else if text.contains(char::is_whitespace) {
        "a name has no blanks"
    } else if text.len() > 253 || text.split('.').any(|label| label.len() > 63) {
        "it or one of its labels is too long"
    } else {
        "it is not a name that IDNA allows"
    }
}

/// The first label that mixes letters of two scripts when it is decoded (UTS 39).
pub fn mixed_label(name: &str) -> Option<String> {
    if !name.contains("xn--") {
        return None;
    }
    name.split('.')
        .map(|label| idna::domain_to_unicode(label).0)
        .find(|label| !label.as_str().is_single_script())
}

/// How the public suffix list classifies the name itself.
pub fn suffix(name: &str) -> Suffix {
    match psl::suffix(name.as_bytes()) {
        Some(found) if found.as_bytes() == name.as_bytes() => match found.typ() {
            Some(psl::Type::Private) => Suffix::Private,
            _ => Suffix::Public,
        },
        _ => Suffix::Own,
    }
}

/// The reason why a text is not an address of an onion service; `None` if it is one (rend-spec-v3, section 6).
pub(crate) fn why_no_onion(text: &str) -> Option<&'static str> {
    let Some(label) = text.strip_suffix(".onion") else {
        return Some("an onion address ends with `.onion`");
    };
    if label.len() != 56 {
        return Some("a v3 onion address has 56 characters before `.onion`");
    }
    let Ok(bytes) = BASE32_NOPAD_NOCASE.decode(label.as_bytes()) else {
        return Some("an onion address is made of `a` to `z` and `2` to `7`");
    };
    // 56 characters of five bits are 35 bytes: the key, a checksum of two bytes, and the version.
    let (key, rest) = bytes.split_at(32);
    if rest[2] != 3 {
        return Some("it is not an onion address of version 3");
    }
    let digest =
        Sha3_256::new().chain_update(b".onion checksum").chain_update(key).chain_update([3]).finalize();
    (digest[..2] != rest[..2]).then_some("its checksum does not fit: a character is wrong")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_names_and_addresses_are_told_from_real_ones() {
        let name = |name| Host::Name(name).is_reserved();
        assert!(name("news.example") && name("a.test") && name("localhost") && name("www.example.com"));
        assert!(
            !name("example.co")
                && !name("notexample.com")
                && !name("news.internal")
                && !name("example.com.de")
        );
        let address = |text: &str| Host::Address(text.parse().expect(text)).is_reserved();
        assert!(address("203.0.113.20") && address("2001:db8::20") && address("192.0.2.255"));
        assert!(!address("10.0.0.1") && !address("198.51.101.1") && !address("2001:db9::1"));
    }

    #[test]
    fn suffixes_are_told_apart() {
        assert_eq!(suffix("com"), Suffix::Public);
        assert_eq!(suffix("co.uk"), Suffix::Public);
        assert_eq!(suffix("example"), Suffix::Public);
        assert_eq!(suffix("github.io"), Suffix::Private);
        assert_eq!(suffix("news.github.io"), Suffix::Own);
        assert_eq!(suffix("news.example"), Suffix::Own);
    }

    #[test]
    fn known_answers_of_fips_202() {
        let hex = |message: &[u8]| {
            crate::model::digest::Hash::from_bytes(Sha3_256::digest(message).into()).to_string()
        };
        assert_eq!(hex(b""), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
        assert_eq!(hex(b"abc"), "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
    }

    #[test]
    fn onion_addresses_are_checked_to_the_last_character() {
        let good = "aq44hrzsbqo4gpqc2jyv2c2nqab3kiguhx7ta7mocq3bmixqwxxlfsad.onion";
        assert_eq!(why_no_onion(good), None);
        assert!(why_no_onion(&good.replacen('a', "b", 1)).is_some());
        assert!(why_no_onion("aq44hrzsbqo4gpqc.onion").is_some());
        // `0`, `1`, `8`, `9`, padding and letters outside ASCII are not base32; a letter of two bytes counts as two
        // characters.
        for wrong in ["0", "1", "8", "9", "=", "-", "\u{17f}"] {
            let text = good.replacen(&good[..wrong.len()], wrong, 1);
            let why = "an onion address is made of `a` to `z` and `2` to `7`";
            assert_eq!(why_no_onion(&text), Some(why), "{text}");
        }
    }
}
