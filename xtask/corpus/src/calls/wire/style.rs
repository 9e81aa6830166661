//! The styles of parameters.

use serde_json::Value;

use super::pairs::{Pairs, decoded};
use super::{Read, Shape};

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::calls) enum Place {
    Path,
    Query,
    WholeQuery,
    Header,
    Cookie,
}

/// How a value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::calls) enum StyleName {
    Simple,
    Label,
    Matrix,
    Form,
    Space,
    Pipe,
    Deep,
    /// The style `cookie` of 3.2, which encodes nothing.
    Cookie,
    /// By `content`: as JSON.
    Json,
    /// By `content`: as text.
    Text,
    /// By `content`: as a form, which is the whole query.
    Fields,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::calls) struct Style {
    pub(in crate::calls) name: StyleName,
    pub(in crate::calls) explode: bool,
}

impl Style {
    /// Reads `style` and `explode` of a parameter, an encoding or a header.
    pub(in crate::calls) fn of(node: &Value, place: Place) -> Style {
        let name = match (node.get("style").and_then(Value::as_str), place) {
            (Some("simple"), _) => StyleName::Simple,
            (Some("label"), _) => StyleName::Label,
            (Some("matrix"), _) => StyleName::Matrix,
            (Some("form"), _) => StyleName::Form,
            (Some("spaceDelimited"), _) => StyleName::Space,
            (Some("pipeDelimited"), _) => StyleName::Pipe,
            (Some("deepObject"), _) => StyleName::Deep,
            (Some("cookie"), _) => StyleName::Cookie,
            (_, Place::Path | Place::Header) => StyleName::Simple,
            _ => StyleName::Form,
        };
        let usual = matches!(name, StyleName::Form | StyleName::Cookie | StyleName::Deep);
        let explode = node.get("explode").and_then(Value::as_bool);
        Style {
            name,
            explode: explode.unwrap_or(usual),
        }
    }

    /// Whether `allowReserved` has an effect: in queries, and since 3.2 wherever values are percent-encoded.
    pub(in crate::calls) fn allows_reserved(
        self,
        node: &Value,
        place: Place,
        document: &Value,
    ) -> bool {
        let version = document["openapi"].as_str().unwrap_or_default();
        let is_early = version.starts_with("3.0") || version.starts_with("3.1");
        let is_encoded = match place {
            Place::Query => true,
            Place::Path => !is_early,
            Place::Cookie => !is_early && self.name == StyleName::Form,
            Place::WholeQuery | Place::Header => false,
        };
        is_encoded && node["allowReserved"] == true && node.get("content").is_none()
    }

    /// Reads the value of a path parameter of this shape.
    pub(in crate::calls) fn path(self, name: &str, shape: Shape, raw: &str) -> Option<Read> {
        if self.is_whole() {
            return Some(Read::One(decoded(raw)));
        }
        match self.name {
            StyleName::Label => {
                let raw = raw.strip_prefix('.')?;
                self.separated(shape, raw, if self.explode { "." } else { "," })
            }
            StyleName::Matrix => {
                let raw = raw.strip_prefix(';')?;
                match shape {
                    Shape::List if self.explode => {
                        let items = raw.split(';').map(|item| of_name(name, item));
                        items.collect::<Option<_>>().map(Read::List)
                    }
                    Shape::Fields if self.explode => self.separated(shape, raw, ";"),
                    Shape::One => of_name(name, raw).map(Read::One),
                    _ => {
                        let (_, value) = raw
                            .split_once('=')
                            .filter(|(key, _)| decoded(key) == name)?;
                        self.separated(shape, value, ",")
                    }
                }
            }
            _ => self.separated(shape, raw, ","),
        }
    }

    /// Reads the value of a header.
    pub(in crate::calls) fn header(self, shape: Shape, raw: &str) -> Option<Read> {
        if self.is_whole() || shape == Shape::One {
            return Some(Read::One(raw.to_owned()));
        }
        read_separated(shape, raw, &[","], self.explode, str::to_owned)
    }

    /// Takes the value out of pairs: of a query, of cookies, or of a form.
    pub(in crate::calls) fn pairs(
        self,
        name: &str,
        value: &Value,
        pairs: &mut Pairs,
    ) -> Option<Read> {
        let shape = Shape::of(value);
        match (self.name, shape) {
            // These are compared when they are taken.
            (StyleName::Deep, Shape::List | Shape::Fields) => {
                let is_own = pairs.take_deep(name, value, self.explode);
                return is_own.then_some(Read::Absent);
            }
            (StyleName::Json, Shape::List) if self.explode => {
                let values = pairs.take(name);
                let strings = values.iter().map(|value| pairs.decode(value));
                return Some(Read::List(strings.collect()));
            }
            (StyleName::Json | StyleName::Text, _) | (_, Shape::One) => {}
            (_, Shape::List) if self.explode => {
                let values = pairs.take(name);
                return Some(if values.is_empty() {
                    Read::Absent
                } else {
                    Read::List(values.iter().map(|value| pairs.decode(value)).collect())
                });
            }
            (_, Shape::Fields) if self.explode => {
                let keys = value
                    .as_object()?
                    .iter()
                    .filter(|(_, value)| !value.is_null());
                let fields = keys.map(|(key, _)| match pairs.take(key).as_slice() {
                    [one] => Some((key.clone(), pairs.decode(one))),
                    _ => None,
                });
                let fields = fields.collect::<Option<Vec<_>>>()?;
                return Some(Read::Fields(fields));
            }
            _ => {
                let delimiters: &[&str] = match self.name {
                    StyleName::Space => &["%20", "+", " "],
                    StyleName::Pipe => &["%7C", "%7c", "|"],
                    _ => &[","],
                };
                return match pairs.take(name).as_slice() {
                    [] => Some(Read::Absent),
                    [one] => {
                        read_separated(shape, one, delimiters, false, |text| pairs.decode(text))
                    }
                    _ => None,
                };
            }
        }
        match pairs.take(name).as_slice() {
            [] => Some(Read::Absent),
            [one] => Some(Read::One(pairs.decode(one))),
            _ => None,
        }
    }

