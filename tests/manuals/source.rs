//! What the source says where no table of it can be asked.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A key of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub name: String,
    pub of_type: String,
    pub optional: bool,
}

/// Splits at a sign that is outside of brackets.
fn split(text: &str, at: char) -> Vec<String> {
    let (mut depth, mut parts) = (0_i32, vec![String::new()]);
    for c in text.chars() {
        depth += i32::from(matches!(c, '<' | '{' | '(')) - i32::from(matches!(c, '>' | '}' | ')'));
        match parts.last_mut() {
            Some(part) if c != at || depth > 0 => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// The grammar of entries: each shape with its keys in order.
pub(crate) fn shapes(source: &str) -> Vec<(String, Vec<Field>)> {
    let (_, grammar) = source.split_once("\nshapes! {\n").expect("the grammar");
    let (grammar, _) = grammar.split_once("\n}\n").expect("its end");
    let mut shapes = Vec::new();
    let mut rest = grammar.replace('\n', " ");
    while let Some((name, after)) = rest.split_once('{') {
        let (body, after) = after.split_once('}').expect("the end of a shape");
        let parts = split(body, ';');
        let keys = parts.iter().flat_map(|part| split(part.strip_prefix("then ").unwrap_or(part), ','));
        let field = |key: String| {
            let (name, of_type) = key.split_once(": ").unwrap_or_else(|| panic!("no type: {key}"));
            let optional = name.ends_with('?');
            let name = name.trim_end_matches('?');
            // `field as key`: the key has another name than the field.
            let name = name.rsplit(" as ").next().unwrap_or(name);
            Field { name: name.to_owned(), of_type: of_type.to_owned(), optional }
        };
        shapes.push((name.trim().to_owned(), keys.map(field).collect()));
        rest = after.to_owned();
    }
    shapes
}

/// A type of the grammar as the page calls it.
pub(crate) fn doc_type(rust: &str) -> String {
    if let Some((outer, inner)) = rust.split_once('<') {
        let inner = inner.strip_suffix('>').unwrap_or(inner);
        return match outer {
            "Opt" => doc_type(inner),
            "OptList" | "NonEmpty" => format!("{}, not empty", doc_type(inner)),
            "List" => format!("list of {}", doc_type(inner)),
            "DigestPairs" => format!("list of [{}, sha256]", doc_type(inner)),
            "OpenEnum" | "ClosedEnum" => match inner {
                "State" => "state",
                "Gate" => "gate",
                "ObservationKind" => "observation",
                "InstrumentState" => "instrument state",
                "ItemState" => "item state",
                "Tlp" => "tlp",
                "Handling" => "handling",
                other => panic!("a new vocabulary needs a name in docs/ledger-format.md: {other}"),
            }
            .to_owned(),
            "NestedShape" => "irregular".to_owned(),
            other => panic!("a new spelling needs a name in docs/ledger-format.md: {other}"),
        };
    }
    match rust {
        "Id" => "id",
        "Instance" => "instance",
        "Log" => "log",
        "Measure" => "measure",
        "Thing" => "subject",
        "ThingOrEntry" => "subject or entry",
        "Covered" => "covered",
        "Capitals" => "country",
        "Sha" => "sha256",
        "Base64" => "base64",
        "Round" => "count",
        "Size" => "size",
        "Moment" => "instant",
        "Spanned" => "time",
        "Dated" => "dated",
        "NonEmptyText" => "text",
        "ClockSet" => "true",
        "Validity" => "[instant, instant]",
        "MeasureRounds" => "list of [measure, count, sha256]",
        "Served" => "list of [measure, count]",
        "Guards" => "list of guard, not empty",
        other => panic!("a new spelling needs a name in docs/ledger-format.md: {other}"),
    }
    .to_owned()
}

/// The keys of a struct's JSON or TOML, in order. A flattened field is left out.
pub(crate) fn fields_of(source: &str, name: &str) -> Vec<Field> {
    let begins = |line: &str| {
        let rest = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ").strip_prefix("struct ");
        rest.and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let body = source.lines().skip_while(|line| !begins(line)).skip(1).take_while(|line| *line != "}");
    let (mut fields, mut attributes) = (Vec::new(), String::new());
    for line in body.map(str::trim).filter(|line| !line.starts_with("//")) {
        if line.starts_with("#[") {
            attributes.push_str(line);
            continue;
        }
        let given = std::mem::take(&mut attributes);
        let line = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
        let Some((field, of_type)) = line.split_once(": ") else { continue };
        if given.contains("flatten") || given.contains("serde(skip)") {
            continue;
        }
        let renamed = given.split_once("rename = \"").and_then(|(_, rest)| rest.split_once('"'));
        fields.push(Field {
            name: renamed.map_or(field, |(name, _)| name).to_owned(),
            of_type: of_type.trim_end_matches(',').to_owned(),
            optional: given.contains("skip_serializing_if"),
        });
    }
    fields
}

/// The files of a folder of the source and their texts, tests left out.
pub(crate) fn files(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let of_tests = path.file_stem().is_some_and(|stem| stem == "tests");
            if path.is_dir() && !of_tests {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") && !of_tests {
                let text = fs::read_to_string(&path).expect("a text");
                found.push((path.display().to_string(), text));
            }
        }
    }
    found
}

/// Every environment variable that the source reads; what is in tests does not count.
pub(crate) fn variables(files: &[(String, String)]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (_, text) in files {
        let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let text = text.split("#[cfg(test)]\nenv").next().unwrap_or_default();
        for opening in ["env.get(\"", "self.get(\"", ".xdg(\"", " env = \"", "env::var(\"", "env::var_os(\""]
        {
            let read = text.split(opening).skip(1).filter_map(|rest| rest.split_once('"'));
            found.extend(read.map(|(name, _)| name.to_owned()));
        }
        // A variable of the program that is named anywhere, a hint say, is one that somebody sets.
        for rest in text.split("TAKEDOWN_").skip(1) {
            let end = rest.find(|c: char| !(c.is_ascii_uppercase() || c == '_')).unwrap_or(rest.len());
            found.extend((end > 0).then(|| format!("TAKEDOWN_{}", &rest[..end])));
        }
    }
    found
}

/// The strings of a list in the source.
pub(crate) fn strings_of(source: &str, name: &str) -> Vec<String> {
    let (_, list) = source.split_once(name).unwrap_or_else(|| panic!("{name} is not there"));
    let (list, _) = list.split_once("];").expect("its end");
    list.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}
