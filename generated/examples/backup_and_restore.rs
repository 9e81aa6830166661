//! Backs up an instance and restores it from that backup.
//!
//! Without an account: `cargo run -p huaweicloud --example backup_and_restore -- --demo`.

mod common;

use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use common::{Failure, Target};
use huaweicloud::dcs::models::{BackupInstanceBody, RestoreInstanceBody};

/// Backs up an instance and restores it from that backup. Data that is written meanwhile is lost.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The ID of the instance.
    #[arg(long)]
    instance: Option<String>,
    /// A remark on the backup.
    #[arg(long, default_value = "by an example")]
    remark: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = arguments.target.connect().await?;
    let instance = service.instance(arguments.instance.as_deref());

    let body = BackupInstanceBody::new().remark(&*arguments.remark);
    let backup = service.client.copy_instance(&instance).body(&body);
    // While another change is running, the instance rejects a backup.
    let backup = backup.wait_while_busy(Duration::from_secs(600)).await?;
    let backup = backup
        .into_body()
        .backup_id
        .ok_or("the service returned no backup")?;
    let made = service
        .client
        .list_backup_records(&instance)
        .wait_until_backed_up(&backup);
    service.wait("the backup", made).await?;
    common::print(format!("backup {backup} is made"))?;

    let body = RestoreInstanceBody::new(backup).remark(arguments.remark);
    let restoration = service.client.restore_instance(&instance, &body);
    let restoration = restoration.wait_while_busy(Duration::from_secs(600));
    let restoration = restoration.await?;
    let restoration = restoration.into_body().restore_id;
    let restoration = restoration.ok_or("the service returned no restoration")?;
    let restored = service
        .client
        .list_restore_records(&instance)
        .wait_until_restored(&restoration);
    service.wait("the restoration", restored).await?;
    common::print(format!("{instance} is restored"))
}
