//! `import --review`.

use super::OFFICE;
use crate::support::program::{Program, program_on_both};

const PLAN: &str = "雁回市2026年补充任务分工方案

1.新建口袋公园12个。

2.改造泵站3座。更新供水管网40公里。（牵头单位：市水利局；责任单位：市财政局）

3.建成停车泊位2000个。（责任单位：市城管局、市公安局）

4.新增停车泊位500个。（责任单位：市城管局、市公安局）
";

const IMPORT: &str = "import plan.txt --review --office 雁回市人民政府督查室";

program_on_both! {
    /// A person is walked through the findings, the worst first; each is settled as it is answered,
    /// and whoever stops goes on later.
    fn findings_are_settled_one_by_one(program: Program) {
        program.run("migrate up").fine();
        program.put("plan.txt", PLAN);
        // Nothing is answered: the draft is there, with all its findings.
        let first = program.run_with(IMPORT, "").fine();
        let first = first.prints(&[
            &format!("imported   plan.txt: 4 items into the ledger of {OFFICE}"),
            "the draft cannot be published: 1 errors are open",
        ]);
        let first = first.says(&[
            "ERROR NO_OWNER (1 open): 这项任务没有写明负责单位。",
            "1: 新建口袋公园12个。",
            "【1.新建口袋公园12个。】",
        ]);
        assert!(!first.told.contains("JOINT_LEAD"), "the worst first: {first:?}");

        // What cannot be is told, and asked again.
        let answers = "x\nd 2026-13-01\nu\nm\ns 一\nu 牵头 市园林局 配合 市财政局\nq\n";
        let second = program.run_with(IMPORT, answers).fine();
        let second = second.prints(&["unchanged  plan.txt", "the draft can be published"]);
        let second = second.says(&["a date such as 2026-11-30", "INFO JOINT_LEAD (2 open)"]);
        assert!(second.told.contains("牵头 市城管局；牵头 市公安局"), "{second:?}");
        assert!(second.out.contains("INFO    JOINT_LEAD"), "it stays open: {second:?}");

        // All of a kind, and nothing is left.
        let third = program.run_with(IMPORT, "all\nall\nall\nall\n").fine();
        third.prints(&["0 findings are open", "the draft can be published"]);
        let again = program.run_with(IMPORT, "").fine();
        again.prints(&["0 findings are open"]);
    }

    /// Texts are corrected, items split and merged, deadlines set, findings left open.
    fn items_are_put_right(program: Program) {
        program.run("migrate up").fine();
        program.put("plan.txt", PLAN);
        let answers = "u 市园林局\n\
                       t 建成停车泊位2100个。\n\
                       s 新增停车泊位300个。 | 新增车棚200个。\n\
                       o\no\no\no\n";
        let first = program.run_with(IMPORT, answers).fine();
        first.prints(&["the draft can be published"]).says(&["3: 建成停车泊位2000个。"]);
        let second = program.run_with(IMPORT, "a\n").fine();
        second.prints(&["0 findings are open"]);
    }
}
