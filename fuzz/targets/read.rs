//! Any bytes under any name are read or refused; what is read lies inside the text.

#![no_main]

use duban::intake::{Options, plan::Span, read};
use libfuzzer_sys::fuzz_target;

/// One name for each format that is read.
const NAMES: [&str; 8] =
    ["a.txt", "a.html", "a.md", "a.csv", "a.docx", "a.xlsx", "a.xls", "a.pdf"];

fuzz_target!(|input: (u8, &[u8])| {
    let (format, bytes) = input;
    let name = NAMES[usize::from(format) % NAMES.len()];
    let Ok(reading) = read(name, bytes, &Options::default()) else { return };
    let length = reading.text.chars().count();
    let inside = |span: Span| assert!(span.0 <= span.1 && span.1 <= length, "{span:?} of {length}");
    let plan = reading.plan;
    plan.sections.iter().for_each(|section| inside(section.span));
    plan.findings.iter().for_each(|finding| inside(finding.span));
    for item in &plan.items {
        inside(item.span);
        item.findings.iter().for_each(|finding| inside(finding.span));
        assert!(item.section.is_none_or(|section| section < plan.sections.len()));
    }
});
