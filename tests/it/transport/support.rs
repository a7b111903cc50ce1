//! One server for a test, and plain clients to talk to it.

use std::time::Duration;

use duban::{
    app::Running, auth::Origin, clock::Clock, domain::account::OfficeRole, http::Settings,
    service::NewAccount,
};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

pub use crate::support::socket::Socket;

/// A mutation without consequences.
pub const MUTATION: &str =
    "mutation { sessionRefresh(input: { refreshToken: \"\" }) { errors { code } } }";
/// A subscription that says nothing by itself.
pub const SUBSCRIPTION: &str = "subscription { progressReportChanged { refetch } }";

pub struct Server {
    pub handle: Running,
    pub base: String,
    pub client: reqwest::Client,
    /// A token that is good.
    pub token: String,
    _folder: tempfile::TempDir,
}

/// Starts a server of the test's own, with patience measured in tenths of a second.
pub async fn serve() -> Server {
    let folder = tempfile::tempdir().unwrap();
    let app = crate::support::open(folder.path(), None, Clock::system()).await;
    let mut settings = Settings::new(([127, 0, 0, 1], 0).into());
    settings.workers = Some(1);
    settings.body_time = Duration::from_millis(500);
    settings.stop_time = Duration::from_secs(1);
    settings.socket.init_time = Duration::from_millis(500);
    settings.socket.subscriptions = 5;
    let handle = app.serve_on(&settings, None).await.unwrap();
    let base = format!("http://{}", handle.address());
    let office = app.service.office_ensure("云溪市人民政府督查室", None).await.unwrap();
    let new = NewAccount {
        username: "someone".into(),
        name: "某人".into(),
        password: "correct horse 9".into(),
        grants: vec![(office.id, OfficeRole::OfficeOperator)],
        ..NewAccount::default()
    };
    app.service.account_create(app.auth.passwords(), new).await.unwrap();
    let origin = Origin::default();
    let signed_in = app.auth.sign_in("someone", "correct horse 9".into(), &origin).await.unwrap();
    Server {
        handle,
        base,
        client: reqwest::Client::new(),
        token: signed_in.access_token,
        _folder: folder,
    }
}

/// What came back of a request.
pub struct Reply {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The code of the first error.
    pub fn code(&self) -> String {
        self.json()
            .pointer("/errors/0/extensions/code")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }
}

pub async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Reply { status, headers, text: response.text().await.unwrap() }
}

impl Server {
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base))
    }

    pub fn post(&self, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}/graphql", self.base)).json(body)
    }

    /// Posts a document, signed in, and asks for a status that tells.
    pub async fn run(&self, query: &str) -> Reply {
        let request = self.post(&json!({ "query": query })).bearer_auth(&self.token);
        send(request.header("accept", "application/graphql-response+json")).await
    }

    /// Sends bytes as they are, and reads until the server closes.
    pub async fn raw(&self, parts: &[&[u8]]) -> String {
        let mut stream = TcpStream::connect(self.handle.address()).await.unwrap();
        for part in parts {
            stream.write_all(part).await.unwrap();
        }
        let mut answer = Vec::new();
        // A server that closes before it has read everything may reset the connection.
        let read = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer));
        let _ = read.await.expect("the server closes the connection");
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A connection that speaks the protocol, without `connection_init`.
    pub async fn dial(&self) -> Socket {
        self.dial_as("/graphql/ws", &["graphql-transport-ws"]).await
    }

    pub async fn dial_as(&self, path: &str, protocols: &[&str]) -> Socket {
        Socket::dial(&format!("ws://{}{path}", self.handle.address()), protocols).await
    }

    /// A connection that has been acknowledged.
    pub async fn connect(&self) -> Socket {
        let mut socket = self.dial().await;
        socket.init(&self.token).await;
        socket
    }
}
