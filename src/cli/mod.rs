//! The command line.

use std::{
    io::{IsTerminal, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use crate::{
    clock::Clock,
    config::{LogFormat, Settings},
};

mod day;
mod demo;
mod holidays;
mod import;
mod migrate;
mod parse;
mod review;
mod schema;
mod serve;
mod user;

/// 督办 Duban: turns issued responsibility plans into a ledger of duties, behind a GraphQL API.
#[derive(Parser)]
#[command(version, propagate_version = true, arg_required_else_help = true)]
struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Command,
}

/// Settings that go before the environment (`DUBAN_*`) and the file.
#[derive(Args)]
#[command(next_help_heading = "Settings")]
struct Flags {
    /// Settings file [default: duban.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder of the embedded database, uploaded files and the token key [env: `DUBAN_DATA`, default: ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    data: Option<String>,
    /// postgres://… or sqlite:PATH [env: `DUBAN_DATABASE_URL`, default: embedded in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// Address and port to listen on [env: `DUBAN_LISTEN`, default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// What is logged: info, debug, or directives [env: `DUBAN_LOG`, default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Set up an invented city with accounts for every actor, and serve it
    Demo,
    /// Serve the API
    ///
    /// Stops on SIGTERM or Ctrl-C, after what is being answered.
    Serve,
    /// Read documents without a database and print what they say as JSON
    ///
    /// Prints an array with one object a file. What cannot be read is told apart, and in the exit
    /// status, which then is 1.
    Parse(parse::Parse),
    /// Read documents into the ledger, each as a draft
    ///
    /// Each file is taken whole or not at all; the exit status is 1 if any was not. The same text
    /// again changes nothing.
    Import(import::Import),
    /// Print the contract (`schema.graphql`), or check that a file is what the code says
    Schema(schema::Schema),
    /// Change the database to the version of this program, or back
    Migrate(migrate::Migrate),
    /// Make the turn of a day by hand: what fell due, what became late, which periods begin
    ///
    /// A server does this by itself. A day that was turned is not turned again.
    Day(day::Day),
    /// Load the days off and the days worked instead
    Holidays(holidays::Holidays),
    /// Make accounts, set passwords, list who there is
    User(user::User),
}

/// Runs the command that the process was started with.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match execute(cli).await {
        Ok(code) => code,
        Err(error) => {
            tell(&format!("duban: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

async fn execute(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command {
        // These two need neither settings nor a database.
        Command::Parse(parse) => return parse.run(),
        Command::Schema(schema) => return schema.run(),
        _ => {}
    }
    let settings = cli.flags.settings()?;
    start_log(&settings)?;
    match cli.command {
        Command::Demo => demo::run(settings).await,
        Command::Serve => serve::run(settings).await,
        Command::Import(import) => import.run(settings).await,
        Command::Migrate(migrate) => migrate.run(&settings).await,
        Command::Day(day) => day.run(settings).await,
        Command::Holidays(holidays) => holidays.run(settings).await,
        Command::User(user) => user.run(settings).await,
        Command::Parse(_) | Command::Schema(_) => Ok(ExitCode::SUCCESS),
    }
}

impl Flags {
    fn settings(self) -> anyhow::Result<Settings> {
        let flags: Vec<(&str, String)> = [
            ("data", self.data),
            ("database_url", self.database_url),
            ("listen", self.listen),
            ("log", self.log),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect();
        Settings::load(self.config.as_deref(), &flags)
    }
}

fn start_log(settings: &Settings) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(&settings.log).map_err(|error| {
        anyhow::anyhow!("a setting is invalid: `log` is `{}`: {error}", settings.log)
    })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    Ok(())
}

fn clock() -> Clock {
    Clock::system()
}

/// Says something to the person at the terminal, apart from what a program may read.
fn tell(line: &str) {
    // Nobody is there to be told that nobody can be told.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Prints what a program may read.
fn print(text: &str) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "{text}")
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}
