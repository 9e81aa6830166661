//! `x-waiters`.

mod condition;

use super::context::Context;
use super::views::OperationView;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ir::{
    Additional, Case, Choice, Condition, Docs, NameHint, Operation, Otherwise, ResponseKind, Type,
    Types, WaitItem, WaitMatch, WaitResult, Waiter,
};
use crate::source::{Kind, Node, pointer};

const FIELDS: [&str; 14] = [
    "description",
    "item",
    "state",
    "success",
    "failure",
    "pending",
    "otherwise",
    "ignore-case",
    "reason",
    "consecutive",
    "delay",
    "interval",
    "timeout",
    "x-rust-name",
];
const ITEM_FIELDS: [&str; 5] = ["in", "where", "newest", "since", "all"];

/// One waiter while it is read.
struct Reading<'a, 's> {
    context: &'a Context<'s>,
    types: &'a Types,
    /// The type that pointers start from; `None` where no body is described.
    root: Option<&'a Type>,
    /// The result of a wait for a state in the body.
    response: WaitResult,
    arguments: Vec<NameHint>,
}

/// Returns the waiters of an operation. A waiter with an error is reported and left out.
pub(super) fn waiters<'s>(
    context: &Context<'s>,
    types: &Types,
    view: OperationView<'s>,
    operation: &Operation,
) -> Vec<Waiter> {
    let mut outputs = operation.outputs();
    let body = outputs.find_map(|(_, content)| match &content?.kind {
        ResponseKind::Json(ty) => Some(ty),
        _ => None,
    });
    let waiters = sorted(view.waiters()).into_iter();
    let waiters = waiters.filter_map(|(key, node)| {
        let reading = Reading {
            context,
            types,
            root: body,
            response: only_body(operation),
            arguments: Vec::new(),
        };
        reading.waiter(key, node, view)
    });
    waiters.collect()
}

impl<'a, 's> Reading<'a, 's> {
    fn waiter(mut self, key: &str, node: Node<'s>, view: OperationView<'s>) -> Option<Waiter> {
        self.context
            .check_fields(Code::Waiters, node, &FIELDS, "a waiter")?;
        self.check_kind(node, "description", Kind::String)?;
        self.check_kind(node, "ignore-case", Kind::Bool)?;
        let item = given(node, "item", |at| self.item(at, view))?;
        let state = given(node, "state", |at| self.pointer(at, false))?;
        let conditions = |name| {
            let read = |at| self.conditions(at, state.as_deref(), item.is_some());
            Some(given(node, name, read)?.unwrap_or_default())
        };
        let pending: Vec<Condition> = conditions("pending")?;
        let (failure, success) = (conditions("failure")?, conditions("success")?);
        if success.is_empty() {
            let help = "write `success: [WORD]`, or a status: `success: [{status: 404}]`";
            return self.wrong(node.at_key(), "the waiter never succeeds", help);
        }
        self.check_twice(node, [&pending, &failure, &success]);
        let reason = given(node, "reason", |at| self.pointer(at, false))?;
        use Condition::{Absent, Code as CodeOf, Status, Unset};
        let is_end = |condition: &Condition| matches!(condition, Absent | Status(_) | CodeOf(..));
        // A response without a body has no value at any pointer either.
        let may_be_empty = |condition: &Condition| matches!(condition, Unset(_)) && item.is_none();
        let result = match (&item, self.root) {
            _ if success.iter().any(is_end) => WaitResult::Nothing,
            (Some(item), Some(ty)) if item.choice != Choice::All => WaitResult::Item(ty.clone()),
            _ if success.iter().any(may_be_empty) => WaitResult::Response,
            _ => self.response.clone(),
        };
        let duration = |name| self.context.duration(Code::Waiters, node.get(name));
        Some(Waiter {
            name: self.context.hint(vec![key.to_owned()], node),
            wire: key.to_owned(),
            docs: Docs {
                description: node.get_str("description").map(str::to_owned),
                ..Docs::default()
            },
            otherwise: given(node, "otherwise", |at| self.otherwise(at))?
                .unwrap_or(Otherwise::Pending),
            case: match node.flag("ignore-case") {
                true => Case::Insensitive,
                false => Case::Sensitive,
            },
            consecutive: given(node, "consecutive", |at| self.consecutive(at))?.unwrap_or(1),
            delay: duration("delay")?,
            interval: duration("interval")?,
            timeout: duration("timeout")?,
            arguments: self.arguments,
            item,
            state,
            pending,
            failure,
            success,
            reason,
            result,
        })
    }

    fn wrong<T>(&self, place: Place, message: impl Into<String>, help: &str) -> Option<T> {
        self.context.wrong(Code::Waiters, place, message, help)
    }

