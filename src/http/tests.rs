//! What shows only behind a schema that misbehaves.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{ClientRequestBuilder, Message},
};

use super::{ServerHandle, Settings, serve, toy};
use crate::graphql::Limits;

fn start(change: impl FnOnce(&mut Settings)) -> ServerHandle {
    let mut settings = Settings::new(([127, 0, 0, 1], 0).into());
    settings.workers = Some(1);
    settings.stop_time = Duration::from_secs(5);
    change(&mut settings);
    let limits = Limits { time: Duration::from_millis(200), ..Limits::default() };
    serve(&settings, toy::state(limits, true)).unwrap()
}

async fn post(server: &ServerHandle, token: Option<&str>, query: &str) -> (u16, String) {
    let mut request = reqwest::Client::new()
        .post(format!("http://{}/graphql", server.address()))
        .json(&json!({ "query": query }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let response = request.send().await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

async fn connect(address: SocketAddr, token: &str) -> Socket {
    let request = ClientRequestBuilder::new(format!("ws://{address}/graphql/ws").parse().unwrap())
        .with_sub_protocol("graphql-transport-ws");
    let mut socket = connect_async(request).await.unwrap().0;
    say(&mut socket, json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } })).await;
    socket
}

async fn say(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.unwrap();
}

async fn subscribe(socket: &mut Socket, query: &str) {
    say(socket, json!({ "id": "1", "type": "subscribe", "payload": { "query": query } })).await;
}

async fn hear(socket: &mut Socket) -> Value {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(10), socket.next());
        match next.await.expect("a message in time").unwrap().unwrap() {
            Message::Text(text) => return serde_json::from_str(&text).unwrap(),
            Message::Close(frame) => {
                return json!({ "closed": frame.map(|frame| u16::from(frame.code)) });
            }
            _ => {}
        }
    }
}

#[tokio::test]
async fn a_panic_is_answered_and_survived() {
    let server = start(|_| {});
    let (status, body) = post(&server, None, "{ panic }").await;
    assert_eq!(status, 500);
    assert!(
        body.contains("INTERNAL") && !body.contains("panics") && !body.contains("data"),
        "{body}"
    );
    assert_eq!(post(&server, None, "{ __typename }").await.0, 200);
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let server = start(|_| {});
    let (status, body) = post(&server, None, "{ slow }").await;
    assert_eq!(status, 504);
    assert!(body.contains("TIMEOUT"), "{body}");
}

