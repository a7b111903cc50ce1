use super::*;

/// Operator, value, unit of each target.
fn figures(text: &str) -> Vec<(Operator, String, String)> {
    read(text)
        .into_iter()
        .map(|(target, _)| (target.operator, target.value.to_string(), target.unit))
        .collect()
}

fn one(text: &str, operator: Operator, value: &str, unit: &str) {
    assert_eq!(figures(text), [(operator, value.to_owned(), unit.to_owned())], "{text}");
}

fn none(texts: &[&str]) {
    for text in texts {
        assert_eq!(figures(text), [], "{text}");
    }
}

fn values(text: &str) -> Vec<String> {
    figures(text).into_iter().map(|(_, value, unit)| format!("{value}{unit}")).collect()
}

#[test]
fn words_of_comparison_before_and_behind() {
    use Operator::{About, AtLeast, AtMost, Exactly};
    one("建设口袋公园12个。", Exactly, "12", "个");
    one("完成适老化改造1600户以上。", AtLeast, "1600", "户");
    one("新建老年学校不少于100个。", AtLeast, "100", "个");
    one("覆盖率超95%。", AtLeast, "95", "%");
    one("资产总额突破450亿元。", AtLeast, "450", "亿元");
    one("收储土地800余亩。", AtLeast, "800", "亩");
    one("为不低于200户家庭实施改造。", AtLeast, "200", "户");
    one("登记失业率控制在4.5%以内。", AtMost, "4.5", "%");
    one("平均办理时间不超过3个工作日。", AtMost, "3", "个工作日");
    one("建设教联体10个左右。", About, "10", "个");
    one("工资标准平均上调12%左右。", About, "12", "%");
    one("占比达到15%。", Exactly, "15", "%");
    one("每季度至少召开1次会议。", AtLeast, "1", "次");
    one("投资额不低于上年度的3倍。", AtLeast, "3", "倍");
    one("严守46.5万亩耕地红线。", AtLeast, "465000", "亩");
    one("按照不低于5%的幅度压减经费。", AtLeast, "5", "%");
}

#[test]
fn growth_is_an_operator_of_its_own() {
    use Operator::{Exactly, GrowthAtLeast};
    one("地区生产总值增长6%。", GrowthAtLeast, "6", "%");
    one("技改投资增长15%以上。", GrowthAtLeast, "15", "%");
    one("贷款增长不低于12%。", GrowthAtLeast, "12", "%");
    one("产业规模增速达到15%以上。", GrowthAtLeast, "15", "%");
    one("占比增长到40%。", Exactly, "40", "%");
    assert_eq!(
        figures("城镇、农村居民收入分别增长7%、8%。").iter().map(|f| f.0).collect::<Vec<_>>(),
        [GrowthAtLeast, GrowthAtLeast]
    );
}

#[test]
fn wan_is_multiplied_out_and_yi_stays_with_the_unit() {
    assert_eq!(
        values("新增就业4万人，实现收入50亿元，减税3000万元。"),
        ["40000人", "50亿元", "30000000元"]
    );
    assert_eq!(values("建设住房5.8万套(间)。"), ["58000套(间)"]);
    assert_eq!(values("建设厂房３０万㎡。"), ["300000㎡"]);
    assert_eq!(values("经济总量突破1.2万亿元。"), ["12000亿元"]);
    assert_eq!(values("新增学位 1200 个。"), ["1200个"]);
    assert_eq!(values("为30万供水用户更换装置。"), ["300000户"]);
    assert_eq!(values("产值突破100亿。"), ["100亿元"]);
    assert_eq!(values("发放优惠券1,500张。"), ["1500张"]);
}

