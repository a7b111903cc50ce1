//! A long plan in every style of clause, made by rule so that every run measures the same text.

use std::fmt::Write;

const NOTICE: &str = "云溪市人民政府办公室关于印发云溪市2026年重点工作责任分解方案的通知

云政办发〔2026〕3号

各区人民政府，市政府各部门：

现将《云溪市2026年重点工作责任分解方案》印发给你们，请认真组织实施，确保2026年11月底前全面完成。各牵头单位于每月25日前将工作进展报市发改委汇总，并抄送市政府督查室。

云溪市人民政府办公室
2026年2月6日

云溪市2026年重点工作责任分解方案
";

const CHAPTERS: [&str; 8] = [
    "着力稳定就业和居民收入",
    "加快建设现代化产业体系",
    "持续优化营商环境",
    "全面推进乡村振兴",
    "提升城市功能品质",
    "深入打好污染防治攻坚战",
    "办好人民满意的教育",
    "守牢安全生产底线",
];

const UNITS: [&str; 16] = [
    "市发改委",
    "市财政局",
    "市人社局",
    "市教育局",
    "市住建局",
    "市商务局",
    "市工信局",
    "市交通运输局",
    "市农业农村局",
    "市生态环境局",
    "市卫健委",
    "市文旅局",
    "市市场监管局",
    "市应急管理局",
    "松岗区人民政府",
    "临江新区管委会",
];

const LEADERS: [&str; 4] = ["陆知远", "沈若川", "顾明舒", "温亦航"];

/// What is promised; `{n}` is a figure that differs from item to item.
const PROMISES: [&str; 12] = [
    "落实就业优先政策，开展职业技能培训，全年新增城镇就业{n}人以上，城镇调查失业率控制在5.5%以内",
    "推动传统产业改造升级，实施重点技改项目{n}个，规模以上工业增加值增长7%左右，9月底前完成中期评估",
    "深化“一网通办”改革，政务服务事项网上可办率达到98%，平均办理时限压缩{n}%",
    "建设高标准农田{n}万亩，粮食播种面积稳定在上年水平，第3期整治工程年底前竣工验收",
    "改造老旧小区{n}个，新增停车位1200个，6月底前全部开工，12月底前完工率不低于90%",
    "空气质量优良天数比例保持在85%以上，完成{n}家企业深度治理，推进5G智慧监测平台建设",
    "新建改扩建公办幼儿园{n}所，新增学位3000个，义务教育优质均衡发展县创建通过省级评估",
    "开展重点领域隐患排查整治，检查企业{n}家次，重大隐患整改率100%，坚决遏制重特大事故发生",
    "健全多层次社会保障体系，基本养老保险参保人数达到{n}万人，参保率稳定在95%以上",
    "加快国际物流通道建设，开行班列{n}列，外贸进出口总额增长8%，跨境电商交易额突破30亿元",
    "完善基层医疗卫生服务网络，家庭医生签约服务覆盖率达到{n}%，县域内就诊率提高2个百分点",
    "举办文化惠民演出{n}场，完成第4届全民读书月活动，旅游总收入增长10%左右",
];

/// A plan of at least `bytes` bytes, chapter after chapter.
pub fn plan(bytes: usize) -> String {
    let mut text = NOTICE.to_owned();
    let mut number = 0;
    for chapter in 0.. {
        if text.len() >= bytes {
            break;
        }
        let title = CHAPTERS[chapter % CHAPTERS.len()];
        writeln!(text, "\n（{}）{title}", chinese(chapter % 99 + 1)).expect("written");
        for _ in 0..12 {
            number += 1;
            item(&mut text, number);
        }
    }
    text
}

fn item(text: &mut String, n: usize) {
    let unit = |k: usize| UNITS[(n * 5 + k * 3) % UNITS.len()];
    let promise = PROMISES[n % PROMISES.len()].replace("{n}", &(n % 9_000 + 12).to_string());
    let leader = LEADERS[n % LEADERS.len()];
    let clause = match n % 6 {
        0 => format!("（牵头单位：{}；责任单位：{}、{}、各区人民政府）", unit(0), unit(1), unit(2)),
        1 => format!("（责任领导：{leader}；牵头单位：{}；配合单位：{}）", unit(0), unit(1)),
        2 => format!("〔责任单位：{}、{}〕", unit(0), unit(1)),
        3 => format!("（{}牵头，{}、{}等按职责分工负责）", unit(0), unit(1), unit(2)),
        4 => format!("\n主办单位：{}\n协办单位：{}、{}、{}", unit(0), unit(1), unit(2), unit(3)),
        _ => format!("【责任领导：{leader}；责任单位：{}；完成时限：2026年10月底】", unit(0)),
    };
    writeln!(text, "{n}.{promise}。{clause}").expect("written");
}

fn chinese(n: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (n / 10, n % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}
