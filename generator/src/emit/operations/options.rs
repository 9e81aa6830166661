//! What every request can have beside its description.

use super::super::fragment::{Fragment, code};
use crate::ir::{BodyKind, Operation};

/// The methods that set options, and those that send what the description does not have.
pub(super) fn methods(operation: &Operation) -> Vec<Fragment> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let is_json = contents
        .map(|content| &content.kind)
        .any(|kind| matches!(kind, BodyKind::Json(_)));
    let json = is_json.then(|| {
        code! { =>
            #[doc = " Merges the JSON body with this object, whose properties take the place of those that it has."]
            pub fn extra_json(mut self, value: &impl apiruntime::codegen::serde::Serialize) -> Self {
                self.call.extra_json(value);
                self
            }
        }
    });
    let additions = code! { =>
        #[doc = " Says whether sending the request twice does no harm, so that it is repeated after any failure."]
        pub fn idempotent(mut self, is_idempotent: bool) -> Self {
            self.call.set_idempotent(is_idempotent);
            self
        }

        #[doc = " Adds a pair to the query, instead of what the description has of that name."]
        pub fn extra_query(mut self, name: &str, value: &str) -> Self {
            self.call.extra_query(name, value);
            self
        }

        #[doc = " Adds a header, instead of what the description has of that name."]
        pub fn extra_header(mut self, name: &str, value: &str) -> Self {
            self.call.extra_header(name, value);
            self
        }
    };
    let options = code! { =>
        #[doc = " Sets time limits, retries and headers of this request."]
        pub fn options(mut self, options: apiruntime::codegen::CallOptions) -> Self {
            self.call.set_options(options);
            self
        }
    };
    [Some(additions), json, Some(options)]
        .into_iter()
        .flatten()
        .collect()
}
