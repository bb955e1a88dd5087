//! The name that a mistyped word was probably meant to be. Plans and command lines suggest by the same rule.

/// How many names of about the right length are compared with a word: a suggestion in a plan of many thousand assets
/// costs no more than one in a plan of some thousand.
const MOST_COMPARED: usize = 4096;

/// Longer words are not compared: the cost of a comparison grows with the square of the length.
const LONGEST: usize = 128;

/// The nearest of some names, if one is near: a third of the word's characters may be wrong, or one of a short word. A
/// character that is missing, added, replaced or swapped with its neighbour counts once (optimal string alignment); case
/// does not count. At least one character must be right, so no name is near to a word of one character. Of several names
/// that are equally near it is the first.
pub(crate) fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let length = word.chars().count();
    if !(2..=LONGEST).contains(&length) {
        return None;
    }
    let allowed = (length / 3).max(1);
    let word = word.to_lowercase();
    names
        .into_iter()
        .filter(|name| name.chars().count().abs_diff(length) <= allowed)
        .take(MOST_COMPARED)
        .map(|name| (strsim::osa_distance(&word, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// `did you mean X?`, if a name is near to the word.
pub(crate) fn did_you_mean<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> Option<String> {
    nearest(word, names).map(|name| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_third_of_a_word_may_be_wrong_and_one_character_of_a_short_one() {
        for (word, near) in [
            ("nl-wbe-1", Some("nl-web-1")),
            ("NL-WEB-1", Some("nl-web-1")),
            ("nl-web", Some("nl-web-1")),
            ("nlweb1", Some("nl-web-1")),
            ("ro-web-2", Some("ro-web-1")),
            ("fn", Some("fm")),
            ("f", None),
            ("web", None),
            ("administrators", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, ["ro-web-1", "nl-web-1", "fm"]), near, "{word}");
        }
    }

    #[test]
    fn the_first_of_names_that_are_equally_near_is_suggested() {
        assert_eq!(nearest("nl-web-3", ["nl-web-1", "nl-web-2"]), Some("nl-web-1"));
        assert_eq!(did_you_mean("nl-web-3", ["nl-web-1"]).as_deref(), Some("did you mean `nl-web-1`?"));
    }

    #[test]
    fn a_long_list_is_not_compared_to_its_end() {
        let names: Vec<String> = (0..100_000).map(|number| format!("mirror-{number:06}")).collect();
        let seen = Cell::new(0);
        let counted = names.iter().map(|name| {
            seen.set(seen.get() + 1);
            name.as_str()
        });
        assert_eq!(nearest("mirror-00000x", counted), Some("mirror-000000"));
        assert_eq!(seen.get(), MOST_COMPARED);
        assert_eq!(nearest(&"x".repeat(1000), names.iter().map(String::as_str)), None);
    }
}
