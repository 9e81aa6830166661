//! Finds the candidate for "did you mean".

use crate::limits::SUGGESTION_CHARACTERS;
use strsim::osa_distance;

/// Returns the candidate closest to `wanted`, if one is close enough to be a likely misspelling.
///
/// Insertions, deletions, substitutions and swaps of neighbours count as one each; differences of case do not count. Of
/// several equally close candidates the first wins.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    if length == 0 || length > SUGGESTION_CHARACTERS {
        return None;
    }
    let allowed = (length / 3).max(1);
    let folded = wanted.to_ascii_lowercase();
    candidates
        .into_iter()
        // A character has at most four bytes.
        .filter(|candidate| *candidate != wanted && candidate.len() <= 4 * (length + allowed))
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| {
            (
                osa_distance(&folded, &candidate.to_ascii_lowercase()),
                candidate,
            )
        })
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

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
}
