//! Holds the source to its own map: imports run one way, only `cli` meets the world, files stay small.
//!
//! Each rule is a function from the files to its complaints, and is tried on a planted fault as well as on `src/`.

mod imports;
mod names;

use std::fs;
use std::path::Path;

/// The layers, lowest first; those of one row do not know each other.
const LAYERS: &[&[&str]] =
    &[&["model"], &["cutset", "plan", "ledger"], &["operation"], &["view"], &["exchange"], &["cli"]];

/// What only `cli` may say: the terminal, the environment, the clock and the exit.
const WORLD: &[&str] = &[
    "std::env",
    "env::var",
    "env::args",
    "print!",
    "println!",
    "eprint!",
    "eprintln!",
    "stdin()",
    "stdout()",
    "stderr()",
    "process::exit",
    "SystemTime",
    "Utc::now",
    "Local::now",
];

/// What only the mode table may ask.
const MODE: &[&str] = &["if mode", "match mode", "== Mode::", "!= Mode::", "matches!(mode"];
const MODE_TABLE: &str = "model/mode.rs";

/// Files below `cli` that may hold options or commands in literals, each with the reason.
const WITH_OPTIONS: &[(&str, &str)] = &[
    ("exchange/sync/git.rs", "it builds the command lines of git"),
    ("exchange/sync/work_tree.rs", "it builds the command lines of git, and the subject of a commit"),
    ("ledger/sign/checkpoint.rs", "the first line of a signed text is a format"),
    ("plan/read/service.rs", "a diagnostic keeps its help beside its rule"),
];

const MOST_LINES: usize = 400;
const EXCUSE: &str = "This file is long because";

/// A source file: its path below `src/`, and its text.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The modules that lead to this file: `plan/rule/window.rs` is `plan`, `rule`, `window`.
    fn modules(&self) -> Vec<&str> {
        let path = self.path.trim_end_matches(".rs");
        path.trim_end_matches("/mod").split('/').collect()
    }

    fn layer(&self) -> &str {
        self.modules()[0]
    }

    /// `main.rs` and `lib.rs` stand above the layers.
    fn is_root(&self) -> bool {
        matches!(self.path.as_str(), "main.rs" | "lib.rs")
    }

    /// The code without its tests, which may read what they are given; a file of that name is all tests.
    fn without_tests(&self) -> String {
        if self.path.ends_with("/tests.rs") || self.path.contains("/tests/") {
            return String::new();
        }
        let code = code(&self.text);
        let end = code.find("#[cfg(test)]\nmod ").unwrap_or(code.len());
        code[..end].to_owned()
    }
}

/// Blanks comments and the insides of literals; line feeds stay.
fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let mut at = 0;
    while at < chars.len() {
        let Some(end) = no_code(&chars, at) else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        out.push(' ');
        out.extend(chars[at..end].iter().filter(|&&c| c == '\n'));
        at = end;
    }
    out
}

fn starts(chars: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c))
}

/// Where the comment or literal that begins at `at` ends; `None` if none begins there.
fn no_code(chars: &[char], at: usize) -> Option<usize> {
    let starts = |at: usize, word: &str| starts(chars, at, word);
    Some(if starts(at, "//") {
        (at..chars.len()).find(|&i| chars[i] == '\n').unwrap_or(chars.len())
    } else if starts(at, "/*") {
        let mut depth = 0;
        let mut i = at;
        loop {
            if starts(i, "/*") {
                (depth, i) = (depth + 1, i + 2);
            } else if starts(i, "*/") {
                (depth, i) = (depth - 1, i + 2);
            } else {
                i += 1;
            }
            if depth == 0 || i >= chars.len() {
                break i.min(chars.len());
            }
        }
    } else if let Some(hashes) = raw_string(&chars[at..]) {
        let close = format!("\"{}", "#".repeat(hashes));
        let body = at + hashes + 2;
        (body..chars.len()).find(|&i| starts(i, &close)).map_or(chars.len(), |i| i + 1 + hashes)
    } else if chars[at] == '"' {
        closing(chars, at, '"')
    } else if chars[at] == '\'' && (chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')) {
        closing(chars, at, '\'')
    } else {
        return None;
    })
}

