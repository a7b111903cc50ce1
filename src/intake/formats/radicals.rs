//! Radicals in the place of characters (⼯ for 工), as programs that write or copy from PDF files leave them: they look alike, but
//! no name would be found.

use memchr::memchr2_iter;
use unicode_normalization::UnicodeNormalization;

/// Radicals that Unicode keeps apart from the characters they are, with those characters.
const ALIKE: &[(char, char)] = &[
    ('\u{2E9D}', '月'),
    ('\u{2E9C}', '日'),
    ('\u{2E9F}', '母'),
    ('\u{2EA0}', '民'),
    ('\u{2EA7}', '牛'),
    ('\u{2EA9}', '王'),
    ('\u{2EAB}', '目'),
    ('\u{2EAC}', '示'),
    ('\u{2EB6}', '羊'),
    ('\u{2EBC}', '肉'),
    ('\u{2EC4}', '西'),
    ('\u{2EC5}', '见'),
    ('\u{2EC6}', '角'),
    ('\u{2EC9}', '贝'),
    ('\u{2ECB}', '车'),
    ('\u{2ED1}', '長'),
    ('\u{2ED3}', '长'),
    ('\u{2ED4}', '门'),
    ('\u{2ED7}', '雨'),
    ('\u{2ED8}', '青'),
    ('\u{2ED9}', '韦'),
    ('\u{2EDA}', '页'),
    ('\u{2EDB}', '风'),
    ('\u{2EDC}', '飞'),
    ('\u{2EDD}', '食'),
    ('\u{2EE2}', '马'),
    ('\u{2EE3}', '骨'),
    ('\u{2EE4}', '鬼'),
    ('\u{2EE5}', '鱼'),
    ('\u{2EE6}', '鸟'),
    ('\u{2EE7}', '卤'),
    ('\u{2EE8}', '麦'),
    ('\u{2EE9}', '黄'),
    ('\u{2EEC}', '齐'),
    ('\u{2EEE}', '齿'),
    ('\u{2EF0}', '龙'),
    ('\u{2EF3}', '龟'),
];

/// `text` with characters in the place of radicals; every place in it stays what it was.
pub(super) fn undone(text: String) -> String {
    // Each begins with one of two bytes, as few other characters do.
    let bytes = text.as_bytes();
    let any = memchr2_iter(0xE2, 0xEF, bytes)
        .any(|at| matches!(bytes.get(at..at + 2), Some([0xE2, 0xBA..=0xBF] | [0xEF, 0xA4..=0xAB])));
    if any { text.chars().map(character).collect() } else { text }
}

const fn is_radical(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{2FD5}' | '\u{F900}'..='\u{FAD9}')
}

fn character(c: char) -> char {
    if !is_radical(c) {
        return c;
    }
    let alike = ALIKE.iter().find(|(radical, _)| *radical == c).map(|(_, character)| *character);
    let mut normal = std::iter::once(c).nfkc();
    alike.or_else(|| normal.next().filter(|_| normal.next().is_none())).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_become_characters_in_their_places() {
        assert_eq!(
            undone("\u{2f2f}业、\u{2f08}\u{2ea0}政府\u{2ed4}户、\u{f9dd}".to_owned()),
            "工业、人民政府门户、利"
        );
        assert_eq!(undone("⺈、工".to_owned()).chars().count(), 3);
    }
}
