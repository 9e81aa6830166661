//! What follows from the model as a whole: recursion, and who uses a type.
//!
//! Every pass is linear in the model and keeps its own stack, so that no description is too deep.

mod graph;
mod recursion;
mod usage;

use crate::ir::Api;

/// Completes the model.
pub fn analyze(api: &mut Api) {
    recursion::name_recursive_aliases(api);
    recursion::box_recursion(api);
    usage::mark(api);
    usage::relax_one_way_properties(api);
}
