//! Names of persons, as clauses list the responsible leaders.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::pattern::any_of;
use super::text::{closes, is_han, opens};

const TITLES: &[&str] = &[
    "常务副市长",
    "常务副县长",
    "常务副区长",
    "副市长",
    "副县长",
    "副区长",
    "副州长",
    "副省长",
    "市长",
    "县长",
    "区长",
    "州长",
    "省长",
    "副秘书长",
    "秘书长",
    "副主任",
    "主任",
    "副书记",
    "书记",
    "部长",
    "常委",
    "局长",
    "镇长",
    "乡长",
    "主席",
];

fn is_name(words: &str) -> bool {
    (2..=4).contains(&words.chars().count()) && words.chars().all(is_han)
}

/// Whether a title stands anywhere in `words`; in most, none does.
fn may_be_titled(words: &str) -> bool {
    // Each title holds one of these.
    static CORES: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "市长",
            "县长",
            "区长",
            "州长",
            "省长",
            "秘书长",
            "主任",
            "书记",
            "部长",
            "常委",
            "局长",
            "镇长",
            "乡长",
            "主席",
        ])
    });
    CORES.is_match(words)
}

/// A person's name without the title after or before it (陆知远副市长, 副市长陆知远); empty for a title alone (市委常委).
fn without_title(name: &str) -> &str {
    if !may_be_titled(name) {
        return name;
    }
    if let Some(bare) = TITLES.iter().find_map(|title| name.strip_suffix(title)).map(str::trim_end)
    {
        let office = bare.is_empty() || bare.ends_with(['委', '府', '会', '办', '市', '县', '区']);
        return if office {
            ""
        } else if (2..=4).contains(&bare.chars().count()) {
            bare
        } else {
            name
        };
    }
    let after = TITLES.iter().filter_map(|title| Some(name.find(title)? + title.len())).max();
    after.and_then(|at| name.get(at..)).map(str::trim).filter(|name| is_name(name)).unwrap_or(name)
}

/// Whether every name of a list has the title of a leader (市委常委、副市长陆知远), so that no unit is meant.
pub(super) fn all_titled(list: &str) -> bool {
    if !may_be_titled(list) {
        return false;
    }
    let mut person = false;
    let titled = list.split(['、', '，', ',']).all(|name| {
        let name = name.trim();
        let bare = without_title(name);
        person |= is_name(bare);
        bare != name && (bare.is_empty() || is_name(bare))
    });
    titled && person
}

/// The names of persons in a list; one-character pieces belong together (陆 远).
pub(super) fn read(list: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in list.split(['、', '，', ',', '；', ';', '。', '/', '\n', '\t']) {
        let words: Vec<&str> = piece.split_whitespace().collect();
        let apart = words.len() > 1 && words.iter().all(|word| word.chars().count() >= 2);
        let names = if apart {
            words.iter().map(ToString::to_string).collect()
        } else {
            vec![words.concat()]
        };
        for name in names {
            let name = name
                .trim_end_matches("同志")
                .trim_matches(|c: char| closes(c) || c == ':' || c == '：');
            let name = name.find(opens).and_then(|at| name.get(..at)).unwrap_or(name);
            let name = without_title(name);
            if name.chars().any(is_han) && !found.iter().any(|known| known == name) {
                found.push(name.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn persons_are_split() {
        for (list, persons) in [
            ("陆知远、沈若川", &["陆知远", "沈若川"][..]),
            ("陆 远、沈若川同志", &["陆远", "沈若川"]),
            ("陆知远 沈若川", &["陆知远", "沈若川"]),
            ("陆知远常务副市长、沈若川副市长", &["陆知远", "沈若川"]),
            ("顾明舒（副市长）", &["顾明舒"]),
            ("市委常委、副市长陆知远", &["陆知远"]),
            ("市委副书记、市长沈若川，副市长顾明舒", &["沈若川", "顾明舒"]),
        ] {
            assert_eq!(read(list), persons, "{list}");
        }
    }
}
