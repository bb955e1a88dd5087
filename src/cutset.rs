//! What an outlet needs to stay on the air, and what if something slips: arithmetic on a plain graph.
//!
//! A [`Graph`](graph::Graph) says it in words of need: a service needs all, any or at least some of its members. It
//! knows no plan and no ledger; `operation` builds it, and asks:
//!
//! - [`graph`]: what is up, and when each part goes down;
//! - [`reachability`]: what else comes up if one leaf stays up;
//! - [`sets`]: the smallest sets that decide it, by plain evaluation, for small sizes;
//! - [`exact`]: the same of any size, counted and never listed;
//! - [`fallback`]: what is still said where that is too much.
//!
//! | words here | in textbooks |
//! | --- | --- |
//! | enough to take it off air | minimal cut set |
//! | what can keep it on air | minimal path set |
//! | a leaf under several services | common cause |

mod bdd;
pub mod builder;
mod counting;
mod diagram;
mod diagrams;
mod enumerate;
pub mod exact;
pub mod fallback;
pub mod graph;
mod module;
mod order;
mod part;
pub mod reachability;
mod semiring;
pub mod sets;
mod shared_leaf;
mod term;
mod zdd;
