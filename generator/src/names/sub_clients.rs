//! Names of the sub-clients, which offer the operations of a tag under shorter names.

use std::collections::{BTreeMap, BTreeSet};

use super::modules::Modules;
use super::operations::OperationNames;
use super::reserved;
use super::role::{MethodName, Name, Role, TypeName, escape, plain};
use super::words::{self, Case};
use crate::ir::{Api, Operation};

/// The names of a sub-client.
#[derive(Clone, Debug)]
pub struct SubClientNames {
    /// The tag, as an index into [`Api::tags`](crate::ir::Api::tags).
    pub tag: usize,
    /// The client's method that returns it.
    pub accessor: MethodName,
    /// The type.
    pub ty: TypeName,
    /// Its operations, as indexes into [`Api::operations`](crate::ir::Api::operations), and their methods.
    pub methods: Vec<(usize, MethodName)>,
}

/// Names a sub-client for each tag with operations; with only one tag, it would repeat the client.
pub(super) fn names(
    api: &Api,
    modules: &Modules,
    operations: &[OperationNames],
) -> Vec<SubClientNames> {
    let tags = modules.operation_tags();
    if tags.len() < 2 {
        return Vec::new();
    }
    let methods = operations.iter().map(|names| names.method.plain());
    let methods = methods.chain(reserved::CLIENT_METHODS.iter().copied());
    let mut methods: BTreeSet<String> = methods.map(str::to_owned).collect();
    let types = operations.iter().flat_map(OperationNames::types);
    let mut types: BTreeSet<String> = types.map(|name| name.as_str().to_owned()).collect();
    let named = tags.into_iter().filter_map(|tag| {
        let module = modules.name(tag)?.plain();
        let words = words::split(module);
        let with = |word: &str| [words.as_slice(), &[word.to_owned()]].concat();
        // In its written form: `self` becomes `self_`, which may be the name of an operation.
        let accessor = escape(Role::Method.case(&words));
        let accessor = free(
            &mut methods,
            plain(&accessor).to_owned(),
            &Role::Method.case(&with("client")),
        );
        let ty = free(
            &mut types,
            Role::Type.case(&with("client")),
            &Role::Type.case(&with("tag_client")),
        );
        let all = operations.iter().zip(&api.operations).enumerate();
        let all = all.filter(|(index, _)| modules.of_operation(*index) == Some(tag));
        let all = all.map(|(index, (names, operation))| (index, &names.method, id_of(operation)));
        Some(SubClientNames {
            tag,
            accessor: MethodName::new(escape(accessor)),
            ty: TypeName::new(ty),
            methods: of_tag(&words, all),
        })
    });
    named.collect()
}

/// Returns the first free one of a name, another name and its numbered forms.
fn free(taken: &mut BTreeSet<String>, name: String, other: &str) -> String {
    let numbered = (2_u32..).map(|number| format!("{other}{number}"));
    let mut all = [name, other.to_owned()].into_iter().chain(numbered);
    let name = all.find(|name| taken.insert(name.clone()));
    name.unwrap_or_default()
}

/// Returns the id from which an operation has its name.
fn id_of(operation: &Operation) -> &str {
    match operation.name.words.as_slice() {
        [id] if operation.name.wanted.is_none() => id,
        _ => "",
    }
}

/// Returns the short name of each operation, or its full name where another operation of the tag has the same short
/// name.
fn of_tag<'a>(
    tag: &[String],
    operations: impl Iterator<Item = (usize, &'a MethodName, &'a str)>,
) -> Vec<(usize, MethodName)> {
    let all: Vec<_> = operations
        .map(|(index, method, id)| {
            let in_group = in_group(tag, id);
            let shortened = || shortened(tag, method.plain());
            let rank = u8::from(in_group.is_some());
            (index, method, in_group.or_else(shortened), rank)
        })
        .collect();
    let mut uses: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for (_, method, short, rank) in &all {
        uses.entry(method.plain()).or_default().push(0);
        if let Some(short) = short {
            uses.entry(short).or_default().push(*rank);
        }
    }
    // A name that an id has in its group gives way to all others.
    let is_free = |short: &str, rank: u8| {
        let uses = uses.get(short).map_or(&[][..], Vec::as_slice);
        uses.iter().filter(|other| **other <= rank).count() == 1
    };
    all.iter()
        .map(|(index, method, short, rank)| {
            let short = short.as_ref().filter(|short| is_free(short, *rank));
            let name =
                short.map_or_else(|| (*method).clone(), |short| MethodName::new(short.clone()));
            (*index, name)
        })
        .collect()
}

