//! Plan and ledger together: where every measure stands, and the only place that decides.

mod apply;
pub mod asked;
mod book;
mod course;
mod fold;
mod gate;
mod guard;
mod judge;
mod show;
pub mod standing;
pub mod verdict;

pub use asked::{Asked, AskedMove, Refusal};
pub use book::{Entries, Found, Noted, Observed};
pub use fold::Judged;
pub use standing::{Gap, Shown, Standing, Tip};
pub use verdict::{Verdict, Why};
