//! Path templates.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ir::{Encoding, Location, Parameter, ParameterPresence, Reserved};
use crate::source::Node;

use crate::lower::Lowering;
use crate::lower::views::ParameterView;

/// A parsed path template.
pub(super) struct Template {
    pub(super) text: String,
    /// The names in braces.
    pub(super) names: Vec<String>,
    /// The parameters of its query: what is sent, the name, and whether it may be missing, as in an expansion such as
    /// `{?page,size}` (RFC 6570).
    query: Vec<(String, String, ParameterPresence)>,
    /// The template with all names replaced by the same one: equal for paths that no server can distinguish.
    pub(super) shape: String,
    /// Whether it has an error, so that names may be missing.
    is_broken: bool,
}

impl<'s> Lowering<'s> {
    /// Parses the key of a path item.
    pub(super) fn template(&self, text: &str, item: Node<'s>) -> Template {
        let mut reader = TemplateReader::default();
        reader.read(text);
        let is_broken = !reader.problems.is_empty();
        for (problem, edit) in reader.problems {
            let edit = edit.unwrap_or_else(|| "write each parameter once, as `{name}`".to_owned());
            let problem = Diagnostic::error(Code::PathTemplate, item.at_key(), problem);
            self.context.report(problem.help(edit));
        }
        let text = match reader.sent.split_once('#') {
            Some((path, _)) => {
                let message =
                    "the fragment of a path is never sent; it only distinguishes operations";
                self.context.note(Code::Ignored, item.at_key(), message);
                path
            }
            None => &reader.sent,
        };
        Template {
            text: format!("/{}", text.strip_prefix('/').unwrap_or(text)),
            names: reader.names,
            query: reader.query,
            shape: reader.shape,
            is_broken,
        }
    }

    /// Returns the path parameters in the order of the template, then those in its query, which are sent as parameters
    /// of the query, then the others. Path parameters that the template lacks are left out, and those that are not
    /// declared are added; both are reported. In `path`, the names become those of the parameters.
    pub(super) fn in_template_order(
        &self,
        template: &Template,
        path: &mut String,
        parameters: Vec<Parameter>,
        operation: Node<'s>,
    ) -> Vec<Parameter> {
        let is_in_path = |parameter: &Parameter| parameter.location == Location::Path;
        let (mut in_path, others): (Vec<_>, Vec<_>) = parameters.into_iter().partition(is_in_path);
        let mut ordered = Vec::with_capacity(in_path.len() + others.len());
        for name in &template.names {
            ordered.push(self.of_segment(name, &mut in_path, path, operation));
        }
        for (sent, name, presence) in &template.query {
            let message = format!(
                "`{name}` is in the query of the path; it is sent as the parameter `{sent}`"
            );
            let help = format!("declare `{sent}` with `in: query`, and remove it from the path");
            self.context
                .warn(Code::PathTemplate, at_path(operation), message, help);
            let found = take(&mut in_path, name).unwrap_or_else(|| Parameter {
                presence: presence.clone(),
                ..Parameter::undeclared(name, Location::Query, operation.origin())
            });
            let parameter = Parameter {
                wire: sent.clone(),
                location: Location::Query,
                encoding: Encoding::default_at(Location::Query),
                ..found
            };
            if !others.iter().any(|other| other.is_same(&parameter)) {
                ordered.push(parameter);
            }
        }
        // With an error in the template, the name may be there.
        for unused in in_path.iter().filter(|_| !template.is_broken) {
            self.report_unused(template, unused, operation);
        }
        ordered.extend(others);
        ordered
    }

