//! The context in which one operation is lowered.

use crate::ir::Method;

use super::views::OperationView;

/// An operation that is being lowered.
pub(super) struct OperationScope<'s> {
    pub(super) operation: OperationView<'s>,
    /// The words of the operation's name.
    pub(super) words: Vec<String>,
    pub(super) method: Method,
    /// Its `operationId`, unless an earlier operation has the same one.
    pub(super) id: Option<&'s str>,
}
