//! Collects the run logs of a Redis instance, waits until one is there, and prints a link to it.
//!
//! Without an account: `cargo run -p huaweicloud --example collect_redis_log -- --demo`.

#[path = "collect_redis_log/arguments.rs"]
mod arguments;
#[path = "collect_redis_log/demo.rs"]
mod demo;

use std::process::ExitCode;
use std::time::Duration;

use arguments::{Arguments, Target};
use huaweicloud::Credentials;
use huaweicloud::dcs::models::{LogType, RunlogItem};
use huaweicloud::dcs::operations::CreateRedislogError;
use huaweicloud::dcs::{Client, Region};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match Arguments::from_command_line() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{}", arguments::USAGE);
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprintln!("{message}\n\n{}", arguments::USAGE);
            return ExitCode::from(2);
        }
    };
    match run(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprintln!("  because {cause}");
                source = cause.source();
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    let (client, instance, wait) = match &arguments.target {
        Target::Demo => {
            let endpoint = demo::start().await?;
            println!("a small service runs at {endpoint}");
            let client = Client::builder()
                .endpoint(&endpoint)
                .credentials(Credentials::ak_sk("demo", "demo"))
                .project_id("a4d31cb63d724fdc8ec96e3a41e47f71")
                .build()?;
            (
                client,
                "5560df16-cebf-4473-95c4-d1b573c16e79",
                Duration::from_millis(100),
            )
        }
        Target::Service { region, instance } => {
            let mut client = Client::builder()
                .region(Region::from(region.as_str()))
                .credentials(Credentials::from_env()?);
            if let Some(project) = &arguments.project {
                client = client.project_id(project);
            }
            (client.build()?, instance.as_str(), Duration::from_secs(5))
        }
    };

    collect(&client, instance, &arguments).await?;
    let log = wait_for_log(&client, instance, wait).await?;
    let id = log
        .id
        .as_deref()
        .ok_or("the log that was listed has no id")?;
    println!("{} is there", log.file_name.as_deref().unwrap_or(id));

    let link = client
        .create_redislog_download_link(instance, id)
        .await?
        .into_body();
    let link = link.link.ok_or("the service gave no link")?;
    // The link is a secret: whoever has it can read the log. Printing it is what was asked for.
    println!("{}", link.expose());
    Ok(())
}

/// Asks the service to collect the logs.
async fn collect(
    client: &Client,
    instance: &str,
    arguments: &Arguments,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut request = client
        .create_redislog(instance, LogType::Run)
        .query_time(arguments.days);
    if let Some(replica) = &arguments.replica {
        request = request.replication_id(replica);
    }
    match request.await {
        Ok(response) => {
            let request = response.request_id().unwrap_or("without an id");
            println!("the service collects the logs (request {request})");
            Ok(())
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

/// Lists the logs until one is ready.
async fn wait_for_log(
    client: &Client,
    instance: &str,
    wait: Duration,
) -> Result<RunlogItem, Box<dyn std::error::Error>> {
    const TRIES: u32 = 60;
    for _ in 0..TRIES {
        let mut logs = client.list_redislog(instance, LogType::Run).items();
        while let Some(log) = logs.next().await {
            let log = log?;
            if log.status.as_deref() == Some("succeed") {
                return Ok(log);
            }
        }
        println!("no log yet");
        tokio::time::sleep(wait).await;
    }
    Err("no log came; there may be none for these days".into())
}
