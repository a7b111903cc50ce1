//! Refusals: everything that is not done because of what was asked, with the sentence that tells
//! the person what would help.

use super::{
    code::codes,
    language::Message,
    report::{ReportAction, ReportState},
    transition::Condition,
};

codes! {
    /// The stable code of a refusal, for clients.
    pub enum RefusalCode {
        /// There is no such thing, or it is not the asker's to see.
        NotFound = "NOT_FOUND",
        /// It is there, but it is not the asker's to do.
        NotAllowed = "NOT_ALLOWED",
        /// Someone changed it in between; read it again.
        Conflict = "CONFLICT",
        /// It is not in a state in which this can be done.
        WrongState = "WRONG_STATE",
        /// A field has a value that cannot be.
        InvalidInput = "INVALID_INPUT",
        /// A field that is needed is missing.
        Required = "REQUIRED",
        /// A text or file is too long.
        TooLong = "TOO_LONG",
        /// User name or password are not right.
        BadCredentials = "BAD_CREDENTIALS",
        /// The session has ended, or the token was used before.
        SessionEnded = "SESSION_ENDED",
        /// The same key was used for another input.
        KeyReused = "IDEMPOTENCY_KEY_REUSED",
        /// The document cannot be read.
        Unreadable = "UNREADABLE",
        /// The document holds no task.
        NotAPlan = "NOT_A_PLAN",
        /// The document bears a classification.
        Classified = "CLASSIFIED",
    }
}

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such thing, or it is not the asker's to see.
    NotFound {
        /// The input field that names it.
        field: &'static str,
    },
    /// It is there, but it is not the asker's to do.
    NotAllowed {
        /// Who may do it.
        who: Message,
    },
    /// Someone changed it in between.
    Conflict,
    /// The report is not in a state in which this can be done.
    ReportState {
        /// The state it is in.
        is: ReportState,
        /// What was asked.
        action: ReportAction,
    },
    /// It is not in a state in which this can be done.
    State {
        /// The state it is in.
        is: Message,
        /// What was asked.
        action: Message,
        /// The states in which it could be done.
        needs: Message,
    },
    /// Something besides the state is missing.
    Unmet {
        /// What.
        condition: Condition,
    },
    /// The document is not in a state in which this can be done.
    DocumentPublished,
    /// The document still has findings of severity ERROR that nobody settled.
    OpenErrors {
        /// How many.
        count: u64,
    },
    /// The finding was settled before.
    FindingSettled,
    /// The finding is about the whole document: there is no item to put right.
    NoItem,
    /// A field has a value that cannot be.
    Invalid {
        /// The field.
        field: &'static str,
    },
    /// A field that is needed is missing.
    Required {
        /// The field.
        field: &'static str,
    },
    /// A text or file is too long.
    TooLong {
        /// The field.
        field: &'static str,
        /// The most characters or bytes.
        limit: usize,
    },
    /// Exactly one of several fields must be given.
    ExactlyOne {
        /// The fields.
        fields: &'static str,
    },
    /// Which office is meant must be said.
    OfficeUnclear,
    /// `first` and `last` together.
    FirstAndLast,
    /// A page size outside its bounds.
    PageSize {
        /// The argument.
        field: &'static str,
        /// The most rows.
        limit: u32,
    },
    /// User name or password are not right.
    BadCredentials,
    /// The session has ended, or the token was used before.
    SessionEnded,
    /// The same key was used for another input.
    KeyReused,
    /// The password is not good enough.
    WeakPassword {
        /// The fewest characters.
        least: usize,
    },
    /// An administrator role beside another role.
    RolesExclude,
    /// The name is taken.
    NameTaken {
        /// The field.
        field: &'static str,
    },
    /// The document cannot be read.
    Unreadable {
        /// Why.
        why: Message,
    },
    /// The document holds no task.
    NotAPlan,
    /// The document bears a classification; nothing of it is kept.
    Classified,
}

impl Refusal {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> RefusalCode {
        match self {
            Self::NotFound { .. } => RefusalCode::NotFound,
            Self::NotAllowed { .. } => RefusalCode::NotAllowed,
            Self::Conflict => RefusalCode::Conflict,
            Self::ReportState { .. }
            | Self::State { .. }
            | Self::Unmet { .. }
            | Self::DocumentPublished
            | Self::OpenErrors { .. }
            | Self::FindingSettled => RefusalCode::WrongState,
            Self::Invalid { .. }
            | Self::ExactlyOne { .. }
            | Self::FirstAndLast
            | Self::PageSize { .. }
            | Self::WeakPassword { .. }
            | Self::RolesExclude
            | Self::NoItem
            | Self::NameTaken { .. } => RefusalCode::InvalidInput,
            Self::Required { .. } | Self::OfficeUnclear => RefusalCode::Required,
            Self::TooLong { .. } => RefusalCode::TooLong,
            Self::BadCredentials => RefusalCode::BadCredentials,
            Self::SessionEnded => RefusalCode::SessionEnded,
            Self::KeyReused => RefusalCode::KeyReused,
            Self::Unreadable { .. } => RefusalCode::Unreadable,
            Self::NotAPlan => RefusalCode::NotAPlan,
            Self::Classified => RefusalCode::Classified,
        }
    }