/// The string literals of a file before its tests, each with its line. Lines that `\` continues are one line.
fn string_literals(text: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = text.chars().collect();
    let mut found = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < chars.len() && !starts(&chars, at, "#[cfg(test)]\nmod ") {
        let end = no_code(&chars, at).unwrap_or(at + 1);
        let piece: String = chars[at..end].iter().collect();
        if end > at + 1 && matches!(chars[at], '"' | 'r') {
            let body = piece.trim_start_matches('r').trim_matches('#').trim_matches('"').replace("\\n", "\n");
            let mut parts = body.split("\\\n");
            let first = parts.next().unwrap_or_default().to_owned();
            found.push((line, parts.fold(first, |whole, part| whole + part.trim_start())));
        }
        line += piece.matches('\n').count();
        at = end;
    }
    found
}

/// The number of `#` of a raw string that begins here.
fn raw_string(chars: &[char]) -> Option<usize> {
    let rest = chars.strip_prefix(&['r'])?;
    let hashes = rest.iter().take_while(|&&c| c == '#').count();
    (rest.get(hashes) == Some(&'"')).then_some(hashes)
}

/// Just past the quote that closes the literal beginning at `at`.
fn closing(chars: &[char], at: usize, quote: char) -> usize {
    let mut i = at + 1;
    while i < chars.len() && chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where `word` stands in `code` and is not a part of a longer name.
fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let inside = move |at: usize| {
        let rest = &code[at + word.len()..];
        code[..at].ends_with(is_name) || (word.ends_with(is_name) && rest.starts_with(is_name))
    };
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| !inside(at))
}

fn line_of(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// The names that stand first in a path's rest: `a::b` gives `a`, `{a::b, c}` gives `a` and `c`.
fn first_names(rest: &str) -> Vec<&str> {
    let Some(group) = rest.strip_prefix('{') else {
        return vec![rest.split(|c| !is_name(c)).next().unwrap_or_default()];
    };
    let mut depth = 0;
    let mut names = Vec::new();
    let mut begin = 0;
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.extend(first_names(group[begin..at].trim()));
                begin = at + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&layer))
}

/// Imports that do not run downwards, however they are written.
fn imports(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| !file.is_root()) {
        let Some(own) = rank(file.layer()) else {
            complaints.push(format!("{}: `{}` is no layer", file.path, file.layer()));
            continue;
        };
        let code = code(&file.text);
        let supers = "super::".repeat(file.modules().len());
        for root in ["crate::", supers.as_str()] {
            for at in places(&code, root) {
                for name in first_names(&code[at + root.len()..]) {
                    if rank(name).is_some_and(|other| other >= own) && name != file.layer() {
                        let line = line_of(&code, at);
                        complaints.push(format!(
                            "{}:{line}: {} must not know {name}",
                            file.path,
                            file.layer()
                        ));
                    }
                }
            }
        }
    }
    complaints
}

/// Code below `cli` that meets the terminal, the environment, the clock or the exit.
fn world(files: &[Source]) -> Vec<String> {
    let below = || files.iter().filter(|file| file.layer() != "cli");
    let mut complaints = said(below(), WORLD, "only cli may say");
    for file in below() {
        let code = file.without_tests();
        for at in places(&code, "std::{").filter(|at| first_names(&code[at + 5..]).contains(&"env")) {
            complaints.push(format!("{}:{}: only cli may say `std::env`", file.path, line_of(&code, at)));
        }
    }
    complaints
}

/// Whether a text names a long option: `--at`, but neither `---` nor a dash between words.
fn names_an_option(text: &str) -> bool {
    text.match_indices("--").any(|(at, dashes)| {
        let before = text[..at].chars().next_back();
        let after = text[at + dashes.len()..].chars().next();
        after.is_some_and(|c| c.is_ascii_lowercase()) && !before.is_some_and(|c| is_name(c) || c == '-')
    })
}

/// Whether a text names a command of `takedown`, or quotes a command line of it.
fn names_a_command(text: &str, commands: &[&str]) -> bool {
    text.contains("`takedown ")
        || text.match_indices("takedown ").any(|(at, program)| {
            let next = text[at + program.len()..].split(|c| !is_name(c)).next();
            next.is_some_and(|word| commands.contains(&word))
        })
}

