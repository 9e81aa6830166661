//! Emitted items to text: syn reads them back, prettyplease lays them out, one item after the other.
//!
//! Rendering is most of the work, so it is shared out over threads; what comes first in a file is decided by
//! its place in the plan, never by which thread was quicker.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::emit::Item;
use crate::fileset::{FileSet, HEADER};

/// Code that is no Rust: a mistake of the generator, not of the description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RenderError {
    /// The file.
    pub(crate) path: String,
    /// What syn says of it.
    pub(crate) message: String,
}

/// A piece of a file.
pub(crate) struct Piece<T> {
    /// The file; pieces of one file follow each other in the plan.
    pub(crate) path: String,
    /// What to emit.
    pub(crate) work: T,
}

/// Emits and lays out every piece, and joins the pieces of each file.
pub(crate) fn render<T: Sync>(
    plan: &[Piece<T>],
    emit: impl Fn(&T) -> Vec<Item> + Sync,
) -> Result<FileSet, RenderError> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Result<String, RenderError>)>> =
        Mutex::new(Vec::with_capacity(plan.len()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(piece) = plan.get(index) else { return };
            let text = text(&emit(&piece.work)).map_err(|message| RenderError {
                path: piece.path.clone(),
                message,
            });
            match done.lock() {
                Ok(mut done) => done.push((index, text)),
                Err(poisoned) => poisoned.into_inner().push((index, text)),
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
    let mut files = FileSet::default();
    let mut open: Option<(&str, String)> = None;
    for (index, text) in done {
        let Some(piece) = plan.get(index) else {
            continue;
        };
        let text = text?;
        match &mut open {
            Some((path, file)) if *path == piece.path => {
                file.push_str(&text);
            }
            _ => {
                if let Some((path, file)) = open.take() {
                    files.insert(path, file);
                }
                open = Some((&piece.path, format!("{HEADER}\n{text}")));
            }
        }
    }
    if let Some((path, file)) = open {
        files.insert(path, file);
    }
    Ok(files)
}

/// A file of its own.
pub(crate) fn file(path: &str, items: &[Item]) -> Result<String, RenderError> {
    let text = text(items).map_err(|message| RenderError {
        path: path.to_owned(),
        message,
    })?;
    Ok(format!("{HEADER}\n{text}"))
}

/// The items of a piece, each after a blank line.
fn text(items: &[Item]) -> Result<String, String> {
    let mut out = String::new();
    for item in items {
        out.push('\n');
        match item {
            Item::Code(tokens) => {
                let file =
                    syn::parse2(tokens.clone()).map_err(|error| format!("{error}: {tokens}"))?;
                out.push_str(&prettyplease::unparse(&file));
            }
            Item::Table(table) => table.print(&mut out),
            Item::Lines(lines) => {
                for line in lines {
                    out.push_str(line);
                    out.push('\n');
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn pieces_of_a_file_are_joined_in_the_order_of_the_plan() {
        let plan: Vec<_> = (0..40_u32)
            .map(|work| Piece {
                path: format!("f{}.rs", work / 10),
                work,
            })
            .collect();
        let emit = |number: &u32| vec![Item::Lines(vec![format!("// {number}")])];
        let files = render(&plan, emit).expect("comments are Rust");
        assert_eq!(files.len(), 4);
        assert!(
            files
                .get("f0.rs")
                .is_some_and(|text| text.starts_with(HEADER) && text.ends_with("// 9\n"))
        );
    }

    #[test]
    fn code_that_is_no_rust_is_an_error() {
        let plan = [Piece {
            path: "f.rs".to_owned(),
            work: (),
        }];
        let error =
            render(&plan, |()| vec![Item::Code(quote!(struct struct))]).expect_err("two keywords");
        assert_eq!(error.path, "f.rs");
    }

    #[test]
    fn a_doc_comment_stays_a_line_comment() {
        let items = vec![Item::Code(quote! {
            #[doc = " One `line`."]
            pub struct A;
        })];
        assert_eq!(
            text(&items).as_deref(),
            Ok("\n/// One `line`.\npub struct A;\n")
        );
    }
}