    /// The input field that it is about.
    #[must_use]
    pub const fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotFound { field }
            | Self::Invalid { field }
            | Self::Required { field }
            | Self::TooLong { field, .. }
            | Self::NameTaken { field }
            | Self::PageSize { field, .. } => Some(field),
            Self::Conflict => Some("version"),
            Self::KeyReused => Some("idempotencyKey"),
            Self::OfficeUnclear => Some("officeId"),
            Self::WeakPassword { .. } => Some("password"),
            _ => None,
        }
    }

    /// The sentence for the person.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::NotFound { .. } => Message::new(
                "找不到该内容，或您无权查看。",
                "There is no such thing, or it is not yours to see.",
            ),
            Self::NotAllowed { who } => Message::new(
                format!("您不能执行此操作：{}。", who.zh),
                format!("You may not do this: {}.", who.en),
            ),
            Self::Conflict => Message::new(
                "内容已被他人修改，请重新读取后再试。",
                "Someone changed this in between; read it again.",
            ),
            Self::ReportState { is, action } => Message::new(
                format!("报告{}，不能{}。", state_zh(*is), action_zh(*action)),
                format!("The report is {is}: it cannot take {action} now."),
            ),
            Self::State { is, action, needs } => Message::new(
                format!("现为“{}”，不能{}；须为：{}。", is.zh, action.zh, needs.zh),
                format!("It is {}: {} needs {}.", is.en, action.en, needs.en),
            ),
            Self::Unmet { condition } => missing(*condition),
            Self::DocumentPublished => {
                Message::new("文件已经发布。", "The document is already published.")
            }
            Self::OpenErrors { count } => Message::new(
                format!("还有{count}处错误级疑点未处理，处理后才能发布。"),
                format!("{count} findings of severity ERROR must be settled before publishing."),
            ),
            Self::FindingSettled => {
                Message::new("该疑点已经处理。", "The finding is already settled.")
            }
            Self::NoItem => Message::new(
                "该疑点针对整个文件或首项任务，只能接受。",
                "The finding is about the whole document or the first item; it can only be accepted.",
            ),
            Self::Invalid { field } => Message::new(
                format!("字段 {field} 的值无效。"),
                format!("The value of {field} cannot be."),
            ),
            Self::Required { field } => {
                Message::new(format!("请填写 {field}。"), format!("{field} is needed."))
            }
            Self::TooLong { field, limit } => Message::new(
                format!("{field} 超过上限 {limit}。"),
                format!("{field} is longer than {limit}."),
            ),
            Self::ExactlyOne { fields } => Message::new(
                format!("{fields} 必须且只能提供一个。"),
                format!("Exactly one of {fields} must be given."),
            ),
            Self::OfficeUnclear => {
                Message::new("请指明督查室（officeId）。", "Say which office is meant (officeId).")
            }
            Self::FirstAndLast => {
                Message::new("first 与 last 不能同时使用。", "first and last exclude each other.")
            }
            Self::PageSize { field, limit } => Message::new(
                format!("{field} 须在 0 到 {limit} 之间。"),
                format!("{field} must be between 0 and {limit}."),
            ),
            Self::BadCredentials => {
                Message::new("用户名或密码不正确。", "User name or password are not right.")
            }
            Self::SessionEnded => {
                Message::new("会话已结束，请重新登录。", "The session has ended; sign in again.")
            }
            Self::KeyReused => Message::new(
                "该幂等键已用于另一次内容不同的请求。",
                "This idempotency key was used for another input.",
            ),
            Self::WeakPassword { least } => Message::new(
                format!("密码至少 {least} 个字符，且不能与用户名相同。"),
                format!("A password needs {least} characters and must not be the user name."),
            ),
            Self::RolesExclude => Message::new(
                "管理员角色不能与其他角色同时授予。",
                "An administrator role goes with no other role.",
            ),
            Self::NameTaken { .. } => Message::new("名称已被使用。", "The name is taken."),
            Self::Unreadable { why } => Message::new(
                format!("无法读取文件：{}。", why.zh),
                format!("The document cannot be read: {}.", why.en),
            ),
            Self::NotAPlan => Message::new(
                "文件中没有读到任何任务，不是责任分解文件。",
                "No task was found: this is no responsibility plan.",
            ),
            Self::Classified => Message::new(
                "文件标有密级，不予导入，未保留任何内容。",
                "The document bears a classification; it was refused and nothing of it is kept.",
            ),
        }
    }
}

/// What a condition that is not met asks for.
fn missing(condition: Condition) -> Message {
    let (zh, en) = match condition {
        Condition::Published => ("文件尚未发布。", "The document is not published yet."),
        Condition::ItemOpen => ("任务须在推进中。", "The item must be OPEN."),
        Condition::BeforeDue => (
            "须在完成时限之前申请，现已到期或没有时限。",
            "It must be asked before the due day, which has come, or there is none.",
        ),
        Condition::InWindow => {
            ("提出异议的期限已过。", "The working days for objections are over.")
        }
        Condition::NoneOpen => {
            ("已有一项正在等待处理。", "One of its kind already waits for a decision.")
        }
        Condition::LeaderDecides => (
            "报送制度未规定由责任领导审批，请由督查室办理。",
            "The regime does not give this decision to the leader; it is the office's.",
        ),
        Condition::NoFigureAwaited => {
            ("尚在等待统计部门的数据，请先录入。", "A figure is still awaited; enter it first.")
        }
        Condition::Verified => ("请先复核。", "It must be verified first."),
        Condition::Unacknowledged => {
            ("没有待签收的任务。", "There is no item of the unit left to acknowledge.")
        }
    };
    Message::new(zh, en)
}

const fn state_zh(state: ReportState) -> &'static str {
    match state {
        ReportState::Draft => "尚未提交",
        ReportState::Signing => "正在签批",
        ReportState::Submitted => "已提交，待审核",
        ReportState::Returned => "已退回",
        ReportState::Accepted => "已通过",
    }
}

const fn action_zh(action: ReportAction) -> &'static str {
    match action {
        ReportAction::Save => "修改",
        ReportAction::Submit => "提交",
        ReportAction::Return => "退回",
        ReportAction::Accept => "通过",
    }
}
