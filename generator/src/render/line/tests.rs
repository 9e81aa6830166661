use quote::{format_ident, quote};

use super::Code;
use crate::render::pretty;

/// The printer compares each piece with the output of prettyplease.
#[test]
fn lines_break_where_prettyplease_breaks_them_however_long_names_are() {
    for length in 2..100 {
        let name = format_ident!("N{}", "a".repeat(length - 1));
        let text = "t".repeat(length);
        let items = [
            quote!(use super::models::{A, #name, B, C, #name, Dddddddddd, #name};),
            quote!(static A: B = B::new(#text, "GET", #text).repeated().accept(#text).success(200);),
            quote!(static #name: Parameter = Parameter::query(#text);),
            quote!(pub struct A { pub a: Option<Vec<#name>>, pub(crate) b: B<#name, C,> }),
            quote! {
                impl A {
                    type B = Either<#name, Result<#name, ()>>;
                    type C = Result<Response<Vec<#name>>, Error<B>>;
                    pub fn a(self) -> Result<Response<#name>, Error<#name>,> { self.#name.a(b, #name) }
                    pub fn b(mut self, a: impl Into<#name>, b: impl IntoNullable<#name, B>) -> Self { a }
                    pub fn #name<T>(&self, a: &str, #name: i64, b: &'static [u8]) -> A {
                        let mut call = Call::new(&self.core, &#name);
                        call.parameter(&A, #name);
                        call.json(#text, None, body);
                        self.a = Some(#name.into());
                        #name { call }
                    }
                    fn decode(response: &mut B) -> Decoded<Self> {
                        let kind = match response.status() {
                            200 => return response.json().map(#name::Ok),
                            400..=499 => #name::A,
                            404 => return response.empty().map(|()| #name::A),
                            _ => return response.error(&[], #name::B),
                        };
                        match a.b() { 200 => response.error(&[], #name::Ok), _ => a.c(#name::B) }
                    }
                }
            },
        ];
        for item in items {
            pretty::items(&Code::of(item));
        }
    }
}
