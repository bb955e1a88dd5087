//! On random graphs the engine answers what trying everything does.

use biodivine_lib_bdd::{Bdd, BddVariableSet};
use proptest::collection::vec;
use proptest::prelude::*;
use takedown::cutset::builder::GraphBuilder;
use takedown::cutset::exact::{Exact, NODE_LIMIT};
use takedown::cutset::fallback;
use takedown::cutset::graph::{Graph, Node};
use takedown::cutset::reachability::Reachability;
use takedown::cutset::sets::{Aim, LeafState, minimal_sets};

/// Services over leaves and earlier services: how many each needs, and of what.
#[derive(Debug, Clone)]
struct Spec {
    leaves: usize,
    services: Vec<(usize, Vec<usize>)>,
}

fn spec(most: usize) -> impl Strategy<Value = Spec> {
    (1..=most, vec((0_usize..6, vec(any::<prop::sample::Index>(), 0..7)), 1..9)).prop_map(
        |(leaves, drawn)| {
            let service = |(place, (k, of)): (usize, (usize, Vec<prop::sample::Index>))| {
                let of: Vec<usize> = of.iter().map(|member| member.index(leaves + place)).collect();
                (k % (of.len() + 1), of)
            };
            Spec { leaves, services: drawn.into_iter().enumerate().map(service).collect() }
        },
    )
}

/// So many leaves at most have graphs of mirrors, of which many are tried.
const MOST_MIRRORED: usize = 11;

/// Mirrors of a few kinds, most of them many times, and enough of them; perhaps something else shares some of them.
///
/// A mirror needs any one or all of its shared instruments and of what it has for itself. Those of a kind share a country
/// at most and one instrument, or any.
fn mirrors() -> impl Strategy<Value = Spec> {
    let tangled = prop::option::weighted(0.3, vec(any::<prop::sample::Index>(), 0..3));
    let kind = (any::<bool>(), tangled, prop_oneof![Just(0_usize), Just(1), Just(1), Just(2)], 1_usize..7);
    let other = prop::option::weighted(0.3, (any::<bool>(), vec(any::<prop::sample::Index>(), 1..4)));
    let drawn =
        (1_usize..5, any::<bool>(), any::<bool>(), vec(kind, 1..4), any::<prop::sample::Index>(), other);
    drawn.prop_map(|(shared, any, country, kinds, k, other)| {
        let (mut leaves, mut made) = (shared, Vec::new());
        for (number, (other, tangled, own, many)) in kinds.into_iter().enumerate() {
            let any = if tangled.is_some() { other } else { any };
            let neat = || country.then_some(0).into_iter().chain([number % shared]).collect();
            let of =
                tangled.map_or_else(neat, |of| of.iter().map(|hub| hub.index(shared)).collect::<Vec<_>>());
            for _ in 0..many {
                let own = own.min(MOST_MIRRORED - leaves);
                let of: Vec<usize> = of.iter().copied().chain(leaves..leaves + own).collect();
                leaves += own;
                made.push((if any { of.len().min(1) } else { of.len() }, of));
            }
        }
        // Services stand after all leaves.
        let members: Vec<usize> = (leaves..leaves + made.len()).collect();
        made.push((k.index(members.len()) + 1, members));
        let enough = leaves + made.len() - 1;
        if let Some((any, of)) = other {
            let of: Vec<usize> = of.iter().map(|part| part.index(enough)).chain([enough]).collect();
            made.push((if any { 1 } else { of.len() }, of));
        }
        Spec { leaves, services: made }
    })
}

impl Spec {
    fn graph(&self) -> (Graph, Node, Vec<Node>) {
        let mut draft = GraphBuilder::default();
        // What needs others comes first, so that the order is not given away.
        for (place, (k, of)) in self.services.iter().enumerate().rev() {
            draft.at_least((self.leaves + place).to_string(), *k, of.iter().map(ToString::to_string));
        }
        (0..self.leaves).for_each(|leaf| draft.leaf(leaf.to_string()));
        let graph = draft.build().expect("a graph");
        let node = |place: usize| graph.node(&place.to_string()).expect("it is there");
        let (top, leaves) =
            (node(self.leaves + self.services.len() - 1), (0..self.leaves).map(node).collect());
        (graph, top, leaves)
    }

    /// Whether the last service is up with these leaves up.
    fn up(&self, leaves: u32) -> bool {
        let mut up: Vec<bool> = (0..self.leaves).map(|leaf| leaves >> leaf & 1 == 1).collect();
        for (k, of) in &self.services {
            up.push(of.iter().filter(|member| up[**member]).count() >= *k);
        }
        up.last().copied().unwrap_or_default()
    }

