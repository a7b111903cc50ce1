//! What a mutation answers when it was refused.

use async_graphql::{Enum, ID, SimpleObject};

use super::{Result, id::GlobalId};
use crate::{
    domain::{
        language::Language,
        refusal::{OneRefused, Refusal, RefusalCode},
    },
    error::Error,
};

/// Why a mutation changed nothing, for programs (拒绝原因代码).
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(name = "UserErrorCode", remote = "crate::domain::refusal::RefusalCode")]
pub enum UserErrorCode {
    /// There is no such thing, or it is not yours to see (不存在或无权查看).
    NotFound,
    /// You see it, but it is not yours to do (无权操作).
    NotAllowed,
    /// Someone changed it in between; read `current` and decide (内容已被他人修改).
    Conflict,
    /// It is not in a state in which this can be done (状态不允许).
    WrongState,
    /// A field has a value that cannot be (值无效).
    InvalidInput,
    /// A field that is needed is missing (缺少必填项).
    Required,
    /// A text or file is too long (超过长度上限).
    TooLong,
    /// User name or password are not right (用户名或密码不正确).
    BadCredentials,
    /// The session has ended; sign in again (会话已结束).
    SessionEnded,
    /// The idempotency key was used for another input (幂等键已用于其他内容).
    #[graphql(name = "IDEMPOTENCY_KEY_REUSED")]
    KeyReused,
    /// The file cannot be read (文件无法读取).
    Unreadable,
    /// The document holds no task (不是责任分解文件).
    NotAPlan,
    /// The document bears a classification (文件标有密级).
    Classified,
}

/// Something that a person can mend (可由用户纠正的错误).
#[derive(SimpleObject, Clone, Debug)]
pub struct UserError {
    /// For programs.
    code: UserErrorCode,
    /// Path of the input field that it is about, as `input.version`; none if it is about no single one.
    field: Option<String>,
    /// For the person, in the language of `Accept-Language`: Chinese unless English is preferred.
    message: String,
    /// The duty that it is about, where many were sent at once (所涉报送任务).
    duty_id: Option<ID>,
}

impl UserError {
    fn new(refusal: &Refusal, language: Language) -> Self {
        let code: RefusalCode = refusal.code();
        Self {
            code: code.into(),
            field: refusal.field().map(|field| format!("input.{field}")),
            message: refusal.message().text(language).to_owned(),
            duty_id: None,
        }
    }

    /// All that a refusal says: of many that were sent, what is said of each.
    fn all(refusal: &Refusal, language: Language) -> Vec<Self> {
        match refusal {
            Refusal::Each(refused) => {
                refused.iter().map(|one| Self::of_one(one, language)).collect()
            }
            Refusal::Several(all) => all.iter().map(|one| Self::new(one, language)).collect(),
            one => vec![Self::new(one, language)],
        }
    }

    fn of_one(one: &OneRefused, language: Language) -> Self {
        let place = format!("input.{}.{}", one.list, one.place);
        // A list of plain ids: what is wrong is the element itself.
        let of = one.refusal.field().filter(|of| *of != one.list);
        let field = of.map_or(place.clone(), |of| format!("{place}.{of}"));
        let duty_id = one.duty.map(GlobalId::global);
        Self { field: Some(field), duty_id, ..Self::new(&one.refusal, language) }
    }
}

/// What a use case came to, for a payload: the changed thing or the errors, and whether it was a
/// conflict. What failed through a fault of ours is an error of the whole operation.
pub struct Settled<T> {
    /// The changed thing.
    pub done: Option<T>,
    /// Why nothing was changed.
    pub errors: Vec<UserError>,
    /// Whether someone else changed it in between.
    pub conflict: bool,
}

impl<T> Settled<T> {
    /// From what a use case came to.
    pub fn from(outcome: crate::error::Result<T>, language: Language) -> Result<Self> {
        match outcome {
            Ok(done) => Ok(Self { done: Some(done), errors: vec![], conflict: false }),
            Err(Error::Refused(refusal)) => Ok(Self {
                done: None,
                errors: UserError::all(&refusal, language),
                conflict: refusal.code() == RefusalCode::Conflict,
            }),
            Err(Error::Failed(error)) => Err(async_graphql::Error::new(format!("{error:#}"))),
        }
    }
}
