//! How do I decide what is sent again, and how long a call may take?

use std::time::Duration;

use huaweicloud::dcs::models::LogType;
use huaweicloud::{CallOptions, Config, RetryPolicy};
use huaweicloud_fake::Fault;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    // For all calls of a client: five attempts, and three minutes for all of them together.
    let patient = Config::new().call_timeout(Duration::from_secs(180)).retry(
        RetryPolicy::default()
            .attempts(5)
            .base_wait(Duration::from_millis(1)),
    );
    let client = kitchen.dcs.client().config(patient).build()?;
    for _ in 0..4 {
        kitchen.dcs.fail("ListInstances", Fault::Broken(503));
    }
    client.list_instances().await?;
    println!("{} requests were sent", kitchen.dcs.requests().len());

    // For one call: a single attempt, within a second.
    kitchen.dcs.fail("ListInstances", Fault::Broken(503));
    let once = CallOptions::new()
        .call_timeout(Duration::from_secs(1))
        .retry(RetryPolicy::never());
    let error = client.list_instances().options(once).await.unwrap_err();
    println!("{} attempt: {error}", error.attempts());

    // A POST is not repeated, unless the description or the caller says that this does no harm.
    kitchen.dcs.fail("CreateRedislog", Fault::Broken(503));
    let collect = client.create_redislog(&kitchen.instance, LogType::Run);
    let collected = collect.idempotent(true).await?;
    println!("{} attempts", collected.attempts());
    Ok(())
}
