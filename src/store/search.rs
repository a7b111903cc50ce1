//! Searching text the same way on both databases.

use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, ExprTrait, LikeExpr, SimpleExpr},
};
use unicode_normalization::UnicodeNormalization;

/// Text as it is searched: full and half width meet, and so do capitals and small letters.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}

/// Whether a folded column holds every word that was asked for.
pub(super) fn holds(column: impl ColumnTrait, words: &str) -> SimpleExpr {
    fold(words)
        .split_whitespace()
        .map(|word| column.like(pattern(word)))
        .reduce(ExprTrait::and)
        .unwrap_or_else(|| Expr::value(true))
}

fn pattern(word: &str) -> LikeExpr {
    let mut escaped = String::with_capacity(word.len() + 2);
    escaped.push('%');
    for c in word.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped.push('%');
    LikeExpr::new(escaped).escape('\\')
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn width_and_case_do_not_matter() {
        assert_eq!(fold("５Ｇ基站 ＡＢＣ"), "5g基站 abc");
    }
}
