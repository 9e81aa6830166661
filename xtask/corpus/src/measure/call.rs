//! Measures a call, compared with the same call written by hand on hyper.

use super::figure::Figure;
use super::tools::{cargo, workspace};

/// The limits of a call: its allocations, and its time as a part of that of the call by hand.
const LIMITS: (f64, f64) = (25.0, 1.01);

/// Measures a call through the client and the same call by hand, with the benchmarks of the runtime.
pub(super) fn figures() -> Result<Vec<Figure>, String> {
    let bench = |name| {
        cargo(
            workspace(),
            &["bench", "--package", "runtime-bench", "--bench", name],
        )
    };
    let (printed, _) = bench("allocations")?;
    let (allocations, by_hand) = allocations(&printed).ok_or("`allocations` printed no counts")?;
    let mut figures = vec![
        Figure::new("allocations of a call, peer hyper", allocations, "")
            .at_most(LIMITS.0)
            .beside(Some(by_hand), f64::INFINITY),
    ];
    for line in bench("call")?.0.lines() {
        if let Some((at_once, call, by_hand)) = times(line) {
            let what = format!("time of a call, {at_once} in flight, peer hyper");
            figures.push(Figure::new(what, call, "µs").beside(Some(by_hand), LIMITS.1));
        }
    }
    match figures.len() {
        1 => Err("`call` printed no times".to_owned()),
        _ => Ok(figures),
    }
}

/// Reads the medians of both from the table: the third number of the line after `alloc:`.
fn allocations(table: &str) -> Option<(f64, f64)> {
    let mut lines = table.lines();
    let mut next = || {
        lines.by_ref().find(|line| {
            let first = line.trim_start_matches(['│', ' ']);
            first.starts_with("alloc:")
        })?;
        let counts = lines.next()?.trim_start_matches(['│', ' ']);
        counts.split('│').nth(2)?.trim().parse().ok()
    };
    Some((next()?, next()?))
}

/// Reads `1 in flight: client 40.21 µs, by hand 39.80 µs, +1.0 %`.
fn times(line: &str) -> Option<(&str, f64, f64)> {
    let (at_once, rest) = line.trim().split_once(" in flight: client ")?;
    let (call, rest) = rest.split_once(" µs, by hand ")?;
    let (by_hand, _) = rest.split_once(" µs")?;
    Some((at_once, call.parse().ok()?, by_hand.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::{allocations, times};

    #[test]
    fn what_the_benchmarks_print_is_read() {
        let table = "├─ through_the_client  390.1 µs │ 1.16 ms │ 545.4 µs │ 583.1 µs │ 50 │ 5000\n\
             │                      max alloc:    │      │      │      │      │\n\
             │                        4.12        │ 4.14 │ 4.12 │ 4.12 │      │\n\
             │                      alloc:        │      │      │      │      │\n\
             │                        24.9        │ 26   │ 25   │ 25.1 │      │\n\
             ╰─ written_by_hand     262 µs        │ 543 µs │ 368.8 µs │ 366.7 µs │ 50 │ 5000\n\
             \x20                      alloc:        │      │      │      │      │\n\
             \x20                        23          │ 23   │ 23   │ 23   │      │\n";
        assert_eq!(allocations(table), Some((25.0, 23.0)));
        assert_eq!(allocations("Timer precision: 29 ns"), None);
        let line = " 1 in flight: client 40.21 µs, by hand 39.80 µs, +1.0 %";
        assert_eq!(times(line), Some(("1", 40.21, 39.8)));
        assert_eq!(times("running 0 tests"), None);
    }
}
