//! What the reader found goes into the ledger: where deadlines are stated, the document's dates, figures that two items promise.

use serde_json::{Value, json};

use crate::{
    once::IMPORT,
    support::{Client, on_both},
};

const DATES: &str = "query($id: ID!) { document(id: $id) {
    issuedOn releasedOn validFrom validTo deadline
    items(first: 20) { edges { node {
        id version text sourceText deadline deadlineSource deadlineSpan { start end } span { start end }
    } } }
} }";

const TARGETS: &str = "query($id: ID!) { document(id: $id) { items(first: 20) { edges { node {
    id version ordinal targets { indicator value sameAs { value item { ordinal } } }
} } }
    findings(first: 50) { edges { node { id code item { id version ordinal } } } }
} }";

const RESOLVE: &str = "mutation($input: FindingResolveInput!) {
    findingResolve(input: $input) { finding { id state } errors { code field message } }
}";

/// A deadline of each source, and the dates of a rule with a term.
const DATED: &str = "云溪市人民政府办公室关于印发民宿业发展任务分工方案的通知
各区人民政府：
现将《云溪市2026年民宿业发展任务分工方案》印发给你们，请确保2026年11月底前全面完成各项任务。
云溪市人民政府办公室
2026年2月6日
云溪市2026年民宿业发展任务分工方案
一、上半年任务（6月底前完成）
1.编制民宿规划。（牵头单位：市文旅局）
2.印发扶持政策，4月底前完成。（牵头单位：市财政局）
二、全年任务
3.培育精品民宿12家。（牵头单位：市文旅局；完成时限：9月底）
4.规范经营秩序。（牵头单位：市住建局）
本方案自2026年3月1日起施行，有效期2年。
云溪市人民政府办公室 2026年2月9日印发
";

/// The same figure in three items, seen by different units.
const REPEATED: &str = "云溪市2026年就业任务分工方案
1.新增城镇就业2.3万人。（牵头单位：市人社局）
2.落实就业优先政策，新增城镇就业2.3万人。（牵头单位：市人社局、市教育局）
3.新增城镇就业2.3万人，开展技能培训。（牵头单位：市财政局）
";

async fn import(client: &Client, text: &str) -> Value {
    let key: String = text.chars().take(20).collect();
    let input = json!({ "text": text, "name": "方案.txt", "idempotencyKey": key });
    client.done(IMPORT, input).await["document"]["id"].clone()
}

fn nodes(connection: &Value) -> Vec<Value> {
    let edges = connection["edges"].as_array().expect("edges");
    edges.iter().map(|edge| edge["node"].clone()).collect()
}

/// By number, the number of the item whose target counts instead of its first.
async fn links(client: &Client, id: &Value) -> Vec<(Value, Value)> {
    let document = client.run(TARGETS, json!({ "id": id })).await["document"].clone();
    nodes(&document["items"])
        .into_iter()
        .map(|item| {
            let same = item["targets"][0]["sameAs"]["item"]["ordinal"].clone();
            (item["ordinal"].clone(), same)
        })
        .collect()
}

on_both! {
    /// Each deadline says where it is stated, and the document when it was signed, printed and is in force.
    async fn deadlines_and_dates_say_where_they_are_from(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = import(&office, DATED).await;
        let document = office.run(DATES, json!({ "id": id })).await["document"].clone();
        assert_eq!(document["issuedOn"], "2026-02-06");
        assert_eq!(document["releasedOn"], "2026-02-09");
        assert_eq!(document["validFrom"], "2026-03-01");
        assert_eq!(document["validTo"], "2028-03-01");
        assert_eq!(document["deadline"], "2026-11-30");
        let items = nodes(&document["items"]);
        let characters: Vec<char> = DATED.chars().collect();
        let expected = [
            (json!("2026-06-30"), "SECTION", "6月底前"),
            (json!("2026-04-30"), "ITEM_TEXT", "4月底前"),
            (json!("2026-09-30"), "CLAUSE", "9月底"),
            (Value::Null, "DOCUMENT", "现将"),
        ];
        assert_eq!(items.len(), expected.len());
        for (item, (deadline, source, words)) in items.iter().zip(expected) {
            assert_eq!((&item["deadline"], &item["deadlineSource"]), (&deadline, &json!(source)));
            let place = |field: &str| usize::try_from(item["deadlineSpan"][field].as_u64().unwrap()).unwrap();
            let stated: String = characters[place("start")..place("end")].iter().collect();
            assert!(stated.starts_with(words), "{stated}");
        }
    }

    /// A figure that two items promise counts once; the link shows only items that may be seen, and
    /// follows a text that is put right.
    async fn the_same_figure_is_linked(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = import(&office, REPEATED).await;
        let pairs = |same: [Value; 3]| ["1", "2", "3"].map(Value::from).into_iter().zip(same).collect::<Vec<_>>();
        let first = || json!("1");
        assert_eq!(links(&office, &id).await, pairs([Value::Null, first(), first()]));

        // Once the first promises something else, the second counts.
        let document = office.run(TARGETS, json!({ "id": id })).await["document"].clone();
        let findings = nodes(&document["findings"]);
        let of = |ordinal: &str| {
            let found = findings.iter().find(|finding| {
                finding["code"] == "DUPLICATE_TARGET" && finding["item"]["ordinal"] == ordinal
            });
            found.expect("a finding").clone()
        };
        let (second, third) = (of("2"), of("3"));
        let text = json!({ "text": "落实就业优先政策，新增城镇就业2.5万人。" });
        let input = json!({ "id": second["id"], "itemVersion": second["item"]["version"], "resolution": text });
        office.done(RESOLVE, input).await;
        assert_eq!(links(&office, &id).await, pairs([Value::Null, Value::Null, first()]));
        let text = json!({ "text": "新增城镇就业2.5万人，开展技能培训。" });
        let input = json!({ "id": third["id"], "itemVersion": third["item"]["version"], "resolution": text });
        office.done(RESOLVE, input).await;
        assert_eq!(links(&office, &id).await, pairs([Value::Null, Value::Null, json!("2")]));
    }

    /// Whoever does not see the item that counts is not told that there is one.
    async fn a_link_is_seen_with_both_items(server: Server) {
        server.world().await;
        let office = server.sign_in("office").await;
        let id = import(&office, REPEATED).await;
        office.publish(id.as_str().expect("an id")).await;
        let pair = |ordinal: &str, same: Value| (json!(ordinal), same);
        let (rsj, jyj, czj) =
            (server.sign_in("rsj").await, server.sign_in("jyj").await, server.sign_in("czj").await);
        assert_eq!(links(&rsj, &id).await, [pair("1", Value::Null), pair("2", json!("1"))]);
        assert_eq!(links(&jyj, &id).await, [pair("2", Value::Null)]);
        assert_eq!(links(&czj, &id).await, [pair("3", Value::Null)]);
    }
}
