//! The use cases that write, one file a concept.
//!
//! Each reads top to bottom: decide (policy), check (domain), one transaction of rows and event,
//! and the changed thing as the author may now see it. A new one is a method of [`Service`] that
//! takes its [`Author`] first and appends its event before it commits.

use crate::{
    clock::Clock,
    domain::{
        event::{EventKind, EventResult, Subjects},
        id::OfficeId,
        refusal::Refusal,
    },
    error::Result,
    files::Files,
    policy::{self, Author},
    store::{NewEvent, Reader, Store},
};

mod account;
mod acknowledgement;
mod action_plan;
mod closing;
mod coordination;
mod created;
mod day;
mod document;
mod duty;
mod edition;
mod extension;
mod figure;
mod groups;
mod handing;
mod handing_report;
mod holiday;
mod import;
mod instruction;
mod item;
mod leader;
mod life;
mod milestone;
mod names;
mod objection;
mod once;
mod opening;
mod proposals;
mod regime;
mod register;
mod register_list;
mod report;
mod review;
mod succession;
mod unit;
mod upload;
mod urge;

pub use crate::store::Upload;
pub use account::{NewAccount, NewPost};
pub use acknowledgement::Acknowledge;
pub use action_plan::{ActionPlanDecide, ActionPlanSave, MilestoneSave};
pub use closing::{ClosingApply, ClosingDecide, ClosingVerify};
pub use coordination::{CoordinationAct, CoordinationAsk};
pub use created::{Create, ItemAdd, ItemRemove, ItemUpdate, ItemsPaste, Led, Matter, Pasted};
pub use day::DayTurn;
pub use document::Publish;
pub use edition::{EditionDiscard, EditionMatch, comparison_token};
pub use extension::{ExtensionAsk, ExtensionDecide};
pub use figure::{FigureAwait, FigureEnter};
pub use handing::{HandOn, HandOnCost, HandingChange, HandingEnd};
pub use handing_report::{HandingReportDecide, HandingReportSave};
pub use holiday::HolidaysLoad;
pub use import::{Import, ImportSource, Imported};
pub use instruction::{InstructionClose, InstructionGive, InstructionReply};
pub use item::{ItemChange, ItemDecide, ItemsOutcome, OutcomeOf};
pub use leader::{ChargeSet, HolderAccount, HolderEnd, HolderSet, LeaderChange, NewLeader};
pub use life::Grounds;
pub use milestone::MilestoneMarking;
pub use objection::{ObjectionDecide, ObjectionRaise, ObjectionResolution};
pub use once::Once;
pub use opening::{Applied, Decision, OpeningApply, OpeningLook, OpeningPreview, PreviewRow};
pub use regime::{Preview, PreviewPeriod, PreviewUnit, RegimeSet, RuleSet};
pub use register::{AliasAdd, AliasEnd, NewUnit, UnitChange};
pub use register_list::{UnitList, UnitListSource, UnitsImported};
pub use report::{
    Accept, DecideMany, Enter, OfReport, ReportDecision, Return, Said, Save, SendBack, Submit,
    SubmitAct, SubmitMany, SubmitOne, Submitted,
};
pub use review::{Answering, FindingsAccept, Resolution, Resolve};
pub use succession::Succeed;
pub use unit::{MemberEnd, MembersConfirm};
pub use urge::{UnitsUrge, Urged};

/// The use cases.
#[derive(Clone)]
pub struct Service {
    store: Store,
    files: Files,
    clock: Clock,
    intake: crate::intake::Options,
}

impl Service {
    /// On a store and its files.
    #[must_use]
    pub const fn new(
        store: Store,
        files: Files,
        clock: Clock,
        intake: crate::intake::Options,
    ) -> Self {
        Self { store, files, clock, intake }
    }

    /// Whether the database answers.
    pub async fn is_ready(&self) -> bool {
        match self.store.ping().await {
            Ok(()) => true,
            Err(error) => {
                tracing::warn!(%error, "the database does not answer");
                false
            }
        }
    }

    fn reader(&self, by: Author<'_>) -> Reader<'static> {
        self.store.reader(by.scope())
    }

    fn event(&self, by: Author<'_>, kind: EventKind, subjects: Subjects) -> NewEvent {
        NewEvent {
            kind,
            at: self.clock.now(),
            actor: by.account(),
            session: by.session(),
            address: match by {
                Author::Person(actor) => actor.address,
                Author::Console => None,
            },
            subjects,
            fields: vec![],
            version: None,
            state: None,
            result: EventResult::Done,
        }
    }

    /// The office meant: the one named, else the only one whose work the author does.
    fn office(by: Author<'_>, named: Option<OfficeId>) -> Result<OfficeId> {
        if let Some(office) = named {
            return Ok(office);
        }
        let Author::Person(actor) = by else {
            return Err(Refusal::OfficeUnclear.into());
        };
        let mut offices: Vec<OfficeId> = actor.offices().collect();
        offices.dedup();
        match offices.as_slice() {
            [only] => Ok(*only),
            [] => Err(policy::for_offices_only().into()),
            _ => Err(Refusal::OfficeUnclear.into()),
        }
    }
}