#[test]
fn ranges_keep_both_ends() {
    for text in [
        "打造3-5家龙头企业。",
        "打造3—5家龙头企业。",
        "打造3至5家龙头企业。",
        "打造3家至5家龙头企业。",
    ] {
        let found = read(text);
        let [(target, _)] = found.as_slice() else { panic!("{text}: {found:?}") };
        assert_eq!(
            (
                target.operator,
                target.value.to_string(),
                target.value_max.map(|max| max.to_string())
            ),
            (Operator::AtLeast, "3".to_owned(), Some("5".to_owned())),
            "{text}"
        );
    }
    let (target, _) = read("培训3-5万人。").remove(0);
    assert_eq!(target.value.to_string(), "30000");
    assert_eq!(target.value_max.map(|max| max.to_string()).as_deref(), Some("50000"));
}

#[test]
fn one_phrase_with_two_rates_makes_two_targets() {
    let found = read("甲类、乙类项目开工率均超过50%。");
    let names: Vec<&str> = found.iter().map(|(target, _)| target.indicator.as_str()).collect();
    assert_eq!(names, ["甲类开工率", "乙类项目开工率"]);
    assert_eq!(figures("覆盖率均达到100%。").len(), 1);
    assert_eq!(values("占比分别达30%、20%和10%。"), ["30%", "20%", "10%"]);
}

#[test]
fn several_in_one_sentence() {
    assert_eq!(
        values("建成公寓400套以上、车位2000个以上、充电桩80个以上，新增6家企业。"),
        ["400套", "2000个", "80个", "6家"]
    );
    assert_eq!(values("完成9个乡镇规划和42个村庄规划编制工作。"), ["9个", "42个"]);
    assert_eq!(values("城镇新增就业4万人（其中大学生1万人）。"), ["40000人", "10000人"]);
}

#[test]
fn chinese_numerals_count_where_something_is_made() {
    assert_eq!(values("新建三所学校。"), ["3所"]);
    assert_eq!(values("新增停车场十五个。"), ["15个"]);
    assert_eq!(values("建成不少于两百个站点。"), ["200个"]);
    assert_eq!(values("覆盖面达到百分之八十以上。"), ["80%"]);
    assert_eq!(values("产业规模突破千亿元。"), ["1000亿元"]);
    none(&[
        "完成两条边界线划定。",
        "按照两个片区划分单元。",
        "培育一批龙头企业。",
        "推进医院二期建设。",
        "开展三年行动。",
        "深入实施十大行动。",
        "把握质量和安全两个关键。",
        "推动等级由五档调整为四档。",
        "推动一二三产业融合发展。",
        "建设一流大学。",
        "培育产值超百亿元的产业集群。",
        "做大万亿产业集群。",
    ]);
}

#[test]
fn names_dates_ages_and_sizes_are_none() {
    none(&[
        "推动5G网络和5G应用发展。",
        "打通G4连接线，改造T2航站楼，延长107国道。",
        "实施“3030”工程和“212”攻坚行动。",
        "优化12345热线，开展“101”服务。",
        "“8个100%”工作机制。",
        "建设110千伏变电站。",
        "加快4.0版建设，信用评级达到3A+。",
        "第3批试点、第12次会议。",
        "2025年启动，6月30日验收，2024—2026年实施。",
        "“十四五”规划实施。",
        "为13岁学生接种3价疫苗。",
        "完善3岁以下婴幼儿照护。",
        "为毕业5年内的学生提供服务。",
        "执行3年过渡期政策。",
        "创建国家3A级景区。",
        "按5:3:2的比例分担。",
        "电话0700-12345678。",
        "建立“1+3+N”体系。",
        "进入全国前50名。",
        "推行1户1档。",
        "提供7×24小时服务。",
        "持续推进发展(13项)",
    ]);
}

