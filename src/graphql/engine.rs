//! The one bridge between the transport and the schema: operations in, JSON out.

use std::{panic::AssertUnwindSafe, sync::Arc};

use async_graphql::{
    ObjectType, Request, Response, Schema, SubscriptionType, Value, Variables,
    parser::types::OperationType,
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream::BoxStream};

use super::{
    Caller, Operation,
    error::{Code, Problem, body, publish},
    limits::{Limits, check_text},
    order::Order,
    shape::{check_document, check_variables},
};
use crate::domain::language::Language;

/// What an operation does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperationKind {
    /// Reads.
    Query,
    /// Writes.
    Mutation,
    /// Follows what happens.
    Subscription,
}

/// How far an operation got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It ran: the answer has `data`, with or without errors.
    Executed,
    /// The request was at fault; nothing ran.
    Refused,
    /// It writes, but was sent where only queries are taken; nothing ran.
    WrongMethod,
    /// It was given up after [`Limits::time`].
    TimedOut,
    /// It broke off through a fault of ours.
    Failed,
}

/// The answer to one operation, or one event of a subscription.
#[derive(Clone, Debug)]
pub struct Answer {
    /// JSON; the keys in the order of the selection.
    pub body: String,
    /// How far it got.
    pub outcome: Outcome,
    /// What it does, where that could be read.
    pub kind: Option<OperationKind>,
}

impl Answer {
    /// Whether the answer has `data`.
    #[must_use]
    pub fn executed(&self) -> bool {
        self.outcome == Outcome::Executed
    }

    fn refused(problem: &Problem, kind: Option<OperationKind>) -> Self {
        Self { body: problem.to_json(), outcome: Outcome::Refused, kind }
    }

    fn from_response(
        response: Response,
        kind: OperationKind,
        order: &Order,
        caller: &Caller,
    ) -> Self {
        // Only what ran has data, or an error with the path of a field.
        let executed = response.data != Value::Null
            || response.errors.is_empty()
            || response.errors.iter().any(|error| !error.path.is_empty());
        let data = executed.then(|| order.apply(response.data));
        let errors = publish(response.errors, caller.language, &caller.request_id);
        Self {
            body: body(&errors, data.as_ref()),
            outcome: if executed { Outcome::Executed } else { Outcome::Refused },
            kind: Some(kind),
        }
    }

    fn panicked(kind: OperationKind, caller: &Caller) -> Self {
        tracing::error!(request_id = &*caller.request_id, ?kind, "a resolver panicked");
        Self {
            body: Problem::internal(caller.language).to_json(),
            outcome: Outcome::Failed,
            kind: Some(kind),
        }
    }

    fn timed_out(kind: OperationKind, caller: &Caller) -> Self {
        tracing::warn!(request_id = &*caller.request_id, ?kind, "an operation was given up");
        let text = caller
            .language
            .pick("处理超时，请缩小查询范围后再试", "It took too long; please ask for less");
        Self {
            body: Problem::new(Code::Timeout, text).to_json(),
            outcome: Outcome::TimedOut,
            kind: Some(kind),
        }
    }
}

/// Who may ask for the schema by introspection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Introspection {
    /// Everyone, signed in or not.
    Everyone,
    /// Those who have signed in.
    #[default]
    SignedIn,
    /// Nobody.
    Nobody,
}

/// Adds to a request what its resolvers need: dataloaders and the like, made anew for each operation.
/// A subscription outlives many changes, so what it is given must not keep what it has read.
pub(super) type Prepare = dyn Fn(&Caller, OperationKind, Request) -> Request + Send + Sync;

/// A schema, whatever its roots are called.
trait Executor: Send + Sync {
    fn execute(&self, request: Request) -> BoxFuture<'_, Response>;
    fn stream(&self, request: Request) -> BoxStream<'static, Response>;
}

impl<Q: ObjectType + 'static, M: ObjectType + 'static, S: SubscriptionType + 'static> Executor
    for Schema<Q, M, S>
{
    fn execute(&self, request: Request) -> BoxFuture<'_, Response> {
        Schema::execute(self, request).boxed()
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Response> {
        self.execute_stream(request)
    }
}

/// Runs operations on the schema.
#[derive(Clone)]
pub struct Engine {
    schema: Arc<dyn Executor>,
    limits: Arc<Limits>,
    introspection: Introspection,
    prepare: Arc<Prepare>,
}

impl Engine {
    /// `prepare` adds to each request what its resolvers need.
    pub(super) fn new<
        Q: ObjectType + 'static,
        M: ObjectType + 'static,
        S: SubscriptionType + 'static,
    >(
        schema: Schema<Q, M, S>,
        limits: Limits,
        introspection: Introspection,
        prepare: impl Fn(&Caller, OperationKind, Request) -> Request + Send + Sync + 'static,
    ) -> Self {
        Self {
            schema: Arc::new(schema),
            limits: Arc::new(limits),
            introspection,
            prepare: Arc::new(prepare),
        }
    }

