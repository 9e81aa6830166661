//! How values are given to a client.

use called::inheritance::models::{Dog, Puppy, Zoo};
use called::scalar_union::models::{SendValueBody, SendValueBodyPrice};
use called::text_newtypes::Client;
use called::text_newtypes::models::{BackupId, Instance, InstanceId};
use called::transport::ScriptedTransport;

#[test]
fn a_string_of_its_own_is_made_from_strings_and_lent_as_one() {
    let client = Client::builder()
        .endpoint("https://a.example")
        .transport(ScriptedTransport::new())
        .build()
        .expect("a client");
    let instance = Instance::new("i", ["a", "b"])
        .last(None)
        .backups([BackupId::from("x")]);
    let id: &InstanceId = &instance.id;
    // Alone it is a string.
    drop(client.show_instance(id));
    drop(client.show_instance("i"));
    // Beside another one it is taken as what it is, or as a plain string.
    let owned = String::from("b");
    drop(client.delete_backup(id, &instance.backups[0], "why", true));
    drop(client.delete_backup("i", &owned, "why", true));
    drop(
        client
            .delete_backup("i", owned, "why", true)
            .others(&instance.backups)
            .others(["c"]),
    );
    assert_eq!(instance.backups[0], "x");
    let text = called::serde_json::to_string(&instance).expect("JSON");
    assert_eq!(text, r#"{"id":"i","backups":["x"],"last":null}"#);
    let parsed: InstanceId = "long".parse().expect("any text");
    assert_eq!(parsed.len(), 4);
}

#[test]
fn what_may_be_null_takes_what_converts_into_its_value() {
    let text = |body: SendValueBody| called::serde_json::to_string(&body).expect("JSON");
    let body = SendValueBody::new();
    assert_eq!(text(body.clone().price(3)), r#"{"price":3.0}"#);
    assert_eq!(text(body.clone().price("3.10")), r#"{"price":"3.10"}"#);
    assert_eq!(text(body.clone().price(None)), r#"{"price":null}"#);
    let price = SendValueBodyPrice::from(0.5);
    assert_eq!(text(body.clone().price(Some(price))), r#"{"price":0.5}"#);
    assert_eq!(text(body.clone().price(called::Nullable::Absent)), "{}");
    assert_eq!(text(body.clone().color("red")), r#"{"color":"red"}"#);
    assert_eq!(text(body.clone().sizes([1.5])), r#"{"sizes":[1.5]}"#);
    assert_eq!(text(body.clone().sizes([])), r#"{"sizes":[]}"#);
    let labels = called::json!({"a": 1});
    assert_eq!(text(body.clone().labels(labels)), r#"{"labels":{"a":1}}"#);
    assert_eq!(text(body.name(&String::from("n"))), r#"{"name":"n"}"#);
}

#[test]
fn a_list_may_mix_the_variants_of_a_union() {
    let zoo = Zoo::new().all([Dog::new().into(), Puppy::new().age(1).into()]);
    let again = Zoo::new().all(vec![Dog::new().into(), Puppy::new().age(1).into()]);
    assert_eq!(zoo, again);
    assert_eq!(
        called::serde_json::to_string(&zoo).expect("JSON"),
        r#"{"all":[{"kind":"dog"},{"age":1,"kind":"puppy"}]}"#
    );
}