#[test]
fn what_describes_a_project_or_exists_already_is_none() {
    none(&[
        "推进投资16亿元的光伏项目。",
        "启动总投资40亿元的小镇、2亿元的提升项目。",
        "启动投资300亿元示范区建设项目。",
        "完成某公司15万吨锅炉改造。",
        "对全市426家站点开展抽查。",
        "推广现有12个经验。",
        "建设占地300亩的产业园。",
        "铺设宽度30米的大道。",
        "抢抓新增2.4万亿元专项债券机遇。",
        "给予最高50万元一次性奖励。",
        "返还其上年度缴纳费用的50%。",
        "每人补助1000元。",
        "对职工30人以下的企业予以支持。",
        "针对关税为零的2000种商品加强指导。",
        "担保额可提高至1000万元。",
        "按照不高于合同金额的30%予以支持。",
    ]);
    assert_eq!(values("引进亿元以上项目32个、10亿元以上项目4个。"), ["32个", "4个"]);
    assert_eq!(values("实施总投资18.5亿元的25个项目。"), ["25个"]);
    assert_eq!(values("引进3个投资超30亿元的工业项目。"), ["3个"]);
    assert_eq!(values("培育销售额1000万元以上的网商800家以上。"), ["800家"]);
    assert_eq!(values("完成固定资产投资200亿元。"), ["200亿元"]);
    assert_eq!(values("争取上级补助资金20亿元。"), ["20亿元"]);
    assert_eq!(values("实现95%以上的行政村通公交。"), ["95%"]);
    assert_eq!(values("新增省级以上园区3个。"), ["3个"]);
}

#[test]
fn words_that_only_look_like_comparisons() {
    one("建设商超50个。", Operator::Exactly, "50", "个");
    one("节约用水100万吨。", Operator::Exactly, "1000000", "吨");
    one("价格指数控制在103.5以内。", Operator::AtMost, "103.5", "");
    one("人均预期寿命达到79.5岁。", Operator::Exactly, "79.5", "岁");
    one("年底前10个社区建成投用。", Operator::Exactly, "10", "个");
}

#[test]
fn indicators_are_short_names() {
    for (text, indicator) in [
        ("实现全年城镇新增就业4万人。", "城镇新增就业"),
        ("粮食产量稳定在31万吨以上。", "粮食产量"),
        ("建设科技平台4家。", "科技平台"),
        ("新增规上企业20家以上。", "新增规上企业"),
        ("建设1500间民宿客房。", "民宿客房"),
        ("改造东桥、南门等8个路口。", "路口改造"),
        ("推进26个停车场建设。", "停车场"),
        ("城镇登记失业率控制在3%以内。", "城镇登记失业率"),
        ("力争资产总额突破450亿元。", "资产总额"),
        ("新建5个污水处理厂。", "新建污水处理厂"),
    ] {
        let found = read(text);
        assert_eq!(found[0].0.indicator, indicator, "{text}");
    }
    for (text, indicators) in [
        ("规上总产值480亿元，同比增长8%。", ["规上总产值", "规上总产值同比增长"]),
        ("成交额增长20%，达到50亿元。", ["成交额增长", "成交额"]),
        ("到2026年底城镇化率达到65%，提高1.2个百分点。", ["城镇化率", "城镇化率提高"]),
    ] {
        let names: Vec<String> =
            read(text).into_iter().map(|(target, _)| target.indicator).collect();
        assert_eq!(names, indicators, "{text}");
    }
}

#[test]
fn the_span_holds_the_phrase() {
    let text = "加快建设。建成公租房500套以上、停车位3000个以上，力争更多。";
    let phrases: Vec<String> = read(text)
        .into_iter()
        .map(|(target, Span(start, end))| {
            let phrase: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(phrase, target.text);
            phrase
        })
        .collect();
    assert_eq!(phrases, ["建成公租房500套以上", "停车位3000个以上"]);
}

mod properties {
    use proptest::prelude::*;

    use super::*;
    use crate::intake::wordy::wordy;

    fn holds(text: &str) {
        let length = text.chars().count();
        for (target, Span(start, end)) in read(text) {
            assert!(start <= end && end <= length, "{text:?}: {target:?}");
            assert!(target.value_max.is_none_or(|max| max >= target.value));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in any::<String>()) {
            holds(&text);
        }

        #[test]
        fn any_words_are_read(text in wordy()) {
            holds(&text);
        }
    }
}
