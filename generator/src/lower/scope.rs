//! What is known while one operation is lowered.

use crate::ir::Method;
use crate::source::Node;

/// An operation that is being lowered.
pub(super) struct OperationScope<'s> {
    pub(super) node: Node<'s>,
    /// The words of the operation's name.
    pub(super) words: Vec<String>,
    pub(super) method: Method,
}
