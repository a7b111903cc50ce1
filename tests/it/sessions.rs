//! Signing in and out, tokens, and what may be done without any.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use duban::{
    auth::{KeySet, Tokens},
    domain::event::{Event, EventKind, EventResult},
    policy::Scope,
};
use serde_json::{Value, json};

use crate::support::{Client, SIGN_IN, Server, on_both, world::PASSWORD};

const REFRESH: &str = "mutation($input: SessionRefreshInput!) {
    sessionRefresh(input: $input) {
        session { accessToken refreshToken account { username } }
        errors { code field message }
    }
}";

const SIGN_OUT: &str = "mutation { signOut { ended errors { code } } }";

const WHO: &str = "{ viewer { account { username } } }";

/// The status and body of an operation over HTTP.
async fn over_http(client: &Client, query: &str) -> (u16, Value) {
    let mut request = client
        .http
        .post(format!("{}/graphql", client.base))
        .header("accept-language", client.language)
        .json(&json!({ "query": query }));
    if let Some(token) = &client.token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.json().await.unwrap())
}

async fn is_in(client: &Client) -> bool {
    let (status, answer) = over_http(client, WHO).await;
    if status == 200 {
        assert!(answer["data"]["viewer"]["account"]["username"].is_string(), "{answer}");
        return true;
    }
    assert_eq!(status, 401, "{answer}");
    assert_eq!(answer["errors"][0]["extensions"]["code"], "UNAUTHENTICATED");
    assert!(answer.get("data").is_none(), "{answer}");
    false
}

fn with_token(client: &Client, session: &Value) -> Client {
    let token = session["accessToken"].as_str().unwrap().to_owned();
    Client { token: Some(token), ..client.clone() }
}

/// What the log holds of a kind, in order.
async fn logged(server: &Server, kind: EventKind) -> Vec<Event> {
    let tx = server.app.store.write().await.unwrap();
    tx.place_events(10_000).await.unwrap();
    tx.commit_quietly().await.unwrap();
    let reader = server.app.store.reader(Scope::system());
    let events = reader.events_after(0, 10_000).await.unwrap();
    events.into_iter().map(|placed| placed.event).filter(|event| event.kind == kind).collect()
}

/// Everything at the root of the schema with arguments that fit, as a signed-in user reads it.
async fn root_fields(client: &Client) -> Vec<(String, String)> {
    let query = "{ __schema {
        queryType { name } mutationType { name }
        types { name kind isOneOf
            fields { name args { name defaultValue type { ...T } } }
            inputFields { name defaultValue type { ...T } }
            enumValues { name }
        }
    } }
    fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { kind name } } } }";
    let schema = client.run(query, json!({})).await["__schema"].clone();
    let types = schema["types"].as_array().unwrap();
    let named = |name: &Value| types.iter().find(|kind| kind["name"] == *name).unwrap();
    let mut fields = Vec::new();
    for (word, root) in [("query", "queryType"), ("mutation", "mutationType")] {
        for field in named(&schema[root]["name"])["fields"].as_array().unwrap() {
            let arguments: Vec<String> = field["args"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|argument| argument["type"]["kind"] == "NON_NULL")
                .map(|argument| {
                    let value = literal(&argument["type"], types);
                    format!("{}: {value}", argument["name"].as_str().unwrap())
                })
                .collect();
            let name = field["name"].as_str().unwrap().to_owned();
            let arguments = match arguments.as_slice() {
                [] => String::new(),
                arguments => format!("({})", arguments.join(", ")),
            };
            fields.push((name.clone(), format!("{word} {{ {name}{arguments} {{ __typename }} }}")));
        }
    }
    fields
}

