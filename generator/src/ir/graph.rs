//! Which types refer to which, and which of them form cycles.

use std::collections::BTreeSet;

use super::{Type, TypeDef, TypeId};

/// For each type the types it refers to.
pub(crate) struct Graph {
    edges: Vec<Vec<u32>>,
}

/// The sets of types that all refer to each other.
pub(crate) struct Components {
    /// The component of each type.
    of: Vec<u32>,
    /// Whether a type refers to itself, directly or not.
    cyclic: Vec<bool>,
}

impl Graph {
    /// Returns the graph whose edges `targets` collects for each type.
    pub(crate) fn new(types: &[TypeDef], targets: impl Fn(&TypeDef, &mut Vec<u32>)) -> Self {
        let edges = types
            .iter()
            .map(|def| {
                let mut found = Vec::new();
                targets(def, &mut found);
                found
            })
            .collect();
        Graph { edges }
    }

    pub(crate) fn targets(&self, at: u32) -> &[u32] {
        self.edges.get(at as usize).map_or(&[], Vec::as_slice)
    }

    /// Returns the graph with every edge reversed.
    pub(crate) fn reversed(&self) -> Self {
        let mut edges = vec![Vec::new(); self.edges.len()];
        for (from, targets) in (0u32..).zip(&self.edges) {
            for target in targets {
                if let Some(back) = edges.get_mut(*target as usize) {
                    back.push(from);
                }
            }
        }
        Graph { edges }
    }

    /// Returns everything that can be reached from the roots, the roots included.
    pub(crate) fn reach(&self, roots: impl IntoIterator<Item = u32>) -> BTreeSet<TypeId> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<u32> = roots.into_iter().collect();
        while let Some(at) = open.pop() {
            if reached.insert(TypeId(at)) {
                open.extend(self.targets(at));
            }
        }
        reached
    }

    /// Returns the strongly connected components (Tarjan 1972), with an explicit call stack.
    pub(crate) fn components(&self) -> Components {
        let count = self.edges.len();
        let mut search = Search {
            graph: self,
            index: vec![UNSEEN; count],
            low: vec![0; count],
            waiting: vec![false; count],
            stack: Vec::new(),
            next: 0,
            of: vec![UNSEEN; count],
            cyclic: vec![false; count],
            found: 0,
        };
        for root in 0..u32::try_from(count).unwrap_or(u32::MAX) {
            if get(&search.index, root) == UNSEEN {
                search.from(root);
            }
        }
        Components {
            of: search.of,
            cyclic: search.cyclic,
        }
    }
}

impl Components {
    /// Whether an edge is part of a cycle.
    pub(crate) fn is_cycle(&self, from: u32, to: u32) -> bool {
        get(&self.of, from) == get(&self.of, to) && self.is_cyclic(from)
    }

    /// Whether a type refers to itself, directly or not.
    pub(crate) fn is_cyclic(&self, at: u32) -> bool {
        self.cyclic.get(at as usize).copied().unwrap_or(false)
    }
}

const UNSEEN: u32 = u32::MAX;

struct Search<'g> {
    graph: &'g Graph,
    index: Vec<u32>,
    low: Vec<u32>,
    waiting: Vec<bool>,
    stack: Vec<u32>,
    next: u32,
    of: Vec<u32>,
    cyclic: Vec<bool>,
    found: u32,
}

impl Search<'_> {
    fn from(&mut self, root: u32) {
        let mut calls: Vec<(u32, usize)> = vec![(root, 0)];
        self.enter(root);
        while let Some((at, edge)) = calls.pop() {
            match self.graph.targets(at).get(edge) {
                Some(&to) => {
                    calls.push((at, edge + 1));
                    if get(&self.index, to) == UNSEEN {
                        self.enter(to);
                        calls.push((to, 0));
                    } else if self.waiting.get(to as usize) == Some(&true) {
                        let low = get(&self.low, at).min(get(&self.index, to));
                        set(&mut self.low, at, low);
                    }
                }
                None => {
                    if let Some((parent, _)) = calls.last() {
                        let low = get(&self.low, *parent).min(get(&self.low, at));
                        set(&mut self.low, *parent, low);
                    }
                    if get(&self.low, at) == get(&self.index, at) {
                        self.close(at);
                    }
                }
            }
        }
    }

    fn enter(&mut self, at: u32) {
        set(&mut self.index, at, self.next);
        set(&mut self.low, at, self.next);
        set(&mut self.waiting, at, true);
        self.next += 1;
        self.stack.push(at);
    }

    fn close(&mut self, root: u32) {
        let mut members = Vec::new();
        while let Some(at) = self.stack.pop() {
            set(&mut self.waiting, at, false);
            set(&mut self.of, at, self.found);
            members.push(at);
            if at == root {
                break;
            }
        }
        self.found += 1;
        let cyclic = members.len() > 1 || self.graph.targets(root).contains(&root);
        for at in members {
            set(&mut self.cyclic, at, cyclic);
        }
    }
}

fn get(list: &[u32], at: u32) -> u32 {
    list.get(at as usize).copied().unwrap_or(UNSEEN)
}

fn set<T>(list: &mut [T], at: u32, value: T) {
    if let Some(slot) = list.get_mut(at as usize) {
        *slot = value;
    }
}

/// Returns the type inside arrays, maps and `Nullable`.
pub(crate) fn innermost(mut ty: &Type) -> &Type {
    while let Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) = ty {
        ty = inner;
    }
    ty
}

/// Collects the named types anywhere in a type.
pub(crate) fn named_in(ty: &Type, found: &mut Vec<u32>) {
    match innermost(ty) {
        Type::Named(TypeId(id)) => found.push(*id),
        Type::Tuple(items) => items.iter().for_each(|item| named_in(item, found)),
        _ => {}
    }
}

/// Returns the named type that a type stores in place: not inside an array, a map or a tuple. Of fields, variants and
/// aliases, none is nullable by its type.
pub(crate) fn held_in_place(ty: &Type) -> Option<u32> {
    match ty {
        Type::Named(TypeId(id)) => Some(*id),
        _ => None,
    }
}

/// Collects every named type that a definition mentions.
pub(crate) fn mentioned(def: &TypeDef, found: &mut Vec<u32>) {
    def.held().into_iter().for_each(|ty| named_in(ty, found));
}
