//! GraphQL over HTTP, and everything else that is asked over HTTP.

use std::time::{Duration, Instant};

use reqwest::{Method, Url};
use serde_json::json;

use super::support::{MUTATION, send, serve};

const STATUS_TELLS: &str = "application/graphql-response+json";

#[tokio::test]
async fn a_query_is_answered_by_post_and_by_get() {
    let server = serve().await;
    let posted = send(server.post(&json!({ "query": "{ __typename }" }))).await;
    assert_eq!((posted.status, posted.text.as_str()), (200, r#"{"data":{"__typename":"Query"}}"#));
    let got = send(server.get("/graphql?query=%7B__typename%7D&operationName=&variables=")).await;
    assert_eq!(got.code(), "OPERATION_RESOLUTION_FAILURE");
    let query = "/graphql?query=query+A($a:String!)%7B__type(name:$a)%7Bname%7D%7D&operationName=A&variables=%7B%22a%22:%22Query%22%7D";
    let got = send(server.get(query).bearer_auth(&server.token)).await;
    assert_eq!((got.status, got.text.as_str()), (200, r#"{"data":{"__type":{"name":"Query"}}}"#));
}

#[tokio::test]
async fn the_media_type_is_negotiated() {
    let server = serve().await;
    let query = json!({ "query": "{ __typename }" });
    for (accept, expected) in [
        ("*/*", "application/json; charset=utf-8"),
        ("application/json", "application/json; charset=utf-8"),
        (STATUS_TELLS, "application/graphql-response+json; charset=utf-8"),
        (
            "application/json;q=0.5, application/graphql-response+json;q=0.4",
            "application/json; charset=utf-8",
        ),
    ] {
        let reply = send(server.post(&query).header("accept", accept)).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, expected), "{accept}");
        let vary: Vec<_> = reply
            .headers
            .get_all("vary")
            .iter()
            .map(|value| value.to_str().unwrap().to_lowercase())
            .collect();
        assert!(vary.join(",").contains("accept"), "{vary:?}");
    }
    let reply = send(server.post(&query).header("accept", "text/html")).await;
    assert_eq!((reply.status, reply.code().as_str()), (406, "NOT_ACCEPTABLE"));
}

#[tokio::test]
async fn what_fails_before_it_runs_has_no_data() {
    let server = serve().await;
    for (body, code) in [
        (json!({ "query": "{" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "query @nonsense { __typename }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ noSuchField }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "{ ...a } fragment a on Query { ...a }" }), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({ "query": "query a { __typename } query b { __typename }" }),
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (
            json!({ "query": "query a { __typename }", "operationName": "b" }),
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (json!({ "query": "query($id: ID!) { __typename }" }), "BAD_USER_INPUT"),
        (
            json!({ "query": "query($id: ID!) { __typename }", "variables": { "id": null } }),
            "BAD_USER_INPUT",
        ),
        (json!({ "query": "subscription { __typename }" }), "BAD_USER_INPUT"),
    ] {
        for (accept, status) in [(STATUS_TELLS, 400), ("application/json", 200)] {
            let reply = send(server.post(&body).header("accept", accept)).await;
            assert_eq!(
                (reply.status, reply.code().as_str()),
                (status, code),
                "{body} {accept}: {}",
                reply.text
            );
            assert!(reply.json().get("data").is_none(), "{}", reply.text);
        }
    }
}

#[tokio::test]
async fn nothing_of_the_document_comes_back() {
    let server = serve().await;
    let secret = "a-password-that-was-typed-in";
    for query in [
        format!("{{ a(b: \"{secret}\") "),
        format!("{{ \"{secret}\" }}"),
        format!("{{ __type(name: {{a: \"{secret}\"}}) {{ name }} }}"),
    ] {
        let reply = server.run(&query).await;
        assert_eq!(reply.status, 400, "{query}");
        assert!(!reply.text.contains(secret), "{}", reply.text);
    }
    let reply = server.run("{ __typenam }").await;
    assert!(!reply.text.contains("Did you mean"), "{}", reply.text);
}

#[tokio::test]
async fn bodies_that_are_no_operation_are_refused() {
    let server = serve().await;
    for body in [
        "",
        "{",
        "1",
        "[]",
        r#"[{"query":"{ __typename }"}]"#,
        "{}",
        r#"{"query":""}"#,
        r#"{"query":1}"#,
        r#"{"query":"{ __typename }","operationName":{}}"#,
        r#"{"query":"{ __typename }","variables":"x"}"#,
        r#"{"query":"{ __typename }","extensions":[]}"#,
        r#"{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}"#,
    ] {
        for accept in [STATUS_TELLS, "application/json"] {
            let request = server
                .client
                .post(format!("{}/graphql", server.base))
                .header("content-type", "application/json");
            let reply = send(request.header("accept", accept).body(body)).await;
            assert_eq!((reply.status, reply.code().as_str()), (400, "BAD_USER_INPUT"), "{body}");
        }
    }
    for query in [
        "",
        "?variables=%7B%7D",
        "?query=%7Ba%7D&query=%7Bb%7D",
        "?query=%7Ba%7D&variables=%7B",
        "?query=%7Ba%7D&variables=1",
    ] {
        let reply = send(server.get(&format!("/graphql{query}"))).await;
        assert_eq!((reply.status, reply.code().as_str()), (400, "BAD_USER_INPUT"), "{query}");
    }
}

#[tokio::test]
async fn only_plain_json_is_taken() {
    let server = serve().await;
    let post = || {
        server.client.post(format!("{}/graphql", server.base)).body(r#"{"query":"{ __typename }"}"#)
    };
    assert_eq!(
        send(post().header("content-type", "application/json; charset=UTF-8")).await.status,
        200
    );
    for request in [
        post(),
        post().header("content-type", "text/plain"),
        post().header("content-type", "application/x-www-form-urlencoded"),
        post().header("content-type", "multipart/form-data; boundary=x"),
        post().header("content-type", "application/json; charset=gbk"),
        post().header("content-type", "application/json").header("content-encoding", "gzip"),
        post().header("content-type", "application/json").header("content-encoding", "br"),
    ] {
        let reply = send(request).await;
        assert_eq!((reply.status, reply.code().as_str()), (415, "UNSUPPORTED_MEDIA_TYPE"));
    }
}

#[tokio::test]
async fn a_body_has_a_size() {
    let server = serve().await;
    let body = |padding: usize| json!({ "query": "{ __typename }", "variables": { "x": "a".repeat(padding) } });
    assert_eq!(send(server.post(&body(200 * 1024))).await.status, 200);
    let reply = send(server.post(&body(256 * 1024))).await;
    assert_eq!((reply.status, reply.code().as_str()), (413, "PAYLOAD_TOO_LARGE"));

    let head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let chunk = format!("10000\r\n{}\r\n", "a".repeat(0x10000));
    let answer = server
        .raw(&[
            head,
            chunk.as_bytes(),
            chunk.as_bytes(),
            chunk.as_bytes(),
            chunk.as_bytes(),
            b"1\r\na\r\n",
        ])
        .await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
    let head = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000000000000\r\n\r\n";
    let answer = server.raw(&[head]).await;
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test]
async fn a_body_that_stops_half_way_is_not_waited_for() {
    let server = serve().await;
    let started = Instant::now();
    let answer = server
        .raw(&[b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{\"query\""])
        .await;
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(answer.contains("TIMEOUT"), "{answer}");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn each_address_names_its_methods() {
    let server = serve().await;
    for (path, allow) in [
        ("/graphql", "GET, POST"),
        ("/graphql/ws", "GET"),
        ("/schema.graphql", "GET, HEAD"),
        ("/healthz", "GET, HEAD"),
        ("/readyz", "GET, HEAD"),
        ("/metrics", "GET, HEAD"),
        ("/", "GET, HEAD"),
    ] {
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            let reply = send(server.client.request(method, format!("{}{path}", server.base))).await;
            assert_eq!(
                (reply.status, reply.header("allow"), reply.code().as_str()),
                (405, allow, "METHOD_NOT_ALLOWED"),
                "{path}"
            );
        }
    }
    let reply = send(server.get("/nothing")).await;
    assert_eq!((reply.status, reply.code().as_str()), (404, "NOT_FOUND"));
}

#[tokio::test]
async fn nothing_is_changed_by_get() {
    let server = serve().await;
    for accept in [STATUS_TELLS, "application/json"] {
        let url =
            Url::parse_with_params(&format!("{}/graphql", server.base), [("query", MUTATION)])
                .unwrap();
        let reply =
            send(server.client.get(url).bearer_auth(&server.token).header("accept", accept)).await;
        assert_eq!(
            (reply.status, reply.header("allow"), reply.code().as_str()),
            (405, "POST", "METHOD_NOT_ALLOWED")
        );
        assert!(reply.json().get("data").is_none());
    }
}

#[tokio::test]
async fn a_bad_token_is_never_nobody() {
    let server = serve().await;
    let query = json!({ "query": "{ __typename }" });
    assert_eq!(send(server.post(&query).bearer_auth(&server.token)).await.status, 200);
    let headers: [&[&str]; 5] =
        [&["Bearer bad"], &["Bearer"], &["Basic Z29vZA=="], &[""], &["Bearer good", "Bearer good"]];
    for values in headers {
        let request = values
            .iter()
            .fold(server.post(&query), |request, value| request.header("authorization", *value));
        let reply = send(request).await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "UNAUTHENTICATED"), "{values:?}");
        assert!(reply.header("www-authenticate").starts_with("Bearer"));
        assert!(reply.json().get("data").is_none());
    }
    let reply = send(server.get("/graphql?query=%7B__typename%7D").bearer_auth("bad")).await;
    assert_eq!(reply.status, 401);
}

#[tokio::test]
async fn messages_are_in_the_language_of_the_caller() {
    let server = serve().await;
    let message = async |language: &str| {
        let reply =
            send(server.post(&json!({ "query": "{" })).header("accept-language", language)).await;
        reply.json().pointer("/errors/0/message").unwrap().as_str().unwrap().to_owned()
    };
    assert_eq!(message("zh-CN").await, "文档不是有效的 GraphQL");
    assert_eq!(message("fr").await, "文档不是有效的 GraphQL");
    assert_eq!(message("en-GB, zh;q=0.2").await, "The document is not valid GraphQL");
}

fn each(count: usize, write: impl Fn(usize) -> String) -> String {
    (0..count).map(write).collect()
}

/// Documents that would end the process, or hold a core for long, if they were looked at without care.
fn attacks() -> Vec<(&'static str, String)> {
    let fragments = |spreads: usize, levels: usize| {
        let chain = each(levels, |i| {
            format!("fragment f{i} on Query{{{}}}", format!("...f{} ", i + 1).repeat(spreads))
        });
        format!("{{...f0}}{chain}fragment f{levels} on Query{{__typename}}")
    };
    let chain: String = each(400, |i| format!("fragment f{i} on Query{{...f{}}}", i + 1));
    vec![
        ("lists", format!("{{a(b:{}", "[".repeat(4_000))),
        ("closed lists", format!("{{a(b:{}{})}}", "[".repeat(2_000), "]".repeat(2_000))),
        ("fields", format!("{{{}a{}}}", "a{".repeat(1_200), "}".repeat(1_200))),
        ("objects", format!("{{a(b:{}1{})}}", "{a:".repeat(1_200), "}".repeat(1_200))),
        ("types", format!("query($a:{}Int{}){{__typename}}", "[".repeat(2_000), "]".repeat(2_000))),
        ("behind a string", format!("{{a(b:[\"\"\"x\"{}", "[".repeat(4_000))),
        ("behind a comment", format!("#\r{}", "[".repeat(4_000))),
        ("wide fragments", fragments(10, 8)),
        ("narrow fragments", fragments(2, 40)),
        ("a chain of fragments", format!("{{...f0}}{chain}fragment f400 on Query{{__typename}}")),
        ("an unused chain", format!("{{__typename}}{chain}fragment f400 on Query{{__typename}}")),
        ("aliases", format!("{{{}}}", each(1_000, |i| format!("a{i}:__typename ")))),
        ("repeated fields", format!("{{{}}}", "__typename ".repeat(3_000))),
        ("directives", format!("{{__typename {}}}", "@include(if:true)".repeat(900))),
        ("operations", each(300, |i| format!("query q{i}{{{}}}", "__typename ".repeat(10)))),
        (
            "introspection",
            format!("{{__schema{{types{{{}name{}}}}}}}", "fields{type{".repeat(6), "}}".repeat(6)),
        ),
        ("tokens", format!("{{a{}}}", " a".repeat(20_000))),
        ("size", format!("{{__typename}}#{}", "a".repeat(100_000))),
    ]
}

#[tokio::test]
async fn attacks_are_refused_at_once() {
    let server = serve().await;
    for (name, query) in attacks() {
        let started = Instant::now();
        let reply = server.run(&query).await;
        let took = started.elapsed();

        assert_eq!(reply.status, 400, "{name}: {}", reply.text);
        let code =
            if name == "behind a string" { "GRAPHQL_PARSE_FAILED" } else { "QUERY_TOO_COMPLEX" };
        assert_eq!(reply.code(), code, "{name}: {}", reply.text);
        assert!(reply.text.len() < 1_000, "{name}");
        assert!(took < Duration::from_secs(1), "{name} took {took:?}");
    }
    assert_eq!(server.run("{ __typename }").await.status, 200);
}

#[tokio::test]
async fn the_largest_that_is_let_through_is_cheap() {
    let server = serve().await;
    let spread = each(40, |i| format!("fragment g{i} on Query{{...f}}"));
    let fields = "__typename ".repeat(30);
    for (name, query) in [
        ("nesting", format!("{{{}__typename{}}}", "...{".repeat(31), "}".repeat(31))),
        ("brackets", format!("{{a(b:{}{})}}", "[".repeat(62), "]".repeat(62))),
        ("objects", format!("{{a(b:{}1{})}}", "{a:".repeat(62), "}".repeat(62))),
        ("types", format!("query($a:{}Int{}){{__typename}}", "[".repeat(63), "]".repeat(63))),
        ("operations", each(60, |i| format!("query q{i}{{{}}}", "__typename ".repeat(30)))),
        ("repeats", format!("{{__schema{{types{{{}}}}}}}", "name ".repeat(1_900))),
        ("spreads", format!("{{...f}}{spread}fragment f on Query{{{fields}}}")),
        ("variables", format!("query({}){{__typename}}", each(1_000, |i| format!("$a{i}:Int ")))),
        ("unknown fields", format!("{{__schema{{{}}}}}", each(1_500, |i| format!("a{i} ")))),
        ("lists in a list", format!("{{__type(name:[{}]){{name}}}}", "[1]".repeat(1_000))),
    ] {
        let started = Instant::now();
        let reply = server.run(&query).await;
        let took = started.elapsed();

        assert_ne!(reply.code(), "QUERY_TOO_COMPLEX", "{name}: {}", reply.text);
        assert!(reply.text.len() < 1_000_000, "{name}");
        assert!(took < Duration::from_secs(3), "{name} took {took:?}");
    }
}

#[tokio::test]
async fn deep_variables_are_survived() {
    let server = serve().await;
    let query = "query($a: String!) { __type(name: $a) { name } }";
    for depth in [120, 5_000] {
        let value = "[".repeat(depth) + &"]".repeat(depth);
        let body = format!(r#"{{"query":"{query}","variables":{{"a":{value}}}}}"#);
        let request = server
            .client
            .post(format!("{}/graphql", server.base))
            .header("content-type", "application/json");
        let reply =
            send(request.header("accept", STATUS_TELLS).bearer_auth(&server.token).body(body))
                .await;
        assert_eq!(reply.status, 400, "{depth}: {}", reply.text);
    }
}

/// As the reference implementation asks for it, descriptions and deprecations included.
const INTROSPECTION: &str = "query IntrospectionQuery { __schema { description queryType { name } mutationType { name } \
    subscriptionType { name } types { ...FullType } directives { name description isRepeatable locations \
    args(includeDeprecated: true) { ...InputValue } } } } \
    fragment FullType on __Type { kind name description specifiedByURL fields(includeDeprecated: true) { name description \
    args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason } \
    inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef } \
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } } \
    fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason } \
    fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name \
    ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }";

#[tokio::test]
async fn introspection_is_for_those_who_signed_in() {
    let server = serve().await;
    let reply = server.run(INTROSPECTION).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.json().get("errors").is_none(), "{}", reply.text);
    assert_eq!(reply.json().pointer("/data/__schema/queryType/name").unwrap(), "Query");
    let reply = send(server.post(&json!({ "query": INTROSPECTION }))).await;
    assert_eq!(reply.code(), "UNAUTHENTICATED");
    assert!(reply.json().get("data").is_none());
}

#[tokio::test]
async fn every_response_is_guarded_and_named() {
    let server = serve().await;
    for path in ["/", "/healthz", "/graphql", "/nothing"] {
        let reply = send(server.get(path).header("x-request-id", "given-1")).await;
        assert_eq!(reply.header("x-request-id"), "given-1", "{path}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert!(reply.headers.get("set-cookie").is_none());
    }
    let ids = [
        send(server.get("/healthz")).await,
        send(server.get("/healthz").header("x-request-id", "a b")).await,
    ];
    assert!(ids.iter().all(|reply| reply.header("x-request-id").len() == 36));
    assert_ne!(ids[0].header("x-request-id"), ids[1].header("x-request-id"));
}

#[tokio::test]
async fn a_server_can_be_looked_after() {
    let server = serve().await;
    let health = send(server.get("/healthz")).await;
    assert_eq!((health.status, health.text.as_str()), (200, "ok\n"));
    assert_eq!(send(server.get("/readyz")).await.status, 200);
    let schema = send(server.get("/schema.graphql")).await;
    assert!(schema.text.contains("type Query"), "{}", schema.text);
    let page = send(server.get("/")).await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    assert!(page.text.starts_with("<!doctype html>"));
    let head = send(server.client.head(format!("{}/healthz", server.base))).await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));

    server.run("{ __typename }").await;
    server.run("{").await;
    send(server.get("/a-path-of-its-own")).await;
    let metrics = send(server.get("/metrics")).await;
    assert!(metrics.header("content-type").starts_with("text/plain"));
    for line in [
        r#"http_requests_total{route="/graphql",method="POST",status="200"} 1"#,
        r#"http_requests_total{route="/graphql",method="POST",status="400"} 1"#,
        r#"http_requests_total{route="unmatched",method="GET",status="404"} 1"#,
        r#"graphql_operations_total{type="query",outcome="executed"} 1"#,
        r#"graphql_operations_total{type="unknown",outcome="refused"} 1"#,
        r#"http_request_duration_seconds_count{route="/graphql",outcome="ok"} 1"#,
        r#"graphql_operation_duration_seconds_count{type="query"} 1"#,
    ] {
        assert!(
            metrics.text.lines().any(|found| found == line),
            "{line} is missing in\n{}",
            metrics.text
        );
    }
    assert!(!metrics.text.contains("a-path-of-its-own"));
}

#[tokio::test]
async fn answers_are_compressed_for_those_who_can_read_it() {
    let server = serve().await;
    let reply = send(server.get("/schema.graphql").header("accept-encoding", "gzip")).await;
    assert_eq!(reply.header("content-encoding"), "gzip");
}
