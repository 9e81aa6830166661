//! "Did you mean".

/// The candidate closest to `wanted`, if one is close enough to be a likely misspelling.
///
/// The distance counts insertions, deletions, substitutions and swaps of neighbours. Of several equally
/// close candidates the first wins. Letter case counts for little: `operationid` finds `operationId`.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Long names are no misspellings of anything, and the distance costs their product.
    const LONGEST: usize = 120;
    let wanted: Vec<char> = wanted.chars().take(LONGEST + 1).collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let allowed = (wanted.len() / 3).max(1);
    let folded: Vec<char> = wanted.iter().map(char::to_ascii_lowercase).collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let limit = best.map_or(allowed, |(distance, _)| distance.saturating_sub(1));
        if candidate.len() > wanted.len() + limit && candidate.is_ascii() {
            continue;
        }
        let letters: Vec<char> = candidate.chars().take(LONGEST + 1).collect();
        if letters.len().abs_diff(wanted.len()) > limit || letters == wanted {
            continue;
        }
        let lower: Vec<char> = letters.iter().map(char::to_ascii_lowercase).collect();
        let distance = distance(&folded, &lower);
        if distance <= limit {
            best = Some((distance, candidate));
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Optimal string alignment distance, by three rows.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut previous = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        let mut left = None;
        for (j, &y) in b.iter().enumerate() {
            let at = |cells: &[usize], k: usize| cells.get(k).copied().unwrap_or(usize::MAX / 2);
            let mut cell = (at(&last, j + 1) + 1)
                .min(at(&row, j) + 1)
                .min(at(&last, j) + usize::from(x != y));
            if previous == Some(y) && left == Some(x) && j > 0 {
                cell = cell.min(at(&before, j - 1) + 1);
            }
            row.push(cell);
            left = Some(y);
        }
        before = std::mem::replace(&mut last, row);
        previous = Some(x);
    }
    last.last().copied().unwrap_or(usize::MAX)
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
