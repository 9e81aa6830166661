//! Results as a table or as JSON.

use clap::ValueEnum;
use serde_core::Serialize;
use serde_json::Value;

use crate::common::{Failure, print, print_table};

/// How a result is printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Output {
    Table,
    Json,
}

impl Output {
    /// Prints one object, with a row for each property.
    pub fn object(self, object: &impl Serialize) -> Result<(), Failure> {
        let value = serde_json::to_value(object)?;
        match (self, &value) {
            (Self::Table, Value::Object(properties)) => {
                let shown = properties.iter().filter(|(_, value)| !value.is_null());
                let rows = shown.map(|(name, value)| vec![name.clone(), text(value)]);
                print_table(&["property", "value"], rows)
            }
            _ => print(format!("{value:#}")),
        }
    }

    /// Prints some properties of each object in a list, or all properties as JSON.
    pub fn list(self, titles: &[&str], list: &[impl Serialize]) -> Result<(), Failure> {
        let value = serde_json::to_value(list)?;
        match (self, &value) {
            (Self::Table, Value::Array(objects)) => {
                let rows = objects.iter().map(|object| {
                    let cells = titles.iter().map(|title| text(&object[*title]));
                    cells.collect()
                });
                print_table(titles, rows)
            }
            _ => print(format!("{value:#}")),
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