/// Returns the name of an operation in the group that its id names after the API (`storage.objects.list`,
/// `api_pets_list`), or that is an interface of TypeSpec (`BotOperations_create`); `None` where that is not the tag.
fn in_group(tag: &[String], id: &str) -> Option<String> {
    if let Some((group, name)) = id.split_once("Operations_")
        && name.starts_with(char::is_lowercase)
    {
        return is_same(&words_of(group), tag).then(|| name_of(&words_of(name)))?;
    }
    let after_api = match id.split_once('.') {
        Some((_, rest)) => rest.split_once('.').map(|_| rest),
        None => id.strip_prefix("api_"),
    };
    let words = words_of(after_api?);
    let (group, name) = words.split_at_checked(tag.len())?;
    is_same(group, tag).then(|| name_of(name))?
}

/// Returns the words of a name as those of modules and methods are.
fn words_of(name: &str) -> Vec<String> {
    let mut all = Vec::new();
    words::each(name, Case::Snake, &mut |word| all.push(word.to_owned()));
    all
}

/// The verbs after which the plural of a tag can be left out, since they can only be about the collection.
const OF_COLLECTIONS: &[&str] = &["list", "search", "find", "query", "count"];

/// Returns the name of a method without the words of its tag; `None` where it does not contain them, or where the rest
/// cannot be a name.
///
/// `get_backup` and `get_backups` may both exist, and the name of a method must not depend on other methods. So the
/// singular is left out, and the plural only at the beginning or where only a list can be meant.
fn shortened(tag: &[String], method: &str) -> Option<String> {
    let words: Vec<String> = method.split('_').map(str::to_owned).collect();
    // Further back they may be what another noun is about, as in `list_statistics_of_running_instances`.
    let mut at_front = words.windows(tag.len()).take(2);
    let at = at_front.position(|run| is_same(run, tag))?;
    let end = at.saturating_add(tag.len());
    let last = words.get(end.saturating_sub(1))?;
    let is_plural = singular(last) != *last;
    let verb = words.first().map(String::as_str).unwrap_or_default();
    if at > 0 && is_plural && !OF_COLLECTIONS.contains(&verb) {
        return None;
    }
    name_of(&[words.get(..at)?, words.get(end..)?].concat())
}

/// Returns the name of a method from its words, if it can be one.
fn name_of(words: &[String]) -> Option<String> {
    let short = words::snake(words);
    let is_name = Role::Method.case(std::slice::from_ref(&short)) == short
        && escape(short.clone()) == short
        && !reserved::SUB_CLIENT_METHODS.contains(&short.as_str());
    is_name.then_some(short)
}

/// Whether words are those of a tag, whose last word may be in singular or plural.
fn is_same(words: &[String], tag: &[String]) -> bool {
    let [(word, words), (of_tag, tag)] = match (words.split_last(), tag.split_last()) {
        (Some(words), Some(tag)) => [words, tag],
        _ => return false,
    };
    words == tag && singular(word) == singular(of_tag)
}

