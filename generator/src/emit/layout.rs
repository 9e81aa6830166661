//! The files of a client, and the sections of each file.

use std::collections::HashSet;
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::docs::Comment;
use super::fragment::code;
use super::item::{Emitted, FilePart, Item, Members};
use super::test_responses::{self, Shared};
use super::{client, condition, models, operations, request, root};
use crate::ir::TypeId;
use crate::names::paths::Scope;
use crate::names::{Module, Split};

/// How many types or operations are rendered at once.
const CHUNK: usize = 24;

/// A section of a file.
pub(crate) enum Section {
    /// The root of the description, which may be the root of the crate.
    Root,
    /// The client.
    Client,
    /// The type of requests.
    Request,
    /// The head of a module: its documentation, and the modules of the tags.
    Head(Module),
    /// Types.
    Types(Option<usize>, Vec<TypeId>),
    /// The implementations that read, write and check types.
    Tables(Option<usize>, Vec<TypeId>),
    /// The methods of the client for operations.
    Methods(Option<usize>, Vec<usize>),
    /// The requests and responses of operations.
    Operations(Option<usize>, Vec<usize>),
    /// The documented responses of operations.
    TestResponses(Arc<Shared>, Vec<usize>),
    /// The documented responses that several operations share.
    SharedResponses(Arc<Shared>),
}

impl Section {
    /// Returns how many types or operations the section covers.
    fn weight(&self) -> usize {
        match self {
            Self::Types(_, ids) | Self::Tables(_, ids) => ids.len(),
            Self::Methods(_, indexes)
            | Self::Operations(_, indexes)
            | Self::TestResponses(_, indexes) => indexes.len(),
            Self::Root
            | Self::Client
            | Self::Request
            | Self::Head(_)
            | Self::SharedResponses(_) => 1,
        }
    }

    fn module(&self) -> Module {
        match self {
            Self::Root => Module::Root,
            Self::SharedResponses(_) | Self::TestResponses(..) => Module::TestResponses,
            Self::Client => Module::Client,
            Self::Request => Module::Request,
            Self::Head(module) => *module,
            Self::Types(tag, _) => Module::Models(*tag),
            Self::Tables(tag, _) => Module::Tables(*tag),
            Self::Methods(tag, _) | Self::Operations(tag, _) => Module::Operations(*tag),
        }
    }
}

/// Returns the parts of the files of a description. `folder` ends with a slash, `root` is the path of the description's
/// root.
pub(crate) fn plan<'a>(
    context: &'a Context<'a>,
    folder: &'a str,
    root: &str,
) -> Vec<FilePart<'a, Section>> {
    let mut plan = Plan {
        context,
        folder,
        parts: Vec::new(),
        models: context.names.models(),
        scope: None,
    };
    plan.push(root.to_owned(), Section::Root);
    plan.push(format!("{folder}client.rs"), Section::Client);
    if !context.api.operations.is_empty() {
        plan.push(format!("{folder}request.rs"), Section::Request);
    }
    let modules = &context.names.modules;
    for tag in std::iter::once(None).chain(modules.type_tags().into_iter().map(Some)) {
        let types = generated(context);
        let mut types: Vec<_> = types.filter(|id| modules.of_type(*id) == tag).collect();
        types.sort_by_key(|id| context.type_name(*id));
        let path = plan.path("models", tag);
        plan.push(path.clone(), Section::Head(Module::Models(tag)));
        for chunk in types.chunks(CHUNK) {
            plan.push(path.clone(), Section::Types(tag, chunk.to_vec()));
        }
        if types.is_empty() && tag.is_some() {
            continue;
        }
        let path = plan.path("tables", tag);
        plan.push(path.clone(), Section::Head(Module::Tables(tag)));
        for chunk in types.chunks(CHUNK) {
            plan.push(path.clone(), Section::Tables(tag, chunk.to_vec()));
        }
    }
    for tag in std::iter::once(None).chain(modules.operation_tags().into_iter().map(Some)) {
        let all = 0..context.api.operations.len();
        let all: Vec<_> = all
            .filter(|index| modules.of_operation(*index) == tag)
            .collect();
        let path = plan.path("operations", tag);
        plan.push(path.clone(), Section::Head(Module::Operations(tag)));
        if !all.is_empty() {
            plan.push(path.clone(), Section::Methods(tag, all.clone()));
        }
        for chunk in all.chunks(CHUNK) {
            plan.push(path.clone(), Section::Operations(tag, chunk.to_vec()));
        }
    }
    let all: Vec<_> = (0..context.api.operations.len()).collect();
    let path = format!("{folder}test_responses.rs");
    plan.push(path.clone(), Section::Head(Module::TestResponses));
    let shared = Arc::new(Shared::of(context));
    if !shared.is_empty() {
        plan.push(path.clone(), Section::SharedResponses(Arc::clone(&shared)));
    }
    for chunk in all.chunks(CHUNK) {
        let section = Section::TestResponses(Arc::clone(&shared), chunk.to_vec());
        plan.push(path.clone(), section);
    }
    plan.parts
}