    /// Takes the parameter that a path names.
    fn of_segment(
        &self,
        name: &str,
        declared: &mut Vec<Parameter>,
        path: &mut String,
        operation: Node<'s>,
    ) -> Parameter {
        let plain = plain_name(name);
        let place = at_path(operation);
        let found = take(declared, name).or_else(|| take(declared, plain));
        let mut parameter = found.unwrap_or_else(|| {
            let message = format!(
                "the path names `{plain}`, which no parameter declares; it is treated as a string"
            );
            let diagnostic = Diagnostic::warning(Code::PathParameterUndeclared, place, message)
                .related(operation.at_key(), "in this operation");
            match edit(name).filter(|_| plain == name) {
                Some(edit) => self.context.report(diagnostic.help(edit)),
                None if self.has_unreadable_parameter(operation) => {}
                None => {
                    let declared = declared.iter().map(|parameter| parameter.wire.as_str());
                    let otherwise = format!(
                        "declare it: `{{name: {plain}, in: path, required: true, schema: {{type: string}}}}`"
                    );
                    self.context.suggest(diagnostic, plain, declared, otherwise);
                }
            }
            Parameter::undeclared(plain, Location::Path, operation.origin())
        });
        if parameter.wire != *name {
            let message = format!("`{{{name}}}` of the path is sent as the parameter `{plain}`");
            let mut help = format!("write `{{{plain}}}` in the path");
            if takes_slashes(name) {
                help += "; `allowReserved: true` keeps slashes (OpenAPI 3.2)";
                if let Encoding::Style { reserved, .. } = &mut parameter.encoding {
                    *reserved = Reserved::Allow;
                }
            }
            self.context.warn(Code::PathTemplate, place, message, help);
            *path = path.replace(&format!("{{{name}}}"), &format!("{{{plain}}}"));
        }
        parameter
    }

    /// Whether one of the parameters of an operation cannot be read, which has been reported: it may be the one that
    /// the path names.
    fn has_unreadable_parameter(&self, operation: Node<'s>) -> bool {
        let mut owners = [Some(operation), operation.parent()].into_iter().flatten();
        let is_unreadable = |written: Node<'s>| {
            let view = self.context.follow_view::<ParameterView<'s>>(written);
            view.is_none_or(|view| view.name().is_none() || view.location().is_none())
        };
        let has_one = |owner: Node<'s>| owner.items_of("parameters").any(is_unreadable);
        self.context.has_errors() && owners.any(has_one)
    }

    /// Reports a path parameter that the path lacks.
    fn report_unused(&self, template: &Template, parameter: &Parameter, operation: Node<'s>) {
        let (text, wire) = (&template.text, &parameter.wire);
        let colon = format!(":{wire}");
        let help = match text.split('/').any(|segment| segment == colon) {
            true => format!("write `{{{wire}}}` instead of `{colon}` in the path"),
            false => "put it into the path, or remove the parameter".to_owned(),
        };
        let message = format!("the path `{text}` has no `{{{wire}}}`; the parameter is left out");
        let place = parameter.origin.at_value();
        self.context.report(
            Diagnostic::warning(Code::PathParameterUnused, place, message)
                .related(operation.at_key(), "in this operation")
                .help(help),
        );
    }
}

/// Returns the place of the path of an operation, where a finding appears only once for all operations.
fn at_path(operation: Node<'_>) -> Place {
    operation.parent().unwrap_or(operation).at_key()
}

/// Removes the parameter of a name.
fn take(parameters: &mut Vec<Parameter>, wire: &str) -> Option<Parameter> {
    let at = parameters.iter().position(|one| one.wire == wire)?;
    Some(parameters.remove(at))
}

/// Reads the parts of a path template from left to right.
#[derive(Default)]
struct TemplateReader {
    names: Vec<String>,
    query: Vec<(String, String, ParameterPresence)>,
    shape: String,
    /// The template without the expansions of its query.
    sent: String,
    /// What is wrong, and what to write instead where that is known.
    problems: Vec<(String, Option<String>)>,
}

