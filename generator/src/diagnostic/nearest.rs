//! Finds the candidate for "did you mean".

use crate::limits::{COMPARED_CHARACTERS, SUGGESTION_CHARACTERS};
use strsim::osa_distance;

/// Returns the candidate closest to `wanted`, if one is close enough to be a likely misspelling.
///
/// Insertions, deletions, substitutions and swaps of neighbours count as one each; differences of case do not count. Of
/// several equally close candidates the first wins.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_counted(&mut 0, wanted, candidates)
}

/// Like [`nearest`], for candidates from a description, where thousands of words may be compared with thousands each:
/// counts what comparisons cost, and finds nothing once they cost more than any real description needs.
pub(crate) fn nearest_counted<'a>(
    spent: &mut usize,
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let length = wanted.chars().count();
    if length == 0 || length > SUGGESTION_CHARACTERS {
        return None;
    }
    let allowed = (length / 3).max(1);
    let folded = wanted.to_ascii_lowercase();
    let mut found = None;
    for candidate in candidates {
        *spent += 1;
        if *spent > COMPARED_CHARACTERS {
            return None;
        }
        // A character has at most four bytes.
        if candidate == wanted || candidate.len() > 4 * (length + allowed) {
            continue;
        }
        let characters = candidate.chars().count();
        if characters.abs_diff(length) > allowed {
            continue;
        }
        *spent += length * characters;
        let distance = osa_distance(&folded, &candidate.to_ascii_lowercase());
        if distance <= allowed && found.is_none_or(|(least, _)| distance < least) {
            found = Some((distance, candidate));
        }
    }
    found.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;
    use crate::diagnostic::{Code, Diagnostic, Diagnostics};
    use crate::limits::COMPARED_CHARACTERS;
    use crate::source::Origin;

    #[test]
    fn a_swap_of_neighbours_is_one_mistake() {
        assert_eq!(
            nearest("repsonses", ["request", "responses"]),
            Some("responses")
        );
    }

    #[test]
    fn letter_case_is_no_distance() {
        assert_eq!(
            nearest("operationid", ["operations", "operationId"]),
            Some("operationId")
        );
    }

    #[test]
    fn the_closest_of_several_wins() {
        assert_eq!(nearest("LogTyp", ["LogTime", "LogType"]), Some("LogType"));
    }

    #[test]
    fn something_else_entirely_is_not_suggested() {
        assert_eq!(nearest("flavour", ["responses", "type"]), None);
        assert_eq!(nearest("", ["a"]), None);
    }

    #[test]
    fn names_of_a_description_are_compared_up_to_a_limit() {
        let help = |spent| {
            let mut found = Diagnostics {
                spent,
                ..Diagnostics::new()
            };
            let place = Origin::root(0).at_value();
            let unknown = Diagnostic::warning(Code::Tags, place, "unknown");
            found.suggest(unknown, "pest", ["bird", "pets"], "declare it");
            let help = found.into_iter().next().and_then(|found| found.help);
            help.unwrap_or_default()
        };
        assert_eq!(help(COMPARED_CHARACTERS - 100), "did you mean `pets`?");
        assert_eq!(help(COMPARED_CHARACTERS - 10), "declare it");
    }
}
