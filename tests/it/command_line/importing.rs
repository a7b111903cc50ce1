//! `import`.

use super::{OFFICE, fixture};
use crate::support::program::{Program, program_on_both};

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
