//! `demo`: what a newcomer sees first.

use serde_json::{Value, json};

use crate::support::{
    Client,
    program::{Program, Serving, program_on_both, wait},
};

/// What the terminal was told.
struct Greeting {
    address: String,
    password: String,
    usernames: Vec<String>,
    queries: Vec<(String, Value)>,
}

impl Greeting {
    fn read(text: &str) -> Self {
        let after = |mark: &str| text.split_once(mark).expect(mark).1;
        let word = |mark: &str| after(mark).split_whitespace().next().expect(mark).to_owned();
        let accounts = after("Accounts (").lines().skip(1).take_while(|line| !line.is_empty());
        let blocks = after("Three queries").split("\n\n");
        let query = |block: &str| {
            let (head, query) = block.strip_prefix("  # ")?.split_once('\n')?;
            let (_, variables) = head.split_once("variables: ")?;
            Some((query.to_owned(), serde_json::from_str(variables).expect("variables")))
        };
        Self {
            address: word("an invented city at "),
            password: word("password of all: ").trim_end_matches(')').to_owned(),
            usernames: accounts
                .map(|line| line.split_whitespace().next().expect("a name").to_owned())
                .collect(),
            queries: blocks.filter_map(query).collect(),
        }
    }

    async fn sign_in(&self, serving: &Serving, username: &str) -> Client {
        let client = serving.client();
        let session = client.start_session(username, &self.password).await;
        Client { token: session["accessToken"].as_str().map(str::to_owned), ..client }
    }

    /// The answers to the three queries, as an account gets them.
    async fn answers(&self, serving: &Serving, username: &str) -> Vec<Value> {
        let client = self.sign_in(serving, username).await;
        let mut answers = Vec::new();
        for (query, variables) in &self.queries {
            answers.push(client.run(query, variables.clone()).await);
        }
        answers
    }
}

/// The JSON that the page at `/` holds.
async fn told_to_the_page(serving: &Serving) -> Value {
    let page = reqwest::get(&serving.base).await.expect("the page").text().await.expect("text");
    let (_, rest) = page.split_once("id=\"demo\">").expect("the element");
    serde_json::from_str(rest.split_once("</script>").expect("its end").0).expect("JSON")
}

program_on_both! {
    /// Twice in one folder: everyone signs in, the three queries show something, nothing doubles.
    fn a_newcomer_sees_something_and_can_start_again(program: Program) {
        let first = program.serve("demo");
        let status = wait(reqwest::get(format!("{}/readyz", first.base))).expect("ready").status();
        assert_eq!(status, 200);
        let base = first.base.clone();
        let greeting = Greeting::read(&first.stop().fine().told);
        assert_eq!(greeting.address, base);
        assert_eq!((greeting.usernames.len(), greeting.queries.len()), (12, 3));

        let second = program.serve("demo");
        wait(async {
            let page = told_to_the_page(&second).await;
            let field = |list: &str, name: &str| -> Vec<Value> {
                let list = page[list].as_array().expect("a list").iter();
                list.map(|entry| entry[name].clone()).collect()
            };
            assert_eq!(page["password"], json!(greeting.password));
            assert_eq!(field("accounts", "username"), greeting.usernames);
            assert_eq!(field("queries", "query").len(), 3);

            for username in &greeting.usernames {
                greeting.answers(&second, username).await;
            }
            // The units have tasks and duties, the leader has tasks, the office the whole plan.
            for username in ["fgw", "jyj", "czj", "songgang", "dataplatform", "ludao"] {
                let answers = greeting.answers(&second, username).await;
                let tasks = &answers[0]["viewer"]["tasks"];
                assert!(tasks["totalCount"].as_u64() > Some(0), "{username}: {tasks}");
                let duties = &answers[1]["viewer"]["duties"]["totalCount"];
                assert_eq!(duties.as_u64() > Some(0), username != "ludao", "{username}: {duties}");
            }
            let office = greeting.answers(&second, "duban").await.remove(2);
            let documents = office["documents"]["edges"].as_array().expect("edges");
            assert_eq!(documents.len(), 1, "a second run imports nothing");
            assert_eq!(documents[0]["node"]["state"], "PUBLISHED");
            let items = documents[0]["node"]["items"]["totalCount"].as_u64();
            assert!(items >= Some(40), "{items:?}");
            for username in ["sysadmin", "secadmin", "auditor"] {
                let answers = greeting.answers(&second, username).await;
                assert_eq!(answers[2]["documents"]["edges"], json!([]), "{username}");
            }
        });
        assert_eq!(Greeting::read(&second.stop().fine().told).usernames, greeting.usernames);
        assert_eq!(program.run("user list").fine().out.lines().count(), 12);
    }
}

/// Outside the demo there is no account, and the page knows of none.
#[test]
fn a_server_that_is_no_demo_tells_nothing_of_accounts() {
    let program = Program::new();
    let serving = program.serve("serve");
    assert_eq!(wait(told_to_the_page(&serving)), Value::Null);
    assert_eq!(program.run("user list").fine().out, "");
}
