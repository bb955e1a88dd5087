//! Reads the test vectors, which another implementation of the same pages made. Tests in `src` include this file by its
//! path. No test knows how many there are; an empty or a missing file fails.
#![allow(dead_code, reason = "each of the tests uses a part")]

use std::path::PathBuf;

use serde_json::Value;

/// The folder of the test data.
pub(crate) fn test_data() -> PathBuf {
    std::env::var_os("TAKEDOWN_TEST_DATA").expect("TAKEDOWN_TEST_DATA names the test data").into()
}

/// A file of vectors, with what its vectors share.
pub(crate) fn vector_file(name: &str) -> Value {
    let path = test_data().join("vectors").join(name);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_slice(&bytes).expect("vectors are JSON");
    assert!(!vectors_of(&file).is_empty(), "{}: no vectors", path.display());
    file
}

/// The vectors of a file.
pub(crate) fn vectors_of(file: &Value) -> &[Value] {
    file["vectors"].as_array().expect("a list of vectors")
}
