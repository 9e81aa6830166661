//! Resolution of references.

use super::pointer::{escape, is_uri, join_uri, percent_decode, unescape};
use super::shorten::shorten;
use super::{Node, Origin, Sources};
use crate::diagnostic::{Code, Diagnostic, Place, nearest_counted};
use crate::limits::REFERENCE_CHAIN;
use std::sync::atomic::Ordering;

/// The keywords with which a pointer within a schema begins.
const IN_SCHEMAS: [&str; 4] = ["$defs", "definitions", "items", "properties"];

fn child<'s>(node: Node<'s>, key: &str) -> Option<Node<'s>> {
    match node.kind() {
        super::Kind::Seq => key.parse().ok().and_then(|number| node.item(number)),
        _ => node.get(key),
    }
}

/// Why a reference has no target.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum RefProblem {
    /// Its target does not exist.
    Unresolved,
    /// It leads back to itself.
    Cycle,
    /// It is followed by more references than the limit allows.
    TooLong,
    /// The file to which it leads cannot be read.
    Unreadable,
    /// It leads to something that is never read: a URL that is not fetched, or an absolute path.
    Unsupported,
}

/// A reference without a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefError {
    /// The kind of problem.
    pub problem: RefProblem,
    /// The message.
    pub message: String,
    /// The label: what was expected at the reference; empty where the message says so.
    pub label: String,
    /// The edit to make.
    pub help: String,
}

impl RefError {
    fn new(problem: RefProblem, message: String, help: impl Into<String>) -> Self {
        RefError {
            problem,
            message,
            label: String::new(),
            help: help.into(),
        }
    }

    pub(crate) fn cycle(reference: &str) -> Self {
        let message = format!(
            "the reference `{}` leads back to itself",
            shorten(reference)
        );
        Self::new(
            RefProblem::Cycle,
            message,
            "let one of the references lead to a definition",
        )
    }

    pub(crate) fn too_long() -> Self {
        let message = format!("more than {REFERENCE_CHAIN} references lead from one to the next");
        Self::new(
            RefProblem::TooLong,
            message,
            "refer to the definition directly",
        )
    }

    /// Returns the diagnostic for a reference at a place. The check of the document has reported all references that
    /// the specification knows; a second report at the same place does no harm.
    pub fn into_diagnostic(self, place: Place) -> Diagnostic {
        let code = match self.problem {
            RefProblem::Unresolved => Code::UnresolvedReference,
            RefProblem::Cycle | RefProblem::TooLong => Code::ReferenceCycle,
            RefProblem::Unreadable => Code::UnreadableFile,
            RefProblem::Unsupported => Code::Unsupported,
        };
        Diagnostic::error(code, place, self.message)
            .label(self.label)
            .help(self.help)
    }
}

impl Sources {
    /// Returns the node to which a reference leads in one step; it may be a reference object itself.
    ///
    /// # Errors
    /// A [`RefError`] with the reason, and with the nearest existing name.
    pub fn resolve<'s>(&'s self, from: Node<'s>, reference: &str) -> Result<Node<'s>, RefError> {
        let found = self.resolve_in_document(from, reference);
        let found = found.or_else(|error| self.meant(from, reference).ok_or(error))?;
        let same = self.replaced.get(&found.origin());
        Ok(same.map_or(found, |same| self.node(*same)))
    }

    /// Returns the node to which the `$ref` of an object leads in one step, if it has one that can be resolved.
    pub fn target<'s>(&'s self, from: Node<'s>) -> Option<Node<'s>> {
        self.resolve(from, from.reference()?).ok()
    }

    /// Returns the target of a reference that has none by the specification, but one for many tools.
    pub(crate) fn meant<'s>(&'s self, from: Node<'s>, reference: &str) -> Option<Node<'s>> {
        let found = self.in_schema(from, reference);
        found.or_else(|| self.through(from, reference, &mut 0))
    }

