//! `cargo xtask corpus --calls`: every operation is called with arguments and gets responses that are drawn from its
//! description. What is sent is read back by independent rules (`wire`), what is returned is compared with what was
//! served, and arguments that break a rule must be refused.

mod arguments;
mod broken;
mod files;
mod given;
mod media_type;
mod own_names;
mod parts;
mod program;
mod request;
mod response;
mod result;
mod sendable;
mod served;
mod together;
mod view;
mod wire;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use generator::ir::{BodyKind, Operation};
use serde_json::{Value, json};
use xtask::terminal::Terminal;

use crate::clients::{self, Clients};
use crate::model::Model;
use crate::program::Program;
use crate::sample::{self, Plan, Samples};
use arguments::BODY;
use given::{Given, Parameter};
use own_names::have_own_names;
use response::{Exchange, Responses};
use view::{View, join};

/// A line of input for the program, and the result that is expected.
struct Case {
    line: String,
    /// The document and the operation.
    place: String,
    operation: usize,
    given: Given,
    wanted: Wanted,
}

/// The result that is expected of a call.
enum Wanted {
    /// It is sent, and its result is that of the response.
    Sent(Box<Exchange>),
    /// The specification does not say how one of the arguments is written: it may be sent or refused.
    Anything,
    /// Nothing is sent: an argument breaks a rule.
    Refused,
}

/// The cases of one document.
struct Tested {
    model: Model,
    document: Value,
    cases: Vec<Case>,
    left_out: Vec<String>,
}

/// Runs on all documents. Returns whether every call had the expected result.
pub(crate) fn all(
    work: &Path,
    documents: &[PathBuf],
    plan: &Plan,
    terminal: &Terminal,
) -> Result<bool, String> {
    let mut totals = Totals::default();
    for clients in clients::all(work, documents, terminal) {
        let Clients {
            program,
            features,
            models,
        } = clients?;
        let mut source = program::Source::new(&features);
        let mut tested = Vec::new();
        for model in models {
            let numbers = source.add(&model);
            tested.push(Tested::of(model, &numbers, plan)?);
        }
        program.build(&source.text())?;
        for tested in &tested {
            totals.add(tested, &program, terminal)?;
        }
    }
    terminal.line(&totals.line(plan.seed));
    Ok(totals.wrong == 0)
}

impl Tested {
    fn of(model: Model, numbers: &[Option<usize>], plan: &Plan) -> Result<Tested, String> {
        let name = &model.name;
        let document = sample::document(&model);
        let registry = sample::registry(&document).map_err(|error| format!("{name}: {error}"))?;
        let mut samples = Samples::new(&document, &registry, plan.seed);
        let view = View {
            model: &model,
            document: &document,
        };
        let (mut cases, mut left_out) = (Vec::new(), Vec::new());
        for (index, (operation, number)) in model.api.operations.iter().zip(numbers).enumerate() {
            let method = operation.method.as_str();
            let place = format!("{name} {method} {}", operation.path);
            let mut made = Vec::new();
            if let Some(number) = number {
                let of = Site {
                    view: &view,
                    operation,
                    index,
                    number: *number,
                    place: &place,
                };
                made = of.cases(&mut samples, plan).unwrap_or_default();
            }
            if made.is_empty() {
                left_out.push(place);
            }
            cases.extend(made);
        }
        drop(samples);
        drop(registry);
        Ok(Tested {
            model,
            document,
            cases,
            left_out,
        })
    }
}

/// An operation, and its number in the program.
struct Site<'a> {
    view: &'a View<'a>,
    operation: &'a Operation,
    index: usize,
    number: usize,
    place: &'a str,
}

impl Site<'_> {
    /// Returns `None` where a required argument has no value.
    fn cases(&self, samples: &mut Samples<'_>, plan: &Plan) -> Option<Vec<Case>> {
        let parameters = given::parameters(self.view, self.operation)?;
        let names = self.view.model.names.operations.get(self.index)?;
        let responses = Responses {
            view: self.view,
            operation: self.operation,
            names,
        };
        let mut cases = Vec::new();
        while cases.len() < plan.samples {
            let before = cases.len();
            for exchange in responses.all(samples) {
                let given = given::draw(self.view, samples, self.operation, &parameters)?;
                let is_sendable = parameters.iter().all(|parameter| {
                    let value = given.get(&parameter.key);
                    value.is_none_or(|value| parameter.takes(value))
                }) && have_own_names(&parameters, &given);
                cases.extend(self.broken(samples, &parameters, &given));
                let response = exchange.response.clone();
                let wanted = match is_sendable {
                    true => Wanted::Sent(Box::new(exchange)),
                    false => Wanted::Anything,
                };
                cases.push(self.case(given, &response, wanted));
            }
            if cases.len() == before {
                return None;
            }
        }
        Some(cases)
    }

    fn case(&self, given: Given, response: &Value, wanted: Wanted) -> Case {
        let line = json!({ "operation": self.number, "arguments": given, "response": response });
        Case {
            line: line.to_string(),
            place: self.place.to_owned(),
            operation: self.index,
            given,
            wanted,
        }
    }

    /// Returns a case with a value that breaks a rule, if one of the arguments can.
    fn broken(
        &self,
        samples: &mut Samples<'_>,
        parameters: &[Parameter],
        given: &Given,
    ) -> Option<Case> {
        let mut places: Vec<(String, String)> = parameters
            .iter()
            .filter(|parameter| parameter.is_argument)
            .filter_map(|parameter| Some((parameter.key.clone(), parameter.schema.clone()?)))
            .collect();
        places.extend(
            self.body_schema(given)
                .map(|schema| (BODY.to_owned(), schema)),
        );
        let document = samples.document;
        let mut broken = Vec::new();
        for (key, schema) in places {
            let (Some(value), Some(of)) = (given.get(&key), document.pointer(&schema)) else {
                continue;
            };
            for variant in broken::variants(document, of, value) {
                if !samples.is_valid(&schema, &variant) {
                    broken.push((key.clone(), variant));
                }
            }
        }
        let (key, value) = samples.random().pick(&broken)?.clone();
        let mut given = given.clone();
        given.insert(key, value);
        Some(self.case(given, &json!({ "status": 500 }), Wanted::Refused))
    }

    /// Returns the pointer of the schema of the body, if the body is one value.
    fn body_schema(&self, given: &Given) -> Option<String> {
        let number = usize::try_from(given.get(arguments::CONTENT)?.as_u64()?).ok()?;
        let content = self.operation.body.as_ref()?.contents.get(number)?;
        let is_value = matches!(
            content.kind,
            BodyKind::Json(_) | BodyKind::Form { .. } | BodyKind::Scalar(_)
        );
        let pointer = self.view.pointer(content.origin).filter(|_| is_value)?;
        Some(join(&pointer, &["schema"]))
    }
}

