//! `cargo xtask explain`: what a finding means, with a description that has it.

use std::path::Path;
use std::process::ExitCode;

use crate::complete;
use crate::engine::{self, Description, Settings};
use crate::terminal::Terminal;
use generator::Layout;
use generator::diagnostic::{Code, nearest};

/// The descriptions that the tests of the findings have, one for each code.
const EXAMPLES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../generator/tests/diagnostics"
);

/// Runs the command.
pub(crate) fn run(code: Option<&str>, terminal: &Terminal) -> ExitCode {
    let Some(code) = code else {
        for code in Code::ALL {
            terminal.line(&format!("{code}: {}", code.about()));
        }
        return ExitCode::SUCCESS;
    };
    let names = || Code::ALL.iter().map(|code| code.as_str());
    let Some(found) = Code::ALL.iter().find(|known| known.as_str() == code) else {
        let near = nearest(code, names()).map(|near| format!("; did you mean `{near}`?"));
        terminal.error(&format!(
            "unknown code `{code}`{}",
            near.unwrap_or_default()
        ));
        return ExitCode::from(2);
    };
    terminal.line(&format!("{found}: {}\n{}", found.about(), found.fix()));
    for name in ["yaml", "json"].map(|extension| format!("{code}.{extension}")) {
        let path = Path::new(EXAMPLES).join(&name);
        let Ok(text) = std::fs::read(&path) else {
            continue;
        };
        terminal.line(&format!(
            "\nA description that has it:\n\n{}",
            String::from_utf8_lossy(&text)
        ));
        let overlay = path.with_extension("overlay.yaml");
        let overlay = overlay.exists().then_some(overlay);
        if overlay.is_some() && !complete::IS_COMPLETE {
            return complete::rerun(terminal);
        }
        let description = Description {
            shown: name,
            overlays: overlay.into_iter().collect(),
            ..Description::new(&path)
        };
        let settings = Settings {
            package: "example".to_owned(),
            layout: Layout::Crate,
            skip_unsupported: false,
            allow_remote: false,
            deny_warnings: false,
        };
        for finding in engine::generate(&[description], &settings)
            .unwrap_or_default()
            .findings
        {
            terminal.line(&format!("{}\n", finding.human));
        }
    }
    ExitCode::SUCCESS
}
