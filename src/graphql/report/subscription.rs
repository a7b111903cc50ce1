//! Following reports.

use async_graphql::{Context, ID, SimpleObject, Subscription};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::{Receiver, error::RecvError};

use std::{net::IpAddr, sync::Arc};

use super::ProgressReport;
use crate::{
    domain::{
        id::{DocumentId, ReportId, SessionId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        context::{ContextExt, Reading, State},
        event::EventKind,
        id::GlobalId,
    },
    store::PlacedEvent,
};

/// Something happened to a report (报告变动).
#[derive(SimpleObject)]
pub struct ProgressReportChange {
    /// What kind of thing; none with `refetch`.
    kind: Option<EventKind>,
    /// The id of the report; none with `refetch`.
    progress_report_id: Option<ID>,
    /// The report as the viewer may see it now; none with `refetch`.
    progress_report: Option<ProgressReport>,
    /// Whether changes were missed, because this subscriber was too slow: read again what is shown
    /// (需要重新读取).
    refetch: bool,
}

/// What can be followed.
#[derive(Default)]
pub struct ReportSubscription;

/// What can be followed as it happens (订阅), over a WebSocket.
#[Subscription(name = "Subscription")]
impl ReportSubscription {
    /// What happens from now on to the reports that the viewer may see (报告变动). What may be seen
    /// is asked anew for each change; the stream ends with the session.
    async fn progress_report_changed(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only reports of this document.")] document_id: Option<ID>,
    ) -> Result<impl Stream<Item = Result<ProgressReportChange>>> {
        let document = document_id
            .map(|id| DocumentId::parse(&id).ok_or(Refusal::Invalid { field: "documentId" }));
        let actor = ctx.actor()?;
        let follower = Follower {
            state: ctx.state()?.clone(),
            reading: ctx.reading()?.clone(),
            session: actor.session,
            address: actor.address,
            document: ctx.check(document.transpose())?,
            events: ctx.state()?.feed.subscribe(),
        };
        Ok(stream::unfold(follower, |mut follower| async move {
            let change = follower.next().await?;
            Some((change, follower))
        }))
    }
}

struct Follower {
    state: State,
    /// What the fields of each change are read with.
    reading: Reading,
    session: SessionId,
    address: Option<IpAddr>,
    document: Option<DocumentId>,
    events: Receiver<Arc<PlacedEvent>>,
}

impl Follower {
    /// The next change; none when the session or the server has ended.
    async fn next(&mut self) -> Option<Result<ProgressReportChange>> {
        loop {
            match self.events.recv().await {
                Ok(event) => match self.change(&event).await {
                    Ok(Followed::Change(change)) => return Some(Ok(*change)),
                    Ok(Followed::NotTheirs) => {}
                    Ok(Followed::Ended) => return None,
                    Err(error) => return Some(Err(error)),
                },
                Err(RecvError::Lagged(_)) => {
                    return Some(Ok(ProgressReportChange {
                        kind: None,
                        progress_report_id: None,
                        progress_report: None,
                        refetch: true,
                    }));
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    async fn change(&self, placed: &PlacedEvent) -> Result<Followed> {
        let subjects = placed.event.subjects;
        let Some(report) = subjects.report else { return Ok(Followed::NotTheirs) };
        if self.document.is_some_and(|document| subjects.document != Some(document)) {
            return Ok(Followed::NotTheirs);
        }
        // Rights may have changed since the last event.
        let actor = self.state.auth.actor_of_session(self.session, self.address).await?;
        let Some(actor) = actor else { return Ok(Followed::Ended) };
        self.reading.renew(&self.state, &actor);
        let seen = self.visible(report, placed).await?;
        Ok(seen.map_or(Followed::NotTheirs, |report| {
            Followed::Change(Box::new(ProgressReportChange {
                kind: Some(placed.event.kind.into()),
                progress_report_id: Some(report.0.id.global()),
                progress_report: Some(report),
                refetch: false,
            }))
        }))
    }

    async fn visible(
        &self,
        report: ReportId,
        placed: &PlacedEvent,
    ) -> Result<Option<ProgressReport>> {
        let reader = self.reading.reader();
        // A report may be seen and what happened to it not: its drafting is its unit's alone.
        if !reader.sees_event(placed.event.id).await? {
            return Ok(None);
        }
        Ok(reader.report(report).await?.map(Into::into))
    }
}

enum Followed {
    Change(Box<ProgressReportChange>),
    NotTheirs,
    Ended,
}
