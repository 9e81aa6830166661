//! The part of a struct in addition to the fields of its properties.

use super::context::ModuleContext;
use super::docs::Comment;
use super::fragment::{Fragment, code};
use crate::analyze::Unknown;
use crate::ir::{Additional, Struct, TypeId};

/// The properties that a struct holds in addition to the declared ones.
pub(super) enum Rest {
    /// Nothing.
    Ignored,
    /// Properties that the description does not have, which are sent back.
    Unknown,
    /// Properties that the description forbids, which are not sent back.
    Unsent,
    /// Additional properties of this type.
    Additional(Fragment),
}

impl Rest {
    pub(super) fn of(context: &ModuleContext<'_>, id: TypeId, object: &Struct) -> Self {
        match &object.additional {
            Additional::Typed(ty) => Self::Additional(context.rust(ty)),
            Additional::Ignored | Additional::Forbidden => match context.facts.unknown(id) {
                Unknown::Ignored => Self::Ignored,
                Unknown::Read => Self::Unsent,
                Unknown::SentBack => Self::Unknown,
            },
        }
    }

    /// Returns the field.
    pub(super) fn field(&self) -> Option<Fragment> {
        match self {
            Self::Ignored => None,
            Self::Unknown | Self::Unsent => {
                Some(code!(=> pub(crate) unknown_fields: apiruntime::codegen::UnknownFields))
            }
            Self::Additional(ty) => Some(code! { ty =>
                #[doc = " Additional properties."]
                pub additional: ::std::collections::BTreeMap<::std::string::String, #ty>
            }),
        }
    }

    /// Returns the initial value of the field in a constructor.
    pub(super) fn empty(&self) -> Option<Fragment> {
        match self {
            Self::Ignored => None,
            Self::Unknown | Self::Unsent => {
                Some(code!(=> unknown_fields: ::std::default::Default::default(),))
            }
            Self::Additional(_) => Some(code!(=> additional: ::std::collections::BTreeMap::new(),)),
        }
    }

    /// Returns the method that returns or sets the field.
    pub(super) fn method(&self) -> Option<Fragment> {
        match self {
            Self::Ignored => None,
            Self::Unknown | Self::Unsent => {
                let sent = match self {
                    Self::Unknown => "they are sent back",
                    _ => "none is sent back, as it allows no others",
                };
                let about = "Returns the properties that the description does not have";
                let comment = Comment::new(format!("{about}; {sent}.")).outer();
                Some(code! { comment =>
                    #comment
                    #[must_use]
                    pub fn unknown_fields(&self) -> &apiruntime::codegen::UnknownFields {
                        &self.unknown_fields
                    }
                })
            }
            Self::Additional(ty) => Some(code! { ty =>
                #[doc = " Sets the additional properties."]
                #[must_use]
                pub fn additional(
                    mut self,
                    additional: ::std::collections::BTreeMap<::std::string::String, #ty>,
                ) -> Self {
                    self.additional = additional;
                    self
                }
            }),
        }
    }
}
