//! What must be true besides the state for something to be done, and what is said where it is not.

use crate::domain::{code::codes, language::Message};

codes! {
    /// What must be true besides the state.
    pub enum Condition {
        /// The document is published.
        Published = "PUBLISHED",
        /// The item is being worked on.
        ItemOpen = "ITEM_OPEN",
        /// It is before the day by which the item is to be done.
        BeforeDue = "BEFORE_DUE",
        /// The working days in which an objection may be raised are not over.
        InWindow = "IN_WINDOW",
        /// No other of its kind waits for a decision.
        NoneOpen = "NONE_OPEN",
        /// No figure of the statistics bureau is awaited.
        NoFigureAwaited = "NO_FIGURE_AWAITED",
        /// What was reported has been verified.
        Verified = "VERIFIED",
        /// The regime asks for the signature of the unit's head.
        SignOff = "SIGN_OFF",
        /// It does not.
        NoSignOff = "NO_SIGN_OFF",
        /// The recipient has not opened it for decision.
        Unopened = "UNOPENED",
        /// A correction was written and not submitted yet.
        Corrected = "CORRECTED",
        /// An earlier version stands, being accepted.
        Stands = "STANDS",
        /// The office entered it, and the unit has not confirmed it yet.
        Entered = "ENTERED",
        /// Nobody has an account of the unit.
        NoAccounts = "NO_ACCOUNTS",
        /// The days in which it could be returned are over.
        Lapsed = "LAPSED",
        /// The unit had it last as a draft.
        WasDraft = "WAS_DRAFT",
        /// The unit had it last as returned.
        WasReturned = "WAS_RETURNED",
        /// The unit had it last as accepted.
        WasAccepted = "WAS_ACCEPTED",
        /// The regime asks units to acknowledge.
        AcknowledgementAsked = "ACKNOWLEDGEMENT_ASKED",
        /// The unit's report on it was submitted.
        Reported = "REPORTED",
        /// The regime asks for action plans.
        PlansAsked = "PLANS_ASKED",
        /// The regime has the office approve action plans.
        ByOffice = "BY_OFFICE",
        /// The regime has the item's leader approve action plans.
        ByLeader = "BY_LEADER",
        /// The unit still leads the item.
        StillLeads = "STILL_LEADS",
        /// It stands in the approved version of its plan.
        InForce = "IN_FORCE",
        /// The part is still in the hands of the unit below.
        HandingOpen = "HANDING_OPEN",
    }
}

impl Condition {
    /// What it asks for where it is not met.
    #[must_use]
    pub fn missing(self) -> Message {
        let (zh, en) = match self {
            Self::Published => ("文件尚未发布。", "The document is not published yet."),
            Self::ItemOpen => ("任务须在推进中。", "The item must be OPEN."),
            Self::BeforeDue => (
                "须在完成时限之前申请，现已到期或没有时限。",
                "It must be asked before the due day, which has come, or there is none.",
            ),
            Self::InWindow => ("提出异议的期限已过。", "The working days for objections are over."),
            Self::NoneOpen => {
                ("已有一项正在等待处理。", "One of its kind already waits for a decision.")
            }
            Self::NoFigureAwaited => {
                ("尚在等待统计部门的数据，请先录入。", "A figure is still awaited; enter it first.")
            }
            Self::Verified => ("请先复核。", "It must be verified first."),
            Self::SignOff => (
                "该文件未启用单位内部签批，请直接报送。",
                "The regime asks for no signature: submit it.",
            ),
            Self::NoSignOff => (
                "该文件启用了单位内部签批，须由单位负责人报送，请先送签。",
                "The regime asks for the head's signature: hand it to the head.",
            ),
            Self::Unopened => ("接收单位已开始审核。", "The recipient has opened it for decision."),
            Self::Corrected => (
                "报告已通过，且没有待报送的更正。",
                "The report is accepted, and no correction was written.",
            ),
            Self::Stands => (
                "没有已通过的版本，不能撤回。",
                "No accepted version stands: there is nothing to go back to.",
            ),
            Self::Entered => (
                "没有待单位确认的代录内容。",
                "Nothing that the office entered waits for confirmation.",
            ),
            Self::NoAccounts => {
                ("该单位有账号，应由其自行报送。", "The unit has accounts: it reports itself.")
            }
            Self::Lapsed => {
                ("尚未到视同通过之日。", "The days in which it could be returned are not over.")
            }
            Self::WasDraft | Self::WasReturned | Self::WasAccepted => {
                ("单位上一次持有时不是这一状态。", "The unit did not have it last in that state.")
            }
            Self::AcknowledgementAsked => (
                "该文件的报送制度不要求签收。",
                "The regime of the document asks for no acknowledgement.",
            ),
            Self::Reported => (
                "请先报送进展报告，再就其中的问题提请协调。",
                "Submit a report first: coordination is asked for a problem that it states.",
            ),
            Self::PlansAsked => {
                ("该文件的报送制度不要求落实方案。", "The regime asks for no action plans.")
            }
            Self::ByOffice => (
                "该文件的落实方案由责任领导审批；领导已在线下审批的，请登记。",
                "The regime has the responsible leader decide on plans; record what the leader decided elsewhere.",
            ),
            Self::ByLeader => (
                "该文件的落实方案由督查室审批。",
                "The regime has the supervision office decide on plans.",
            ),
            Self::StillLeads => {
                ("该单位已不再牵头此项任务。", "The unit leads this item no longer.")
            }
            Self::HandingOpen => ("该分办已终止。", "The handing has ended."),
            Self::InForce => (
                "该阶段目标不在已批准的现行方案中。",
                "The milestone is not in the approved plan that is in force.",
            ),
        };
        Message::new(zh, en)
    }
}
