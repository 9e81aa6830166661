//! From absolute paths to short ones. Emitters write every path in full, so that no name of a description can change
//! its meaning. Here a path becomes its last segment and a `use`, unless that name means something else in the module.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use proc_macro2::{Delimiter, TokenStream};
use quote::quote;

use super::code::{Code, Kind};
use crate::emit::ident;
use crate::facility::RUNTIME;
use crate::names::paths::{Scope, Written};

/// A path that a module imports, segment by segment.
pub(super) type Import = Vec<String>;

/// Shortens paths, and collects the imports that this needs.
pub(super) struct Shortener<'a> {
    scope: &'a Scope<'a>,
    imports: &'a mut BTreeSet<Import>,
    /// Items of the description, with whether they are imported.
    items: HashMap<String, bool>,
    /// The names for which the scope was asked, if they are recorded.
    pub(super) asked: Option<Vec<Asked>>,
}

/// A name, and how a scope writes it.
#[derive(Debug)]
pub(super) struct Asked {
    name: String,
    is_model: bool,
    written: Written,
}

/// Returns how a scope writes the name of a model or of something else.
fn written(scope: &Scope<'_>, name: &str, is_model: bool) -> Written {
    match is_model {
        true => scope.model(name),
        false => scope.other(name),
    }
}

impl<'a> Shortener<'a> {
    /// Returns a shortener for code in a module with this scope.
    pub(super) fn new(scope: &'a Scope<'a>, imports: &'a mut BTreeSet<Import>) -> Self {
        Self {
            scope,
            imports,
            items: HashMap::new(),
            asked: None,
        }
    }

    /// Returns a shortener with other imports that records for which names the scope is asked.
    pub(super) fn recording<'b>(&self, imports: &'b mut BTreeSet<Import>) -> Shortener<'b>
    where
        'a: 'b,
    {
        Shortener {
            asked: Some(Vec::new()),
            ..Shortener::new(self.scope, imports)
        }
    }

    /// Whether the scope writes all recorded names in the same way.
    pub(super) fn writes(&self, asked: &[Asked]) -> bool {
        let mut asked = asked.iter();
        asked.all(|asked| written(self.scope, &asked.name, asked.is_model) == asked.written)
    }

    /// Adds imports.
    pub(super) fn import_all(&mut self, imports: &BTreeSet<Import>) {
        for import in imports {
            if !self.imports.contains(import) {
                self.imports.insert(import.clone());
            }
        }
    }

    /// Whether the path of an item of the description is shortened to its last segment. If so, the item is imported.
    pub(super) fn imports_item(&mut self, path: &str) -> bool {
        if let Some(is_imported) = self.items.get(path) {
            return *is_imported;
        }
        let segments: Vec<_> = path.split("::").map(str::to_owned).collect();
        let is_model = segments.iter().any(|segment| segment == "models");
        let is_imported = match segments.as_slice() {
            [_, .., name] => self.ask(name, is_model) == Written::Imported,
            _ => false,
        };
        if is_imported {
            self.imports.insert(segments);
        }
        self.items.insert(path.to_owned(), is_imported);
        is_imported
    }

    /// Returns how a name is written, and records it if needed.
    fn ask(&mut self, name: &str, is_model: bool) -> Written {
        let written = written(self.scope, name, is_model);
        if let Some(asked) = &mut self.asked {
            asked.push(Asked {
                name: name.to_owned(),
                is_model,
                written,
            });
        }
        written
    }

    /// Returns the code with every path as short as possible.
    pub(super) fn shorten(&mut self, code: Code) -> Code {
        code.replaced(|code, at| match code.kind(at)? {
            Kind::Open(Delimiter::None, _) => {
                let path = at.saturating_add(1)..code.close_of(at)?;
                Some((at..code.after(at), self.described(code, path)))
            }
            Kind::Word | Kind::Operator => {
                let path = library_path(code, at)?;
                Some((path.clone(), self.library(code, path)))
            }
            _ => None,
        })
    }

    /// Returns the part that is kept of a marked path, which is that of an item of the description.
    fn described(&mut self, code: &Code, path: Range<usize>) -> Range<usize> {
        let last = path.end.saturating_sub(1);
        let name = code.text(last);
        if path.len() < 2 {
            return path;
        }
        let is_model = path.clone().any(|at| code.is(at, "models"));
        if self.ask(name, is_model) != Written::Imported {
            return path;
        }
        self.import(code, path.clone());
        last..path.end
    }

    /// Returns the part that is kept of a path of std or of the runtime.
    fn library(&mut self, code: &Code, path: Range<usize>) -> Range<usize> {
        let is_std = code.is(path.start, "::");
        let first = if is_std {
            path.start.saturating_add(1)
        } else {
            path.start
        };
        let is_macro = code.is(path.end, "!");
        let word = |index: usize| first.saturating_add(index.saturating_mul(2));
        let count = path.end.saturating_sub(first).saturating_add(1) / 2;
        let text = |index: usize| code.text(word(index));
        // The macros of std are always in scope, and a description defines no macros.
        if is_std && is_macro {
            return path.end.saturating_sub(1)..path.end;
        }
        // `Error` is a common name in APIs.
        if is_std && (0..count).any(|index| text(index) == "error") {
            return first..path.end;
        }
        // Items that only exist with a feature are not imported.
        if !is_std && count > 2 && text(2) == "fs" {
            return path;
        }
        // The import is an item; for functions, and for everything in `fmt`, it is the module.
        let item = (0..count).find(|index| text(*index).starts_with(char::is_uppercase));
        let kept = match item {
            _ if is_std && text(1) == "fmt" => 1,
            Some(item) => item,
            None if is_macro || count <= 3 => count.saturating_sub(1),
            None => count.saturating_sub(2),
        };
        // `Option::None` is written `None`.
        let constructor = text(kept.saturating_add(1));
        if is_std
            && kept.saturating_add(2) == count
            && matches!(constructor, "None" | "Some" | "Ok" | "Err")
            && self.ask(constructor, false) == Written::Prelude
        {
            return word(kept.saturating_add(1))..path.end;
        }
        match self.ask(text(kept), false) {
            Written::Prelude => {}
            Written::Imported => self.import(code, first..word(kept).saturating_add(1)),
            Written::Full => return path,
        }
        word(kept)..path.end
    }

    fn import(&mut self, code: &Code, path: Range<usize>) {
        let words = path.step_by(2).map(|at| code.text(at).to_owned());
        self.imports.insert(words.collect());
    }
}

