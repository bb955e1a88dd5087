//! Imports inside a layer: no cycles between files, and the order of folders that `ARCHITECTURE.md` gives.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use super::{Source, assert_silent, is_name, line_of, places, source};

/// A module by its names from the root of the crate: `plan/rule/window.rs` is `plan`, `rule`, `window`.
type Module = Vec<String>;

/// One import: the line it stands in, and the path it names.
struct Import {
    line: usize,
    path: Vec<String>,
    is_public: bool,
}

/// The modules of the source, what each re-exports, and what each imports.
struct Modules {
    files: BTreeMap<Module, String>,
    reexports: BTreeMap<Module, BTreeMap<String, Module>>,
    imports: BTreeMap<Module, Vec<(usize, Module)>>,
}

/// The paths of a `use` tree: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn leaves(tree: &str) -> Vec<Vec<String>> {
    let Some((before, group)) = tree.split_once('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.split("::").map(|name| name.trim().to_owned()).collect()];
    };
    let prefix: Vec<String> =
        before.split("::").map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
    let inner = group.rsplit_once('}').map_or(group, |(inner, _)| inner);
    let (mut depth, mut begin, mut found) = (0, 0, Vec::new());
    for (at, c) in inner.char_indices().chain([(inner.len(), ',')]) {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                let part = inner[begin..at].trim();
                begin = at + 1;
                if !part.is_empty() {
                    found.extend(leaves(part).into_iter().map(|leaf| [prefix.clone(), leaf].concat()));
                }
            }
            _ => {}
        }
    }
    found
}

/// Every path that code imports or names from `crate`, `super` or `self`.
fn paths(code: &str) -> Vec<Import> {
    let mut found = Vec::new();
    let mut rest = code.to_owned();
    for at in places(code, "use ") {
        let Some(end) = code[at..].find(';') else { continue };
        let line = code[..at].rsplit('\n').next().unwrap_or_default().trim_start();
        if !(line.is_empty() || line.starts_with("pub")) {
            continue;
        }
        let (line, is_public) = (line_of(code, at), line.starts_with("pub"));
        let tree = code[at + 4..at + end].replace('\n', " ");
        found.extend(leaves(&tree).into_iter().map(|path| Import { line, path, is_public }));
        rest.replace_range(at..at + end, &code[at..at + end].replace(|c| c != '\n', " "));
    }
    for root in ["crate::", "super::"] {
        for at in places(&rest, root).filter(|at| !rest[..*at].ends_with("::")) {
            let path = rest[at..].split(|c| !is_name(c) && c != ':').next().unwrap_or_default();
            let path = path.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
            found.push(Import { line: line_of(&rest, at), path, is_public: false });
        }
    }
    found
}

impl Modules {
    fn of(sources: &[Source]) -> Self {
        let mut modules =
            Self { files: BTreeMap::new(), reexports: BTreeMap::new(), imports: BTreeMap::new() };
        let tests = |path: &str| path.ends_with("tests.rs") || path.contains("/tests/");
        for source in sources.iter().filter(|source| source.path != "main.rs" && !tests(&source.path)) {
            let module = match source.path.as_str() {
                "lib.rs" => Vec::new(),
                _ => source.modules().into_iter().map(str::to_owned).collect(),
            };
            modules.files.insert(module, source.path.clone());
        }
        let mut named = Vec::new();
        for source in sources {
            let module: Module = source.modules().into_iter().map(str::to_owned).collect();
            if modules.files.contains_key(&module) {
                named.extend(
                    paths(&source.without_tests()).into_iter().map(|import| (module.clone(), import)),
                );
            }
        }
        for (module, import) in named.iter().filter(|(_, import)| import.is_public) {
            let found =
                modules.resolve(module, &import.path).map(|(target, rest)| (target, rest.first().cloned()));
            if let Some((target, Some(name))) = found {
                modules.reexports.entry(module.clone()).or_default().insert(name, target);
            }
        }
        for (module, import) in &named {
            let Some((mut target, rest)) = modules.resolve(module, &import.path) else { continue };
            // What a module re-exports is imported from where it is defined.
            let mut met = BTreeSet::new();
            while let Some(next) = rest.first().and_then(|name| modules.reexports.get(&target)?.get(name)) {
                if !met.insert(target.clone()) {
                    break;
                }
                target.clone_from(next);
            }
            if target != *module {
                modules.imports.entry(module.clone()).or_default().push((import.line, target));
            }
        }
        modules
    }

