//! Strings of a format. The validator does not refuse strings that break their format, which a client gives back
//! unchanged.

/// Returns strings of a format, the usual one first; none if the format does not restrict them much.
pub(super) fn strings(format: &str) -> &'static [&'static str] {
    match format {
        "date-time" => &[
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04:05.123456789+05:30",
            "2026-01-02T03:04:05.000Z",
            "2016-12-31T23:59:60-00:00",
            "0001-01-01t00:00:00z",
            "9999-12-31T23:59:59.9-12:00",
            "2026-01-02 03:04:05",
            "soon",
        ],
        "date" => &[
            "2026-01-02",
            "2024-02-29",
            "0000-01-01",
            "2026-02-30",
            "soon",
        ],
        "byte" => &["aGVsbG8=", "", "/+8=", "aGVsbG8", "_-8=", "no base64!"],
        "uuid" => &[
            "5560df16-cebf-4473-95c4-d1b573c16e79",
            "5560DF16-CEBF-4473-95C4-D1B573C16E79",
            "5560df16cebf447395c4d1b573c16e79",
        ],
        "uri" | "url" | "uri-reference" => &["https://example.com/", "/a?b=c&d#e", "x:%2F+"],
        "email" => &["someone@example.com", "\"a b\"+c@example.com"],
        "ipv4" | "ip" => &["192.0.2.1"],
        "ipv6" => &["2001:db8::1", "::FFFF:192.0.2.1"],
        "hostname" => &["example.com"],
        "duration" => &["P1D", "PT0.5S"],
        "time" => &["03:04:05Z"],
        "decimal" => &["1.5", "1.50", "-0"],
        _ => &[],
    }
}
