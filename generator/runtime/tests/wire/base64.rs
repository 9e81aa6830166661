use apiruntime::Base64;

#[test]
fn what_is_written_is_padded_and_standard() {
    assert_eq!(Base64::from(&[0xfb, 0xff]).as_str(), "+/8=");
}

#[test]
fn unpadded_url_safe_and_broken_lines_are_read() {
    for text in ["+/8=", "+/8", "-_8", "-_8=", "+/\r\n8="] {
        let bytes = Base64::parse(text).and_then(|base64| base64.to_bytes());
        assert_eq!(bytes, Ok(vec![0xfb, 0xff]), "{text}");
    }
    assert!(Base64::parse("*").is_err());
}

#[test]
fn a_text_that_is_not_base64_is_kept_and_sent_back() {
    for text in ["\"*\"", "\"-_8\"", "\"a b\""] {
        let read: Base64 = serde_json::from_str(text).expect("any string");
        assert_eq!(serde_json::to_string(&read).expect("its text"), text);
    }
    let read: Base64 = serde_json::from_str("\"*\"").expect("any string");
    let error = read.to_bytes().expect_err("no base64");
    assert_eq!(error.to_string(), "the text is not base64");
}

#[test]
fn debug_tells_the_length_only() {
    assert_eq!(
        format!("{:?}", Base64::from(&[1, 2, 3])),
        "Base64(4 characters)"
    );
}
