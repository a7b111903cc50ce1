//! 量化指标: what an item promises in figures.

use rust_decimal::Decimal;

use super::{
    code::codes,
    id::{ItemId, TargetId},
};

codes! {
    /// How the reported value is held against the promised one.
    pub enum Operator {
        /// 以上, 不少于, 不低于, 超, 突破.
        AtLeast = "AT_LEAST",
        /// 以内, 不超过.
        AtMost = "AT_MOST",
        /// The figure alone.
        Exactly = "EXACTLY",
        /// 左右.
        About = "ABOUT",
        /// 增长, 增速.
        GrowthAtLeast = "GROWTH_AT_LEAST",
    }
}

/// A figure that an item promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Key.
    pub id: TargetId,
    /// The item.
    pub item: ItemId,
    /// The phrase as printed.
    pub text: String,
    /// What is measured.
    pub indicator: String,
    /// How the value is meant.
    pub operator: Operator,
    /// The figure; the lower end of a range.
    pub value: Decimal,
    /// The upper end of a range.
    pub value_max: Option<Decimal>,
    /// Unit of measure; empty where there is none.
    pub measure: String,
}
