//! Open enums of strings and of integers.

use proc_macro2::Literal;
use quote::ToTokens;

use super::context::Context;
use super::docs::{Comment, deprecated};
use super::fragment::{Fragment, code};
use super::item::{Item, Members};
use super::text;
use crate::ir::{EnumValue, Lifecycle, TypeDef};
use crate::names::{self, TypeName, TypeNames, VariantName};

/// A value of an enum.
pub(crate) struct Value<'a> {
    /// The variant.
    pub(crate) variant: &'a VariantName,
    /// Its value on the wire.
    pub(crate) wire: Fragment,
    /// Its documentation.
    pub(crate) comment: Comment,
    /// Whether it is deprecated.
    pub(crate) lifecycle: Lifecycle,
}

/// An open enum.
pub(crate) struct Enum<'a> {
    /// Its name.
    pub(crate) name: &'a TypeName,
    /// Its documentation.
    pub(crate) comment: Comment,
    /// Whether it is deprecated.
    pub(crate) lifecycle: Lifecycle,
    /// Its values.
    pub(crate) values: Vec<Value<'a>>,
}

/// Returns the items of an enum of strings.
pub(crate) fn strings(
    context: &Context<'_>,
    def: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue<String>],
) -> Vec<Item> {
    let wire = |wire: &String| (text::code(wire), wire.into());
    of_type(context, def, names, values, wire).map_or_else(Vec::new, |known| known.strings())
}

/// Returns the items of an enum of integers.
pub(crate) fn integers(
    context: &Context<'_>,
    def: &TypeDef,
    names: &TypeNames,
    values: &[EnumValue<i64>],
) -> Vec<Item> {
    let wire = |wire: &i64| {
        let literal = Literal::i64_unsuffixed(*wire);
        (
            text::code(&wire.to_string()),
            literal.to_token_stream().into(),
        )
    };
    of_type(context, def, names, values, wire).map_or_else(Vec::new, |known| known.integers())
}

fn of_type<'a, T>(
    context: &Context<'_>,
    def: &TypeDef,
    names: &'a TypeNames,
    values: &[EnumValue<T>],
    wire: impl Fn(&T) -> (String, Fragment),
) -> Option<Enum<'a>> {
    let names::Members::Variants(variants) = &names.members else {
        return None;
    };
    let values = values.iter().zip(variants).map(|(value, (variant, note))| {
        let (shown, wire) = wire(&value.wire);
        let mut comment = Comment::of_value(context, &value.docs, &shown);
        comment.note(note.as_deref());
        Value {
            variant,
            wire,
            comment,
            lifecycle: value.lifecycle,
        }
    });
    Some(Enum {
        name: &names.name,
        comment: Comment::of_type(context, def, names),
        lifecycle: def.lifecycle,
        values: values.collect(),
    })
}

impl Enum<'_> {
    /// Returns two lists of `match` arms: from variants to values, and from values to variants.
    fn arms(&self) -> (Vec<Fragment>, Vec<Fragment>) {
        let arms = self.values.iter().map(|value| {
            let (variant, wire) = (value.variant, &value.wire);
            (
                code!(variant, wire => Self::#variant => #wire,),
                code!(variant, wire => #wire => Self::#variant,),
            )
        });
        arms.unzip()
    }

    /// Returns the items of the enum, whose values are strings.
    pub(crate) fn strings(&self) -> Vec<Item> {
        let name = self.name;
        let mut items = self.items(
            code!(=> &str),
            code!(=> as_str),
            code!(=> apiruntime::codegen::UnknownValue),
            code!(=> apiruntime::codegen::unknown_value),
        );
        items.extend([
            Item::Fragment(code! { name =>
                impl ::std::convert::From<::std::string::String> for #name {
                    fn from(value: ::std::string::String) -> Self {
                        value.as_str().into()
                    }
                }
            }),
            Item::Fragment(code! { name =>
                impl ::std::convert::AsRef<str> for #name {
                    fn as_ref(&self) -> &str {
                        self.as_str()
                    }
                }
            }),
            Item::Fragment(code! { name =>
                impl ::std::fmt::Display for #name {
                    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(self.as_str())
                    }
                }
            }),
        ]);
        items
    }

    /// Returns the items of the enum, whose values are integers.
    fn integers(&self) -> Vec<Item> {
        let name = self.name;
        let mut items = self.items(
            code!(=> i64),
            code!(=> get),
            code!(=> apiruntime::codegen::UnknownInteger),
            code!(=> apiruntime::codegen::unknown_integer),
        );
        items.push(Item::Fragment(code! { name =>
            impl ::std::fmt::Display for #name {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    self.get().fmt(f)
                }
            }
        }));
        items
    }

    /// Returns the enum, the method `method` that returns a value as `ty`, and the conversion from `ty`. The variant
    /// for unlisted values holds an `unknown`, which the function `hold` creates.
    fn items(
        &self,
        ty: Fragment,
        method: Fragment,
        unknown: Fragment,
        hold: Fragment,
    ) -> Vec<Item> {
        let name = self.name;
        let (arms, from) = self.arms();
        let allow = self.allow();
        let (shown, called, value) = (&allow, &method, &ty);
        vec![
            self.definition(unknown),
            Item::block(
                code!(shown, name => #shown impl #name),
                Members::Items,
                vec![
                    self.values(),
                    code! { called, value, arms =>
                        #[doc = " Returns the value as it is on the wire."]
                        #[must_use]
                        pub fn #called(&self) -> #value {
                            match self {
                                #arms
                                Self::Unknown(value) => value.#called(),
                            }
                        }
                    },
                ],
            ),
            Item::Fragment(code! { allow, ty, name, from, hold =>
                #allow
                impl ::std::convert::From<#ty> for #name {
                    fn from(value: #ty) -> Self {
                        match value {
                            #from
                            _ => Self::Unknown(#hold(value)),
                        }
                    }
                }
            }),
        ]
    }

    /// Returns the constant with all values.
    fn values(&self) -> Fragment {
        let variants = self.values.iter().map(|value| value.variant);
        let variants = Fragment::listed(variants.map(|variant| code!(variant => Self::#variant)));
        code! { variants =>
            #[doc = " The values that the description lists."]
            pub const VALUES: &[Self] = &[#variants];
        }
    }

    fn definition(&self, unknown: Fragment) -> Item {
        let (name, comment) = (self.name, self.comment.outer());
        let gone = deprecated(self.lifecycle);
        let variants = self.values.iter().map(|value| {
            let (variant, comment) = (value.variant, value.comment.outer());
            let gone = deprecated(value.lifecycle);
            code!(comment, gone, variant => #comment #gone #variant)
        });
        let unknown = code! { unknown =>
            #[doc = " A value not listed in the description."]
            Unknown(#unknown)
        };
        let head = code! { comment, gone, name =>
            #comment
            #gone
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #name
        };
        let variants = variants.chain([unknown]).collect();
        Item::block(head, Members::Variants, variants)
    }

    fn allow(&self) -> Option<Fragment> {
        let is_deprecated = |value: &Value<'_>| value.lifecycle == Lifecycle::Deprecated;
        self.values.iter().any(is_deprecated).then(
            || code!(=> #[allow(deprecated, reason = "the code of a deprecated value names it")]),
        )
    }
}
