//! Names of the statics that describe operations and their parameters, module by module.

use std::collections::BTreeMap;

use super::member::Member;
use super::role::{Role, plain};
use super::scope::{self, Assigned};
use crate::diagnostic::Diagnostics;
use crate::ir::{BodyContent, BodyKind, Operation, Parameter, ParameterScope, Part};
use crate::source::Origin;

/// A static, by what it describes; the first index is that of the operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Static {
    /// The operation.
    Operation(usize),
    /// A parameter.
    Parameter(usize, usize),
    /// The rules of a content of the body.
    Rules(usize, usize),
    /// A part of a content of the body.
    Part(usize, usize, usize),
    /// A header of a part.
    PartHeader(usize, usize, usize, usize),
    /// A waiter.
    Waiter(usize, usize),
}

/// The statics of all operations.
#[derive(Debug, Default)]
pub(super) struct Statics {
    /// Their names.
    pub(super) names: BTreeMap<Static, String>,
    /// Parameters whose description is the same as that of a parameter of another operation in the module.
    shared: BTreeMap<(usize, usize), (usize, usize)>,
}

impl Statics {
    /// Returns the static of a parameter, and whether it is declared with this operation.
    pub(super) fn of_parameter(&self, operation: usize, parameter: usize) -> (bool, Static) {
        match self.shared.get(&(operation, parameter)) {
            Some((operation, parameter)) => (false, Static::Parameter(*operation, *parameter)),
            None => (true, Static::Parameter(operation, parameter)),
        }
    }
}

/// Names the statics of operations; `homes` has the modules of the operations.
pub(super) fn names(
    operations: &[Operation],
    methods: &[Assigned],
    homes: &[Option<usize>],
) -> Statics {
    let mut statics = Statics::default();
    let mut by_module: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (index, home) in homes.iter().enumerate() {
        by_module.entry(*home).or_default().push(index);
    }
    for indexes in by_module.into_values() {
        let mut module = ModuleStatics::default();
        for index in indexes {
            if let (Some(operation), Some(method)) = (operations.get(index), methods.get(index)) {
                module.add(index, operation, method);
            }
        }
        let given = scope::assign(Role::Const, &[], &module.members, &mut Diagnostics::new());
        let given = given.into_iter().map(|given| apart(given.text));
        statics.names.extend(module.keys.into_iter().zip(given));
        statics.shared.extend(module.shared);
    }
    statics
}

/// The statics of a module while they are named.
#[derive(Default)]
struct ModuleStatics<'a> {
    keys: Vec<Static>,
    members: Vec<Member<'a>>,
    /// The parameters by their names.
    parameters: BTreeMap<&'a str, Vec<(usize, usize, &'a Parameter)>>,
    shared: BTreeMap<(usize, usize), (usize, usize)>,
}

impl<'a> ModuleStatics<'a> {
    fn add(&mut self, index: usize, operation: &'a Operation, method: &'a Assigned) {
        let name = plain(&method.text);
        self.push_own(Static::Operation(index), &[name], operation.origin, 0);
        let parameters = operation.parameters.iter().enumerate();
        // The statics of client parameters are declared with the client.
        let of_call = parameters.filter(|(_, known)| known.scope == ParameterScope::Call);
        for (position, parameter) in of_call {
            let known = self.parameters.entry(&parameter.wire).or_default();
            let same = known.iter().find(|(_, _, other)| is_same(other, parameter));
            if let Some((operation, other, _)) = same {
                self.shared.insert((index, position), (*operation, *other));
                continue;
            }
            known.push((index, position, parameter));
            // Operations choose in their order, wherever the parameter is defined.
            let place = Origin::default();
            let short = Member::from_word(Role::Const, &parameter.wire, place);
            self.push(
                Static::Parameter(index, position),
                short.rank(1).or_words(name, &parameter.wire),
            );
        }
        for (position, waiter) in operation.waiters.iter().enumerate() {
            let (key, words) = (
                Static::Waiter(index, position),
                [name, "until", &waiter.wire],
            );
            self.push_own(key, &words, waiter.name.origin, 4);
        }
        for (content, (body, parts)) in contents(operation).enumerate() {
            let mut words = vec![name, "body rules"];
            if content > 0 {
                words.insert(1, body.media_type.family_and_subtype().1);
            }
            self.push_own(Static::Rules(index, content), &words, body.origin, 2);
            for (position, part) in parts.into_iter().flatten().enumerate() {
                let key = Static::Part(index, content, position);
                self.push_own(key, &[name, "part", &part.wire], part.origin, 3);
                for (header, known) in part.headers.iter().enumerate() {
                    let key = Static::PartHeader(index, content, position, header);
                    let words = [name, "part", &part.wire, &known.wire];
                    self.push_own(key, &words, known.origin, 5);
                }
            }
        }
    }

    /// Adds a static that is named after its operation.
    fn push_own(&mut self, key: Static, words: &[&str], origin: Origin, rank: u8) {
        self.push(
            key,
            Member::from_words(Role::Const, words, origin).rank(rank),
        );
    }

    fn push(&mut self, key: Static, member: Member<'a>) {
        self.keys.push(key);
        self.members.push(member);
    }
}

/// Returns a name for a static that no argument can have: usually they differ by capitals, but not every script has
/// them, and some capitals have no small letter (`𝒜`).
pub(super) fn apart(name: String) -> String {
    if name.contains(|c: char| !c.to_lowercase().eq([c])) {
        name
    } else {
        format!("{name}_STATIC")
    }
}

/// Whether one static can describe two parameters, whatever their documentation says.
fn is_same(one: &Parameter, other: &Parameter) -> bool {
    one.location == other.location
        && one.encoding == other.encoding
        && one.ty == other.ty
        && one.rules == other.rules
        && one.sensitivity == other.sensitivity
}

/// Returns the contents of an operation's body, each with its parts if it has some.
pub(super) fn contents(
    operation: &Operation,
) -> impl Iterator<Item = (&BodyContent, Option<&[Part]>)> {
    operation.contents().map(|content| match &content.kind {
        BodyKind::Multipart(parts) => (content, Some(parts.as_slice())),
        _ => (content, None),
    })
}
