//! Which characters of a cookie are encoded.

use apiruntime::codegen::{Parameter, Style};
use apiruntime::parameter::{ArgumentErrorKind, cookie as cookies};
use serde_json::json;

use super::encode::cookie;

/// Characters that a cookie can have (RFC 6265, 4.1.1) are not encoded, so that servers that do not decode can read it,
/// too.
#[test]
fn a_cookie_is_encoded_only_where_it_cannot_stand_or_would_be_decoded() {
    let sent = |style, value: &str| cookie(style, true, &json!(value));
    for (value, wire) in [
        ("a:/?@!$&'()*+=[]#|^{}<>`~", "a:/?@!$&'()*+=[]#|^{}<>`~"),
        ("100%", "100%"),
        ("%zz", "%zz"),
        ("%2F", "%252F"),
        ("5% of a%41", "5%25%20of%20a%2541"),
        ("a,b\"\\", "a%2Cb%22%5C"),
        ("日\n", "%E6%97%A5%0A"),
    ] {
        assert_eq!(sent(Style::Form, value), format!("color={wire}"));
    }
    assert_eq!(sent(Style::Text, "a,%2F"), "color=a,%2F");
    assert_eq!(sent(Style::Text, "a b"), "color=a%20b");
    assert_eq!(
        cookie(Style::Json, true, &json!({"a": [1, "/"]})),
        "color={%22a%22:[1%2C%22/%22]}"
    );
    let names = json!({"a$b": 1, "a=b[c]%": 2});
    assert_eq!(
        cookie(Style::Form, true, &names),
        "a$b=1; a%3Db%5Bc%5D%25=2"
    );
}

#[test]
fn values_that_are_joined_or_encoded_already_stay_as_they_are() {
    let joined = |value| cookie(Style::Form, false, &value);
    assert_eq!(joined(json!({"a": 1, "b": 2})), "color=a,1,b,2");
    assert_eq!(joined(json!(["a,b", "c"])), "color=a%2Cb,c");
    let mut pairs = Vec::new();
    let reserved = Parameter::cookie("c").allow_reserved();
    cookies::cookie(&reserved, &json!("%2F "), &mut pairs).expect("sent");
    assert_eq!(pairs, ["c=%2F%20"]);
}

#[test]
fn a_cookie_without_encoding_may_be_quoted_but_must_remain_one_pair() {
    for value in ["a%20b", "\"quoted\"", "a=b"] {
        for style in [Style::Cookie, Style::Text] {
            let sent = cookie(style, true, &json!(value));
            assert_eq!(sent, format!("color={value}"));
        }
    }
    for value in [
        json!("a;b"),
        json!("a b"),
        json!("a\"b"),
        json!("\""),
        json!("é"),
        json!({"a=b": 1}),
        json!({"a b": 1}),
    ] {
        let parameter = Parameter::cookie("color")
            .style(Style::Cookie)
            .explode(true);
        let refused = cookies::cookie(&parameter, &value, &mut Vec::new());
        let refused = refused.expect_err("no cookie");
        assert_eq!(refused.kind(), &ArgumentErrorKind::NotInCookie, "{value}");
    }
}
