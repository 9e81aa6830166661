//! Accepted findings, which the author of a description considers right: by the comment `# codegen: allow(code)` on the
//! line of the place or above it, or by an entry of a file.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin, Place, Severity};
use crate::source::{Kind, Node, Sources, shorten};

const MARK: &str = "# codegen: allow(";
const ENTRY: &str = "write `- {code: server-slash, at: /servers/0, reason: why it is meant}`";

/// A file of accepted findings: a list of objects with `code`, `at` and `reason`.
#[derive(Clone, Copy, Debug)]
pub struct AcceptedFile<'a> {
    /// Its path as diagnostics show it.
    pub path: &'a str,
    /// Its text, YAML or JSON.
    pub text: &'a [u8],
}

/// Where a finding is accepted.
enum Where<'s> {
    Line(u16, usize),
    /// In a file of this name (`None`: the main file), at a JSON pointer or anywhere below it.
    Below(Option<&'s str>, &'s str),
}

/// An accepted code, or for an unknown one the nearest code.
struct Accepted<'s> {
    code: Result<Code, Option<&'static str>>,
    /// As written.
    text: &'s str,
    /// Where it is written.
    place: Place,
    at: Where<'s>,
    is_used: bool,
}

/// Removes the accepted warnings and notes. Returns findings about comments and entries that accept nothing.
pub(crate) fn apply(
    sources: &mut Sources,
    file: Option<AcceptedFile<'_>>,
    diagnostics: &mut Diagnostics,
) -> Vec<Diagnostic> {
    let file = file.map(|file| sources.add_beside(file.path, file.text, diagnostics));
    let sources = &*sources;
    let mut accepted = Vec::new();
    for (number, tree) in (0_u16..).zip(sources.trees()) {
        // JSON has no comments.
        if tree.text().contains(MARK) {
            comments(number, tree.text(), &mut accepted);
        }
    }
    let root = file.map(|file| sources.node(Origin::root(file)));
    if let Some(root) = root.filter(|root| !matches!(root.kind(), Kind::Seq | Kind::Null)) {
        let message = "the accepted findings must be a list";
        diagnostics
            .push(Diagnostic::warning(Code::UnusedAllow, root.at_value(), message).help(ENTRY));
    }
    for entry in root.into_iter().flat_map(Node::items) {
        accepted.extend(read(entry, diagnostics));
    }
    diagnostics.retain(|found| {
        let is_error = found.severity == Severity::Error;
        let mut by = accepted
            .iter_mut()
            .filter(|accepted| accepted.code == Ok(found.code));
        let by = by.find(|accepted| !is_error && accepted.at.has(sources, found.place));
        if let Some(accepted) = by {
            accepted.is_used = true;
            return false;
        }
        true
    });
    accepted
        .iter()
        .filter(|accepted| !accepted.is_used)
        .map(Accepted::unused)
        .collect()
}

impl Where<'_> {
    fn has(&self, sources: &Sources, place: Place) -> bool {
        let Some((tree, at)) = sources.locate(place) else {
            return false;
        };
        let file = sources.written(place.origin()).file();
        match *self {
            Where::Line(in_file, line) => at.line == line && in_file == file,
            Where::Below(name, pointer) => {
                let is_file = match name {
                    Some(name) => tree.path() == name || tree.path().ends_with(&format!("/{name}")),
                    None => sources.is_own(file),
                };
                let found = sources.pointer(place.origin());
                let rest = found.strip_prefix(pointer).filter(|_| is_file);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            }
        }
    }
}

impl Accepted<'_> {
    fn unused(&self) -> Diagnostic {
        let shown = shorten(self.text);
        let warn = |message| Diagnostic::warning(Code::UnusedAllow, self.place, message);
        if let Err(near) = self.code {
            let help = "write the code that the finding has in brackets, such as `server-slash`";
            return warn(format!("`{shown}` is not the code of a finding"))
                .suggest(self.text, near, help);
        }
        let help = match self.at {
            Where::Line(..) => {
                "remove the comment, or move it to the line of the finding, or above it"
            }
            Where::Below(..) => {
                "remove the entry, or correct the place, which `--message-format json` shows as `pointer`"
            }
        };
        warn(format!("there is no `{shown}` to accept here")).help(help)
    }
}

/// Reads an entry of a file.
fn read<'s>(entry: Node<'s>, diagnostics: &mut Diagnostics) -> Option<Accepted<'s>> {
    for key in ["code", "at", "reason"] {
        if entry.get_str(key).is_none_or(str::is_empty) {
            let place = entry.get(key).unwrap_or(entry).at_value();
            let message = format!("the accepted finding has no `{key}`");
            diagnostics.push(Diagnostic::warning(Code::UnusedAllow, place, message).help(ENTRY));
            return None;
        }
    }
    let code = entry.get("code")?;
    let at = entry.get_str("at")?;
    Some(Accepted {
        code: Code::find(code.as_str()?),
        text: code.as_str()?,
        place: code.at_value(),
        at: match at.split_once('#') {
            Some((file, pointer)) => {
                Where::Below(Some(file).filter(|file| !file.is_empty()), pointer)
            }
            None => Where::Below(None, at),
        },
        is_used: false,
    })
}

