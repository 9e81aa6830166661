use crate::call::operation_info::{Contents, OperationInfo};

static REQUEST: OperationInfo = OperationInfo::new("request", "GET", "").security(&[&[0]]);
static REMOVE: OperationInfo = REQUEST.delete("remove", "/pets/{id}");
static COPY: OperationInfo = REQUEST.operation("copy", "COPY", "/pets");

#[test]
fn an_operation_has_what_all_requests_have_and_what_its_method_says() {
    for (info, id, method, idempotent) in [
        (&REMOVE, "remove", "DELETE", true),
        (&COPY, "copy", "COPY", false),
    ] {
        assert_eq!((info.id, info.method), (id, method));
        assert_eq!(info.idempotent, idempotent);
        assert_eq!(info.security, [[0]]);
    }
    assert!(!REQUEST.post("add", "/pets").idempotent);
    let changed = REQUEST.put("change", "/pets").not_idempotent();
    assert!(!changed.idempotent);
}

#[test]
fn an_undocumented_success_is_read_as_a_documented_one() {
    let info = REQUEST
        .get("list", "/")
        .successes(&[200, 204], Some(200), Some(204));
    for (status, strict, read) in [
        (200, false, (200, 200)),
        (204, false, (204, 204)),
        (202, false, (200, 204)),
        (202, true, (202, 202)),
        (404, false, (404, 404)),
    ] {
        let reading = info.reading(status, "", strict);
        assert_eq!((reading.status, reading.empty), read, "{status} {strict}");
    }
}

#[test]
fn the_media_type_decides_which_content_is_read_and_whether_as_a_stream() {
    static CONTENTS: [Contents; 1] =
        [Contents::new(200, 200, &["application/json", "text/csv"]).streamed(&[1])];
    let info = REQUEST.get("list", "/").contents(&CONTENTS);
    for (status, media_type, read) in [
        (200, "text/csv", (Some(1), None, true)),
        (200, "application/json", (Some(0), None, false)),
        (200, "image/png", (None, None, false)),
        (200, " ", (Some(0), Some(0), false)),
        (400, "text/csv", (None, None, false)),
    ] {
        let reading = info.reading(status, media_type, false);
        let found = (reading.content, reading.unnamed_json, reading.is_stream);
        assert_eq!(found, read, "{status} {media_type}");
    }
}
