use std::collections::BTreeSet;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::domain::item::ItemState;

const DOCUMENT: DocumentId = DocumentId(Uuid::from_u128(1));

/// An item of a test: number, heading, text, lead.
type Told<'a> = (&'a str, &'a str, &'a str, u128);

fn item(id: u128, (ordinal, heading, text, lead): Told<'_>) -> Compared {
    Compared {
        item: Item {
            id: ItemId(Uuid::from_u128(id)),
            document: DOCUMENT,
            section: None,
            edition: 1,
            position: 0,
            ordinal: Some(ordinal.to_owned()),
            text: text.to_owned(),
            source: None,
            deadline: None,
            deadline_source: None,
            deadline_span: None,
            state: ItemState::Open,
            span: Span(0, 0),
            version: 1,
        },
        headings: vec![heading.to_owned()],
        units: vec![(UnitId(Uuid::from_u128(lead)), Role::Lead)],
        leaders: vec![],
        targets: vec![],
    }
}

fn items(first: u128, told: &[Told<'_>]) -> Vec<Compared> {
    (first..).zip(told).map(|(id, told)| item(id, *told)).collect()
}

/// What becomes of each item, in words: `1>101 TEXT`, `+102`, `-2`.
fn told(changes: &[ItemChange]) -> Vec<String> {
    let number = |item: &Item| Uuid::from(item.id).as_u128();
    changes
        .iter()
        .map(|change| match change {
            ItemChange::Added(item) => format!("+{}", number(item)),
            ItemChange::Dropped(item) => format!("-{}", number(item)),
            ItemChange::Stays { before, after, fields, .. } => {
                let fields: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
                format!("{}>{} {}", number(before), number(after), fields.join(","))
                    .trim_end()
                    .to_owned()
            }
        })
        .collect()
}

const OLD: [Told<'_>; 5] = [
    ("1", "就业", "新增城镇就业2.6万人以上，开展职业技能培训1万人次。", 1),
    ("2", "就业", "建设青年驿站6个，完善周边配套设施。", 2),
    ("1", "民生", "新增公办幼儿园学位3000个。", 3),
    ("2", "民生", "完成老旧小区改造80个，加装电梯120部。", 4),
    ("3", "民生", "办好第4届全民读书月。", 5),
];

#[test]
fn numbers_that_shift_and_repeat_mislead_nobody() {
    let new = [
        ("1", "就业", "建设青年驿站6个，完善周边配套设施。", 2),
        ("2", "就业", "举办招聘活动50场。", 1),
        ("3", "就业", "新增城镇就业3万人以上，开展职业技能培训1.2万人次。", 1),
        ("1", "民生", "完成老旧小区改造90个，加装电梯150部。", 4),
        ("2", "民生", "新增公办幼儿园学位3000个。", 3),
    ];
    let changes = compare(&items(1, &OLD), &items(101, &new), &ByHand::new());
    assert_eq!(
        told(&changes),
        [
            "2>101 ORDINAL",
            "+102",
            "1>103 TEXT,ORDINAL",
            "4>104 TEXT,ORDINAL",
            "3>105 ORDINAL",
            "-5"
        ]
    );
}

#[test]
fn a_number_heading_and_unit_alone_are_no_likeness() {
    let new = [("3", "民生", "举办龙舟赛事并推广沿江旅游线路。", 5)];
    let changes = compare(&items(5, &OLD[4..]), &items(101, &new), &ByHand::new());
    assert_eq!(told(&changes), ["+101", "-5"]);
}

#[test]
fn of_two_that_say_the_same_each_stays_with_its_unit() {
    let old = [("1", "甲", "按时完成年度任务。", 1), ("2", "甲", "按时完成年度任务。", 2)];
    let new = [("1", "甲", "按时完成年度任务。", 2), ("2", "甲", "按时完成年度任务。", 1)];
    let changes = compare(&items(1, &old), &items(101, &new), &ByHand::new());
    assert_eq!(told(&changes), ["2>101 ORDINAL", "1>102 ORDINAL"]);
}

#[test]
fn what_a_person_said_goes_before_what_looks_alike() {
    let (old, new) = (items(1, &OLD), items(101, &OLD));
    let id = |number| ItemId(Uuid::from_u128(number));
    let by_hand = ByHand::from([
        (id(101), Some(id(5))),
        (id(102), None),
        // One that is not there is nothing said.
        (id(103), Some(id(77))),
    ]);
    assert_eq!(
        told(&compare(&old, &new, &by_hand)),
        ["5>101 TEXT,ORDINAL,SECTION,UNITS", "+102", "3>103", "4>104", "+105", "-1", "-2"]
    );
}

/// Two readings that rest on other versions are told apart.
#[test]
fn a_comparison_knows_what_it_rests_on() {
    let document = |id| Document {
        id: DocumentId(Uuid::from_u128(id)),
        office: crate::domain::id::OfficeId(Uuid::from_u128(9)),
        kind: crate::domain::document::DocumentKind::Plan,
        title: "方案".into(),
        region: None,
        year: None,
        issuer: None,
        document_number: None,
        issued_on: None,
        released_on: None,
        valid_from: None,
        valid_to: None,
        deadline: None,
        state: crate::domain::document::DocumentState::Draft,
        replaces: None,
        edition: 1,
        source_name: Some("a.txt".into()),
        imported_at: DateTime::UNIX_EPOCH,
        published_at: None,
        published_by: None,
        version: 1,
    };
    let comparison = |old: &[Compared], by_hand: &ByHand| Comparison {
        draft: document(2),
        published: document(1),
        changes: compare(old, &items(101, &OLD), by_hand),
        fields: vec![],
    };
    let old = items(1, &OLD);
    let read = comparison(&old, &ByHand::new()).fingerprint();
    assert_eq!(read, comparison(&old, &ByHand::new()).fingerprint());
    let mut changed = old.clone();
    changed[0].item.version = 2;
    assert_ne!(read, comparison(&changed, &ByHand::new()).fingerprint());
    let by_hand = ByHand::from([(ItemId(Uuid::from_u128(101)), None)]);
    assert_ne!(read, comparison(&old, &by_hand).fingerprint());
    let mut newer = comparison(&old, &ByHand::new());
    newer.draft.version = 2;
    assert_ne!(read, newer.fingerprint());
}

/// Items whose texts repeat and resemble each other more than any document's.
fn plan(first: u128) -> impl Strategy<Value = Vec<Compared>> {
    let told = ("[123]", "[甲乙]", "[改建扩][造设][桥路][1-3]{0,2}座", 1_u128..4);
    prop::collection::vec(told, 0..40).prop_map(move |told| {
        let items = (first..).zip(&told);
        items
            .map(|(id, (ordinal, heading, text, lead))| item(id, (ordinal, heading, text, *lead)))
            .collect()
    })
}

proptest! {
    /// Every item of either side appears exactly once, whatever the two documents are and whatever
    /// a person said.
    #[test]
    fn every_item_appears_once(
        old in plan(1),
        new in plan(1_001),
        said in prop::collection::vec((0_usize..40, prop::option::of(0_usize..40)), 0..10),
    ) {
        let by_hand: ByHand = said
            .into_iter()
            .filter_map(|(of, is)| {
                let is = is.map(|is| old.get(is).map(|old| old.item.id));
                Some((new.get(of)?.item.id, is.flatten()))
            })
            .collect();
        let changes = compare(&old, &new, &by_hand);
        let befores: Vec<ItemId> = changes.iter().filter_map(|c| Some(c.before()?.id)).collect();
        let afters: Vec<ItemId> = changes.iter().filter_map(|c| Some(c.after()?.id)).collect();
        let ids = |items: &[Compared]| items.iter().map(|c| c.item.id).collect::<Vec<_>>();
        prop_assert_eq!(afters, ids(&new));
        prop_assert_eq!(befores.len(), old.len());
        let befores: BTreeSet<ItemId> = befores.into_iter().collect();
        prop_assert_eq!(befores, ids(&old).into_iter().collect::<BTreeSet<_>>());
    }

    /// A document read again is unchanged.
    #[test]
    fn the_same_document_is_unchanged(old in plan(1)) {
        let mut new = old.clone();
        for (id, item) in (1_001..).zip(&mut new) {
            item.item.id = ItemId(Uuid::from_u128(id));
        }
        for change in compare(&old, &new, &ByHand::new()) {
            prop_assert_eq!(change.kind(), ChangeKind::Unchanged);
        }
    }

    /// Items in another order say what they said.
    #[test]
    fn another_order_is_no_change_of_text(
        (old, mut new) in plan(1).prop_flat_map(|old| (Just(old.clone()), Just(old).prop_shuffle())),
    ) {
        for (id, item) in (1_001..).zip(&mut new) {
            item.item.id = ItemId(Uuid::from_u128(id));
        }
        for change in compare(&old, &new, &ByHand::new()) {
            prop_assert_eq!(change.kind(), ChangeKind::Unchanged);
        }
    }
}

/// Twice five hundred items that all resemble each other, the worst that a plan can be.
#[test]
fn five_hundred_items_are_matched_at_once() {
    let told = |shift: usize| -> Vec<Compared> {
        (1..=500_usize)
            .zip(1..)
            .map(|(number, id)| {
                let text = format!(
                    "推进第{number}批老旧小区改造和配套设施建设，完成投资{}万元，惠及群众{}户。",
                    number * 10 + shift,
                    number * 3 + shift,
                );
                item(id + if shift == 0 { 0 } else { 1_000 }, ("1", "甲", &text, 1))
            })
            .collect()
    };
    let changes = compare(&told(0), &told(1), &ByHand::new());
    assert_eq!(changes.len(), 500);
    assert!(changes.iter().all(|change| change.kind() == ChangeKind::Changed));
}