    /// The module that a path leads to, and the names after it.
    fn resolve<'p>(&self, from: &Module, path: &'p [String]) -> Option<(Module, &'p [String])> {
        let (mut base, mut rest) = match path.first()?.as_str() {
            "crate" => (Vec::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from.clone(), path),
            child => {
                let below = [from.as_slice(), &[child.to_owned()]].concat();
                if !self.files.contains_key(&below) {
                    return None;
                }
                (from.clone(), path)
            }
        };
        while rest.first().is_some_and(|name| name == "super") {
            base.pop()?;
            rest = &rest[1..];
        }
        while let Some(name) = rest.first() {
            let below = [base.as_slice(), std::slice::from_ref(name)].concat();
            if !self.files.contains_key(&below) {
                break;
            }
            (base, rest) = (below, &rest[1..]);
        }
        (!base.is_empty()).then_some((base, rest))
    }

    /// Imports between files that lead back to where they began. A module and those inside it are one.
    fn cycles(&self) -> Vec<String> {
        let apart = |a: &Module, b: &Module| !a.starts_with(b) && !b.starts_with(a);
        let mut graph: BTreeMap<&Module, BTreeSet<&Module>> = BTreeMap::new();
        for (module, imports) in &self.imports {
            let others = imports.iter().map(|(_, target)| target).filter(|target| apart(module, target));
            graph.entry(module).or_default().extend(others);
        }
        let cycles = strongly_connected(&graph);
        cycles
            .into_iter()
            .map(|cycle| {
                let files: Vec<&str> = cycle.iter().map(|module| self.files[*module].as_str()).collect();
                format!("imports lead in a circle: {}", files.join(", "))
            })
            .collect()
    }

    /// Imports between the units of a layer, its folders and files, that do not follow its order. `orders` has the
    /// units of a layer, each of which imports only those after it. A unit that is in no order must not be in a circle.
    fn against(&self, orders: &[(String, Vec<String>)]) -> Vec<String> {
        let mut complaints = Vec::new();
        let mut graph: BTreeMap<&[String], BTreeSet<&[String]>> = BTreeMap::new();
        for (module, imports) in self.imports.iter().filter(|(module, _)| module.len() > 1) {
            for (line, target) in imports {
                if target.len() < 2 || target[0] != module[0] || target[1] == module[1] {
                    continue;
                }
                graph.entry(&module[..2]).or_default().insert(&target[..2]);
                let order = orders.iter().find(|(layer, _)| *layer == module[0]);
                let rank =
                    |unit: &String| order.and_then(|(_, units)| units.iter().position(|it| it == unit));
                if let (Some(own), Some(other)) = (rank(&module[1]), rank(&target[1]))
                    && other < own
                {
                    let file = &self.files[module];
                    complaints.push(format!("{file}:{line}: {} comes before {}", target[1], module[1]));
                }
            }
        }
        complaints.extend(strongly_connected(&graph).into_iter().map(|circle| {
            let units: Vec<String> = circle.iter().map(|unit| unit.join("/")).collect();
            format!("units of a layer import each other: {}", units.join(", "))
        }));
        complaints
    }

    /// Folders of a layer that its order does not name.
    fn unordered(&self, orders: &[(String, Vec<String>)]) -> Vec<String> {
        let folders: BTreeSet<&[String]> =
            self.files.keys().filter(|module| module.len() > 2).map(|module| &module[..2]).collect();
        let known = |unit: &&[String]| {
            orders.iter().any(|(layer, units)| *layer == unit[0] && units.contains(&unit[1]))
        };
        let layers: Vec<&String> = orders.iter().map(|(layer, _)| layer).collect();
        let unknown = folders.into_iter().filter(|unit| layers.contains(&&unit[0]) && !known(unit));
        unknown.map(|unit| format!("{} has no place in the order of its layer", unit.join("/"))).collect()
    }
}

/// The groups of nodes that lead to each other, of two or more: Tarjan (1972).
fn strongly_connected<N: Ord + Copy>(graph: &BTreeMap<N, BTreeSet<N>>) -> Vec<Vec<N>> {
    struct Search<'g, N> {
        graph: &'g BTreeMap<N, BTreeSet<N>>,
        index: BTreeMap<N, usize>,
        low: BTreeMap<N, usize>,
        stack: Vec<N>,
        found: Vec<Vec<N>>,
    }
    impl<N: Ord + Copy> Search<'_, N> {
        fn visit(&mut self, node: N) {
            let own = self.index.len();
            self.index.insert(node, own);
            self.low.insert(node, own);
            self.stack.push(node);
            for &next in self.graph.get(&node).into_iter().flatten() {
                if !self.index.contains_key(&next) {
                    self.visit(next);
                    self.low.insert(node, self.low[&node].min(self.low[&next]));
                } else if self.stack.contains(&next) {
                    self.low.insert(node, self.low[&node].min(self.index[&next]));
                }
            }
            if self.low[&node] == own {
                let at = self.stack.iter().position(|it| *it == node).expect("it was pushed");
                let group = self.stack.split_off(at);
                if group.len() > 1 {
                    self.found.push(group);
                }
            }
        }
    }
    let mut search =
        Search { graph, index: BTreeMap::new(), low: BTreeMap::new(), stack: Vec::new(), found: Vec::new() };
    for &node in graph.keys() {
        if !search.index.contains_key(&node) {
            search.visit(node);
        }
    }
    for group in &mut search.found {
        group.sort_unstable();
    }
    search.found
}

