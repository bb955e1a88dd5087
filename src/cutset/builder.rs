//! The making of a graph: named parts in any order, and what is wrong with them.

use std::collections::HashMap;

use thiserror::Error;

use super::graph::{Graph, Node, Service};

/// Parts that make no graph.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BadGraph {
    /// Two parts have one name.
    #[error("`{0}` is there twice")]
    Twice(String),
    /// A member is no part.
    #[error("`{service}` needs `{member}`, which is not there")]
    Unknown {
        /// The service.
        service: String,
        /// What it names.
        member: String,
    },
    /// A service needs more members than it has.
    #[error("`{service}` needs {at_least} of {of}")]
    TooFew {
        /// The service.
        service: String,
        /// How many it needs.
        at_least: usize,
        /// How many it has.
        of: usize,
    },
    /// Services that need each other: each needs the next, the last the first.
    #[error("these need each other: {}", .0.join(", "))]
    Circle(Vec<String>),
}

/// Parts of a graph, by name; members may be named before they are added.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
struct Part {
    name: String,
    /// How many it needs, and of what; none: a leaf.
    needs: Option<(usize, Vec<String>)>,
}

/// How far the walk has come with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Walked {
    Not,
    Into,
    Through(Node),
}

impl Draft {
    /// Adds a leaf.
    pub fn leaf(&mut self, name: impl Into<String>) {
        self.parts.push(Part { name: name.into(), needs: None });
    }

    /// Adds a service that needs all of its members; of none: it is always up.
    pub fn all_of<M: Into<String>>(&mut self, name: impl Into<String>, of: impl IntoIterator<Item = M>) {
        let of: Vec<String> = of.into_iter().map(Into::into).collect();
        self.at_least(name, of.len(), of);
    }

    /// Adds a service that needs any one of its members.
    pub fn any_of<M: Into<String>>(&mut self, name: impl Into<String>, of: impl IntoIterator<Item = M>) {
        self.at_least(name, 1, of);
    }

    /// Adds a service that needs at least so many of its members. One that is named twice counts twice.
    pub fn at_least<M: Into<String>>(
        &mut self,
        name: impl Into<String>,
        at_least: usize,
        of: impl IntoIterator<Item = M>,
    ) {
        let of = of.into_iter().map(Into::into).collect();
        self.parts.push(Part { name: name.into(), needs: Some((at_least, of)) });
    }

    /// Puts members before what needs them.
    pub fn build(self) -> Result<Graph, BadGraph> {
        let members = self.members()?;
        let mut walked = vec![Walked::Not; self.parts.len()];
        let (mut names, mut services) = (Vec::new(), Vec::new());
        for root in 0..self.parts.len() {
            // The way down from the root: parts, and which of their members comes next. On the heap, not the stack.
            let mut way = vec![(root, 0)];
            while let Some((part, next)) = way.last_mut() {
                let part = *part;
                if let (0, Walked::Through(_)) = (*next, walked[part]) {
                    way.pop();
                    continue;
                }
                if let Some(member) = members[part].get(*next).copied() {
                    (*next, walked[part]) = (*next + 1, Walked::Into);
                    if walked[member] == Walked::Into {
                        return Err(self.circle(&way, member));
                    }
                    way.push((member, 0));
                    continue;
                }
                walked[part] = Walked::Through(Node(names.len()));
                names.push(self.parts[part].name.clone());
                services.push(self.parts[part].needs.as_ref().map(|(at_least, _)| {
                    let through = |member: &usize| match walked[*member] {
                        Walked::Through(node) => Some(node),
                        // The walk is through with all members before it is with the service.
                        Walked::Not | Walked::Into => None,
                    };
                    Service { at_least: *at_least, of: members[part].iter().filter_map(through).collect() }
                }));
                way.pop();
            }
        }
        Ok(Graph::new(names, services))
    }

    /// The members of each part, as places in the list of parts.
    fn members(&self) -> Result<Vec<Vec<usize>>, BadGraph> {
        let mut places = HashMap::new();
        for (place, part) in self.parts.iter().enumerate() {
            if places.insert(part.name.as_str(), place).is_some() {
                return Err(BadGraph::Twice(part.name.clone()));
            }
        }
        for Part { name, needs } in &self.parts {
            if let Some((at_least, of)) = needs.as_ref().filter(|(at_least, of)| *at_least > of.len()) {
                let (service, at_least, of) = (name.clone(), *at_least, of.len());
                return Err(BadGraph::TooFew { service, at_least, of });
            }
        }
        let find = |service: &str, member: &String| {
            places
                .get(member.as_str())
                .copied()
                .ok_or_else(|| BadGraph::Unknown { service: service.to_owned(), member: member.clone() })
        };
        let of = |part: &Part| -> Result<Vec<usize>, BadGraph> {
            part.needs.iter().flat_map(|(_, of)| of).map(|member| find(&part.name, member)).collect()
        };
        self.parts.iter().map(of).collect()
    }

    fn circle(&self, way: &[(usize, usize)], back_to: usize) -> BadGraph {
        let around = way.iter().map(|(part, _)| *part).skip_while(|part| *part != back_to);
        BadGraph::Circle(around.map(|part| self.parts[part].name.clone()).collect())
    }
}