/// Returns the singular of an English noun, judged by its ending.
fn singular(word: &str) -> String {
    let without = |ending: &str| word.strip_suffix(ending).filter(|stem| stem.len() > 1);
    if let Some(stem) = without("ies") {
        return format!("{stem}y");
    }
    let hisses = ["ss", "sh", "ch", "x", "z"];
    let with_es = without("es").filter(|stem| hisses.iter().any(|end| stem.ends_with(end)));
    let with_s = without("s").filter(|stem| !stem.ends_with(['s', 'u', 'i']));
    with_es.or(with_s).unwrap_or(word).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn short(tag: &str, method: &str) -> Option<String> {
        shortened(&words::split(tag), method)
    }

    #[test]
    fn the_words_of_the_tag_are_left_out() {
        let cases = [
            ("Pets", "list_pets", "list"),
            ("Pets", "get_pet", "get"),
            ("pet", "find_pets_by_status", "find_by_status"),
            ("pet", "upload_pet_image", "upload_image"),
            ("pets", "pets_partial_update", "partial_update"),
            ("Backup policies", "list_backup_policies", "list"),
            ("Backup policies", "delete_backup_policy", "delete"),
            ("Boxes", "open_box", "open"),
        ];
        for (tag, method, expected) in cases {
            assert_eq!(
                short(tag, method).as_deref(),
                Some(expected),
                "{tag} {method}"
            );
        }
    }

    #[test]
    fn a_name_stays_where_the_short_one_would_say_less_or_be_none() {
        let cases = [
            // `get` is the short name of `get_pet`.
            ("Pets", "get_pets"),
            ("Pets", "delete_pets"),
            ("Pets", "list_owners"),
            ("Pets", "pets"),
            ("Instances", "list_statistics_of_running_instances"),
            ("Bandwidth", "update_instance_bandwidth"),
            // Not a valid name of a method, or the name of a method that every type has.
            ("Pets", "move_pet"),
            ("Pets", "clone_pet"),
            ("Pets", "pet_2"),
            ("Access", "list_acces"),
        ];
        for (tag, method) in cases {
            assert_eq!(short(tag, method), None, "{tag} {method}");
        }
    }

    #[test]
    fn the_group_that_an_id_names_is_left_out_with_the_api_before_it() {
        let cases = [
            ("objects", "storage.objects.list", Some("list")),
            ("search", "youtube.search.list", Some("list")),
            (
                "projects",
                "compute.projects.setMetadata",
                Some("set_metadata"),
            ),
            ("Pet", "api_pets_get_collection", Some("get_collection")),
            ("bots", "BotOperations_createBot", Some("create_bot")),
            ("p2p", "api_P2P_list", Some("list")),
            ("iot", "IoTOperations_get4K", Some("get4_k")),
            ("pets", "api_pets", None),
            ("pets", "api_v1_pets_list", None),
            // Operations on databases, in the group of that name.
            ("Databases", "DatabaseOperations_Cancel", None),
            ("Database operations", "DatabaseOperations_cancel", None),
            ("objects", "storage.buckets.list", None),
            ("objects", "storage.objects.move", None),
            ("objects", "storage_objects_list", None),
        ];
        for (tag, id, expected) in cases {
            let name = in_group(&words::split(tag), id);
            assert_eq!(name.as_deref(), expected, "{tag} {id}");
        }
    }

    #[test]
    fn the_name_in_a_group_gives_way_to_a_short_name() {
        let ids = ["pets.owners.list", "owners.list", "pets.owners.get"];
        let method = |id: &str| MethodName::new(words::snake(&words::split(id)));
        let methods = ids.map(method);
        let all = methods.iter().zip(ids).enumerate();
        let all = all.map(|(index, (method, id))| (index, method, id));
        let named = of_tag(&words::split("owners"), all);
        let named: Vec<_> = named.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(named, ["pets_owners_list", "list", "get"]);
    }

    #[test]
    fn two_operations_never_share_a_short_name() {
        let names = ["pets_create", "create_pet", "get_pet", "get", "list_pets"];
        let methods = names.map(|name| MethodName::new(name.to_owned()));
        let all = methods.iter().enumerate();
        let all = all.map(|(index, method)| (index, method, ""));
        let named = of_tag(&words::split("Pets"), all);
        let named: Vec<_> = named.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(
            named,
            ["pets_create", "create_pet", "get_pet", "get", "list"]
        );
    }
}
