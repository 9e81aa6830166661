//! Creates a Redis instance, waits until it is running, and prints its address.
//!
//! Without an account: `cargo run -p huaweicloud --example create_instance -- --demo`.

mod common;

use std::process::ExitCode;

use clap::Parser;
use common::{Failure, Target};
use huaweicloud::dcs::models::CreateInstanceBody;

/// Creates a Redis instance, waits until it is running, and prints its address.
///
/// The password is read from REDIS_PASSWORD; without it, the instance needs none.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The name of the instance.
    #[arg(long, default_value = "cache")]
    name: String,
    /// The specification, as `ListFlavors` returns it.
    #[arg(long, default_value = "redis.ha.xu1.tiny.r2.512")]
    spec: String,
    /// The memory, in GB.
    #[arg(long, default_value_t = 0.5)]
    capacity: f64,
    /// The code of an availability zone; several for standby nodes.
    #[arg(long, required_unless_present = "demo")]
    zone: Vec<String>,
    /// The ID of the VPC.
    #[arg(long, required_unless_present = "demo")]
    vpc: Option<String>,
    /// The ID of the subnet.
    #[arg(long, required_unless_present = "demo")]
    subnet: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = arguments.target.connect().await?;
    // The demonstration accepts any value.
    let mut zones = arguments.zone;
    if zones.is_empty() {
        zones.push("cn-south-1a".to_owned());
    }
    let mut body = CreateInstanceBody::new(
        arguments.name,
        "Redis",
        arguments.spec,
        arguments.capacity,
        zones,
        arguments.vpc.unwrap_or_else(|| "vpc".to_owned()),
        arguments.subnet.unwrap_or_else(|| "subnet".to_owned()),
    )
    .engine_version("5.0");
    body = match std::env::var("REDIS_PASSWORD") {
        Ok(password) => body.password(password),
        Err(_) => body.no_password_access(true),
    };
    // The request is never repeated: a second one would create a second instance.
    let created = service.client.create_instance(&body).await?.into_body();
    let created = created.instances.into_iter().flatten().next();
    let id = created.and_then(|instance| instance.instance_id);
    let id = id.ok_or("the service returned no instance")?;
    common::print(format!("{id} is being created"))?;

    let running = service.client.show_instance(&id).wait_until_running();
    let instance = service.wait("the instance", running).await?.into_body();
    let (host, port) = (
        instance.ip.unwrap_or_default(),
        instance.port.unwrap_or_default(),
    );
    common::print(format!("{host}:{port}"))
}
