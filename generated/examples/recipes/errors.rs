//! How do I find out what went wrong?

use huaweicloud::dcs;
use huaweicloud::dcs::models::LogType;
use huaweicloud::dcs::operations::ShowInstanceError;

use crate::{Failure, Kitchen};

pub(crate) async fn run(kitchen: &Kitchen) -> Result<(), Failure> {
    // The errors of an operation have a variant for each documented status.
    let error = kitchen.client.show_instance("missing").await.unwrap_err();
    match error.kind() {
        Some(ShowInstanceError::NotFound(body)) => println!("not found: {:?}", body.error_msg),
        _ => return Err(error.into()),
    }
    // Some information is common to all errors, whatever the status.
    println!(
        "{:?} {:?} {:?}",
        error.status(),
        error.code(),
        error.request_id()
    );

    // `?` converts the errors of all operations into one type, which still contains the typed error.
    let error = several(&kitchen.client, "missing").await.unwrap_err();
    println!("{error}");

    // A value that the description does not allow is rejected before anything is sent.
    let call = kitchen
        .client
        .create_redislog(&kitchen.instance, LogType::Run);
    let error = call.query_time(8).await.unwrap_err();
    if !error.is_invalid_argument() {
        return Err(error.into());
    }
    println!("{error}");
    Ok(())
}

async fn several(client: &dcs::Client, instance: &str) -> Result<(), dcs::Error> {
    client.list_instances().await?;
    client.show_instance(instance).await?;
    Ok(())
}
