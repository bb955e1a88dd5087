//! The tables of a plan and their keys, in one table that the reader, its suggestions and the documents use.

use super::code::Code;

/// Whether a key has to be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    Always,
    /// Always, except in retrospective plans.
    NotOfHistory,
    /// Never, or only if another value requires it.
    Optional,
}

#[derive(Debug)]
pub struct Key {
    pub name: &'static str,
    pub required: Requirement,
    /// The code that reports the key as missing.
    pub missing: Code,
}

#[derive(Debug)]
pub struct TableKind {
    /// The name in TOML, or a description for tables without a name of their own.
    pub name: &'static str,
    /// Whether an id distinguishes tables of this kind: `[asset.ro-web-1]`.
    pub by_id: bool,
    pub keys: &'static [Key],
    /// Whether actions are also keys. Each contains a measure.
    pub actions: bool,
    /// Whether `accept` is also a key.
    pub accepts: bool,
}

macro_rules! table {
    ($(#[$doc:meta])* $const:ident = $name:literal $by_id:literal $actions:literal $accepts:literal {
        $($required:ident $($key:literal $(=> $missing:ident)?)+;)*
    }) => {
        $(#[$doc])*
        pub const $const: TableKind = TableKind {
            name: $name, by_id: $by_id, actions: $actions, accepts: $accepts,
            keys: &[$($(Key { name: $key, required: Requirement::$required, missing: missing!($($missing)?) }),+),*],
        };
    };
}

macro_rules! missing {
    () => {
        Code::MissingKey
    };
    ($code:ident) => {
        Code::$code
    };
}

table! { /// The tables at the top of a file.
TOP = "plan" false false false {
    Always "format";
    Optional "operation" "policy" "agency" "provider" "outlet" "instrument" "asset" "inventory" "service" "source";
    Optional "protected" "inject";
} }

table! { /// `[operation]`
OPERATION = "operation" false false true {
    Always "id" "name" "mode" "lead";
    NotOfHistory "h-hour";
    Optional "coordinator" "judicial-coordinator" "window" "tlp" "handling" "follows" "note";
} }

table! { /// `[policy]`
POLICY = "policy" false false true {
    Optional "locate-max-age" "approvals" "monitor" "signatures";
} }

table! { /// `[agency.ID]`
AGENCY = "agency" true false true {
    Always "name" "country";
    NotOfHistory "timezone";
    Optional "contact" "keys" "note";
} }

table! { /// `[provider.ID]`
PROVIDER = "provider" true true true {
    Always "name" "kind";
    NotOfHistory "country";
    Optional "timezone" "contact" "note";
} }

table! { /// `[outlet.ID]`
OUTLET = "outlet" true false true {
    Always "name" "kind";
    NotOfHistory "legal-basis" => MissingLegalBasis;
    NotOfHistory "press-assessment" => MissingPressAssessment;
    Optional "aliases" "tlp" "handling" "note";
} }

table! { /// `press-assessment` of an outlet.
PRESS = "press assessment" false false false {
    Always "by" "on" "finding";
} }

table! { /// `[instrument.ID]`
INSTRUMENT = "instrument" true false true {
    Always "kind" "issued-by" "executed-by" "covers";
    Optional "note";
} }

table! { /// `[asset.ID]`
ASSET = "asset" true true true {
    Always "kind";
    NotOfHistory "country" "outlets";
    Optional "identifier" "provider" "tenancy" "mirror-of" "successor-of" "moved-from" "tlp" "handling" "note";
} }

table! { /// `[inventory.ID]`
INVENTORY = "inventory" true true true {
    Always "file" "kind";
    NotOfHistory "country" "outlets";
    Optional "provider" "tenancy" "tlp" "handling" "note";
} }

table! { /// A measure: `[asset.ID.ACTION]`, `[inventory.ID.ACTION]`, `[provider.ID.identify]`
MEASURE = "measure" false false true {
    Always "agency";
    Optional "start" "window" "takes" "after" "start-between" "group" "authority" "claims" "to" "note";
} }

table! { /// One of the `claims` of a measure.
CLAIM = "claim" false false false {
    Always "source" => MissingSource;
    Always "says";
    Optional "count" "precision";
} }

table! { /// `[source.ID]`
SOURCE = "source" true false false {
    Always "title";
    Optional "date" "url" "note";
} }

table! { /// `[service.ID]`
SERVICE = "service" true false true {
    Optional "outlet" "all-of" "any-of" "at-least" "of";
} }

table! { /// `[protected]`
PROTECTED = "protected" false false true {
    Optional "identifiers";
} }

table! { /// `[inject.ID]`
INJECT = "inject" true false true {
    Always "at";
    Optional "refused" "late" "early" "failed" "hold" "lapsed";
} }

table! { /// `late` of an inject.
LATE = "late" false false false {
    Always "agency" "by";
} }

table! { /// `early` of an inject.
EARLY = "early" false false false {
    Always "measure" "by";
} }

table! { /// `hold` of an inject.
HOLD = "hold" false false false {
    Always "agency" "measure";
} }

pub const TABLES: &[&TableKind] = &[
    &TOP,
    &OPERATION,
    &POLICY,
    &AGENCY,
    &PROVIDER,
    &OUTLET,
    &PRESS,
    &INSTRUMENT,
    &ASSET,
    &INVENTORY,
    &MEASURE,
    &CLAIM,
    &SOURCE,
    &SERVICE,
    &PROTECTED,
    &INJECT,
    &LATE,
    &EARLY,
    &HOLD,
];

impl TableKind {
    /// Whether a table of this kind has a key of this name. Actions are not counted.
    pub fn has(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.name == name) || (self.accepts && name == "accept")
    }
}
