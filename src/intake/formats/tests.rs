use std::time::{Duration, Instant};

use encoding_rs::GB18030;
use proptest::prelude::*;

use super::super::plan::Plan;
use super::super::{Options, Reading, read};
use super::samples::{self, Page};
use super::*;

fn reading(source: &str, bytes: &[u8]) -> Result<Reading, Refused> {
    read(source, bytes, &Options::default())
}

fn refused(source: &str, bytes: &[u8]) -> Option<Refused> {
    reading(source, bytes).err()
}

/// What a plan says, without where it stands.
fn said(plan: &Plan) -> Vec<String> {
    let units = |mentions: &[super::super::plan::UnitMention]| {
        mentions.iter().map(|unit| unit.units.join("、")).collect::<Vec<_>>().join("，")
    };
    let items = plan.items.iter().map(|item| {
        format!(
            "{:?} {:?} {} {:?} {} {} {:?} {}",
            item.ordinal,
            item.section,
            item.text,
            item.leaders,
            units(&item.lead),
            units(&item.support),
            item.deadline,
            item.targets.len(),
        )
    });
    let sections =
        plan.sections.iter().map(|it| format!("{} {} {}", it.level, it.marker, it.title));
    [format!("{:?} {:?}", plan.title, plan.year)].into_iter().chain(sections).chain(items).collect()
}

#[test]
fn a_plan_says_the_same_in_every_format() {
    let text = "云溪市2026年重点工作责任分解\n一、做强产业\n（一）培育企业\n1.新增规上工业企业16家以上。（责任领导：陆知远；牵头单位：市经信局；责任单位：松岗区、柳湾区人民政府）\n2.新建云溪算力中心1座，6月底前开工。（责任领导：沈若川；牵头单位：市发改委）\n二、改善民生\n3.新改扩建幼儿园5所。（责任领导：顾明舒；牵头单位：市教育局）";
    let expected = reading("plan.txt", text.as_bytes()).expect("text").plan;
    assert_eq!(expected.items.len(), 3);
    let page = format!("<p>{}</p>", text.replace('\n', "</p><p>"));
    let mut printed = Page::default();
    let mut up = 780.0;
    for line in text.lines() {
        let indent = if up > 779.0 { "" } else { "\u{3000}\u{3000}" };
        let characters: Vec<char> = format!("{indent}{line}").chars().collect();
        for part in characters.chunks(28) {
            printed = printed.line(70.0, up, 16.0, &part.iter().collect::<String>());
            up -= 26.0;
        }
    }
    printed = printed.line(280.0, 40.0, 12.0, "— 1 —");
    for (name, bytes) in [
        ("plan.docx", samples::plain_docx(text)),
        ("plan.html", format!("<html><body>{page}</body></html>").into_bytes()),
        ("plan.md", text.replace("一、", "## 一、").replace('\n', "\n\n").into_bytes()),
        ("plan.pdf", samples::pdf(&[printed])),
        ("plan.txt", GB18030.encode(text).0.into_owned()),
    ] {
        let found = reading(name, &bytes).expect(name);
        assert_eq!(said(&found.plan), said(&expected), "{name}: {}", found.text);
    }
}

#[test]
fn a_table_says_the_same_in_every_format() {
    let text = samples::table_text();
    let expected = reading("plan.txt", text.as_bytes()).expect("text").plan;
    assert_eq!(expected.items.len(), 3);
    assert_eq!(expected.items[1].support.len(), 2);
    for (name, bytes) in [
        ("plan.docx", samples::table_docx()),
        ("plan.xlsx", samples::table_xlsx()),
        ("plan.xls", samples::table_xls()),
        ("plan.csv", samples::table_csv().into_bytes()),
        ("plan", samples::table_csv().into_bytes()),
        ("plan.csv", GB18030.encode(&samples::table_csv()).0.into_owned()),
        ("plan.md", samples::table_markdown().into_bytes()),
        ("plan.pdf", samples::table_pdf()),
    ] {
        let found = reading(name, &bytes).expect(name);
        assert_eq!(said(&found.plan), said(&expected), "{name}: {}", found.text);
    }
}