/// A value of a type, as a literal.
fn literal(kind: &Value, types: &[Value]) -> String {
    let name = &kind["name"];
    match kind["kind"].as_str().unwrap() {
        "NON_NULL" => literal(&kind["ofType"], types),
        "LIST" => format!("[{}]", literal(&kind["ofType"], types)),
        "INPUT_OBJECT" => {
            let of = types.iter().find(|of| of["name"] == *name).unwrap();
            let fields = of["inputFields"].as_array().unwrap().iter();
            // Of fields that exclude each other the first will do.
            let at_most = if of["isOneOf"] == true { 1 } else { usize::MAX };
            let needed = fields
                .filter(|field| {
                    of["isOneOf"] == true
                        || field["type"]["kind"] == "NON_NULL" && field["defaultValue"].is_null()
                })
                .take(at_most);
            let values = needed.map(|field| {
                let value = literal(&field["type"], types);
                format!("{}: {value}", field["name"].as_str().unwrap())
            });
            format!("{{ {} }}", values.collect::<Vec<_>>().join(", "))
        }
        "ENUM" => {
            let of = types.iter().find(|of| of["name"] == *name).unwrap();
            of["enumValues"][0]["name"].as_str().unwrap().to_owned()
        }
        _ if name == "Int" => "1".to_owned(),
        _ if name == "Decimal" => "\"1\"".to_owned(),
        _ if name == "Boolean" => "true".to_owned(),
        _ if name == "Date" => "\"2026-10-01\"".to_owned(),
        _ => "\"x\"".to_owned(),
    }
}

