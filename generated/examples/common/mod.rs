//! What the programs have in common: the service that they talk to, waiting, tables, and how they end.

#![allow(dead_code, reason = "each program uses a part of this")]

use std::error::Error;
use std::fmt::Display;
use std::future::Future;
use std::process::ExitCode;
use std::time::Duration;

use clap::error::ErrorKind;
use comfy_table::Table;
use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use huaweicloud::Credentials;
use huaweicloud::dcs::models::{BackupStatus, RestoreStatus, SlowlogItem};
use huaweicloud::dcs::operations::ListRestoreRecordsOutput;
use huaweicloud::dcs::{Client, Region};
use huaweicloud_fake::Dcs;
use indicatif::{ProgressBar, ProgressStyle};

/// Any error of a program.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Which service to talk to.
#[derive(Debug, clap::Args)]
pub struct Target {
    /// Talk to a service in this program, with an instance in it; needs no account.
    #[arg(long, global = true, conflicts_with_all = ["region", "project"])]
    demo: bool,
    /// The region, such as cn-south-1. The access key is read from HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK.
    #[arg(long, global = true)]
    region: Option<String>,
    /// The ID of the project; without it, it is looked up by the region.
    #[arg(long, global = true)]
    project: Option<String>,
}

/// A service that a program talks to.
pub struct Service {
    pub client: Client,
    /// The wait between two looks at something that takes time.
    interval: Duration,
    demo: Option<(Dcs, String)>,
}

impl Target {
    /// Connects to the service.
    pub async fn connect(&self) -> Result<Service, Failure> {
        if self.demo {
            let dcs = Dcs::start().await?;
            // So much of the service's time passes with each request, so that nobody has to wait.
            dcs.advance_per_request(Duration::from_secs(20));
            let instance = dcs.add_instance("demo");
            for (number, duration) in ["12.5", "250.0", "48.1"].into_iter().enumerate() {
                let time = 1_767_225_600_000 + number as i64 * 1000;
                let command = SlowlogItem::new()
                    .command("KEYS session:*")
                    .duration(duration);
                dcs.add_slow_command(&instance, command.start_time(time.to_string()));
            }
            return Ok(Service {
                client: dcs.client().build()?,
                interval: Duration::from_millis(10),
                demo: Some((dcs, instance)),
            });
        }
        let Some(region) = self.region.as_deref() else {
            let message = "--region or --demo is needed\n";
            clap::Error::raw(ErrorKind::MissingRequiredArgument, message).exit();
        };
        let mut client = Client::builder()
            .region(Region::from(region))
            .credentials(Credentials::from_env()?);
        if let Some(project) = &self.project {
            client = client.project_id(project);
        }
        Ok(Service {
            client: client.build()?,
            interval: Duration::from_secs(10),
            demo: None,
        })
    }
}

impl Service {
    /// Returns the instance that was named, or that of the demonstration.
    pub fn instance(&self, named: Option<&str>) -> Result<String, Failure> {
        let demo = self.demo.as_ref().map(|(_, instance)| instance.as_str());
        let instance = named.or(demo).ok_or("--instance is needed")?;
        Ok(instance.to_owned())
    }

    /// Returns whether it is in this program.
    pub fn is_demo(&self) -> bool {
        self.demo.is_some()
    }

    /// Looks again and again until there is a result, for an hour at most, and shows how long it takes.
    pub async fn wait<T, F>(&self, what: &str, look: impl Fn() -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<Option<T>, Failure>>,
    {
        const TRIES: u32 = 360;
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")?;
        let progress = ProgressBar::new_spinner().with_style(style);
        progress.set_message(what.to_owned());
        for _ in 0..TRIES {
            if let Some(result) = look().await? {
                progress.finish_and_clear();
                return Ok(result);
            }
            progress.tick();
            tokio::time::sleep(self.interval).await;
        }
        Err(format!("{what}: not done after an hour").into())
    }

    /// Waits until an instance is running.
    pub async fn wait_until_running(&self, id: &str) -> Result<(), Failure> {
        let look = async || {
            let shown = self.client.show_instance(id).await?.into_body();
            match shown.status.as_deref() {
                Some("RUNNING") => Ok(Some(())),
                Some(state @ ("CREATEFAILED" | "ERROR" | "FROZEN")) => {
                    Err(format!("the instance is {state}").into())
                }
                _ => Ok(None),
            }
        };
        self.wait("the instance is not running yet", look).await
    }

    /// Waits until a backup is made.
    pub async fn wait_for_backup(&self, instance: &str, id: &str) -> Result<(), Failure> {
        let look = async || {
            let mut backups = self.client.list_backup_records(instance).items();
            while let Some(backup) = backups.next().await {
                let backup = backup?;
                match (backup.backup_id.as_deref() == Some(id), backup.status) {
                    (true, Some(BackupStatus::Succeed)) => return Ok(Some(())),
                    (true, Some(BackupStatus::Failed)) => return Err("the backup failed".into()),
                    _ => {}
                }
            }
            Ok(None)
        };
        self.wait("the backup is being made", look).await
    }

    /// Waits until an instance is restored.
    pub async fn wait_for_restoration(&self, instance: &str, id: &str) -> Result<(), Failure> {
        let look = async || {
            let response = self.client.list_restore_records(instance).await?;
            let ListRestoreRecordsOutput::Ok(list) = response.into_body() else {
                return Ok(None);
            };
            let mut all = list.restore_record_response.into_iter().flatten();
            match all
                .find(|one| one.restore_id.as_deref() == Some(id))
                .and_then(|one| one.status)
            {
                Some(RestoreStatus::Succeed) => Ok(Some(())),
                Some(RestoreStatus::Failed) => Err("the restoration failed".into()),
                _ => Ok(None),
            }
        };
        self.wait("the instance is being restored", look).await
    }
}

/// Prints rows below their titles.
pub fn print_table<T: Display>(titles: &[&str], rows: impl IntoIterator<Item = Vec<T>>) {
    let mut table = Table::new();
    table
        .load_preset(ASCII_BORDERS_ONLY_CONDENSED)
        .set_header(titles);
    for row in rows {
        table.add_row(row.iter().map(T::to_string));
    }
    println!("{table}");
}

/// Prints an error with its causes, and returns the exit code of a program.
pub fn end(result: Result<(), Failure>) -> ExitCode {
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    eprintln!("{error}");
    let mut source = error.source();
    while let Some(cause) = source {
        eprintln!("  because {cause}");
        source = cause.source();
    }
    ExitCode::FAILURE
}
