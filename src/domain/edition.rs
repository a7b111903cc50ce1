//! A newer edition of a published document: what it adds, changes and drops.
//!
//! Items are matched one to one. What says the same is the same item; then whoever said it by hand;
//! then what is most alike, by the pairs of characters that two texts share, with heading, units and
//! number in support. A number alone matches nothing: numbers repeat and shift.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    assignment::Role,
    code::codes,
    document::{Document, Span},
    id::{AccountId, DocumentId, EditionId, ItemId, LeaderId, RevisionId, SectionId, UnitId},
    item::Item,
    likeness,
    target::Target,
};

codes! {
    /// What becomes of an item.
    pub enum ChangeKind {
        /// The newer edition brings it.
        Added = "ADDED",
        /// It stays, and something about it changes.
        Changed = "CHANGED",
        /// The newer edition does not hold it.
        Dropped = "DROPPED",
        /// It stays as it is.
        Unchanged = "UNCHANGED",
    }
}

codes! {
    /// What can change about an item that stays.
    pub enum ItemField {
        /// Its text.
        Text = "TEXT",
        /// Its number.
        Ordinal = "ORDINAL",
        /// Its heading, with those above.
        Section = "SECTION",
        /// Its deadline.
        Deadline = "DEADLINE",
        /// What it promises in figures.
        Targets = "TARGETS",
        /// Who answers for it, and as what.
        Units = "UNITS",
        /// Its responsible leaders.
        Leaders = "LEADERS",
    }
}

codes! {
    /// What can change about the document itself.
    pub enum DocumentField {
        /// Title.
        Title = "TITLE",
        /// 文号.
        DocumentNumber = "DOCUMENT_NUMBER",
        /// The place whose government issued it.
        Region = "REGION",
        /// Who issued it.
        Issuer = "ISSUER",
        /// The year that it plans.
        Year = "YEAR",
        /// Date of signing.
        IssuedOn = "ISSUED_ON",
        /// Day by which everything is to be done.
        Deadline = "DEADLINE",
        /// What it says of reporting.
        ReportingRules = "REPORTING_RULES",
    }
}

/// An edition of a document that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// Key.
    pub id: EditionId,
    /// The document.
    pub document: DocumentId,
    /// The number, from 1.
    pub number: i32,
    /// The draft that it was read as; none for the first, whose draft is the document itself.
    pub draft: Option<DocumentId>,
    /// Title.
    pub title: String,
    /// 文号.
    pub document_number: Option<String>,
    /// Date of signing.
    pub issued_on: Option<NaiveDate>,
    /// Name of the file it was read from.
    pub source_name: Option<String>,
    /// SHA-256 of its text in hexadecimal.
    pub source_digest: Option<String>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// Who published it.
    pub published_by: Option<AccountId>,
}

/// What an item said up to an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Key.
    pub id: RevisionId,
    /// The item.
    pub item: ItemId,
    /// The last edition that said so; the span points into that one's text.
    pub edition: i32,
    /// Its heading.
    pub section: Option<SectionId>,
    /// The number as printed.
    pub ordinal: Option<String>,
    /// The text.
    pub text: String,
    /// Day by which it was to be done.
    pub deadline: Option<NaiveDate>,
    /// Where it stood.
    pub span: Span,
    /// When a newer edition changed it.
    pub replaced_at: DateTime<Utc>,
}

impl Revision {
    /// What an item says now, to be kept before it changes.
    #[must_use]
    pub fn of(item: &Item, id: RevisionId, replaced_at: DateTime<Utc>) -> Self {
        Self {
            id,
            item: item.id,
            edition: item.edition,
            section: item.section,
            ordinal: item.ordinal.clone(),
            text: item.text.clone(),
            deadline: item.deadline,
            span: item.span,
            replaced_at,
        }
    }
}

/// An item with everything by which two are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The item.
    pub item: Item,
    /// Titles of its heading and of those above, without their numbers, which shift.
    pub headings: Vec<String>,
    /// Who answers for it, in the order of the clause.
    pub units: Vec<(UnitId, Role)>,
    /// Its leaders in order.
    pub leaders: Vec<LeaderId>,
    /// Its targets in order.
    pub targets: Vec<Target>,
}

