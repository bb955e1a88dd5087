//! The shape of each entry's data in one table: its keys in order, and the spelling of each value.
//!
//! The shapes are permanent: the keys of a type never change, so a new shape needs a new type name. If the
//! field name differs from the key, `as` gives the key.

use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::tlp::{Handling, Tlp};

use super::cursor::{Cause, Cursor, DecodeError};
use super::entry::{
    Approval, Attestation, Checkpoint, Correction, Disclosure, Evidence, Genesis, Go, Hold, InstrumentStep,
    Irregular, Note, Observation, Retire, Retraction, Settle, Text, Transition,
};
use super::object::Shape;
use super::optional::{ClockSet, Opt, OptList, Optional};
use super::rows::{DigestPairs, Guards, MeasureRounds, Served, Validity};
use super::value::{
    Base64, Capitals, ClosedEnum, Covered, Dated, Id, Instance, List, Log, Measure, Moment, NonEmpty,
    NonEmptyText, OpenEnum, Round, Sha, Size, Spanned, Spelling, Thing, ThingOrEntry,
};

/// Consumes `"key":`, and the comma before it unless it is the first key.
fn key(cursor: &mut Cursor<'_>, first: &mut bool, literal: &str) -> bool {
    let mut ahead = cursor.clone();
    let found = (*first || ahead.take(",")) && ahead.take(literal);
    if found {
        *cursor = ahead;
        *first = false;
    }
    found
}

fn write_key(out: &mut Vec<u8>, first: &mut bool, literal: &str) {
    if !std::mem::take(first) {
        out.push(b',');
    }
    out.extend_from_slice(literal.as_bytes());
}

macro_rules! shapes {
    ($($name:ident { $($key:ident: $spelling:ty),* $(; $($option:ident $(as $option_key:ident)? ?: $optional:ty),*)? $(; then $($last:ident: $ending:ty),*; $($very_last:ident $(as $tail_key:ident)? ?: $tail:ty),*)? })+) => {$(
        impl<'a> Shape<'a> for shapes!(@type $name 'a) {
            type Required = ($(<$spelling as Spelling<'a>>::Value,)* $($(<$ending as Spelling<'a>>::Value,)*)?);

            fn of(required: Self::Required) -> Self {
                let ($($key,)* $($($last,)*)?) = required;
                Self {
                    $($key,)*
                    $($($option: <$optional as Optional<'a>>::absent(),)*)?
                    $($($last,)* $($very_last: <$tail as Optional<'a>>::absent(),)*)?
                }
            }

            fn read(cursor: &mut Cursor<'a>) -> Result<Self, DecodeError> {
                cursor.expect("{", if cursor.peek() == Some(b'n') { Cause::Null } else { Cause::WrongType })?;
                let mut first = true;
                $(
                    if !key(cursor, &mut first, concat!("\"", stringify!($key), "\":")) {
                        return Err(cursor.fault(Cause::Key));
                    }
                    let $key = <$spelling as Spelling<'a>>::read(cursor)?;
                )*
                $($(
                    let $option = if key(cursor, &mut first, concat!("\"", shapes!(@key $option $($option_key)?), "\":")) {
                        <$optional as Optional<'a>>::read(cursor)?
                    } else {
                        <$optional as Optional<'a>>::absent()
                    };
                )*)?
                $($(
                    if !key(cursor, &mut first, concat!("\"", stringify!($last), "\":")) {
                        return Err(cursor.fault(Cause::Key));
                    }
                    let $last = <$ending as Spelling<'a>>::read(cursor)?;
                )*
                $(
                    let $very_last = if key(cursor, &mut first, concat!("\"", shapes!(@key $very_last $($tail_key)?), "\":")) {
                        <$tail as Optional<'a>>::read(cursor)?
                    } else {
                        <$tail as Optional<'a>>::absent()
                    };
                )*)?
                cursor.expect("}", Cause::Key)?;
                Ok(Self { $($key,)* $($($option,)*)? $($($last,)* $($very_last,)*)? })
            }

            fn write(&self, out: &mut Vec<u8>) {
                out.push(b'{');
                let mut first = true;
                $(
                    write_key(out, &mut first, concat!("\"", stringify!($key), "\":"));
                    <$spelling as Spelling<'a>>::write(&self.$key, out);
                )*
                $($(
                    if !<$optional as Optional<'a>>::is_absent(&self.$option) {
                        write_key(out, &mut first, concat!("\"", shapes!(@key $option $($option_key)?), "\":"));
                        <$optional as Optional<'a>>::write(&self.$option, out);
                    }
                )*)?
                $($(
                    write_key(out, &mut first, concat!("\"", stringify!($last), "\":"));
                    <$ending as Spelling<'a>>::write(&self.$last, out);
                )*
                $(
                    if !<$tail as Optional<'a>>::is_absent(&self.$very_last) {
                        write_key(out, &mut first, concat!("\"", shapes!(@key $very_last $($tail_key)?), "\":"));
                        <$tail as Optional<'a>>::write(&self.$very_last, out);
                    }
                )*)?
                out.push(b'}');
            }
        }
    )+};
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:ident) => { stringify!($key) };
    (@type Approval $life:lifetime) => { Approval };
    (@type $name:ident $life:lifetime) => { $name<$life> };
}