#[test]
fn names_do_not_decide_what_content_tells() {
    for bytes in
        [samples::table_docx(), samples::table_xlsx(), samples::table_xls(), samples::table_pdf()]
    {
        assert_eq!(reading("plan.txt", &bytes).expect("by content").plan.items.len(), 3);
    }
}

#[test]
fn other_formats_are_refused() {
    let mut old_word = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("a file");
    old_word.create_stream("/WordDocument").expect("a stream");
    let old_word = old_word.into_inner().into_inner();
    for bytes in [
        b"\x89PNG\r\n\x1a\n\0\0".to_vec(),
        b"\xFF\xD8\xFF\xE0\0\x10JFIF\0".to_vec(),
        b"{\\rtf1\\ansi plan}".to_vec(),
        samples::zip(&[("plan.txt", "1.建桥。")]),
        samples::zip(&[("OFD.xml", "<OFD/>")]),
        old_word,
    ] {
        assert_eq!(refused("plan.docx", &bytes), Some(Refused::Unsupported));
    }
}

#[test]
fn locked_files_are_refused() {
    let mut office = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("a file");
    office.create_stream("/EncryptedPackage").expect("a stream");
    let office = office.into_inner().into_inner();
    assert_eq!(refused("plan.docx", &office), Some(Refused::Encrypted));
    assert_eq!(
        refused("plan.xls", &samples::xls(&[(0, 0, "任务")], &[], true)),
        Some(Refused::Encrypted)
    );
    let objects = [
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, "<</Type/Pages/Count 0/Kids[]>>".to_owned()),
        (3, "<</Filter/Standard/V 1/R 2>>".to_owned()),
    ];
    assert_eq!(
        refused("plan.pdf", &samples::file_of(&objects, "/Encrypt 3 0 R")),
        Some(Refused::Encrypted)
    );
}

#[test]
fn pages_without_text_are_refused() {
    let picture = Page::default().rule((40.0, 40.0), (500.0, 700.0));
    assert_eq!(refused("plan.pdf", &samples::pdf(&[picture])), Some(Refused::Scanned));
}

#[test]
fn damaged_files_are_refused() {
    let docx = samples::table_docx();
    assert_eq!(refused("plan.docx", &docx[..docx.len() / 2]), Some(Refused::Damaged));
    assert_eq!(refused("plan.docx", &samples::docx("<w:p><w:r>", "", "")), Some(Refused::Damaged));
    assert_eq!(refused("plan.pdf", b"%PDF-1.7\nnothing"), Some(Refused::Damaged));
    assert_eq!(
        refused("plan.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and nothing"),
        Some(Refused::Damaged)
    );
}

#[test]
fn a_part_that_unpacks_to_too_much_is_refused() {
    let bomb = " ".repeat(65 * 1024 * 1024);
    let docx = samples::docx(&bomb, "", "");
    assert!(docx.len() < 1_000_000);
    assert_eq!(refused("plan.docx", &docx), Some(Refused::TooComplex));
    let small = samples::docx(&samples::paragraph("1.建桥。"), "", "");
    // A declared size that is a lie.
    let mut lying = docx.clone();
    let declared = u32::try_from(bomb.len()).expect("short").to_le_bytes();
    for at in 0..lying.len() - 4 {
        if lying[at + 3] == declared[3] && lying[at + 2] == declared[2] {
            lying[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
        }
    }
    assert!(matches!(refused("plan.docx", &lying), Some(Refused::TooComplex | Refused::Damaged)));
    assert_ne!(refused("plan.docx", &small), Some(Refused::TooComplex));
}

#[test]
fn too_many_parts_are_refused() {
    let names: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(refused("plan.docx", &samples::zip(&parts)), Some(Refused::TooComplex));
}

#[test]
fn a_deeply_nested_document_is_refused() {
    let body = format!("{}{}", "<w:sdt>".repeat(100_000), "</w:sdt>".repeat(100_000));
    assert_eq!(refused("plan.docx", &samples::docx(&body, "", "")), Some(Refused::TooComplex));
}

#[test]
fn a_huge_sheet_is_refused() {
    let cells = [(0, 0, "任务"), (65_535, 255, "市发改委")];
    assert_eq!(refused("plan.xls", &samples::xls(&cells, &[], false)), Some(Refused::TooComplex));
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "任务").expect("a cell");
    sheet.write(1_048_575, 16_383, "市发改委").expect("a cell");
    let xlsx = book.save_to_buffer().expect("memory");
    assert_eq!(refused("plan.xlsx", &xlsx), Some(Refused::TooComplex));
    let wide = format!("{}\n", "任务,".repeat(300));
    assert_eq!(refused("plan.csv", wide.as_bytes()), Some(Refused::TooComplex));
}

