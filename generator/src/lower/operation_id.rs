//! Operation ids that a framework generated from a function name, the path and the method, or from a class and its
//! method; and keys of components that it generated.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Lowering;
use super::choice::candidates;
use super::name_path::letters;
use super::views::View;
use crate::ir::Method;

/// An operation whose id may have been generated from the rest.
struct Identified<'s> {
    id: &'s str,
    method: Method,
    path: &'s str,
    summary: Option<&'s str>,
}

/// The short names of operations or components, by their ids or keys.
pub(super) type ShortNames<'s> = BTreeMap<&'s str, Cow<'s, str>>;

impl Lowering<'_> {
    /// Finds the shorter names of operations and components.
    pub(super) fn short_names(&mut self) {
        let all = candidates(self.context.sources, self.context.version).into_iter();
        let identified = all.filter_map(|one| {
            Some(Identified {
                id: one.operation.id()?,
                method: one.method.ok()?,
                path: one.path,
                summary: one.operation.str("summary"),
            })
        });
        self.short_names = short_names(&identified.collect::<Vec<_>>());
        let components = self.context.document().components("schemas");
        let components = components.map(|(key, node)| (key, node.get_str("title")));
        let components: Vec<_> = components.collect();
        self.schemas.short_names = component_names(&components, &self.short_names);
    }
}

/// Returns short names for operations whose ids repeat their path and method, or contain `Controller`: the id without
/// that part. Names that would no longer be distinct are left out.
fn short_names<'s>(operations: &[Identified<'s>]) -> ShortNames<'s> {
    let short = operations
        .iter()
        .filter_map(|operation| Some((operation.id, name(operation)?)));
    let short = short.collect();
    let ids: Vec<_> = operations.iter().map(|operation| operation.id).collect();
    distinct(&ids, short)
}

/// Returns the short names of components whose keys a framework generated: the title for `def-0`, `read_flows_body` for
/// `Body_read_flows_flows_filter_post`, the body of that operation, and `Item.Cat` for `Item.3a64a9f.Cat`, where the
/// hash is that of a module. Names that would no longer be distinct are left out.
fn component_names<'s>(
    components: &[(&'s str, Option<&'s str>)],
    operations: &ShortNames<'s>,
) -> ShortNames<'s> {
    let name = |(key, title): &(&'s str, Option<&'s str>)| {
        if let Some(id) = key.strip_prefix("Body_") {
            return Some(Cow::Owned(format!("{}_body", operations.get(id)?)));
        }
        if let Some(name) = without_hash(key) {
            return Some(Cow::Owned(name));
        }
        let number = key.strip_prefix("def-")?;
        let is_number = number.parse::<usize>().is_ok();
        let title = title.filter(|title| is_number && !letters(title).is_empty())?;
        Some(Cow::Borrowed(title))
    };
    let short = components
        .iter()
        .filter_map(|component| Some((component.0, name(component)?)));
    let short = short.collect();
    let keys: Vec<_> = components.iter().map(|(key, _)| *key).collect();
    distinct(&keys, short)
}

/// Returns a key of spectree without the hash of the module.
fn without_hash(key: &str) -> Option<String> {
    let (name, rest) = key.split_once('.')?;
    let (hash, inner) = rest.split_once('.').unwrap_or((rest, ""));
    let is_hex = |c: char| matches!(c, '0'..='9' | 'a'..='f');
    let is_hash = hash.len() == 7 && hash.chars().all(is_hex);
    let name = format!("{name}.{inner}");
    let name = name.trim_end_matches('.');
    (is_hash && !letters(name).is_empty()).then(|| name.to_owned())
}

/// Leaves out the short names that would not be distinct from each other and from the other ids.
fn distinct<'s>(ids: &[&'s str], mut short: ShortNames<'s>) -> ShortNames<'s> {
    loop {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for id in ids {
            let name = short.get(id).map_or(*id, |name| name);
            *uses.entry(letters(name)).or_default() += 1;
        }
        let before = short.len();
        short.retain(|_, name| uses.get(&letters(name)) == Some(&1));
        if short.len() == before {
            return short;
        }
    }
}

/// What Flask writes before a parameter in a path, in an id.
const CONVERTERS: [&str; 5] = ["__int_", "__float_", "__path_", "__string_", "__uuid_"];