struct Plan<'a> {
    context: &'a Context<'a>,
    folder: &'a str,
    parts: Vec<FilePart<'a, Section>>,
    models: Arc<HashSet<&'a str>>,
    /// The scope of the module that was planned last.
    scope: Option<(Module, Arc<Scope<'a>>)>,
}

impl<'a> Plan<'a> {
    fn scope_of(&self, module: Module) -> Scope<'a> {
        let scope = self.context.names.scope(module, &self.models);
        let is_full = match module {
            // The root declares and re-exports modules.
            Module::Root => true,
            Module::Models(None) | Module::Tables(None) => {
                self.context.names.modules.split == Split::Features
            }
            _ => false,
        };
        if is_full {
            scope.without_imports()
        } else {
            scope
        }
    }

    fn push(&mut self, path: String, section: Section) {
        let module = section.module();
        let scope = match &self.scope {
            Some((last, scope)) if *last == module => Arc::clone(scope),
            _ => Arc::new(self.scope_of(module)),
        };
        self.scope = Some((module, Arc::clone(&scope)));
        self.parts.push(FilePart {
            path,
            weight: section.weight(),
            section,
            scope,
        });
    }

    fn path(&self, module: &str, tag: Option<usize>) -> String {
        let folder = self.folder;
        match tag.and_then(|tag| self.context.names.modules.name(tag)) {
            Some(tag) => format!("{folder}{module}/{}.rs", tag.plain()),
            None => format!("{folder}{module}.rs"),
        }
    }
}

/// Emits a part of a file.
pub(crate) fn emit(context: &Context<'_>, section: &Section) -> Emitted {
    let (inner, items) = match section {
        Section::Root => root::emit(context),
        Section::Client => (
            vec![Comment::new("The client and its builder.").inner()],
            client::emit(context),
        ),
        Section::Request => (
            vec![Comment::new("The type of requests.").inner()],
            request::request(context),
        ),
        Section::Head(module) => head(context, *module),
        Section::Types(tag, ids) => {
            let module = context.in_module(Module::Models(*tag));
            let emit = |id| models::emit(&module, id);
            (Vec::new(), types(context, *tag, ids, emit))
        }
        Section::Tables(tag, ids) => {
            let module = context.in_module(Module::Tables(*tag));
            let emit = |id| models::tables(&module, id);
            (Vec::new(), types(context, *tag, ids, emit))
        }
        Section::Methods(tag, indexes) => {
            let mut items = vec![methods(context, *tag, indexes)];
            if let Some(names) = tag.and_then(|tag| context.names.sub_client(tag)) {
                items.extend(operations::sub_client(context, names));
            }
            (Vec::new(), items)
        }
        Section::Operations(tag, indexes) => {
            let module = context.in_module(Module::Operations(*tag));
            let all = indexes.iter().filter_map(|index| context.operation(*index));
            let items = all.flat_map(|operation| operations::emit(&module, operation));
            (Vec::new(), items.collect())
        }
        Section::SharedResponses(shared) => {
            (Vec::new(), vec![test_responses::shared(context, shared)])
        }
        Section::TestResponses(shared, indexes) => {
            let indexes = indexes.iter();
            let items =
                indexes.filter_map(|index| test_responses::of_operation(context, *index, shared));
            (Vec::new(), items.collect())
        }
    };
    Emitted { inner, items }
}

