//! The document as the specification describes it: versions, objects and their fields.

/// The minor versions of OpenAPI that are read; patch versions change nothing.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Version {
    /// 3.0.x
    V30,
    /// 3.1.x
    V31,
    /// 3.2.x
    V32,
}
