//! The graph of needs: leaves, and services that need at least some of their members.
//!
//! It is monotone, for there is no "not": to take one more thing down never brings anything up. So smallest sets exist.
//! Members stand before what needs them, and every question is one pass over the nodes in that order: a chain of
//! thousands of services overflows no stack.

use std::collections::HashMap;
use std::ops::{Index, IndexMut};

/// A node of one graph: a leaf or a service. Made by that graph alone, so that it always stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Node(pub(super) usize);

/// What a service needs: at least so many of its members. One that is named twice counts twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KOutOfN {
    /// How many: at most as many as there are. One that needs none is always up.
    pub at_least: usize,
    /// Of these; each stands before the service.
    pub members: Vec<Node>,
}

/// What leaves and services need, without circles. Made by [`Draft::build`].
#[derive(Debug, Clone)]
pub struct Graph {
    names: Vec<String>,
    by_name: HashMap<String, Node>,
    /// By node; none for a leaf.
    services: Vec<Option<KOutOfN>>,
}

/// One value for each node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Values<T>(Vec<T>);

impl<T> Index<Node> for Values<T> {
    type Output = T;

    fn index(&self, node: Node) -> &T {
        // The graph made both the node and this list: there is a value for each node up to the one being asked.
        &self.0[node.0]
    }
}

impl<T> IndexMut<Node> for Values<T> {
    fn index_mut(&mut self, node: Node) -> &mut T {
        &mut self.0[node.0]
    }
}

impl Graph {
    /// Takes parts that [`Draft::build`] has put in order.
    pub(super) fn new(names: Vec<String>, services: Vec<Option<KOutOfN>>) -> Self {
        let by_name = names.iter().enumerate().map(|(index, name)| (name.clone(), Node(index))).collect();
        Self { names, by_name, services }
    }

    /// The node of that name.
    pub fn node(&self, name: &str) -> Option<Node> {
        self.by_name.get(name).copied()
    }

    /// The name of a node.
    pub fn name(&self, node: Node) -> &str {
        &self.names[node.0]
    }

    /// Every node, members before what needs them.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = Node> + use<> {
        (0..self.names.len()).map(Node)
    }

    /// What a node needs; none: it is a leaf.
    pub fn service(&self, node: Node) -> Option<&KOutOfN> {
        self.services[node.0].as_ref()
    }

    /// Every leaf.
    pub fn leaves(&self) -> impl Iterator<Item = Node> + '_ {
        self.nodes().filter(|node| self.service(*node).is_none())
    }

    /// A node and all that it needs, members before what needs them.
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

    /// A value for each node, made of those of its members.
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

    /// What is up, given which leaves are.
    pub fn evaluate(&self, leaf: impl FnMut(Node) -> bool) -> Values<bool> {
        self.values(leaf, |service, up| {
            service.members.iter().filter(|member| up[**member]).count() >= service.at_least
        })
    }

    /// When each node goes down for good, given when each leaf does; none is never.
    ///
    /// A service that needs k of n is down once n-k+1 of them are: with the first of an all-of, the last of an any-of.
    pub fn down_at<T: Ord + Copy>(&self, leaf: impl FnMut(Node) -> Option<T>) -> Values<Option<T>> {
        self.values(leaf, |service, down| {
            // What never goes down is left out: it comes after all the others.
            let mut times: Vec<T> = service.members.iter().filter_map(|member| down[*member]).collect();
            times.sort_unstable();
            // A draft refuses services that need more than they have. One that needs none is past the last: never.
            times.get(service.members.len() - service.at_least).copied()
        })
    }
}
