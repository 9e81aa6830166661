//! Properties of the whole model: who uses a type, what is checked before sending, recursion.
//!
//! Every pass is linear in the size of the model and has its own stack, so that no description is too deep.

mod facilities;
mod recursion;
mod rules;
mod secrets;
mod total;
mod unknown;
mod usage;

pub use unknown::Unknown;

use std::collections::{BTreeMap, BTreeSet};

use crate::facility::Facility;
use crate::ir::graph::{Graph, mentioned, named_in};
use crate::ir::{Access, Api, Field, Operation, Presence, Rules, Struct, Type, TypeId, Types};

/// The results of the analysis of an API.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    sent: BTreeSet<TypeId>,
    received: BTreeSet<TypeId>,
    generated: BTreeSet<TypeId>,
    /// By [`TypeId`].
    tags: Vec<Vec<Option<usize>>>,
    /// By [`TypeId`].
    gates: Vec<BTreeSet<Vec<usize>>>,
    checked: BTreeSet<TypeId>,
    /// Objects that keep properties that the description does not declare.
    open: BTreeMap<TypeId, Unknown>,
    /// The fields and variants that are boxed: a type, and the index in it.
    boxed: BTreeSet<(TypeId, usize)>,
    facilities: BTreeSet<Facility>,
    secrets: BTreeMap<secrets::Key, BTreeSet<String>>,
    /// Types with values that may contain a secret.
    secretive: BTreeSet<TypeId>,
    /// Types that contain floating-point numbers.
    floats: BTreeSet<TypeId>,
}

/// Who sends a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The client.
    Request,
    /// The server.
    Response,
}

/// How a type stores a field or variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// In place.
    Inline,
    /// In a box, to end a recursion.
    Boxed,
}

impl Facts {
    /// Analyzes an API.
    #[must_use]
    pub fn of(api: &Api) -> Self {
        let mentions = Graph::new(&api.types, mentioned);
        let mentioned_by = mentions.reversed();
        let usage::Usage {
            sent,
            received,
            generated,
            tags,
            gates,
        } = usage::of(api, &mentions);
        let both = &sent & &received;
        let checked = rules::checked(api, &both);
        let open = unknown::kept(&api.types, &sent, &received);
        let (secretive, secrets) = secrets::of(api, &mentions, &mentioned_by);
        Self {
            facilities: facilities::used(api, &generated, &checked, &both, &open),
            checked,
            open,
            boxed: recursion::boxed(&api.types),
            secrets,
            secretive,
            floats: total::with_floats(&api.types, &mentioned_by),
            sent,
            received,
            generated,
            tags,
            gates,
        }
    }

    /// Returns the facilities of the runtime that the client uses.
    pub(crate) fn facilities(&self) -> &BTreeSet<Facility> {
        &self.facilities
    }

    /// Returns the names of the secrets in an operation's parameters and headers, and in its bodies at any depth.
    pub fn secrets(&self, operation: &Operation) -> impl Iterator<Item = &str> {
        let names = self.secrets.get(&secrets::key(operation));
        names.into_iter().flatten().map(String::as_str)
    }

    /// Whether a value of a type may contain a secret, at any depth.
    #[must_use]
    pub fn holds_secret(&self, types: &Types, ty: &Type) -> bool {
        let mut named = Vec::new();
        named_in(ty, &mut named);
        let mut named = named.into_iter().map(TypeId);
        named.any(|id| self.secretive.contains(&id)) || types.holds_secret(ty, false)
    }

    /// Whether requests contain a type.
    #[must_use]
    pub fn is_sent(&self, id: TypeId) -> bool {
        self.sent.contains(&id)
    }

    /// Whether responses, including errors, contain a type.
    #[must_use]
    pub fn is_received(&self, id: TypeId) -> bool {
        self.received.contains(&id)
    }

    /// Whether a type is generated. An inline schema whose type nothing uses is not, such as that of a multipart body,
    /// which the caller builds from its parts.
    #[must_use]
    pub fn is_generated(&self, id: TypeId) -> bool {
        self.generated.contains(&id)
    }

