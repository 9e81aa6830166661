//! From emitted items to text: paths are shortened, syn parses the items, and prettyplease lays them out.
//!
//! Rendering is most of the work, so it is distributed over threads. The order in a file is that of the plan, whichever
//! thread finishes first.

mod calls;
mod code;
mod files;
mod fill;
mod form;
mod known;
mod layout;
mod line;
mod mark;
mod paths;
mod place;
mod pretty;
mod source;
mod spaced;
mod split;
mod table;
mod template;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use code::Code;
use files::PlannedFile;
use fill::Printer;
pub(crate) use known::Known;
use paths::{Import, Shortener};
use place::Place;

use crate::emit::{Emitted, FilePart, Fragment, Item};
use crate::fileset::HEADER;
use crate::names::paths::Scope;

/// A part of a file as text.
struct Rendered {
    inner: String,
    imports: BTreeSet<Import>,
    items: String,
}

/// Emits and lays out every part, joins the parts of each file, and passes on each file when it is complete.
pub(crate) fn render<T: Sync>(
    known: &Arc<Known>,
    plan: &[FilePart<'_, T>],
    emit: impl Fn(&T) -> Emitted + Sync,
    file: &mut (dyn FnMut(String, String) + Send),
) {
    let files = PlannedFile::of(plan);
    let parts = files.iter().flat_map(|file| {
        let parts = file.parts.iter();
        parts.map(move |(index, part)| (file, *index, *part))
    });
    let parts: Vec<_> = parts.collect();
    let next = AtomicUsize::new(0);
    let finished = Mutex::new(file);
    let work = || {
        let mut printer = Printer::knowing(known);
        loop {
            let next = next.fetch_add(1, Ordering::Relaxed);
            let Some((file, index, part)) = parts.get(next).copied() else {
                return;
            };
            let rendered = Rendered::of(emit(&part.section), &part.scope, &mut printer);
            if let Some(all) = file.take(index, rendered) {
                let text = Rendered::text(all);
                let mut finished = finished.lock().unwrap_or_else(PoisonError::into_inner);
                finished(file.path.to_owned(), text);
            }
        }
    };
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(plan.len())
        .min(8);
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
}

/// Renders a file with a single part.
pub(crate) fn file(emitted: Emitted) -> String {
    let scope = Scope::default().without_imports();
    let part = Rendered::of(emitted, &scope, &mut Printer::default());
    Rendered::text(vec![part])
}

impl Rendered {
    fn of(emitted: Emitted, scope: &Scope<'_>, printer: &mut Printer) -> Self {
        let mut imports = BTreeSet::new();
        let mut items = String::new();
        let mut shortener = Shortener::new(scope, &mut imports);
        printer.begin_part();
        for item in emitted.items {
            items.push('\n');
            items.push_str(&rendered(item, scope, printer, &mut shortener));
        }
        let inner = emitted.inner.into_iter();
        let inner = inner.map(|code| pretty::attributes(&Code::of(code)));
        Self {
            inner: inner.collect(),
            imports,
            items,
        }
    }

    /// Returns a file from its parts: header, documentation, imports, items.
    fn text(mut parts: Vec<Self>) -> String {
        let mut text = format!("// {HEADER}\n");
        if parts.iter().any(|part| !part.inner.is_empty()) {
            text.push('\n');
        }
        text.extend(parts.iter().map(|part| part.inner.as_str()));
        let imports = parts
            .iter_mut()
            .map(|part| std::mem::take(&mut part.imports));
        for declared in declared(&imports.flatten().collect()) {
            text.push('\n');
            text.push_str(&declared);
        }
        text.reserve_exact(parts.iter().map(|part| part.items.len()).sum());
        text.extend(parts.into_iter().map(|part| part.items));
        text
    }
}

/// Returns an item as text.
fn rendered(
    item: Item,
    scope: &Scope<'_>,
    printer: &mut Printer,
    shortener: &mut Shortener<'_>,
) -> String {
    match item {
        Item::Code(code) => pretty::items(&shortener.shorten(Code::of(code))),
        Item::Fragment(Fragment::List(all, None)) => {
            printer.fragments(&all, Place::Item, shortener)
        }
        Item::Fragment(code) => printer.fragment(&code, Place::Item, shortener).text,
        Item::Block {
            head,
            kind,
            members,
        } => {
            let head = printer.fragment(&head, Place::Head(kind), shortener);
            let members = printer.fragments(&members, Place::Member(kind), shortener);
            [&head.text, &members, "}\n"].concat()
        }
        Item::With(attribute, item) => {
            let attribute = printer.fragment(&attribute, Place::Attribute, shortener);
            attribute.text + &rendered(*item, scope, printer, shortener)
        }
        Item::Table { name, input } => {
            let [name, input] =
                [name, input].map(|code| shortener.shorten(Code::of_fragment(&code)));
            table::table(&name, &input)
        }
        Item::Module { head, items } => module(&head, &items, scope, printer),
    }
}

/// Renders a module inside a file, with its own imports.
fn module(head: &Fragment, items: &[Fragment], scope: &Scope<'_>, printer: &mut Printer) -> String {
    let mut imports = BTreeSet::new();
    printer.begin_part();
    let mut shortener = Shortener::new(scope, &mut imports);
    let head = printer.fragment(head, Place::Item, &mut shortener).text;
    let items = printer.fragments(items, Place::Item, &mut shortener);
    printer.begin_part();
    let uses = declared(&imports).concat();
    let gap = if uses.is_empty() || items.is_empty() {
        ""
    } else {
        "\n"
    };
    pretty::module(&head, &[&uses, gap, &items].concat())
}

/// Returns the declarations of imports, grouped by their sources.
fn declared(imports: &BTreeSet<Import>) -> Vec<String> {
    let declarations = paths::declarations(imports).into_iter();
    let declared = declarations.map(|uses| pretty::items(&Code::of(uses)));
    declared.collect()
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;
    use crate::fileset::FileSet;

    fn emitted(items: Vec<Item>) -> Emitted {
        Emitted {
            items,
            ..Emitted::default()
        }
    }

    fn table(name: &str, input: proc_macro2::TokenStream) -> String {
        let name = quote::format_ident!("{name}");
        table::table(&Code::of(quote!(#name)), &Code::of(input))
    }

    #[test]
    fn parts_of_a_file_are_joined_in_the_order_of_the_plan() {
        let plan: Vec<_> = (0..40_u32)
            .map(|section| FilePart {
                path: format!("f{}.rs", section / 10),
                section,
                weight: 1,
                scope: Arc::default(),
            })
            .collect();
        let emit = |number: &u32| {
            let name = quote::format_ident!("N{number}");
            emitted(vec![Item::Code(quote!(struct #name;))])
        };
        let mut files = FileSet::default();
        render(&Arc::default(), &plan, emit, &mut |path, text| {
            files.insert(path, text);
        });
        assert_eq!(files.iter().count(), 4);
        assert!(files.get("f0.rs").is_some_and(
            |text| text.starts_with(&format!("// {HEADER}")) && text.ends_with("struct N9;\n")
        ));
    }

    #[test]
    fn functions_of_an_impl_are_apart_and_a_doc_comment_stays_a_line_comment() {
        let code = quote! {
            #[doc = " What it does."]
            impl A {
                const B: u8 = 1;
                #[doc = " One `line`."]
                fn c(&self) {}
                fn d(&self) -> u8 { Self::B }
            }
        };
        let expected = "/// What it does.\nimpl A {\n    const B: u8 = 1;\n\n    /// One `line`.\n    fn c(&self) {}\n\n    \
                        fn d(&self) -> u8 {\n        Self::B\n    }\n}\n";
        assert_eq!(pretty::items(&Code::of(code)), expected);
    }

    #[test]
    fn members_that_are_alike_keep_their_own_comments() {
        let setter = |name: &str, comment: &str| {
            let name = quote::format_ident!("{name}");
            quote! {
                impl #name {
                    #[doc = #comment]
                    fn limit(self) -> Self { self }
                    const fn none() {}
                }
            }
        };
        let comments = [
            " One.\n\n A \"quote\", a \\, a tab\t, \u{301} and \0.",
            " Two.",
        ];
        for comment in comments {
            let written = comment.replace('\n', "\n    ///");
            let expected = format!(
                "impl A {{\n    ///{written}\n    fn limit(self) -> Self {{\n        self\n    }}\n\n    \
                 const fn none() {{}}\n}}\n"
            );
            assert_eq!(pretty::items(&Code::of(setter("A", comment))), expected);
        }
    }

    #[test]
    fn items_are_laid_out_as_prettyplease_does_however_long_names_and_strings_are() {
        let items = |name: &proc_macro2::Ident, text: &str| {
            [
                quote!(pub struct A<'a> { #[allow(dead_code)] pub #name: Vec<(u8, &'a #name)>, b: #name }),
                quote!(pub enum A { B, #name { #name: u8, b: u8 }, C(Box<#name>, u8) }),
                quote!(impl A { fn new() -> Self { Self { #name: #name.into(), id } } }),
                quote!(impl A { fn new() -> Self {
                    Self { first_of_all: a.into(), #name: #name.clone().into(), last: #text.into() }
                } }),
                quote!(impl A { fn new() -> Self { Self { first, second: #text, #name: #name.clone().into() } } }),
                quote!(pub fn a(#name: &str, b: #name) -> Result<(), #name> {
                    let x = b.call(#name, #text, &[#text]);
                    if x { return; }
                    match x { #text => #name::A(x), _ => {} }
                }),
                quote!(static A: #name = #name::new(#text, "GET").with(#text).status(200);),
                quote!(use super::{#name, B, #name as C};),
                quote!(impl A { type B = Either<#name, Result<#name, ()>>; }),
                quote!(impl A for #name { fn b(&self) { self.a.#name = Some(#name { x: 1 }); } }),
            ]
        };
        for length in (1..50).chain([80, 95]) {
            let name = quote::format_ident!("n{}", "a".repeat(length - 1));
            for long in [0, 2, 3, length] {
                for code in items(&name, &"s\"".repeat(long / 2)) {
                    let whole = syn::parse2(code.clone()).map(|file| prettyplease::unparse(&file));
                    assert_eq!(whole.ok(), Some(pretty::items(&Code::of(code))));
                }
            }
        }
    }

    #[test]
    fn the_head_of_an_impl_breaks_where_it_is_too_long() {
        let [short, long] =
            ["A".repeat(40), "B".repeat(80)].map(|name| quote::format_ident!("{name}"));
        let code = quote!(impl<T> #long for #short where T: #long { fn a() {} });
        let text = pretty::items(&Code::of(code.clone()));
        let whole = syn::parse2(code).map(|file| prettyplease::unparse(&file));
        assert_eq!(whole.ok(), Some(text));
    }

    #[test]
    fn a_table_has_a_row_a_line() {
        let input = quote!(Pet {
            id: optional(0, "id"),
            r#type: required::<Vec<u8>>(1, "type"),
        });
        let expected = "model! {\n    Pet {\n        id: optional(0, \"id\"),\n        \
                        r#type: required::<Vec<u8>>(1, \"type\"),\n    }\n}\n";
        assert_eq!(table("model", input), expected);
    }

    #[test]
    fn a_row_that_is_too_long_gets_neither_a_comma_nor_a_block() {
        let (variant, ty) = ("V".repeat(32), "T".repeat(32));
        let [name, path] = [&variant, &ty].map(|name| quote::format_ident!("{name}"));
        let input = quote!(match Pet["kind"] { "cat" | "lynx" => #name::<#path>, _ => A::<B>, });
        let expected = format!(
            "tagged_union! {{\n    match Pet[\"kind\"] {{\n        \"cat\" | \"lynx\" => {variant}::<{ty}>,\n        \
             _ => A::<B>,\n    }}\n}}\n"
        );
        assert_eq!(table("tagged_union", input), expected);
        let wire = "w".repeat(24);
        let input =
            quote!(Pet { identifier_of_it: required::<#path>(0, #wire), ..additional::<u8>() });
        let expected = format!(
            "model! {{\n    Pet {{\n        identifier_of_it: required::<{ty}>(0, \"{wire}\"),\n        \
             ..additional::<u8>()\n    }}\n}}\n"
        );
        assert_eq!(table("model", input), expected);
    }
}
