//! Global ids: opaque to clients, `Type:UUID` in base64 to us.

use async_graphql::ID;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use crate::domain::id::{
    AccountId, ClosingId, DecisionId, DocumentId, DutyId, ExtensionId, FigureId, FindingId,
    HolderId, InstructionId, ItemId, LeaderId, ObjectionId, OfficeId, PeriodId, ReceiptId,
    ReportId, ReportingRuleId, SectionId, TargetId, UnitId, UploadId,
};

/// An id that clients see, with the type it is of.
pub trait GlobalId: From<Uuid> + Into<Uuid> + Copy {
    /// The name of the type in the schema.
    const TYPE: &'static str;

    /// As clients see it.
    fn global(self) -> ID {
        let id: Uuid = self.into();
        ID(URL_SAFE_NO_PAD.encode(format!("{}:{}", Self::TYPE, id.simple())))
    }

    /// Back from what a client sent; none if it is no id of this type.
    fn parse(id: &ID) -> Option<Self> {
        let (kind, id) = parts(id)?;
        (kind == Self::TYPE).then(|| id.into())
    }
}

/// The type's name and the id within it.
pub fn parts(id: &ID) -> Option<(String, Uuid)> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(id.as_bytes()).ok()?).ok()?;
    let (kind, id) = text.split_once(':')?;
    Some((kind.to_owned(), Uuid::try_parse(id).ok()?))
}

macro_rules! global_ids {
    ($($id:ty = $name:literal,)+) => {
        $(impl GlobalId for $id { const TYPE: &'static str = $name; })+
    };
}

global_ids! {
    AccountId = "Account",
    DocumentId = "Document",
    DutyId = "Duty",
    FindingId = "Finding",
    ItemId = "Item",
    LeaderId = "Leader",
    HolderId = "PostHolder",
    OfficeId = "Office",
    PeriodId = "ReportingPeriod",
    ReceiptId = "SubmissionReceipt",
    ReportId = "ProgressReport",
    ReportingRuleId = "ReportingRule",
    SectionId = "Section",
    TargetId = "Target",
    UnitId = "Unit",
    UploadId = "File",
    DecisionId = "ItemDecision",
    ExtensionId = "Extension",
    ClosingId = "Closing",
    FigureId = "AwaitedFigure",
    ObjectionId = "Objection",
    InstructionId = "Instruction",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_one_type_is_none_of_another() {
        let id = UnitId(Uuid::from_u128(7)).global();
        assert_eq!(UnitId::parse(&id), Some(UnitId(Uuid::from_u128(7))));
        assert_eq!(ItemId::parse(&id), None);
        for bad in ["", "x", "VW5pdDp4", "单位"] {
            assert_eq!(UnitId::parse(&ID::from(bad)), None, "{bad}");
        }
    }
}
