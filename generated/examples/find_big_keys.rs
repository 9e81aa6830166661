//! Finds the keys of an instance that use the most memory.
//!
//! Without an account: `cargo run -p huaweicloud --example find_big_keys -- --demo`.

mod common;

use std::process::ExitCode;

use clap::Parser;
use common::{Failure, Target};
use huaweicloud::Nullable;
use huaweicloud::dcs::models::RedisKeyType;

/// Finds the keys of an instance that use the most memory. The analysis costs the instance some CPU time.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The ID of the instance.
    #[arg(long)]
    instance: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = arguments.target.connect().await?;
    let client = &service.client;
    let instance = service.instance(arguments.instance.as_deref());
    let analysis = client.create_bigkey_scan_task(&instance).await?.into_body();
    let id = analysis.id.ok_or("the service returned no analysis")?;

    let done = client
        .show_bigkey_scan_task_details(&instance, &id)
        .wait_until_analyzed();
    let analysis = service.wait("the analysis", done).await?.into_body();
    let Nullable::Value(mut keys) = analysis.keys else {
        return common::print("no big keys");
    };
    keys.sort_by_key(|key| std::cmp::Reverse(key.size));
    let rows = keys.into_iter().map(|key| {
        let size = format!(
            "{} {}",
            key.size.unwrap_or_default(),
            key.unit.unwrap_or_default()
        );
        let kind = key
            .key_type
            .as_ref()
            .map_or("", RedisKeyType::as_str)
            .to_owned();
        vec![
            key.name.unwrap_or_default(),
            kind,
            size,
            key.shard.unwrap_or_default(),
        ]
    });
    common::print_table(&["key", "type", "size", "shard"], rows)
}
