//! The features of a crate with which an item is compiled.

use super::context::Context;
use super::fragment::{Fragment, code};
use crate::ir::TypeId;
use crate::names::{ModuleName, Split};

/// Returns the features with which a type of the common module is compiled; `None` where it always is.
pub(super) fn of_type(context: &Context<'_>, tag: Option<usize>, id: TypeId) -> Option<Fragment> {
    if context.names.modules.split == Split::Private || tag.is_some() {
        return None;
    }
    let gates: Vec<Fragment> = context
        .facts
        .gates(id)
        .map(|tags| {
            let modules = tags
                .iter()
                .filter_map(|tag| context.names.modules.name(*tag));
            let features = modules.map(ModuleName::plain);
            let features: Vec<_> = features
                .map(|feature| code!(feature => feature = #feature))
                .collect();
            match features.as_slice() {
                [only] => only.clone(),
                _ => {
                    let features = Fragment::listed(features);
                    code!(features => any(#features))
                }
            }
        })
        .collect();
    match gates.as_slice() {
        [] => None,
        [only] => Some(code!(only => #[cfg(#only)])),
        _ => {
            let gates = Fragment::listed(gates);
            Some(code!(gates => #[cfg(all(#gates))]))
        }
    }
}
