//! 量化指标: what an item promises in figures.

use std::collections::HashMap;

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
    /// The target of an item before in its document that promises the same, and counts instead of this one.
    pub same_as: Option<TargetId>,
}

/// For each figure (its item, indicator, value and unit of measure), in the order of their document, the place of the first
/// that another item promises all the same; none for that first, nor where no indicator is known.
pub fn first_of_same<'a, I: PartialEq + Copy>(
    figures: impl IntoIterator<Item = (I, &'a str, Decimal, &'a str)>,
) -> Vec<Option<usize>> {
    let mut first: HashMap<(&str, Decimal, &str), (usize, I)> = HashMap::new();
    let figures = figures.into_iter().enumerate();
    figures
        .map(|(n, (item, indicator, value, measure))| {
            if indicator.is_empty() {
                return None;
            }
            let (place, of) = *first.entry((indicator, value, measure)).or_insert((n, item));
            (of != item).then_some(place)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_the_same_counts() {
        let two = Decimal::from(2);
        let figures = [
            (1, "新增就业", two, "万人"),
            (1, "新增就业", two, "万人"),
            (2, "新增就业", two, "万人"),
            (2, "新增就业", two, "人"),
            (3, "", two, "个"),
            (4, "", two, "个"),
            (5, "新增就业", two, "万人"),
        ];
        assert_eq!(first_of_same(figures), [None, None, Some(0), None, None, None, Some(0)]);
    }
}
