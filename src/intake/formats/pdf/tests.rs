use super::super::samples::{self, Page, pdf};
use super::*;

fn read(pages: &[Page]) -> String {
    text(&pdf(pages), 1 << 20).expect("a PDF with text")
}

/// Lines of 28 characters in a column of that width; the first of a paragraph is indented.
fn page(number: usize, lines: &[&str]) -> Page {
    let head = Page::default().line(70.0, 810.0, 10.0, "云溪市人民政府公报");
    let body = lines.iter().enumerate().fold(head, |page, (n, line)| {
        let up = 760.0 - 26.0 * f64::from(u32::try_from(n).expect("few lines"));
        page.line(70.0, up, 16.0, line)
    });
    body.line(280.0, 40.0, 12.0, &format!("— {number} —"))
}

#[test]
fn wraps_page_numbers_and_running_heads_are_undone() {
    let full = "云溪市坚持以人民为中心推动高质量发展建设现代化新城市民生";
    let first = format!("\u{3000}\u{3000}{}", full.chars().take(26).collect::<String>());
    let pages = [
        page(1, &[&first, full]),
        page(2, &["走到底。", &first, full]),
        page(3, &["再走。", "\u{3000}\u{3000}一、任务"]),
    ];
    let paragraph = format!("{}{full}", first.trim_start());
    let lines: Vec<String> = read(&pages).lines().map(|line| line.trim().to_owned()).collect();
    assert_eq!(
        lines,
        [format!("{paragraph}走到底。"), format!("{paragraph}再走。"), "一、任务".to_owned()]
    );
}

/// A ruled row: its cells in columns that are 100 points wide.
fn row(mut page: Page, top: f64, cells: &[&str], closed: bool) -> Page {
    let mut left = 70.0;
    page = page.rule((left, top), (370.0, top));
    for cell in cells {
        page = page.rule((left, top), (left, top - 40.0)).line(left + 5.0, top - 20.0, 10.0, cell);
        left += 100.0;
    }
    page = page.rule((left, top), (left, top - 40.0));
    if closed { page.rule((70.0, top - 40.0), (370.0, top - 40.0)) } else { page }
}

#[test]
fn a_table_goes_on_over_pages() {
    let heads = ["序号", "重点任务", "责任单位"];
    let first = row(Page::default(), 700.0, &heads, false);
    let first = row(first, 660.0, &["1", "建桥。", "市交通局"], false);
    let first = row(first, 620.0, &["2", "修路", "市财政局"], false);
    let second = row(Page::default(), 700.0, &heads, false);
    let second = row(second, 660.0, &["", "护岸。", ""], false);
    let second = row(second, 620.0, &["3", "建园。", "市教育局"], true);
    assert_eq!(
        read(&[first, second]),
        "序号\t重点任务\t责任单位\n1\t建桥。\t市交通局\n2\t修路护岸。\t市财政局\n3\t建园。\t市教育局\n"
    );
}

#[test]
fn streams_without_a_limit_are_refused() {
    for filter in ["/LZWDecode", "[/FlateDecode/FlateDecode]"] {
        let objects = [(1, format!("<</Filter{filter}/Length 2>>\nstream\nab\nendstream"))];
        assert_eq!(text(&samples::file_of(&objects, ""), 1 << 20), Err(Refused::TooComplex));
    }
}

#[test]
fn a_stream_that_unpacks_to_too_much_is_refused() {
    use std::io::Write as _;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    let zeros = vec![0; 1 << 20];
    for _ in 0..257 {
        packed.write_all(&zeros).expect("memory");
    }
    let packed = packed.finish().expect("memory");
    let file = [
        b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n".as_slice(),
        &packed,
        b"\nendstream",
    ];
    assert_eq!(text(&file.concat(), 1 << 20), Err(Refused::TooComplex));
}

#[test]
fn more_text_than_allowed_is_refused() {
    let long = "建桥修路。".repeat(100);
    assert_eq!(
        text(&pdf(&[Page::default().line(10.0, 500.0, 10.0, &long)]), 300),
        Err(Refused::TooLarge { limit: 300 })
    );
}
