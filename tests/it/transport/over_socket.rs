//! GraphQL over WebSocket.

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::support::{MUTATION, SUBSCRIPTION, Server, Socket, send, serve};

/// The code with which the server closes after one message.
async fn closes_after(mut socket: Socket, text: &str) -> u16 {
    socket.say_text(text).await;
    socket.end().await
}

async fn error_code(server: &Server, payload: serde_json::Value) -> String {
    let mut socket = server.connect().await;
    socket.say(&json!({ "id": "1", "type": "subscribe", "payload": payload })).await;
    let message = socket.hear().await;
    assert_eq!((&message["type"], &message["id"]), (&json!("error"), &json!("1")), "{message}");
    // The id is free again, and the connection stands.
    socket.subscribe("1", SUBSCRIPTION).await;
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await["type"], "pong");
    message["payload"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_sub_protocol_is_found_in_a_list() {
    let server = serve().await;
    for path in ["/graphql", "/graphql/ws"] {
        let mut socket = server.dial_as(path, &["graphql-ws", "graphql-transport-ws"]).await;
        socket.say(&json!({ "type": "connection_init" })).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
    }
}

#[tokio::test]
async fn no_other_sub_protocol_is_spoken() {
    let server = serve().await;
    // A client that asks for a protocol ends the handshake itself if it does not get one.
    assert_eq!(server.dial_as("/graphql/ws", &[]).await.end().await, 4406);
    let answer = server
        .raw(&[b"GET /graphql/ws HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
            sec-websocket-key: x3JJHMbDL1EzLkh9GBhXDw==\r\nsec-websocket-protocol: graphql-ws\r\n\r\n"])
        .await;
    assert!(answer.starts_with("HTTP/1.1 101"), "{answer}");
    assert!(!answer.to_lowercase().contains("sec-websocket-protocol"), "{answer}");
    assert!(answer.contains("Subprotocol not acceptable"), "{answer}");
}

#[tokio::test]
async fn an_upgrade_is_required() {
    let server = serve().await;
    let reply = send(server.get("/graphql/ws")).await;
    assert_eq!((reply.status, reply.header("upgrade")), (426, "websocket"));
    let request = server
        .get("/graphql/ws")
        .header("upgrade", "websocket")
        .header("connection", "upgrade")
        .bearer_auth("bad");
    assert_eq!(send(request).await.status, 401);
}

#[tokio::test]
async fn malformed_messages_close_with_4400() {
    let server = serve().await;
    for text in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"type":"start"}"#,
        r#"{"type":"connection_init","payload":1}"#,
        r#"{"type":"ping","payload":[]}"#,
        r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
        r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
        r#"{"type":"subscribe","id":"1"}"#,
        r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
        r#"{"type":"subscribe","id":"1","payload":{}}"#,
        r#"{"type":"subscribe","id":"1","payload":[{"query":"{a}"}]}"#,
        r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
        r#"{"type":"complete"}"#,
    ] {
        assert_eq!(closes_after(server.connect().await, text).await, 4400, "{text}");
    }
    let long =
        json!({ "type": "subscribe", "id": "a".repeat(129), "payload": { "query": SUBSCRIPTION } })
            .to_string();
    assert_eq!(closes_after(server.connect().await, &long).await, 4400);
    let mut socket = server.connect().await;
    futures_util::SinkExt::send(&mut socket.0, Message::binary("{}")).await.unwrap();
    assert_eq!(socket.end().await, 4400);
}

#[tokio::test]
async fn nothing_is_done_before_the_acknowledgement() {
    let server = serve().await;
    let subscribe =
        json!({ "id": "1", "type": "subscribe", "payload": { "query": SUBSCRIPTION } }).to_string();
    assert_eq!(closes_after(server.dial().await, &subscribe).await, 4401);
}

#[tokio::test]
async fn a_bad_token_closes_with_4403() {
    let server = serve().await;
    for authorization in [json!("Bearer bad"), json!("good"), json!(""), json!(1)] {
        let init =
            json!({ "type": "connection_init", "payload": { "Authorization": authorization } })
                .to_string();
        assert_eq!(closes_after(server.dial().await, &init).await, 4403, "{init}");
    }
}

#[tokio::test]
async fn connection_init_is_not_waited_for_without_end() {
    let server = serve().await;
    assert_eq!(server.dial().await.end().await, 4408);
}

#[tokio::test]
async fn ids_are_used_once_at_a_time() {
    let server = serve().await;
    let mut socket = server.connect().await;
    socket.subscribe("1", SUBSCRIPTION).await;
    socket.say(&json!({ "type": "complete", "id": "1" })).await;
    socket.say(&json!({ "type": "complete", "id": "never" })).await;
    socket.subscribe("1", SUBSCRIPTION).await;
    socket.subscribe("1", SUBSCRIPTION).await;
    assert_eq!(socket.end().await, 4409);
}

#[tokio::test]
async fn there_is_one_connection_init() {
    let server = serve().await;
    assert_eq!(closes_after(server.connect().await, r#"{"type":"connection_init"}"#).await, 4429);
}

#[tokio::test]
async fn pings_are_answered() {
    let server = serve().await;
    let mut socket = server.dial().await;
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong" }));
    socket.say(&json!({ "type": "ping", "payload": { "a": 1 } })).await;
    assert_eq!(socket.hear().await, json!({ "type": "pong", "payload": { "a": 1 } }));
    socket.say(&json!({ "type": "pong" })).await;
    socket.say(&json!({ "type": "pong", "payload": { "a": 1 } })).await;
    socket.say(&json!({ "type": "connection_init", "payload": null })).await;
    assert_eq!(socket.hear().await["type"], "connection_ack");
}

#[tokio::test]
async fn request_errors_come_as_error() {
    let server = serve().await;
    for (payload, code) in [
        (json!({ "query": "{ __typename }" }), "BAD_USER_INPUT"),
        (json!({ "query": MUTATION }), "BAD_USER_INPUT"),
        (json!({ "query": "subscription {" }), "GRAPHQL_PARSE_FAILED"),
        (json!({ "query": "subscription { noSuchField }" }), "GRAPHQL_VALIDATION_FAILED"),
        (json!({ "query": "subscription { a b }" }), "GRAPHQL_VALIDATION_FAILED"),
        (
            json!({ "query": "subscription a { a }", "operationName": "b" }),
            "OPERATION_RESOLUTION_FAILURE",
        ),
        (json!({ "query": "subscription($a: Int!) { a }" }), "BAD_USER_INPUT"),
        (
            json!({ "query": format!("subscription {{ a(b: {}", "[".repeat(6_000)) }),
            "QUERY_TOO_COMPLEX",
        ),
        (
            json!({ "query": format!("subscription {{ a {} }}", "@a ".repeat(5)) }),
            "QUERY_TOO_COMPLEX",
        ),
    ] {
        assert_eq!(error_code(&server, payload.clone()).await, code, "{payload}");
    }
}

#[tokio::test]
async fn subscriptions_of_a_connection_are_counted() {
    let server = serve().await;
    let mut socket = server.connect().await;
    for id in 0..5 {
        socket.subscribe(&id.to_string(), SUBSCRIPTION).await;
    }
    socket.subscribe("one too many", SUBSCRIPTION).await;
    let message = socket.hear().await;
    assert_eq!(
        (&message["type"], &message["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("RATE_LIMITED"))
    );
    let metrics = send(server.get("/metrics")).await.text;
    assert!(
        metrics.contains("\ngraphql_sockets 1\n")
            && metrics.contains("\ngraphql_subscriptions 5\n"),
        "{metrics}"
    );
    socket.say(&json!({ "type": "complete", "id": "0" })).await;
    socket.subscribe("now", SUBSCRIPTION).await;
    socket.say(&json!({ "type": "ping" })).await;
    assert_eq!(socket.hear().await["type"], "pong");
}

#[tokio::test]
async fn messages_have_a_size() {
    let server = serve().await;
    let text = format!(r#"{{"type":"ping","payload":{{"a":"{}"}}}}"#, "a".repeat(256 * 1024));
    assert_eq!(closes_after(server.connect().await, &text).await, 1009);
}
