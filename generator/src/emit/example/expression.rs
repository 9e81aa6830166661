//! Expressions of examples, formatted as by rustfmt.

use std::collections::{BTreeMap, BTreeSet};

/// The maximum length of a line of an example.
const MOST_LINE: usize = 100;

/// The maximum length of a chain of calls, list of arguments or list of items that rustfmt leaves on one line.
const MOST_FLAT: usize = 60;

/// An expression of an example.
pub(crate) enum Expression {
    /// An expression without parts: a literal or a path.
    Word(String),
    /// A reference to another expression.
    Reference(Box<Expression>),
    /// A call or a list: the text that opens it, its items, and the closing delimiter.
    List(String, Vec<Expression>, &'static str),
    /// A chain of method calls on a receiver.
    Chain(Box<Expression>, Vec<Expression>),
}

impl Expression {
    /// Returns an expression without parts.
    pub(crate) fn word(text: impl Into<String>) -> Self {
        Self::Word(text.into())
    }

    /// Returns a call of a function, a method, or a macro with parentheses.
    pub(crate) fn call(function: impl Into<String>, arguments: Vec<Self>) -> Self {
        Self::List(function.into() + "(", arguments, ")")
    }

    /// Returns the expression on one line.
    pub(crate) fn flat(&self) -> String {
        match self {
            Self::Word(text) => text.clone(),
            Self::Reference(value) => format!("&{}", value.flat()),
            Self::List(open, items, close) => format!("{open}{}{close}", flat_items(items)),
            Self::Chain(first, calls) => {
                let calls = calls.iter().map(Self::flat);
                std::iter::once(first.flat()).chain(calls).collect()
            }
        }
    }

    /// Writes the expression at the end of the last line of `out`, which is indented by `indent`, and leaves `after`
    /// columns for the text that follows.
    pub(crate) fn write(&self, out: &mut String, indent: usize, after: usize) {
        if self.fits(column(out), after) {
            out.push_str(&self.flat());
        } else {
            self.write_broken(out, indent, after);
        }
    }

    /// Writes the expression on several lines, if it has parts.
    fn write_broken(&self, out: &mut String, indent: usize, after: usize) {
        match self {
            Self::Word(text) => out.push_str(text),
            Self::Reference(value) => {
                out.push('&');
                value.write_broken(out, indent, after);
            }
            Self::List(open, items, close) => {
                out.push_str(open);
                match items.as_slice() {
                    [] => {}
                    [item] if item.is_delimited() && column(out) + item.opening() <= MOST_LINE => {
                        item.write_broken(out, indent, after + close.len());
                    }
                    items => {
                        for item in items {
                            new_line(out, indent + 4);
                            item.write(out, indent + 4, 1);
                            out.push(',');
                        }
                        new_line(out, indent);
                    }
                }
                out.push_str(close);
            }
            Self::Chain(first, calls) => match calls.as_slice() {
                [call] if !call.fits(indent + 4, after) => {
                    first.write(out, indent, 0);
                    call.write_broken(out, indent, after);
                }
                calls => {
                    let start = out.len();
                    first.write(out, indent, 0);
                    // A receiver of several lines carries the method calls at its own indentation.
                    let is_one_line = !out[start..].contains('\n');
                    let indent = if is_one_line { indent + 4 } else { indent };
                    for call in calls {
                        new_line(out, indent);
                        call.write(out, indent, after);
                    }
                }
            },
        }
    }

    /// Returns whether the expression fits on one line from a column on.
    fn fits(&self, column: usize, after: usize) -> bool {
        column + self.flat().chars().count() + after <= MOST_LINE && self.is_short()
    }

    /// Returns whether rustfmt leaves the expression on one line where that line is not too long.
    fn is_short(&self) -> bool {
        match self {
            Self::Word(_) => true,
            Self::Reference(value) => value.is_short(),
            Self::List(_, items, _) => {
                let is_alone = matches!(items.as_slice(), [item] if item.is_one_call());
                (is_alone || flat_items(items).chars().count() <= MOST_FLAT)
                    && items.iter().all(Self::is_short)
            }
            Self::Chain(first, calls) => {
                (calls.len() == 1 || self.flat().chars().count() <= MOST_FLAT)
                    && first.is_short()
                    && calls.iter().all(Self::is_short)
            }
        }
    }

