//! Which quantities an item promises, and which only describe, count what exists or belong to a name.

use super::{
    line::Line,
    measure::Kind,
    quantity::{Numeral, Quantity},
};

/// How far the words around a figure are looked at.
pub(super) const REACH: usize = 80;

/// Verbs after which a figure in Chinese numerals counts what is to be done.
const MAKING: &[&str] = &[
    "新增",
    "新建",
    "新改建",
    "新改扩建",
    "改扩建",
    "新开工",
    "建成",
    "引进",
    "新引进",
    "培育",
    "新培育",
    "改造",
    "开工",
    "举办",
];
/// Words that count what exists already.
const EXISTING: &[&str] = &[
    "全市",
    "全县",
    "全区",
    "全省",
    "全州",
    "全镇",
    "全国",
    "全旗",
    "辖区",
    "现有",
    "已有",
    "原有",
    "既有",
    "已建成",
    "已完成",
    "已建",
    "已建成的",
    "已",
    "剩余",
    "共有",
    "上述",
    "第",
    "排名",
];
/// Words of an entitlement: the figure is what someone gets or pays.
const ENTITLEMENT: &[&str] = &[
    "给予",
    "补助",
    "补贴",
    "奖补",
    "奖励",
    "贴息",
    "返还",
    "补偿",
    "免费",
    "减按",
    "罚款",
    "滞纳金",
    "税率",
    "费率",
    "利率",
    "首付",
    "报销",
    "缴纳",
    "扣除",
    "一次性",
];
const SHARE_OF_ENTITLEMENT: &[&str] = &["利率", "费率", "税率"];
/// Endings of what a rate is measured of.
const RATIO: &[&str] = &[
    "率", "比例", "比重", "占比", "度", "水平", "增长", "增速", "增幅", "指数", "面", "比", "降低",
    "下降", "提高", "提升", "压减", "减少", "上调", "下调", "压缩", "精简", "核减", "降幅", "高出",
    "高", "低", "翻", "削减", "上升", "增加", "递增",
];
/// Nouns that money is promised for, where it stands before them.
const FUNDS: &[&str] =
    &["资金", "贷款", "消费券", "债券", "基金", "基金群", "融资", "授信", "补助", "税费", "优惠券"];
/// Verbs that promise the money right after them.
const RAISING: &[&str] = &[
    "争取", "发放", "筹集", "投入", "新增", "减免", "引进", "落实", "兑现", "募集", "发行", "投放",
    "安排", "化解", "压减", "撬动", "设立", "组建", "打造", "建立",
];
/// Verbs that promise the amount right after them, though a noun follows.
const MOVING: &[&str] = &[
    "收储", "储备", "压减", "减少", "减排", "消纳", "处置", "处理", "回收", "供应", "投放", "化解",
    "淘汰", "新增", "完成", "实现", "收购", "生产", "利用",
];
/// What a time must be said of, for it to be a promise.
const TIMED: &[&str] = &[
    "时限", "时间", "用时", "耗时", "周期", "办结", "压缩", "压减", "缩短", "提速", "响应", "时长",
    "平均", "天数", "优良", "寿命",
];

/// Whether the item promises the quantity; `next` is the one after it.
pub(super) fn is_promised(line: &Line<'_>, quantity: &Quantity, next: Option<&Quantity>) -> bool {
    let around = Around::of(line, quantity);
    if around.before_ends_with(EXISTING) && quantity.kind != Kind::Rate
        || is_a_rank(line, quantity)
        || counts_a_heading(line, quantity)
        || is_a_condition(line, quantity, &around)
        || sizes_what_follows(line, quantity, next)
        // 1户1档 is a manner of speaking.
        || line.at(quantity.end).is_some_and(|c| c.is_ascii_digit())
    {
        return false;
    }
    let written_as_promise = match quantity.numeral {
        Numeral::Arabic => true,
        Numeral::Chinese => chinese_counts(quantity, &around),
        Numeral::ScaleOnly => {
            quantity.from < quantity.start
                && (quantity.operator.is_some() && !quantity.compared_behind
                    || line.ends_with(quantity.start, "达")
                    || line.ends_with(quantity.start, "达到"))
        }
    };
    written_as_promise
        && match quantity.kind {
            Kind::Count => !around.is_entitlement_per_head(),
            Kind::Extent => !around.is_entitlement_per_head() && !around.describes_a_size(),
            Kind::Capacity => around.noun_follows_not() || around.before_ends_with(MOVING),
            Kind::Money => money_is_promised(&around),
            Kind::Rate => rate_is_promised(quantity, &around),
            Kind::Time => {
                (quantity.operator.is_some() || quantity.from < quantity.start)
                    && TIMED.iter().any(|word| around.before.contains(word))
                    && !around.mentions(ENTITLEMENT)
            }
        }
}