    /// Returns the target of a pointer that leads through objects that are references themselves. `passed` counts them.
    fn through<'s>(
        &'s self,
        from: Node<'s>,
        reference: &str,
        passed: &mut usize,
    ) -> Option<Node<'s>> {
        let (file, fragment) = reference.split_once('#')?;
        let mut node = self.known(from, file)?;
        for step in percent_decode(fragment).strip_prefix('/')?.split('/') {
            let key = unescape(step);
            while child(node, &key).is_none() && *passed < REFERENCE_CHAIN {
                *passed += 1;
                let next = node.reference()?;
                let found = self.resolve_in_document(node, next).ok();
                node = found.or_else(|| self.through(node, next, passed))?;
            }
            node = child(node, &key)?;
        }
        Some(node)
    }

    /// Returns the target of a pointer that is relative to the schema around a reference. By the specification it is
    /// relative to the document, but exporters of JSON Schema, and what they export in a description, do not know that.
    pub(crate) fn in_schema<'s>(&self, from: Node<'s>, reference: &str) -> Option<Node<'s>> {
        let pointer = percent_decode(reference.strip_prefix('#')?);
        let (first, _) = pointer.strip_prefix('/')?.split_once('/')?;
        if !IN_SCHEMAS.contains(&first) {
            return None;
        }
        let around = std::iter::successors(from.parent(), |node| node.parent());
        // The outermost schema that has the target.
        let found = around.filter_map(|schema| {
            let steps = pointer.split('/').skip(1);
            steps
                .into_iter()
                .try_fold(schema, |node, step| child(node, &unescape(step)))
        });
        found.last()
    }

    /// Returns the target of a reference whose pointer is relative to the document or to a schema with an `$id`.
    pub(crate) fn resolve_in_document<'s>(
        &'s self,
        from: Node<'s>,
        reference: &str,
    ) -> Result<Node<'s>, RefError> {
        let (file, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let resource = self.resource(from, file)?;
        let pointer = percent_decode(fragment);
        // `#/` stands for the key with an empty name, but authors mean the whole document.
        if pointer.is_empty() || pointer == "/" && resource.get("").is_none() {
            return Ok(resource);
        }
        if !pointer.starts_with('/') {
            return self.by_anchor(resource, &pointer).ok_or_else(|| {
                let message = format!("unresolved reference `{}`", shorten(reference));
                let meant = self.meant_in_document(from, &pointer.replace('\\', "/"));
                let otherwise = || "write a JSON pointer, such as `#/components/schemas/Name`, or give the schema this `$anchor`".to_owned();
                let help = meant.filter(|_| file.is_empty()).unwrap_or_else(otherwise);
                RefError {
                    label: format!("no `$anchor: {}`", shorten(&pointer)),
                    ..RefError::new(RefProblem::Unresolved, message, help)
                }
            });
        }
        let found = self.walk(resource, reference, &pointer);
        // A pointer inside a schema with an `$id` is relative to that schema, but most authors write it relative to the
        // document.
        let root = self.node(Origin::root(resource.origin().file()));
        if found.is_err() && file.is_empty() && resource.origin() != root.origin() {
            return self.walk(root, reference, &pointer);
        }
        // Some tools decode each step by itself, so that `%2F` is a slash within a key.
        if found.is_err() && fragment.contains('%') {
            let steps = fragment.split('/');
            let steps = steps.map(|step| percent_decode(step).replace('/', "~1"));
            let steps: Vec<String> = steps.collect();
            return self.walk(resource, reference, &steps.join("/")).or(found);
        }
        // Swagger 2.0 has its schemas at `#/definitions`.
        let moved = pointer.strip_prefix("/definitions/");
        let moved = moved.filter(|_| found.is_err() && file.is_empty());
        match moved.and_then(|name| self.meant_in_document(from, name)) {
            Some(help) => found.map_err(|error| RefError { help, ..error }),
            None => found,
        }
    }

    /// Returns the node at a JSON pointer.
    fn walk<'s>(
        &self,
        root: Node<'s>,
        reference: &str,
        pointer: &str,
    ) -> Result<Node<'s>, RefError> {
        let mut node = root;
        let mut rest = pointer;
        for step in pointer.split('/').skip(1) {
            let walked = pointer.len() - rest.len();
            rest = rest.get(step.len() + 1..).unwrap_or_default();
            let key = unescape(step);
            let Some(next) = child(node, &key) else {
                let near = self.nearest_key(node, &key);
                let walked = pointer.get(..walked).unwrap_or_default();
                return Err(unresolved(reference, near, &key, walked, rest));
            };
            node = next;
        }
        Ok(node)
    }

    /// Follows reference objects to the first node that is not one, which may be the node itself.
    ///
    /// # Errors
    /// As for [`Sources::resolve`]; also for references that form a cycle.
    pub fn follow<'s>(&'s self, node: Node<'s>) -> Result<Node<'s>, RefError> {
        let mut seen = Vec::new();
        let mut current = node;
        while let Some(reference) = current.reference() {
            if seen.contains(&current.origin()) {
                return Err(RefError::cycle(reference));
            }
            if seen.len() >= REFERENCE_CHAIN {
                return Err(RefError::too_long());
            }
            seen.push(current.origin());
            current = self.resolve(current, reference)?;
        }
        Ok(current)
    }

    /// Whether a reference leads into another file that has errors in its syntax, so that its target may be one of the
    /// parts that could not be read.
    pub(crate) fn leads_into_broken_file(&self, from: Node<'_>, reference: &str) -> bool {
        let file = reference.split('#').next().unwrap_or_default();
        let root = self.known(from, file);
        root.is_some_and(|root| self.broken.contains(&root.origin().file()))
    }

    /// Returns the existing key of an object that is nearest to a missing one.
    fn nearest_key<'s>(&self, node: Node<'s>, key: &str) -> Option<&'s str> {
        let mut spent = self.spent.load(Ordering::Relaxed);
        let near = nearest_counted(&mut spent, key, node.entries().map(|(key, _)| key));
        self.spent.store(spent, Ordering::Relaxed);
        near
    }

    /// Returns the document or schema for the part of a reference before `#`, if it has been read.
    pub(super) fn known<'s>(&'s self, from: Node<'s>, relative: &str) -> Option<Node<'s>> {
        if relative.is_empty() {
            return Some(self.resource_of(from));
        }
        let file = |name: &str| {
            let file = self.by_name.get(name)?;
            Some(self.node(Origin::root(*file)))
        };
        let decoded = percent_decode(relative);
        let uri = join_uri(self.base_of(from), &decoded);
        let found = file(&uri).or_else(|| self.by_uri(&uri));
        found.or_else(|| file(&self.file_name(from, relative)))
    }

    /// Like [`Sources::known`], with the reason if there is none.
    fn resource<'s>(&'s self, from: Node<'s>, relative: &str) -> Result<Node<'s>, RefError> {
        if let Some(found) = self.known(from, relative) {
            return Ok(found);
        }
        let name = self.name_of(from, relative)?;
        let reason = self.unreadable.get(&name).map(String::as_str);
        if is_uri(&name) && reason.is_none() {
            let message = format!(
                "the reference names `{}`, which is not fetched",
                shorten(&name)
            );
            let help = "keep the file beside the description and name it by a relative path, or allow `--allow-remote`";
            return Err(RefError::new(RefProblem::Unsupported, message, help));
        }
        let reason = reason.unwrap_or("it was not loaded");
        let message = format!("the file `{}` cannot be read: {reason}", shorten(&name));
        let help = match name.starts_with(['“', '”', '„', '‘', '’', '«']) {
            true => "write plain quotes around the reference".to_owned(),
            false => self
                .meant_in_document(from, &percent_decode(relative))
                .unwrap_or_else(|| "put the file there, or correct the reference".to_owned()),
        };
        Err(RefError::new(RefProblem::Unreadable, message, help))
    }

    /// Returns the suggestion for a reference without a target, if its own file has something at that path, or a
    /// component with that name.
    fn meant_in_document(&self, from: Node<'_>, relative: &str) -> Option<String> {
        let root = from.at(0)?;
        let path = relative.trim_start_matches('/');
        let pointer = format!("/{path}");
        if self.walk(root, "", &pointer).is_ok() {
            return Some(format!("did you mean `#{}`?", shorten(&pointer)));
        }
        let mut sections = root.get("components")?.entries();
        let (section, _) = sections.find(|(_, section)| section.get(path).is_some())?;
        let name = escape(path);
        Some(format!("did you mean `#/components/{section}/{name}`?"))
    }

    /// Returns the path of a referenced file, relative to the folder of the main file, or its URL.
    pub(super) fn name_of(&self, from: Node<'_>, relative: &str) -> Result<String, RefError> {
        let name = self.file_name(from, relative);
        // Windows would read it, and no other system.
        if relative.contains('\\') {
            let message = format!("the reference `{}` has backslashes", shorten(relative));
            let path = relative.replace('\\', "/");
            let help = self.meant_in_document(from, &percent_decode(&path));
            let help = help.unwrap_or_else(|| format!("write `{}`", shorten(&path)));
            return Err(RefError::new(RefProblem::Unreadable, message, help));
        }
        if name.starts_with('/') {
            let message = format!("the reference names the absolute path `{}`", shorten(&name));
            let decoded = percent_decode(relative);
            let help = self.meant_in_document(from, &decoded).unwrap_or_else(|| {
                "keep the file beside the description and name it by a relative path".to_owned()
            });
            return Err(RefError::new(RefProblem::Unsupported, message, help));
        }
        Ok(name)
    }

    /// Returns the path of a referenced file by the `$id` of the schema around the reference, if that is in another
    /// folder (JSON Schema Core 2020-12, 8.2.1). Few descriptions mean it: an `$id` is mostly a mere name.
    pub(super) fn identified(&self, from: Node<'_>, relative: &str) -> Option<String> {
        let base = self.base_of(from);
        let is_other = base != from.tree.name && !is_uri(base);
        let name = is_other.then(|| join_uri(base, &percent_decode(relative)))?;
        (!name.starts_with('/')).then_some(name)
    }

    fn file_name(&self, from: Node<'_>, relative: &str) -> String {
        let name = join_uri(&from.tree.name, &percent_decode(relative));
        self.back_inside(&name).unwrap_or(name)
    }

    /// Shortens a path that leaves the folder of the main file and enters it again, so that each file has only one
    /// name.
    fn back_inside(&self, name: &str) -> Option<String> {
        let (folder, _) = self.trees.first()?.path().rsplit_once('/')?;
        let path = name.starts_with("../").then(|| self.path_of(name))?;
        let inside = path.strip_prefix(folder)?.strip_prefix('/')?;
        Some(inside.to_owned())
    }
}

/// Returns the error for a missing step; `walked` is the pointer before it.
fn unresolved(
    reference: &str,
    near: Option<&str>,
    key: &str,
    walked: &str,
    rest: &str,
) -> RefError {
    let message = format!("unresolved reference `{}`", shorten(reference));
    let help = match near {
        Some(name) => format!("did you mean `#{walked}/{}{rest}`?", escape(name)),
        None => "define it there, or refer to something that exists".to_owned(),
    };
    RefError {
        label: format!("no `{}` in `#{}`", shorten(key), shorten(walked)),
        ..RefError::new(RefProblem::Unresolved, message, help)
    }
}
