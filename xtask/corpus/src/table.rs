//! The table of the rows.

use std::fmt::Write as _;

use serde::Serialize;

use crate::row::Row;

/// The sums of all rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Totals {
    documents: usize,
    operations: usize,
    generated: usize,
    skipped: usize,
    types: usize,
    lines: usize,
    #[serde(rename = "ms")]
    milliseconds: f64,
    failed: usize,
    panics: usize,
    compile_errors: usize,
    compile_warnings: usize,
    compile_seconds: f64,
}

impl Totals {
    /// Whether so many operations are left out that rare constructs cannot be the only reason.
    pub(crate) fn has_many_skipped(&self) -> bool {
        self.skipped * 200 > self.operations
    }
}

pub(crate) fn totals(rows: &[Row]) -> Totals {
    let mut totals = Totals {
        documents: rows.len(),
        ..Totals::default()
    };
    for row in rows {
        totals.operations += row.operations;
        totals.generated += row.generated;
        totals.skipped += row.skipped.len();
        totals.types += row.types;
        totals.lines += row.lines;
        totals.milliseconds += row.milliseconds;
        totals.failed += usize::from(!row.errors.is_empty());
        totals.panics += usize::from(row.panic.is_some());
        if let Some(compiled) = &row.compiled {
            totals.compile_errors += compiled.errors;
            totals.compile_warnings += compiled.warnings;
            totals.compile_seconds += compiled.seconds.unwrap_or(0.0);
        }
    }
    totals
}

/// The columns; the last three are about compilation.
const HEAD: [&str; 10] = [
    "document",
    "operations",
    "generated",
    "skipped",
    "types",
    "lines",
    "ms",
    "errors",
    "warnings",
    "seconds",
];

/// Returns a line for each document and one for the totals, in columns.
pub(crate) fn render(rows: &[Row]) -> String {
    let compiled = rows.iter().any(|row| row.compiled.is_some());
    let mut head: Vec<String> = HEAD.map(str::to_owned).to_vec();
    if !compiled {
        head.truncate(HEAD.len() - 3);
    }
    let lines: Vec<Vec<String>> = std::iter::once(head)
        .chain(rows.iter().map(|row| cells(row, compiled)))
        .chain([total_cells(&totals(rows), compiled)])
        .collect();
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|column| {
            lines
                .iter()
                .filter_map(|l| l.get(column))
                .map(String::len)
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    for line in lines {
        for (column, (cell, width)) in line.iter().zip(&widths).enumerate() {
            // Writing to a `String` cannot fail.
            let _ = match column {
                0 => write!(out, "{cell:<width$}"),
                _ => write!(out, "  {cell:>width$}"),
            };
        }
        out.push('\n');
    }
    out
}

fn cells(row: &Row, compiled: bool) -> Vec<String> {
    if row.panic.is_some() {
        return vec![row.document.clone(), "PANIC".to_owned()];
    }
    if !row.errors.is_empty() {
        return vec![row.document.clone(), "FAILED".to_owned()];
    }
    let numbers = [
        row.operations,
        row.generated,
        row.skipped.len(),
        row.types,
        row.lines,
    ];
    let mut cells = line(&row.document, &numbers, row.milliseconds);
    if compiled {
        match &row.compiled {
            Some(compiled) => {
                let seconds = compiled.seconds.map(|seconds| format!("{seconds:.1}"));
                cells.extend([compiled.errors.to_string(), compiled.warnings.to_string()]);
                cells.push(seconds.unwrap_or_else(|| "cached".to_owned()));
            }
            None => cells.extend(["-", "-", "-"].map(str::to_owned)),
        }
    }
    cells
}

fn total_cells(totals: &Totals, compiled: bool) -> Vec<String> {
    let numbers = [
        totals.operations,
        totals.generated,
        totals.skipped,
        totals.types,
        totals.lines,
    ];
    let name = format!("{} documents", totals.documents);
    let mut cells = line(&name, &numbers, totals.milliseconds);
    if compiled {
        let numbers = [totals.compile_errors, totals.compile_warnings];
        cells.extend(numbers.map(|number| number.to_string()));
        cells.push(format!("{:.1}", totals.compile_seconds));
    }
    cells
}

fn line(name: &str, numbers: &[usize], milliseconds: f64) -> Vec<String> {
    let numbers = numbers.iter().map(ToString::to_string);
    let cells = std::iter::once(name.to_owned()).chain(numbers);
    cells.chain([format!("{milliseconds:.0}")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Compiled;

    fn row(document: &str, operations: usize) -> Row {
        Row {
            document: document.to_owned(),
            operations,
            generated: operations,
            lines: 10,
            ..Row::default()
        }
    }

    #[test]
    fn columns_line_up_and_the_last_line_sums() {
        let rows = [row("a.yaml", 1), row("longer.json", 200)];
        assert_eq!(
            render(&rows),
            "document     operations  generated  skipped  types  lines  ms\n\
             a.yaml                1          1        0      0     10   0\n\
             longer.json         200        200        0      0     10   0\n\
             2 documents         201        201        0      0     20   0\n"
        );
    }

    #[test]
    fn a_panic_stands_out() {
        let panicked = Row {
            panic: Some("index".to_owned()),
            ..row("a.yaml", 1)
        };
        assert!(render(&[panicked]).contains("PANIC"));
    }

    #[test]
    fn compile_columns_tell_errors_warnings_and_seconds() {
        let compiled = Compiled {
            errors: 1,
            warnings: 2,
            seconds: Some(1.25),
            messages: vec![],
        };
        let table = render(&[Row {
            compiled: Some(compiled),
            ..row("a.yaml", 1)
        }]);
        assert!(
            table
                .lines()
                .nth(1)
                .unwrap()
                .ends_with("1         2      1.2"),
            "{table}"
        );
    }
}
