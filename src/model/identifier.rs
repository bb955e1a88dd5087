//! Identifiers of assets: read fanged or defanged, stored canonical, printed defanged.

use std::borrow::Cow;
use std::net::IpAddr;
use std::ops::Range;

use thiserror::Error;

use super::host::{Host, canonical_name, why_no_onion};
use super::word::words;

words! {
    /// What an identifier has to be.
    pub enum Form: "form of identifier" {
        /// An IP address or a host name.
        Host = "an IP address or a host name",
        /// A domain name.
        Name = "a domain name",
        /// A URL with its scheme.
        Url = "a URL with its scheme",
        /// The v3 address of an onion service.
        Onion = "an onion address of version 3",
        /// Any text without control characters.
        Text = "a text without control characters",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("it is not {form}: {why}")]
pub struct BadIdentifier {
    pub form: Form,
    pub why: &'static str,
}

/// An identifier in its canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    text: String,
    host: IdentifierPart,
    /// Whether the canonical form differs from the written one in more than case and refanging.
    pub rewritten: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum IdentifierPart {
    None,
    Address(IpAddr),
    Name(Range<usize>),
}

impl Identifier {
    pub fn read(form: Form, raw: &str) -> Result<Self, BadIdentifier> {
        let bad = |why| BadIdentifier { form, why };
        let fanged = refang(raw);
        let (text, host) = match form {
            Form::Text => plain(&fanged).map(|text| (text, IdentifierPart::None)),
            Form::Host => host_of(&fanged),
            Form::Name => host_of(&fanged).and_then(|(text, host)| match host {
                IdentifierPart::Address(_) => Err("it is an address"),
                _ => Ok((text, host)),
            }),
            Form::Url => url_of(&fanged),
            Form::Onion => onion_of(&fanged),
        }
        .map_err(bad)?;
        let rewritten = text != *fanged && text.to_lowercase() != fanged.to_lowercase();
        Ok(Self { text, host, rewritten })
    }

    /// Reads a text of unknown form: a URL if it has a scheme, a host if it is an address or a name with a dot,
    /// otherwise any text.
    pub fn read_any(raw: &str) -> Result<Self, BadIdentifier> {
        let fanged = refang(raw);
        if fanged.contains("://") {
            return Self::read(Form::Url, raw);
        }
        let host = if fanged.contains(['.', ':']) { Self::read(Form::Host, raw).ok() } else { None };
        host.map_or_else(|| Self::read(Form::Text, raw), Ok)
    }

    /// The canonical text, as digests and ledgers contain it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    pub fn into_string(self) -> String {
        self.text
    }

    pub fn host(&self) -> Option<Host<'_>> {
        match &self.host {
            IdentifierPart::None => None,
            IdentifierPart::Address(address) => Some(Host::Address(*address)),
            // The range was made from this text.
            IdentifierPart::Name(range) => Some(Host::Name(&self.text[range.clone()])),
        }
    }

    pub fn is_url(&self) -> bool {
        self.text.contains("://")
    }
}

/// Undoes defanging, which keeps an identifier from becoming a link: `hxxp`, `[.]`, `(.)`, `[dot]`, `[:]`, `[@]`.
pub fn refang(raw: &str) -> Cow<'_, str> {
    const DEFANGED: [(&str, &str); 5] =
        [("[.]", "."), ("(.)", "."), ("[dot]", "."), ("[:]", ":"), ("[@]", "@")];
    let mut text = Cow::Borrowed(raw);
    if text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("hxxp")) {
        text = Cow::Owned(format!("http{}", &raw[4..]));
    }
    if !text.contains(['[', '(']) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        out.push(c);
        // One replacement may complete another pattern: `[[.]]`.
        while let Some((from, to)) = DEFANGED.iter().find(|(from, _)| ends_with(&out, from)) {
            out.truncate(out.len() - from.len());
            out.push_str(to);
        }
    }
    Cow::Owned(out)
}

fn ends_with(text: &str, end: &str) -> bool {
    let start = text.len().checked_sub(end.len());
    start.and_then(|start| text.get(start..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// Writes an identifier so that no program turns it into a link: `203[.]0[.]113[.]20`, `hxxps://news[.]example/a.b`.
/// [`refang`] is its inverse.
pub fn defang(text: &str) -> String {
    let (scheme, rest) = text.split_once("://").map_or(("", text), |(scheme, rest)| (scheme, rest));
    let end = if scheme.is_empty() { rest.len() } else { rest.find(['/', '?', '#']).unwrap_or(rest.len()) };
    let (host, path) = rest.split_at(end);
    let mut out = String::with_capacity(text.len() + 16);
    if !scheme.is_empty() {
        out.push_str(&scheme.replacen("http", "hxxp", 1));
        out.push_str("://");
    }
    let colons = scheme.is_empty() && text.parse::<std::net::Ipv6Addr>().is_ok();
    for c in host.chars() {
        match c {
            '.' => out.push_str("[.]"),
            '@' => out.push_str("[@]"),
            ':' if colons => out.push_str("[:]"),
            _ => out.push(c),
        }
    }
    out.push_str(path);
    out
}

type Canonical = Result<(String, IdentifierPart), &'static str>;

fn plain(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) { Err("it has a control character") } else { Ok(text.to_owned()) }
}

fn host_of(text: &str) -> Canonical {
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Ok(address) = text.parse::<IpAddr>() {
        return Ok((address.to_string(), IdentifierPart::Address(address)));
    }
    let name = canonical_name(text)?;
    let part = IdentifierPart::Name(0..name.len());
    Ok((name, part))
}

fn onion_of(text: &str) -> Canonical {
    let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
    if let Some(why) = why_no_onion(&name) {
        return Err(why);
    }
    let part = IdentifierPart::Name(0..name.len());
    Ok((name, part))
}

/// Reads the parts of RFC 3986 that matter here: `scheme://host[:port][path]`; keeps everything after the host.
fn url_of(text: &str) -> Canonical {
    let (scheme, rest) = text.split_once("://").ok_or("it has no scheme such as `https://`")?;
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(good) {
        return Err("what stands before `://` is no scheme");
    }
    if rest.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("a URL has no blanks or control characters");
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Err("a user name stands before its host");
    }
    let mut url = format!("{}://", scheme.to_ascii_lowercase());
    let (written, after) = split_port(authority)?;
    let (host, part) = host_of(written)?;
    let start = url.len();
    if host.contains(':') {
        url.extend(["[", &host, "]"]);
    } else {
        url.push_str(&host);
    }
    let part =
        if matches!(part, IdentifierPart::Name(_)) { IdentifierPart::Name(start..url.len()) } else { part };
    url.push_str(after);
    url.push_str(path);
    Ok((url, part))
}

/// Splits the host from the port, which keeps its colon.
fn split_port(authority: &str) -> Result<(&str, &str), &'static str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').ok_or("the bracket of its address is open")?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let good = port.is_empty()
        || port
            .strip_prefix(':')
            .is_some_and(|number| number.parse::<u16>().is_ok() && !number.starts_with('+'));
    if good { Ok((host, port)) } else { Err("its port is no number up to 65535") }
}

#[cfg(test)]
mod tests;
