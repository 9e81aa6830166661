//! Reports lists of values (`enum`, `const`) that no value can satisfy.

use crate::diagnostic::{Code, Diagnostic};
use crate::limits::VALIDATION_STEPS;
use crate::source::Node;

use super::super::views::{JsonType, JsonTypes, SchemaView};
use super::{Schemas, Subschema};

/// The values of an `enum` or a `const`.
struct List<'s> {
    schema: SchemaView<'s>,
    keyword: Node<'s>,
    values: Vec<Node<'s>>,
}

impl<'s> Schemas<'s> {
    /// Reports lists that have no value in common, or no value of the types that other schemas allow.
    pub(super) fn report_no_value(&self, types: JsonTypes, parts: &[Subschema<'s>]) {
        let lists: Vec<List<'s>> = parts.iter().flat_map(|part| lists(part.schema)).collect();
        let [first, rest @ ..] = lists.as_slice() else {
            return;
        };
        if let Some(last) = rest.last()
            && !have_common(first, rest)
        {
            self.context.report(
                Diagnostic::warning(
                    Code::ContradictorySchema,
                    last.keyword.at_value(),
                    "no value is in all of the lists that apply together here",
                )
                .related(first.keyword.at_value(), "another list")
                .help("let the lists have a value in common"),
            );
            return;
        }
        let typed = parts.iter().find_map(|part| part.schema.get("type"));
        let Some(typed) = typed else { return };
        // The type beside a list is compared with each of its values.
        for list in lists.iter().filter(|list| !list.schema.has("type")) {
            if !list.values.iter().any(|value| may_be(*value, types)) {
                let types: Vec<&str> = types.iter().map(JsonType::with_article).collect();
                self.context.report(
                    Diagnostic::warning(
                        Code::ContradictorySchema,
                        list.keyword.at_value(),
                        format!("none of the listed values is {}, the type that applies together with them", types.join(" or ")),
                    )
                    .related(typed.at_value(), "the type is given here")
                    .help("correct the values, or the type"),
                );
            }
        }
    }
}

fn lists(schema: SchemaView<'_>) -> impl Iterator<Item = List<'_>> {
    let constant = schema.get("const").map(|value| (value, vec![value]));
    let listed = schema.get("enum");
    let listed = listed.map(|list| (list, list.items().collect::<Vec<_>>()));
    let both = listed.into_iter().chain(constant);
    both.filter(|(_, values)| !values.is_empty())
        .map(move |(keyword, values)| List {
            schema,
            keyword,
            values,
        })
}

/// Whether a value is in all lists. After many comparisons, one is supposed to be.
fn have_common<'s>(first: &List<'s>, rest: &[List<'s>]) -> bool {
    let mut steps = VALIDATION_STEPS;
    first.values.iter().any(|value| {
        let own = first.schema.listed(*value);
        rest.iter().all(|list| {
            list.values.iter().any(|other| {
                steps = steps.saturating_sub(1);
                steps == 0 || value.equals(*other) || own == list.schema.listed(*other)
            })
        })
    })
}

/// Whether a listed value is of one of these types, or null, or read as a value of them.
fn may_be(value: Node<'_>, types: JsonTypes) -> bool {
    let Some(own) = JsonType::of_value(value) else {
        return true;
    };
    let is_converted = |to: JsonType| own != JsonType::Number && to.converted(value).is_some();
    !types.and([own].into_iter().collect()).is_empty() || types.iter().any(is_converted)
}
