//! The shape of each entry's data, as one table: its keys in their order, and how each is spelt.
//!
//! Public for ever: the keys of a type never change; a new shape is a new type name.

use crate::model::evidence::ItemState;
use crate::model::gate::Gate;
use crate::model::instrument::InstrumentState;
use crate::model::observation::ObservationKind;
use crate::model::state::State;
use crate::model::tlp::{Handling, Tlp};

use super::cursor::{Cause, Cursor, Fault};
use super::entry::{
    Approval, Attestation, Checkpoint, Correction, Disclosure, Evidence, Genesis, Go, Hold, InstrumentStep,
    Irregular, Note, Observation, Retire, Retraction, Settle, Text, Transition,
};
use super::optional::{ClockSet, Maybe, MaybeList, Optional};
use super::rows::{Bound, Guards, Ordered, Served, Validity};
use super::value::{
    Base64, Capitals, Covered, Dated, Fixed, Id, Instance, Known, List, Log, Measure, Moment, Round, Sha,
    Size, Some1, Spanned, Spelling, Thing, ThingOrEntry, Words,
};

/// An object with fixed keys.
pub(crate) trait Shape<'a>: Sized {
    /// Reads it, braces and all.
    fn read(cursor: &mut Cursor<'a>) -> Result<Self, Fault>;
    /// Writes it, braces and all.
    fn write(&self, out: &mut Vec<u8>);
}

/// Takes `"key":`, with the comma before it unless it is the first.
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
    ($($name:ident { $($key:ident: $spelling:ty),* $(; $($option:ident?: $optional:ty),*)? $(; then $($last:ident: $ending:ty),*; $($very_last:ident?: $tail:ty),*)? })+) => {$(
        impl<'a> Shape<'a> for shapes!(@type $name 'a) {
            fn read(cursor: &mut Cursor<'a>) -> Result<Self, Fault> {
                cursor.expect("{", if cursor.peek() == Some(b'n') { Cause::Null } else { Cause::WrongType })?;
                let mut first = true;
                $(
                    if !key(cursor, &mut first, concat!("\"", stringify!($key), "\":")) {
                        return Err(cursor.fault(Cause::Key));
                    }
                    let $key = <$spelling as Spelling<'a>>::read(cursor)?;
                )*
                $($(
                    let $option = if key(cursor, &mut first, concat!("\"", stringify!($option), "\":")) {
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
                    let $very_last = if key(cursor, &mut first, concat!("\"", stringify!($very_last), "\":")) {
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
                        write_key(out, &mut first, concat!("\"", stringify!($option), "\":"));
                        <$optional as Optional<'a>>::write(&self.$option, out);
                    }
                )*)?
                $($(
                    write_key(out, &mut first, concat!("\"", stringify!($last), "\":"));
                    <$ending as Spelling<'a>>::write(&self.$last, out);
                )*
                $(
                    if !<$tail as Optional<'a>>::is_absent(&self.$very_last) {
                        write_key(out, &mut first, concat!("\"", stringify!($very_last), "\":"));
                        <$tail as Optional<'a>>::write(&self.$very_last, out);
                    }
                )*)?
                out.push(b'}');
            }
        }
    )+};
    (@type Approval $life:lifetime) => { Approval };
    (@type $name:ident $life:lifetime) => { $name<$life> };
}

