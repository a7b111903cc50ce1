//! A plain client of `graphql-transport-ws`.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, ClientRequestBuilder, Message},
};

use super::Client;

pub struct Socket(pub WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Socket {
    /// Connects to `ws://…`.
    pub async fn dial(uri: &str, protocols: &[&str]) -> Self {
        let mut request = ClientRequestBuilder::new(uri.parse().expect("a URI"));
        if !protocols.is_empty() {
            request = request.with_header("sec-websocket-protocol", protocols.join(", "));
        }
        Self(connect_async(request).await.expect("a socket").0)
    }

    pub async fn say(&mut self, message: &Value) {
        self.say_text(&message.to_string()).await;
    }

    pub async fn say_text(&mut self, text: &str) {
        self.0.send(Message::text(text)).await.expect("sent");
    }

    /// Sends `connection_init` and hears that it was good.
    pub async fn init(&mut self, token: &str) {
        let payload = json!({ "authorization": format!("Bearer {token}") });
        self.say(&json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(self.hear().await["type"], "connection_ack");
    }

    pub async fn subscribe(&mut self, id: &str, query: &str) {
        self.subscribe_with(id, &json!({ "query": query })).await;
    }

    pub async fn subscribe_with(&mut self, id: &str, payload: &Value) {
        self.say(&json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    async fn next(&mut self) -> Option<tungstenite::Result<Message>> {
        let next = tokio::time::timeout(Duration::from_secs(10), self.0.next());
        next.await.expect("a message in time")
    }

    /// The next message of the protocol.
    pub async fn hear(&mut self) -> Value {
        loop {
            match self.next().await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).expect("JSON"),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("not a message: {other:?}"),
            }
        }
    }

    /// The code with which the server closes, whatever it says before.
    pub async fn end(mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(Message::Close(None)) | Err(tungstenite::Error::ConnectionClosed))
                | None => return 1005,
                Some(Ok(_)) => {}
                Some(Err(error)) => panic!("{error}"),
            }
        }
    }
}

impl Client {
    /// A socket of someone who signed in, on which one subscription runs.
    pub async fn follow(&self, query: &str, variables: Value) -> Socket {
        let uri = format!("{}/graphql/ws", self.base.replacen("http", "ws", 1));
        let mut socket = Socket::dial(&uri, &["graphql-transport-ws"]).await;
        socket.init(self.token.as_deref().expect("signed in")).await;
        socket.subscribe_with("1", &json!({ "query": query, "variables": variables })).await;
        // The server takes messages in order and has nothing else to do between them: after the
        // answer to the last of these the subscription has begun to listen.
        for _ in 0..3 {
            socket.say(&json!({ "type": "ping" })).await;
            assert_eq!(socket.hear().await["type"], "pong");
        }
        socket
    }
}
