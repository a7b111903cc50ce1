//! An invented city to try things on: its plan, an account for every actor, and some reports.

use serde_json::json;

use crate::{
    app::App,
    auth::Origin,
    domain::{
        account::{OfficeRole, UnitRole},
        document::{Document, DocumentState},
        duty::{Duty, DutyState},
        id::{OfficeId, UnitId},
        page::{MAX_ROWS, PageRequest},
        refusal::Refusal,
        report::ReportContent,
    },
    error::Error,
    policy::{Actor, Author, Scope},
    service::{Accept, MembersConfirm, NewAccount, NewPost, Publish, Said, Save, Submit},
    store::DutyFilter,
};

const PLAN: &str = include_str!("plan.txt");
/// The one password of the demo's accounts. There is no account with a known one outside it.
const PASSWORD: &str = "yunxi-2026-demo";
const COLLECTIVE: &str = "各区人民政府";
const MEMBERS: [&str; 3] = ["松岗区人民政府", "柳湾区人民政府", "望溪区人民政府"];

/// What a demo account acts as.
enum ActsAs {
    Office(OfficeRole),
    Unit(&'static str, UnitRole),
    Post(&'static str),
}

/// An account of the demo.
struct DemoAccount {
    username: &'static str,
    name: &'static str,
    actor: &'static str,
    acts_as: ActsAs,
}

const fn account(
    username: &'static str,
    name: &'static str,
    actor: &'static str,
    acts_as: ActsAs,
) -> DemoAccount {
    DemoAccount { username, name, actor, acts_as }
}

const ACCOUNTS: [DemoAccount; 12] = [
    account("duban", "方晓岚", "督查室经办", ActsAs::Office(OfficeRole::OfficeOperator)),
    account("duban_head", "闻敬之", "督查室主任", ActsAs::Office(OfficeRole::OfficeHead)),
    account("ludao", "陆知远", "责任领导", ActsAs::Post("陆知远")),
    account(
        "fgw",
        "季闻溪",
        "市发改委经办（牵头、汇总）",
        ActsAs::Unit("市发改委", UnitRole::Operator),
    ),
    account("fgw_head", "裴一鸣", "市发改委负责人", ActsAs::Unit("市发改委", UnitRole::Head)),
    account("jyj", "祝青禾", "市教育局经办（牵头）", ActsAs::Unit("市教育局", UnitRole::Operator)),
    account("czj", "温述白", "市财政局经办（责任）", ActsAs::Unit("市财政局", UnitRole::Operator)),
    account(
        "songgang",
        "岑望舒",
        "松岗区人民政府经办（各区成员）",
        ActsAs::Unit("松岗区人民政府", UnitRole::Operator),
    ),
    account("sysadmin", "系统管理员", "系统管理员", ActsAs::Office(OfficeRole::SystemAdmin)),
    account("secadmin", "安全管理员", "安全管理员", ActsAs::Office(OfficeRole::SecurityAdmin)),
    account("auditor", "审计管理员", "审计管理员", ActsAs::Office(OfficeRole::AuditAdmin)),
    account(
        "dataplatform",
        "市数据平台",
        "对接系统（服务账号，绑定市教育局）",
        ActsAs::Unit("市教育局", UnitRole::Service),
    ),
];

/// A query worth trying.
struct DemoQuery {
    title: &'static str,
    query: &'static str,
    variables: &'static str,
}

const QUERIES: [DemoQuery; 3] = [
    DemoQuery {
        title: "我的任务",
        query: include_str!("tasks.graphql"),
        variables: r#"{"first": 10}"#,
    },
    DemoQuery {
        title: "我的报送任务",
        query: include_str!("duties.graphql"),
        variables: r#"{"first": 10, "states": ["OPEN", "RETURNED"]}"#,
    },
    DemoQuery {
        title: "文件与进度",
        query: include_str!("documents.graphql"),
        variables: r#"{"first": 8}"#,
    },
];

/// Brings a database to the state of the demo; what is there stays.
///
/// # Errors
/// If the database does not take it.
pub async fn prepare(app: &App) -> anyhow::Result<()> {
    let service = &app.service;
    let reading = service.read_document("plan.txt".into(), PLAN.as_bytes().to_vec()).await?;
    let office = service.office_of(&reading.plan).await?;
    let imported = service.enter(Author::Console, office.id, reading, None).await?;
    let collective = unit(app, office.id, COLLECTIVE).await?;
    let mut members = Vec::new();
    for name in MEMBERS {
        members.push(unit(app, office.id, name).await?);
    }
    let confirm = MembersConfirm { collective, members, from: None };
    service.members_confirm(Author::Console, confirm).await?;
    for account in ACCOUNTS {
        ensure(app, office.id, &account).await?;
    }
    if imported.document.state == DocumentState::Draft {
        publish(app, &imported.document).await?;
    }
    Ok(())
}

async fn unit(app: &App, office: OfficeId, name: &str) -> anyhow::Result<UnitId> {
    let reader = app.store.reader(Scope::system());
    let found = reader.units_named(office, &[name.to_owned()], app.clock.today()).await?;
    let unit = found.get(name).map(|unit| unit.id);
    unit.ok_or_else(|| anyhow::anyhow!("the demo plan does not name {name}"))
}

async fn ensure(app: &App, office: OfficeId, account: &DemoAccount) -> anyhow::Result<()> {
    let mut new = NewAccount {
        username: account.username.into(),
        name: account.name.into(),
        password: PASSWORD.into(),
        ..NewAccount::default()
    };
    match account.acts_as {
        ActsAs::Office(role) => new.grants.push((office, role)),
        ActsAs::Unit(name, role) => new.memberships.push((unit(app, office, name).await?, role)),
        ActsAs::Post(_) => {}
    }
    let known = app.store.reader(Scope::system()).account_named(account.username).await?;
    let holder = match known {
        Some((known, _)) => known.id,
        None => app.service.account_create(app.auth.passwords(), new).await?,
    };
    if let ActsAs::Post(post) = account.acts_as {
        let reader = app.store.reader(Scope::system());
        let posts = reader.posts_named(office, &[post.to_owned()]).await?;
        if let Some(leader) = posts.get(post).copied() {
            app.service.post_holder_set(NewPost { leader, holder }, account.name).await?;
        }
    }
    Ok(())
}

/// Publishes the plan as the office's head and lets two units report, so that there is something
/// to see: one report is accepted, one waits.
async fn publish(app: &App, document: &Document) -> anyhow::Result<()> {
    let head = sign_in(app, "duban_head").await?;
    let act =
        Publish { document: document.id, version: document.version, comparison: None, once: None };
    match app.service.document_publish(Author::Person(&head), act).await {
        // Another process that prepares the same demo was quicker.
        Ok(_) | Err(Error::Refused(Refusal::DocumentPublished | Refusal::Conflict)) => {}
        Err(error) => return Err(error.into()),
    }
    let lead = sign_in(app, "jyj").await?;
    let accepted = report(
        app,
        &lead,
        ReportContent {
            progress: "已完成选址和立项，首批项目进场施工。".into(),
            problems: "部分地块拆迁进度偏慢。".into(),
            next_steps: "下月完成主体结构施工招标。".into(),
            percent: None,
        },
    )
    .await?;
    if let Some((report, version)) = accepted {
        let accept = Accept { report, version, once: None };
        app.service.report_accept(Author::Person(&head), accept).await?;
    }
    let support = sign_in(app, "czj").await?;
    let waiting = ReportContent {
        progress: "配套资金已下达60%。".into(),
        next_steps: "督促资金支出进度。".into(),
        ..ReportContent::default()
    };
    report(app, &support, waiting).await?;
    Ok(())
}

async fn sign_in(app: &App, username: &str) -> anyhow::Result<Actor> {
    let signed_in = app.auth.sign_in(username, PASSWORD.into(), &Origin::default()).await?;
    Ok((*signed_in.actor).clone())
}

/// Submits a report on the actor's first open duty.
async fn report(
    app: &App,
    actor: &Actor,
    content: ReportContent,
) -> anyhow::Result<Option<(crate::domain::id::ReportId, i32)>> {
    let filter = DutyFilter {
        units: Some(actor.memberships.iter().map(|own| own.unit).collect()),
        states: Some(vec![DutyState::Open]),
        ..DutyFilter::default()
    };
    let reader = app.store.reader(Scope::of(actor));
    let page = reader.duty_page(&filter, &PageRequest::first(MAX_ROWS)).await?;
    let Some(duty) = page.rows.into_iter().map(|(_, duty): (_, Duty)| duty).next() else {
        return Ok(None);
    };
    let by = Author::Person(actor);
    let said = Said { content, ..Said::default() };
    let save = Save { duty: duty.id, version: None, said, once: None };
    let saved = app.service.report_save(by, save).await?;
    let submit = Submit { report: saved.id, version: saved.version, once: None };
    let submitted = app.service.report_submit(by, submit).await?;
    Ok(Some((submitted.id, submitted.version)))
}

/// What the page at `/` is told, as JSON.
///
/// # Errors
/// If it is no JSON.
pub fn page() -> anyhow::Result<String> {
    let accounts: Vec<_> = ACCOUNTS
        .iter()
        .map(|account| {
            json!({"username": account.username, "name": account.name, "actor": account.actor})
        })
        .collect();
    let queries: Vec<_> = QUERIES
        .iter()
        .map(|query| {
            json!({"title": query.title, "query": query.query, "variables": query.variables})
        })
        .collect();
    let demo = json!({"accounts": accounts, "password": PASSWORD, "queries": queries});
    Ok(serde_json::to_string(&demo)?)
}

/// What the terminal is told.
#[must_use]
pub fn greeting(address: &str) -> String {
    let mut lines = vec![
        String::new(),
        format!("  Duban 督办 is serving an invented city at {address}"),
        String::new(),
        format!("  Accounts (password of all: {PASSWORD})"),
    ];
    for account in &ACCOUNTS {
        lines.push(format!("    {:<14}{}　{}", account.username, account.actor, account.name));
    }
    lines.push(String::new());
    lines.push("  Three queries worth trying, at the address above or against /graphql:".into());
    for query in &QUERIES {
        lines.push(String::new());
        lines.push(format!("  # {}　variables: {}", query.title, query.variables));
        lines.extend(query.query.lines().map(|line| format!("  {line}")));
    }
    lines.push(String::new());
    lines.push("  Ctrl-C stops it.".into());
    lines.join("\n")
}
