//! The error type of the API.

use quote::quote;

use super::super::item::Item;

/// Returns the error type that all operations share, for `?`. It is a type of the client and not an alias of the
/// runtime's type: `From` could not be implemented for an alias, since the errors of operations are the same generic
/// type with another argument.
pub(super) fn error() -> Vec<Item> {
    let error = quote!(apiruntime::codegen::Error<apiruntime::codegen::NoError>);
    let delegated = ["Debug", "Display"].map(|name| {
        let name = quote::format_ident!("{name}");
        Item::Code(quote! {
            impl ::std::fmt::#name for Error {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { self.0.fmt(f) }
            }
        })
    });
    let mut items = vec![
        Item::Code(quote! {
            #[doc = " Why something failed, whichever operation it was: one type for `?`."]
            #[doc = ""]
            #[doc = " It is made from the error of any call, list, wait or stream, and from those of credentials and of the"]
            #[doc = " builder. Nothing is lost: it has the same methods, by dereferencing, and [`kind`](Self::kind) returns the"]
            #[doc = " documented error of an operation."]
            pub struct Error(#error);
        }),
        Item::Code(quote! {
            impl Error {
                #[doc = " Returns the documented error of an operation, such as `…Error::NotFound`, where it is of this type."]
                #[doc = " Operations that document the same errors may have one type for them: which one failed is said by"]
                #[doc = " `operation()`."]
                pub fn kind<K: 'static>(&self) -> ::std::option::Option<&K> { self.0.kind_of() }

                #[doc = " Returns the documented error of an operation alone, where it is of this type."]
                #[doc = ""]
                #[doc = " # Errors"]
                #[doc = ""]
                #[doc = " This error, where it is of another operation, or of none."]
                pub fn into_kind<K: 'static>(self) -> ::std::result::Result<K, Self> {
                    self.0.into_kind_of().map_err(Self)
                }
            }
        }),
        Item::Code(quote! {
            impl<E: apiruntime::codegen::IntoError> ::std::convert::From<E> for Error {
                fn from(error: E) -> Self { Self(error.into_error()) }
            }
        }),
        Item::Code(quote! {
            impl ::std::ops::Deref for Error {
                type Target = #error;

                fn deref(&self) -> &Self::Target { &self.0 }
            }
        }),
    ];
    items.extend(delegated);
    items.push(Item::Code(quote! {
        impl ::std::error::Error for Error {
            fn source(&self) -> ::std::option::Option<&(dyn ::std::error::Error + 'static)> {
                ::std::error::Error::source(&self.0)
            }
        }
    }));
    items
}
