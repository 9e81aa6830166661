//! The type of requests.

use quote::quote;

use super::context::Context;
use super::item::Item;
use crate::names::Split;

/// Returns the type of the requests of all operations. The methods of a single operation are in an `impl` of their own,
/// on an alias in `operations`; the alias has a page in the documentation that also shows the methods of all requests.
///
/// With one type for each operation, the common methods would be written, checked and documented again for each. The
/// methods that send are `#[inline]`, and so is whatever builds a request or an empty model: it is compiled in the
/// programs that call it, not with the client, of which most programs call a few operations.
pub(crate) fn request(context: &Context<'_>) -> Vec<Item> {
    // A program may disable all operations.
    let unused = (context.names.modules.split == Split::Features)
        .then(|| quote!(#[allow(dead_code, reason = "a feature is for each tag's operations")]));
    let operation = quote!(apiruntime::codegen::Operation);
    let response = quote!(apiruntime::codegen::Response<O::Output>);
    let result = quote! {
        ::std::result::Result<#response, apiruntime::codegen::Error<O::Error>>
    };
    let sending = quote!(apiruntime::codegen::Sending<O::Output, O::Error>);
    vec![
        Item::Code(quote! {
            #[doc = " A request of an operation, as the methods of [`Client`](super::Client) return it. Nothing is sent until it is awaited."]
            #[doc = ""]
            #[doc = " Each operation has a name for its requests in [`operations`](super::operations): the page of that name has"]
            #[doc = " the operation's own methods beside those that all requests have."]
            #[must_use = "nothing is sent until the request is awaited"]
            pub struct Request<O> {
                pub(super) call: apiruntime::codegen::Call,
                operation: ::std::marker::PhantomData<fn() -> O>,
            }
        }),
        Item::Code(quote! {
            impl<O> Request<O> {
                #unused
                pub(super) fn new(call: apiruntime::codegen::Call) -> Self {
                    Self { call, operation: ::std::marker::PhantomData }
                }
            }
        }),
        Item::Code(quote! {
            impl<O: #operation> Request<O> {
                #[doc = " Sends the request and decodes the response."]
                #[inline]
                pub fn send(self) -> #sending { self.call.send::<O>() }

                #[doc = " Sends the request and waits for the response, outside an async runtime."]
                #[cfg(feature = "blocking")]
                #[inline]
                pub fn send_blocking(self) -> #result { self.call.send_blocking::<O>() }

                #[doc = " Sends the request again and again until `judge` gives `true`, or a verdict that ends it."]
                pub fn wait_until<V: ::std::convert::Into<apiruntime::codegen::Verdict>>(
                    self,
                    judge: impl ::std::ops::FnMut(&#response) -> V + ::std::marker::Send + 'static,
                ) -> apiruntime::codegen::Waiting<#response, O::Error>
                where
                    O: apiruntime::codegen::Pollable,
                {
                    apiruntime::codegen::Waiting::until(self.call.typed::<O>(), judge)
                }

                #[doc = " Sets time limits, retries and headers of this request."]
                #[doc(alias("timeout", "retry"))]
                pub fn options(mut self, options: apiruntime::codegen::CallOptions) -> Self {
                    self.call.set_options(options);
                    self
                }

                #[doc = " Says whether sending the request twice does no harm, so that it is repeated after any failure."]
                pub fn idempotent(mut self, is_idempotent: bool) -> Self {
                    self.call.set_idempotent(is_idempotent);
                    self
                }

                #[doc = " Adds a pair to the query, instead of what the description has of that name."]
                pub fn extra_query(mut self, name: &str, value: &str) -> Self {
                    self.call.extra_query(name, value);
                    self
                }

                #[doc = " Adds a header, instead of what the description has of that name."]
                pub fn extra_header(mut self, name: &str, value: &str) -> Self {
                    self.call.extra_header(name, value);
                    self
                }
            }
        }),
        Item::Code(quote! {
            impl<O: #operation> apiruntime::codegen::TypedRequest for Request<O> {
                type Operation = O;
            }
        }),
        Item::Code(quote! {
            impl<O: #operation> ::std::future::IntoFuture for Request<O> {
                type Output = #result;
                type IntoFuture = #sending;

                #[inline]
                fn into_future(self) -> Self::IntoFuture { self.send() }
            }
        }),
        Item::Code(quote! {
            impl<O> ::std::fmt::Debug for Request<O> {
                fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    self.call.fmt(f)
                }
            }
        }),
    ]
}