    /// Returns whether the expression is a single method call on a receiver.
    fn is_one_call(&self) -> bool {
        match self {
            Self::Word(_) | Self::List(..) => false,
            Self::Reference(value) => value.is_one_call(),
            Self::Chain(_, calls) => calls.len() == 1,
        }
    }

    /// Returns whether the last line of the expression is its closing delimiter, so that it needs no lines of its own
    /// as the only item of a list.
    fn is_delimited(&self) -> bool {
        match self {
            Self::Word(_) => false,
            Self::Reference(value) => value.is_delimited(),
            Self::List(..) => true,
            Self::Chain(_, calls) => match calls.as_slice() {
                [Self::List(_, items, _)] => flat_items(items).chars().count() > MOST_FLAT,
                _ => false,
            },
        }
    }

    /// Returns the minimum length of the part of the expression that is on its first line.
    fn opening(&self) -> usize {
        match self {
            Self::Word(text) => text.chars().count(),
            Self::Reference(value) => 1 + value.opening(),
            Self::List(open, ..) => open.chars().count(),
            Self::Chain(first, calls) => {
                let call = calls.first().map_or(0, Self::opening);
                first.flat().chars().count() + call
            }
        }
    }
}

/// Returns `use` lines for paths, formatted as by rustfmt, with the paths of one module together.
pub(crate) fn imports(paths: &BTreeSet<String>) -> Vec<String> {
    let mut modules: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in paths {
        let (module, name) = path.rsplit_once("::").unwrap_or(("", path));
        modules.entry(module).or_default().push(name);
    }
    let mut lines = Vec::new();
    for (module, names) in modules {
        let all = names.join(", ");
        match names.as_slice() {
            [name] => lines.push(format!("use {module}::{name};")),
            _ if module.len() + all.len() + 9 <= MOST_LINE => {
                lines.push(format!("use {module}::{{{all}}};"));
            }
            names => {
                lines.push(format!("use {module}::{{"));
                let mut line = String::new();
                for name in names {
                    if line.len() + name.len() + 6 > MOST_LINE {
                        lines.push(format!("   {line}"));
                        line.clear();
                    }
                    line.push_str(&format!(" {name},"));
                }
                lines.push(format!("   {line}"));
                lines.push("};".to_owned());
            }
        }
    }
    lines
}

fn flat_items(items: &[Expression]) -> String {
    let items: Vec<_> = items.iter().map(Expression::flat).collect();
    items.join(", ")
}

/// Returns the length of the last line.
fn column(out: &str) -> usize {
    let line = out.rfind('\n').map_or(out, |at| &out[at + 1..]);
    line.chars().count()
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(expression: &Expression) -> String {
        let mut out = "let value = ".to_owned();
        expression.write(&mut out, 0, 1);
        out + ";"
    }

    fn word(text: &str) -> Expression {
        Expression::word(text)
    }

    #[test]
    fn what_is_short_is_on_one_line() {
        let model = Expression::call("Model::new", vec![word("1"), word("\"a\"")]);
        let reference = Expression::Reference(Box::new(model));
        assert_eq!(written(&reference), "let value = &Model::new(1, \"a\");");
    }

    #[test]
    fn what_is_long_is_laid_out_as_rustfmt_does_it() {
        let long = format!("\"{}\"", "x".repeat(40));
        let made = Expression::Chain(
            Box::new(Expression::call("Model::new", vec![word(&long)])),
            vec![
                Expression::call(".name", vec![word("\"a\"")]),
                Expression::call(
                    ".items",
                    vec![Expression::List(
                        "vec![".to_owned(),
                        vec![
                            Expression::call("Item::new", vec![word(&long)]),
                            Expression::call("Item::new", vec![word(&long)]),
                        ],
                        "]",
                    )],
                ),
            ],
        );
        let expected = format!(
            "let value = Model::new({long})\n    .name(\"a\")\n    .items(vec![\n        Item::new({long}),\n        \
             Item::new({long}),\n    ]);"
        );
        assert_eq!(written(&made), expected);
        let syntax = format!("fn f() {{\n{expected}\n}}\n");
        assert!(syn::parse_str::<syn::File>(&syntax).is_ok(), "{syntax}");
    }
}
