//! Documents in traditional characters: read as if they were in simplified ones, and kept as printed.

use memchr::memmem;

/// Characters of such documents, each before its simplified form. All take three bytes, so that no place moves.
const PAIRS: &str = "責责任任單单牽牵頭头領领導导務务辦办廳厅會会區区縣县鎮镇鄉乡黨党組组國国園园館馆處处臺台與与參参時时間间節节點点門门實实協协負负關关於于項项個个萬万億亿畝亩戶户噸吨條条據据報报進进發发產产業业財财機机構构資资規规劃划環环護护設设計计統统審审農农經经貿贸動动衛卫監监檢检應应急急鄰邻團团體体總总隊队營营運运輸输電电網网訊讯標标準准廠厂開开將将達达過过長长書书記记員员聯联係系類类數数量量執执行行滿满結结還还這这種种歷历屆届優优質质態态擴扩強强創创級级該该對对變变後后從从來来東东廣广邊边築筑橋桥車车輛辆魚鱼鳥鸟雲云雙双顧顾陸陆遠远";

/// `text` in simplified characters, byte for byte in the same places; `None` where its clauses already are.
pub(super) fn simplified(text: &str) -> Option<String> {
    let traditional = ["責任", "單位", "牽頭"]
        .iter()
        .any(|word| memmem::find(text.as_bytes(), word.as_bytes()).is_some());
    traditional.then(|| text.chars().map(simple).collect())
}

/// The simplified form of a character.
pub(super) fn simple(c: char) -> char {
    let mut pairs = PAIRS.chars();
    while let (Some(traditional), Some(simple)) = (pairs.next(), pairs.next()) {
        if traditional == c {
            return simple;
        }
    }
    c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_change_in_place() {
        let text = "責任單位：市財政局、市發改委";
        let simple = simplified(text).expect("traditional");
        assert_eq!(simple, "责任单位：市财政局、市发改委");
        assert_eq!(simple.len(), text.len());
        assert_eq!(simplified("责任单位：市财政局"), None);
        assert!(PAIRS.chars().all(|c| c.len_utf8() == 3));
        assert_eq!(PAIRS.chars().count() % 2, 0);
    }
}