    /// Returns the first tags of the operations that use a type, as indexes into [`Api::tags`]; an operation without
    /// tags and a parameter of the client add `None`.
    #[must_use]
    pub fn tags(&self, id: TypeId) -> &[Option<usize>] {
        self.tags.get(id.index()).map_or(&[], Vec::as_slice)
    }

    /// Returns lists of tags, as indexes into [`Api::tags`]. A type, with all that it refers to, exists where from each
    /// list at least one tag is enabled; without lists it always exists.
    pub fn gates(&self, id: TypeId) -> impl Iterator<Item = &[usize]> {
        let gates = self.gates.get(id.index());
        gates.into_iter().flatten().map(Vec::as_slice)
    }

    /// Whether values of a type are checked before they are sent: requests contain it, and it or its parts have rules.
    #[must_use]
    pub fn is_checked(&self, id: TypeId) -> bool {
        self.checked.contains(&id)
    }

    /// Returns how an object treats properties that the description does not declare.
    #[must_use]
    pub fn unknown(&self, id: TypeId) -> Unknown {
        self.open.get(&id).copied().unwrap_or(Unknown::Ignored)
    }

    /// Whether every value of a type equals itself and can be a key: it contains no floating-point number.
    #[must_use]
    pub fn is_total(&self, id: TypeId) -> bool {
        !self.floats.contains(&id)
    }

    /// Returns the rules by which a field is checked before it is sent; `None` where the client does not send it.
    #[must_use]
    pub fn rules<'f>(&self, owner: TypeId, field: &'f Field) -> Option<&'f Rules> {
        let is_sent = self.is_sent(owner) && field.access != Access::ReadOnly;
        is_sent.then_some(&field.rules)
    }

    /// Returns the properties whose presence is checked before an object is sent: properties that only the client sends
    /// may be absent where the value was received.
    #[must_use]
    pub fn looked_for<'o>(&self, owner: TypeId, object: &'o Struct) -> Vec<&'o str> {
        match self.is_sent(owner) && self.is_received(owner) {
            true => rules::required_of_client(object).collect(),
            false => Vec::new(),
        }
    }

    /// Returns how a type stores the field or variant at an index.
    #[must_use]
    pub fn storage(&self, owner: TypeId, at: usize) -> Storage {
        if self.boxed.contains(&(owner, at)) {
            Storage::Boxed
        } else {
            Storage::Inline
        }
    }

    /// Returns whether a field may be absent or null, in any direction in which its type is used: a property that only
    /// one side sends cannot be required in a type that both sides use.
    #[must_use]
    pub fn presence(&self, owner: TypeId, field: &Field) -> Presence {
        let used = [
            (self.is_sent(owner), Direction::Request),
            (self.is_received(owner), Direction::Response),
        ];
        used.into_iter()
            .filter(|(is_used, _)| *is_used)
            .map(|(_, direction)| presence_in(field, direction))
            .find(|presence| !presence.is_required())
            .unwrap_or(field.presence)
    }

    /// Whether a field is an argument of the constructor: it is required of the sender, which is the client where
    /// requests contain the type, and otherwise a server that a test simulates.
    #[must_use]
    pub fn is_argument(&self, owner: TypeId, field: &Field) -> bool {
        let presence = if self.is_sent(owner) {
            presence_in(field, Direction::Request)
        } else if self.is_received(owner) {
            presence_in(field, Direction::Response)
        } else {
            field.presence
        };
        presence.is_required()
    }

    /// Whether an object can be constructed without values: no property is required, and none is filled in.
    #[must_use]
    pub fn is_default(&self, owner: TypeId, object: &Struct) -> bool {
        object
            .fields
            .iter()
            .all(|field| field.constant.is_none() && !self.presence(owner, field).is_required())
    }
}

/// Returns whether a field may be absent or null in values that go in one direction.
#[must_use]
pub fn presence_in(field: &Field, direction: Direction) -> Presence {
    match (field.access, direction) {
        (Access::ReadOnly, Direction::Request) | (Access::WriteOnly, Direction::Response) => {
            field.presence.relaxed()
        }
        _ => field.presence,
    }
}
