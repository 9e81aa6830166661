//! Recipes: short programs, one in each file, which run against a service in this program.
//!
//! Run all of them with `cargo run -p huaweicloud --example recipes --all-features`, or one by adding its name: `… --
//! errors`.

/// Prints a line. Unlike `println!` of the standard library, it does not panic if nobody reads it, as after `| head`.
macro_rules! println {
    ($($arguments:tt)*) => {{
        use std::io::Write as _;
        drop(writeln!(std::io::stdout(), $($arguments)*));
    }};
}

mod blocking;
mod errors;
mod files;
mod middleware;
mod mocks;
mod pages;
mod parallel;
mod proxies_and_tls;
mod raw_calls;
mod record_and_replay;
mod retries;
mod store;
mod waiting;

use std::pin::Pin;
use std::process::ExitCode;

use huaweicloud::dcs;
use huaweicloud_fake::Dcs;

/// Any error of a recipe; `?` converts the errors of all operations into it.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The ingredients of a recipe: the service, a client of it, and the ID of an instance.
struct Kitchen {
    dcs: Dcs,
    client: dcs::Client,
    instance: String,
}

type Recipe = for<'a> fn(&'a Kitchen) -> Pin<Box<dyn Future<Output = Result<(), Failure>> + 'a>>;

/// All recipes, by name.
const RECIPES: &[(&str, Recipe)] = &[
    ("errors", |kitchen| Box::pin(errors::run(kitchen))),
    ("retries", |kitchen| Box::pin(retries::run(kitchen))),
    ("pages", |kitchen| Box::pin(pages::run(kitchen))),
    ("waiting", |kitchen| Box::pin(waiting::run(kitchen))),
    ("parallel", |kitchen| Box::pin(parallel::run(kitchen))),
    ("files", |kitchen| Box::pin(files::run(kitchen))),
    ("blocking", |kitchen| Box::pin(blocking::run(kitchen))),
    ("mocks", |kitchen| Box::pin(mocks::run(kitchen))),
    ("record_and_replay", |kitchen| {
        Box::pin(record_and_replay::run(kitchen))
    }),
    ("raw_calls", |kitchen| Box::pin(raw_calls::run(kitchen))),
    ("middleware", |kitchen| Box::pin(middleware::run(kitchen))),
    ("proxies_and_tls", |kitchen| {
        Box::pin(proxies_and_tls::run(kitchen))
    }),
];

#[tokio::main]
async fn main() -> ExitCode {
    let wanted = std::env::args().nth(1);
    let names = RECIPES.iter().map(|(name, _)| *name).collect::<Vec<_>>();
    let names = names.join(", ");
    if wanted
        .as_deref()
        .is_some_and(|wanted| ["--help", "-h"].contains(&wanted))
    {
        println!("Usage: recipes [NAME]\n\nRuns all recipes, or one of {names}");
        return ExitCode::SUCCESS;
    }
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    let chosen: Vec<_> = RECIPES.iter().filter(|(name, _)| is_wanted(name)).collect();
    if chosen.is_empty() {
        eprintln!("unknown recipe; there are {names}");
        return ExitCode::from(2);
    }
    for (name, recipe) in chosen {
        println!("== {name}");
        if let Err(error) = prepared(*recipe).await {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Runs a recipe with its own service.
async fn prepared(recipe: Recipe) -> Result<(), Failure> {
    let dcs = Dcs::start().await?;
    let kitchen = Kitchen {
        client: dcs.client().build()?,
        instance: dcs.add_instance("cache"),
        dcs,
    };
    recipe(&kitchen).await
}
