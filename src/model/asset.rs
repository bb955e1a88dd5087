//! What an outlet runs on.

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
    /// Who else is on the machine.
    pub enum Tenancy: "tenancy" {
        /// Nobody.
        Dedicated = "dedicated",
        /// Others, each on a virtual machine.
        Virtual = "virtual",
        /// Others, on the same system.
        Shared = "shared",
        /// Not known.
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
        /// Keeps the names below a top-level domain.
        Registry = "registry",
        /// Carries accounts, channels or apps.
        Platform = "platform",
        /// Stands before other servers.
        Cdn = "cdn",
    }
}

words! {
    /// How exactly a public claim counts.
    pub enum Precision: "precision" {
        /// The number itself.
        Exact = "exact",
        /// That many or more.
        AtLeast = "at-least",
        /// About that many.
        Approx = "approx",
        /// No number is known.
        Unknown = "unknown",
    }
}

impl AssetKind {
    /// Whether somebody else may be hit: the kinds for which the gate `collateral` does not close by itself.
    pub fn may_be_shared(self) -> bool {
        matches!(self, Self::Server | Self::Storage | Self::Domain | Self::Website)
    }
}
