//! The words for the names of a union's variants.

use std::collections::{BTreeMap, BTreeSet};

use super::alternative::Component;
use crate::lower::name_path::given_name;
use crate::lower::schema::Schemas;
use crate::lower::views::{JsonType, SchemaView};

impl<'s> Schemas<'s> {
    /// Returns the words for each variant: the name of its schema, its title, its tag or its type; where several
    /// variants share those, words for its content; a number only where these are equal too.
    pub(super) fn variant_names(
        &self,
        alternatives: &[(SchemaView<'s>, Option<Component>)],
    ) -> Vec<String> {
        let mut properties: BTreeMap<&str, usize> = BTreeMap::new();
        for (schema, _) in alternatives {
            let target = self.target(*schema);
            let parts = std::iter::once(target).chain(target.all_of());
            for (name, _) in parts.flat_map(SchemaView::properties) {
                *properties.entry(name).or_default() += 1;
            }
        }
        let choices = alternatives.iter().map(|(schema, component)| {
            let named = component.as_ref();
            let named = named.map(|component| self.short_name(&component.name));
            let is_own = |name: &str| properties.get(name) == Some(&1);
            named.map_or_else(|| self.choices(*schema, is_own), |name| vec![name])
        });
        distinct(&choices.collect::<Vec<_>>())
    }

    fn target(&self, schema: SchemaView<'s>) -> SchemaView<'s> {
        schema.follow(self.context.sources).unwrap_or(schema)
    }

    /// Returns the possible names of a variant, the best first.
    fn choices(&self, schema: SchemaView<'s>, is_own: impl Fn(&str) -> bool) -> Vec<String> {
        let target = self.target(schema);
        let parts = || std::iter::once(target).chain(target.all_of());
        let properties = parts().flat_map(SchemaView::properties);
        let tags = properties.filter_map(|(_, property)| property.single_value()?.as_str());
        let is_word = |text: &&str| !text.trim().is_empty();
        let title = target.str("title").filter(is_word).map(str::to_owned);
        let tags = tags.filter(is_word).map(str::to_owned);
        let content = self.content_word(target, is_own);
        let only = only_property(target).map(str::to_owned);
        let titled = title.clone().zip(content.clone());
        let base = parts().find_map(|part| given_name(part.follow(self.context.sources)?.node()));
        let base = base.filter(|_| target.has("allOf")).map(str::to_owned);
        let kind = title
            .is_none()
            .then(|| base.unwrap_or_else(|| type_word(target)));
        title
            .into_iter()
            .chain(tags)
            .chain(kind)
            .chain(titled.map(|(title, content)| format!("{title} {content}")))
            .chain(only)
            .chain(content)
            .chain(self.other_tags(target))
            .collect()
    }

    /// Returns words for constants that are not strings, or that are inside an object or a tuple.
    fn other_tags(&self, schema: SchemaView<'s>) -> Vec<String> {
        let scalar = |(name, property): (&str, SchemaView<'s>)| {
            let text = property.single_value()?.scalar_text()?;
            Some(format!("{name} {text}"))
        };
        let inner = |(name, property): (&'s str, SchemaView<'s>)| {
            let inner = self.target(property).properties();
            inner.filter_map(move |(_, property)| scalar((name, property)))
        };
        let properties = || {
            let parts = std::iter::once(schema).chain(schema.all_of());
            parts.flat_map(SchemaView::properties)
        };
        let items = schema.list("prefixItems").map(|item| ("Tuple", item));
        properties()
            .chain(items)
            .filter_map(scalar)
            .chain(properties().flat_map(inner))
            .collect()
    }

    /// Returns words for the content of an array or an object.
    fn content_word(
        &self,
        schema: SchemaView<'s>,
        is_own: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let parts = || std::iter::once(schema).chain(schema.all_of());
        let json_type = match schema.likely_types().iter().next() {
            None if schema.has("allOf") => JsonType::Object,
            json_type => json_type?,
        };
        match json_type {
            JsonType::Array => Some(format!("{} Array", self.item_word(schema.items()?))),
            JsonType::Object => {
                let required = parts().flat_map(SchemaView::required);
                let required: BTreeSet<&str> = required.map(|(name, _)| name).collect();
                let names = parts().flat_map(SchemaView::properties);
                let names: Vec<&str> = names.map(|(name, _)| name).collect();
                let own = || names.iter().filter(|name| is_own(name));
                let first = own().find(|name| required.contains(*name));
                match first.or_else(|| own().next()) {
                    Some(name) => Some(format!("Object With {name}")),
                    None if !names.is_empty() => None,
                    None => {
                        let value = schema.additional().find(|value| value.is_map())?;
                        Some(format!("{} Map", self.item_word(value)))
                    }
                }
            }
            _ if let Some(only) = schema.single_value() => only.scalar_text().map(str::to_owned),
            _ => schema
                .has_values()
                .then(|| format!("{} Enum", type_word(schema))),
        }
    }

    fn item_word(&self, schema: SchemaView<'s>) -> String {
        let mut target = self.target(schema);
        let name_of = |target: SchemaView<'s>| {
            let name = given_name(target.node());
            name.or_else(|| target.str("title"))
        };
        // `allOf` of one schema stands for that schema.
        let mut all = target.all_of();
        if let (Some(only), None, None) = (all.next(), all.next(), name_of(target)) {
            target = self.target(only);
        }
        match name_of(target) {
            Some(name) if !name.trim().is_empty() => name.to_owned(),
            _ => type_word(target),
        }
    }
}

/// Returns the property of an object that has just this one, and always has it: the name of a variant of a tagged enum.
fn only_property(schema: SchemaView<'_>) -> Option<&str> {
    let mut properties = schema.properties();
    let (name, _) = properties.next()?;
    let is_required = schema.required().any(|(required, _)| required == name);
    (is_required && properties.next().is_none()).then_some(name)
}

fn type_word(schema: SchemaView<'_>) -> String {
    let json_type = schema.likely_types().iter().next();
    json_type.map_or("Other", JsonType::name_suffix).to_owned()
}

/// Returns for each list its first entry that no other list has.
fn distinct(choices: &[Vec<String>]) -> Vec<String> {
    let mut chosen = vec![0; choices.len()];
    let name = |at: usize, level: usize| {
        let choice: Option<&String> = choices.get(at).and_then(|choices| choices.get(level));
        choice.map_or("", String::as_str)
    };
    let key = |text: &str| text.to_lowercase();
    loop {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        for (at, level) in chosen.iter().enumerate() {
            *uses.entry(key(name(at, *level))).or_default() += 1;
        }
        let mut changed = false;
        for (at, level) in chosen.iter_mut().enumerate() {
            let is_shared = uses.get(&key(name(at, *level))) > Some(&1);
            if is_shared && !name(at, *level + 1).is_empty() {
                *level += 1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let mut taken = BTreeSet::new();
    let mut names = Vec::with_capacity(choices.len());
    for (at, level) in chosen.into_iter().enumerate() {
        let name = name(at, level);
        let is_first = taken.insert(key(name));
        names.push(if is_first {
            name.to_owned()
        } else {
            format!("{name} {}", at + 1)
        });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::distinct;

    fn of(choices: &[&[&str]]) -> Vec<String> {
        let choices: Vec<Vec<String>> = choices
            .iter()
            .map(|choices| choices.iter().map(|name| (*name).to_owned()).collect())
            .collect();
        distinct(&choices)
    }

    #[test]
    fn a_number_is_the_last_choice() {
        assert_eq!(
            of(&[&["Array", "String Array"], &["String"]]),
            ["Array", "String"]
        );
        assert_eq!(
            of(&[&["Array", "String Array"], &["Array", "Integer Array"]]),
            ["String Array", "Integer Array"]
        );
        assert_eq!(
            of(&[&["Key", "a"], &["Key", "b"], &["Key"]]),
            ["a", "b", "Key"]
        );
        assert_eq!(of(&[&["Object"], &["Object"]]), ["Object", "Object 2"]);
    }
}
