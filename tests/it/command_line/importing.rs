//! `import`.

use duban::{
    clock::Clock,
    domain::page::PageRequest,
    policy::{Author, Scope},
    service::Publish,
    store::DocumentFilter,
};

use super::{OFFICE, fixture};
use crate::support::{
    open,
    program::{Program, program_on_both, wait},
};

/// The id of the only document in the program's ledger, published if that is asked for.
fn the_document(program: &Program, publish: bool) -> String {
    wait(async {
        let data = program.folder().join("data");
        let app = open(&data, Some(program.database_url()), Clock::system()).await;
        let reader = app.store.reader(Scope::system());
        let page = reader.document_page(&DocumentFilter::default(), &PageRequest::first(2)).await;
        let rows = page.expect("documents").rows;
        let [(_, document)] = rows.as_slice() else { panic!("not one document: {rows:?}") };
        let (document, version) = (document.id, document.version);
        if publish {
            let publish = Publish { document, version, comparison: None, once: None };
            app.service.document_publish(Author::Console, publish).await.expect("published");
        }
        app.store.close().await.expect("closed");
        document.to_string()
    })
}

program_on_both! {
    /// A document goes in once, and the second time says so.
    fn the_same_document_again_changes_nothing(program: Program) {
        program.run("migrate up").fine();
        program.put("plan.txt", fixture("twin_leaders.txt"));
        program.put("other.txt", fixture("twin_first_listed.txt"));
        program.run("import plan.txt other.txt").fine().prints(&[
            &format!("imported   plan.txt: 16 items into the ledger of {OFFICE} ("),
            "imported   other.txt: 16 items into the ledger of 桑屿县人民政府督查室 (",
            "2 of 2 files are in the ledger",
            "findings:",
        ]);
        let again = program.run("import other.txt plan.txt").fine().prints(&[
            &format!("unchanged  plan.txt: 16 items, already in the ledger of {OFFICE}"),
            "2 of 2 files are in the ledger",
        ]);
        assert!(!again.out.contains("imported ") && !again.out.contains("findings"), "{again:?}");
    }

    /// Each file is all or nothing: the bad ones are told, the good ones are in.
    fn a_bad_file_does_not_keep_the_good_ones_out(program: Program) {
        program.run("migrate up").fine();
        program.put("good.txt", fixture("twin_leaders.txt"));
        program.put("empty.txt", "");
        program.put("重要设施.txt", fixture("classified.txt"));
        program.put("regulation.txt", fixture("regulation.txt"));
        let ran = program.run("import missing.txt empty.txt 重要设施.txt regulation.txt good.txt");
        let ran = ran.refused(&[]).prints(&[
            "refused    missing.txt: ",
            "refused    empty.txt: 无法读取文件：文件是空的",
            "refused    regulation.txt: 文件中没有读到任何任务",
            "refused    文件标有密级",
            "imported   good.txt",
            "1 of 5 files are in the ledger",
        ]);
        assert!(!ran.out.contains("重要设施") && !ran.told.contains("重要设施"), "{ran:?}");
        program.run("import good.txt").fine().prints(&["unchanged  good.txt"]);
    }

    /// Where the document does not say its region, a person says the office.
    fn a_document_without_a_region_needs_an_office(program: Program) {
        program.run("migrate up").fine();
        program.put("plan.txt", "重点工作责任分解方案\n\n1.整理档案。（牵头单位：市档案馆）\n");
        program.run("import plan.txt").refused(&[]).prints(&[
            "refused    plan.txt: ",
            "--office",
            "0 of 1 files are in the ledger",
        ]);
        let into = "import plan.txt --office 云溪市人民政府督查室";
        let line = "into the ledger of 云溪市人民政府督查室";
        program.run(into).fine().prints(&["imported   plan.txt: 1 items", line]);
        program.run(into).fine().prints(&["unchanged  plan.txt"]);
    }

    /// A newer edition is a draft, shown beside what it would replace; of what cannot be replaced
    /// nothing is taken.
    fn a_newer_edition_is_compared(program: Program) {
        program.run("migrate up").fine();
        let plan = "云溪市2026年重点工作责任分解方案\n\n1.整理档案。（牵头单位：市档案馆）\n\n2.修缮绿道12公里。（牵头单位：市住建局）\n";
        program.put("plan.txt", plan);
        program.put("newer.txt", plan.replace("12公里", "15公里"));
        program.run("import plan.txt").fine();
        program.run("import newer.txt plan.txt --replaces x").refused(&["--replaces takes one file"]);
        for unknown in ["x", "00000000-0000-7000-8000-000000000007"] {
            let ran = program.run(&format!("import newer.txt --replaces {unknown}")).refused(&[]);
            ran.prints(&["refused    newer.txt: 找不到该内容"]);
        }
        let of_draft = the_document(&program, false);
        let ran = program.run(&format!("import newer.txt --replaces {of_draft}")).refused(&[]);
        ran.prints(&["refused    newer.txt: 只有已发布"]);
        assert_eq!(the_document(&program, true), of_draft);
        program.run(&format!("import newer.txt --replaces {of_draft}")).fine().prints(&[
            "draft      newer.txt: edition 2 of 《云溪市2026年重点工作责任分解方案》: 0 added, 1 changed, 0 dropped, 1 unchanged",
            "  CHANGED    2     修缮绿道15公里。  [TEXT, TARGETS]",
            "nothing is changed before the draft is published",
        ]);
        program.run(&format!("import plan.txt --replaces {of_draft}")).fine().prints(&["unchanged  plan.txt"]);
    }

    /// A database of another version is refused before anything is read.
    fn a_database_that_lacks_migrations_takes_nothing(program: Program) {
        program.put("plan.txt", fixture("twin_leaders.txt"));
        program.run("import plan.txt").refused(&["lacks", "duban migrate up"]);
    }
}

/// A newcomer needs no migration: the embedded database is made.
#[test]
fn the_embedded_database_is_made_where_there_is_none() {
    let program = Program::new();
    program.put("plan.txt", fixture("twin_leaders.txt"));
    program.run("import plan.txt").fine().prints(&["imported   plan.txt"]);
    assert!(program.folder().join("data/duban.sqlite").is_file());
}