/// The keywords that may come before a path.
const AFTER: &[&str] = &[
    "as", "dyn", "else", "for", "if", "impl", "in", "let", "match", "mut", "pub", "return", "while",
];

/// Returns the path of std or of the runtime that begins at a token.
fn library_path(code: &Code, start: usize) -> Option<Range<usize>> {
    let first = if code.is(start, "::") {
        let before = start
            .checked_sub(1)
            .filter(|before| code.kind(*before) == Some(Kind::Word));
        let is_root = before.is_none_or(|before| AFTER.contains(&code.text(before)));
        let first = start.saturating_add(1);
        (is_root && code.is(first, "std")).then_some(first)?
    } else {
        code.is(start, RUNTIME).then_some(start)?
    };
    let mut end = first.saturating_add(1);
    while code.is(end, "::") && code.kind(end.saturating_add(1)) == Some(Kind::Word) {
        end = end.saturating_add(2);
    }
    Some(start..end)
}

/// Returns the `use` declarations of imports: those of std, then those of the runtime, then those of the client itself.
/// Imports with the same parent share a declaration.
pub(super) fn declarations(imports: &BTreeSet<Import>) -> Vec<TokenStream> {
    let rank = |import: &Import| match import.first().map(String::as_str) {
        Some("std") => 0_usize,
        Some(RUNTIME) => 1,
        _ => 2,
    };
    let mut groups: [BTreeMap<&[String], Vec<&str>>; 3] = Default::default();
    for import in imports {
        if let Some((name, parent)) = import.split_last()
            && let Some(group) = groups.get_mut(rank(import))
        {
            group.entry(parent).or_default().push(name);
        }
    }
    let declarations = groups.into_iter().map(|group| {
        let uses = group.into_iter().map(|(parent, names)| {
            let parent = parent.iter().map(|segment| ident(segment));
            let names: Vec<_> = names.into_iter().map(ident).collect();
            match names.as_slice() {
                [only] => quote!(use #(#parent)::*::#only;),
                _ => quote!(use #(#parent)::*::{#(#names),*};),
            }
        });
        uses.collect::<TokenStream>()
    });
    declarations.filter(|uses| !uses.is_empty()).collect()
}

#[cfg(test)]
mod tests;