    /// Reports a field whose value has another kind.
    fn check_kind(&self, node: Node<'s>, key: &str, kind: Kind) -> Option<()> {
        let Some(value) = node.get(key).filter(|value| value.kind() != kind) else {
            return Some(());
        };
        let (wanted, own) = (kind.described(), value.kind().described());
        let message = format!("`{key}` must be {wanted}, not {own}");
        self.wrong(value.at_value(), message, &format!("write {wanted} here"))
    }

    /// Reads the item; from here on pointers start from it.
    fn item(&mut self, node: Node<'s>, view: OperationView<'s>) -> Option<WaitItem> {
        self.context
            .check_fields(Code::Waiters, node, &ITEM_FIELDS, "the item of a waiter")?;
        self.check_kind(node, "all", Kind::Bool)?;
        self.check_kind(node, "where", Kind::Map)?;
        let Some(at) = node.get("in") else {
            let help = "write `in: /pointer/to/the/list`";
            return self.wrong(node.at_key(), "the item names no list", help);
        };
        let list = self.pointer(at, false)?;
        let ty = match self.root.map(|root| self.at(root, &list)) {
            Some(Some(Type::Array(item))) => Some(item.as_ref()),
            Some(Some(Type::Any)) | None => None,
            Some(_) => {
                let help = "name the array that has the item";
                return self.wrong(at.at_value(), "the list must be an array", help);
            }
        };
        self.root = ty;
        let mut matches = Vec::new();
        for (pointer, value) in sorted(node.get("where")) {
            self.check_pointer(pointer, false, value.at_key())?;
            let wanted = match self.named_argument(value, "a value to compare with")? {
                Some(argument) => WaitMatch::Argument(argument),
                None => {
                    let word = self.word(value)?;
                    self.check_match(pointer, &word, value.at_value());
                    WaitMatch::Is(word)
                }
            };
            matches.push((pointer.to_owned(), wanted));
        }
        let all = node.get("all").filter(|all| all.as_bool() == Some(true));
        let choice = match (node.get("newest"), all) {
            (Some(_), Some(all)) => {
                let message = "`all` has no effect beside `newest`";
                return self.wrong(all.at_key(), message, "remove one of the two");
            }
            (Some(at), None) => Choice::Newest(self.pointer(at, false)?),
            (None, Some(_)) => Choice::All,
            (None, None) => Choice::First,
        };
        let since = match node.get("since") {
            Some(at) if !matches!(choice, Choice::Newest(_)) => {
                let help = "add `newest: /pointer` to what it is compared with";
                return self.wrong(at.at_key(), "`since` needs `newest`", help);
            }
            Some(at) => match self.named_argument(at, "`since`")? {
                Some(argument) => Some(argument),
                None => {
                    let help = "write `since: {argument: NAME}`";
                    return self.wrong(at.at_value(), "`since` names no argument", help);
                }
            },
            None => None,
        };
        let paging = |key| view.paging().and_then(|paging| paging.get_str(key));
        let next = paging("next").or_else(|| paging("id"));
        let next = next.map(pointer::written);
        Some(WaitItem {
            list,
            matches,
            choice,
            since,
            next,
        })
    }

    /// Reports a text by which no item can be found.
    fn check_match(&self, pointer: &str, word: &str, place: Place) {
        self.check_listed(word, pointer, "", place);
        if pointer::steps(pointer)
            .last()
            .is_some_and(|last| last == word)
        {
            let message = format!("the item is the one whose `{pointer}` is the text `{word}`");
            let help = format!("write `{{argument: {word}}}` to compare it with an argument");
            self.context.warn(Code::Waiters, place, message, help);
        }
    }

    /// Returns the argument that an object names; `Some(None)` if it names none.
    fn named_argument(&mut self, node: Node<'s>, what: &str) -> Option<Option<usize>> {
        if node.is_map() {
            self.context
                .check_fields(Code::Waiters, node, &["argument"], what)?;
        }
        let name = node.get_str("argument");
        Some(name.map(|name| self.argument(name, node)))
    }

    /// Returns the index of an argument, which several places may share.
    fn argument(&mut self, name: &str, node: Node<'s>) -> usize {
        let same = |known: &NameHint| known.words.iter().eq([name]);
        if let Some(at) = self.arguments.iter().position(same) {
            return at;
        }
        self.arguments.push(NameHint::of(name, node.origin()));
        self.arguments.len() - 1
    }

    /// Returns a scalar as text.
    fn word(&self, node: Node<'s>) -> Option<String> {
        let word = node.scalar_text().map(str::to_owned);
        word.or_else(|| {
            let help = "write a string, a number or a boolean";
            self.wrong(node.at_value(), "no word to compare with", help)
        })
    }

