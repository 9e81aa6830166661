//! What turns a line of a table into the rules of a schema, or into a parameter.

/// Writes the rules of a schema as a static: a [`node!`] for the value itself, then one for each property,
/// or one for each variant of a union with the condition that tells it.
#[doc(hidden)]
#[macro_export]
macro_rules! schema {
    ($name:ident $node:tt variants $(|$value:ident| $condition:expr => $inner:tt;)+) => {
        pub(crate) static $name: $crate::codegen::Node = {
            #[allow(unused_imports, reason = "not every schema has all of them")]
            use $crate::codegen::{Node, Rule};
            static VARIANTS: &[$crate::codegen::Variant] =
                &[$((|$value| $condition, $crate::node!($inner))),+];
            $crate::codegen::Node::NONE.all_of($crate::nodes!($node)).variants(VARIANTS)
        };
    };
    ($name:ident $node:tt $($property:literal $inner:tt;)*) => {
        pub(crate) static $name: $crate::codegen::Node = {
            #[allow(unused_imports, reason = "not every schema has all of them")]
            use $crate::codegen::{Node, Rule};
            $crate::codegen::Node::NONE
                .all_of($crate::nodes!($node))
                .properties(&[$(($property, $crate::node!($inner))),*])
        };
    };
}

/// A node as a list of none or one.
#[doc(hidden)]
#[macro_export]
macro_rules! nodes {
    (()) => {
        &[]
    };
    ($node:tt) => {
        &[$crate::node!($node)]
    };
}

/// A reference to a node: `is` and another schema's static, or a list of rules, then such an `is`, then
/// `items` or `values` with a node of their own, then `sensitive` where the value must not be shown.
#[doc(hidden)]
#[macro_export]
macro_rules! node {
    ((is $($path:ident)::+)) => { &$($path)::+ };
    (([$($rule:expr),*] $(is $($path:ident)::+;)? $(items $items:tt)? $(values $values:tt)? $(hide $hide:ident)?)) => {{
        static NODE: $crate::codegen::Node = $crate::codegen::Node::NONE
            .rules(&[$($rule),*])
            $(.all_of(&[&$($path)::+]))?
            $(.items($crate::node!($items)))?
            $(.values($crate::node!($values)))?
            $(.$hide())?;
        &NODE
    }};
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    crate::schema! {
        OWNER ()
        "name" ([Rule::MinLength(1)]);
    }

    crate::schema! {
        PET ([Rule::MinProperties(1)])
        "tags" ([Rule::MaxItems(2)] items ([Rule::MaxLength(3)]));
        "owner" (is OWNER);
        "next" (is PET);
        "key" ([Rule::MinLength(4)] hide sensitive);
    }

    crate::schema! {
        ANIMAL () variants
        |value| crate::json::union::is_tagged(value, "kind", &["pet"]) => (is PET);
        |_value| true => ([]);
    }

    crate::parameter!(
        LIMIT = query("limit"),
        ([Rule::Minimum("1"), Rule::Maximum("9")])
    );
    crate::parameter!(
        IDS = query("ids").explode(false).style(Style::PipeDelimited),
        ()
    );

    crate::operation_info! {
        LIST = GET "/list" "List", idempotent true accept "text/plain" streamed [(200, 299)]
        client [LIMIT]
        security [[0, 1], []]
        server "https://x.example"
    }
    crate::operation_info!(PUT = PUT "/one" "Put", idempotent false accept "");

    #[test]
    fn an_operation_has_what_its_line_says() {
        assert_eq!(
            (LIST.id, LIST.path, LIST.accept),
            ("List", "/list", "text/plain")
        );
        assert_eq!(LIST.security, [&[0_usize, 1][..], &[]]);
        assert!(LIST.idempotent && !PUT.idempotent);
        assert_eq!(LIST.client_parameters.len(), 1);
        assert_eq!(LIST.streamed, [(200, 299)]);
        assert_eq!((LIST.server, PUT.server), (Some("https://x.example"), None));
    }

    #[test]
    fn a_schema_checks_what_is_inside() {
        assert!(
            PET.check(&json!({"tags": ["a", "bc"], "owner": {"name": "x"}}))
                .is_ok()
        );
        let broken = PET
            .check(&json!({"next": {"tags": ["a", "long"]}}))
            .unwrap_err();
        assert_eq!(broken.pointer(), "/next/tags/1");
        assert_eq!(
            PET.check(&json!({"owner": {"name": ""}}))
                .unwrap_err()
                .pointer(),
            "/owner/name"
        );
        assert_eq!(PET.check(&json!({"key": "x"})).unwrap_err().value(), None);
        assert!(PET.check(&json!({})).is_err());
    }

    #[test]
    fn a_union_checks_the_variant_that_the_value_is() {
        let pet = json!({"kind": "pet", "tags": ["long"]});
        assert_eq!(ANIMAL.check(&pet).unwrap_err().pointer(), "/tags/0");
        assert!(
            ANIMAL
                .check(&json!({"kind": "plant", "tags": ["long"]}))
                .is_ok()
        );
    }

    #[test]
    fn a_parameter_has_its_rules_and_its_style() {
        assert!(LIMIT.check(&json!(9)).is_ok());
        assert!(LIMIT.check(&json!(10)).is_err());
        assert_eq!(IDS.name(), "ids");
    }
}