/// Returns the id without the generated part: `read_flows` for `read_flows_flows_filter_post` and
/// `read_flows_flows__int_id__get` of flask-openapi3, `list` for `listUsingGET_1`, `ReadFlow` for `FlowsFlowIdReadFlow`
/// with that summary, `Pets_findAll` for `PetsController_findAll`, and `Pets_show` for `MyWeb.PetsController.show`.
fn name<'s>(operation: &Identified<'s>) -> Option<Cow<'s, str>> {
    let Identified { id, path, .. } = operation;
    if let Some(summary) = operation.summary
        && let Some(before) = id.strip_suffix(summary)
        && before.eq_ignore_ascii_case(&letters(path))
    {
        return (!letters(summary).is_empty()).then_some(Cow::Borrowed(summary));
    }
    let method = operation.method.as_str();
    // Phoenix writes the modules before the class.
    let of_class = id.split_once("Controller_").or_else(|| {
        let (path, function) = id.split_once("Controller.")?;
        Some((path.rsplit_once('.')?.1, function))
    });
    if let Some((class, function)) = of_class
        && class.starts_with(char::is_uppercase)
        && function.starts_with(char::is_lowercase)
    {
        return Some(Cow::Owned(format!("{class}_{function}")));
    }
    let path: String = path
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect();
    let with_path = format!("{path}_{}", method.to_ascii_lowercase());
    let unnumbered = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let unnumbered = unnumbered.strip_suffix('_').unwrap_or(id);
    let with_method = format!("Using{method}");
    let name = id
        .strip_suffix(with_path.as_str())
        .or_else(|| unnumbered.strip_suffix(with_method.as_str()));
    let name = name.map(Cow::Borrowed).or_else(|| {
        let without = |id: String, converter: &&str| id.replace(*converter, "__");
        let id = CONVERTERS.iter().fold((*id).to_owned(), without);
        Some(Cow::Owned(id.strip_suffix(with_path.as_str())?.to_owned()))
    })?;
    (!letters(&name).is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations(all: &[(&'static str, Method, &'static str)]) -> Vec<Identified<'static>> {
        let identified = all.iter().map(|(id, method, path)| Identified {
            id,
            method: method.clone(),
            path,
            summary: None,
        });
        identified.collect()
    }

    fn names(all: &[(&'static str, Method, &'static str)]) -> Vec<String> {
        names_of(&operations(all))
    }

    fn names_of(operations: &[Identified<'static>]) -> Vec<String> {
        let short = short_names(operations);
        let name = |id: &str| short.get(id).map_or(id, |name| name.as_ref()).to_owned();
        operations.iter().map(|one| name(one.id)).collect()
    }

    #[test]
    fn path_and_method_are_left_out() {
        let found = names(&[
            (
                "read_flows_flows_filter_post",
                Method::Post,
                "/flows/filter",
            ),
            ("read_flow_flows__id__get", Method::Get, "/flows/{id}"),
            (
                "show_files__int_id___path_at__put",
                Method::Put,
                "/files/{id}/{at}",
            ),
            ("root__get", Method::Get, "/"),
            ("listUsingGET_1", Method::Get, "/lists"),
            ("getFlow", Method::Get, "/flow"),
        ]);
        assert_eq!(
            found,
            ["read_flows", "read_flow", "show", "root", "list", "getFlow"]
        );
    }

    #[test]
    fn a_class_of_functions_is_not_called_controller() {
        let found = names(&[
            ("PetsController_findAll", Method::Get, "/pets"),
            ("PetsController_findAll_v2", Method::Get, "/v2/pets"),
            ("MyAppWeb.CatController.show", Method::Get, "/cats"),
            ("CatController.list", Method::Get, "/cats"),
            ("Controller_list", Method::Get, "/a"),
            ("gameController_list", Method::Get, "/b"),
            ("DogsController_create", Method::Post, "/c"),
            ("dogsCreate", Method::Post, "/d"),
        ]);
        assert_eq!(
            found,
            [
                "Pets_findAll",
                "Pets_findAll_v2",
                "Cat_show",
                "CatController.list",
                "Controller_list",
                "gameController_list",
                "DogsController_create",
                "dogsCreate"
            ]
        );
    }

    #[test]
    fn ids_stay_whole_where_their_names_are_not_distinct() {
        let found = names(&[
            ("read_a_get", Method::Get, "/a"),
            ("read_b_get", Method::Get, "/b"),
            ("write_c_post", Method::Post, "/c"),
            ("Write", Method::Put, "/c"),
            ("_d_get", Method::Get, "/d"),
        ]);
        assert_eq!(
            found,
            [
                "read_a_get",
                "read_b_get",
                "write_c_post",
                "Write",
                "_d_get"
            ]
        );
    }

    #[test]
    fn a_path_before_the_summary_is_left_out() {
        let found = names_of(
            &[
                ("ApiThingsThingIdUpdate", "/api/things/{thing_id}", "Update"),
                ("PetsList", "/pets", "List the pets"),
                ("PetsListPets", "/pets", "List"),
                ("AShow", "/a", "Show"),
                ("BShow", "/b", "Show"),
            ]
            .map(|(id, path, summary)| Identified {
                id,
                method: Method::Get,
                path,
                summary: Some(summary),
            }),
        );
        assert_eq!(
            found,
            ["Update", "PetsList", "PetsListPets", "AShow", "BShow"]
        );
    }

    #[test]
    fn components_are_named_after_their_operation_or_title() {
        let operations = short_names(&operations(&[
            ("two_two__i__put", Method::Put, "/two/{i}"),
            ("up_up_post", Method::Post, "/up"),
        ]));
        let components = [
            ("Body_two_two__i__put", None),
            ("Body_up_up_post", None),
            ("UpBody", None),
            ("Body_other", None),
            ("def-0", Some("pet")),
            ("def-1", Some("Toy")),
            ("toy", None),
            ("def-2", None),
            ("def-x", Some("X")),
            ("Item.3a64a9f", None),
            ("Item.3a64a9f.Cat", None),
            ("Tag.3a64a9f", None),
            ("Tag.0123456", None),
            ("v1.pod", None),
        ];
        let found = component_names(&components, &operations);
        let found: Vec<_> = found.iter().map(|(key, name)| (*key, &**name)).collect();
        assert_eq!(
            found,
            [
                ("Body_two_two__i__put", "two_body"),
                ("Item.3a64a9f", "Item"),
                ("Item.3a64a9f.Cat", "Item.Cat"),
                ("def-0", "pet")
            ]
        );
    }
}
