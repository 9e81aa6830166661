//! Operation ids that a framework generated from a function name, the path and the method, or from a class and its
//! method.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::name_path::letters;
use crate::ir::Method;

/// The id, the method and the path of an operation: its id may have been generated from the others.
type Identified<'s> = (&'s str, Method, &'s str);

/// The short names of operations, by their ids.
pub(super) type ShortNames<'s> = BTreeMap<&'s str, Cow<'s, str>>;

/// Returns short names for operations whose ids repeat their path and method, or contain `Controller`: the id without
/// that part. Names that would no longer be distinct are left out.
pub(super) fn short_names<'s>(operations: &[Identified<'s>]) -> ShortNames<'s> {
    let mut short: ShortNames<'_> = operations
        .iter()
        .filter_map(|operation| Some((operation.0, name(operation)?)))
        .collect();
    loop {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for (id, ..) in operations {
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

/// Returns the id without the generated part: `read_flows` for `read_flows_flows_filter_post`, `list` for
/// `listUsingGET_1`, and `Pets_findAll` for `PetsController_findAll`.
fn name<'s>((id, method, path): &Identified<'s>) -> Option<Cow<'s, str>> {
    let of_class = id.split_once("Controller_");
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
    let with_path = format!("{path}_{}", method.as_str().to_ascii_lowercase());
    let unnumbered = id.trim_end_matches(|c: char| c.is_ascii_digit());
    let unnumbered = unnumbered.strip_suffix('_').unwrap_or(id);
    let with_method = format!("Using{}", method.as_str());
    let name = id
        .strip_suffix(with_path.as_str())
        .or_else(|| unnumbered.strip_suffix(with_method.as_str()))?;
    (!letters(name).is_empty()).then_some(Cow::Borrowed(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(operations: &[Identified<'static>]) -> Vec<String> {
        let short = short_names(operations);
        let name = |id: &str| short.get(id).map_or(id, |name| name.as_ref()).to_owned();
        operations.iter().map(|(id, ..)| name(id)).collect()
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
            ("root__get", Method::Get, "/"),
            ("listUsingGET_1", Method::Get, "/lists"),
            ("getFlow", Method::Get, "/flow"),
        ]);
        assert_eq!(
            found,
            ["read_flows", "read_flow", "root", "list", "getFlow"]
        );
    }

    #[test]
    fn a_class_of_functions_is_not_called_controller() {
        let found = names(&[
            ("PetsController_findAll", Method::Get, "/pets"),
            ("PetsController_findAll_v2", Method::Get, "/v2/pets"),
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
}
