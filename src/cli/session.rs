//! From the command line to an entry in the ledger: the acting agency, the operation and the signing key.

pub(crate) mod config;
pub(crate) mod context;
pub(crate) mod identity;
pub(crate) mod request;
pub(crate) mod signing_key;
pub(crate) mod submit;
pub(crate) mod values;
pub(crate) mod workspace;
pub(crate) mod writing;