    fn separated(self, shape: Shape, raw: &str, separator: &str) -> Option<Read> {
        read_separated(shape, raw, &[separator], self.explode, decoded)
    }

    /// Whether the value is one text, whatever its shape.
    pub(in crate::calls) fn is_whole(self) -> bool {
        matches!(self.name, StyleName::Json | StyleName::Text)
    }
}

/// Reads `name=value`, or the name alone.
fn of_name(name: &str, raw: &str) -> Option<String> {
    let (key, value) = raw.split_once('=').unwrap_or((raw, ""));
    (decoded(key) == name).then(|| decoded(value))
}

fn read_separated(
    shape: Shape,
    raw: &str,
    delimiters: &[&str],
    explode: bool,
    decode: impl Fn(&str) -> String,
) -> Option<Read> {
    if shape == Shape::One {
        return Some(Read::One(decode(raw)));
    }
    let delimiter = delimiters.iter().find(|known| raw.contains(**known));
    let items: Vec<&str> = match delimiter {
        Some(delimiter) => raw.split(delimiter).collect(),
        None => vec![raw],
    };
    if shape == Shape::List {
        return Some(Read::List(items.into_iter().map(decode).collect()));
    }
    let fields: Option<Vec<_>> = if explode {
        let pairs = items.iter().map(|item| {
            let (key, value) = item.split_once('=').unwrap_or((item, ""));
            Some((decode(key), decode(value)))
        });
        pairs.collect()
    } else {
        let pairs = items.chunks(2).map(|pair| match pair {
            [key, value] => Some((decode(key), decode(value))),
            _ => None,
        });
        pairs.collect()
    };
    fields.map(Read::Fields)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn style(name: StyleName, explode: bool) -> Style {
        Style { name, explode }
    }

    #[test]
    fn the_examples_of_the_specification_are_read() {
        // OpenAPI 3.1.1, "Style Examples".
        let array = json!(["blue", "black", "brown"]);
        let object = json!({ "R": 100, "G": 200, "B": 150 });
        let paths = [
            (
                StyleName::Matrix,
                false,
                ";color=blue,black,brown",
                ";color=R,100,G,200,B,150",
            ),
            (
                StyleName::Matrix,
                true,
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ),
            (
                StyleName::Label,
                false,
                ".blue,black,brown",
                ".R,100,G,200,B,150",
            ),
            (
                StyleName::Label,
                true,
                ".blue.black.brown",
                ".R=100.G=200.B=150",
            ),
            (
                StyleName::Simple,
                false,
                "blue,black,brown",
                "R,100,G,200,B,150",
            ),
            (
                StyleName::Simple,
                true,
                "blue,black,brown",
                "R=100,G=200,B=150",
            ),
        ];
        for (name, explode, of_array, of_object) in paths {
            let style = style(name, explode);
            let read = |shape, raw| style.path("color", shape, raw).expect(raw);
            assert!(read(Shape::List, of_array).equals(&array), "{of_array}");
            assert!(
                read(Shape::Fields, of_object).equals(&object),
                "{of_object}"
            );
        }
        let queries = [
            (
                StyleName::Form,
                false,
                "color=blue,black,brown",
                "color=R,100,G,200,B,150",
            ),
            (
                StyleName::Form,
                true,
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ),
            (
                StyleName::Space,
                false,
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ),
            (
                StyleName::Pipe,
                false,
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ),
        ];
        for (name, explode, of_array, of_object) in queries {
            for (raw, value) in [(of_array, &array), (of_object, &object)] {
                let mut pairs = Pairs::of_query(raw);
                let read = style(name, explode).pairs("color", value, &mut pairs);
                assert!(read.expect(raw).equals(value), "{raw}");
                assert_eq!(pairs.left().count(), 0, "{raw}");
            }
        }
        let mut pairs = Pairs::of_query("color%5BR%5D=100&color[G]=200&color%5BB%5D=150&x=");
        assert!(pairs.take_deep("color", &object, true));
        assert_eq!(pairs.left().collect::<Vec<_>>(), ["x"]);
        let lists = json!({"a": ["x", "y"], "b": [{"c": 1}]});
        for (explode, query) in [
            (true, "f[a][]=x&f[a][]=y&f[b][0][c]=1"),
            (false, "f[a]=x,y&f[b][0][c]=1"),
        ] {
            assert!(Pairs::of_query(query).take_deep("f", &lists, explode));
            assert!(!Pairs::of_query(query).take_deep("f", &lists, !explode));
        }
    }

    #[test]
    fn other_values_are_not_taken_for_equal() {
        let read = |raw| {
            style(StyleName::Form, true).pairs("a", &json!(["x,y"]), &mut Pairs::of_query(raw))
        };
        assert!(read("a=x%2Cy").expect("a list").equals(&json!(["x,y"])));
        assert!(!read("a=x&a=y").expect("a list").equals(&json!(["x,y"])));
        let one = |value, text: &str| Read::One(text.to_owned()).equals(&value);
        assert!(one(json!(1.0), "1") && one(json!("1"), "1") && one(json!(true), "true"));
        assert!(!one(json!(1), "2") && !one(json!("a"), "\"a\"") && !one(json!(true), "True"));
    }
}
