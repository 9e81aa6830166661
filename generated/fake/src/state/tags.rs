//! Tags of instances.

use std::collections::{BTreeMap, BTreeSet};

use huaweicloud::dcs::models::{
    CreateOrDeleteInstanceTags, InstanceTag, QueryInstanceTags, Tag, TagKey, TenantTags,
};
use serde_json::Value;

use super::{State, encoded};
use crate::call::{Call, Failure};

pub(super) fn show(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let tags = state.instance(call.instance_id())?.info.tags.clone();
    encoded(QueryInstanceTags::new().tags(tags.unwrap_or_default()))
}

pub(super) fn create_or_delete(state: &mut State, call: &Call) -> Result<Value, Failure> {
    let body: CreateOrDeleteInstanceTags = call.body()?;
    let is_creation = match body.action.as_str() {
        "create" => true,
        "delete" => false,
        _ => return Err(Failure::invalid("action")),
    };
    let tags = state
        .instance(call.instance_id())?
        .info
        .tags
        .get_or_insert_default();
    for tag in body.tags.into_iter().flatten() {
        let key = TagKey::String(tag.key);
        tags.retain(|known| known.key.as_ref() != Some(&key));
        if is_creation {
            tags.push(
                InstanceTag::new()
                    .key(key)
                    .value(tag.value.unwrap_or_default()),
            );
        }
    }
    Ok(Value::Null)
}

pub(super) fn list_all(state: &State) -> Result<Value, Failure> {
    let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for instance in state.instances.values() {
        for tag in instance.info.tags.iter().flatten() {
            if let Some(TagKey::String(key)) = &tag.key {
                let values = all.entry(key.clone()).or_default();
                values.extend(tag.value.clone());
            }
        }
    }
    let tags = all.into_iter().map(|(key, values)| {
        Tag::new()
            .key(TagKey::String(key))
            .values(values.into_iter().collect::<Vec<_>>())
    });
    encoded(TenantTags::new().tags(tags.collect::<Vec<_>>()))
}