/// The phrase around a quantity.
struct Around<'a> {
    /// From the last comma or stop to the words of comparison.
    before: &'a str,
    /// From the end of the quantity to the next comma or stop.
    after: &'a str,
}

impl<'a> Around<'a> {
    fn of(line: &'a Line<'_>, quantity: &Quantity) -> Self {
        let start = phrase_start(line, quantity.from);
        let end = phrase_end(line, quantity.end);
        Self { before: line.folded(start, quantity.from), after: line.folded(quantity.end, end) }
    }

    fn before_ends_with(&self, words: &[&str]) -> bool {
        let before = self.before.trim_end();
        words.iter().any(|word| before.ends_with(word))
    }

    fn mentions(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.before.contains(word) || self.after.contains(word))
    }

    /// Whether nothing that the quantity could describe follows it.
    fn noun_follows_not(&self) -> bool {
        self.after
            .trim_start()
            .chars()
            .next()
            .is_none_or(|c| !c.is_alphanumeric() || matches!(c, '和' | '及' | '与' | '并'))
            && !self.after.starts_with('“')
    }

    /// 占地300亩的产业园: the size of one thing.
    fn describes_a_size(&self) -> bool {
        self.before_ends_with(&["宽", "宽度", "高度", "厚度", "直径", "间距"])
            || self.after.starts_with('的')
                && self.before_ends_with(&[
                    "面积", "占地", "用地", "长", "长度", "全长", "总长", "规模",
                ])
    }

    /// 每人 10 个: what each gets, not what is done.
    fn is_entitlement_per_head(&self) -> bool {
        self.before.contains('每')
            && ["每人", "每户", "每名", "每台", "每辆", "每吨", "每亩", "每套"]
                .iter()
                .any(|word| self.before.contains(word))
            && self.mentions(ENTITLEMENT)
    }
}

/// Where the phrase that ends at `end` begins, looking back no further than [`REACH`].
pub(super) fn phrase_start(line: &Line<'_>, end: usize) -> usize {
    let limit = end.saturating_sub(REACH);
    let mut start = end;
    while start > limit && !line.breaks(start - 1) {
        start -= 1;
    }
    start
}

/// Where the phrase that goes on at `start` ends, looking no further than [`REACH`].
pub(super) fn phrase_end(line: &Line<'_>, start: usize) -> usize {
    let limit = (start + REACH).min(line.len());
    let mut end = start;
    while end < limit && !line.breaks(end) {
        end += 1;
    }
    end
}

/// 前10名; not 年底前10个社区.
fn is_a_rank(line: &Line<'_>, quantity: &Quantity) -> bool {
    line.ends_with(quantity.start, "前")
        && !line.ends_with_any(
            quantity.start,
            &["底前", "月前", "日前", "末前", "之前", "年前", "以前"],
        )
}

/// 职工30人以下的企业, 针对关税为零的2000种商品, 额度可提高至500万元: whom a task is about, or what is allowed. Of a
/// rate, 实现95%以上的行政村通公交 is a promise.
fn is_a_condition(line: &Line<'_>, quantity: &Quantity, around: &Around<'_>) -> bool {
    let reached = quantity.kind == Kind::Rate
        && line
            .ends_with_any(quantity.start, &["实现", "确保", "完成", "使", "力争", "达到", "让"]);
    quantity.compared_behind && around.after.starts_with('的') && !reached
        || around.before_ends_with(&["可"])
        || around.before.trim_start().starts_with("针对") && around.before_ends_with(&["的"])
}