impl Compared {
    /// What differs in another reading of the same item.
    #[must_use]
    pub fn differs_from(&self, other: &Self) -> Vec<ItemField> {
        let differs = [
            (ItemField::Text, self.item.text != other.item.text),
            (ItemField::Ordinal, self.item.ordinal != other.item.ordinal),
            (ItemField::Section, self.headings != other.headings),
            (ItemField::Deadline, self.item.deadline != other.item.deadline),
            (
                ItemField::Targets,
                !self.targets.iter().map(figure).eq(other.targets.iter().map(figure)),
            ),
            (ItemField::Units, self.units != other.units),
            (ItemField::Leaders, self.leaders != other.leaders),
        ];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }

    /// How much speaks for two items being the same, beside their texts: from 0 to 1.
    fn support(&self, other: &Self) -> f64 {
        let heading = f64::from(u8::from(self.headings == other.headings));
        let number = f64::from(u8::from(
            self.item.ordinal.is_some() && self.item.ordinal == other.item.ordinal,
        ));
        let units: HashSet<UnitId> = self.units.iter().map(|(unit, _)| *unit).collect();
        let others: HashSet<UnitId> = other.units.iter().map(|(unit, _)| *unit).collect();
        let shared =
            likeness::shared(units.intersection(&others).count(), units.len(), others.len());
        0.4 * heading + 0.4 * shared + 0.2 * number
    }
}

fn figure(target: &Target) -> impl PartialEq + '_ {
    (
        target.text.as_str(),
        target.indicator.as_str(),
        target.operator,
        target.value,
        target.value_max,
        target.measure.as_str(),
    )
}

/// What becomes of one item.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most items stay")]
pub enum ItemChange {
    /// The newer edition brings it.
    Added(Item),
    /// It stays.
    Stays {
        /// As it is.
        before: Item,
        /// As the newer edition has it.
        after: Item,
        /// What changes about it; nothing where it stays as it is.
        fields: Vec<ItemField>,
        /// How alike the two texts are, from 0 to 1.
        similarity: f64,
        /// Whether a person said that the two are one.
        by_hand: bool,
    },
    /// The newer edition does not hold it.
    Dropped(Item),
}

impl ItemChange {
    /// What kind of change.
    #[must_use]
    pub const fn kind(&self) -> ChangeKind {
        match self {
            Self::Added(_) => ChangeKind::Added,
            Self::Dropped(_) => ChangeKind::Dropped,
            Self::Stays { fields, .. } if fields.is_empty() => ChangeKind::Unchanged,
            Self::Stays { .. } => ChangeKind::Changed,
        }
    }

    /// The item of the published document.
    #[must_use]
    pub const fn before(&self) -> Option<&Item> {
        match self {
            Self::Added(_) => None,
            Self::Stays { before: item, .. } | Self::Dropped(item) => Some(item),
        }
    }

    /// The item of the draft.
    #[must_use]
    pub const fn after(&self) -> Option<&Item> {
        match self {
            Self::Dropped(_) => None,
            Self::Stays { after: item, .. } | Self::Added(item) => Some(item),
        }
    }
}

/// A draft of a newer edition beside the published document that it is to replace.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The draft.
    pub draft: Document,
    /// The published document.
    pub published: Document,
    /// What becomes of each item: in the order of the draft, then what it drops.
    pub changes: Vec<ItemChange>,
    /// What changes about the document itself.
    pub fields: Vec<DocumentField>,
}

impl Comparison {
    /// How many items a kind of change befalls.
    #[must_use]
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.changes.iter().filter(|change| change.kind() == kind).count()
    }

    /// Everything that the comparison rests on: two that read alike here are the same.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        use std::fmt::Write;
        let mut text = String::new();
        for document in [&self.draft, &self.published] {
            let _ = writeln!(text, "{} {}", document.id, document.version);
        }
        for change in &self.changes {
            for item in [change.before(), change.after()] {
                match item {
                    Some(item) => {
                        let _ = write!(text, "{} {} {} ", item.id, item.version, item.state);
                    }
                    None => text.push_str("- "),
                }
            }
            if let ItemChange::Stays { fields, .. } = change {
                for field in fields {
                    text.push_str(field.as_str());
                    text.push(' ');
                }
            }
            text.push('\n');
        }
        text
    }
}