on_both! {
    /// A wrong password, an unknown user and a disabled account are refused alike, and each is
    /// told of in the log.
    async fn refused_sign_ins_tell_nothing(server: Server) {
        server.world().await;
        let account = server.app.service.account_of("zjj").await.unwrap().id;
        let tx = server.app.store.write().await.unwrap();
        tx.disable_account(account, server.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let tries = [
            ("rsj", "wrong horse 99"),
            ("rsj", ""),
            ("nobody_at_all", PASSWORD),
            ("zjj", PASSWORD),
            ("not a name", PASSWORD),
            ("r\0sj", PASSWORD),
        ];
        for (client, message) in [
            (server.anonymous(), "用户名或密码不正确。"),
            (server.anonymous().in_english(), "User name or password are not right."),
        ] {
            for (username, password) in tries {
                let input = json!({ "username": username, "password": password });
                let payload = client.payload(SIGN_IN, input).await;
                let error = json!({ "code": "BAD_CREDENTIALS", "field": null, "message": message });
                assert_eq!(payload, json!({ "session": null, "errors": [error] }), "{username}");
            }
        }
        let rsj = server.app.service.account_of("rsj").await.unwrap().id;
        let known = [Some(rsj), Some(rsj), None, Some(account), None, None];
        let refused = logged(&server, EventKind::SessionRefused).await;
        let actors: Vec<_> = refused.iter().map(|event| event.actor).collect();
        assert_eq!(actors, known.repeat(2));
        assert!(refused.iter().all(|event| event.result == EventResult::Refused));
        assert!(refused.iter().all(|event| event.session.is_none()));
        // The right one is let in, whatever the case of the name.
        server.anonymous().start_session(" RSJ ", PASSWORD).await;
        assert_eq!(logged(&server, EventKind::SessionStarted).await.len(), 1);
    }

    /// An access token is good for its time and not for a second more; a new one is had by refresh.
    async fn an_access_token_expires(server: Server) {
        server.world().await;
        let anonymous = server.anonymous();
        let session = anonymous.start_session("rsj", PASSWORD).await;
        let client = with_token(&anonymous, &session);
        let time = TimeDelta::minutes(server.app.settings.access_token_minutes.into());
        server.clock.advance(time - TimeDelta::seconds(1));
        assert!(is_in(&client).await);
        server.clock.advance(TimeDelta::seconds(1));
        assert!(!is_in(&client).await);
        let (_, answer) = over_http(&client.in_english(), WHO).await;
        assert!(answer["errors"][0]["message"].as_str().unwrap().is_ascii(), "{answer}");
        let input = json!({ "refreshToken": session["refreshToken"] });
        let next = anonymous.done(REFRESH, input).await["session"].clone();
        assert!(is_in(&with_token(&anonymous, &next)).await);
    }

    /// Tokens that are not ours: another key's, another session's, changed, unsigned, no token.
    async fn forged_tokens_are_refused(server: Server) {
        server.world().await;
        let client = server.sign_in("rsj").await;
        let token = client.token.clone().unwrap();
        let real = server.app.auth.actor(&token, None).await.unwrap().actor;
        let now = server.clock.now();
        let made = |file: std::path::PathBuf, actor: &duban::policy::Actor| {
            let keys = KeySet::load_or_create(&file).unwrap();
            Tokens::new(keys, TimeDelta::minutes(5)).make(actor, now).unwrap().0
        };
        let ours = server.app.settings.token_key_file();
        assert!(is_in(&Client { token: Some(made(ours.clone(), &real)), ..client.clone() }).await);

        let mut of_no_session = (*real).clone();
        of_no_session.session = uuid::Uuid::from_u128(7).into();
        let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else {
            panic!("no token: {token}");
        };
        let parsed = |part: &str| -> Value {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
        };
        let written = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let mut longer = parsed(claims);
        longer["exp"] = json!(longer["exp"].as_i64().unwrap() + 3600);
        let mut unsigned = parsed(header);
        unsigned["alg"] = json!("none");
        let mut symmetric = parsed(header);
        symmetric["alg"] = json!("HS256");
        let another = made(server.folder.path().join("other.pem"), &real);
        let foreign_signature = another.split('.').nth(2).unwrap().to_owned();
        let forged = [
            another.clone(),
            made(ours, &of_no_session),
            format!("{header}.{}.{signature}", written(&longer)),
            format!("{}.{claims}.", written(&unsigned)),
            format!("{}.{claims}.{signature}", written(&symmetric)),
            format!("{header}.{claims}.{foreign_signature}"),
            format!("{header}.{claims}"),
            "x".to_owned(),
        ];
        for token in forged {
            assert!(!is_in(&Client { token: Some(token.clone()), ..client.clone() }).await, "{token}");
        }
        assert!(is_in(&client).await);
    }

    /// A refresh token is good once; shown again it ends its session, with all of its tokens.
    async fn a_reused_refresh_token_ends_its_session(server: Server) {
        server.world().await;
        let anonymous = server.anonymous();
        let first = anonymous.start_session("rsj", PASSWORD).await;
        let other = anonymous.start_session("rsj", PASSWORD).await;
        let input = json!({ "refreshToken": first["refreshToken"] });
        let second = anonymous.done(REFRESH, input.clone()).await["session"].clone();
        assert_eq!(second["account"]["username"], "rsj");
        assert_ne!(second["refreshToken"], first["refreshToken"]);
        assert!(is_in(&with_token(&anonymous, &second)).await);
        let third = json!({ "refreshToken": second["refreshToken"] });
        let third = anonymous.done(REFRESH, third).await["session"].clone();

        assert_eq!(anonymous.refused(REFRESH, input).await.0, "SESSION_ENDED");
        for session in [&first, &second, &third] {
            assert!(!is_in(&with_token(&anonymous, session)).await);
            let input = json!({ "refreshToken": session["refreshToken"] });
            assert_eq!(anonymous.refused(REFRESH, input).await.0, "SESSION_ENDED");
        }
        // The same person's other session goes on.
        assert!(is_in(&with_token(&anonymous, &other)).await);
        let reused = logged(&server, EventKind::TokenReused).await;
        assert_eq!(reused.len(), 1, "an ended session is told of once");
        assert!(reused[0].actor.is_some() && reused[0].session.is_some());
    }

    /// Two who show the same refresh token at once: one at most is let in, and the session ends.
    async fn a_refresh_token_is_not_shared(server: Server) {
        server.world().await;
        let anonymous = server.anonymous();
        let session = anonymous.start_session("rsj", PASSWORD).await;
        let input = json!({ "refreshToken": session["refreshToken"] });
        let refresh = || anonymous.payload(REFRESH, input.clone());
        let (one, two) = tokio::join!(refresh(), refresh());
        let let_in = [&one, &two].into_iter().filter(|payload| !payload["session"].is_null());
        // None, if the session was ended before the first had been told of its tokens.
        assert!(let_in.count() <= 1, "{one} {two}");
        assert_eq!(logged(&server, EventKind::TokenReused).await.len(), 1);
        for session in [&session, &one["session"], &two["session"]] {
            if !session.is_null() {
                assert!(!is_in(&with_token(&anonymous, session)).await);
            }
        }
    }

    /// A session ends after its days, however often it was refreshed; so do unknown tokens.
    async fn a_session_has_its_days(server: Server) {
        server.world().await;
        let anonymous = server.anonymous();
        let mut session = anonymous.start_session("rsj", PASSWORD).await;
        let days = TimeDelta::days(server.app.settings.session_days.into());
        server.clock.advance(days - TimeDelta::seconds(1));
        let input = json!({ "refreshToken": session["refreshToken"] });
        session = anonymous.done(REFRESH, input).await["session"].clone();
        assert!(is_in(&with_token(&anonymous, &session)).await);
        server.clock.advance(TimeDelta::seconds(1));
        assert!(!is_in(&with_token(&anonymous, &session)).await, "nor a token that is younger");
        for token in [session["refreshToken"].clone(), json!(""), json!("x"), json!("a\0b")] {
            let input = json!({ "refreshToken": token });
            assert_eq!(anonymous.refused(REFRESH, input).await.0, "SESSION_ENDED", "{token}");
        }
        assert_eq!(logged(&server, EventKind::TokenReused).await.len(), 0);
    }

    /// Signing out ends this session and no other; a new password ends them all.
    async fn signing_out_ends_the_session(server: Server) {
        server.world().await;
        let anonymous = server.anonymous();
        let session = anonymous.start_session("rsj", PASSWORD).await;
        let client = with_token(&anonymous, &session);
        let other = server.sign_in("rsj").await;
        let ended = client.run(SIGN_OUT, json!({})).await;
        assert_eq!(ended["signOut"], json!({ "ended": true, "errors": [] }));
        assert!(!is_in(&client).await);
        let input = json!({ "refreshToken": session["refreshToken"] });
        assert_eq!(anonymous.refused(REFRESH, input).await.0, "SESSION_ENDED");
        assert!(is_in(&other).await);
        assert_eq!(logged(&server, EventKind::SessionEnded).await.len(), 1);

        let app = &server.app;
        let new = "another horse 10".to_owned();
        app.service.password_set(app.auth.passwords(), "rsj", new.clone()).await.unwrap();
        assert!(!is_in(&other).await);
        let old = json!({ "username": "rsj", "password": PASSWORD });
        assert_eq!(anonymous.refused(SIGN_IN, old).await.0, "BAD_CREDENTIALS");
        anonymous.start_session("rsj", &new).await;
    }

    /// Without a token one may sign in and refresh, and learns that one is nobody: whatever else
    /// stands at the root of the schema wants a token.
    async fn without_a_token_one_may_only_sign_in(server: Server) {
        server.published_world().await;
        let fields = root_fields(&server.sign_in("office").await).await;
        assert!(fields.len() >= 17, "{fields:?}");
        let anonymous = server.anonymous();
        for (name, query) in fields {
            let answer = anonymous.send(&query, json!({})).await;
            match name.as_str() {
                "signIn" | "sessionRefresh" => {
                    assert!(answer["data"][&name]["__typename"].is_string(), "{answer}");
                }
                "viewer" => assert_eq!(answer, json!({ "data": { "viewer": null } })),
                _ => {
                    let error = &answer["errors"][0];
                    assert_eq!(error["extensions"]["code"], "UNAUTHENTICATED", "{query}: {answer}");
                    assert_eq!(error["message"], "请先登录", "{query}");
                    assert!(answer["data"].is_null() || answer["data"][&name].is_null(), "{answer}");
                    let answer = anonymous.in_english().send(&query, json!({})).await;
                    assert_eq!(answer["errors"][0]["message"], "Sign in first", "{query}");
                }
            }
        }
    }

    /// Messages are in Chinese, and in English for who prefers it.
    async fn messages_speak_the_language_that_is_asked_for(server: Server) {
        server.published_world().await;
        let client = server.sign_in("rsj").await;
        let is_chinese = |message: &Value| !message.as_str().unwrap().is_ascii();
        let refused = [
            ("mutation { progressReportAccept(input: { id: \"x\", version: 1 }) {
                errors { message } } }", "/data/progressReportAccept/errors/0/message"),
            ("mutation { documentImport(input: { idempotencyKey: \"k\" }) {
                errors { message } } }", "/data/documentImport/errors/0/message"),
            ("{ documents(first: 101) { totalCount } }", "/errors/0/message"),
            ("{ documents(after: \"x\") { totalCount } }", "/errors/0/message"),
            ("{ viewer { tasks(filter: { documentId: \"x\" }) { totalCount } } }", "/errors/0/message"),
        ];
        for (query, at) in refused {
            let chinese = client.send(query, json!({})).await;
            assert!(is_chinese(chinese.pointer(at).unwrap()), "{chinese}");
            let english = client.in_english().send(query, json!({})).await;
            assert!(!is_chinese(english.pointer(at).unwrap()), "{english}");
        }
        for (language, chinese) in [("en-GB,en;q=0.9", false), ("zh-CN,en;q=0.5", true), ("fr", true)] {
            let client = Client { language, ..client.clone() };
            let answer = client.send(refused[2].0, json!({})).await;
            assert_eq!(is_chinese(answer.pointer(refused[2].1).unwrap()), chinese, "{language}");
        }
    }
}
