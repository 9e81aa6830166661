//! Types: what values look like.

use serde_json::Value;

use super::{Docs, Lifecycle, NameHint, RareRules, Rules, TagKind, TagPresence, TagValue, TypeId};
use crate::source::Origin;

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// `boolean`
    Bool,
    /// An integer.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A string.
    String(StringFormat),
    /// `array`; with `uniqueItems` too.
    Array(Box<Type>),
    /// An array whose items have types of their own, by their position.
    Tuple(Vec<Type>),
    /// An object with free keys.
    Map(Box<Type>),
    /// A value or null, where null is distinguished from a value (items of arrays, values of maps, aliases).
    Nullable(Box<Type>),
    /// A named type.
    Named(TypeId),
}

/// Integers by their range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Integer {
    /// `int32` (also int8, int16)
    I32,
    /// `int64`, or no format
    I64,
    /// `uint32` (also uint8, uint16)
    U32,
    /// `uint64` (also `uint`)
    U64,
    /// Beyond 64 bits: kept as a JSON number.
    Big,
}

/// Numbers by their precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// Whatever the format: the digits of a `float` are those of its text.
    F64,
}

/// Strings by their format.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum StringFormat {
    /// No format, or one that changes nothing in Rust; the format is stated in the documentation.
    Plain(Option<String>),
    /// `date-time`
    DateTime,
    /// `date`
    Date,
    /// `byte`: base64
    Base64,
    /// `binary` inside JSON, or a file.
    Binary,
    /// `password`, or `x-sensitive` on a string.
    Secret,
}

/// A named type.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// What its identifier is made from.
    pub name: NameHint,
    /// What the description says of it.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// What it is.
    pub kind: TypeKind,
    /// What values of it must keep to when sent.
    pub rules: RareRules,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// Where it stands.
    pub origin: Origin,
}

impl TypeDef {
    /// Returns the types that it holds: of its fields, its additional properties or its variants, or what it is a name of.
    #[must_use]
    pub fn held(&self) -> Vec<&Type> {
        match &self.kind {
            TypeKind::Struct(object) => {
                let additional = match &object.additional {
                    Additional::Ignored | Additional::Forbidden => None,
                    Additional::Typed(ty) => Some(ty),
                };
                let fields = object.fields.iter().map(|field| &field.ty);
                fields.chain(additional).collect()
            }
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            TypeKind::Alias(ty) | TypeKind::Newtype(ty) => vec![ty],
            TypeKind::StringEnum(_) | TypeKind::IntEnum(_) => Vec::new(),
        }
    }
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with properties.
    Struct(Struct),
    /// An open enum of strings.
    StringEnum(Vec<EnumValue<String>>),
    /// An open enum of integers.
    IntEnum(Vec<EnumValue<i64>>),
    /// One of several types.
    Union(Union),
    /// A type of its own around another, where an alias would be recursive.
    Newtype(Type),
    /// Another name.
    Alias(Type),
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue<T> {
    /// As it goes over the wire.
    pub wire: T,
    /// What its identifier is made from (`x-enum-varnames` and the like included).
    pub name: NameHint,
    /// What the description says of it.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
}

/// An object with properties.
#[derive(Clone, Debug)]
pub struct Struct {
    /// In the order of the document.
    pub fields: Vec<Field>,
    /// What may stand beside them.
    pub additional: Additional,
}

/// What may stand beside the properties of an object.
#[derive(Clone, Debug)]
pub enum Additional {
    /// Nothing said: the caller sends none. What comes is kept where it is sent back
    /// ([`Facts::unknown`](crate::analyze::Facts::unknown)), else ignored.
    Ignored,
    /// `false`: none is sent. What comes is kept as of [`Ignored`](Self::Ignored), to be read.
    Forbidden,
    /// `additionalProperties` or `patternProperties`: kept, with this type.
    Typed(Type),
}

/// A property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The wire name.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// The type of its value.
    pub ty: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Who may send it.
    pub access: Access,
    /// What is checked before sending.
    pub rules: RareRules,
    /// What the description says of it.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// `default`: what the server takes when it is absent.
    pub default: Option<Value>,
    /// `const` or a single-valued enum: the only value that the schema allows.
    pub only: Option<Value>,
    /// What the constructor fills in: the only value of a required property, and the tag of a union's variant.
    pub constant: Option<Value>,
    /// Redacted in Debug and logs.
    pub sensitivity: Sensitivity,
    /// Where it stands.
    pub origin: Origin,
}

