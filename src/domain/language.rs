//! The language in which a person is spoken to.

/// The languages of messages. Chinese unless English is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// 中文
    #[default]
    Chinese,
    /// English
    English,
}

impl Language {
    /// Reads an `Accept-Language` header. English only when it is wanted more than Chinese.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let (mut chinese, mut english) = (0.0_f32, 0.0_f32);
        for range in header.split(',') {
            let (tag, quality) = match range.split_once(';') {
                Some((tag, parameter)) => (tag, quality(parameter)),
                None => (range, 1.0),
            };
            let primary = tag.trim().split('-').next().unwrap_or_default();
            if primary.eq_ignore_ascii_case("zh") || primary == "*" {
                chinese = chinese.max(quality);
            } else if primary.eq_ignore_ascii_case("en") {
                english = english.max(quality);
            }
        }
        if english > chinese { Self::English } else { Self::Chinese }
    }

    /// The one of two texts that is in this language.
    #[must_use]
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// `q=0.8` as a number; what cannot be read counts as not wanted.
fn quality(parameter: &str) -> f32 {
    parameter
        .trim()
        .strip_prefix("q=")
        .and_then(|value| value.trim().parse().ok())
        .filter(|quality| (0.0..=1.0).contains(quality))
        .unwrap_or(0.0)
}

/// A sentence in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

impl Message {
    /// A sentence in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }

    /// The sentence in the language asked for.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        language.pick(&self.zh, &self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, Chinese, English};

    #[test]
    fn chinese_unless_english_is_wanted_more() {
        for (header, expected) in [
            ("", Chinese),
            ("zh-CN,zh;q=0.9,en;q=0.8", Chinese),
            ("en-GB", English),
            ("en;q=0.9, zh;q=0.3", English),
            ("zh;q=0.3, EN;q=0.9", English),
            ("fr", Chinese),
            ("en;q=oops", Chinese),
            ("en;q=0", Chinese),
            ("*", Chinese),
        ] {
            assert_eq!(Language::from_accept_language(header), expected, "{header}");
        }
    }
}
