//! Plan and ledger together: where every measure stands, and the only place that decides.

pub mod asked;
pub mod standing;
pub mod verdict;

pub use asked::{Asked, AskedMove, Refusal};
pub use standing::{Gap, Shown, Standing, Tip};
pub use verdict::{Verdict, Why};
