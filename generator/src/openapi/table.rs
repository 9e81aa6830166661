//! The table of each object.

use super::definition::{Definition, Object};
use super::{objects, overlay, schema};

impl Object {
    /// Returns the table of the object.
    pub fn definition(self) -> &'static Definition {
        match self {
            Object::OpenApi => &objects::OPEN_API,
            Object::Info => &objects::INFO,
            Object::Contact => &objects::CONTACT,
            Object::License => &objects::LICENSE,
            Object::Server => &objects::SERVER,
            Object::ServerVariable => &objects::SERVER_VARIABLE,
            Object::Components => &objects::COMPONENTS,
            Object::Paths => &objects::PATHS,
            Object::PathItem => &objects::PATH_ITEM,
            Object::Operation => &objects::OPERATION,
            Object::ExternalDocumentation => &objects::EXTERNAL_DOCUMENTATION,
            Object::Parameter => &objects::PARAMETER,
            Object::RequestBody => &objects::REQUEST_BODY,
            Object::MediaType => &objects::MEDIA_TYPE,
            Object::Encoding => &objects::ENCODING,
            Object::Responses => &objects::RESPONSES,
            Object::Response => &objects::RESPONSE,
            Object::Callback => &objects::CALLBACK,
            Object::Example => &objects::EXAMPLE,
            Object::Link => &objects::LINK,
            Object::Header => &objects::HEADER,
            Object::Tag => &objects::TAG,
            Object::Schema => &schema::SCHEMA,
            Object::Discriminator => &schema::DISCRIMINATOR,
            Object::Xml => &schema::XML,
            Object::SecurityScheme => &objects::SECURITY_SCHEME,
            Object::OAuthFlows => &objects::OAUTH_FLOWS,
            Object::OAuthFlow => &objects::OAUTH_FLOW,
            Object::SecurityRequirement => &objects::SECURITY_REQUIREMENT,
            Object::Overlay => &overlay::OVERLAY,
            Object::OverlayInfo => &overlay::INFO,
            Object::OverlayAction => &overlay::ACTION,
        }
    }
}