impl Field {
    /// Whether the property is in every value of its object, whoever sends it.
    #[must_use]
    pub fn is_always_there(&self) -> bool {
        self.presence.is_required() && self.access == Access::Both
    }
}

/// Whether a property may be absent or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there, never null.
    Required,
    /// Always there, may be null.
    RequiredNullable,
    /// May be absent.
    Optional,
    /// May be absent, may be null: two different things.
    OptionalNullable,
}

impl Presence {
    /// Returns it without the demand that the property is there.
    #[must_use]
    pub fn relaxed(self) -> Self {
        match self {
            Self::Required => Self::Optional,
            Self::RequiredNullable => Self::OptionalNullable,
            optional => optional,
        }
    }

    /// Whether the property is always there.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::RequiredNullable)
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

/// Whether a value may be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sensitivity {
    /// It may.
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

/// One of several types (`oneOf`, `anyOf`, type lists).
#[derive(Clone, Debug)]
pub struct Union {
    /// In the order of the document; where they are discriminated by shape, in the order in which they are tried.
    pub variants: Vec<Variant>,
    /// How a value's variant is found.
    pub strategy: UnionStrategy,
    /// What is stated beside the alternatives: every value keeps to it, also one of no variant.
    pub beside: Box<Rules>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What its identifier is made from.
    pub name: NameHint,
    /// The type of its value.
    pub ty: Type,
    /// The discriminator values that select it; empty unless tagged.
    pub tags: Vec<TagValue>,
    /// What values of it look like; `None` where it is tagged. Proven to discriminate it unless the union is
    /// ambiguous.
    pub shape: Option<Shape>,
    /// What is checked of its values, beside what their named type checks.
    pub rules: RareRules,
    /// What the description says of it.
    pub docs: Docs,
    /// Where it stands.
    pub origin: Origin,
}

/// How a union's variant is found.
#[derive(Clone, Debug, PartialEq)]
pub enum UnionStrategy {
    /// By the value of a property.
    Tagged {
        /// The property.
        property: String,
        /// The type of its values.
        kind: TagKind,
        /// The variant (index) that does not require the property, where all others do.
        optional: Option<usize>,
        /// The variant (index) when the tag is absent or unknown (3.2 `defaultMapping`).
        fallback: Option<usize>,
    },
    /// By what the value looks like, proven unambiguous.
    ByShape,
    /// It is ambiguous: of the variants that a value can be read as, the one that knows most of it is chosen.
    Ambiguous,
}

/// What distinguishes a variant from the others. Tried in the order of the variants.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Any value.
    Anything,
    /// A boolean.
    Bool,
    /// A number without a fraction.
    Integer,
    /// Any number.
    Number,
    /// Any string.
    String,
    /// One of these strings.
    StringOf(Vec<String>),
    /// A string of this format.
    StringFormat(String),
    /// Any array.
    Array,
    /// An array whose items have this shape.
    ArrayOf(Box<Shape>),
    /// One of these shapes: the variant takes values of several kinds.
    AnyOf(Vec<Shape>),
    /// Any object.
    Object,
    /// All of these shapes.
    AllOf(Vec<Shape>),
    /// An object with all of these properties.
    ObjectWith(Vec<String>),
    /// An object whose property has this shape.
    ObjectInside(String, Box<Shape>),
    /// An object whose property has one of these values.
    ObjectTagged {
        /// The property.
        property: String,
        /// The values.
        values: Vec<TagValue>,
        /// Whether a value without the property may be one, too, or is.
        presence: TagPresence,
    },
}
