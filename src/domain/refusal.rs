//! Refusals: everything that is not done because of what was asked, with the sentence that tells
//! the person what would help.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{code::codes, id::DutyId, language::Message, transition::Condition};

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

/// Why something cannot be done in the state that it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongState {
    /// The state it is in.
    pub is: Message,
    /// What was asked.
    pub action: Message,
    /// The states in which it could be done.
    pub needs: Message,
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
    /// It is not in a state in which this can be done.
    State(Box<WrongState>),
    /// Something besides the state is missing.
    Unmet {
        /// What.
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
    /// Support units' reports are neither integrated in the lead's nor left out for a reason.
    NotIntegrated {
        /// How many.
        count: usize,
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
    /// The document was read from a file: what it holds is not typed.
    ReadFromFile,
    /// Matters for a published ledger that would first have to be reviewed.
    Unreviewed {
        /// How many errors there are in them.
        count: usize,
    },
    /// What is applied is no longer what was shown.
    PreviewChanged,
    /// Doubtful rows that nobody decided on.
    Undecided {
        /// How many.
        count: usize,
    },
    /// Only a document that is published, and not closed, takes a newer edition.
    NotPublished,
    /// The published document has an open draft of a newer edition already.
    EditionOpen,
    /// The text of the newer edition is a document of its own.
    ReadApart,
    /// The document is no open draft of a newer edition.
    NoEdition,
    /// What the draft was compared with, or the draft itself, changed since it was read.
    ComparisonChanged,
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
    /// The name means another unit at that time.
    NameMeansAnother {
        /// The field.
        field: &'static str,
        /// The other unit's name.
        unit: String,
    },
    /// Someone holds the post, or acts for its holder, at that time already.
    HeldFrom {
        /// The field.
        field: &'static str,
        /// Their first day.
        from: NaiveDate,
    },
    /// The unit has a successor already.
    UnitSucceeded,
    /// The successor would in the end be succeeded by the unit itself.
    SuccessionCircle,
    /// The unit has this name at that time already.
    NameKnown {
        /// The field.
        field: &'static str,
    },
    /// No 统一社会信用代码, or its check character is wrong.
    CreditCode {
        /// The field.
        field: &'static str,
    },
    /// Another unit has this 统一社会信用代码.
    CreditCodeTaken {
        /// The field.
        field: &'static str,
        /// The other unit's name.
        unit: String,
    },
    /// A day after the item's, and nothing says why.
    AfterDeadline,
    /// The finding is not of a kind that this settles.
    NotForFinding,
    /// A line of a list cannot be.
    Line {
        /// Its number in the file, from 1.
        number: usize,
        /// Why.
        why: Box<Refusal>,
    },
    /// Several things at once, each with a sentence of its own.
    Several(Vec<Refusal>),
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
            Self::Conflict | Self::PreviewChanged | Self::ComparisonChanged => {
                RefusalCode::Conflict
            }
            Self::State(_)
            | Self::Unmet { .. }
            | Self::DocumentPublished
            | Self::DocumentClosed
            | Self::DutyEnded
            | Self::ReadFromFile
            | Self::NotPublished
            | Self::EditionOpen
            | Self::ReadApart
            | Self::NoEdition
            | Self::OpenErrors { .. }
            | Self::UnitSucceeded
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
            | Self::Unreviewed { .. }
            | Self::Undecided { .. }
            | Self::NameTaken { .. }
            | Self::NameMeansAnother { .. }
            | Self::HeldFrom { .. }
            | Self::SuccessionCircle
            | Self::NameKnown { .. }
            | Self::CreditCode { .. }
            | Self::CreditCodeTaken { .. }
            | Self::NotForFinding
            | Self::Line { .. }
            | Self::Several(_) => RefusalCode::InvalidInput,
            Self::Required { .. }
            | Self::Fell(_)
            | Self::AfterDeadline
            | Self::NotIntegrated { .. }
            | Self::OfficeUnclear => RefusalCode::Required,
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
            Self::AfterDeadline => "explanation",
            Self::NotIntegrated { .. } => "integrates",
            Self::NotFound { field }
            | Self::Invalid { field }
            | Self::Required { field }
            | Self::TooLong { field, .. }
            | Self::NameTaken { field }
            | Self::NameMeansAnother { field, .. }
            | Self::HeldFrom { field, .. }
            | Self::NameKnown { field }
            | Self::CreditCode { field }
            | Self::CreditCodeTaken { field, .. }
            | Self::PageSize { field, .. } => field,
            Self::SuccessionCircle => "successorId",
            Self::Conflict => "version",
            Self::PreviewChanged => "digest",
            Self::Undecided { .. } => "decisions",
            Self::ComparisonChanged => "comparison",
            Self::NotPublished | Self::EditionOpen | Self::ReadApart => "replaces",
            Self::KeyReused => "idempotencyKey",
            Self::OfficeUnclear => "officeId",
            Self::WeakPassword { .. } => "password",
            Self::NotForFinding => "resolution",
            _ => return None,
        };
        Some(field.into())
    }

    /// The sentence for the person.
    #[must_use]
    #[expect(clippy::too_many_lines, reason = "a list: what to say of each")]
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
            Self::State(why) => Message::new(
                format!("现为“{}”，不能{}；须为：{}。", why.is.zh, why.action.zh, why.needs.zh),
                format!("It is {}: {} needs {}.", why.is.en, why.action.en, why.needs.en),
            ),
            Self::Unmet { condition } => condition.missing(),
            Self::PercentNotAsked => percent_not_asked(),
            Self::Fell(fallen) => fallen.message(),
            Self::NotIntegrated { count } => not_integrated(*count),
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
            Self::ReadFromFile => Message::new(
                "该文件由导入产生，任务以原文为准，不能直接增删；请处理疑点，或重新导入。",
                "The document was read from a file: settle its findings, or import it anew.",
            ),
            Self::Unreviewed { count } => Message::new(
                format!(
                    "文件已发布，新增事项须完整：其中有{count}处错误级疑点（如没有负责单位）。"
                ),
                format!(
                    "The document is published, so new matters must be whole: {count} errors in them, such as one that no unit answers for."
                ),
            ),
            Self::PreviewChanged => Message::new(
                "预览之后任务或文件已有变化，请重新预览。",
                "The items or the file are no longer what was previewed; preview again.",
            ),
            Self::Undecided { count } => Message::new(
                format!("还有{count}行存疑，请逐行指定任务或跳过。"),
                format!(
                    "{count} doubtful rows are not decided: name an item for each, or skip it."
                ),
            ),
            Self::NotPublished
            | Self::EditionOpen
            | Self::ReadApart
            | Self::NoEdition
            | Self::ComparisonChanged => self.of_edition(),
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
            Self::NameMeansAnother { unit, .. } => Message::new(
                format!("该名称在此期间已指“{unit}”：一个名称同一时间只能指一个单位。"),
                format!("The name means {unit} at that time: a name means one unit at a time."),
            ),
            Self::UnitSucceeded => {
                Message::new("该单位已指定承接单位。", "The unit has a successor already.")
            }
            Self::SuccessionCircle => Message::new(
                "承接关系不能循环：承接单位最终由该单位自己承接。",
                "Successors must not make a circle: this one would be succeeded by the unit itself.",
            ),
            Self::HeldFrom { from, .. } => Message::new(
                format!("自{from}起已有人任职或代行，请先终止。"),
                format!("Someone holds or acts for the post from {from} on: end that first."),
            ),
            Self::NameKnown { .. } => Message::new(
                "该单位在此期间已有此名称。",
                "The unit has this name at that time already.",
            ),
            Self::CreditCode { .. } => Message::new(
                "统一社会信用代码无效：应为18位，且校验码正确。",
                "This is no unified social credit code: 18 characters, of which the last checks the others.",
            ),
            Self::CreditCodeTaken { unit, .. } => Message::new(
                format!("统一社会信用代码已属于“{unit}”。"),
                format!("The unified social credit code is that of {unit}."),
            ),
            Self::AfterDeadline => Message::new(
                "该阶段目标的日期晚于任务的完成时限，请说明原因。",
                "The milestone is due after the item's own day: say why.",
            ),
            Self::NotForFinding => Message::new(
                "该疑点不能用这种方式处理。",
                "This finding cannot be settled in this way.",
            ),
            Self::Line { number, why } => {
                let why = why.message();
                Message::new(
                    format!("第{number}行：{}", why.zh),
                    format!("Line {number}: {}", why.en),
                )
            }
            Self::Several(all) => {
                let all: Vec<Message> = all.iter().map(Self::message).collect();
                let joined =
                    |of: fn(&Message) -> &str| all.iter().map(of).collect::<Vec<_>>().join("\n");
                Message::new(joined(|one| &one.zh), joined(|one| &one.en))
            }
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

impl Refusal {
    /// The sentence of those that are about newer editions.
    fn of_edition(&self) -> Message {
        match self {
            Self::NotPublished => Message::new(
                "只有已发布且未办结的文件才能导入新版本。",
                "Only a document that is published and not closed takes a newer edition.",
            ),
            Self::EditionOpen => Message::new(
                "该文件已有一份尚未发布的新版本草稿，请先发布或放弃该草稿。",
                "The document has an open draft of a newer edition; publish or discard that first.",
            ),
            Self::ReadApart => Message::new(
                "同一文本已作为另一份文件入库，不能再作为新版本导入。",
                "The same text is a document of its own already; it cannot be a newer edition.",
            ),
            Self::NoEdition => Message::new(
                "该文件不是尚未发布的新版本草稿。",
                "The document is no open draft of a newer edition.",
            ),
            _ => Message::new(
                "原文件或新版本草稿在您核对之后有变动，请重新核对变更后再发布。",
                "The document or the draft changed since you compared them; read the changes again.",
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

fn not_integrated(count: usize) -> Message {
    Message::new(
        format!("还有{count}份责任单位的报告既未列为采用，也未说明不采用的原因。"),
        format!(
            "{count} reports of support units are neither integrated nor left out for a reason."
        ),
    )
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
