//! Minimal cut sets and path sets of fault graphs.
//!
//! A [`Graph`](graph::Graph) has leaves and services; a service needs at least k of its members to be up. The library
//! knows no plan and no ledger: `operation` builds a graph from them and interprets the answers.
//!
//! - [`builder`]: makes a graph and reports cycles and missing members;
//! - [`graph`]: which nodes are up, and when each goes down;
//! - [`reachability`]: which nodes come up with one more leaf;
//! - [`sets`]: minimal sets of a small size, by trying all combinations;
//! - [`exact`]: minimal sets of any size, counted without being listed;
//! - [`fallback`]: exact partial answers where that exceeds its limits.
//!
//! | term | meaning here |
//! | --- | --- |
//! | minimal cut set | leaves that take the top off air if they all go down, none of which can be spared |
//! | minimal path set | leaves that keep the top on air if they all stay up, none of which can be spared |
//! | module | a subgraph that shares no leaf with the rest |
//! | common cause | a leaf that several services depend on |
//!
//! The exact engine reduces the question to a graph of constants, leaves and weighted thresholds (`term`), finds its
//! modules (`module`: Dutuit and Rauzy 1996), and decomposes them (`part`) at common causes (`shared_leaf`) into
//! members that a dynamic program counts (`counting`) and the rest, which becomes a BDD (`bdd`: Bryant 1986) and from
//! it the ZDD of the minimal sets (`zdd`: Minato 1993, Rauzy 1993). Counts and sizes are semirings (`semiring`) over
//! this decomposition, and sets are listed from it best first (`enumerate`: Hart, Nilsson and Raphael 1968). Each file
//! cites its papers in full.

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