/// (13项): how many items stand under a heading.
fn counts_a_heading(line: &Line<'_>, quantity: &Quantity) -> bool {
    quantity.unit == "项"
        && line.at(quantity.end) == Some(')')
        && line.ends_with_any(quantity.from, &["("])
}

/// 10亿元以上项目5个, 投资23亿元的38个项目: the first figure sizes what the second counts.
fn sizes_what_follows(line: &Line<'_>, quantity: &Quantity, next: Option<&Quantity>) -> bool {
    let Some(next) = next else { return false };
    if quantity.kind == Kind::Rate || next.kind != Kind::Count {
        return false;
    }
    let between = line.folded(quantity.end, next.start);
    let direct = between
        .trim_start()
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() && !matches!(c, '和' | '及' | '与' | '并'));
    let sizing = matches!(quantity.kind, Kind::Money | Kind::Extent | Kind::Capacity)
        || quantity.compared_behind;
    direct
        && sizing
        && next.start - quantity.end < 30
        && !between.contains([',', '、', ';', '。', ':', '\n', '和', '及'])
}

/// Whether a figure in Chinese numerals counts what is to be done: 新建三所, 不少于十个.
fn chinese_counts(quantity: &Quantity, around: &Around<'_>) -> bool {
    let making = around.before_ends_with(MAKING);
    let phrase_makes = MAKING.iter().any(|verb| around.before.trim_start().starts_with(verb))
        && around.noun_follows_not()
        && !around.before_ends_with(&["的", "每", "这", "各"]);
    let compared = quantity.operator.is_some();
    match quantity.kind {
        Kind::Count | Kind::Extent | Kind::Capacity | Kind::Money => {
            // 至少一人 is said of each household.
            let several = quantity.value > rust_decimal::Decimal::ONE;
            making || phrase_makes || compared && several && !around.before_ends_with(&["每"])
        }
        Kind::Rate => quantity.unit == "%" || compared,
        Kind::Time => compared,
    }
}

fn money_is_promised(around: &Around<'_>) -> bool {
    let raised = ["争取", "发放", "筹集", "到位", "兑现", "减免"]
        .iter()
        .any(|word| around.before.contains(word));
    if around.mentions(ENTITLEMENT) && !raised
        || [
            "最高",
            "每人",
            "每户",
            "每亩",
            "每吨",
            "每台",
            "每套",
            "每个",
            "每家",
            "单户",
            "单笔",
            "总投资",
            "额度",
            "限额",
            "注册资本",
        ]
        .iter()
        .any(|word| around.before.contains(word))
    {
        return false;
    }
    if around.noun_follows_not() {
        // 启动投资13亿元 sizes a project; 完成投资13亿元 is a promise.
        let before = around.before.trim_end();
        return !before.ends_with("投资")
            || [
                "完成",
                "新增",
                "实现",
                "固定资产",
                "计划",
                "有效",
                "工业",
                "民间",
                "争取",
                "到位",
                "技改",
                "年度",
                "项目",
                "技术改造",
                "累计",
                "基础设施",
                "房地产",
            ]
            .iter()
            .any(|word| before.contains(word));
    }
    let noun = around.after.trim_end();
    around.before_ends_with(RAISING) && FUNDS.iter().any(|funds| noun.ends_with(funds))
}

fn rate_is_promised(quantity: &Quantity, around: &Around<'_>) -> bool {
    let before = around.before.trim_end();
    if SHARE_OF_ENTITLEMENT.iter().any(|word| before.ends_with(word)) {
        return false;
    }
    let of_ratio = RATIO.iter().any(|word| before.ends_with(word));
    if of_ratio {
        return true;
    }
    if around.mentions(ENTITLEMENT) {
        return false;
    }
    if before.ends_with('的') {
        if before.trim_start_matches('可').starts_with('按') {
            return false;
        }
        return before.contains('占')
            || ["不低于", "不少于", "超过", "不超过", "达到", "高于"]
                .iter()
                .any(|word| before.contains(word));
    }
    // 100%全覆盖; 按10%比例: a share that is given, not reached.
    quantity.operator.is_some()
        || quantity.from < quantity.start
        || around.noun_follows_not() && !before.is_empty()
}
