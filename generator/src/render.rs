//! Emitted items to text: syn reads them back, prettyplease lays them out, one item after the other.
//!
//! Rendering is most of the work, so it is shared out over threads; what comes first in a file is decided by
//! its place in the plan, never by which thread was quicker.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{File, ImplItem, ItemImpl, ItemMod};

use crate::emit::{Emitted, Import, Item, declarations};
use crate::fileset::{FileSet, HEADER};

/// Code that is not valid Rust: a mistake of the generator, not of the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RenderError {
    /// The file.
    pub(crate) path: String,
    /// The error of syn.
    pub(crate) message: String,
}

/// A part of a file.
pub(crate) struct FilePart<T> {
    /// The file; parts of one file follow each other in the plan.
    pub(crate) path: String,
    /// What to emit.
    pub(crate) section: T,
}

/// A part of a file as text.
struct Rendered {
    inner: String,
    imports: BTreeSet<Import>,
    items: String,
}

/// Emits and lays out every part, and joins the parts of each file.
pub(crate) fn render<T: Sync>(
    plan: &[FilePart<T>],
    emit: impl Fn(&T) -> Emitted + Sync,
) -> Result<FileSet, RenderError> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<Rendered, RenderError>)>> =
        Mutex::new(Vec::with_capacity(plan.len()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = plan.get(index) else { return };
            let rendered = rendered(emit(&part.section)).map_err(|message| RenderError {
                path: part.path.clone(),
                message,
            });
            match done.lock() {
                Ok(mut done) => done.push((index, rendered)),
                Err(poisoned) => poisoned.into_inner().push((index, rendered)),
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
    let mut done = done
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    let mut files: Vec<(&str, Rendered)> = Vec::new();
    for ((_, rendered), part) in done.into_iter().zip(plan) {
        let rendered = rendered?;
        match files.last_mut() {
            Some((path, file)) if *path == part.path => {
                file.inner.push_str(&rendered.inner);
                file.imports.extend(rendered.imports);
                file.items.push_str(&rendered.items);
            }
            _ => files.push((&part.path, rendered)),
        }
    }
    let mut set = FileSet::default();
    for (path, file) in files {
        let text = file.text().map_err(|message| RenderError {
            path: path.to_owned(),
            message,
        })?;
        set.insert(path, text);
    }
    Ok(set)
}

impl Rendered {
    /// The file: header, documentation, imports, items.
    fn text(&self) -> Result<String, String> {
        let mut text = format!("{HEADER}\n");
        if !self.inner.is_empty() {
            text.push('\n');
            text.push_str(&self.inner);
        }
        for declarations in declarations(&self.imports) {
            text.push('\n');
            text.push_str(&unparse(declarations)?);
        }
        text.push_str(&self.items);
        Ok(text)
    }
}

/// A file of its own.
pub(crate) fn file(path: &str, emitted: Emitted) -> Result<String, RenderError> {
    let text = rendered(emitted).and_then(|rendered| rendered.text());
    text.map_err(|message| RenderError {
        path: path.to_owned(),
        message,
    })
}

fn rendered(emitted: Emitted) -> Result<Rendered, String> {
    let mut items = String::new();
    for item in emitted.items {
        items.push('\n');
        match item {
            Item::Code(code) => items.push_str(&code_text(code)?),
            Item::Table {
                attributes,
                name,
                input,
            } => items.push_str(&table_text(&attributes, &name, &input)?),
        }
    }
    let mut inner = String::new();
    for attributes in emitted.inner {
        inner.push_str(unparse(attributes)?.trim_end());
        inner.push('\n');
    }
    Ok(Rendered {
        inner,
        imports: emitted.imports,
        items,
    })
}

fn parse(code: TokenStream) -> Result<File, String> {
    syn::parse2(code.clone()).map_err(|error| format!("{error}: {code}"))
}

fn unparse(code: TokenStream) -> Result<String, String> {
    Ok(prettyplease::unparse(&parse(code)?))
}

fn alone(item: syn::Item) -> File {
    File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    }
}

/// Items: the functions of an `impl` or a module get blank lines between them, which prettyplease does not write.
fn code_text(code: TokenStream) -> Result<String, String> {
    Ok(items_text(parse(code)?.items))
}

fn items_text(items: Vec<syn::Item>) -> String {
    let mut text = String::new();
    let mut after_block = false;
    for item in items {
        let is_block = matches!(
            item,
            syn::Item::Impl(_)
                | syn::Item::Fn(_)
                | syn::Item::Mod(ItemMod {
                    content: Some(_),
                    ..
                })
        );
        if after_block || is_block && !text.is_empty() {
            text.push('\n');
        }
        after_block = is_block;
        match item {
            syn::Item::Impl(block) => text.push_str(&impl_text(block)),
            syn::Item::Mod(mut module) => {
                let items = module
                    .content
                    .as_mut()
                    .map(|(_, items)| std::mem::take(items));
                let head = prettyplease::unparse(&alone(syn::Item::Mod(module)));
                match (head.strip_suffix("}\n"), items) {
                    (Some(head), Some(items)) if !items.is_empty() => {
                        text.push_str(head);
                        text.push('\n');
                        for line in items_text(items).lines() {
                            let margin = if line.is_empty() { "" } else { "    " };
                            text.extend([margin, line, "\n"]);
                        }
                        text.push_str("}\n");
                    }
                    _ => text.push_str(&head),
                }
            }
            item => text.push_str(&prettyplease::unparse(&alone(item))),
        }
    }
    text
}

fn impl_text(block: ItemImpl) -> String {
    let members = block.items;
    let empty = ItemImpl {
        items: Vec::new(),
        ..block
    };
    let head = prettyplease::unparse(&alone(syn::Item::Impl(empty.clone())));
    let Some(head) = head.strip_suffix("}\n").filter(|_| !members.is_empty()) else {
        return head;
    };
    let mut text = format!("{head}\n");
    let bare = ItemImpl {
        attrs: Vec::new(),
        ..empty
    };
    let lines = prettyplease::unparse(&alone(syn::Item::Impl(bare.clone())))
        .lines()
        .count();
    let mut after_function = false;
    for (index, member) in members.into_iter().enumerate() {
        let is_function = matches!(member, ImplItem::Fn(_));
        if index > 0 && (is_function || after_function) {
            text.push('\n');
        }
        after_function = is_function;
        let one = ItemImpl {
            items: vec![member],
            ..bare.clone()
        };
        let one = prettyplease::unparse(&alone(syn::Item::Impl(one)));
        let body = one.lines().skip(lines);
        let mut body: Vec<_> = body.collect();
        body.pop();
        for line in body {
            text.push_str(line);
            text.push('\n');
        }
    }
    text.push_str("}\n");
    text
}

/// A call of a macro: its input is laid out as the statements of a function would be.
fn table_text(
    attributes: &TokenStream,
    name: &TokenStream,
    input: &TokenStream,
) -> Result<String, String> {
    // A macro takes its input token by token, and a long line may have got a comma or a block.
    let tokens = |code: TokenStream| -> String {
        let text = code.to_string();
        text.split_whitespace()
            .collect::<String>()
            .replace(",}", "}")
    };
    let statements = quote!(fn input() { #input });
    let body = unparse(statements.clone())?;
    let laid_out: Result<TokenStream, _> = body.parse();
    if laid_out.is_ok_and(|laid_out| tokens(laid_out) != tokens(statements)) {
        return unparse(quote!(#attributes #name! { #input }));
    }
    let call = unparse(quote!(#attributes #name! {}))?;
    let (head, tail) = (
        call.strip_suffix("{}\n"),
        body.strip_prefix("fn input() {\n"),
    );
    match (head, tail) {
        (Some(head), Some(tail)) => Ok(format!("{head}{{\n{tail}")),
        _ => Err(format!(
            "a table is laid out in an unknown way: {call}{body}"
        )),
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn emitted(items: Vec<Item>) -> Emitted {
        Emitted {
            items,
            ..Emitted::default()
        }
    }

    #[test]
    fn parts_of_a_file_are_joined_in_the_order_of_the_plan() {
        let plan: Vec<_> = (0..40_u32)
            .map(|section| FilePart {
                path: format!("f{}.rs", section / 10),
                section,
            })
            .collect();
        let emit = |number: &u32| {
            let name = quote::format_ident!("N{number}");
            emitted(vec![Item::Code(quote!(struct #name;))])
        };
        let files = render(&plan, emit).expect("structs are Rust");
        assert_eq!(files.len(), 4);
        assert!(
            files
                .get("f0.rs")
                .is_some_and(|text| text.starts_with(HEADER) && text.ends_with("struct N9;\n"))
        );
    }

    #[test]
    fn code_that_is_not_rust_is_an_error() {
        let plan = [FilePart {
            path: "f.rs".to_owned(),
            section: (),
        }];
        let error = render(&plan, |()| emitted(vec![Item::Code(quote!(struct struct))]))
            .expect_err("two keywords");
        assert_eq!(error.path, "f.rs");
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
        assert_eq!(code_text(code).as_deref(), Ok(expected));
    }

    #[test]
    fn a_table_has_a_row_a_line() {
        let input = quote! {
            struct Pet { id: optional<0, "id">, r#type: required<1, "type", Vec<u8>> }
        };
        let expected = "model! {\n    struct Pet {\n        id: optional<0, \"id\">,\n        \
                        r#type: required<1, \"type\", Vec<u8>>,\n    }\n}\n";
        assert_eq!(
            table_text(&quote!(), &quote!(model), &input).as_deref(),
            Ok(expected)
        );
    }

    #[test]
    fn a_row_that_would_be_laid_out_with_a_block_is_left_as_it_is() {
        let variant = quote::format_ident!("{}", "V".repeat(90));
        let input = quote!(match Pet["kind"] { "cat" => #variant::<#variant>, });
        let text = table_text(&quote!(), &quote!(tagged_union), &input);
        assert!(text.is_ok_and(|text| !text.contains("=> {")));
    }
}
