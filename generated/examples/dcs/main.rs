//! A small command line for the most common operations of DCS.
//!
//! Without an account: `cargo run -p huaweicloud --example dcs -- --demo list`.

#[path = "../common/mod.rs"]
mod common;
mod output;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use common::{Failure, Target};
use huaweicloud::dcs::models::{
    BackupInstanceBody, CreateInstanceBody, LogType, ModifyIpWhitelistBody, RestoreInstanceBody,
    Whitelist,
};
use output::Output;

/// Operates Redis instances of the Distributed Cache Service.
///
/// Exit codes: 0 done, 1 the service or the connection failed, 2 wrong arguments.
#[derive(Debug, Parser)]
#[command(name = "dcs")]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// How to print the result.
    #[arg(long, global = true, value_enum, default_value_t = Output::Table)]
    output: Output,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the instances.
    List {
        /// Only instances with this text in their name.
        #[arg(long)]
        name: Option<String>,
        /// Only instances in this state, such as RUNNING.
        #[arg(long)]
        status: Option<String>,
        /// How many instances to request at a time; all pages are read.
        #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(i32).range(1..))]
        page: i32,
    },
    /// Shows an instance.
    Show { instance: Option<String> },
    /// Creates an instance without a password, and waits until it is running.
    Create {
        name: String,
        /// The specification.
        #[arg(long)]
        spec: String,
        /// The memory, in GB.
        #[arg(long)]
        capacity: f64,
        /// The code of an availability zone.
        #[arg(long)]
        zone: Vec<String>,
        /// The ID of the VPC.
        #[arg(long)]
        vpc: String,
        /// The ID of the subnet.
        #[arg(long)]
        subnet: String,
    },
    /// Deletes an instance, and waits until it no longer exists.
    Delete { instance: Option<String> },
    /// Backs up an instance, and waits until the backup is complete.
    Backup { instance: Option<String> },
    /// Lists the backups of an instance.
    Backups { instance: Option<String> },
    /// Restores an instance from a backup, and waits until it is restored.
    Restore {
        /// The ID of the backup.
        #[arg(long)]
        backup: String,
        instance: Option<String>,
    },
    /// Lists the collected run logs of an instance.
    Logs { instance: Option<String> },
    /// Shows the IP whitelist of an instance, or sets it.
    Whitelist {
        instance: Option<String>,
        /// An address or range to allow; replaces the whole whitelist.
        #[arg(long)]
        allow: Vec<String>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let (service, output) = (arguments.target.connect().await?, arguments.output);
    let client = &service.client;
    let of = |instance: Option<String>| service.instance(instance.as_deref());
    match arguments.command {
        Command::List { name, status, page } => {
            let mut request = client.list_instances().limit(page);
            if let Some(name) = &name {
                request = request.name(name);
            }
            if let Some(status) = &status {
                request = request.status(status);
            }
            let (mut instances, mut all) = (request.items(), Vec::new());
            while let Some(instance) = instances.next().await {
                all.push(instance?);
            }
            let columns = [
                "instance_id",
                "name",
                "status",
                "spec_code",
                "capacity",
                "ip",
            ];
            output.list(&columns, &all)
        }
        Command::Show { instance } => {
            let shown = client.show_instance(&of(instance)).await?.into_body();
            output.object(&shown)
        }
        Command::Create {
            name,
            spec,
            capacity,
            zone,
            vpc,
            subnet,
        } => {
            let body = CreateInstanceBody::new(name, "Redis", spec, capacity, zone, vpc, subnet);
            let body = body.engine_version("5.0").no_password_access(true);
            let created = client.create_instance(&body).await?.into_body();
            let created = created.instances.into_iter().flatten().next();
            let id = created.and_then(|instance| instance.instance_id);
            let id = id.ok_or("the service returned no instance")?;
            let running = client.show_instance(&id).wait_until_running();
            output.object(service.wait("the instance", running).await?.body())
        }
        Command::Delete { instance } => {
            let id = of(instance);
            client.delete_single_instance(&id).await?;
            let deleted = client.show_instance(&id).wait_until_deleted();
            Ok(service.wait("the deletion", deleted).await?)
        }
        Command::Backup { instance } => {
            let (id, body) = (of(instance), BackupInstanceBody::new());
            let backup = client.copy_instance(&id).body(&body).await?.into_body();
            let backup = backup.backup_id.ok_or("the service returned no backup")?;
            let made = client
                .list_backup_records(&id)
                .wait_until_backed_up(&backup);
            output.object(&service.wait("the backup", made).await?)
        }
        Command::Backups { instance } => {
            let mut backups = client.list_backup_records(&of(instance)).items();
            let mut all = Vec::new();
            while let Some(backup) = backups.next().await {
                all.push(backup?);
            }
            output.list(
                &["backup_id", "status", "size", "created_at", "remark"],
                &all,
            )
        }
        Command::Restore { backup, instance } => {
            let (id, body) = (of(instance), RestoreInstanceBody::new(backup));
            let restoration = client.restore_instance(&id, &body).await?.into_body();
            let started = restoration.restore_id;
            let started = started.ok_or("the service returned no restoration")?;
            let restored = client
                .list_restore_records(&id)
                .wait_until_restored(&started);
            output.object(&service.wait("the restoration", restored).await?)
        }
        Command::Logs { instance } => {
            let mut logs = client.list_redislog(&of(instance), LogType::Run).items();
            let mut all = Vec::new();
            while let Some(log) = logs.next().await {
                all.push(log?);
            }
            output.list(&["id", "file_name", "status", "time"], &all)
        }
        Command::Whitelist { instance, allow } => {
            let id = of(instance);
            if !allow.is_empty() {
                let groups = vec![Whitelist::new("allowed", allow)];
                client
                    .update_ip_whitelist(&id, &ModifyIpWhitelistBody::new(true, groups))
                    .await?;
            }
            output.object(&client.show_ip_whitelist(&id).await?.into_body())
        }
    }
}
