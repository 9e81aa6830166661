//! Prints the slow commands of an instance, the slowest first.
//!
//! Without an account: `cargo run -p huaweicloud --example slow_logs -- --demo`.

mod common;

use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Parser;
use common::{Failure, Target};

/// Prints the slow commands of an instance, the slowest first.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The ID of the instance.
    #[arg(long)]
    instance: Option<String>,
    /// How many hours to look back.
    #[arg(long, default_value_t = 24)]
    hours: u32,
}

#[tokio::main]
async fn main() -> ExitCode {
    common::end(run(Arguments::parse()).await)
}

async fn run(arguments: Arguments) -> Result<(), Failure> {
    let service = arguments.target.connect().await?;
    let instance = service.instance(arguments.instance.as_deref());
    let end = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    let start = end.saturating_sub(Duration::from_secs(3600) * arguments.hours);
    // The commands of the demonstration are old.
    let start = if service.is_demo() {
        Duration::ZERO
    } else {
        start
    };
    let (start, end) = (start.as_millis().to_string(), end.as_millis().to_string());

    let mut commands = Vec::new();
    let mut all = service
        .client
        .list_slowlog(&instance, &start, &end)
        .limit(100)
        .items();
    while let Some(command) = all.next().await {
        let command = command?;
        let duration: f64 = command
            .duration
            .as_deref()
            .unwrap_or_default()
            .parse()
            .unwrap_or(0.0);
        commands.push((duration, command));
    }
    commands.sort_by(|one, other| other.0.total_cmp(&one.0));
    let rows = commands.into_iter().map(|(duration, command)| {
        let time = command.start_time.unwrap_or_default();
        vec![
            duration.to_string(),
            time,
            command.command.unwrap_or_default(),
        ]
    });
    common::print_table(&["duration", "time", "command"], rows)
}
