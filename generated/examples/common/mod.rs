//! Common parts of the programs: the service, waiting, tables, and exit codes.

#![allow(dead_code, reason = "each program uses a part of this")]

use std::error::Error;
use std::fmt::Display;
use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use comfy_table::Table;
use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use huaweicloud::dcs::models::SlowlogItem;
use huaweicloud::dcs::{Client, Region};
use huaweicloud::{Config, Credentials, RetryPolicy, Waiting};
use huaweicloud_fake::{Dcs, Fault};
use indicatif::ProgressBar;

/// Any error of a program.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Which service to talk to.
#[derive(Debug, clap::Args)]
pub struct Target {
    /// Use a service inside this program, with an instance in it; needs no account.
    #[arg(long, global = true, conflicts_with_all = ["region", "project"])]
    demo: bool,
    /// The region, such as cn-south-1. The access key is read from HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.
    #[arg(long, global = true)]
    region: Option<String>,
    /// The ID of the project; by default it is looked up by the region.
    #[arg(long, global = true)]
    project: Option<String>,
    /// How many times a call is sent at most, if repeating it does no harm; the waits between attempts grow.
    #[arg(long, global = true, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    attempts: u32,
}

/// A service that a program talks to.
pub struct Service {
    pub client: Client,
    demo: Option<(Dcs, String)>,
}

impl Target {
    /// Connects to the service.
    pub async fn connect(&self) -> Result<Service, Failure> {
        let config = Config::new().retry(RetryPolicy::default().attempts(self.attempts));
        if self.demo {
            let dcs = Dcs::start().await?;
            // Each request advances the time of the service by this much, so that nobody has to wait.
            dcs.advance_per_request(Duration::from_secs(20));
            let instance = dcs.add_instance("demo");
            dcs.add_instance("spare");
            // The first request for the list fails and is sent again.
            dcs.fail("ListInstances", Fault::Throttled(None));
            for (number, duration) in ["12.5", "250.0", "48.1"].into_iter().enumerate() {
                let time = 1_767_225_600_000 + number as i64 * 1000;
                let command = SlowlogItem::new()
                    .command("KEYS session:*")
                    .duration(duration);
                dcs.add_slow_command(&instance, command.start_time(time.to_string()));
            }
            return Ok(Service {
                client: dcs.client().config(config).build()?,
                demo: Some((dcs, instance)),
            });
        }
        let Some(region) = self.region.as_deref() else {
            missing("--region or --demo is needed");
        };
        let mut client = Client::builder()
            .region(Region::from(region))
            .credentials(Credentials::from_env()?)
            .config(config);
        if let Some(project) = &self.project {
            client = client.project_id(project);
        }
        Ok(Service {
            client: client.build()?,
            demo: None,
        })
    }
}

impl Service {
    /// Returns the named instance, or that of the demonstration.
    pub fn instance(&self, named: Option<&str>) -> String {
        let demo = self.demo.as_ref().map(|(_, instance)| instance.as_str());
        match named.or(demo) {
            Some(instance) => instance.to_owned(),
            None => missing("the ID of an instance is needed"),
        }
    }

    /// Returns whether the service is in this program.
    pub fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Waits for something, and shows the state and the time that has passed.
    pub async fn wait<T: Send + 'static, E: 'static>(
        &self,
        what: &'static str,
        waiting: Waiting<T, E>,
    ) -> Result<T, huaweicloud::Error<E>> {
        let progress = ProgressBar::new_spinner().with_message(what);
        let shown = progress.clone();
        let waiting = waiting.on_poll(move |wait| {
            let state = wait.state().unwrap_or("not there yet");
            shown.set_message(format!("{what}: {state} after {:.0?}", wait.elapsed()));
            shown.tick();
        });
        // In the demonstration there is nothing to wait for: time advances with each request.
        let waiting = match self.demo {
            Some(_) => waiting
                .delay(Duration::ZERO)
                .interval(Duration::from_millis(1)),
            None => waiting,
        };
        let result = waiting.await;
        progress.finish_and_clear();
        result
    }
}

/// Ends the program because of a missing argument.
fn missing(message: &str) -> ! {
    clap::Error::raw(ErrorKind::MissingRequiredArgument, format!("{message}\n")).exit()
}

/// Prints a line. Unlike `println!`, it does not panic if nobody reads it.
pub fn print(line: impl Display) -> Result<(), Failure> {
    Ok(writeln!(io::stdout(), "{line}")?)
}

/// Prints rows in a table with titles.
pub fn print_table<T: Display>(
    titles: &[&str],
    rows: impl IntoIterator<Item = Vec<T>>,
) -> Result<(), Failure> {
    let mut table = Table::new();
    table
        .load_preset(ASCII_BORDERS_ONLY_CONDENSED)
        .set_header(titles);
    for row in rows {
        table.add_row(row.iter().map(T::to_string));
    }
    print(table)
}

/// Prints an error with its causes, and returns the exit code of a program.
pub fn end(result: Result<(), Failure>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    // A program such as `head` closes the pipe when it has read enough.
    let of_output = error.downcast_ref().map(io::Error::kind);
    if of_output == Some(io::ErrorKind::BrokenPipe) {
        return ExitCode::SUCCESS;
    }
    eprintln!("{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because {cause}");
        source = cause.source();
    }
    ExitCode::FAILURE
}
