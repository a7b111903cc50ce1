use super::super::samples::{docx, paragraph};
use super::*;

fn read(body: &str, numbering: &str, styles: &str) -> String {
    let bytes = docx(body, numbering, styles);
    let mut package = Package::open(&bytes).expect("an archive");
    let main = package.main_part().expect("relations").expect("a document");
    text(&mut package, &main, 1 << 20).expect("a Word file")
}

/// A paragraph in a list.
fn numbered(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

const LEVELS: &str = "<w:abstractNum w:abstractNumId=\"7\">\
    <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
    <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
    <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlRestart w:val=\"0\"/><w:lvlText w:val=\"%3.\"/></w:lvl>\
    <w:lvl w:ilvl=\"3\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:isLgl/><w:lvlText w:val=\"%1.%4\"/></w:lvl>\
    <w:lvl w:ilvl=\"4\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"●\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>";

#[test]
fn numbers_that_word_counts_are_written() {
    let body = [
        numbered(1, 0, "做强产业"),
        numbered(1, 1, "培育企业"),
        numbered(1, 2, "建桥。"),
        numbered(1, 2, "修路。"),
        numbered(1, 0, "改善民生"),
        numbered(1, 1, "办学校"),
        numbered(1, 2, "建园。"),
        numbered(1, 3, "选址。"),
        numbered(1, 4, "点。"),
        numbered(0, 0, "没有编号。"),
    ]
    .concat();
    assert_eq!(
        read(&body, LEVELS, ""),
        "一、做强产业\n（一）培育企业\n1.建桥。\n2.修路。\n二、改善民生\n（一）办学校\n3.建园。\n2.1选址。\n点。\n没有编号。\n"
    );
}

#[test]
fn a_list_that_starts_again_counts_from_its_own_start() {
    let numbering = format!(
        "{LEVELS}<w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num>\
         <w:num w:numId=\"3\"><w:abstractNumId w:val=\"7\"/></w:num>"
    );
    let body =
        [numbered(1, 0, "甲"), numbered(2, 0, "乙"), numbered(2, 0, "丙"), numbered(3, 0, "丁")]
            .concat();
    assert_eq!(read(&body, &numbering, ""), "一、甲\n五、乙\n六、丙\n七、丁\n");
}

#[test]
fn styles_number_their_paragraphs() {
    let styles = "<w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"2\"><w:basedOn w:val=\"1\"/></w:style>\
                  <w:style w:type=\"paragraph\" w:styleId=\"9\"><w:name w:val=\"toc 1\"/></w:style>";
    let numbering = "<w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
                     <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"chineseCounting\"/><w:pStyle w:val=\"2\"/><w:lvlText w:val=\"（%2）\"/></w:lvl></w:abstractNum>\
                     <w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>";
    let in_style = |style: &str, text: &str| {
        format!(
            "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let body = [
        in_style("9", "做强产业 1"),
        in_style("1", "做强产业"),
        in_style("2", "培育企业"),
        in_style("1", "改善民生"),
    ]
    .concat();
    assert_eq!(read(&body, numbering, styles), "一、做强产业\n（一）培育企业\n二、改善民生\n");
}

#[test]
fn only_what_a_reader_sees_is_read() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>建</w:t></w:r><w:del><w:r><w:delText>路</w:delText></w:r></w:del>\
                <w:ins><w:r><w:t>桥&#12290;&lt;</w:t></w:r></w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:tab/><w:t>好</w:t><w:br/><w:t>又一行</w:t></w:r>\
                <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>\
                <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半</w:t></w:r></w:p>\
                <w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice>\
                <mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent><w:t>框外</w:t></w:r></w:p>";
    assert_eq!(read(body, "", ""), "建桥。< 好\n又一行\n前半后半\n框内\n框外\n");
}

#[test]
fn tables_keep_their_rows_and_merged_cells() {
    let cell = |properties: &str, text: &str| {
        let lines: String = text.split('|').map(paragraph).collect();
        format!("<w:tc><w:tcPr>{properties}</w:tcPr>{lines}</w:tc>")
    };
    let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
    let deleted = format!("<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", cell("", "删"));
    let body = format!(
        "<w:tbl>{}{}{}{deleted}{}</w:tbl>",
        row(&[cell("", "序号"), cell("", "任务"), cell("", "责任单位")]),
        row(&[cell("<w:gridSpan w:val=\"3\"/>", "一、产业")]),
        row(&[
            cell("", "1"),
            cell("<w:vMerge w:val=\"restart\"/>", "建桥。"),
            cell("", "市交通局|市财政局")
        ]),
        row(&[cell("", "2"), cell("<w:vMerge/>", ""), cell("", "市水利局")]),
    );
    assert_eq!(
        read(&body, "", ""),
        "序号\t任务\t责任单位\n一、产业\n1\t建桥。\t市交通局\u{2028}市财政局\n2\t建桥。\t市水利局\n"
    );
}

#[test]
fn a_table_for_layout_dissolves() {
    let body = format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        paragraph("发文机关："),
        paragraph("云溪市政府")
    );
    assert_eq!(read(&body, "", ""), "发文机关：云溪市政府\n");
}