/// The sums over all documents.
#[derive(Default)]
struct Totals {
    calls: usize,
    sent: usize,
    refused: usize,
    wrong: usize,
    left_out: usize,
}

impl Totals {
    fn add(
        &mut self,
        tested: &Tested,
        program: &Program,
        terminal: &Terminal,
    ) -> Result<(), String> {
        let lines: Vec<String> = tested.cases.iter().map(|case| case.line.clone()).collect();
        let view = View {
            model: &tested.model,
            document: &tested.document,
        };
        // The shortest example of each kind of problem of an operation.
        let mut problems: BTreeMap<(&str, String), String> = BTreeMap::new();
        for (case, shown) in tested.cases.iter().zip(program.run(&lines)?) {
            let shown: Value = serde_json::from_str(&shown).map_err(|error| error.to_string())?;
            let request = &shown["requests"][0];
            self.calls += 1;
            self.sent += usize::from(request.is_object());
            self.refused +=
                usize::from(matches!(case.wanted, Wanted::Refused) && request.is_null());
            if let Err((kind, why)) = verdict(&view, case, request, &shown["result"]) {
                let problem = format!("{kind}: {why}\n    given {}", json!(case.given));
                let known = problems
                    .entry((&case.place, kind))
                    .or_insert_with(|| problem.clone());
                if problem.len() < known.len() {
                    *known = problem;
                }
            }
        }
        for ((place, _), problem) in &problems {
            terminal.remark(&format!("{place}: {problem}"));
        }
        for place in &tested.left_out {
            terminal.remark(&format!(
                "{place}: not called: a value for it cannot be drawn"
            ));
        }
        self.wrong += problems.len();
        self.left_out += tested.left_out.len();
        Ok(())
    }

    fn line(&self, seed: u64) -> String {
        format!(
            "{} calls, {} sent, {} refused for a rule, {} wrong; {} operations not called (seed {seed})",
            self.calls, self.sent, self.refused, self.wrong, self.left_out
        )
    }
}

/// Checks whether a call had the expected result; the error is the kind of the problem, and the problem itself.
fn verdict(
    view: &View<'_>,
    case: &Case,
    request: &Value,
    result: &Value,
) -> Result<(), (String, String)> {
    let problem = |kind: &str, why: String| Err((kind.to_owned(), why));
    // After a panic there is no result.
    if result.is_null() {
        return problem("panics", String::new());
    }
    match &case.wanted {
        Wanted::Anything => Ok(()),
        Wanted::Refused if request.is_null() => Ok(()),
        Wanted::Refused => problem("sends what breaks a rule", request["uri"].to_string()),
        Wanted::Sent(_) if request.is_null() => {
            problem("refuses what is valid", result.to_string())
        }
        Wanted::Sent(exchange) => {
            let operation = view.model.api.operations.get(case.operation);
            let operation =
                operation.ok_or_else(|| (String::new(), "unknown operation".to_owned()))?;
            let parameters = given::parameters(view, operation).unwrap_or_default();
            request::check(view, operation, &parameters, &case.given, request)
                .map_err(|why| ("sends something else".to_owned(), why))?;
            result::check(exchange, result).map_err(|why| {
                let body = bytes(&exchange.response["body"]);
                let body = String::from_utf8_lossy(&body).into_owned();
                (
                    format!("a response, {},", exchange.title),
                    format!("{why}\n    served {body}"),
                )
            })
        }
    }
}

/// Reads a list of bytes.
fn bytes(value: &Value) -> Vec<u8> {
    let bytes = value.as_array().into_iter().flatten();
    bytes
        .filter_map(|byte| u8::try_from(byte.as_u64()?).ok())
        .collect()
}
