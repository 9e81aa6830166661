//! Typed views of the objects of a document, read as those of OpenAPI 3.1 whatever the version of the document.

mod json_type;
mod objects;
mod schema;

pub(super) use json_type::{JsonType, JsonTypes};
pub(super) use objects::{
    DocumentView, EncodingView, MediaTypeView, MessageView, OperationView, ParameterView,
    PathItemView, SecuritySchemeView, ServerVariableView, ServerView, StyleView, View, docs,
    lifecycle,
};
pub(super) use schema::{BoundView, DiscriminatorView, SchemaView, Side, number};