    /// Reads a pointer to a property. The description must declare the property, unless it is marked `undeclared`.
    fn pointer(&self, node: Node<'s>, undeclared: bool) -> Option<String> {
        let place = node.at_value();
        let Some(text) = node.as_str() else {
            return self.wrong(place, "no JSON pointer", "write one: `/status`");
        };
        self.check_pointer(text, undeclared, place)?;
        Some(text.to_owned())
    }

    fn check_pointer(&self, pointer: &str, undeclared: bool, place: Place) -> Option<()> {
        if !pointer.is_empty() && !pointer.starts_with('/') {
            let path = pointer.trim_start_matches(['$', '.', '#']);
            let help = format!("write `/{}`", path.replace('.', "/"));
            return self.wrong(place, "a JSON pointer begins with `/`", &help);
        }
        let Some(mut ty) = self.root.filter(|_| !undeclared) else {
            return Some(());
        };
        for name in pointer::steps(pointer) {
            let known = self.properties(ty);
            let Some(next) = self.step(ty, &name) else {
                let message = format!("unknown property `{name}`");
                let otherwise = "name a property of the response, or say `undeclared: true`";
                let found = Diagnostic::error(Code::Waiters, place, message);
                self.context.suggest(found, &name, known, otherwise);
                return None;
            };
            ty = next;
        }
        Some(())
    }

    fn properties(&self, ty: &'a Type) -> impl Iterator<Item = &'a str> {
        let object = self.types.object(self.types.resolve_null(ty).0);
        let fields = object.into_iter().flat_map(|(_, object)| &object.fields);
        fields.map(|field| field.wire.as_str())
    }

    /// Returns the type of a property or item; `Any` where it is not known.
    fn step(&self, ty: &'a Type, name: &str) -> Option<&'a Type> {
        let (ty, _) = self.types.resolve_null(ty);
        match ty {
            Type::Any => Some(&Type::Any),
            Type::Map(value) => Some(value.as_ref()),
            Type::Array(item) => name.parse::<u64>().ok().map(|_| item.as_ref()),
            Type::Tuple(items) => items.get(name.parse::<usize>().ok()?),
            Type::Named(_) => match self.types.object(ty) {
                Some((_, object)) => match (object.field(name), &object.additional) {
                    (Some(field), _) => Some(&field.ty),
                    (None, Additional::Typed(value)) => Some(value),
                    (None, Additional::Ignored | Additional::Forbidden) => None,
                },
                None => Some(&Type::Any),
            },
            _ => None,
        }
    }

    fn at(&self, root: &'a Type, pointer: &str) -> Option<&'a Type> {
        let end = pointer::steps(pointer)
            .iter()
            .try_fold(root, |ty, name| self.step(ty, name))?;
        Some(self.types.resolve_null(end).0)
    }

    fn otherwise(&self, at: Node<'s>) -> Option<Otherwise> {
        match at.as_str() {
            Some("pending") => Some(Otherwise::Pending),
            Some("failure") => Some(Otherwise::Failure),
            _ => {
                let help = "write `pending` or `failure`";
                self.wrong(
                    at.at_value(),
                    "`otherwise` is neither `pending` nor `failure`",
                    help,
                )
            }
        }
    }

    fn consecutive(&self, at: Node<'s>) -> Option<u32> {
        let times = at.as_u64().and_then(|times| u32::try_from(times).ok());
        match times.filter(|times| *times > 0) {
            Some(times) => Some(times),
            None => self.wrong(
                at.at_value(),
                "this is not a number of responses in a row",
                "write a whole number, 1 or more",
            ),
        }
    }
}

/// Returns what a wait for a state in a body returns: the one body of several outputs, or any of them.
fn only_body(operation: &Operation) -> WaitResult {
    let mut bodies = operation
        .outputs()
        .enumerate()
        .filter_map(|(index, (_, content))| Some((index, content?)));
    match (bodies.next(), bodies.next()) {
        (Some((index, content)), None) if operation.outputs().count() > 1 => match &content.kind {
            ResponseKind::Json(ty) => WaitResult::Body(index, ty.clone()),
            _ => WaitResult::Response,
        },
        _ => WaitResult::Response,
    }
}

/// Reads an optional field; `None` where it has an error, which is reported.
fn given<'s, T>(
    node: Node<'s>,
    field: &str,
    read: impl FnOnce(Node<'s>) -> Option<T>,
) -> Option<Option<T>> {
    node.get(field)
        .map(read)
        .map_or(Some(None), |read| read.map(Some))
}

/// Returns the entries of an object in an order that does not depend on the document.
fn sorted<'s>(node: Option<Node<'s>>) -> Vec<(&'s str, Node<'s>)> {
    let mut entries: Vec<_> = node.into_iter().flat_map(Node::entries).collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}
