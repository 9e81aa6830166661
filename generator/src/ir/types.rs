//! Types of values.

use std::ops::RangeInclusive;

use serde_json::Value;

use super::{
    Access, Docs, Lifecycle, NameHint, Presence, RareRules, Rules, Sensitivity, TagKind,
    TagPresence, TagValue, TypeId,
};
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
    /// `array`, also with `uniqueItems`.
    Array(Box<Type>),
    /// An array with a type for each position.
    Tuple(Vec<Type>),
    /// An object with free keys.
    Map(Box<Type>),
    /// A value or null, for places where the type itself must express null (items of arrays, values of maps, aliases).
    Nullable(Box<Type>),
    /// A named type.
    Named(TypeId),
}

impl Type {
    /// Returns the type of strings without a format.
    #[must_use]
    pub fn text() -> Self {
        Self::String(StringFormat::Plain(None))
    }
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

impl Integer {
    /// Returns the values that the type has, unless it has all.
    #[must_use]
    pub fn range(self) -> Option<RangeInclusive<i128>> {
        Some(match self {
            Self::I32 => i32::MIN.into()..=i32::MAX.into(),
            Self::I64 => i64::MIN.into()..=i64::MAX.into(),
            Self::U32 => 0..=u32::MAX.into(),
            Self::U64 => 0..=u64::MAX.into(),
            Self::Big => return None,
        })
    }
}

/// Numbers by their precision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// Whatever the format: a `float` keeps the digits of its text.
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
    /// Whether the description has that name for it: it is not made from an inline schema.
    pub is_named: bool,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// The kind of the type.
    pub kind: TypeKind,
    /// The rules by which values are checked before they are sent.
    pub rules: RareRules,
    /// `example`, or the first of `examples`.
    pub example: Option<Value>,
    /// Where it is in the description.
    pub origin: Origin,
}

impl TypeDef {
    /// Returns the type of which it is a second name, since its inline schema is equal to another one.
    #[must_use]
    pub fn repeats(&self) -> Option<TypeId> {
        match self.kind {
            TypeKind::Alias(Type::Named(id)) if !self.is_named => Some(id),
            _ => None,
        }
    }

    /// Returns the types inside it: those of its fields, additional properties or variants, or the target of an alias.
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

/// The kind of a named type.
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
    /// A newtype: `x-rust-newtype`, or where an alias would be recursive.
    Newtype(Type),
    /// An alias.
    Alias(Type),
}

/// One value of an enum.
#[derive(Clone, Debug)]
pub struct EnumValue<T> {
    /// As it is sent.
    pub wire: T,
    /// What its identifier is made from (`x-enum-varnames` and similar extensions included).
    pub name: NameHint,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
}

/// An object with properties.
#[derive(Clone, Debug)]
pub struct Struct {
    /// The properties, in the order of the document.
    pub fields: Vec<Field>,
    /// The additional properties.
    pub additional: Additional,
}

impl Struct {
    /// Returns the declared property of this name on the wire.
    #[must_use]
    pub fn field(&self, wire: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.wire == wire)
    }
}

/// The properties of an object besides the declared ones.
#[derive(Clone, Debug)]
pub enum Additional {
    /// Nothing is said of them: the caller sends none. Received ones are kept where they are sent back
    /// ([`Facts::unknown`](crate::analyze::Facts::unknown)), and ignored otherwise.
    Ignored,
    /// `false`: none is sent. Received ones are kept as for [`Ignored`](Self::Ignored), to be read.
    Forbidden,
    /// `additionalProperties` or `patternProperties`: kept, with this type.
    Typed(Type),
}

/// A property.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name as it is sent.
    pub wire: String,
    /// What its identifier is made from.
    pub name: NameHint,
    /// The type of its value.
    pub ty: Type,
    /// Whether it may be absent or null.
    pub presence: Presence,
    /// Who may send it.
    pub access: Access,
    /// The rules that are checked before sending.
    pub rules: RareRules,
    /// Its documentation in the description.
    pub docs: Docs,
    /// `deprecated`.
    pub lifecycle: Lifecycle,
    /// `default`: the value that the server assumes when the property is absent.
    pub default: Option<Value>,
    /// `const` or the value of an enum with one value: the only value that the schema allows.
    pub only: Option<Value>,
    /// The value that the constructor fills in: the only value of a required property, or the tag of a variant.
    pub constant: Option<Value>,
    /// Whether the value is redacted in `Debug` and logs.
    pub sensitivity: Sensitivity,
    /// Where it is in the description.
    pub origin: Origin,
}

impl Field {
    /// Whether the property is in every value of its object, whoever sends it.
    #[must_use]
    pub fn is_always_there(&self) -> bool {
        self.presence.is_required() && self.access == Access::Both
    }
}

/// One of several types (`oneOf`, `anyOf`, type lists).
#[derive(Clone, Debug)]
pub struct Union {
    /// In the order of the document; or, where they are discriminated by shape, in the order in which they are tried.
    pub variants: Vec<Variant>,
    /// How the variant of a value is found.
    pub strategy: UnionStrategy,
    /// Rules beside the alternatives, which every value must satisfy, even if it belongs to no variant.
    pub beside: Box<Rules>,
}

/// A variant of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What its identifier is made from.
    pub name: NameHint,
    /// The type of its value.
    pub ty: Type,
    /// The values of the discriminator that select it; empty unless the union is tagged.
    pub tags: Vec<TagValue>,
    /// The shape of its values; `None` where the union is tagged. It is proven to discriminate the variant unless the
    /// union is ambiguous.
    pub shape: Option<Shape>,
    /// The rules of its values, beside those of their named type.
    pub rules: RareRules,
    /// Its documentation in the description.
    pub docs: Docs,
    /// Where it is in the description.
    pub origin: Origin,
}

/// How the variant of a value is found.
#[derive(Clone, Debug, PartialEq)]
pub enum UnionStrategy {
    /// By the value of a property.
    Tagged {
        /// The property.
        property: String,
        /// The type of its values.
        kind: TagKind,
        /// The index of the only variant that does not require the property.
        optional: Option<usize>,
        /// The index of the variant for values whose tag is absent or unknown (3.2 `defaultMapping`).
        fallback: Option<usize>,
    },
    /// By the shape of the value, proven unambiguous.
    ByShape,
    /// It is ambiguous: of the variants that a value can be read as, the one that knows most of it is chosen.
    Ambiguous,
}

/// The shape that discriminates a variant from the others. Tried in the order of the variants.
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
    /// Anything but `[]` and `{}`: another variant takes these, whose rules allow them.
    NotEmpty,
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
        /// Whether the property may be absent, and what its absence means.
        presence: TagPresence,
    },
}