/// Finds the codes that the comments of a text accept. A comment on a line of its own is for the next line that is not
/// a comment.
fn comments<'s>(file: u16, text: &'s str, accepted: &mut Vec<Accepted<'s>>) {
    let mut start = 0;
    let mut waiting = accepted.len();
    for (line, written) in (1..).zip(text.split_inclusive('\n')) {
        if let Some((before, list)) = written.split_once(MARK) {
            let list = list.split(')').next().unwrap_or_default();
            let mut at = start + before.len() + MARK.len();
            for piece in list.split(',') {
                let code = piece.trim();
                let begin = at + (piece.len() - piece.trim_start().len());
                let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
                accepted.push(Accepted {
                    code: Code::find(code),
                    text: code,
                    place: Place::text(file, byte(begin), byte(begin + code.len())),
                    at: Where::Line(file, usize::MAX),
                    is_used: false,
                });
                at += piece.len() + 1;
            }
        }
        let is_comment = written.trim_start().starts_with('#');
        if !is_comment && !written.trim().is_empty() {
            for accepted in accepted.iter_mut().skip(waiting) {
                accepted.at = Where::Line(file, line);
            }
            waiting = accepted.len();
        }
        start += written.len();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::AcceptedFile;
    use crate::{Input, Layout, Options, check};

    const TEXT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: https://example.com/v1/}]
paths:
  /pets:
    # codegen: allow(white-space, body-of-get)
    get: {operationId: findPets, requestBody: {content: {text/plain: {}}}, responses: {'204': {description: Done.}}}
";

    const TOYS: &str = "# codegen: allow(body-of-get)
get: {operationId: findToys, requestBody: {content: {text/plain: {}}}, responses: {'204': {description: Done.}}}
";

    /// Returns the findings where a file accepts some.
    fn found(text: &str, accepted: &str, only: Option<&str>) -> Vec<String> {
        let accepted = AcceptedFile {
            path: "accepted.yaml",
            text: accepted.as_bytes(),
        };
        let files = BTreeMap::from([("toys.yaml", TOYS)]);
        let mut input = Input {
            accepted: Some(accepted),
            ..Input::new("pets.yaml", text.as_bytes(), "pets", &files)
        };
        let options = Options::new("pets", Layout::Crate);
        input
            .selection
            .only
            .extend(only.and_then(|only| only.parse().ok()));
        let reports = check(&[input], &options, &mut |_| {});
        let all = reports
            .iter()
            .flat_map(|report| report.diagnostics.placed(&report.sources));
        all.map(|found| {
            format!(
                "{} {} {}:{}",
                found.code, found.message, found.file, found.line
            )
        })
        .collect()
    }

    #[test]
    fn a_file_accepts_what_is_at_a_place_and_below() {
        let entry = |at: &str| format!("- {{code: server-slash, at: '{at}', reason: meant}}");
        let unused = "unused-allow there is no `white-space` to accept here pets.yaml:6";
        for at in [
            "/servers",
            "/servers/0",
            "/servers/0/url",
            "pets.yaml#/servers",
        ] {
            assert_eq!(found(TEXT, &entry(at), None), [unused], "{at}");
        }
        for at in ["/server", "/servers/1", "other.yaml#/servers"] {
            let found = found(TEXT, &entry(at), None);
            let expected = "unused-allow there is no `server-slash` to accept here accepted.yaml:1";
            assert!(
                found.len() == 3 && found.iter().any(|found| found == expected),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_comment_holds_for_its_own_file() {
        let text = format!("{TEXT}  /toys: {{$ref: toys.yaml}}\n");
        let found = found(&text, "", None);
        let of_toys = found.iter().filter(|found| found.contains("toys.yaml"));
        assert_eq!(of_toys.count(), 0, "{found:?}");
    }

    #[test]
    fn an_entry_needs_a_reason() {
        for (text, expected) in [
            (
                "- {code: server-slash, at: /servers}",
                "the accepted finding has no `reason`",
            ),
            (
                "- {code: server-slahs, at: /servers, reason: meant}",
                "`server-slahs` is not the code of a finding",
            ),
            ("- server-slash", "the accepted finding has no `code`"),
            ("{}", "the accepted findings must be a list"),
        ] {
            let expected = format!("unused-allow {expected} accepted.yaml:1");
            assert!(found(TEXT, text, None).contains(&expected), "{text}");
        }
    }

    #[test]
    fn errors_stay_and_what_is_left_out_is_not_missed() {
        let broken = TEXT.replace("'204': {", "'299': {$ref: '#/x'}, '204': {");
        let entry = "- {code: unresolved-reference, at: '', reason: meant}";
        assert!(
            found(&broken, entry, None)
                .iter()
                .any(|found| found.starts_with("unresolved-reference"))
        );
        let unused = found(
            TEXT,
            "- {code: tags, at: /tags, reason: meant}",
            Some("op:findPets"),
        );
        assert!(
            !unused.iter().any(|found| found.starts_with("unused-allow")),
            "{unused:?}"
        );
    }
}
