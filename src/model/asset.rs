//! The kinds of asset, provider and tenancy.

use super::identifier::Form;
use super::word::words;

words! {
    /// The kind of an asset.
    pub enum AssetKind: "asset kind" {
        /// A machine, by address or host name.
        Server = "server",
        /// A registered name or one below it.
        Domain = "domain",
        /// A URL scope on a host that is not itself a target.
        Website = "website",
        /// A Tor onion service, by its v3 address.
        OnionService = "onion-service",
        /// A radio or TV stream, by URL.
        Stream = "stream",
        /// A mobile app or browser add-on.
        App = "app",
        /// An account on a platform.
        Account = "account",
        /// A channel on a platform.
        Channel = "channel",
        /// A mailing list.
        MailingList = "mailing-list",
        /// A storage bucket or share.
        Storage = "storage",
        /// One piece of content, by URL; may carry a count.
        ContentItem = "content-item",
        /// A wallet of a crypto-currency.
        Wallet = "wallet",
        /// A place that can be searched.
        Premises = "premises",
        /// A person, by pseudonym only.
        Person = "person",
    }
}

words! {
    /// Who else uses the machine.
    pub enum Tenancy: "tenancy" {
        /// No one.
        Dedicated = "dedicated",
        /// Others, each on a virtual machine.
        Virtual = "virtual",
        /// Others, on the same system.
        Shared = "shared",
        /// It is not known.
        Unknown = "unknown",
    }
}

words! {
    /// The kind of a provider.
    pub enum ProviderKind: "provider kind" {
        /// Rents out machines.
        Hoster = "hoster",
        /// Sells names.
        Registrar = "registrar",
        /// Runs the names below a top-level domain.
        Registry = "registry",
        /// Carries accounts, channels or apps.
        Platform = "platform",
        /// Is in front of other servers.
        Cdn = "cdn",
    }
}

words! {
    /// How exact the number in a public claim is.
    pub enum Precision: "precision" {
        /// The number is exact.
        Exact = "exact",
        /// The number is a minimum.
        AtLeast = "at-least",
        /// The number is approximate.
        Approx = "approx",
        /// No number is known.
        Unknown = "unknown",
    }
}

#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table: each column is a question")]
pub struct AssetKindRow {
    pub kind: AssetKind,
    /// The form of its identifiers.
    pub form: Form,
    /// Whether a plan must give an identifier; a retrospective plan need not.
    pub identified: bool,
    /// Whether others may be affected, so that the gate `collateral` does not close by itself.
    pub shared: bool,
    /// Whether it has a tenancy.
    pub tenanted: bool,
    /// Whether a measure on it also affects every other asset at its address.
    pub addressed: bool,
    /// Whether its identifier has to be a pseudonym.
    pub pseudonym: bool,
}

macro_rules! kinds {
    ($($kind:ident $form:ident $identified:literal $shared:literal $tenanted:literal $addressed:literal $pseudonym:literal;)+) => {
        &[$(AssetKindRow {
            kind: AssetKind::$kind, form: Form::$form, identified: $identified, shared: $shared, tenanted: $tenanted,
            addressed: $addressed, pseudonym: $pseudonym,
        }),+]
    };
}

/// The table of asset kinds, in the order of [`AssetKind`]: identified, shared, tenanted, addressed, pseudonym.
#[rustfmt::skip]
pub const ASSET_KINDS: &[AssetKindRow] = kinds! {
    Server       Host  true  true  true  true  false;
    Domain       Name  true  true  false true  false;
    Website      Url   true  true  false true  false;
    OnionService Onion true  false false false false;
    Stream       Url   true  false false true  false;
    App          Text  true  false false false false;
    Account      Text  true  false false false false;
    Channel      Text  true  false false false false;
    MailingList  Text  true  false false false false;
    Storage      Text  true  true  true  false false;
    ContentItem  Url   true  false false false false;
    Wallet       Text  true  false false false false;
    Premises     Text  false false false false false;
    Person       Text  false false false false true;
};

impl AssetKind {
    pub fn row(self) -> &'static AssetKindRow {
        // The rows are in the order of the enum (a test checks this), so the index exists.
        &ASSET_KINDS[self as usize]
    }

    /// Whether others may be affected, so that the gate `collateral` does not close by itself.
    pub fn may_be_shared(self) -> bool {
        self.row().shared
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::word::Word as _;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        assert!(AssetKind::ALL.iter().zip(ASSET_KINDS).all(|(kind, row)| row.kind == *kind));
        assert_eq!(ASSET_KINDS.len(), AssetKind::ALL.len());
    }
}