    /// Whether the aim is reached with these leaves going its way.
    fn reached(&self, aim: Aim, set: u32) -> bool {
        let all = (1_u32 << self.leaves) - 1;
        match aim {
            Aim::KeepsOn => self.up(set),
            Aim::TakesOff => !self.up(all & !set),
        }
    }

    /// Every smallest set, by trying all; sorted.
    fn minimal_sets(&self, aim: Aim) -> Vec<u32> {
        let reached: Vec<bool> = (0..1_u32 << self.leaves).map(|set| self.reached(aim, set)).collect();
        let spare = |set: u32, leaf: usize| set >> leaf & 1 == 1 && reached[(set ^ 1 << leaf) as usize];
        let spares = |set: u32| (0..self.leaves).any(|leaf| spare(set, leaf));
        (0..1_u32 << self.leaves).filter(|set| reached[*set as usize] && !spares(*set)).collect()
    }
}

/// The same graph in another library: its leaves, and the diagram of the last service.
fn in_their_words(spec: &Spec) -> (BddVariableSet, Bdd) {
    let leaves = BddVariableSet::new_anonymous(u16::try_from(spec.leaves).expect("few"));
    let mut all: Vec<_> = leaves.variables().into_iter().map(|leaf| leaves.mk_var(leaf)).collect();
    for (k, of) in &spec.services {
        // `at[j]`: at least j of the members so far.
        let mut at = vec![leaves.mk_false(); k + 1];
        at[0] = leaves.mk_true();
        for member in of {
            for j in (1..=*k).rev() {
                at[j] = at[j].or(&at[j - 1].and(&all[*member]));
            }
        }
        all.extend(at.pop());
    }
    (leaves, all.pop().expect("a service"))
}

