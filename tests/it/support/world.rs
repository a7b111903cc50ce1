//! A small invented world: two offices, units in every part, an account for each kind of actor.

use duban::{
    domain::{
        account::{OfficeRole, UnitRole},
        id::{DocumentId, OfficeId, UnitId},
        regime::{Cadence, ReportingRule, RuleSource, Switches},
    },
    policy::{Author, Scope},
    service::{Import, ImportSource, MembersConfirm, NewAccount, NewPost, RegimeSet, RuleSet},
};
use serde_json::{Value, json};

use super::{Client, Server};

/// The password of every account of the tests.
pub const PASSWORD: &str = "correct horse 9";

/// A plan in which every part occurs: one lead; two leads; a lone 责任单位; a collective; a leader;
/// a unit with nothing.
pub const PLAN: &str = "云溪市2026年重点工作责任分解方案

云政办发〔2026〕3号

各区人民政府，市政府各部门：

现将《云溪市2026年重点工作责任分解方案》印发给你们，请认真组织实施，确保2026年11月底前全面完成。各牵头单位于每月3日前将进展情况报市发改委汇总。

云溪市人民政府办公室

2026年2月6日

云溪市2026年重点工作责任分解方案

一、稳定就业

1.新增城镇就业2.6万人以上。（责任领导：沈若川；牵头单位：市人社局；责任单位：市财政局、各区人民政府）

2.建设青年驿站6个，6月底前建成。（牵头单位：市人社局、市教育局；责任单位：市财政局）

二、改善民生

3.新增公办幼儿园学位3000个。（责任单位：市教育局）

4.完成老旧小区改造80个。（牵头单位：市住建局；责任单位：各区人民政府）

5.办好第4届全民读书月。（牵头单位：市文旅局）
";

/// The ids of the world that tests need.
pub struct World {
    pub office: OfficeId,
    /// Global id of the document.
    pub document: String,
}

/// Who there is. Beside these: `other_office`, the operator of another city's office.
///
/// | account | acts as | sees of the plan's items |
/// | --- | --- | --- |
/// | `office`, `head` | 督查室 | all |
/// | `leader` | 沈若川 | 1 |
/// | `rsj` | 市人社局 | 1, 2 as lead |
/// | `jyj` | 市教育局 | 2 as second lead, 3 |
/// | `czj` | 市财政局 | 1, 2 as support |
/// | `songgang` | 松岗区人民政府, of 各区人民政府 | 1, 4 as support |
/// | `zjj` | 市住建局 | 4 as lead |
/// | `fgw` | 市发改委, which sums up | all |
/// | `wlj` | 市文旅局 | 5 as lead |
/// | `nobody` | 市档案馆, without an item | none |
/// | `sysadmin`, `secadmin`, `auditor` | 三员 | none |
pub const ACCOUNTS: [(&str, ActsAs); 14] = [
    ("office", ActsAs::Office(OfficeRole::OfficeOperator)),
    ("head", ActsAs::Office(OfficeRole::OfficeHead)),
    ("leader", ActsAs::Post("沈若川")),
    ("rsj", ActsAs::Unit("市人社局", UnitRole::Operator)),
    ("rsj_head", ActsAs::Unit("市人社局", UnitRole::Head)),
    ("jyj", ActsAs::Unit("市教育局", UnitRole::Operator)),
    ("czj", ActsAs::Unit("市财政局", UnitRole::Operator)),
    ("songgang", ActsAs::Unit("松岗区人民政府", UnitRole::Operator)),
    ("zjj", ActsAs::Unit("市住建局", UnitRole::Operator)),
    ("fgw", ActsAs::Unit("市发改委", UnitRole::Operator)),
    ("nobody", ActsAs::Unit("市档案馆", UnitRole::Operator)),
    ("sysadmin", ActsAs::Office(OfficeRole::SystemAdmin)),
    ("secadmin", ActsAs::Office(OfficeRole::SecurityAdmin)),
    ("auditor", ActsAs::Office(OfficeRole::AuditAdmin)),
];

