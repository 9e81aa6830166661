//! How do I wait until something that was started is done?

use std::time::Duration;

use huaweicloud::error::WaitEnd;
use huaweicloud_fake::Fault;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    let (client, instance) = (&kitchen.client, &kitchen.instance);
    // Each request advances the time of the service by this much.
    kitchen.dcs.advance_per_request(Duration::from_secs(20));
    let soon = Duration::from_millis(1);

    // Common waits are methods of the operation that returns the state. They know how often to ask and when to give up.
    let backup = client.copy_instance(instance).await?.into_body();
    let backup = backup.backup_id.ok_or("no backup was started")?;
    let waiting = client
        .list_backup_records(instance)
        .wait_until_backed_up(&backup);
    let waiting =
        waiting.on_poll(|wait| println!("{:?} after {:.0?}", wait.state(), wait.elapsed()));
    let made = waiting.delay(soon).interval(soon).await?;
    println!("{:?} bytes", made.size);

    // For any other state, a closure decides.
    let tags = client
        .show_tags(instance)
        .wait_until(|response| response.tags.is_some());
    tags.interval(soon).await?;

    // An instance runs one change at a time; a further change can wait until the instance is free.
    client.copy_instance(instance).await?;
    let change = client.copy_instance(instance);
    change.wait_while_busy(Duration::from_millis(20)).await?;

    // The error of a wait says how the wait ended, and in which state.
    kitchen.dcs.advance(Duration::from_secs(60));
    kitchen.dcs.fail("CopyInstance", Fault::Fails);
    let backup = client.copy_instance(instance).await?.into_body();
    let backup = backup.backup_id.ok_or("no backup was started")?;
    let waiting = client
        .list_backup_records(instance)
        .wait_until_backed_up(&backup);
    let error = waiting.delay(soon).interval(soon).await.unwrap_err();
    match error.wait_failure() {
        Some(wait) if wait.end() == WaitEnd::Failed => println!("failed: {:?}", wait.state()),
        Some(wait) => println!("not yet, after {} requests", wait.polls()),
        None => return Err(error.into()),
    }
    Ok(())
}