fn as_trying_everything(spec: &Spec, aim: Aim) -> Result<(), TestCaseError> {
    let (graph, top, leaves) = spec.graph();
    let exact = Exact::new(&graph, top, aim, |_| LeafState::Varies, NODE_LIMIT).expect("it fits");
    let known = spec.minimal_sets(aim);
    prop_assert_eq!(exact.count(), known.len() as u128);
    let found = exact.minimal_sets(spec.leaves, usize::MAX);
    for (size, count) in found.by_size.iter().enumerate() {
        let known = known.iter().filter(|set| set.count_ones() as usize == size).count();
        prop_assert_eq!(*count, known as u128);
    }
    let place = |node: &Node| leaves.iter().position(|leaf| leaf == node).expect("a leaf");
    let mut sets: Vec<u32> =
        found.first.iter().map(|set| set.iter().map(|node| 1 << place(node)).sum()).collect();
    prop_assert!(sets.is_sorted_by_key(|set| set.count_ones()));
    sets.sort_unstable();
    prop_assert_eq!(&sets, &known);
    let fewest = known.iter().map(|set| set.count_ones()).min();
    let of_fewest = |fewest| known.iter().filter(|set| set.count_ones() == fewest).count();
    let fewest = fewest.map(|fewest| (fewest as usize, of_fewest(fewest) as u128));
    prop_assert_eq!(exact.minimum(), fewest);
    let few = exact.list(usize::MAX, 2);
    prop_assert_eq!(few.len(), known.len().min(2));
    prop_assert!(few.first().is_none_or(|first| Some(first.len()) == fewest.map(|(fewest, _)| fewest)));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_answers_as_trying_everything_does(spec in spec(16), takes in any::<bool>()) {
        as_trying_everything(&spec, if takes { Aim::TakesOff } else { Aim::KeepsOn })?;
    }

    /// Too many cases to try: another library counts the sets. A set of leaves that are up is minimal if the top is up
    /// with it, and for each of its leaves is down without that leaf; for leaves that are down it is the other way round.
    #[test]
    fn another_library_counts_the_same_sets(spec in spec(48)) {
        let (graph, top, _) = spec.graph();
        let count = |aim| Exact::new(&graph, top, aim, |_| LeafState::Varies, NODE_LIMIT).expect("it fits").count();
        let (leaves, up) = in_their_words(&spec);
        let (mut keeps, mut takes) = (up.clone(), up.not());
        for leaf in leaves.variables() {
            let is_up = leaves.mk_var(leaf);
            keeps = keeps.and(&is_up.not().or(&up.var_restrict(leaf, false).not()));
            takes = takes.and(&is_up.or(&up.var_restrict(leaf, true)));
        }
        prop_assert_eq!(count(Aim::KeepsOn).to_string(), keeps.exact_cardinality().to_string());
        prop_assert_eq!(count(Aim::TakesOff).to_string(), takes.exact_cardinality().to_string());
    }

    #[test]
    fn plain_evaluation_and_the_engine_agree(spec in spec(9), roles in vec(0..6, 9), takes in any::<bool>()) {
        let aim = if takes { Aim::TakesOff } else { Aim::KeepsOn };
        let (graph, top, leaves) = spec.graph();
        let role = |node: Node| match roles[leaves.iter().position(|leaf| *leaf == node).expect("a leaf")] {
            0 => LeafState::Up,
            1 => LeafState::Down,
            _ => LeafState::Varies,
        };
        let exact = Exact::new(&graph, top, aim, role, NODE_LIMIT).expect("it fits").minimal_sets(4, usize::MAX);
        let tried = minimal_sets(&graph, top, aim, role, 4, usize::MAX).expect("few");
        prop_assert_eq!(&tried.by_size, &exact.by_size);
        let sorted = |sets: &[Vec<Node>]| {
            let mut sets: Vec<Vec<Node>> = sets.to_vec();
            for set in &mut sets {
                set.sort_unstable();
            }
            sets.sort();
            sets
        };
        prop_assert_eq!(sorted(&tried.first), sorted(&exact.first));
    }

    #[test]
    fn what_is_said_beyond_the_limit_is_true(spec in spec(9), roles in vec(0..6, 9)) {
        let (graph, top, leaves) = spec.graph();
        let place = |node: Node| leaves.iter().position(|leaf| *leaf == node).expect("a leaf");
        let role = |node: Node| match roles[place(node)] {
            0 => LeafState::Up,
            1 => LeafState::Down,
            _ => LeafState::Varies,
        };
        for size in 0..=2 {
            let known = minimal_sets(&graph, top, Aim::KeepsOn, role, size, usize::MAX).expect("few");
            let mut said = fallback::small_path_sets(&graph, top, role, size, usize::MAX);
            said.by_size.resize(size + 1, 0);
            said.first.iter_mut().for_each(|set| set.sort_unstable());
            prop_assert_eq!(said, known);
        }
        let all = minimal_sets(&graph, top, Aim::TakesOff, role, 9, usize::MAX).expect("few");
        match fallback::any_cut_set(&graph, top, role) {
            Some(one) => prop_assert!(all.first.contains(&one)),
            None => prop_assert!(all.first.is_empty()),
        }
    }

    #[test]
    fn one_leaf_more_lifts_what_evaluating_anew_shows(spec in spec(12), set in any::<u32>(), more in 0_usize..12) {
        let (graph, _, leaves) = spec.graph();
        let more = leaves[more % leaves.len()];
        let is_up = |node: Node| leaves.iter().position(|leaf| *leaf == node).is_some_and(|place| set >> place & 1 == 1);
        let before = graph.evaluate(is_up);
        let after = graph.evaluate(|leaf| leaf == more || is_up(leaf));
        let mut lift = Reachability::new(&graph, is_up);
        let mut lifted = lift.newly_up(more);
        lifted.sort_unstable();
        let known: Vec<Node> = graph.nodes().filter(|node| after[*node] && !before[*node]).collect();
        prop_assert_eq!(lifted, known);
        lift.raise(more);
        prop_assert!(graph.nodes().all(|node| lift.is_up(node) == after[node]));
        // Each leaf once more, as from the start.
        let anew = Reachability::new(&graph, |leaf| leaf == more || is_up(leaf));
        prop_assert!(leaves.iter().all(|leaf| lift.newly_up(*leaf) == anew.newly_up(*leaf)));
    }

    #[test]
    fn times_are_those_of_watching(spec in spec(12), times in vec(prop::option::weighted(0.8, -9_i64..9), 12)) {
        let (graph, top, leaves) = spec.graph();
        let time = |node: Node| times[leaves.iter().position(|leaf| *leaf == node).expect("a leaf")];
        let down = graph.down_at(time)[top];
        for now in -10..10 {
            let up = (0..spec.leaves).filter(|leaf| times[*leaf].is_none_or(|time| time > now)).map(|leaf| 1 << leaf);
            let watched = spec.up(up.sum());
            prop_assert_eq!(watched, down.is_none_or(|down| down > now));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mirrors_are_counted_as_trying_everything_does(spec in mirrors(), takes in any::<bool>()) {
        as_trying_everything(&spec, if takes { Aim::TakesOff } else { Aim::KeepsOn })?;
    }
}
