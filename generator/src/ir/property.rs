//! What holds for a property beside its type.

/// Whether a property may be absent or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always present, never null.
    Required,
    /// Always present, may be null.
    RequiredNullable,
    /// May be absent.
    Optional,
    /// May be absent, and may be null, which is different.
    OptionalNullable,
}

impl Presence {
    /// Returns the same presence for a property that may be absent.
    #[must_use]
    pub fn relaxed(self) -> Self {
        match self {
            Self::Required => Self::Optional,
            Self::RequiredNullable => Self::OptionalNullable,
            optional => optional,
        }
    }

    /// Whether the property is always present.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
    }

    /// Whether the property may be null.
    #[must_use]
    pub fn is_nullable(self) -> bool {
        matches!(self, Self::RequiredNullable | Self::OptionalNullable)
    }
}

/// Who may send a property.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both sides.
    #[default]
    Both,
    /// `readOnly`: the server only. Not required in requests, never sent by constructors.
    ReadOnly,
    /// `writeOnly`: the client only. Not required in responses.
    WriteOnly,
}

/// Whether a value may be shown in `Debug` and logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sensitivity {
    /// It may be shown.
    #[default]
    Plain,
    /// `x-sensitive: true` or `format: password`.
    Secret,
}

impl Sensitivity {
    pub(crate) fn secret(is_secret: bool) -> Self {
        if is_secret { Self::Secret } else { Self::Plain }
    }
}
