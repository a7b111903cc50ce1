//! Subscriptions over WebSocket, by the sub-protocol `graphql-transport-ws`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONNECTION, HeaderValue, SEC_WEBSOCKET_PROTOCOL, UPGRADE},
    },
    rt,
    web::{Data, Payload},
};
use actix_ws::{AggregatedMessage, CloseCode, CloseReason, MessageStream, ProtocolError, Session};
use futures_util::{Stream, StreamExt, stream};
use serde::Deserialize;
use serde_json::{Map, Value};
use tokio::{
    sync::watch,
    time::{Instant, Interval, MissedTickBehavior, interval_at, sleep_until, timeout},
};
use tokio_stream::StreamMap;

use super::{
    caller::{self, Identified, Token, bearer, identify, sign_in},
    negotiate::Media,
    refuse::Refused,
    state::{AuthenticationError, Shared, SocketSettings},
};
use crate::graphql::{Answer, Code, Operation, Problem};

const PROTOCOL: &str = "graphql-transport-ws";
/// Bytes of a subscription's id, which goes out again with every message.
const MAX_ID: usize = 128;

/// `GET /graphql/ws`, and `GET /graphql` with an upgrade.
pub async fn open(request: HttpRequest, body: Payload, shared: Data<Shared>) -> HttpResponse {
    let identified = match identify(&request, &shared).await {
        Ok(identified) => identified,
        Err(refused) => return refused.closing().respond(Media::Json),
    };
    let Ok((response, session, inbound)) =
        actix_ws::handle_with_protocols(&request, body, &[PROTOCOL])
    else {
        return upgrade_required(&request);
    };
    let speaks = response.headers().contains_key(SEC_WEBSOCKET_PROTOCOL);
    rt::spawn(async move {
        if speaks {
            Socket::new(shared, session, identified).serve(inbound).await;
        } else {
            let close = Close::new(4406, "Subprotocol not acceptable");
            say_goodbye(session, close, &shared.settings.socket).await;
        }
    });
    response
}

fn upgrade_required(request: &HttpRequest) -> HttpResponse {
    let text = caller::language(request)
        .pick("此地址只接受 WebSocket 连接", "This address takes WebSocket connections only");
    let mut response =
        Refused::new(StatusCode::UPGRADE_REQUIRED, Code::BadUserInput, text).respond(Media::Json);
    response.headers_mut().insert(UPGRADE, HeaderValue::from_static("websocket"));
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("upgrade"));
    response
}

/// What a client may say.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Message {
    ConnectionInit { payload: Option<Map<String, Value>> },
    Ping { payload: Option<Map<String, Value>> },
    Pong {},
    Subscribe { id: String, payload: Value },
    Complete { id: String },
}

/// Why the server ends a connection.
struct Close {
    code: u16,
    reason: String,
}

impl Close {
    fn new(code: u16, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into() }
    }

    fn invalid(what: &str) -> Self {
        Self::new(4400, format!("Invalid message: {what}"))
    }
}

/// How a connection ends.
enum End {
    /// By us, with a reason.
    Close(Close),
    /// The other side is gone or does not listen.
    Gone,
}

impl From<Close> for End {
    fn from(close: Close) -> Self {
        Self::Close(close)
    }
}

/// What one subscription has to say.
enum Event {
    Answer(Answer),
    Complete,
}

type Events = stream::BoxStream<'static, Event>;

struct Socket {
    shared: Data<Shared>,
    session: Session,
    stopping: watch::Receiver<bool>,
    identified: Identified,
    /// When the token stops being good.
    expires: Option<Instant>,
    /// Until when `connection_init` must have come; nothing once it has.
    init_until: Option<Instant>,
    subscriptions: StreamMap<String, Events>,
    pings: Interval,
    /// When the other side was last heard of.
    heard: Instant,
}