/// Literals of a file that name an option or a command, each with its line.
fn advice(file: &Source, commands: &[&str]) -> Vec<(usize, String)> {
    if file.path.ends_with("/tests.rs") || file.path.contains("/tests/") {
        return Vec::new();
    }
    let mut literals = string_literals(&file.text);
    literals.retain(|(_, text)| names_an_option(text) || names_a_command(text, commands));
    literals
}

/// The commands of `takedown`: each has a file in `cli/command`.
fn commands(files: &[Source]) -> Vec<&str> {
    let stems = files.iter().filter_map(|file| file.path.strip_prefix("cli/command/")?.strip_suffix(".rs"));
    stems.filter(|stem| !stem.contains('/')).collect()
}

/// Literals below `cli` that name an option or a command: a reason is a type there, and `cli` says it in words.
fn options_below_cli(files: &[Source]) -> Vec<String> {
    let commands = commands(files);
    let excepted = |file: &Source| WITH_OPTIONS.iter().any(|(path, _)| *path == file.path);
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| !file.is_root() && file.layer() != "cli" && !excepted(file)) {
        for (line, text) in advice(file, &commands) {
            complaints
                .push(format!("{}:{line}: only cli may name an option or a command: {text:?}", file.path));
        }
    }
    complaints
}

/// What pages may import from the crate, and from `cli`.
const PAGE_MODULES: &[&str] = &["model", "view", "cli"];
const PAGE_CLI_MODULES: &[&str] = &["output", "page"];

/// Pages that import more than views, and so could disagree with the JSON.
fn pages_draw_views(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files.iter().filter(|file| file.path.starts_with("cli/page/")) {
        let code = file.without_tests();
        let depth = file.modules().len();
        let (root, cli) = ("super::".repeat(depth), "super::".repeat(depth - 1));
        for (from, allowed) in [
            ("crate::", PAGE_MODULES),
            (root.as_str(), PAGE_MODULES),
            ("cli::", PAGE_CLI_MODULES),
            (cli.as_str(), PAGE_CLI_MODULES),
        ] {
            for at in places(&code, from) {
                let names = first_names(&code[at + from.len()..]).into_iter();
                // A longer climb is found as itself.
                for name in names.filter(|name| *name != "super" && !allowed.contains(name)) {
                    let line = line_of(&code, at);
                    complaints.push(format!("{}:{line}: a page must not import {name}", file.path));
                }
            }
        }
    }
    complaints
}

/// Code outside the mode table that asks which mode it is.
fn modes(files: &[Source]) -> Vec<String> {
    let others = files.iter().filter(|file| file.path != MODE_TABLE);
    said(others, MODE, "only the mode table may say")
}

fn said<'a>(files: impl Iterator<Item = &'a Source>, words: &[&str], rule: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let code = file.without_tests();
        for word in words {
            for at in places(&code, word) {
                complaints.push(format!("{}:{}: {rule} `{word}`", file.path, line_of(&code, at)));
            }
        }
    }
    complaints
}

/// Files that have grown too long without saying why.
fn sizes(files: &[Source]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let count = file.text.lines().count();
        let excused =
            file.text.lines().take_while(|line| line.starts_with("//")).any(|line| line.contains(EXCUSE));
        if count > MOST_LINES && !excused {
            complaints
                .push(format!("{}: {count} lines, more than {MOST_LINES}, and no reason given", file.path));
        }
    }
    complaints
}

/// A `main.rs` that does more than hand over.
fn main_only_hands_over(files: &[Source]) -> Vec<String> {
    let main = files.iter().filter(|file| file.path == "main.rs");
    main.filter(|file| {
        let code = code(&file.text);
        code.matches("fn ").count() != 1
            || code.lines().any(|line| line.contains(';') && !line.starts_with("use "))
    })
    .map(|file| format!("{}: more than one statement", file.path))
    .collect()
}

fn read(folder: &Path, below: &str, into: &mut Vec<Source>) {
    let entries = fs::read_dir(folder).expect("the source is there");
    for entry in entries {
        let entry = entry.expect("the folder can be read");
        let name = entry.file_name().into_string().expect("names are text");
        let path = format!("{below}{name}");
        if entry.path().is_dir() {
            read(&entry.path(), &format!("{path}/"), into);
        } else if Path::new(&name).extension().is_some_and(|end| end == "rs") {
            into.push(Source { path, text: fs::read_to_string(entry.path()).expect("the source is text") });
        }
    }
}

