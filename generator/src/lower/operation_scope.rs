//! What the body and the responses of an operation need to know of it.

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