impl Socket {
    fn new(shared: Data<Shared>, session: Session, identified: Identified) -> Self {
        let settings = &shared.settings.socket;
        let now = Instant::now();
        let mut pings = interval_at(now + settings.ping_every, settings.ping_every);
        pings.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            stopping: shared.stopping.clone(),
            expires: expiry(identified.token.as_ref()),
            init_until: Some(now + settings.init_time),
            subscriptions: StreamMap::new(),
            pings,
            heard: now,
            session,
            identified,
            shared,
        }
    }

    async fn serve(mut self, inbound: MessageStream) {
        let shared = self.shared.clone();
        shared.metrics.change("graphql_sockets", 1.0);
        let limit = shared.settings.body_bytes;
        let mut inbound =
            inbound.max_frame_size(limit).aggregate_continuations().max_continuation_size(limit);
        let end = self.talk(&mut inbound).await;
        count_subscriptions(&shared, self.subscriptions.len(), 0);
        if let End::Close(close) = end {
            tracing::debug!(
                request_id = &*self.identified.caller.request_id,
                code = close.code,
                reason = close.reason,
                "socket closed"
            );
            say_goodbye(self.session, close, &shared.settings.socket).await;
        }
        shared.metrics.change("graphql_sockets", -1.0);
    }

    async fn talk(
        &mut self,
        inbound: &mut (impl Stream<Item = Result<AggregatedMessage, ProtocolError>> + Unpin),
    ) -> End {
        loop {
            let step = tokio::select! {
                message = inbound.next() => match message {
                    Some(Ok(message)) => self.receive(message).await,
                    Some(Err(ProtocolError::Overflow)) => Err(Close::new(1009, "Message too big").into()),
                    Some(Err(_)) => Err(Close::new(1002, "Protocol error").into()),
                    None => Err(End::Gone),
                },
                Some((id, event)) = self.subscriptions.next() => self.tell(&id, event).await,
                _ = self.pings.tick() => self.keep_alive().await,
                () = at(self.init_until) => Err(Close::new(4408, "Connection initialisation timeout").into()),
                () = at(self.expires) => Err(Close::new(4403, "Forbidden: the token has expired").into()),
                // An error means that the server is gone, and comes to the same.
                _ = self.stopping.changed() => Err(Close::new(1001, "Going away").into()),
            };
            if let Err(end) = step {
                return end;
            }
        }
    }

    async fn receive(&mut self, message: AggregatedMessage) -> Result<(), End> {
        self.heard = Instant::now();
        match message {
            AggregatedMessage::Text(text) => {
                let message = serde_json::from_str(&text)
                    .map_err(|_| Close::invalid("not one of the protocol's"))?;
                self.obey(message).await
            }
            AggregatedMessage::Binary(_) => Err(Close::invalid("not text").into()),
            AggregatedMessage::Ping(payload) => {
                let sent =
                    timeout(self.shared.settings.socket.write_time, self.session.pong(&payload))
                        .await;
                sent.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
            }
            AggregatedMessage::Pong(_) => Ok(()),
            AggregatedMessage::Close(_) => Err(Close::new(1000, "").into()),
        }
    }

    async fn obey(&mut self, message: Message) -> Result<(), End> {
        match message {
            Message::ConnectionInit { payload } => self.init(payload.unwrap_or_default()).await,
            Message::Ping { payload: None } => self.send(r#"{"type":"pong"}"#.to_owned()).await,
            Message::Ping { payload: Some(payload) } => {
                self.send(format!(r#"{{"type":"pong","payload":{}}}"#, Value::Object(payload)))
                    .await
            }
            Message::Pong {} => Ok(()),
            Message::Subscribe { id, payload } => self.subscribe(id, payload).await,
            Message::Complete { id } => {
                let running = self.subscriptions.len();
                self.subscriptions.remove(&id);
                count_subscriptions(&self.shared, running, self.subscriptions.len());
                Ok(())
            }
        }
    }

    /// The token may come with the connection or with this message; the latter counts.
    async fn init(&mut self, payload: Map<String, Value>) -> Result<(), End> {
        if self.init_until.is_none() {
            return Err(Close::new(4429, "Too many initialisation requests").into());
        }
        let given =
            payload.into_iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        if let Some((_, value)) = given.filter(|(_, value)| !value.is_null()) {
            let forbidden = || Close::new(4403, "Forbidden: the token is not good");
            let token = value.as_str().and_then(bearer).ok_or_else(forbidden)?;
            let caller = self.identified.caller.clone();
            let authenticate = &*self.shared.state.authenticate;
            self.identified = sign_in(caller, token, authenticate).await.map_err(|refused| {
                if refused.is_unauthenticated() {
                    forbidden()
                } else {
                    Close::new(1013, "Try again later")
                }
            })?;
            self.expires = expiry(self.identified.token.as_ref());
        }
        self.init_until = None;
        self.send(r#"{"type":"connection_ack"}"#.to_owned()).await
    }

    async fn subscribe(&mut self, id: String, payload: Value) -> Result<(), End> {
        if self.init_until.is_some() {
            return Err(Close::new(4401, "Unauthorized").into());
        }
        if id.is_empty() || id.len() > MAX_ID {
            return Err(Close::invalid("an id has 1 to 128 bytes").into());
        }
        if self.subscriptions.contains_key(&id) {
            return Err(Close::new(4409, format!("Subscriber for {id} already exists")).into());
        }
        let operation = Operation::from_value(payload)
            .map_err(|malformed| Close::invalid(&malformed.to_string()))?;
        let caller = self.identified.caller.clone();
        let limit = self.shared.settings.socket.subscriptions;
        if self.subscriptions.len() >= limit {
            let message = caller.language.pick(
                format!("同一连接最多 {limit} 个订阅"),
                format!("At most {limit} subscriptions on one connection"),
            );
            return self.send_error(&id, &Problem::new(Code::RateLimited, message).to_json()).await;
        }
        match self.shared.state.engine.subscribe(caller, operation) {
            Ok(answers) => {
                self.shared.metrics.subscription();
                self.shared.metrics.change("graphql_subscriptions", 1.0);
                let events =
                    answers.map(Event::Answer).chain(stream::once(async { Event::Complete }));
                self.subscriptions.insert(id, events.boxed());
                Ok(())
            }
            Err(refused) => self.send_error(&id, &refused.body).await,
        }
    }

    /// Passes on what a subscription has to say.
    async fn tell(&mut self, id: &str, event: Event) -> Result<(), End> {
        match event {
            Event::Answer(answer) if answer.executed() => {
                self.send(format!(
                    r#"{{"id":{},"type":"next","payload":{}}}"#,
                    Value::from(id),
                    answer.body
                ))
                .await
            }
            Event::Answer(answer) => {
                self.end_subscription(id);
                self.send_error(id, &answer.body).await
            }
            Event::Complete => {
                self.end_subscription(id);
                self.send(format!(r#"{{"id":{},"type":"complete"}}"#, Value::from(id))).await
            }
        }
    }

    fn end_subscription(&mut self, id: &str) {
        self.subscriptions.remove(id);
        self.shared.metrics.change("graphql_subscriptions", -1.0);
    }

    /// Pings, and looks whether the token still stands: it can be withdrawn before it expires.
    async fn keep_alive(&mut self) -> Result<(), End> {
        let settings = &self.shared.settings.socket;
        if self.heard.elapsed() > settings.ping_every * 2 {
            return Err(End::Gone);
        }
        if let Some(token) = &self.identified.token {
            let known = self
                .shared
                .state
                .authenticate
                .actor(&token.bearer, self.identified.caller.address)
                .await;
            match known {
                Ok(known) => self.identified.caller.actor = Some(known.actor),
                Err(AuthenticationError::Refused) => {
                    return Err(Close::new(4403, "Forbidden: the token is no longer good").into());
                }
                // The next time will tell.
                Err(AuthenticationError::Failed) => {}
            }
        }
        let sent = timeout(settings.write_time, self.session.ping(b"")).await;
        sent.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }

    /// The payload of `error` is the bare list of errors.
    async fn send_error(&mut self, id: &str, body: &str) -> Result<(), End> {
        #[derive(Deserialize)]
        struct Body {
            errors: Value,
        }
        let Body { errors } =
            serde_json::from_str(body).map_err(|_| Close::new(1011, "Internal error"))?;
        self.send(format!(r#"{{"id":{},"type":"error","payload":{errors}}}"#, Value::from(id)))
            .await
    }

    /// Waits for a slow reader, but not for ever; nothing is taken in meanwhile, so nothing piles up.
    async fn send(&mut self, text: String) -> Result<(), End> {
        let sent = timeout(self.shared.settings.socket.write_time, self.session.text(text)).await;
        sent.map_err(|_| End::Gone)?.map_err(|_| End::Gone)
    }
}

fn expiry(token: Option<&Token>) -> Option<Instant> {
    Instant::now().checked_add(token?.expires_in)
}

/// The moment, or never.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

fn count_subscriptions(shared: &Shared, before: usize, after: usize) {
    for _ in after..before {
        shared.metrics.change("graphql_subscriptions", -1.0);
    }
}

async fn say_goodbye(session: Session, close: Close, settings: &SocketSettings) {
    let reason = CloseReason { code: CloseCode::from(close.code), description: Some(close.reason) };
    // Who does not listen does not hear the reason either.
    let _ = timeout(settings.write_time, session.close(Some(reason))).await;
}
