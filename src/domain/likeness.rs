//! How alike two names of units are, and two texts.

use std::collections::HashSet;

/// The least likeness of a name that is worth proposing.
pub const WORTH_PROPOSING: f64 = 0.7;

/// How alike two names of units are, from 0 to 1, for an office of `region`.
///
/// What the names share with half of all units counts little: the place before them and the ending
/// (局, 委). A name that leaves out characters of the other in their order (市管局 of
/// 市市场监督管理局) is an abbreviation of it.
#[must_use]
pub fn of_names(one: &str, other: &str, region: Option<&str>) -> f64 {
    const ENDING: f64 = 0.15;
    let (one, other) = (Parts::of(one, region), Parts::of(other, region));
    let place = match (one.place, other.place) {
        (Some(one), Some(other)) if one != other => 0.6,
        (None, Some(_)) | (Some(_), None) => 0.97,
        _ => 1.0,
    };
    let ending = if one.ending == other.ending { ENDING } else { 0.0 };
    let stems = (1.0 - ENDING).mul_add(of_stems(one.stem, other.stem), ending);
    // The first character of 市管局 is no level of government.
    let whole = abbreviates(one.whole, other.stem).max(abbreviates(other.whole, one.stem));
    (stems * place).max((1.0 - ENDING).mul_add(whole, ending)).clamp(0.0, 1.0)
}

/// How alike two texts are, from 0 to 1: by the pairs of neighbouring characters that they share.
#[must_use]
pub fn of_texts(one: &str, other: &str) -> f64 {
    if one == other {
        return 1.0;
    }
    let (one, other) = (pairs(one), pairs(other));
    shared(one.intersection(&other).count(), one.len(), other.len())
}

/// The pairs of characters of a text that stand side by side. Blanks and punctuation, which copying
/// brings and takes, do not count.
#[must_use]
pub fn pairs(text: &str) -> HashSet<(char, char)> {
    let characters = || text.chars().filter(|c| c.is_alphanumeric());
    characters().zip(characters().skip(1)).collect()
}

/// What two sets share of both, from 0 to 1 (Dice), by how many they have in common and how many
/// each has; nothing where both are empty.
#[must_use]
pub fn shared(both: usize, one: usize, other: usize) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
    if one + other == 0 { 0.0 } else { 2.0 * count(both) / count(one + other) }
}

fn of_stems(one: &str, other: &str) -> f64 {
    let alike = f64::midpoint(strsim::jaro(one, other), strsim::normalized_levenshtein(one, other));
    alike.max(abbreviates(one, other)).max(abbreviates(other, one))
}

/// How surely `short` abbreviates `long`: 0 if it does not, more the less it leaves out.
fn abbreviates(short: &str, long: &str) -> f64 {
    let (shorter, longer) = (short.chars().count(), long.chars().count());
    if shorter < 2 || shorter >= longer || !long.starts_with(first(short)) {
        return 0.0;
    }
    let mut rest = long.chars();
    if !short.chars().all(|c| rest.any(|other| other == c)) {
        return 0.0;
    }
    let ratio = f64::from(u32::try_from(shorter).unwrap_or(u32::MAX))
        / f64::from(u32::try_from(longer).unwrap_or(u32::MAX));
    0.2_f64.mul_add(ratio, 0.75)
}

fn first(text: &str) -> char {
    text.chars().next().unwrap_or_default()
}

/// The parts of a unit's name.
struct Parts<'a> {
    /// The place that it names, by its level alone where it is the office's own.
    place: Option<&'a str>,
    /// What is its own.
    stem: &'a str,
    /// The stem and what stands before it.
    whole: &'a str,
    /// What sort of body it says to be.
    ending: &'static str,
}

/// Endings, and what each is short for; the longer first.
const ENDINGS: &[(&str, &str)] = &[
    ("人民政府", "人民政府"),
    ("管理委员会", "管理委员会"),
    ("管委会", "管理委员会"),
    ("委员会", "委员会"),
    ("办公室", "办公室"),
    ("政府", "人民政府"),
    ("中心", "中心"),
    ("局", "局"),
    ("委", "委员会"),
    ("办", "办公室"),
    ("厅", "厅"),
    ("部", "部"),
];

