//! Collects the run logs of a Redis instance, waits until one is available, and prints a link to it.
//!
//! Without an account: `cargo run -p huaweicloud --example collect_redis_log -- --demo`.

mod common;

use std::process::ExitCode;

use clap::Parser;
use common::{Failure, Service, Target};
use huaweicloud::dcs::models::LogType;
use huaweicloud::dcs::operations::CreateRedislogError;

/// Collects the run logs of a Redis instance and prints a link to one of them.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The ID of the instance.
    #[arg(long)]
    instance: Option<String>,
    /// The replica to collect from; needed unless the instance is single-node.
    #[arg(long)]
    replica: Option<String>,
    /// How many days back, 0 to 7.
    #[arg(long, default_value_t = 0)]
    days: i32,
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = arguments.target.connect().await?;
    let client = &service.client;
    let instance = service.instance(arguments.instance.as_deref());
    collect(&service, &instance, &arguments).await?;

    let collected = client
        .list_redislog(&instance, LogType::Run)
        .wait_until_collected();
    let logs = service
        .wait("the logs; there may be none for these days", collected)
        .await?;
    let log = logs
        .into_body()
        .file_list
        .into_iter()
        .flatten()
        .next()
        .ok_or("no log is listed")?;
    let id = log.id.ok_or("the log that was listed has no id")?;
    common::print(format!(
        "{} is there",
        log.file_name.as_deref().unwrap_or(&id)
    ))?;

    let link = client
        .create_redislog_download_link(&instance, &id)
        .await?
        .into_body();
    let link = link.link.ok_or("the service gave no link")?;
    // The link is a secret: whoever has it can read the log. It is printed since that is the purpose of this program.
    common::print(link.expose())
}

/// Asks the service to collect the logs.
async fn collect(service: &Service, instance: &str, arguments: &Arguments) -> Result<(), Failure> {
    let mut request = service.client.create_redislog(instance, LogType::Run);
    request = request.query_time(arguments.days);
    if let Some(replica) = &arguments.replica {
        request = request.replication_id(replica);
    }
    match request.await {
        Ok(response) => {
            let request = response.request_id().unwrap_or("without an id");
            common::print(format!("the service collects the logs (request {request})"))
        }
        Err(error) => match error.kind() {
            Some(CreateRedislogError::NotFound(_)) => {
                Err(format!("there is no instance {instance} in this project and region").into())
            }
            Some(CreateRedislogError::BadRequest(body)) => {
                Err(body.error_msg.clone().unwrap_or_default().into())
            }
            _ => Err(error.into()),
        },
    }
}
