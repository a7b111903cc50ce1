//! A toy schema, large enough to hold the transport against.

use std::time::Duration;

use async_graphql::{
    Context, ID, InputObject, InputValueError, InputValueResult, Object, Scalar, ScalarType,
    SimpleObject, Subscription, Value,
};
use futures_util::{Stream, StreamExt, stream};

use super::{Caller, Code, Engine, Introspection, Limits, Problem};

type Result<T> = std::result::Result<T, async_graphql::Error>;

/// Everything that can be read.
struct Query;
/// Everything that can be done.
struct Mutation;
/// Everything that can be followed.
struct Subscriptions;

/// A thing within things.
#[derive(SimpleObject)]
#[graphql(complex)]
struct Item {
    id: ID,
    text: String,
}

#[async_graphql::ComplexObject]
impl Item {
    async fn child(&self) -> Item {
        item(&self.id)
    }

    async fn children(
        &self,
        #[graphql(default = 2, validator(maximum = 100))] first: usize,
    ) -> Vec<Item> {
        (0..first).map(|_| item(&self.id)).collect()
    }
}

fn item(id: &str) -> Item {
    Item { id: ID::from(id), text: "事项".to_owned() }
}

#[derive(InputObject)]
struct Filter {
    ids: Vec<ID>,
    nested: Option<Box<Filter>>,
}

/// A decimal.
struct Decimal(String);

#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if text.parse::<f64>().is_ok() => Ok(Self(text)),
            Value::String(_) => Err(InputValueError::custom("not a decimal")),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[Object]
impl Query {
    async fn viewer(&self, ctx: &Context<'_>) -> Option<String> {
        ctx.data_opt::<Caller>()?.actor.as_ref().map(|actor| actor.account.name.clone())
    }

    async fn item(&self, id: ID) -> Item {
        item(&id)
    }

    async fn items(&self, filter: Option<Filter>) -> Vec<Item> {
        filter.map_or(Vec::new(), |filter| filter.ids.iter().map(|id| item(id)).collect())
    }

    async fn decimal(&self, value: Decimal) -> Decimal {
        value
    }

    async fn count(&self, of: i32) -> i32 {
        of
    }

    async fn refuse(&self) -> Result<bool> {
        Err(Problem::new(Code::Forbidden, "no").into())
    }

    async fn leak(&self) -> Result<bool> {
        Err(async_graphql::Error::new("FOREIGN KEY constraint failed"))
    }

    async fn panic(&self, #[graphql(default = true)] really: bool) -> bool {
        assert!(!really, "a resolver that panics");
        really
    }

    async fn slow(&self) -> bool {
        std::future::pending::<()>().await;
        true
    }
}

#[Object]
impl Mutation {
    async fn set(&self, value: i32) -> i32 {
        value
    }
}

#[Subscription(name = "Subscription")]
impl Subscriptions {
    async fn counted(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    async fn ticking(&self) -> impl Stream<Item = i32> {
        stream::iter(1..).then(|number| async move {
            tokio::time::sleep(Duration::from_millis(5)).await;
            number
        })
    }

    async fn silent(&self) -> impl Stream<Item = i32> {
        stream::pending()
    }

    async fn flooding(&self) -> impl Stream<Item = String> {
        stream::repeat("洪".repeat(10_000)).then(|text| async move {
            tokio::task::yield_now().await;
            text
        })
    }

    async fn refused(&self) -> Result<impl Stream<Item = i32>> {
        Err::<stream::Pending<i32>, _>(Problem::new(Code::Forbidden, "no").into())
    }

    async fn panicking(&self) -> impl Stream<Item = i32> {
        stream::iter(1..).inspect(|number| assert!(*number == 1, "a stream that panics"))
    }
}

fn schema() -> async_graphql::Schema<Query, Mutation, Subscriptions> {
    async_graphql::Schema::build(Query, Mutation, Subscriptions).disable_suggestions().finish()
}

/// The contract in the schema definition language.
#[must_use]
pub fn sdl() -> String {
    schema().sdl()
}

/// An engine over the toy schema.
#[must_use]
pub fn toy_engine(limits: Limits, introspection: Introspection) -> Engine {
    Engine::new(schema(), limits, introspection, |_caller, _kind, request| request)
}
