//! What is counted about requests, in the format of Prometheus. The recorder is this server's own,
//! so that several servers of one process do not mix.

use std::time::Duration;

use metrics::{
    Label, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
    with_local_recorder,
};
use metrics_exporter_prometheus::{
    BuildError, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};

use crate::graphql::{Answer, OperationKind, Outcome};

const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Counters and histograms of one server.
pub struct Metrics {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Metrics {
    pub fn new() -> Result<Self, BuildError> {
        let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || {
            describe_counter!("http_requests_total", "Requests by route, method and status");
            describe_histogram!(
                "http_request_duration_seconds",
                Unit::Seconds,
                "Time to the response by route and outcome"
            );
            describe_counter!("graphql_operations_total", "Operations by type and outcome");
            describe_histogram!(
                "graphql_operation_duration_seconds",
                Unit::Seconds,
                "Time of an operation by type"
            );
            describe_counter!(
                "sql_statements_total",
                "Statements sent to the database, but for following the event log"
            );
            describe_gauge!("graphql_sockets", "WebSocket connections that are open");
            describe_gauge!("graphql_subscriptions", "Subscriptions that are running");
            gauge!("graphql_sockets").set(0.0);
            gauge!("graphql_subscriptions").set(0.0);
        });
        Ok(Self { recorder, handle })
    }

    /// A request that was answered. `route` is the pattern, never the path: paths are without number.
    pub fn request(&self, route: &str, method: &'static str, status: u16, took: Duration) {
        let outcome = match status {
            100..=399 => "ok",
            400..=499 => "refused",
            _ => "failed",
        };
        let route = route.to_owned();
        with_local_recorder(&self.recorder, || {
            let labels = vec![
                Label::new("route", route.clone()),
                Label::new("method", method),
                Label::new("status", status.to_string()),
            ];
            counter!("http_requests_total", labels).increment(1);
            histogram!("http_request_duration_seconds", "route" => route, "outcome" => outcome)
                .record(took);
        });
    }

    /// An operation that was answered.
    pub fn operation(&self, answer: &Answer, took: Duration) {
        let kind = kind(answer.kind);
        let outcome = match answer.outcome {
            Outcome::Executed => "executed",
            Outcome::Refused | Outcome::WrongMethod => "refused",
            Outcome::TimedOut => "timed_out",
            Outcome::Failed => "failed",
        };
        with_local_recorder(&self.recorder, || {
            counter!("graphql_operations_total", "type" => kind, "outcome" => outcome).increment(1);
            histogram!("graphql_operation_duration_seconds", "type" => kind).record(took);
        });
    }

    /// A subscription that began.
    pub fn subscription(&self) {
        with_local_recorder(&self.recorder, || {
            counter!("graphql_operations_total", "type" => "subscription", "outcome" => "executed")
                .increment(1);
        });
    }

    /// The number of sockets, or of subscriptions, has changed.
    pub fn change(&self, name: &'static str, by: f64) {
        with_local_recorder(&self.recorder, || gauge!(name).increment(by));
    }

    /// The text for `/metrics`; so many statements were sent to the database until now.
    pub fn render(&self, statements: u64) -> String {
        with_local_recorder(&self.recorder, || {
            counter!("sql_statements_total").absolute(statements);
        });
        self.handle.render()
    }

    /// To be called now and then, whether or not anybody looks: samples pile up otherwise.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }
}

const fn kind(kind: Option<OperationKind>) -> &'static str {
    match kind {
        Some(OperationKind::Query) => "query",
        Some(OperationKind::Mutation) => "mutation",
        Some(OperationKind::Subscription) => "subscription",
        None => "unknown",
    }
}