/// Returns the documentation of a module, and the modules of tags in it.
fn head(context: &Context<'_>, module: Module) -> (Vec<TokenStream>, Vec<Item>) {
    let modules = &context.names.modules;
    let tag_name = |tag: usize| {
        context
            .api
            .tags
            .get(tag)
            .map_or("", |tag| tag.name.as_str())
    };
    let docs = match module {
        Module::Models(None) => {
            "The values in requests and responses, in alphabetical order.".to_owned()
        }
        Module::Models(Some(tag)) => {
            format!("The values of {}.", super::text::code(tag_name(tag)))
        }
        Module::Operations(None) => {
            "The requests of the client's methods, and their responses.".to_owned()
        }
        Module::Operations(Some(tag)) => format!("{}.", super::line(tag_name(tag).trim())),
        Module::TestResponses => {
            "The documented responses of each operation, for a scripted transport in tests."
                .to_owned()
        }
        _ => "How models are read, written and checked.".to_owned(),
    };
    let tags = match module {
        Module::Models(None) => modules.type_tags(),
        Module::Tables(None) => modules.table_tags(),
        Module::Operations(None) => modules.operation_tags(),
        _ => Vec::new(),
    };
    let mut declared = TokenStream::new();
    let mut offered = TokenStream::new();
    for tag in tags {
        let Some(name) = modules.name(tag) else {
            continue;
        };
        let feature = name.plain();
        let condition =
            (modules.split == Split::Features).then(|| quote!(#[cfg(feature = #feature)]));
        let is_tables = matches!(module, Module::Tables(_));
        declared.extend(match modules.split {
            _ if is_tables => quote!(#condition pub(crate) mod #name;),
            Split::Features => quote!(#condition pub mod #name;),
            Split::Private => quote!(mod #name;),
        });
        if !is_tables {
            let types = types_of(context, module, tag);
            if !types.is_empty() {
                offered.extend(quote!(#condition pub use #name::{#(#types),*};));
            }
        }
    }
    if let Module::Models(tag @ Some(_)) = module {
        let ids = generated(context).filter(|id| modules.offers(tag, *id));
        let mut types: Vec<_> = ids.filter_map(|id| context.type_name(id)).collect();
        types.sort();
        if !types.is_empty() {
            offered.extend(quote!(pub use super::{#(#types),*};));
        }
    }
    let code = [declared, offered].into_iter();
    let code = code.filter(|code| !code.is_empty()).map(Item::Code);
    let mut inner = vec![Comment::new(docs).inner()];
    if matches!(module, Module::Tables(_)) && modules.split == Split::Features {
        inner.push(quote! {
            #![allow(dead_code, reason = "rules are for requests, which other tags may have")]
        });
    }
    (inner, code.collect())
}

/// Returns the types that are generated.
fn generated<'a>(context: &'a Context<'_>) -> impl Iterator<Item = TypeId> + 'a {
    let declared = context.names.declared(&context.api.types);
    let ids = declared.map(|(id, ..)| id);
    ids.filter(|id| context.facts.is_generated(*id))
}

/// Returns the types in a tag's module of models or operations.
fn types_of<'a>(
    context: &Context<'a>,
    module: Module,
    tag: usize,
) -> Vec<&'a crate::names::TypeName> {
    let modules = &context.names.modules;
    let mut names: Vec<_> = if module == Module::Models(None) {
        generated(context)
            .filter(|id| modules.of_type(*id) == Some(tag))
            .filter_map(|id| context.type_name(id))
            .collect()
    } else {
        (context.names.operations.iter().enumerate())
            .filter(|(index, _)| modules.of_operation(*index) == Some(tag))
            .flat_map(|(_, names)| names.types())
            .chain(context.names.sub_client(tag).map(|names| &names.ty))
            .collect()
    };
    names.sort();
    names
}

/// Returns one `impl Client` for all operations of a module.
fn methods(context: &Context<'_>, tag: Option<usize>, indexes: &[usize]) -> Item {
    let module = context.in_module(Module::Operations(tag));
    let all = indexes.iter().filter_map(|index| context.operation(*index));
    let methods = all.map(|operation| operations::method(&module, operation));
    let heading = tag
        .and_then(|tag| context.api.tags.get(tag))
        .map(|tag| Comment::new(format!("# {}", super::line(tag.name.trim()))).outer());
    let client = module.of_client("Client");
    let head = code!(heading, client => #heading impl #client);
    Item::block(head, Members::Items, methods.collect())
}

/// Returns types, each compiled only with the features of the tags that reach it.
fn types(
    context: &Context<'_>,
    tag: Option<usize>,
    ids: &[TypeId],
    emit: impl Fn(TypeId) -> Vec<Item>,
) -> Vec<Item> {
    ids.iter()
        .flat_map(|id| {
            let condition = condition::of_type(context, tag, *id);
            emit(*id).into_iter().map(move |item| match &condition {
                Some(condition) => item.with(condition),
                None => item,
            })
        })
        .collect()
}