impl TemplateReader {
    fn read(&mut self, text: &str) {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{')
            && !before.contains('?')
        {
            self.literal(before);
            let Some((name, after)) = split_name(after) else {
                self.problem("a `{` is not closed");
                return;
            };
            self.expression(name);
            rest = after;
        }
        let (path, pairs) = rest.split_once('?').unwrap_or((rest, ""));
        self.literal(path);
        let query = rest.get(path.len()..).unwrap_or_default();
        self.shape.push_str(query);
        self.sent.push_str(query);
        for pair in pairs.split('&').filter(|pair| pair.contains(['{', '}'])) {
            self.pair(pair);
        }
    }

    /// Reads text of the path, which has no `{`.
    fn literal(&mut self, text: &str) {
        if text.contains('}') {
            self.problem("there is a `}` without a `{`");
        }
        self.shape.push_str(text);
        self.sent.push_str(text);
    }

    /// Reads what is between two braces of the path.
    fn expression(&mut self, name: &str) {
        if let Some(names) = expanded(name) {
            self.query.extend(names.map(|name| {
                let presence = ParameterPresence::Optional;
                (name.to_owned(), name.to_owned(), presence)
            }));
            self.shape.push_str(&format!("{{{name}}}"));
            return;
        }
        if name.is_empty() || name.contains(['/', '?', '#']) || plain_name(name).contains('{') {
            let problem = format!("`{{{name}}}` names no parameter");
            self.problems.push((problem, edit(name)));
        } else if (self.names.iter()).any(|other| plain_name(other) == plain_name(name)) {
            self.problem(&format!("duplicate path parameter `{name}`"));
        } else {
            self.names.push(name.to_owned());
        }
        self.shape.push_str("{}");
        self.sent.push_str(&format!("{{{name}}}"));
    }

    /// Reads a pair of the query that has braces.
    fn pair(&mut self, pair: &str) {
        let value = pair.split_once("={");
        match value.and_then(|(sent, name)| Some((sent, name.strip_suffix('}')?))) {
            Some((sent, name)) if !name.contains(['{', '}']) => {
                let presence = ParameterPresence::Required;
                self.query
                    .push((sent.to_owned(), name.to_owned(), presence));
            }
            _ => self.problem(&format!("the value of `{pair}` is not one parameter")),
        }
    }

    fn problem(&mut self, problem: &str) {
        self.problems.push((problem.to_owned(), None));
    }
}

/// Returns the names of an expansion into a query, such as `{?page,size}` (RFC 6570).
fn expanded(expression: &str) -> Option<impl Iterator<Item = &str>> {
    let names = expression.strip_prefix(['?', '&'])?.split(',');
    let names = names.map(|name| name.trim_end_matches('*'));
    names.clone().all(|name| !name.is_empty()).then_some(names)
}

/// Splits at the brace that closes a name. The regular expression of `{id:[0-9]{3}}` has braces of its own.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let mut open = 0_usize;
    let end = text.find(|character| {
        match character {
            '{' => open += 1,
            '}' if open == 0 => return true,
            '}' => open -= 1,
            _ => {}
        }
        false
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// Returns how OpenAPI has what a name in braces says in RFC 6570 or in the notation of routers.
fn edit(name: &str) -> Option<String> {
    let names = |list: &str, between: &str| list.replace(',', &format!("}}{between}{{"));
    let mut list = name.chars();
    Some(match (list.next()?, list.as_str()) {
        ('#', _) => "leave it out: a fragment is never sent".to_owned(),
        ('/', list) => format!("write `/{{{}}}`", names(list, "/")),
        ('.', list) => format!("write `.{{{}}}`", names(list, ".")),
        (';', list) => format!(
            "write `{{{}}}`, and `style: matrix` for the parameter",
            names(list, "")
        ),
        _ if name.ends_with('?') => {
            "describe the path without it as another path: a parameter of a path is required"
                .to_owned()
        }
        _ if name.contains(':') => format!(
            "write `{{{}}}`, and what is after the colon as `pattern` of its schema",
            plain_name(name)
        ),
        _ if name.contains(',') && !name.starts_with(['?', '&']) => {
            format!("write `{{{}}}`", names(name, ","))
        }
        _ => return None,
    })
}

/// Returns the name in `{+name}` and `{name*}` (RFC 6570), `{name+}` and `{*name}` (gateways), and `{name:regex}`.
fn plain_name(name: &str) -> &str {
    let name = name.split_once(':').map_or(name, |(name, _)| name);
    let plain = name.trim_matches(['+', '*']);
    if plain.is_empty() { name } else { plain }
}

/// Whether a name is written in a form whose value may be several segments.
fn takes_slashes(name: &str) -> bool {
    match name.split_once(':') {
        Some((_, pattern)) => matches!(pattern, ".*" | ".+"),
        None => name.starts_with(['+', '*']) || name.ends_with('+'),
    }
}
