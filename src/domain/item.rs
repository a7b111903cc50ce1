//! 任务, 事项.

use chrono::NaiveDate;

use super::{
    code::codes,
    document::Span,
    id::{DocumentId, ItemId, SectionId},
    transition::{
        Condition::{NoFigureAwaited, NoneOpen, Published},
        Party::Office,
        Row, row, words,
    },
};

codes! {
    /// How far an item is.
    pub enum ItemState {
        /// Being worked on.
        Open = "OPEN",
        /// 暂停.
        Suspended = "SUSPENDED",
        /// 办结/销号.
        Completed = "COMPLETED",
        /// 转入常态.
        Routine = "ROUTINE",
        /// 未完成.
        NotAchieved = "NOT_ACHIEVED",
        /// 取消.
        Cancelled = "CANCELLED",
        /// 结转.
        CarriedOver = "CARRIED_OVER",
    }
}

codes! {
    /// Where the deadline of an item is stated.
    pub enum DeadlineSource {
        /// In its own words.
        ItemText = "ITEM_TEXT",
        /// In its clause, or in a column of its table.
        Clause = "CLAUSE",
        /// In a heading above it.
        Section = "SECTION",
        /// For the whole document only.
        Document = "DOCUMENT",
    }
}

codes! {
    /// What an office can decide on an item.
    pub enum ItemAction {
        /// 暂停.
        Suspend = "SUSPEND",
        /// 恢复.
        Resume = "RESUME",
        /// 变更: its wording, its day, its units.
        Change = "CHANGE",
        /// 取消.
        Cancel = "CANCEL",
        /// 办结/销号.
        Complete = "COMPLETE",
        /// 转入常态.
        MakeRoutine = "MAKE_ROUTINE",
        /// 未完成.
        GiveUp = "GIVE_UP",
        /// 结转.
        CarryOver = "CARRY_OVER",
        /// 待统计数据: note that a figure is awaited.
        AwaitFigure = "AWAIT_FIGURE",
    }
}

words! {
    ItemState {
        Open => "推进中",
        Suspended => "已暂停",
        Completed => "已办结",
        Routine => "已转入常态",
        NotAchieved => "未完成",
        Cancelled => "已取消",
        CarriedOver => "已结转",
    }
    ItemAction {
        Suspend => "暂停任务",
        Resume => "恢复任务",
        Change => "变更任务",
        Cancel => "取消任务",
        Complete => "办结任务",
        MakeRoutine => "转入常态",
        GiveUp => "认定未完成",
        CarryOver => "结转任务",
        AwaitFigure => "登记待统计数据",
    }
}

/// What an office may decide on an item of a published document. Nothing follows an outcome.
pub const TRANSITIONS: &[Row<ItemState, ItemAction>] = {
    use ItemAction::{
        AwaitFigure, Cancel, CarryOver, Change, Complete, GiveUp, MakeRoutine, Resume, Suspend,
    };
    use ItemState::{Cancelled, CarriedOver, Completed, NotAchieved, Open, Routine, Suspended};
    &[
        row(&[Office], Some(Open), Suspend, Suspended, &[Published]),
        row(&[Office], Some(Suspended), Resume, Open, &[Published]),
        row(&[Office], Some(Open), Change, Open, &[Published]),
        row(&[Office], Some(Suspended), Change, Suspended, &[Published]),
        row(&[Office], Some(Open), Cancel, Cancelled, &[Published]),
        row(&[Office], Some(Suspended), Cancel, Cancelled, &[Published]),
        // Whether a promise was kept is not said while its figure is awaited.
        row(&[Office], Some(Open), Complete, Completed, &[Published, NoFigureAwaited]),
        row(&[Office], Some(Open), GiveUp, NotAchieved, &[Published, NoFigureAwaited]),
        row(&[Office], Some(Suspended), GiveUp, NotAchieved, &[Published, NoFigureAwaited]),
        row(&[Office], Some(Open), MakeRoutine, Routine, &[Published]),
        row(&[Office], Some(Suspended), MakeRoutine, Routine, &[Published]),
        row(&[Office], Some(Open), CarryOver, CarriedOver, &[Published]),
        row(&[Office], Some(Suspended), CarryOver, CarriedOver, &[Published]),
        row(&[Office], Some(Open), AwaitFigure, Open, &[Published, NoneOpen]),
        row(&[Office], Some(Suspended), AwaitFigure, Suspended, &[Published, NoneOpen]),
    ]
};

/// A task of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Key.
    pub id: ItemId,
    /// The document.
    pub document: DocumentId,
    /// Its heading.
    pub section: Option<SectionId>,
    /// The last edition of the document in which it stands; its span points into that one's text.
    pub edition: i32,
    /// Place in the document, from 0, unique.
    pub position: i32,
    /// The number as printed; may repeat or be missing.
    pub ordinal: Option<String>,
    /// The task without number and clause.
    pub text: String,
    /// Where the matter comes from, if someone said so.
    pub source: Option<String>,
    /// Day by which it is to be done.
    pub deadline: Option<NaiveDate>,
    /// Where that is stated; none where nothing is, or where the office set the day.
    pub deadline_source: Option<DeadlineSource>,
    /// The place of the words that state it in the source text.
    pub deadline_span: Option<Span>,
    /// How far it is.
    pub state: ItemState,
    /// Where it stands in the source text.
    pub span: Span,
    /// Version to name in a change.
    pub version: i32,
}
