//! `cargo xtask suite`: runs the JSON Schema suite with a generated client. Each schema is a property of two components
//! that an operation sends and receives: optional in one, required in the other.

mod program;
mod read;
mod table;

use std::fmt::Write as _;

use generator::Layout;
use serde_json::{Value, json};
use xtask::engine;
use xtask::terminal::Terminal;

use crate::cli::SuiteArgs;
use crate::exact::Exact;
use crate::files::{work_folder, write};
use crate::program::Program;
use read::{Group, Instance};
use table::Checked;

/// How many of a hundred invalid instances must be refused.
const LEAST_REFUSED: usize = 70;

/// Runs the command. Returns whether all is well.
pub(crate) fn run(args: &SuiteArgs, terminal: &Terminal) -> Result<bool, String> {
    let checked = Checked::read()?;
    let groups = read::groups(&args.file)?;
    let work = work_folder(args.work.as_deref(), "suite")?;
    let document = work.join("suite.json");
    write(&document, &description(&groups))?;
    let (program, output) =
        Program::generate(&work.join("suite"), &[&document], Layout::Crate, terminal)?;
    if !output.ledger.skipped.is_empty() {
        let skipped = output.ledger.skipped.iter().map(engine::left_out);
        let skipped: Vec<_> = skipped.collect();
        return Err(format!("not generated: {}", skipped.join(", ")));
    }
    program.build(&program::source(groups.len()))?;
    let results = Results::of(&program, &groups)?;
    let mut verdict = Verdict::default();
    for (group, instance, results) in results.of_instances(&groups) {
        verdict.add(group, instance, results, &checked);
    }
    let outdated = checked.without_effect(&verdict.unrefused_keywords);
    for problem in verdict.problems.iter().chain(&outdated) {
        terminal.remark(problem);
    }
    if args.all {
        verdict
            .let_through
            .iter()
            .for_each(|line| terminal.remark(line));
    }
    terminal.line(&verdict.summary(groups.len()));
    let share = verdict.refused * 100 / verdict.invalid.max(1);
    Ok(verdict.problems.is_empty() && outdated.is_empty() && share >= LEAST_REFUSED)
}

/// Returns the document, which has a component of each kind, and an operation, for every schema.
fn description(groups: &[Group]) -> String {
    let mut paths = Vec::new();
    let mut schemas = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        for (kind, required) in program::KINDS.iter().zip(["", ",\"required\":[\"v\"]"]) {
            let name = format!("{kind}{number}");
            let content = json!({ "application/json": { "schema": {
                "$ref": format!("#/components/schemas/{name}")
            } } });
            paths.push(format!(
                "\"/{name}\":{}",
                json!({ "post": {
                    "operationId": format!("send{name}"),
                    "requestBody": { "required": true, "content": content },
                    "responses": { "200": { "description": "Ok.", "content": content } },
                } })
            ));
            // References into the schema are changed to its place in the document.
            let schema = group.schema.replace(
                "\"$ref\": \"#",
                &format!("\"$ref\": \"#/components/schemas/{name}/properties/v"),
            );
            schemas.push(format!(
                "\"{name}\":{{\"type\":\"object\",\"properties\":{{\"v\":{schema}}}{required}}}"
            ));
        }
    }
    format!(
        "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"Suite\",\"version\":\"1\"}},\
         \"paths\":{{{}}},\"components\":{{\"schemas\":{{{}}}}}}}",
        paths.join(","),
        schemas.join(",")
    )
}

/// The program's output for each instance, by kind of component.
struct Results(Vec<Value>);

impl Results {
    fn of(program: &Program, groups: &[Group]) -> Result<Results, String> {
        let mut input = Vec::new();
        for (number, group) in groups.iter().enumerate() {
            for instance in &group.instances {
                let text = one_line(&instance.text);
                for kind in 0..program::KINDS.len() {
                    let number = number * program::KINDS.len() + kind;
                    input.push(format!("{number}\t{{\"v\":{text}}}"));
                }
            }
        }
        let lines = program.run(&input)?;
        let read = lines.iter().map(|line| serde_json::from_str(line));
        let read = read.collect::<Result<_, _>>();
        read.map(Results).map_err(|error| error.to_string())
    }

    fn of_instances<'a>(
        &'a self,
        groups: &'a [Group],
    ) -> impl Iterator<Item = (&'a Group, &'a Instance, &'a [Value])> {
        let instances = groups.iter().flat_map(|group| {
            group
                .instances
                .iter()
                .map(move |instance| (group, instance))
        });
        let results = self.0.chunks(program::KINDS.len());
        instances
            .zip(results)
            .map(|((group, instance), results)| (group, instance, results))
    }
}

/// Returns JSON text without line breaks between its tokens; strings cannot have any.
fn one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

#[derive(Default)]
struct Verdict {
    valid: usize,
    came_back: usize,
    sent: usize,
    invalid: usize,
    refused: usize,
    /// Instances with another result than the one that is expected.
    problems: Vec<String>,
    /// Invalid instances that were sent.
    let_through: Vec<String>,
    /// The keywords of the schemas of these instances.
    unrefused_keywords: std::collections::BTreeSet<String>,
}

impl Verdict {
    fn add(&mut self, group: &Group, instance: &Instance, results: &[Value], checked: &Checked) {
        let place = format!("{}: {}", group.name, instance.description);
        if !instance.valid {
            self.invalid += 1;
            // For an optional property, null means that it is absent.
            let results = results.iter().skip(usize::from(instance.text == "null"));
            if results.clone().all(|result| result["sent"].is_null()) {
                self.refused += 1;
                return;
            }
            let line = format!("{place}: an invalid value is sent");
            self.unrefused_keywords
                .extend(group.keywords.iter().cloned());
            match group
                .keywords
                .iter()
                .all(|keyword| checked.is_checked(keyword))
            {
                true => self.problems.push(line),
                false => self.let_through.push(line),
            }
            return;
        }
        self.valid += 1;
        let text = format!("{{\"v\":{}}}", instance.text);
        let expected = Exact::read(&text).ok();
        let is_equal = |result: &Value, key: &str| {
            let found = result[key].as_str().and_then(|text| Exact::read(text).ok());
            found.is_some() && found == expected
        };
        let mut wrong = String::new();
        let mut test = |key: &str, count: &mut usize| {
            if results.iter().all(|result| is_equal(result, key)) {
                *count += 1;
            } else {
                let found: Vec<String> = results
                    .iter()
                    .map(|result| result[key].to_string())
                    .collect();
                let _ = write!(wrong, " {key} {}", found.join(" and "));
            }
        };
        test("received", &mut self.came_back);
        test("sent", &mut self.sent);
        if !wrong.is_empty() {
            let why = results.iter().find_map(|result| result["error"].as_str());
            let why = why.unwrap_or_default();
            self.problems.push(format!("{place}: {text}:{wrong} {why}"));
        }
    }

    fn summary(&self, schemas: usize) -> String {
        format!(
            "{schemas} schemas; of {} valid instances {} come back and {} are sent; of {} invalid ones {} are refused",
            self.valid, self.came_back, self.sent, self.invalid, self.refused
        )
    }
}
