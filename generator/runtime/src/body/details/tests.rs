use crate::body::details::Details;

fn read(body: &str) -> [Option<String>; 3] {
    let details = Details::read(body.as_bytes());
    [details.code, details.message, details.request_id]
}

fn found(code: &str, message: &str, id: &str) -> [Option<String>; 3] {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    [text(code), text(message), text(id)]
}

#[test]
fn messages_are_found_in_the_shapes_of_frameworks() {
    let lines = [
        // RFC 9457.
        (
            r#"{"type":"about:blank","title":"No credit","detail":"30 are left"}"#,
            "",
            "30 are left",
        ),
        (r#"{"title":"No credit","status":403}"#, "", "No credit"),
        // FastAPI.
        (r#"{"detail":"Not Found"}"#, "", "Not Found"),
        (
            r#"{"detail":[{"type":"missing","loc":["body","items",0,"name"],"msg":"Field required","input":{}},
               {"loc":["query","q"],"msg":"Too long"}]}"#,
            "",
            "body.items.0.name: Field required; query.q: Too long",
        ),
        (r#"{"detail":{"code":"A","message":"b"}}"#, "A", "b"),
        // ASP.NET, Rails, NestJS, Spring.
        (
            r#"{"title":"Invalid","errors":{"Name":["is required","is short"],"Age":"is odd"},"traceId":"t"}"#,
            "",
            "Invalid: Name: is required; Name: is short; Age: is odd",
        ),
        (r#"{"errors":["one","two"]}"#, "", "one; two"),
        (
            r#"{"statusCode":400,"message":["a must be text"],"error":"Bad Request"}"#,
            "",
            "Bad Request: a must be text",
        ),
        (
            r#"{"status":404,"error":"Not Found","message":"","path":"/x"}"#,
            "",
            "Not Found",
        ),
        // Salvo.
        (
            r#"{"error":{"code":404,"name":"Not Found","brief":"No such pet."}}"#,
            "404",
            "No such pet.",
        ),
        // Django REST framework.
        (
            r#"{"name":["is required","is short"],"non_field_errors":["do not fit"]}"#,
            "",
            "name: is required; name: is short; non_field_errors: do not fit",
        ),
        (
            r#"{"child":{"width":["is no number"]},"kids":[{},{"unit":["is odd"]}]}"#,
            "",
            "child.width: is no number; kids.unit: is odd",
        ),
        (r#"[{},{"name":["is required"]}]"#, "", "name: is required"),
        (
            r#"[{"age":["is odd"],"name":["is short"]}]"#,
            "",
            "age: is odd; name: is short",
        ),
        (
            r#"{"title":["is short"],"isbn":["is taken"]}"#,
            "",
            "title: is short; isbn: is taken",
        ),
        // Litestar, APIFlask, flask-smorest.
        (
            r#"{"status_code":400,"detail":"Failed","extra":[{"message":"is no list","key":"ages","source":"body"}]}"#,
            "",
            "Failed: ages: is no list",
        ),
        (
            r#"{"detail":{"json":{"id":["is no UUID"],"kid":{"age":["is odd"]}}},"message":"Invalid"}"#,
            "",
            "Invalid: json.id: is no UUID; json.kid.age: is odd",
        ),
        (
            r#"{"code":422,"status":"Unprocessable","errors":{"json":{"id":["is required"]}}}"#,
            "422",
            "id: is required",
        ),
        (r#"{"detail":{"why":["a"],"age":7}}"#, "", ""),
        // Label Studio, Prefect.
        (
            r#"{"status_code":400,"detail":"Failed","exc_info":null,"validation_errors":{"data":["is required"]}}"#,
            "",
            "Failed: data: is required",
        ),
        (
            r#"{"exception_message":"Invalid request.","exception_detail":[{"type":"list_type","loc":["body","tags"],"msg":"is no list","input":"x"}],"request_body":{"tags":"x"}}"#,
            "",
            "Invalid request: body.tags: is no list",
        ),
        // express-openapi-validator.
        (
            r#"{"message":"request/body/age must be integer, request/body/ok must be boolean","errors":[{"path":"/body/age","message":"must be integer"},{"path":"/body/ok","message":"must be boolean"}]}"#,
            "",
            "request/body/age must be integer, request/body/ok must be boolean",
        ),
        (
            r#"{"message":"Unknown parameter 'q'","errors":[{"path":"/query/q","message":"Unknown parameter 'q'"}]}"#,
            "",
            "/query/q: Unknown parameter 'q'",
        ),
        // tsoa; Azure.
        (
            r#"{"message":"Validation Failed","details":{"body.age":{"message":"is odd","value":"x"}}}"#,
            "",
            "Validation Failed: body.age: is odd",
        ),
        (
            r#"{"error":{"code":"Bad","message":"Several errors","details":[{"code":"A","message":"a is odd"}]}}"#,
            "Bad",
            "Several errors: a is odd",
        ),
        // Zod, directly and wrapped by Hono.
        (
            r#"{"success":false,"error":{"name":"ZodError","message":"[{\"code\":\"too_big\",\"path\":[\"tags\",0],\"message\":\"is long\"}]"}}"#,
            "",
            "tags.0: is long",
        ),
        (
            r#"{"error":{"issues":[{"code":"invalid_union","errors":[[{"path":[],"message":"no 1"}],[{"path":[],"message":"no 2"}]],"path":["level"],"message":"is odd"}]}}"#,
            "invalid_union",
            "level: is odd: no 1; no 2",
        ),
        (r#"{"message":"[unknown] is odd"}"#, "", "[unknown] is odd"),
        // Lists next to other values are not taken as errors.
        (r#"{"status":400,"data":{"tags":["a"]}}"#, "", ""),
        (r#"{"name":["a"],"age":7}"#, "", ""),
        (r#"{"name":["a"],"is_new":true}"#, "", ""),
        (r#"{"kid":{"name":["a"],"is_new":true}}"#, "", ""),
        (r#"[{"name":["a"]},{"is_new":true}]"#, "", ""),
        (r#"{"names":["a",1]}"#, "", ""),
        // JSON:API, GraphQL, Salesforce, Google, Azure, GitHub.
        (
            r#"{"errors":[{"status":"422","code":"A","title":"T","detail":"b"}]}"#,
            "A",
            "b",
        ),
        (
            r#"{"errors":[{"message":"b","locations":[{"line":1}],"path":["a",0,"c"]}],"data":null}"#,
            "",
            "a.0.c: b",
        ),
        (r#"[{"errorCode":"A","message":"b"}]"#, "A", "b"),
        (
            r#"{"error":{"code":403,"message":"b","errors":[{"message":"b","reason":"r"}],"status":"S"}}"#,
            "403",
            "b",
        ),
        (
            r#"{"Error":{"Code":"A","Message":"b","details":[{"code":"B"}]}}"#,
            "A",
            "b",
        ),
        (
            r#"{"message":"Failed","errors":[{"resource":"R","code":"missing"}]}"#,
            "missing",
            "Failed",
        ),
        (r#"{"message":"b","data":{"message":"c"}}"#, "", "b"),
        // Anthropic, Elasticsearch, OpenStack, AWS.
        (
            r#"{"type":"error","error":{"type":"not_found_error","message":"b"},"request_id":"c"}"#,
            "not_found_error",
            "b",
        ),
        (
            r#"{"error":{"root_cause":[{"type":"t","reason":"r"}],"type":"A","reason":"b"},"status":404}"#,
            "A",
            "b",
        ),
        (
            r#"{"NeutronError":{"type":"A","message":"b","detail":""}}"#,
            "A",
            "b",
        ),
        (r#"{"__type":"com.aws.v1#A","message":"b"}"#, "A", "b"),
        (r#"{"type":"https://x/A","title":"b"}"#, "", "b"),
        (
            r#"{"message":"b","data":{"type":"articles","id":"1"}}"#,
            "",
            "b",
        ),
        (
            r#"{"type":["is odd"],"name":["is short"]}"#,
            "",
            "type: is odd; name: is short",
        ),
        // OData 3, Flask-RESTful.
        (
            r#"{"odata.error":{"code":"A","message":{"lang":"en-US","value":"b"}}}"#,
            "A",
            "b",
        ),
        (
            r#"{"message":{"age":"is odd","name":"is short"}}"#,
            "",
            "age: is odd; name: is short",
        ),
        (r#"{"message":{"id":"x","msg":"b"}}"#, "", "b"),
        // Kubernetes.
        (
            r#"{"kind":"Status","status":"Failure","message":"pods \"a\" not found","reason":"NotFound","details":{"name":"a","kind":"pods"},"code":404}"#,
            "404",
            "pods \"a\" not found",
        ),
        (
            r#"{"message":"Pod \"a\" is invalid: spec.x: Required value","details":{"name":"a","kind":"Pod","causes":[{"reason":"FieldValueRequired","message":"Required value","field":"spec.x"}]},"code":422}"#,
            "422",
            "Pod \"a\" is invalid: spec.x: Required value",
        ),
        (r#"{"code":7,"error":{"message":"b"}}"#, "7", "b"),
    ];
    for (body, code, message) in lines {
        let [found_code, found_message, _] = read(body);
        assert_eq!(found_code.as_deref().unwrap_or_default(), code, "{body}");
        assert_eq!(
            found_message.as_deref().unwrap_or_default(),
            message,
            "{body}"
        );
    }
    let many = format!(r#"{{"errors":[{}]}}"#, vec![r#""x""#; 100].join(","));
    assert_eq!(
        read(&many)[1].as_deref(),
        Some(["x"; 8].join("; ").as_str())
    );
}

#[test]
fn code_message_and_id_are_found_in_any_of_the_usual_shapes() {
    for (body, expected) in [
        (
            r#"{"error_code":"A","error_msg":"b","request_id":"c"}"#,
            found("A", "b", "c"),
        ),
        (r#" {"errorCode":"A","errorMsg":"b"}"#, found("A", "b", "")),
        (
            r#"{"code":7,"message":"b","requestId":9}"#,
            found("7", "b", "9"),
        ),
        (
            r#"{"error":{"code":"A","message":"b","request_id":"c"},"more":{"d":{"x":1}}}"#,
            found("A", "b", "c"),
        ),
        (
            r#"{"x":{"y":{"code":"A","message":"b"}},"error_code":"O","error_msg":"o"}"#,
            found("O", "o", ""),
        ),
        (
            r#"{"x":{"code":"A","message":"b"},"y":{"code":"B","message":"c"}}"#,
            found("A", "b", ""),
        ),
        (
            r#"{"error":"A","error_description":"b"}"#,
            found("A", "b", ""),
        ),
        (r#"{"error_code":"A","error_msg":""}"#, found("A", "", "")),
        (
            r#"{"error-code":"A","Error-Message":"b"}"#,
            found("A", "b", ""),
        ),
        (r#"{"message":"b","code":null}"#, found("", "b", "")),
        (r#"{"x":[{"code":"A","message":"b"}]}"#, found("", "", "")),
        (r#"{"code":"A","tags":["a"]}"#, found("A", "", "")),
        // An object with both is preferred, however deep it is.
        (
            r#"{"code":"A","error":{"code":"B","message":"b"}}"#,
            found("B", "b", ""),
        ),
        (
            r#"{"message":"Failed","error":{"code":"A","message":"b"}}"#,
            found("A", "b", ""),
        ),
        (
            r#"{"x":{"message":"m"},"y":{"code":"A","message":"b"},"z":{"code":"B","message":"c"}}"#,
            found("A", "b", ""),
        ),
        (
            r#"{"x":{"code":"A"},"y":{"message":"b"}}"#,
            found("A", "", ""),
        ),
        (
            r#"{"errors":{"code":"A","x":{"code":"B","message":"b"}}}"#,
            found("A", "x: b", ""),
        ),
        // Truncated, or followed by something else.
        (
            r#"{"error":{"code":"A","message":"b","more":[1,2"#,
            found("A", "b", ""),
        ),
        (r#"{"code":"A","message":"b"} {"#, found("A", "b", "")),
        ("{", found("", "", "")),
    ] {
        assert_eq!(read(body), expected, "{body}");
    }
    let deep = "{\"x\":".repeat(200) + r#"{"code":"A","message":"b"}"#;
    assert_eq!(read(&deep), found("", "", ""));
}

#[test]
fn code_message_and_id_of_xml_are_found() {
    for (body, expected) in [
        (
            "<?xml version=\"1.0\"?>\n<Error><Code>A</Code><Message>b &amp; &lt;c&gt;</Message><Key>k</Key><RequestId>i</RequestId><HostId/></Error>",
            found("A", "b & <c>", "i"),
        ),
        (
            "<ErrorResponse xmlns='x'><Error>\n<Type>Sender</Type>\n<Code >A</Code >\n<Message>b</Message></Error></ErrorResponse>",
            found("A", "b", ""),
        ),
        (
            "<s:Envelope><s:Body><s:Fault><faultcode>A</faultcode><faultstring>b</faultstring></s:Fault></s:Body></s:Envelope>",
            found("", "b", ""),
        ),
        (
            "<Error><Message>&amp;lt;</Message><Code></Code><Cod",
            found("", "&lt;", ""),
        ),
        (
            "<?xml version=\"1.0\"?><!DOCTYPE HTML><HTML><title>t</title><code>c</code></HTML>",
            found("", "", ""),
        ),
        ("<", found("", "", "")),
        ("<></>", found("", "", "")),
    ] {
        assert_eq!(read(body), expected, "{body}");
    }
}
