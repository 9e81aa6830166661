//! How the size of a page, requested or by default, shows the end of a list.

use super::*;

/// Returns the items of a list whose first item has this number, and the requests. The server sends two at a time.
async fn by_offset(first: u64, total: u64) -> (Vec<Value>, Vec<String>) {
    static OFFSET: Parameter = Parameter::query("offset");
    let mut script = ScriptedTransport::new();
    for start in (1..=total).step_by(2) {
        let items: Vec<u64> = (start..=total.min(start + 1)).collect();
        let body = json!({"items": items, "total": total});
        script = script.response(ScriptedResponse::value(200, &body));
    }
    script = script.response(ScriptedResponse::new(404));
    let call = call_of_pages(&script, 10);
    let list = Listed::by_offset(call, &OFFSET, first, Some(&LIMIT), page_with_total);
    (of_list(list).all().await.unwrap(), asked(&script))
}

#[tokio::test]
async fn the_last_item_is_read_where_items_are_numbered_from_one() {
    for total in 1..8 {
        let expected: Vec<Value> = (1..=total).map(Value::from).collect();
        for first in [0, 1] {
            let (items, asked) = by_offset(first, total).await;
            assert_eq!(items, expected, "{total} from {first}");
            let last = first + (total - 1) / 2 * 2;
            let last = format!("https://api.example/stops?limit=10&offset={last}");
            assert_eq!(asked.last(), Some(&last), "{total} from {first}");
        }
    }
}

#[tokio::test]
async fn a_page_shorter_than_the_default_size_is_the_last_where_the_total_agrees() {
    let run = async |total: u64, default: Option<u64>| {
        let body = json!({"items": [1, 2], "total": total});
        let (call, script) = list(&[(body, None), (json!({"items": []}), None)]);
        let list = Listed::by_offset(call, &CURSOR, 0, Some(&LIMIT), page_with_total);
        let list = match default {
            Some(limit) => list.default_limit(limit),
            None => list,
        };
        assert_eq!(of_list(list).all().await.unwrap(), [1, 2]);
        asked(&script).len()
    };
    assert_eq!(run(2, Some(10)).await, 1);
    assert_eq!(run(2, Some(2)).await, 2);
    assert_eq!(run(2, None).await, 2);
    assert_eq!(run(3, Some(10)).await, 2);
}
