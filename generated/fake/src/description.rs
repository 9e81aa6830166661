//! The description from which the client is generated, as far as a server needs it.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use http::Method;
use serde_json::{Map, Value};

/// A value in the description, and the file that contains it.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) file: &'static str,
    pub(crate) value: &'static Value,
}

/// An operation.
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: Method,
    path: Vec<&'static str>,
    pub(crate) parameters: Vec<Parameter>,
    /// The schema of the body, and whether the body is required.
    pub(crate) body: Option<(Place, bool)>,
    /// The status, media type and example of the first success; empty content where there is no example.
    pub(crate) status: u16,
    pub(crate) media_type: Option<&'static str>,
    pub(crate) example: Value,
    /// Whether a success has the ID of a job.
    pub(crate) has_job: bool,
    /// Whether it is rejected while the instance is busy.
    pub(crate) may_be_busy: bool,
}

/// A parameter of a path or a query.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) is_required: bool,
    pub(crate) schema: Place,
}

impl Operation {
    /// Returns the arguments in a path that matches the operation, still encoded, and the number of literal segments.
    pub(crate) fn matches<'a>(
        &self,
        path: &'a str,
    ) -> Option<(Vec<(&'static str, &'a str)>, usize)> {
        let segments: Vec<_> = path.trim_start_matches('/').split('/').collect();
        if segments.len() != self.path.len() {
            return None;
        }
        let mut arguments = Vec::new();
        for (template, segment) in self.path.iter().copied().zip(&segments) {
            match template
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                Some(name) => arguments.push((name, *segment)),
                None if template == *segment => {}
                None => return None,
            }
        }
        let literal = segments.len() - arguments.len();
        Some((arguments, literal))
    }
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[
            ("dcs.yaml", include_str!("../../../spec/dcs.yaml")),
            $(($name, include_str!(concat!("../../../spec/dcs/", $name)))),*
        ]
    };
}

const FILES: &[(&str, &str)] = files![
    "accounts.yaml",
    "analysis.yaml",
    "backups.yaml",
    "bandwidth.yaml",
    "catalog.yaml",
    "changes.yaml",
    "common.yaml",
    "instances.yaml",
    "logs.yaml",
    "migration.yaml",
    "network.yaml",
    "nodes.yaml",
    "parameters.yaml",
    "tags.yaml",
    "tasks.yaml",
];

static DOCUMENTS: LazyLock<BTreeMap<&str, Value>> = LazyLock::new(|| {
    let read = FILES.iter().map(|(name, text)| {
        let value = serde_yaml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        (*name, value)
    });
    read.collect()
});

/// All operations.
pub(crate) static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    let root = Place {
        file: "dcs.yaml",
        value: &DOCUMENTS["dcs.yaml"],
    };
    let mut operations = Vec::new();
    for (path, item) in root.get("paths").members() {
        let item = item.resolved();
        for (method, operation) in item.members() {
            if let Ok(method) = Method::from_bytes(method.to_uppercase().as_bytes())
                && operation.value.get("operationId").is_some()
            {
                operations.push(read(path, method, item, operation));
            }
        }
    }
    operations
});

fn read(path: &'static str, method: Method, item: Place, operation: Place) -> Operation {
    let lists = [item.get("parameters"), operation.get("parameters")];
    let parameters = lists.into_iter().flat_map(Place::items).map(|parameter| {
        let parameter = parameter.resolved();
        Parameter {
            name: parameter.get("name").text(),
            is_required: parameter.get("required").value == &Value::Bool(true),
            schema: parameter.get("schema"),
        }
    });
    let body = operation.get("requestBody").resolved();
    let sent = body.get("content").get("application/json").get("schema");
    let is_required = body.get("required").value == &Value::Bool(true);
    let responses = operation.get("responses").members();
    let success = responses
        .into_iter()
        .find(|(status, _)| status.starts_with('2'));
    let (status, response) = success.unwrap_or(("200", NOTHING));
    // If there are several media types, the service sends text.
    let mut contents = response.resolved().get("content").members();
    contents.sort_by_key(|(media_type, _)| *media_type != "text/plain");
    let content = contents.into_iter().next();
    let schema = content.map_or(NOTHING, |(_, content)| content.get("schema").resolved());
    let has_job = !schema.get("properties").get("job_id").value.is_null();
    let refusal = operation.get("responses").get("400").resolved();
    let example = content.map(|(media_type, content)| {
        let examples = content.get("examples").members();
        let first = examples.first().map(|(_, example)| example.get("value"));
        let value = first.unwrap_or_else(|| content.get("example")).value;
        match (value, media_type) {
            (Value::Null, "application/json") => Value::Object(Map::new()),
            (Value::Null, _) => Value::String(String::new()),
            (value, _) => value.clone(),
        }
    });
    Operation {
        id: operation.get("operationId").text(),
        method,
        path: path.trim_start_matches('/').split('/').collect(),
        parameters: parameters.collect(),
        body: (!body.value.is_null()).then_some((sent, is_required)),
        status: status.parse().unwrap_or(200),
        media_type: content.map(|(media_type, _)| media_type),
        example: example.unwrap_or_default(),
        has_job,
        may_be_busy: !refusal.get("x-busy").value.is_null(),
    }
}

const NOTHING: Place = Place {
    file: "",
    value: &Value::Null,
};

impl Place {
    /// Returns a member; null if there is none.
    pub(crate) fn get(self, name: &str) -> Place {
        let value = self.value.get(name).unwrap_or(&Value::Null);
        Place { value, ..self }
    }

    /// Follows references.
    pub(crate) fn resolved(self) -> Place {
        let Some((target, pointer)) = self
            .get("$ref")
            .value
            .as_str()
            .and_then(|text| text.split_once('#'))
        else {
            return self;
        };
        let name = target
            .rsplit('/')
            .next()
            .filter(|name| !name.is_empty())
            .unwrap_or(self.file);
        let document = DOCUMENTS.get_key_value(name);
        let found = document.and_then(|(file, document)| {
            let value = document.pointer(pointer)?;
            Some(Place { file, value })
        });
        found.unwrap_or(NOTHING).resolved()
    }

    pub(crate) fn members(self) -> Vec<(&'static str, Place)> {
        let object: Option<&'static Map<String, Value>> = self.value.as_object();
        let members = object.into_iter().flatten();
        members
            .map(|(name, value)| (name.as_str(), Place { value, ..self }))
            .collect()
    }

    pub(crate) fn items(self) -> Vec<Place> {
        let array = self.value.as_array();
        let items = array.into_iter().flatten();
        items.map(|value| Place { value, ..self }).collect()
    }

    pub(crate) fn text(self) -> &'static str {
        self.value.as_str().unwrap_or_default()
    }
}
