//! How do I call a service from a program without async?

use std::time::Duration;

use huaweicloud::dcs::Client;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    // The service in this program is async, so the blocking calls run in a separate thread.
    let (client, instance) = (kitchen.client.clone(), kitchen.instance.clone());
    tokio::task::spawn_blocking(move || call(&client, &instance)).await?
}

/// Nothing in this function is async.
fn call(client: &Client, instance: &str) -> Result<(), Failure> {
    let shown = client.show_instance(instance).send_blocking()?;
    println!("{:?}", shown.status);
    for instance in client.list_instances().items().iter_blocking() {
        println!("{:?}", instance?.name);
    }
    // A wait can block too; `block_on` runs everything that has no blocking method.
    let waiting = client.show_instance(instance).wait_until_running();
    let soon = Duration::from_millis(1);
    waiting.delay(soon).interval(soon).wait_blocking()?;
    Ok(())
}