fn source() -> Vec<Source> {
    let mut files = Vec::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn assert_silent(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn imports_run_one_way() {
    assert_silent(&imports(&source()));
}

#[test]
fn only_cli_meets_the_world() {
    assert_silent(&world(&source()));
}

#[test]
fn only_cli_names_options_and_commands() {
    let files = source();
    assert_silent(&options_below_cli(&files));
    // An exception that no file needs any more goes.
    let commands = commands(&files);
    assert!(commands.contains(&"retire"), "{commands:?}");
    for (path, reason) in WITH_OPTIONS {
        let needs = files.iter().any(|file| file.path == *path && !advice(file, &commands).is_empty());
        assert!(needs, "{path} is excepted ({reason}) and needs no exception");
    }
}

#[test]
fn pages_are_drawn_from_views() {
    assert_silent(&pages_draw_views(&source()));
}

#[test]
fn planted_imports_of_pages_are_seen() {
    for (text, name) in [
        ("use crate::operation::Standing;\n", "operation"),
        ("use crate::{model::id::OutletId, plan::Plan};\n", "plan"),
        ("use crate::cli::session::context::Context;\n", "session"),
        ("use crate::{cli::{output::page::Page, command::log}};\n", "command"),
        ("use super::super::input::when;\n", "input"),
        ("use super::super::super::ledger::codec::entry::Data;\n", "ledger"),
        ("fn draw(data: &crate::ledger::codec::entry::Data<'_>) {}\n", "ledger"),
    ] {
        let complaint = format!("cli/page/outlet.rs:1: a page must not import {name}");
        assert_eq!(pages_draw_views(&[Source::new("cli/page/outlet.rs", text)]), [complaint]);
        assert_silent(&pages_draw_views(&[Source::new("cli/command/status.rs", text)]));
    }
    let deeper = "use super::super::super::session::request::Submission;\n";
    assert_eq!(pages_draw_views(&[Source::new("cli/page/impact/sets.rs", deeper)]).len(), 1);
    let text = "use super::words;\nuse crate::cli::output::page::{Grid, Page};\nuse crate::cli::page::words;\n\
                use crate::model::mode::Mode;\nuse crate::view::outlet::OutletRow;\n// crate::plan\n";
    assert_silent(&pages_draw_views(&[Source::new("cli/page/outlet.rs", text)]));
}

#[test]
fn only_the_mode_table_asks_for_the_mode() {
    assert_silent(&modes(&source()));
}

#[test]
fn files_stay_small() {
    assert_silent(&sizes(&source()));
}

#[test]
fn main_is_one_statement() {
    let files = source();
    assert!(files.iter().any(|file| file.path == "main.rs"));
    assert_silent(&main_only_hands_over(&files));
}

#[test]
fn planted_imports_are_seen() {
    for (path, text, complaint) in [
        ("model/id.rs", "use crate::plan::Plan;\n", "model/id.rs:1: model must not know plan"),
        (
            "plan.rs",
            "\nuse crate::{model::Id, ledger::{self, Log}};\n",
            "plan.rs:2: plan must not know ledger",
        ),
        ("ledger/log.rs", "fn f() { crate::cli::run() }\n", "ledger/log.rs:1: ledger must not know cli"),
        ("view/plan.rs", "use super::super::exchange::Csv;\n", "view/plan.rs:1: view must not know exchange"),
        ("common.rs", "", "common.rs: `common` is no layer"),
    ] {
        assert_eq!(imports(&[Source::new(path, text)]), [complaint]);
    }
    for (path, text) in [
        ("cli/command/plan.rs", "use crate::{exchange, model::Id, operation::Operation};\n"),
        ("operation/fold.rs", "use crate::plan::Plan;\nuse crate::operation::judge;\n"),
        ("view/status.rs", "use super::exchange::Row;\n"),
        (
            "model/id.rs",
            "/// See [`crate::plan`].\n// crate::cli\n/* crate::cli */\nconst A: &str = \"crate::cli\";\n",
        ),
        ("model/id.rs", "const A: &str = r#\"\" crate::cli\"#; const B: char = '\"'; // \" crate::cli\n"),
        ("lib.rs", "pub use crate::cli::main;\n"),
    ] {
        assert_silent(&imports(&[Source::new(path, text)]));
    }
}

#[test]
fn planted_words_are_seen() {
    for (text, word) in [
        ("fn f() { println!(\"x\") }", "println!"),
        ("use std::env;", "std::env"),
        ("use std::{env, fs};", "std::env"),
        ("fn f() { chrono::Utc::now(); }", "Utc::now"),
        ("fn f<'a>(x: &'a str) { std::process::exit(1) }", "process::exit"),
        ("fn f() {}\n#[cfg(unix)]\nmod x { type T = SystemTime; }", "SystemTime"),
    ] {
        let complaints = world(&[Source::new("ledger/log.rs", text)]);
        assert_eq!(complaints.len(), 1, "{text}: {complaints:?}");
        assert!(complaints[0].ends_with(&format!("`{word}`")), "{complaints:?}");
        assert_silent(&world(&[Source::new("cli/shell.rs", text)]));
    }
    for text in [
        "// println! is not for us\nconst V: &str = env!(\"CARGO_PKG_VERSION\");",
        "fn f() {}\n#[cfg(test)]\nmod tests { fn g() { println!(); } }",
    ] {
        assert_silent(&world(&[Source::new("ledger/log.rs", text)]));
    }
    let asks = "fn f(mode: Mode) { if mode == Mode::Live {} }";
    assert_eq!(modes(&[Source::new("operation/judge.rs", asks)]).len(), 2);
    assert_silent(&modes(&[Source::new(MODE_TABLE, asks)]));
    assert_silent(&modes(&[Source::new("operation/judge.rs", "fn f() { if model.ready() {} }")]));
}

#[test]
fn planted_options_and_commands_are_seen() {
    let complaints = |path: &str, text: &str| {
        options_below_cli(&[Source::new("cli/command/retire.rs", ""), Source::new(path, text)])
    };
    for (text, line) in [
        ("fn f() { lacks(\"--number\") }", 1),
        ("\nconst A: &str = \"another --exhibit\";", 2),
        ("const A: &str = \"two (--to and --by)\";", 1),
        ("const A: &str = \"a\\n--to\";", 1),
        ("const A: &str = r#\"\n--to\"#;", 1),
        ("/*\n*/ const A: &str = \"its agency: takedown retire BRANCH\";", 2),
        ("const A: &str = \"takedown \\\n   retire\";", 1),
        ("const A: &str = \"keep it for `takedown frobnicate`\";", 1),
    ] {
        let found = complaints("ledger/fork.rs", text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].starts_with(&format!("ledger/fork.rs:{line}: ")), "{found:?}");
        assert_silent(&complaints("cli/words.rs", text));
        assert_silent(&complaints(WITH_OPTIONS[0].0, text));
        assert_silent(&complaints("ledger/log/tests.rs", text));
    }
    for text in [
        "/// `--at`, and `takedown retire`.\nfn f() {} // --at",
        "const A: &str = \"-----BEGIN\"; const B: &str = \"| --- | --- |\"; const C: &str = \"a -- b\";",
        "const A: &str = \"takedown writes it\"; const B: &str = \"a newer takedown\";",
        "fn f(mut n: u8) { n = 1 - --n; }\n#[cfg(test)]\nmod tests { const A: &str = \"--at\"; }",
    ] {
        assert_silent(&complaints("ledger/fork.rs", text));
    }
}

#[test]
fn planted_lengths_are_seen() {
    let long = "\n".repeat(MOST_LINES + 1);
    let small = || (0..3).map(|_| Source::new("model/id.rs", "\n"));
    let with = |text: &str| small().chain([Source::new("plan.rs", text)]).collect::<Vec<_>>();
    assert_eq!(sizes(&with(&long)).len(), 1);
    assert_silent(&sizes(&with(&format!("//! {EXCUSE} it is one table.\n{long}"))));
    let two = "fn main() { let a = 1; takedown::cli::main() }";
    assert_eq!(main_only_hands_over(&[Source::new("main.rs", two)]).len(), 1);
}
