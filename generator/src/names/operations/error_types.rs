//! Which operations have the type of their errors in common.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Operation, Response, ResponseKind, StatusPattern};
use crate::names::Names;

/// Where the type of an operation's documented errors is declared. Operations of a module that document the same errors
/// have one type, of which each has its own name: most APIs have the same few errors everywhere, and a type for each
/// operation was a tenth of what a compiler does to check a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorType {
    /// With this operation.
    Declared {
        /// Whether other operations have it, too.
        is_shared: bool,
        /// The errors, by their place in [`Operation::failures`], whose documentation is not the same everywhere.
        differing: BTreeSet<usize>,
    },
    /// With the operation at this index.
    SameAs(usize),
}

impl Names {
    /// Whether the type of an operation's errors has the documentation of the error at `place`.
    pub(crate) fn documents_error(&self, error_type: &ErrorType, place: usize) -> bool {
        let declared = match error_type {
            ErrorType::SameAs(first) => self.operations.get(*first).map(|names| &names.error_type),
            declared => Some(declared),
        };
        match declared {
            Some(ErrorType::Declared { differing, .. }) => !differing.contains(&place),
            _ => false,
        }
    }
}

/// What must be the same in two operations with the same errors: the statuses, the media types, and how each body is
/// read. Their documentation may differ: editing a text must not change a type.
type Errors<'a> = Vec<(
    StatusPattern,
    (u16, u16),
    Vec<(Vec<&'a str>, &'a ResponseKind)>,
)>;

/// Returns where the type of each operation's errors is declared; `homes` has the modules of the operations.
pub(super) fn names(operations: &[Operation], homes: &[Option<usize>]) -> Vec<ErrorType> {
    let mut known: HashMap<(Option<usize>, Errors<'_>), (usize, &Operation)> = HashMap::new();
    let mut types: Vec<ErrorType> = Vec::new();
    for (index, (operation, home)) in operations.iter().zip(homes).enumerate() {
        let errors = operation.errors.iter().map(|response| {
            let contents = contents(response);
            (response.status, response.statuses, contents.collect())
        });
        let (first, declared) = *known
            .entry((*home, errors.collect()))
            .or_insert((index, operation));
        let ty = match types.get_mut(first) {
            Some(ErrorType::Declared {
                is_shared,
                differing,
            }) => {
                *is_shared = true;
                differing.extend(differences(declared, operation));
                ErrorType::SameAs(first)
            }
            _ => ErrorType::Declared {
                is_shared: false,
                differing: BTreeSet::new(),
            },
        };
        types.push(ty);
    }
    types
}

fn contents(response: &Response) -> impl Iterator<Item = (Vec<&str>, &ResponseKind)> {
    response.contents.iter().map(|content| {
        let media_types = content.media_types().map(|known| known.text.as_str());
        (media_types.collect(), &content.kind)
    })
}

/// Returns the places of the errors whose documentation differs.
fn differences(one: &Operation, other: &Operation) -> impl Iterator<Item = usize> {
    let pairs = one.failures().zip(other.failures()).enumerate();
    let differing = pairs.filter(|(_, ((one, _), (other, _)))| one.docs != other.docs);
    differing.map(|(place, _)| place)
}
