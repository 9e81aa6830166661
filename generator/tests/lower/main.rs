//! From a description to the neutral model.

mod aliases;
mod all_of;
mod alternatives;
mod analysis;
mod bodies;
mod broken;
mod busy;
mod contents;
mod copies;
mod discriminators;
mod enums;
mod events;
mod files;
mod formats;
mod inheritance_in_files;
mod media_types;
mod multipart;
mod names;
mod operations;
mod paging;
mod parameters;
mod paths;
mod references;
mod responses;
mod rules;
mod schemas;
mod secrets;
mod servers;
mod shapes;
mod spellings;
mod traits;
mod unions;
mod waiters;
mod whole_query;

use generator::analyze::{Facts, Storage};
use generator::diagnostic::Diagnostics;
use generator::ir::{
    Access, Additional, Api, Integer, Number, Operation, Presence, Shape, StringFormat, Struct,
    TagValue, Type, TypeDef, TypeId, TypeKind, UnionStrategy,
};
use generator::lower::{Broken, Ledger, lower};
use generator::source::{Loader, NoFiles, Sources};

/// The result of lowering a description.
struct Lowered {
    api: Api,
    facts: Facts,
    ledger: Ledger,
    /// `severity code: message` of each diagnostic, in the order of their places.
    said: Vec<String>,
}

/// Lowers and analyses a whole description.
fn whole(text: &str) -> Lowered {
    with_files(text, &NoFiles)
}

fn with_files(text: &str, loader: &dyn Loader) -> Lowered {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::read("api.yaml", text.as_bytes(), &mut diagnostics);
    let version = generator::openapi::check(&mut sources, loader, &mut diagnostics);
    let mut ledger = Ledger::default();
    let version = version.expect("a version");
    let api = lower(
        &sources,
        version,
        &Broken::default(),
        &mut diagnostics,
        &mut ledger,
    );
    let facts = Facts::of(&api);
    let placed = diagnostics.placed(&sources);
    let said = placed
        .iter()
        .map(|d| format!("{} {}: {}", d.severity, d.code, d.message))
        .collect();
    Lowered {
        api,
        facts,
        ledger,
        said,
    }
}

/// Lowers a description in OpenAPI 3.1 with these component schemas and no operation.
fn schemas(yaml: &str) -> Lowered {
    let head =
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    whole(&format!("{head}{}", indented(yaml, 4)))
}

/// Lowers the same in OpenAPI 3.0.
fn schemas_3_0(yaml: &str) -> Lowered {
    let head =
        "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    whole(&format!("{head}{}", indented(yaml, 4)))
}

/// Lowers a description in OpenAPI 3.1 with one operation, `GET /x`, that has these fields.
fn operation(yaml: &str) -> Lowered {
    let head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /x:\n    get:\n      operationId: Get\n";
    let responses = if yaml.contains("responses:") {
        ""
    } else {
        "      responses: {'204': {description: done}}\n"
    };
    whole(&format!("{head}{responses}{}", indented(yaml, 6)))
}

/// Returns the text with each line indented by `by` columns. In the input, all lines but the first have eight columns
/// of indentation.
fn indented(yaml: &str, by: usize) -> String {
    let lines = yaml
        .lines()
        .map(|line| line.strip_prefix("        ").unwrap_or(line));
    lines
        .map(|line| format!("{}{line}\n", " ".repeat(by)))
        .collect()
}

impl Lowered {
    fn find(&self, name: &str) -> &TypeDef {
        let found = self
            .api
            .types
            .iter()
            .find(|def| def.name.words.join(" ") == name);
        found.unwrap_or_else(|| panic!("no type `{name}` among {:?}", self.names()))
    }

    fn id(&self, name: &str) -> TypeId {
        let found = self
            .api
            .types
            .entries()
            .find(|(_, def)| def.name.words.join(" ") == name);
        found.expect("a type").0
    }

    fn names(&self) -> Vec<String> {
        self.api
            .types
            .iter()
            .map(|def| def.name.words.join(" "))
            .collect()
    }

    fn object(&self, name: &str) -> &Struct {
        match &self.find(name).kind {
            TypeKind::Struct(object) => object,
            other => panic!("`{name}` is no struct: {other:?}"),
        }
    }

    fn only_operation(&self) -> &Operation {
        assert_eq!(self.api.operations.len(), 1, "{:?}", self.said);
        &self.api.operations[0]
    }