const LEVELS: [char; 5] = ['省', '市', '州', '县', '区'];

impl<'a> Parts<'a> {
    fn of(name: &'a str, region: Option<&str>) -> Self {
        let (whole, ending) = ENDINGS
            .iter()
            .find_map(|(short, full)| Some((name.strip_suffix(short)?, *full)))
            .unwrap_or((name, ""));
        let (place, stem) =
            match region.and_then(|region| Some((region, whole.strip_prefix(region)?))) {
                Some((region, stem)) => {
                    let level = region.chars().next_back().map_or(0, char::len_utf8);
                    (whole.get(region.len() - level..region.len()), stem)
                }
                None => place(whole),
            };
        // 松岗区人民政府: the place is all that it has.
        let stem = if stem.is_empty() { whole } else { stem };
        Self { place, stem, whole, ending }
    }
}

/// The place at the start of a name, as 市 or 松岗区, and what follows.
fn place(name: &str) -> (Option<&str>, &str) {
    const LONGEST: usize = 5;
    let end = name
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| LEVELS.contains(c))
        .map(|(at, c)| at + c.len_utf8());
    match end.and_then(|end| name.split_at_checked(end)) {
        Some((place, rest)) if !rest.is_empty() => (Some(place), rest),
        _ => (None, name),
    }
}

#[cfg(test)]
mod tests {
    use super::{WORTH_PROPOSING, of_names, of_texts};

    fn likeness(one: &str, other: &str) -> f64 {
        of_names(one, other, Some("云溪市"))
    }

    #[test]
    fn what_may_be_the_same_is_proposed() {
        for (one, other) in [
            ("市管局", "市市场监督管理局"),
            ("市市管局", "市市场监督管理局"),
            ("市市场监管局", "市市场监督管理局"),
            ("市发改委", "市发展和改革委员会"),
            ("市发展改革委", "市发展和改革委员会"),
            ("云溪市教育局", "市教育局"),
            ("教育局", "市教育局"),
            ("市人社局", "市人力资源和社会保障局"),
            ("市住建局", "市住房和城乡建设局"),
            ("市发改局", "市发改委"),
            ("松岗区政府", "松岗区人民政府"),
            ("市大数据局", "市大数据管理局"),
        ] {
            for likeness in [likeness(one, other), likeness(other, one)] {
                assert!((WORTH_PROPOSING..=1.0).contains(&likeness), "{one} {other}: {likeness}");
            }
        }
    }

    #[test]
    fn what_is_another_is_not() {
        for (one, other) in [
            ("市教育局", "市体育局"),
            ("市财政局", "市民政局"),
            ("市水利局", "市林业局"),
            ("松岗区人民政府", "柳湾区人民政府"),
            ("松岗区教育局", "柳湾区教育局"),
            ("区教育局", "市教育局"),
            ("市教育局", "市市场监督管理局"),
            ("市审计局", "市发改委"),
        ] {
            let likeness = likeness(one, other);
            assert!(likeness < WORTH_PROPOSING, "{one} {other}: {likeness}");
        }
    }

    #[test]
    fn texts_are_compared_by_pairs_of_characters() {
        for (one, other, likeness) in [
            ("建设青年驿站", "建设青年驿站", 1.0),
            ("", "建设", 0.0),
            // 建设, 设青 of three and three.
            ("建设青年", "建设青春", 2.0 / 3.0),
            ("建 设。", "建设", 1.0),
        ] {
            assert!((of_texts(one, other) - likeness).abs() < f64::EPSILON, "{one} {other}");
        }
    }

    #[test]
    fn nothing_is_no_number() {
        for (one, other) in [("", ""), ("市", ""), ("局", "局"), ("市局", "区局")] {
            assert!((0.0..=1.0).contains(&likeness(one, other)), "{one} {other}");
        }
    }
}