    /// Runs a query, or a mutation unless `only_queries`.
    pub async fn execute(
        &self,
        caller: Caller,
        operation: Operation,
        only_queries: bool,
    ) -> Answer {
        let (request, kind, order) = match self.check(&caller, operation) {
            Ok(checked) => checked,
            Err(refused) => return refused,
        };
        match kind {
            OperationKind::Query => {}
            OperationKind::Mutation if !only_queries => {}
            OperationKind::Mutation => {
                let text = caller
                    .language
                    .pick("修改操作只能以 POST 发送", "Mutations are taken by POST only");
                let refused =
                    Answer::refused(&Problem::new(Code::MethodNotAllowed, text), Some(kind));
                return Answer { outcome: Outcome::WrongMethod, ..refused };
            }
            OperationKind::Subscription => {
                let text = caller.language.pick(
                    "订阅只能通过 WebSocket 进行",
                    "Subscriptions are taken over WebSocket only",
                );
                return Answer::refused(&Problem::new(Code::BadUserInput, text), Some(kind));
            }
        }
        let run = AssertUnwindSafe(self.schema.execute(request)).catch_unwind();
        match tokio::time::timeout(self.limits.time, run).await {
            Ok(Ok(response)) => Answer::from_response(response, kind, &order, &caller),
            Ok(Err(_panic)) => Answer::panicked(kind, &caller),
            Err(_elapsed) => Answer::timed_out(kind, &caller),
        }
    }

    /// Starts a subscription. An answer that was not executed is its last.
    ///
    /// # Errors
    ///
    /// The answer to give when the request is refused at once.
    pub fn subscribe(
        &self,
        caller: Caller,
        operation: Operation,
    ) -> Result<BoxStream<'static, Answer>, Answer> {
        let (request, kind, order) = self.check(&caller, operation)?;
        if kind != OperationKind::Subscription {
            let text =
                caller.language.pick("此连接只接受订阅", "Only subscriptions are taken here");
            return Err(Answer::refused(&Problem::new(Code::BadUserInput, text), Some(kind)));
        }
        let answers =
            AssertUnwindSafe(self.schema.stream(request)).catch_unwind().map(move |event| {
                match event {
                    Ok(response) => Answer::from_response(response, kind, &order, &caller),
                    Err(_panic) => Answer::panicked(kind, &caller),
                }
            });
        Ok(answers.boxed())
    }

    /// Everything that can be held against an operation without the schema.
    fn check(
        &self,
        caller: &Caller,
        operation: Operation,
    ) -> Result<(Request, OperationKind, Order), Answer> {
        let language = caller.language;
        let refused = |problem: Problem| Answer::refused(&problem, None);
        check_text(&operation.query, &self.limits, language).map_err(refused)?;
        let mut request = Request::new(operation.query);
        let document =
            request.parsed_query().map_err(|error| refused(unreadable(&error, language)))?;
        let chosen =
            check_document(document, operation.operation_name.as_deref(), &self.limits, language)
                .map_err(refused)?;
        let kind = match chosen.operation.ty {
            OperationType::Query => OperationKind::Query,
            OperationType::Mutation => OperationKind::Mutation,
            OperationType::Subscription => OperationKind::Subscription,
        };
        let refused = |problem: Problem| Answer::refused(&problem, Some(kind));
        check_variables(chosen.operation, &operation.variables, language).map_err(refused)?;
        if chosen.introspects {
            self.check_introspection(caller).map_err(refused)?;
        }
        let order = Order::of(document, &chosen.operation.selection_set.node);
        request.operation_name = operation.operation_name;
        request.variables = Variables::from_json(serde_json::Value::Object(operation.variables));
        Ok(((self.prepare)(caller, kind, request.data(caller.clone())), kind, order))
    }

    fn check_introspection(&self, caller: &Caller) -> Result<(), Problem> {
        match self.introspection {
            Introspection::Everyone => Ok(()),
            Introspection::SignedIn if caller.actor.is_some() => Ok(()),
            Introspection::SignedIn => Err(Problem::new(
                Code::Unauthenticated,
                caller.language.pick("登录后方可自省", "Sign in to introspect"),
            )),
            Introspection::Nobody => Err(Problem::new(
                Code::Forbidden,
                caller.language.pick("未开放自省", "Introspection is off"),
            )),
        }
    }
}

/// The library's own message quotes the document; where it went wrong is enough.
fn unreadable(error: &async_graphql::ServerError, language: Language) -> Problem {
    let text = language.pick("文档不是有效的 GraphQL", "The document is not valid GraphQL");
    let problem = Problem::new(Code::ParseFailed, text);
    match error.locations.first() {
        Some(position) => problem.at(*position),
        None => problem,
    }
}
