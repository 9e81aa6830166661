//! Typed views of the objects of a document, which read every version as OpenAPI 3.1.

mod bounds;
mod discriminator;
mod document;
mod json_type;
mod message;
mod object;
mod schema;

pub(super) use bounds::{BoundView, Side, number};
pub(super) use discriminator::DiscriminatorView;
pub(super) use document::{
    DocumentView, OperationView, PathItemView, SecuritySchemeView, ServerVariableView, ServerView,
};
pub(super) use json_type::{JsonType, JsonTypes};
pub(super) use message::{EncodingView, MediaTypeView, MessageView, ParameterView, StyleView};
pub(super) use object::{View, docs, lifecycle};
pub(super) use schema::SchemaView;