/// The orders of `ARCHITECTURE.md`: the lines `layer: unit -> unit` of the block under the heading of that name.
fn orders() -> Vec<(String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let text = fs::read_to_string(path).expect("the architecture is described");
    let (_, section) = text.split_once("\n## The order inside a layer\n").expect("it has the orders");
    let block = section.split("```").nth(1).expect("they are a block");
    let mut orders: Vec<(String, Vec<String>)> = Vec::new();
    for line in block.lines().skip(1) {
        let units = |text: &str| -> Vec<String> {
            text.split("->").map(str::trim).filter(|unit| !unit.is_empty()).map(str::to_owned).collect()
        };
        match (line.split_once(':'), orders.last_mut()) {
            (Some((layer, rest)), _) => orders.push((layer.trim().to_owned(), units(rest))),
            (None, Some((_, last))) => last.extend(units(line)),
            (None, None) => {}
        }
    }
    orders
}

#[test]
fn files_do_not_import_each_other() {
    assert_silent(&Modules::of(&source()).cycles());
}

#[test]
fn the_folders_of_a_layer_have_an_order() {
    let (modules, orders) = (Modules::of(&source()), orders());
    assert!(orders.len() >= 4, "the orders are read: {orders:?}");
    assert!(modules.imports.values().map(Vec::len).sum::<usize>() > 500, "the imports are read");
    for (layer, units) in &orders {
        for unit in units {
            let is_there =
                modules.files.keys().any(|module| module.starts_with(&[layer.clone(), unit.clone()]));
            assert!(is_there, "{layer}/{unit} is in the order, and not in the source");
        }
    }
    assert_silent(&modules.against(&orders));
    assert_silent(&modules.unordered(&orders));
}

#[test]
fn planted_circles_are_seen() {
    let files = |texts: &[(&str, &str)]| -> Vec<Source> {
        texts.iter().map(|(path, text)| Source::new(path, text)).collect()
    };
    let cycles = |texts: &[(&str, &str)]| {
        let roots = files(&[("ledger.rs", "pub use a::A;\n"), ("plan.rs", "")]);
        Modules::of(&roots.into_iter().chain(files(texts)).collect::<Vec<_>>()).cycles()
    };
    // Directly, through a third, through a re-export, and by a path in the code.
    let a = ("ledger/a.rs", "use super::b::B;\npub struct A;\n");
    assert_eq!(
        cycles(&[a, ("ledger/b.rs", "use crate::ledger::a::A;\npub struct B;\n")]),
        ["imports lead in a circle: ledger/a.rs, ledger/b.rs"]
    );
    let b = ("ledger/b.rs", "use crate::ledger::{c::{self, C}};\npub struct B;\n");
    assert_eq!(cycles(&[a, b, ("ledger/c.rs", "fn f(a: super::a::A) {}\n")]).len(), 1);
    let b = ("ledger/b.rs", "use crate::ledger::A;\n");
    assert_eq!(cycles(&[a, b]).len(), 1);
    // A module and its own submodules are one; tests and comments do not count.
    assert_silent(&cycles(&[
        ("plan/read.rs", "mod thing;\nuse thing::Thing;\n"),
        ("plan/read/thing.rs", "use super::Reader;\n"),
    ]));
    assert_silent(&cycles(&[
        a,
        (
            "ledger/b.rs",
            "/// See [`super::a`].\npub struct B;\n#[cfg(test)]\nmod tests { use super::super::a::A; }\n",
        ),
    ]));
}

#[test]
fn planted_steps_against_the_order_are_seen() {
    let orders = [("ledger".to_owned(), ["store", "read", "codec"].map(str::to_owned).to_vec())];
    let against = |path: &str, text: &str| {
        let others = ["ledger.rs", "ledger/store.rs", "ledger/read.rs", "ledger/codec.rs"]
            .map(|path| Source::new(path, ""));
        let files: Vec<Source> = others.into_iter().chain([Source::new(path, text)]).collect();
        Modules::of(&files).against(&orders)
    };
    let up = "\nuse crate::ledger::read::LedgerSnapshot;\n";
    assert_eq!(against("ledger/codec/line.rs", up), ["ledger/codec/line.rs:2: read comes before codec"]);
    assert_silent(&against("ledger/store/writer.rs", up));
    let files = [("view.rs", ""), ("view/a.rs", "use super::b::B;"), ("view/b.rs", "use super::a::A;")];
    let files = files.map(|(path, text)| Source::new(path, text));
    assert_eq!(Modules::of(&files).against(&[]), ["units of a layer import each other: view/a, view/b"]);
    let files = [Source::new("ledger/sign/key.rs", "")];
    assert_eq!(
        Modules::of(&files).unordered(&orders),
        ["ledger/sign has no place in the order of its layer"]
    );
}
