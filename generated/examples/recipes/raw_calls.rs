//! How do I send what the description does not have?

use huaweicloud::http::Method;
use serde_json::{Value, json};

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    // An operation that the description lacks: the parameters of the client are filled in, and it is signed, repeated
    // and limited like any other operation.
    let path = "/v2/{project_id}/instances/{instance_id}";
    let shown = kitchen
        .client
        .request(Method::GET, path)
        .path_parameter("instance_id", &kitchen.instance)
        .send_as::<Value>()
        .await?;
    println!("{}", shown["status"]);

    let changed = kitchen
        .client
        .request(Method::PUT, path)
        .path_parameter("instance_id", &kitchen.instance)
        .json(&json!({"description": "a cache"}))
        .send()
        .await?;
    println!("{}", changed.status());

    // A query parameter, a header or a property that the description of an operation lacks.
    let list = kitchen
        .client
        .list_instances()
        .extra_query("engine", "Redis");
    let list = list.extra_header("x-reason", "nightly-report").await?;
    println!("{:?} instances", list.instance_num);
    Ok(())
}