#[derive(Clone, Copy)]
pub enum ActsAs {
    Office(OfficeRole),
    Unit(&'static str, UnitRole),
    Post(&'static str),
}

impl Server {
    /// Makes the world: two offices, the plan as a draft in the first, the accounts.
    pub async fn world(&self) -> World {
        let service = &self.app.service;
        let office = service.office_ensure("云溪市人民政府督查室", Some("云溪市")).await;
        let office = office.expect("the office").id;
        // Units that the plan does not name, known before it is read.
        self.extra_units(office).await;
        let other = service.office_ensure("泽宁市人民政府督查室", Some("泽宁市")).await;
        let other = other.expect("the other office").id;
        self.account("other_office", other, ActsAs::Office(OfficeRole::OfficeOperator)).await;
        let document = self.import(office, PLAN).await;
        let songgang = self.unit(office, "松岗区人民政府").await;
        let districts = self.unit(office, "各区人民政府").await;
        let confirm = MembersConfirm { collective: districts, members: vec![songgang], from: None };
        service.members_confirm(Author::Console, confirm).await.expect("the members");
        for (username, acts_as) in ACCOUNTS {
            self.account(username, office, acts_as).await;
        }
        self.account("wlj", office, ActsAs::Unit("市文旅局", UnitRole::Operator)).await;
        World { office, document }
    }

    /// The same, with the plan published.
    pub async fn published_world(&self) -> World {
        let world = self.world().await;
        let office = self.sign_in("office").await;
        office.publish(&world.document).await;
        world
    }

    async fn extra_units(&self, office: OfficeId) {
        let text = "云溪市2025年档案工作分工方案\n\n1.整理档案。（牵头单位：市档案馆、市发改委；责任单位：松岗区人民政府）\n";
        self.import(office, text).await;
    }

    /// Imports a text as the command line does, with a regime by which everyone reports once, and
    /// answers the document's global id.
    pub async fn import(&self, office: OfficeId, text: &str) -> String {
        let id = self.import_as_read(office, text).await;
        self.report_once(id).await;
        super::global("Document", id.into())
    }

    /// Imports a text with the rules that it states.
    pub async fn import_as_read(&self, office: OfficeId, text: &str) -> DocumentId {
        let import = Import {
            office: Some(office),
            name: Some("方案.txt".into()),
            source: ImportSource::Bytes(text.into()),
            once: None,
        };
        let imported = self.app.service.document_import(Author::Console, import).await;
        imported.expect("imported").document.id
    }

    /// Gives a draft a regime that most tests are content with: everyone reports once, by the end of
    /// November 2026, the supports to the first lead, the leads to the office; units object within
    /// five working days. The rules that were read keep whom they name and ask at no time.
    pub async fn report_once(&self, document: DocumentId) {
        let reader = self.app.store.reader(Scope::system());
        let regime = reader.regimes_of(&[document]).await.expect("the regime");
        let read = reader.rules_of(&[document]).await.expect("the rules").remove(&document);
        let silent = read.unwrap_or_default().into_iter().map(|rule| RuleSet {
            cadence: None,
            due_day: None,
            due_dates: vec![],
            ..as_it_is(&rule)
        });
        let set = RegimeSet {
            document,
            version: regime[&document].version,
            switches: Some(Switches { objection_days: Some(5), ..Switches::OFF }),
            rules: Some(silent.chain([everyone_once()]).collect()),
            once: None,
        };
        self.app.service.regime_set(Author::Console, set).await.expect("the regime is set");
    }

    /// The id of a unit by name.
    pub async fn unit(&self, office: OfficeId, name: &str) -> UnitId {
        let reader = self.app.store.reader(Scope::system());
        let today = self.app.clock.today();
        let found = reader.units_named(office, &[name.to_owned()], today).await.expect("units");
        found.get(name).unwrap_or_else(|| panic!("no unit {name}")).id
    }

    /// Makes an account with the tests' password.
    pub async fn account(&self, username: &str, office: OfficeId, acts_as: ActsAs) {
        let mut new = NewAccount {
            username: username.into(),
            name: format!("{username}的姓名"),
            password: PASSWORD.into(),
            ..NewAccount::default()
        };
        match acts_as {
            ActsAs::Office(role) => new.grants.push((office, role)),
            ActsAs::Unit(name, role) => {
                new.memberships.push((self.unit(office, name).await, role));
            }
            ActsAs::Post(_) => {}
        }
        let app = &self.app;
        let holder = app.service.account_create(app.auth.passwords(), new).await.expect("account");
        if let ActsAs::Post(post) = acts_as {
            let reader = app.store.reader(Scope::system());
            let posts = reader.posts_named(office, &[post.to_owned()]).await.expect("posts");
            let new = NewPost { leader: posts[post], holder };
            app.service.post_holder_set(new, post).await.expect("the post");
        }
    }
}

/// A rule as it is, to be set again.
pub fn as_it_is(rule: &ReportingRule) -> RuleSet {
    let rule = rule.clone();
    RuleSet {
        id: Some(rule.id),
        text: None,
        reporter: rule.reporter,
        reporter_unit: rule.reporter_unit,
        every_lead: rule.every_lead,
        bounds: rule.bounds,
        cadence: rule.cadence,
        due_day: rule.due_day,
        due_dates: rule.due_dates,
        covers: rule.covers,
        holiday_shift: rule.holiday_shift,
        owed_to: rule.owed_to,
        recipient_unit: rule.recipient_unit,
        copy_units: rule.copy_units,
        copy_office: rule.copy_office,
        required: rule.required,
        integrates_support: rule.integrates_support,
    }
}

/// Everyone reports once, by the end of November 2026.
fn everyone_once() -> RuleSet {
    let none = uuid::Uuid::nil();
    let rule = ReportingRule {
        text: "各单位于11月30日前报送一次".into(),
        cadence: Some(Cadence::FixedDates),
        due_dates: vec!["2026-11-30".parse().expect("a date")],
        ..ReportingRule::new(none.into(), none.into(), RuleSource::Imported)
    };
    RuleSet { id: None, text: Some(rule.text.clone()), ..as_it_is(&rule) }
}

impl Client {
    /// Publishes a document at its first version.
    pub async fn publish(&self, document: &str) {
        self.done(PUBLISH, json!({ "id": document, "version": 1 })).await;
    }

    /// The duty of the viewer's unit on the item with this ordinal, whatever its state.
    pub async fn duty(&self, ordinal: &str) -> Value {
        let states = ["OPEN", "SUBMITTED", "RETURNED", "ACCEPTED", "CANCELLED"];
        let data = self.run(DUTIES, json!({ "filter": { "states": states } })).await;
        let duties = data["viewer"]["duties"]["edges"].as_array().expect("edges").clone();
        let of_item = |edge: &&Value| edge["node"]["item"]["ordinal"] == ordinal;
        let edge = duties.iter().find(of_item);
        edge.unwrap_or_else(|| panic!("no duty on item {ordinal}: {duties:#?}"))["node"].clone()
    }

    /// Saves a report on the item with this ordinal.
    pub async fn save(&self, ordinal: &str, progress: &str) -> Value {
        let duty = self.duty(ordinal).await;
        let input = json!({
            "dutyId": duty["id"],
            "version": duty["report"]["version"],
            "progress": progress,
            "problems": "暂无",
            "nextSteps": "继续推进",
            "idempotencyKey": format!("{ordinal}-{progress}"),
        });
        self.done(SAVE, input).await["progressReport"].clone()
    }

    /// Saves and submits a report on the item with this ordinal.
    pub async fn submit(&self, ordinal: &str, progress: &str) -> Value {
        let saved = self.save(ordinal, progress).await;
        let input = json!({ "id": saved["id"], "version": saved["version"] });
        self.done(SUBMIT, input).await["progressReport"].clone()
    }
}

pub const PUBLISH: &str = "mutation($input: DocumentPublishInput!) {
    documentPublish(input: $input) {
        document { id version state publishedByName }
        current { id version }
        errors { code field message }
    }
}";

pub const DUTIES: &str = "query($filter: DutyFilter) {
    viewer { duties(first: 100, filter: $filter) { totalCount edges { node {
        id role state dueOn unit { name } recipient { name } item { id ordinal }
        report { id version state content { number progress reason } }
    } } } }
}";

pub const SAVE: &str = "mutation($input: ProgressReportSaveInput!) {
    progressReportSave(input: $input) {
        progressReport { id version state content { number progress } }
        current { id version content { progress } }
        errors { code field message }
    }
}";

pub const SUBMIT: &str = "mutation($input: ProgressReportSubmitInput!) {
    progressReportSubmit(input: $input) {
        progressReport { id version state firstSubmittedAt submittedAt }
        current { id version state }
        errors { code field message }
    }
}";

pub const RETURN: &str = "mutation($input: ProgressReportReturnInput!) {
    progressReportReturn(input: $input) {
        progressReport { id version state content { decision reason decidedByName } }
        current { id version state }
        errors { code field message }
    }
}";

pub const ACCEPT: &str = "mutation($input: ProgressReportAcceptInput!) {
    progressReportAccept(input: $input) {
        progressReport { id version state acceptedAt }
        current { id version state }
        errors { code field message }
    }
}";
