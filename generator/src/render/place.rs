//! The context of a piece of code, which affects its layout.

use crate::emit::Members;

/// The context of a piece of code.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Among the items of a file.
    Item,
    /// An attribute of an item.
    Attribute,
    /// Before the braces of an item.
    Head(Members),
    /// In the braces of an item.
    Member(Members),
}

impl Place {
    /// Returns a number that identifies the context.
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Item => 0,
            Self::Attribute => 1,
            Self::Head(members) => 2_u8.saturating_add(members as u8),
            Self::Member(members) => 6_u8.saturating_add(members as u8),
        }
    }
}
