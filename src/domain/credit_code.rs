//! 统一社会信用代码: the code of 18 characters that every legal unit has.

use std::fmt;

/// A code whose check character is right by GB 32100-2015.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// The characters of a code, each worth its place: no I, O, S, V, Z, which look like others.
const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// How many characters a code has.
const LENGTH: usize = 18;

impl CreditCode {
    /// The code that a text is, in whatever width and case its letters are.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let code: String = text.trim().chars().map(narrow).collect();
        let worths: Vec<u32> = code.chars().map(worth).collect::<Option<_>>()?;
        if worths.len() != LENGTH {
            return None;
        }
        let weights = std::iter::successors(Some(1), |weight| Some(weight * 3 % 31));
        let sum: u32 = worths.iter().zip(weights).map(|(worth, weight)| worth * weight).sum();
        // The last character's weight is 3^17 = 22 (mod 31): leave it out of the sum that it checks.
        let last = *worths.last()?;
        let others = sum - last * 22;
        ((31 - others % 31) % 31 == last).then_some(Self(code))
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn narrow(c: char) -> char {
    let narrow = match c {
        '！'..='～' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32),
        _ => None,
    };
    narrow.unwrap_or(c).to_ascii_uppercase()
}

fn worth(c: char) -> Option<u32> {
    CHARACTERS.chars().position(|known| known == c).and_then(|place| u32::try_from(place).ok())
}

#[cfg(test)]
mod tests {
    use super::CreditCode;

    #[test]
    fn the_last_character_checks_the_others() {
        // 11 (机构编制, 机关), an invented region and body.
        let code = CreditCode::parse(CODE).expect("right");
        assert_eq!(code.as_str(), CODE);
        assert_eq!(CreditCode::parse(&CODE.to_lowercase()), Some(code.clone()));
        let wide = CODE.replace('1', "１");
        assert_eq!(CreditCode::parse(&format!(" {wide} ")), Some(code));
        let characters: Vec<char> = CODE.chars().collect();
        for place in 0..18 {
            let mut other = characters.clone();
            other[place] = if other[place] == '0' { '2' } else { '0' };
            let other: String = other.into_iter().collect();
            assert_eq!(CreditCode::parse(&other), None, "{other}");
        }
        let short: String = CODE.chars().take(17).collect();
        for bad in ["", "1", &short, &format!("{CODE}0"), &CODE.replace('1', "I")] {
            assert_eq!(CreditCode::parse(bad), None, "{bad}");
        }
    }

    const CODE: &str = "11320100010001001R";
}
