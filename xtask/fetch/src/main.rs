//! Fetches the file at a URL and writes it to standard output.

use std::io::Write as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let url = std::env::args().nth(1).unwrap_or_default();
    let fetched = xtask_fetch::fetched(&url).and_then(|text| {
        let written = std::io::stdout().write_all(&text);
        written.map_err(|error| error.to_string())
    });
    match fetched {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