    /// Returns a short form of a type.
    fn ty(&self, ty: &Type) -> String {
        match ty {
            Type::Any => "any".into(),
            Type::Bool => "bool".into(),
            Type::Integer(Integer::I32) => "i32".into(),
            Type::Integer(Integer::I64) => "i64".into(),
            Type::Integer(Integer::U32) => "u32".into(),
            Type::Integer(Integer::U64) => "u64".into(),
            Type::Integer(Integer::Big) => "big".into(),
            Type::Number(Number::F64) => "f64".into(),
            Type::String(StringFormat::Plain(None)) => "text".into(),
            Type::String(StringFormat::Plain(Some(format))) => format!("text({format})"),
            Type::String(other) => format!("{other:?}"),
            Type::Array(item) => format!("[{}]", self.ty(item)),
            Type::Tuple(items) => {
                let items: Vec<String> = items.iter().map(|item| self.ty(item)).collect();
                format!("({})", items.join(", "))
            }
            Type::Map(value) => format!("{{{}}}", self.ty(value)),
            Type::Nullable(inner) => format!("{}|null", self.ty(inner)),
            Type::Named(id) => self
                .api
                .types
                .get(*id)
                .expect("a type")
                .name
                .words
                .join(" "),
        }
    }

    /// Returns a short form of a named type's definition.
    fn type_of(&self, name: &str) -> String {
        match &self.find(name).kind {
            TypeKind::Struct(object) => self.fields(self.id(name), object),
            TypeKind::StringEnum(values) => {
                let values: Vec<&str> = values.iter().map(|value| value.wire.as_str()).collect();
                format!("enum {}", values.join(" "))
            }
            TypeKind::IntEnum(values) => {
                let values: Vec<String> =
                    values.iter().map(|value| value.wire.to_string()).collect();
                format!("enum {}", values.join(" "))
            }
            TypeKind::Alias(ty) => format!("= {}", self.ty(ty)),
            TypeKind::Newtype(ty) => format!("new {}", self.ty(ty)),
            TypeKind::Union(union) => {
                let how = match &union.strategy {
                    UnionStrategy::Tagged {
                        property,
                        fallback: None,
                        ..
                    } => format!("by {property}"),
                    UnionStrategy::Tagged {
                        property,
                        fallback: Some(at),
                        ..
                    } => format!("by {property} else {at}"),
                    UnionStrategy::ByShape => "by shape".to_owned(),
                    UnionStrategy::Ambiguous => "ambiguous".to_owned(),
                };
                let variants: Vec<String> = union
                    .variants
                    .iter()
                    .enumerate()
                    .map(|(at, variant)| {
                        let boxed = if self.facts.storage(self.id(name), at) == Storage::Boxed {
                            " boxed"
                        } else {
                            ""
                        };
                        let tags = joined(&variant.tags);
                        let shape = variant.shape.as_ref().map_or_else(String::new, shape);
                        format!("{}{tags}{shape}{boxed}", self.ty(&variant.ty) + " ")
                            .trim_end()
                            .to_owned()
                    })
                    .collect();
                format!("union {how}: {}", variants.join(" | "))
            }
        }
    }

    fn fields(&self, id: TypeId, object: &Struct) -> String {
        let mut fields: Vec<String> = object
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| {
                let mut text = format!("{}: {}", field.wire, self.ty(&field.ty));
                text += match self.facts.presence(id, field) {
                    Presence::Required => "",
                    Presence::RequiredNullable => "|null",
                    Presence::Optional => "?",
                    Presence::OptionalNullable => "|null?",
                };
                text += match field.access {
                    Access::Both => "",
                    Access::ReadOnly => " readOnly",
                    Access::WriteOnly => " writeOnly",
                };
                if let Some(constant) = &field.constant {
                    text += &format!(" = {constant}");
                }
                if self.facts.storage(id, at) == Storage::Boxed {
                    text += " boxed";
                }
                text
            })
            .collect();
        if let Additional::Typed(ty) = &object.additional {
            fields.push(format!("..{}", self.ty(ty)));
        }
        fields.join(", ")
    }
}

fn joined(tags: &[TagValue]) -> String {
    let tags: Vec<String> = tags.iter().map(ToString::to_string).collect();
    tags.join(",")
}

fn shape(shape: &Shape) -> String {
    match shape {
        Shape::StringOf(values) => format!("StringOf {}", values.join(",")),
        Shape::StringFormat(format) => format!("format {format}"),
        Shape::ArrayOf(item) => format!("ArrayOf {}", self::shape(item)),
        Shape::AnyOf(shapes) => shapes.iter().map(self::shape).collect::<Vec<_>>().join("/"),
        Shape::ObjectWith(properties) => format!("with {}", properties.join(",")),
        Shape::ObjectInside(property, inner) => format!("{property}.{}", self::shape(inner)),
        Shape::AllOf(shapes) => shapes.iter().map(self::shape).collect::<Vec<_>>().join("+"),
        Shape::ObjectTagged {
            property, values, ..
        } => format!("{property}={}", joined(values)),
        other => format!("{other:?}"),
    }
}