#[test]
fn merged_cells_that_would_fill_gigabytes_are_refused() {
    let cell = format!("<td rowspan=200 colspan=200>{}</td>", "责任单位".repeat(5_000));
    let page = format!(
        "<html><table><tr><td>责任单位</td><td>任务</td></tr><tr>{cell}</tr>{}</table></html>",
        "<tr><td>1</td></tr>".repeat(199)
    );
    assert_eq!(refused("plan.html", page.as_bytes()), Some(Refused::TooComplex));
}

#[test]
fn a_page_that_draws_itself_without_end_is_refused() {
    let form = |next: usize| {
        let calls = format!("/X{next} Do ").repeat(20);
        format!(
            "<</Type/XObject/Subtype/Form/BBox[0 0 900 900]/Resources<</XObject<</X{next} {next} 0 R>>>>/Length {}>>\nstream\n{calls}\nendstream",
            calls.len()
        )
    };
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, "<</Type/Pages/Count 1/Kids[3 0 R]>>".to_owned()),
        (3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</X10 10 0 R>>>>/Contents 4 0 R>>".to_owned()),
        (4, "<</Length 7>>\nstream\n/X10 Do\nendstream".to_owned()),
    ];
    objects.extend((10..30).map(|n| (n, form(n + 1))));
    let file = samples::file_of(&objects, "");
    assert_eq!(refused("plan.pdf", &file), Some(Refused::TooComplex));
}

#[test]
fn no_refusal_names_the_text() {
    for refused in [
        Refused::Unsupported,
        Refused::Encrypted,
        Refused::Scanned,
        Refused::Damaged,
        Refused::TooComplex,
    ] {
        assert!(!refused.to_string().contains("plan"));
    }
}

/// One valid file of each format.
fn valid() -> Vec<Vec<u8>> {
    vec![
        samples::table_docx(),
        samples::table_xlsx(),
        samples::table_xls(),
        samples::table_pdf(),
        samples::table_csv().into_bytes(),
        samples::table_markdown().into_bytes(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_files_are_read_or_refused(
        which in 0..6_usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        end in any::<Option<prop::sample::Index>>(),
    ) {
        let mut bytes = valid().swap_remove(which);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(end) = end {
            bytes.truncate(end.index(bytes.len()));
        }
        let start = Instant::now();
        let _ = reading("plan", &bytes);
        prop_assert!(start.elapsed() < Duration::from_secs(5));
    }

    #[test]
    fn mutated_parts_are_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[<>/a-z\"=& ]{0,6}"), 1..6),
    ) {
        let mut body = String::from("<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>abc</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>");
        for (at, text) in changes {
            body.insert_str(at.index(body.len()), &text);
        }
        let _ = reading("plan.docx", &samples::docx(&body, &body, &body));
    }

    #[test]
    fn what_starts_as_a_format_is_read_or_refused(
        start in prop::sample::select(vec![&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", b"%PDF-1.4\n", b"{\\rtf", b""]),
        bytes in prop::collection::vec(any::<u8>(), 0..2000),
    ) {
        let _ = reading("plan", &[start, &bytes].concat());
    }
}
