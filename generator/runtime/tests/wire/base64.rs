use apiruntime::Base64;

#[test]
fn what_is_written_is_padded_and_standard() {
    assert_eq!(Base64::from(&[0xfb, 0xff]).encode(), "+/8=");
}

#[test]
fn unpadded_url_safe_and_broken_lines_are_read() {
    for text in ["+/8=", "+/8", "-_8", "-_8=", "+/\r\n8="] {
        assert_eq!(
            Base64::decode(text).map(Base64::into_bytes),
            Some(vec![0xfb, 0xff]),
            "{text}"
        );
    }
    assert_eq!(Base64::decode("*"), None);
}

#[test]
fn debug_tells_the_length_only() {
    assert_eq!(format!("{:?}", Base64::from(&[1, 2, 3])), "Base64(3 bytes)");
}
