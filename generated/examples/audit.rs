//! Reports insecure settings of the instances of a project.
//!
//! Without an account: `cargo run -p huaweicloud --example audit -- --demo`.

mod common;

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use common::{Failure, Target};
use huaweicloud::Nullable;
use huaweicloud::dcs::Client;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Reports insecure settings of the instances of a project: public access, no SSL, no password, no backup policy, no
/// whitelist.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// How many instances to check at the same time.
    #[arg(long, default_value_t = 8)]
    parallel: usize,
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = arguments.target.connect().await?;
    let rows = audit(&service.client, arguments.parallel).await?;
    common::print_table(&["instance", "name", "unsafe"], rows)
}

/// Returns a row for each instance: its ID, its name, and its insecure settings.
pub(crate) async fn audit(client: &Client, parallel: usize) -> Result<Vec<Vec<String>>, Failure> {
    let places = Arc::new(Semaphore::new(parallel.max(1)));
    let mut looks = JoinSet::new();
    let mut instances = client.list_instances().limit(100).items();
    while let Some(instance) = instances.next().await {
        let Some(id) = instance?.instance_id else {
            continue;
        };
        let (client, place) = (client.clone(), Arc::clone(&places));
        looks.spawn(async move {
            let _place = place.acquire_owned().await?;
            look(&client, &id).await
        });
    }
    let mut rows = Vec::new();
    while let Some(look) = looks.join_next().await {
        rows.push(look??);
    }
    rows.sort();
    Ok(rows)
}

/// Returns the row of an instance.
async fn look(client: &Client, id: &str) -> Result<Vec<String>, Failure> {
    let instance = client.show_instance(id).await?.into_body();
    let whitelist = client.show_ip_whitelist(id).await?.into_body();
    let has_no_policy = !matches!(instance.instance_backup_policy, Nullable::Value(_));
    let findings = [
        (instance.enable_public_ip == Some(true), "public access"),
        (instance.enable_ssl != Some(true), "no SSL"),
        (
            instance.no_password_access.as_deref() == Some("true"),
            "no password",
        ),
        (has_no_policy, "no backup policy"),
        (!whitelist.enable_whitelist, "no whitelist"),
    ];
    let findings = findings.into_iter().filter(|(is_unsafe, _)| *is_unsafe);
    let findings: Vec<_> = findings.map(|(_, finding)| finding).collect();
    let name = instance.name.unwrap_or_default();
    Ok(vec![id.to_owned(), name, findings.join(", ")])
}