shapes! {
    Genesis { agency: Id, instance: Instance, program: NonEmptyText }
    Transition { measure: Measure, round: Round, from: OpenEnum<State>, to: OpenEnum<State>, at: Dated, target: Sha;
        remainder?: Opt<NonEmptyText>, reason?: Opt<NonEmptyText>, reference?: Opt<NonEmptyText>, restored?: Opt<NonEmptyText>,
        basis?: Opt<NonEmptyText>, seen_from?: OptList<List<Capitals>>, until?: Opt<Moment>,
        sources?: OptList<List<Id>>, note?: Opt<NonEmptyText>, irregular?: Opt<NestedShape<Irregular<'a>>>, clock_was_set as now?: ClockSet }
    Irregular { reason: NonEmptyText, broken: Guards }
    Observation { kind: OpenEnum<ObservationKind>, about: Thing, at: Spanned;
        asset?: Opt<Id>, seen_from?: OptList<List<Capitals>>, sources?: OptList<List<Id>>,
        tlp?: Opt<ClosedEnum<Tlp>>, handling?: OptList<List<ClosedEnum<Handling>>>, note?: Opt<NonEmptyText>, clock_was_set as now?: ClockSet }
    Note { about: List<ThingOrEntry>; at?: Opt<Spanned>, sources?: OptList<List<Id>>;
        then text: NonEmptyText; clock_was_set as now?: ClockSet }
    Hold { measures: NonEmpty<List<Measure>>, reason: NonEmptyText; clock_was_set as now?: ClockSet }
    Retraction { entry: Sha, reason: NonEmptyText; clock_was_set as now?: ClockSet }
    Correction { entry: Sha; at?: Opt<Spanned>, sources?: OptList<List<Id>>, note?: Opt<NonEmptyText>;
        then reason: NonEmptyText; clock_was_set as now?: ClockSet }
    InstrumentStep { instrument: Id, to: OpenEnum<InstrumentState>, at: Moment;
        number?: Opt<NonEmptyText>, authority?: Opt<NonEmptyText>, valid?: Opt<Validity>, document?: Opt<Sha>,
        scope?: OptList<DigestPairs<Covered>>, reason?: Opt<NonEmptyText>, clock_was_set as now?: ClockSet }
    Approval { saved: Sha; clock_was_set as now?: ClockSet }
    Go { saved: Sha, measures: NonEmpty<MeasureRounds>; clock_was_set as now?: ClockSet }
    Settle { measure: Measure, round: Round, entries: NonEmpty<List<Sha>>, to: OpenEnum<State>, reason: NonEmptyText;
        clock_was_set as now?: ClockSet }
    Evidence { to: OpenEnum<ItemState>, at: Moment;
        item?: Opt<Sha>, serves?: OptList<Served>, exhibit?: Opt<NonEmptyText>, file?: Opt<NonEmptyText>,
        sha256?: Opt<Sha>, size?: Opt<Size>, serial?: Opt<NonEmptyText>, seal?: Opt<NonEmptyText>, holder?: Opt<Id>,
        place?: Opt<NonEmptyText>, reason?: Opt<NonEmptyText>, reference?: Opt<NonEmptyText>,
        tlp?: Opt<ClosedEnum<Tlp>>, handling?: OptList<List<ClosedEnum<Handling>>>, note?: Opt<NonEmptyText>,
        irregular?: Opt<NestedShape<Irregular<'a>>>, clock_was_set as now?: ClockSet }
    Disclosure { to: NonEmptyText, bundle: Sha;
        agency?: Opt<Id>, tlp?: Opt<ClosedEnum<Tlp>>, handling?: OptList<List<ClosedEnum<Handling>>>,
        assets?: OptList<List<Id>>, leave?: Opt<NonEmptyText>, note?: Opt<NonEmptyText>, clock_was_set as now?: ClockSet }
    Checkpoint { signature: Base64; clock_was_set as now?: ClockSet }
    Retire { log: Log, seq: Round, hash: Sha, reason: NonEmptyText; clock_was_set as now?: ClockSet }
    OfOutlets { gate: OpenEnum<Gate>, outlets: NonEmpty<DigestPairs<Id>>, basis: NonEmptyText; until?: Opt<Moment>, clock_was_set as now?: ClockSet }
    OfMeasures { gate: OpenEnum<Gate>, measures: NonEmpty<DigestPairs<Measure>>, basis: NonEmptyText;
        until?: Opt<Moment>, clock_was_set as now?: ClockSet }
}

/// A shape nested in another.
#[derive(Debug)]
pub(crate) struct NestedShape<S>(std::marker::PhantomData<S>);

impl<'a, S: Shape<'a>> Spelling<'a> for NestedShape<S> {
    type Value = S;
    fn read(cursor: &mut Cursor<'a>) -> Result<S, DecodeError> {
        S::read(cursor)
    }
    fn write(value: &S, out: &mut Vec<u8>) {
        value.write(out);
    }
}

struct OfOutlets<'a> {
    gate: Gate,
    outlets: Vec<(Text<'a>, crate::model::digest::Hash)>,
    basis: Text<'a>,
    until: Option<crate::model::time::Instant>,
    clock_was_set: bool,
}

struct OfMeasures<'a> {
    gate: Gate,
    measures: Vec<(Text<'a>, crate::model::digest::Hash)>,
    basis: Text<'a>,
    until: Option<crate::model::time::Instant>,
    clock_was_set: bool,
}

/// An attestation has the key `outlets` or `measures`, depending on its gate.
impl<'a> Shape<'a> for Attestation<'a> {
    type Required = (Gate, Vec<(Text<'a>, crate::model::digest::Hash)>, Text<'a>);

    fn of((gate, about, basis): Self::Required) -> Self {
        Self { gate, about, basis, until: None, clock_was_set: false }
    }

    fn read(cursor: &mut Cursor<'a>) -> Result<Self, DecodeError> {
        let mut ahead = cursor.clone();
        let gate = if ahead.take("{\"gate\":") { OpenEnum::<Gate>::read(&mut ahead)? } else { Gate::Located };
        Ok(if gate.row().per_outlet && !ahead.unknown {
            let OfOutlets { gate, outlets, basis, until, clock_was_set } = OfOutlets::read(cursor)?;
            Self { gate, about: outlets, basis, until, clock_was_set }
        } else {
            let OfMeasures { gate, measures, basis, until, clock_was_set } = OfMeasures::read(cursor)?;
            Self { gate, about: measures, basis, until, clock_was_set }
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Self { gate, about, basis, until, clock_was_set } = self.clone();
        if gate.row().per_outlet {
            OfOutlets { gate, outlets: about, basis, until, clock_was_set }.write(out);
        } else {
            OfMeasures { gate, measures: about, basis, until, clock_was_set }.write(out);
        }
    }
}