/// What changes about the document itself, but for its reporting rules.
#[must_use]
pub fn changed_fields(published: &Document, draft: &Document) -> Vec<DocumentField> {
    let differs = [
        (DocumentField::Title, published.title != draft.title),
        (DocumentField::DocumentNumber, published.document_number != draft.document_number),
        (DocumentField::Region, published.region != draft.region),
        (DocumentField::Issuer, published.issuer != draft.issuer),
        (DocumentField::Year, published.year != draft.year),
        (DocumentField::IssuedOn, published.issued_on != draft.issued_on),
        (DocumentField::Deadline, published.deadline != draft.deadline),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
}

/// What a person said of items of the draft: which item of the published document each is, or that
/// it is none of them.
pub type ByHand = HashMap<ItemId, Option<ItemId>>;

/// What becomes of each item: in the order of the newer edition, then what it drops.
#[must_use]
pub fn compare(published: &[Compared], draft: &[Compared], by_hand: &ByHand) -> Vec<ItemChange> {
    let mut matching = Matching {
        old: published,
        new: draft,
        old_of: vec![None; draft.len()],
        taken: vec![false; published.len()],
        settled: vec![false; draft.len()],
    };
    matching.by_hand(by_hand);
    matching.by_equal_text();
    matching.by_similarity();
    matching.changes()
}

/// The share of a text that must stand in the other for both to be one item, whatever else speaks
/// for it.
const LEAST_ALIKE: f64 = 0.4;
/// What text and support must come to.
const LEAST_SCORE: f64 = 0.45;
/// What the text counts; the rest is support.
const WEIGHT: f64 = 0.8;
/// A pair of characters that more texts than this hold tells none of them apart, and would make the
/// work grow with the square of their number.
const COMMON: usize = 1_000;

struct Matching<'a> {
    old: &'a [Compared],
    new: &'a [Compared],
    /// The old item that each new one is.
    old_of: Vec<Option<(usize, bool)>>,
    /// Which old items are some new one.
    taken: Vec<bool>,
    /// Which new items a person said to be new.
    settled: Vec<bool>,
}

