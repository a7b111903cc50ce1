//! Refusals: everything that is not done because of what was asked, with the sentence that tells
//! the person what would help.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{
    code::codes,
    id::DutyId,
    language::Message,
    report::{Condition, ReportAction, ReportState},
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

/// Why one of many was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneRefused {
    /// The list of the input in which it stands.
    pub list: &'static str,
    /// Its place in that list.
    pub place: usize,
    /// The duty that it is about, if it is there.
    pub duty: Option<DutyId>,
    /// Why.
    pub refusal: Refusal,
}

/// A value below the one accepted last, without a word of explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FallenValue {
    /// Its place in the list.
    pub place: usize,
    /// The target as printed.
    pub target: String,
    /// What was accepted last.
    pub last: Decimal,
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
    /// The report is in a state in which this can be done, but something is missing beside.
    ReportCondition {
        /// What would have to hold.
        condition: Condition,
    },
    /// A percentage where there is a target, or the regime asks for none.
    PercentNotAsked,
    /// A value of a target that cannot be.
    InvalidValue {
        /// Its place in the list.
        place: usize,
        /// The field.
        field: &'static str,
    },
    /// A value is below the one accepted last, and nothing says why.
    Fell(FallenValue),
    /// Some of many were refused, and so nothing was done.
    Each(Vec<OneRefused>),
    /// The document is not in a state in which this can be done.
    DocumentPublished,
    /// Everything in the document is closed: its regime is what it was.
    DocumentClosed,
    /// The duty is owed no longer.
    DutyEnded,
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
            | Self::ReportCondition { .. }
            | Self::DocumentPublished
            | Self::DocumentClosed
            | Self::DutyEnded
            | Self::OpenErrors { .. }
            | Self::FindingSettled => RefusalCode::WrongState,
            Self::Invalid { .. }
            | Self::InvalidValue { .. }
            | Self::PercentNotAsked
            | Self::Each(_)
            | Self::ExactlyOne { .. }
            | Self::FirstAndLast
            | Self::PageSize { .. }
            | Self::WeakPassword { .. }
            | Self::RolesExclude
            | Self::NoItem
            | Self::NameTaken { .. } => RefusalCode::InvalidInput,
            Self::Required { .. } | Self::Fell(_) | Self::OfficeUnclear => RefusalCode::Required,
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
    pub fn field(&self) -> Option<Cow<'static, str>> {
        let field = match self {
            Self::InvalidValue { place, field } => {
                return Some(format!("values.{place}.{field}").into());
            }
            Self::Fell(fallen) => {
                return Some(format!("values.{}.explanation", fallen.place).into());
            }
            Self::PercentNotAsked => "percent",
            Self::NotFound { field }
            | Self::Invalid { field }
            | Self::Required { field }
            | Self::TooLong { field, .. }
            | Self::NameTaken { field }
            | Self::PageSize { field, .. } => field,
            Self::Conflict => "version",
            Self::KeyReused => "idempotencyKey",
            Self::OfficeUnclear => "officeId",
            Self::WeakPassword { .. } => "password",
            _ => return None,
        };
        Some(field.into())
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
            Self::ReportState { is, action } => report_state(*is, *action),
            Self::ReportCondition { condition } => condition.missing(),
            Self::PercentNotAsked => percent_not_asked(),
            Self::Fell(fallen) => fallen.message(),
            Self::Each(refused) => some_refused(refused.len()),
            Self::DocumentPublished => {
                Message::new("文件已经发布。", "The document is already published.")
            }
            Self::DocumentClosed => {
                Message::new("文件已经办结。", "Everything in the document is closed.")
            }
            Self::DutyEnded => Message::new(
                "该报送任务已取消，无需再报。",
                "The duty has ended: nothing is owed on it any more.",
            ),
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
            Self::Invalid { field } | Self::InvalidValue { field, .. } => invalid(field),
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

impl FallenValue {
    fn message(&self) -> Message {
        let Self { target, last, .. } = self;
        Message::new(
            format!("指标“{target}”低于上次通过的数值 {last}，请说明原因。"),
            format!("The value of “{target}” is below the last accepted one, {last}: say why."),
        )
    }
}

fn invalid(field: &str) -> Message {
    Message::new(format!("字段 {field} 的值无效。"), format!("The value of {field} cannot be."))
}

fn percent_not_asked() -> Message {
    Message::new(
        "该任务有量化指标，或报送制度不要求填报百分比。",
        "The item has targets, or the regime asks for no percentage.",
    )
}

fn some_refused(count: usize) -> Message {
    Message::new(
        format!("有{count}项未通过校验，全部未办理。"),
        format!("{count} were refused, and nothing was done."),
    )
}

fn report_state(is: ReportState, action: ReportAction) -> Message {
    Message::new(
        format!("报告{}，不能{}。", state_zh(is), action_zh(action)),
        format!("The report is {is}: it cannot take {action} now."),
    )
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
        ReportAction::Correct => "更正",
        ReportAction::Sign => "送签",
        ReportAction::SendBack => "退回修改",
        ReportAction::Submit => "提交",
        ReportAction::Withdraw => "撤回",
        ReportAction::Review => "开始审核",
        ReportAction::Return => "退回",
        ReportAction::Accept => "通过",
        ReportAction::Enter => "代录",
        ReportAction::Confirm => "确认",
        ReportAction::Deem => "视同通过",
    }
}
