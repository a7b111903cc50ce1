//! Counts as Word prints them.

/// `count` in a number format of Word; in Arabic digits where the format is none of those that Chinese documents use.
pub(super) fn write(count: u32, format: &str) -> String {
    let written = match format {
        "none" => Some(String::new()),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanDigital2" => chinese(count),
        "ideographDigital" | "taiwaneseDigital" | "japaneseDigitalTenThousand" => {
            Some(digits(count, ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九']))
        }
        "decimalFullWidth" | "decimalFullWidth2" => {
            Some(digits(count, ['０', '１', '２', '３', '４', '５', '６', '７', '８', '９']))
        }
        "decimalZero" => Some(format!("{count:02}")),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(count),
        "decimalEnclosedParen" => from(count, '⑴', 20),
        "decimalEnclosedFullstop" => from(count, '⒈', 20),
        "ideographEnclosedCircle" => from(count, '㊀', 10),
        "ideographTraditional" => nth(count, "甲乙丙丁戊己庚辛壬癸"),
        "ideographZodiac" => nth(count, "子丑寅卯辰巳午未申酉戌亥"),
        "lowerLetter" => letters(count, 'a'),
        "upperLetter" => letters(count, 'A'),
        "lowerRoman" => roman(count).map(|text| text.to_lowercase()),
        "upperRoman" => roman(count),
        _ => None,
    };
    written.unwrap_or_else(|| count.to_string())
}

/// 1 → 一, 12 → 十二, 105 → 一百零五.
fn chinese(count: u32) -> Option<String> {
    const DIGITS: &str = "零一二三四五六七八九";
    const UNITS: [(u32, &str); 4] = [(1000, "千"), (100, "百"), (10, "十"), (1, "")];
    if !(1..10_000).contains(&count) {
        return (count == 0).then(|| "零".to_owned());
    }
    let mut out = String::new();
    let mut gap = false;
    for (size, unit) in UNITS {
        let digit = count / size % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('零');
        }
        // 十二, not 一十二.
        if !(size == 10 && digit == 1 && out.is_empty()) {
            out.push(DIGITS.chars().nth(usize::try_from(digit).ok()?)?);
        }
        out.push_str(unit);
    }
    Some(out)
}

fn digits(count: u32, digits: [char; 10]) -> String {
    let place = |c: char| c.to_digit(10).and_then(|digit| usize::try_from(digit).ok());
    count
        .to_string()
        .chars()
        .filter_map(|c| place(c).and_then(|digit| digits.get(digit).copied()))
        .collect()
}

/// The `count`th of the characters that start with `first`, of which there are `most`.
fn from(count: u32, first: char, most: u32) -> Option<String> {
    let place = count.checked_sub(1).filter(|place| *place < most)?;
    char::from_u32(u32::from(first) + place).map(String::from)
}

fn circled(count: u32) -> Option<String> {
    match count {
        1..=20 => from(count, '①', 20),
        21..=35 => from(count - 20, '㉑', 15),
        _ => from(count.checked_sub(35)?, '㊱', 15),
    }
}

fn nth(count: u32, names: &str) -> Option<String> {
    names.chars().nth(usize::try_from(count.checked_sub(1)?).ok()?).map(String::from)
}

/// a to z, then aa to zz.
fn letters(count: u32, first: char) -> Option<String> {
    const MOST_REPEATED: u32 = 20;
    let place = count.checked_sub(1)?;
    let times = place / 26 + 1;
    let letter = char::from_u32(u32::from(first) + place % 26)?;
    (times <= MOST_REPEATED)
        .then(|| std::iter::repeat_n(letter, usize::try_from(times).unwrap_or(1)).collect())
}

fn roman(count: u32) -> Option<String> {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&count) {
        return None;
    }
    let (mut left, mut out) = (count, String::new());
    for (value, sign) in SIGNS {
        while left >= value {
            out.push_str(sign);
            left -= value;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_as_word_prints_them() {
        for (count, format, printed) in [
            (1, "chineseCounting", "一"),
            (10, "chineseCounting", "十"),
            (12, "chineseCountingThousand", "十二"),
            (20, "chineseCounting", "二十"),
            (105, "chineseCountingThousand", "一百零五"),
            (110, "chineseCountingThousand", "一百一十"),
            (1005, "chineseCountingThousand", "一千零五"),
            (12, "ideographDigital", "一二"),
            (12, "decimalFullWidth", "１２"),
            (3, "decimalZero", "03"),
            (3, "decimalEnclosedCircleChinese", "③"),
            (21, "decimalEnclosedCircle", "㉑"),
            (50, "decimalEnclosedCircle", "㊿"),
            (51, "decimalEnclosedCircle", "51"),
            (2, "decimalEnclosedParen", "⑵"),
            (3, "ideographTraditional", "丙"),
            (28, "lowerLetter", "bb"),
            (14, "upperRoman", "XIV"),
            (4, "lowerRoman", "iv"),
            (7, "decimal", "7"),
            (7, "hebrew1", "7"),
            (7, "none", ""),
            (0, "upperLetter", "0"),
        ] {
            assert_eq!(write(count, format), printed, "{count} {format}");
        }
    }
}
