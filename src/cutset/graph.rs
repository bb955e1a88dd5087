//! The graph: leaves, and services that need at least some of their members (k-out-of-n gates).
//!
//! It is monotone, because there is no negation: taking one more thing down never brings anything up. So minimal sets
//! exist. Members precede the services that need them, and every question is one pass over the nodes in that order, so
//! a chain of thousands of services cannot overflow the stack.

use std::collections::HashMap;
use std::ops::{Index, IndexMut};

/// A leaf or a service of one graph. Only that graph makes its nodes, so indexing with them cannot fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub(super) usize);

/// What a service needs: at least `at_least` of its members. A member that is listed twice counts twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KOutOfN {
    /// The number of members needed, at most as many as there are. A service that needs none is always up.
    pub at_least: usize,
    /// The members; each precedes the service.
    pub members: Vec<Node>,
}

/// An acyclic graph of needs, made by [`GraphBuilder::build`](super::builder::GraphBuilder::build).
#[derive(Debug, Clone)]
pub struct Graph {
    names: Vec<String>,
    by_name: HashMap<String, Node>,
    /// By node; `None` for a leaf.
    services: Vec<Option<KOutOfN>>,
}

/// One value for each node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values<T>(Vec<T>);

impl<T> Index<Node> for Values<T> {
    type Output = T;

    fn index(&self, node: Node) -> &T {
        // The graph made both the node and this list, which has a value for every node before the one being computed.
        &self.0[node.0]
    }
}

impl<T> IndexMut<Node> for Values<T> {
    fn index_mut(&mut self, node: Node) -> &mut T {
        &mut self.0[node.0]
    }
}

impl Graph {
    /// `services` has an entry for each name, and members precede the services that need them.
    pub(super) fn new(names: Vec<String>, services: Vec<Option<KOutOfN>>) -> Self {
        let by_name = names.iter().enumerate().map(|(index, name)| (name.clone(), Node(index))).collect();
        Self { names, by_name, services }
    }

    /// Finds a node by name.
    pub fn node(&self, name: &str) -> Option<Node> {
        self.by_name.get(name).copied()
    }

    /// A node's name.
    pub fn name(&self, node: Node) -> &str {
        &self.names[node.0]
    }

    /// All nodes, members before the services that need them.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = Node> + use<> {
        (0..self.names.len()).map(Node)
    }

    /// What a service needs; `None` for a leaf.
    pub fn service(&self, node: Node) -> Option<&KOutOfN> {
        self.services[node.0].as_ref()
    }

    /// Every leaf.
    pub fn leaves(&self) -> impl Iterator<Item = Node> + '_ {
        self.nodes().filter(|node| self.service(*node).is_none())
    }

    /// A node and everything below it, members before the services that need them.
    pub fn below(&self, top: Node) -> Vec<Node> {
        let mut reached = vec![false; self.names.len()];
        reached[top.0] = true;
        for node in self.nodes().rev() {
            if reached[node.0] {
                for member in self.service(node).iter().flat_map(|service| &service.members) {
                    reached[member.0] = true;
                }
            }
        }
        self.nodes().filter(|node| reached[node.0]).collect()
    }

    /// Computes a value for each node from the values of its members.
    pub fn values<T>(
        &self,
        mut leaf: impl FnMut(Node) -> T,
        mut service: impl FnMut(&KOutOfN, &Values<T>) -> T,
    ) -> Values<T> {
        let mut values = Values(Vec::with_capacity(self.names.len()));
        for node in self.nodes() {
            let value = match self.service(node) {
                None => leaf(node),
                Some(needs) => service(needs, &values),
            };
            values.0.push(value);
        }
        values
    }

    /// Which nodes are up, given which leaves are.
    pub fn evaluate(&self, leaf: impl FnMut(Node) -> bool) -> Values<bool> {
        self.values(leaf, |service, up| {
            service.members.iter().filter(|member| up[**member]).count() >= service.at_least
        })
    }

    /// When each node goes down for good, given when each leaf does; `None` means never.
    ///
    /// A service that needs k of n is down once n - k + 1 members are: with the first for all-of, with the last for
    /// any-of.
    pub fn down_at<T: Ord + Copy>(&self, leaf: impl FnMut(Node) -> Option<T>) -> Values<Option<T>> {
        self.values(leaf, |service, down| {
            // Members that never go down come after all others, so they can be left out.
            let mut times: Vec<T> = service.members.iter().filter_map(|member| down[*member]).collect();
            times.sort_unstable();
            // The builder refuses services that need more members than they have. For one that needs none the index is
            // past the end: never.
            times.get(service.members.len() - service.at_least).copied()
        })
    }
}
