//! The exact engine: smallest sets of any size, counted without being listed, and chances.
//!
//! It makes a decision diagram of what a node needs, and from that another one of the smallest sets. Both may grow
//! beyond any memory, so each has a limit. A few orders of the leaves are tried in turn; if none fits it says so.

use super::bdd::Bdd;
pub use super::diagram::LimitMet;
use super::diagram::{NO, Ref, YES};
use super::graph::{Graph, Node};
use super::order::orders;
use super::sets::{Aim, Role, Smallest};
use super::zdd::Zdd;

/// How many nodes a diagram may have where nobody says otherwise: some 500 MB for both, with what is remembered.
pub const NODE_LIMIT: usize = 2_000_000;

/// The answer to one question: what takes or keeps a node where somebody wants it.
#[derive(Debug)]
pub struct Exact {
    /// The leaves that vary, in the order in which they are asked.
    order: Vec<Node>,
    bdd: Bdd,
    function: Ref,
    zdd: Zdd,
    family: Ref,
}

impl Exact {
    /// Answers for one node of a graph; no diagram of more than `limit` nodes is made.
    pub fn new(
        graph: &Graph,
        top: Node,
        aim: Aim,
        role: impl Fn(Node) -> Role,
        limit: usize,
    ) -> Result<Self, LimitMet> {
        let mut met = LimitMet { limit };
        for mut order in orders(graph, top) {
            order.retain(|leaf| role(*leaf) == Role::Varies);
            match Self::in_order(graph, top, aim, &role, limit, order) {
                Ok(exact) => return Ok(exact),
                Err(limit) => met = limit,
            }
        }
        Err(met)
    }

    fn in_order(
        graph: &Graph,
        top: Node,
        aim: Aim,
        role: impl Fn(Node) -> Role,
        limit: usize,
        order: Vec<Node>,
    ) -> Result<Self, LimitMet> {
        let mut bdd = Bdd::new(limit);
        let mut functions = vec![NO; top.0 + 1];
        for (leaf, place) in order.iter().zip(0_u32..) {
            functions[leaf.0] = bdd.leaf(place)?;
        }
        for node in graph.below(top) {
            let Some(service) = graph.service(node) else {
                match (role(node), aim) {
                    (Role::Up, Aim::KeepsOn) | (Role::Down, Aim::TakesOff) => functions[node.0] = YES,
                    _ => {}
                }
                continue;
            };
            let of: Vec<Ref> = service.of.iter().map(|member| functions[member.0]).collect();
            let at_least = match aim {
                Aim::KeepsOn => service.at_least,
                // It is down once so many are down that the others no longer suffice.
                Aim::TakesOff => of.len() + 1 - service.at_least,
            };
            functions[node.0] = bdd.at_least(at_least, of)?;
        }
        let function = functions[top.0];
        let mut zdd = Zdd::new(limit);
        let family = zdd.smallest(&bdd, function)?;
        Ok(Self { order, bdd, function, zdd, family })
    }

    /// The chance that it comes so, if each leaf goes that way with its own chance and none knows of the others.
    ///
    /// That is: the chance of staying up where the aim is to keep it on, of going down where it is to take it off.
    pub fn probability(&self, leaf: impl Fn(Node) -> f64) -> f64 {
        // Diagrams ask only places of this order.
        self.bdd.probability(self.function, |place| leaf(self.order[place as usize]))
    }

    /// How many smallest sets there are of all sizes; `u128::MAX` is that many or more.
    pub fn count(&self) -> u128 {
        self.zdd.count(self.family)
    }

    /// The smallest sets of at most `size` leaves by their size, and the first `few` of them.
    pub fn smallest(&self, size: usize, few: usize) -> Smallest {
        Smallest { by_size: self.zdd.by_size(self.family, size), first: self.first(size, few) }
    }

    /// The first `few` smallest sets of at most `size` leaves, those of the fewest leaves first.
    pub fn first(&self, size: usize, few: usize) -> Vec<Vec<Node>> {
        let first = self.zdd.first(self.family, size, few).into_iter();
        // Diagrams ask only places of this order.
        first.map(|set| set.into_iter().map(|place| self.order[place as usize]).collect()).collect()
    }

    /// How many leaves the smallest sets of all have, and how many such sets there are; nothing where there are none.
    pub fn fewest(&self) -> Option<(usize, u128)> {
        self.zdd.fewest(self.family)
    }

    /// How much work it was: the nodes of both diagrams, those of the way there included.
    pub fn nodes(&self) -> usize {
        self.bdd.table.nodes() + self.zdd.table.nodes()
    }
}
