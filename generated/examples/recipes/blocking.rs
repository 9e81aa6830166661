//! How do I call a service from a program without async?

use std::time::Duration;

use huaweicloud::dcs::Client;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    // The service in this program is async; the recipe has a thread of its own.
    let (client, instance) = (kitchen.client.clone(), kitchen.instance.clone());
    tokio::task::spawn_blocking(move || call(&client, &instance)).await?
}

/// Nothing here is async.
fn call(client: &Client, instance: &str) -> Result<(), Failure> {
    let shown = client.show_instance(instance).send_blocking()?;
    println!("{:?}", shown.status);
    for instance in client.list_instances().items().iter_blocking() {
        println!("{:?}", instance?.name);
    }
    // A wait blocks, too; `block_on` runs what has no method of its own for that.
    let waiting = client.show_instance(instance).wait_until_running();
    let soon = Duration::from_millis(1);
    waiting.delay(soon).interval(soon).wait_blocking()?;
    Ok(())
}