impl Matching<'_> {
    fn take(&mut self, old: usize, new: usize, by_hand: bool) {
        let free = self.taken.get(old).is_some_and(|taken| !taken) && self.is_open(new);
        if let (true, Some(taken), Some(of)) =
            (free, self.taken.get_mut(old), self.old_of.get_mut(new))
        {
            *taken = true;
            *of = Some((old, by_hand));
        }
    }

    fn is_open(&self, new: usize) -> bool {
        self.old_of.get(new).is_some_and(Option::is_none)
            && self.settled.get(new).is_some_and(|settled| !settled)
    }

    fn open_old(&self) -> Vec<(usize, &Compared)> {
        let open = self.old.iter().enumerate().zip(&self.taken);
        open.filter(|(_, taken)| !**taken).map(|(old, _)| old).collect()
    }

    fn open_new(&self) -> Vec<(usize, &Compared)> {
        self.new.iter().enumerate().filter(|(place, _)| self.is_open(*place)).collect()
    }

    fn by_hand(&mut self, by_hand: &ByHand) {
        let place_of: HashMap<ItemId, usize> =
            self.old.iter().enumerate().map(|(place, old)| (old.item.id, place)).collect();
        let said: Vec<(usize, Option<ItemId>)> = self
            .new
            .iter()
            .enumerate()
            .filter_map(|(new, draft)| Some((new, *by_hand.get(&draft.item.id)?)))
            .collect();
        for (new, old) in said {
            match old {
                // One that the document no longer holds was said too long ago to count.
                Some(old) => {
                    if let Some(old) = place_of.get(&old) {
                        self.take(*old, new, true);
                    }
                }
                None => {
                    if let Some(settled) = self.settled.get_mut(new) {
                        *settled = true;
                    }
                }
            }
        }
    }

    /// Among several that say the same, the one for which most else speaks.
    fn by_equal_text(&mut self) {
        let mut alike: HashMap<&str, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (place, old) in self.open_old() {
            alike.entry(old.item.text.as_str()).or_default().0.push(place);
        }
        for (place, new) in self.open_new() {
            if let Some((_, places)) = alike.get_mut(new.item.text.as_str()) {
                places.push(place);
            }
        }
        let mut pairs = Vec::new();
        for (olds, news) in alike.into_values() {
            if olds.len().saturating_mul(news.len()) > COMMON * COMMON {
                pairs.extend(olds.into_iter().zip(news).map(|(old, new)| (0, old, new)));
                continue;
            }
            for &old in &olds {
                for &new in &news {
                    pairs.push((self.differences(old, new), old, new));
                }
            }
        }
        pairs.sort_unstable();
        for (_, old, new) in pairs {
            self.take(old, new, false);
        }
    }

    /// How much speaks against two items being the same. Numbers shift; who answers for an item
    /// seldom does.
    fn differences(&self, old: usize, new: usize) -> usize {
        let (Some(old), Some(new)) = (self.old.get(old), self.new.get(new)) else {
            return usize::MAX;
        };
        let weight = |field| if matches!(field, ItemField::Ordinal) { 1 } else { 2 };
        old.differs_from(new).into_iter().map(weight).sum()
    }

    fn by_similarity(&mut self) {
        let pairs_of = |item: &Compared| likeness::pairs(&item.item.text);
        let olds: Vec<_> =
            self.open_old().into_iter().map(|(place, old)| (place, old, pairs_of(old))).collect();
        let news: Vec<_> =
            self.open_new().into_iter().map(|(place, new)| (place, new, pairs_of(new))).collect();
        let mut holding: HashMap<(char, char), Vec<usize>> = HashMap::new();
        for (index, (_, _, pairs)) in news.iter().enumerate() {
            for pair in pairs {
                holding.entry(*pair).or_default().push(index);
            }
        }
        let mut candidates = Vec::new();
        for (old_place, old, pairs) in &olds {
            let mut shared: HashMap<usize, usize> = HashMap::new();
            let told = pairs.iter().filter_map(|pair| holding.get(pair));
            for index in told.filter(|places| places.len() <= COMMON).flatten() {
                *shared.entry(*index).or_default() += 1;
            }
            for (index, both) in shared {
                let Some((new_place, new, others)) = news.get(index) else { continue };
                let alike = likeness::shared(both, pairs.len(), others.len());
                if alike < LEAST_ALIKE {
                    continue;
                }
                let score = WEIGHT * alike + (1.0 - WEIGHT) * old.support(new);
                if score >= LEAST_SCORE {
                    candidates.push((score, *old_place, *new_place));
                }
            }
        }
        candidates.sort_by(|one, other| {
            let place = |(_, old, new): &(f64, usize, usize)| (old.abs_diff(*new), *old, *new);
            other.0.total_cmp(&one.0).then_with(|| place(one).cmp(&place(other)))
        });
        for (_, old, new) in candidates {
            self.take(old, new, false);
        }
    }

    fn changes(self) -> Vec<ItemChange> {
        let stays_or_added = self.new.iter().zip(&self.old_of).map(|(new, of)| {
            let old = of.and_then(|(old, by_hand)| Some((self.old.get(old)?, by_hand)));
            match old {
                None => ItemChange::Added(new.item.clone()),
                Some((old, by_hand)) => ItemChange::Stays {
                    before: old.item.clone(),
                    after: new.item.clone(),
                    fields: old.differs_from(new),
                    similarity: likeness::of_texts(&old.item.text, &new.item.text),
                    by_hand,
                },
            }
        });
        let dropped = self.old.iter().zip(&self.taken).filter(|(_, taken)| !**taken);
        let dropped = dropped.map(|(old, _)| ItemChange::Dropped(old.item.clone()));
        stays_or_added.chain(dropped).collect()
    }
}

#[cfg(test)]
mod tests;