#[tokio::test]
async fn internal_text_does_not_leak() {
    let server = start(|_| {});
    let (status, body) = post(&server, None, "{ leak }").await;
    assert_eq!(status, 200);
    assert!(
        body.contains("INTERNAL")
            && !body.contains("FOREIGN")
            && body.contains(r#""path":["leak"]"#),
        "{body}"
    );
    let (_, body) = post(&server, None, "{ refuse }").await;
    assert!(body.contains("FORBIDDEN") && body.contains("\"data\":null"), "{body}");
    let (status, body) = post(&server, None, r#"{ decimal(value: "secret") }"#).await;
    assert!(
        body.contains("BAD_USER_INPUT") || body.contains("GRAPHQL_VALIDATION_FAILED"),
        "{status} {body}"
    );
    assert!(!body.contains("secret"), "{body}");
}

#[tokio::test]
async fn keys_keep_the_order_of_the_selection() {
    let server = start(|_| {});
    let (_, body) =
        post(&server, None, r#"{ z: count(of: 1) item(id: "1") { text id } a: count(of: 2) }"#)
            .await;
    assert_eq!(body, r#"{"data":{"z":1,"item":{"text":"事项","id":"1"},"a":2}}"#);
}

#[tokio::test]
async fn the_caller_reaches_the_resolvers() {
    let server = start(|_| {});
    assert_eq!(
        post(&server, Some("good"), "{ viewer }").await.1,
        r#"{"data":{"viewer":"陆知远"}}"#
    );
    assert_eq!(post(&server, None, "{ viewer }").await.1, r#"{"data":{"viewer":null}}"#);
}

#[tokio::test]
async fn a_token_that_cannot_be_looked_up_is_not_a_bad_one() {
    let server = start(|_| {});
    let (status, body) = post(&server, Some("broken"), "{ viewer }").await;
    assert_eq!(status, 503);
    assert!(body.contains("UNAVAILABLE"), "{body}");
    let mut socket = connect(server.address(), "broken").await;
    assert_eq!(hear(&mut socket).await["closed"], 1013);
}

#[tokio::test]
async fn a_server_that_is_not_ready_says_so() {
    let settings = Settings::new(([127, 0, 0, 1], 0).into());
    let server = serve(&settings, toy::state(Limits::default(), false)).unwrap();
    let status = async |path: &str| {
        reqwest::get(format!("http://{}{path}", server.address())).await.unwrap().status().as_u16()
    };
    assert_eq!(status("/readyz").await, 503);
    assert_eq!(status("/healthz").await, 200);
}

#[tokio::test]
async fn events_come_in_order_and_end() {
    let server = start(|_| {});
    let mut socket = connect(server.address(), "good").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    subscribe(&mut socket, "subscription { counted(to: 3) }").await;
    for number in 1..=3 {
        assert_eq!(
            hear(&mut socket).await,
            json!({ "id": "1", "type": "next", "payload": { "data": { "counted": number } } })
        );
    }
    assert_eq!(hear(&mut socket).await, json!({ "id": "1", "type": "complete" }));
    subscribe(&mut socket, "subscription { refused }").await;
    let refused = hear(&mut socket).await;
    assert!(refused.to_string().contains("FORBIDDEN"), "{refused}");
}

#[tokio::test]
async fn a_stream_that_panics_ends_alone() {
    let server = start(|_| {});
    let mut socket = connect(server.address(), "good").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    subscribe(&mut socket, "subscription { panicking }").await;
    assert_eq!(hear(&mut socket).await["type"], "next");
    let error = hear(&mut socket).await;
    assert_eq!(
        (&error["type"], &error["payload"][0]["extensions"]["code"]),
        (&json!("error"), &json!("INTERNAL"))
    );
    subscribe(&mut socket, "subscription { counted(to: 1) }").await;
    assert_eq!(hear(&mut socket).await["type"], "next");
}

#[tokio::test]
async fn a_socket_ends_with_its_token() {
    let server = start(|_| {});
    let mut socket = connect(server.address(), "brief").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    subscribe(&mut socket, "subscription { silent }").await;
    assert_eq!(hear(&mut socket).await["closed"], 4403);
}

#[tokio::test]
async fn a_socket_ends_when_its_token_is_withdrawn() {
    let server = start(|settings| settings.socket.ping_every = Duration::from_millis(50));
    let mut socket = connect(server.address(), "once").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    assert_eq!(hear(&mut socket).await["closed"], 4403);
}

async fn open_sockets(server: &ServerHandle) -> bool {
    let metrics = reqwest::get(format!("http://{}/metrics", server.address()))
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    !metrics.contains("\ngraphql_sockets 0\n")
}

/// Waits until the server has no socket, at most so long.
async fn all_gone(server: &ServerHandle, within: Duration) -> bool {
    let started = Instant::now();
    while open_sockets(server).await {
        if started.elapsed() > within {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    true
}

#[tokio::test]
async fn who_is_not_heard_of_is_gone() {
    let server = start(|settings| settings.socket.ping_every = Duration::from_millis(50));
    let mut socket = connect(server.address(), "good").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    assert!(open_sockets(&server).await);
    // Pings are answered only while somebody reads.
    assert!(all_gone(&server, Duration::from_secs(5)).await);
}

#[tokio::test]
async fn a_reader_that_stalls_holds_up_nobody() {
    let server = start(|settings| settings.socket.write_time = Duration::from_millis(200));
    let mut socket = connect(server.address(), "good").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    subscribe(&mut socket, "subscription { flooding }").await;
    assert!(all_gone(&server, Duration::from_secs(10)).await);
    assert_eq!(post(&server, None, "{ __typename }").await.0, 200);
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    let server = start(|_| {});
    let mut socket = connect(server.address(), "good").await;
    assert_eq!(hear(&mut socket).await["type"], "connection_ack");
    subscribe(&mut socket, "subscription { ticking }").await;
    assert_eq!(hear(&mut socket).await["type"], "next");
    let started = Instant::now();
    let stopped = tokio::spawn(server.stop());
    while hear(&mut socket).await["closed"] != 1001 {}
    drop(socket);
    stopped.await.unwrap().unwrap();
    assert!(started.elapsed() < Duration::from_secs(4));
}
