//! What the document declares, compared with what is generated.

use crate::diagnostic::Place;

/// What the document declares, compared with what is generated.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// Operations under `paths`.
    pub operations: usize,
    /// The operations that are generated.
    pub generated: usize,
    /// The operations that are left out, each with the reason.
    pub skipped: Vec<Skipped>,
    /// The operations that the caller did not select.
    pub not_chosen: usize,
    /// Operations in `callbacks`: the server sends them, so a client has no method for them.
    pub callbacks: usize,
    /// Operations in `webhooks`, which the server sends too.
    pub webhooks: usize,
    /// Schemas under `components.schemas`.
    pub schemas: usize,
    /// The schemas that are left out, each with the reason.
    pub skipped_schemas: Vec<Skipped>,
    /// Types that are generated, inline ones included.
    pub types: usize,
}

/// An operation or a schema that is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The `operationId` of an operation, or its method and path; the name of a schema.
    pub name: String,
    /// The construct that cannot be generated.
    pub reason: String,
    /// The place of that construct.
    pub place: Place,
}
