//! The command line of the example.

pub const USAGE: &str = "\
Collects the run logs of a Redis instance and prints a link to one of them.

    collect_redis_log --demo
        Against a small service in this program; needs no account.

    collect_redis_log --region REGION --instance ID [--project ID] [--replica ID] [--days N]
        Against the real service. The access key is read from HUAWEICLOUD_SDK_AK and
        HUAWEICLOUD_SDK_SK, the project from --project or HUAWEICLOUD_SDK_PROJECT_ID; without
        either it is looked up by the region.

    --region REGION   such as cn-south-1
    --instance ID     the DCS instance
    --replica ID      the replica to collect from; needed unless the instance is single-node
    --days N          how many days back, 0 to 7 [default: 0]";

/// Which service to talk to.
pub enum Target {
    Demo,
    Service { region: String, instance: String },
}

pub struct Arguments {
    pub target: Target,
    pub project: Option<String>,
    pub replica: Option<String>,
    pub days: i32,
}

impl Arguments {
    /// None where help was asked for.
    pub fn from_command_line() -> Result<Option<Self>, String> {
        let (mut demo, mut region, mut instance) = (false, None, None);
        let (mut project, mut replica, mut days) = (None, None, 0);
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--demo" => demo = true,
                "--region" => region = Some(value()?),
                "--instance" => instance = Some(value()?),
                "--project" => project = Some(value()?),
                "--replica" => replica = Some(value()?),
                "--days" => {
                    days = value()?
                        .parse()
                        .map_err(|_| "--days needs a number".to_owned())?;
                }
                _ => return Err(format!("unknown argument {argument}")),
            }
        }
        let target = match (demo, region, instance) {
            (true, None, None) => Target::Demo,
            (false, Some(region), Some(instance)) => Target::Service { region, instance },
            (true, ..) => return Err("--demo goes without --region and --instance".to_owned()),
            (false, ..) => return Err("--demo, or --region and --instance, is needed".to_owned()),
        };
        Ok(Some(Self {
            target,
            project,
            replica,
            days,
        }))
    }
}