shapes! {
    Genesis { agency: Id, instance: Instance, program: Words }
    Transition { measure: Measure, round: Round, from: Known<State>, to: Known<State>, at: Dated, target: Sha;
        remainder?: Maybe<Words>, reason?: Maybe<Words>, reference?: Maybe<Words>, restored?: Maybe<Words>,
        basis?: Maybe<Words>, seen_from?: MaybeList<List<Capitals>>, until?: Maybe<Moment>,
        sources?: MaybeList<List<Id>>, note?: Maybe<Words>, irregular?: Maybe<Inner<Irregular<'a>>>, now?: ClockSet }
    Irregular { reason: Words, broken: Guards }
    Observation { kind: Known<ObservationKind>, about: Thing, at: Spanned;
        asset?: Maybe<Id>, seen_from?: MaybeList<List<Capitals>>, sources?: MaybeList<List<Id>>,
        tlp?: Maybe<Fixed<Tlp>>, handling?: MaybeList<List<Fixed<Handling>>>, note?: Maybe<Words>, now?: ClockSet }
    Note { about: List<ThingOrEntry>; at?: Maybe<Spanned>, sources?: MaybeList<List<Id>>;
        then text: Words; now?: ClockSet }
    Hold { measures: Some1<List<Measure>>, reason: Words; now?: ClockSet }
    Retraction { entry: Sha, reason: Words; now?: ClockSet }
    Correction { entry: Sha; at?: Maybe<Spanned>, sources?: MaybeList<List<Id>>, note?: Maybe<Words>;
        then reason: Words; now?: ClockSet }
    InstrumentStep { instrument: Id, to: Known<InstrumentState>, at: Moment;
        number?: Maybe<Words>, authority?: Maybe<Words>, valid?: Maybe<Validity>, document?: Maybe<Sha>,
        scope?: MaybeList<Bound<Covered>>, reason?: Maybe<Words>, now?: ClockSet }
    Approval { saved: Sha; now?: ClockSet }
    Go { saved: Sha, measures: Some1<Ordered>; now?: ClockSet }
    Settle { measure: Measure, round: Round, entries: Some1<List<Sha>>, to: Known<State>, reason: Words;
        now?: ClockSet }
    Evidence { to: Known<ItemState>, at: Moment;
        item?: Maybe<Sha>, serves?: MaybeList<Served>, exhibit?: Maybe<Words>, file?: Maybe<Words>,
        sha256?: Maybe<Sha>, size?: Maybe<Size>, serial?: Maybe<Words>, seal?: Maybe<Words>, holder?: Maybe<Id>,
        place?: Maybe<Words>, reason?: Maybe<Words>, reference?: Maybe<Words>,
        tlp?: Maybe<Fixed<Tlp>>, handling?: MaybeList<List<Fixed<Handling>>>, note?: Maybe<Words>,
        irregular?: Maybe<Inner<Irregular<'a>>>, now?: ClockSet }
    Disclosure { to: Words, bundle: Sha;
        agency?: Maybe<Id>, tlp?: Maybe<Fixed<Tlp>>, handling?: MaybeList<List<Fixed<Handling>>>,
        assets?: MaybeList<List<Id>>, leave?: Maybe<Words>, note?: Maybe<Words>, now?: ClockSet }
    Checkpoint { signature: Base64; now?: ClockSet }
    Retire { log: Log, seq: Round, hash: Sha, reason: Words; now?: ClockSet }
    OfOutlets { gate: Known<Gate>, outlets: Some1<Bound<Id>>, basis: Words; until?: Maybe<Moment>, now?: ClockSet }
    OfMeasures { gate: Known<Gate>, measures: Some1<Bound<Measure>>, basis: Words;
        until?: Maybe<Moment>, now?: ClockSet }
}

/// A shape inside another.
#[derive(Debug)]
pub(crate) struct Inner<S>(std::marker::PhantomData<S>);

impl<'a, S: Shape<'a>> Spelling<'a> for Inner<S> {
    type Value = S;
    fn read(cursor: &mut Cursor<'a>) -> Result<S, Fault> {
        S::read(cursor)
    }
    fn write(value: &S, out: &mut Vec<u8>) {
        value.write(out);
    }
}

struct OfOutlets<'a> {
    gate: Gate,
    outlets: Vec<(&'a str, crate::model::digest::Hash)>,
    basis: Text<'a>,
    until: Option<crate::model::time::Instant>,
    now: bool,
}

struct OfMeasures<'a> {
    gate: Gate,
    measures: Vec<(&'a str, crate::model::digest::Hash)>,
    basis: Text<'a>,
    until: Option<crate::model::time::Instant>,
    now: bool,
}

/// An attestation names outlets or measures, by its gate's column.
impl<'a> Shape<'a> for Attestation<'a> {
    fn read(cursor: &mut Cursor<'a>) -> Result<Self, Fault> {
        let mut ahead = cursor.clone();
        let gate = if ahead.take("{\"gate\":") { Known::<Gate>::read(&mut ahead)? } else { Gate::Located };
        Ok(if gate.row().per_outlet && !ahead.unknown {
            let OfOutlets { gate, outlets, basis, until, now } = OfOutlets::read(cursor)?;
            Self { gate, about: outlets, basis, until, now }
        } else {
            let OfMeasures { gate, measures, basis, until, now } = OfMeasures::read(cursor)?;
            Self { gate, about: measures, basis, until, now }
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let Self { gate, about, basis, until, now } = self.clone();
        if gate.row().per_outlet {
            OfOutlets { gate, outlets: about, basis, until, now }.write(out);
        } else {
            OfMeasures { gate, measures: about, basis, until, now }.write(out);
        }
    }
}
