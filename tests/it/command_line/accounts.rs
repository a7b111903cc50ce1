//! `user`.

use serde_json::json;

use super::{OFFICE, fixture};
use crate::support::{
    SIGN_IN,
    program::{Program, program_on_both, wait},
};

const PASSWORD: &str = "correct horse 9";

/// With an office whose ledger names units and leaders.
fn with_office(program: Program) -> Program {
    program.run("migrate up").fine();
    program.put("plan.txt", fixture("twin_leaders.txt"));
    program.run("import plan.txt").fine();
    program
}

/// Adds an account with a good password.
fn add(program: &Program, words: &str) -> crate::support::program::Ran {
    let words = format!("user add --password-stdin --office {OFFICE} {words}");
    program.run_with(&words, &format!("{PASSWORD}\n"))
}

program_on_both! {
    /// Whoever is added can sign in and is listed with what they act as.
    fn accounts_are_made_and_listed(program: Program) {
        let program = with_office(program);
        add(&program, "office --name 方晓岚 --role OFFICE_HEAD").fine().prints(&["made office"]);
        add(&program, "rsj --name 季闻溪 --role OPERATOR --unit 市发改局").fine();
        add(&program, "leader --name 祝青禾 --post 秦砚秋").fine();
        // A post has one holder at a time.
        add(&program, "both --name 裴一鸣 --role HEAD --unit 市发改局 --post 秦砚秋")
            .refused(&["已有人任职"]);
        add(&program, "both --name 裴一鸣 --role HEAD --unit 市发改局").fine();
        add(&program, "admin --name 管理员 --role SYSTEM_ADMIN").fine();
        let list = program.run("user list").fine().out;
        for line in [
            format!("office\t方晓岚\tOFFICE_HEAD @ {OFFICE}"),
            "rsj\t季闻溪\tOPERATOR @ 市发改局".to_owned(),
            "leader\t祝青禾\tLEADER 秦砚秋".to_owned(),
            "both\t裴一鸣\tHEAD @ 市发改局".to_owned(),
            format!("admin\t管理员\tSYSTEM_ADMIN @ {OFFICE}"),
        ] {
            assert!(list.lines().any(|listed| listed == line), "{line}: {list}");
        }
        let serving = program.serve("serve");
        let roles = wait(async {
            let session = serving.client().start_session("both", PASSWORD).await;
            let token = session["accessToken"].as_str().expect("a token").to_owned();
            let client = crate::support::Client { token: Some(token), ..serving.client() };
            client.run("{ viewer { units { role unit { name } } } }", json!({})).await
        });
        assert_eq!(
            roles["viewer"]["units"],
            json!([{ "role": "HEAD", "unit": { "name": "市发改局" } }])
        );
        serving.stop().fine();
    }

    /// What cannot be is told in words, and nobody is made.
    fn what_cannot_be_is_refused(program: Program) {
        let program = with_office(program);
        add(&program, "rsj --name 季闻溪 --role OPERATOR --unit 市发改局").fine();
        let before = program.run("user list").fine().out;

        add(&program, "RSJ --name 某人 --role OFFICE_HEAD").refused(&["名称已被使用"]);
        add(&program, "a/b --name 某人 --role OFFICE_HEAD").refused(&["username"]);
        add(&program, "x1 --name 某人 --role OPERATOR --unit 市航天局").refused(&["市航天局"]);
        add(&program, "x1 --name 某人 --post 无此人").refused(&["no post named 无此人"]);
        add(&program, "x1 --name 某人 --role MAYOR").refused(&["MAYOR", "OFFICE_OPERATOR"]);
        add(&program, "x1 --name 某人 --role OFFICE_HEAD --unit 市发改局")
            .refused(&["OFFICE_HEAD", "OPERATOR, HEAD"]);
        add(&program, "x1 --name 某人 --role SYSTEM_ADMIN --post 秦砚秋").refused(&["管理员角色"]);
        let elsewhere = "user add x1 --name 某人 --role OFFICE_HEAD --office 无此办 --password-stdin";
        program.run_with(elsewhere, PASSWORD).refused(&["no office named 无此办"]);
        for weak in ["", "short", "x1", "long-name\n"] {
            let words = format!(
                "user add long-name --name 某人 --role OFFICE_HEAD --office {OFFICE} --password-stdin"
            );
            program.run_with(&words, weak).refused(&["密码至少 10 个字符"]);
        }

        assert_eq!(program.run("user list").fine().out, before);
    }

    /// A new password ends the sessions that the old one began.
    fn a_password_is_set(program: Program) {
        let program = with_office(program);
        add(&program, "rsj --name 季闻溪 --role OPERATOR --unit 市发改局").fine();
        let serving = program.serve("serve");
        let old = wait(serving.client().start_session("rsj", PASSWORD));
        let passwd = "user passwd rsj --password-stdin";
        program.run_with(passwd, "short").refused(&["密码至少 10 个字符"]);
        program.run_with("user passwd nobody --password-stdin", "battery staple 7")
            .refused(&["no account named nobody"]);
        program.run_with(passwd, "battery staple 7\n").fine().prints(&["rsj"]);
        wait(async {
            let client = serving.client();
            let input = json!({ "username": "rsj", "password": PASSWORD });
            assert_eq!(client.refused(SIGN_IN, input).await.0, "BAD_CREDENTIALS");
            client.start_session("rsj", "battery staple 7").await;
            let token = old["accessToken"].as_str().expect("a token").to_owned();
            let stale = crate::support::Client { token: Some(token), ..client };
            let answer = stale.send("{ viewer { name } }", json!({})).await;
            assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED", "{answer}");
        });
    }
}
