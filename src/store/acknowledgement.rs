//! What units acknowledged, and what waits.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{
    acknowledgement, acknowledgement_item, assignment, collective_member, document, item, regime,
    unit, unit_succession,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, JoinType, QueryFilter, QuerySelect, QueryTrait,
    RelationDef, RelationTrait, Select,
    sea_query::{Expr, Func, SimpleExpr},
};
use uuid::Uuid;

use super::{Reader, Result, Tx, corrupt, rows::insert_all, scope, unit::valid_on};
use crate::{
    clock,
    domain::{
        acknowledgement::{Acknowledgement, Part},
        assignment::Role,
        document::DocumentState,
        id::{AccountId, DocumentId, ItemId, UnitId},
        item::ItemState,
        unit::UnitKind,
    },
};

/// Document, unit, item and role.
type PartRow = (Uuid, Uuid, Uuid, String);

fn part(row: PartRow) -> Result<Part> {
    let (document, unit, item, role) = row;
    Ok(Part {
        document: DocumentId(document),
        unit: UnitId(unit),
        item: ItemId(item),
        role: Role::parse(&role).ok_or_else(|| corrupt("role", &role))?,
    })
}

/// Items that are not closed: those that are to be acknowledged.
fn going_on() -> SimpleExpr {
    item::Column::State.is_in([ItemState::Open, ItemState::Suspended].map(ItemState::as_str))
}

/// Published documents whose regime asks for it.
fn asking() -> Condition {
    let asked = regime::Entity::find()
        .select_only()
        .column(regime::Column::DocumentId)
        .filter(regime::Column::Acknowledge.eq(true))
        .into_query();
    Condition::all()
        .add(document::Column::State.eq(DocumentState::Published.as_str()))
        .add(document::Column::Id.in_subquery(asked))
}

/// Documents in which an item waits for the acknowledgement of one of these units, each with what it
/// answers for beside itself.
pub(super) fn waits_for(units: &[(UnitId, Vec<UnitId>)]) -> Condition {
    let waiting = units.iter().fold(Condition::any(), |any, (unit, others)| {
        let acknowledged = acknowledgement_item::Entity::find()
            .select_only()
            .column(acknowledgement_item::Column::Id)
            .filter(acknowledgement_item::Column::UnitId.eq(Uuid::from(*unit)))
            .filter(
                Expr::col((acknowledgement_item::Entity, acknowledgement_item::Column::ItemId))
                    .equals((assignment::Entity, assignment::Column::ItemId)),
            )
            .filter(
                Expr::col((acknowledgement_item::Entity, acknowledgement_item::Column::Role))
                    .equals((assignment::Entity, assignment::Column::Role)),
            )
            .into_query();
        let answering = std::iter::once(unit).chain(others).map(|id| Uuid::from(*id));
        let waiting = assignment::Entity::find()
            .select_only()
            .column(item::Column::DocumentId)
            .join(JoinType::InnerJoin, assignment::Relation::Item.def())
            .filter(assignment::Column::UnitId.is_in(answering))
            .filter(going_on())
            .filter(Expr::exists(acknowledged).not())
            .into_query();
        any.add(document::Column::Id.in_subquery(waiting))
    });
    let nobody = units.is_empty().then(|| Expr::value(false));
    asking().add(waiting).add_option(nobody)
}

/// Who answers in the place of a unit today: its successor, else itself.
fn heir(unit: SimpleExpr) -> SimpleExpr {
    let successor = unit_succession::Entity::find()
        .select_only()
        .column(unit_succession::Column::AnsweringUnitId)
        .filter(unit_succession::Column::UnitId.into_expr().eq(unit.clone()))
        .filter(unit_succession::Column::AnsweringUnitId.is_not_null())
        .into_query();
    Func::coalesce([SimpleExpr::SubQuery(None, Box::new(successor.into())), unit]).into()
}

fn members() -> RelationDef {
    assignment::Entity::belongs_to(collective_member::Entity)
        .from(assignment::Column::UnitId)
        .to(collective_member::Column::CollectiveId)
        .into()
}

impl Reader<'_> {
    /// What units are to acknowledge in documents, acknowledged or not, as of a day: whoever answers
    /// for what is named, as duties have it.
    async fn parts(&self, documents: &[DocumentId], today: NaiveDate) -> Result<HashSet<Part>> {
        let of = |mut rows: Select<assignment::Entity>, named: SimpleExpr| {
            // The unit named, or who succeeded it; of a body, who hosts its office.
            let standing = Expr::col((unit::Entity, unit::Column::Id)).eq(heir(named));
            QuerySelect::query(&mut rows).join(JoinType::InnerJoin, unit::Entity, standing);
            let host = Expr::col((unit::Entity, unit::Column::HostUnitId));
            let answering: SimpleExpr =
                Expr::case(unit::Column::Kind.eq(UnitKind::Body.as_str()), heir(host))
                    .finally(Expr::col((unit::Entity, unit::Column::Id)))
                    .into();
            let columns = [
                answering.clone(),
                assignment::Column::ItemId.into_expr(),
                assignment::Column::Role.into_expr(),
            ];
            rows.join(JoinType::InnerJoin, assignment::Relation::Item.def())
                .join(JoinType::InnerJoin, item::Relation::Document.def())
                .select_only()
                .column(item::Column::DocumentId)
                .expr_as(answering.clone(), "answering")
                .column(assignment::Column::ItemId)
                .column(assignment::Column::Role)
                .filter(item::Column::DocumentId.is_in(documents.iter().map(|id| Uuid::from(*id))))
                .filter(unit::Column::Kind.ne(UnitKind::Collective.as_str()))
                .filter(answering.is_not_null())
                .filter(asking())
                .filter(going_on())
                .filter(scope::acknowledging(&self.scope, columns))
        };
        let themselves = of(assignment::Entity::find(), assignment::Column::UnitId.into_expr());
        let as_members = of(
            assignment::Entity::find().join(JoinType::InnerJoin, members()).filter(valid_on(
                collective_member::Column::ValidFrom,
                collective_member::Column::ValidTo,
                today,
            )),
            collective_member::Column::MemberId.into_expr(),
        );
        let mut parts = HashSet::new();
        for rows in [themselves, as_members] {
            let rows: Vec<PartRow> = rows.into_tuple().all(&self.db()).await?;
            for row in rows {
                parts.insert(part(row)?);
            }
        }
        Ok(parts)
    }

    /// What was acknowledged in documents, when and by whom.
    async fn acknowledged(
        &self,
        documents: &[DocumentId],
    ) -> Result<Vec<(Part, DateTime<Utc>, AccountId)>> {
        use acknowledgement_item::{Column, Relation};
        let rows: Vec<(Uuid, Uuid, Uuid, String, DateTime<Utc>, Uuid)> =
            acknowledgement_item::Entity::find()
                .select_only()
                .column(acknowledgement::Column::DocumentId)
                .column(Column::UnitId)
                .column(Column::ItemId)
                .column(Column::Role)
                .column(acknowledgement::Column::AcknowledgedAt)
                .column(acknowledgement::Column::AcknowledgedBy)
                .join(JoinType::InnerJoin, Relation::Acknowledgement.def())
                .filter(
                    acknowledgement::Column::DocumentId
                        .is_in(documents.iter().map(|id| Uuid::from(*id))),
                )
                .filter(scope::acknowledged_items(&self.scope))
                .into_tuple()
                .all(&self.db())
                .await?;
        rows.into_iter()
            .map(|(document, unit, item, role, at, by)| {
                Ok((part((document, unit, item, role))?, at, AccountId(by)))
            })
            .collect()
    }

    /// How far each unit has acknowledged each of these documents, as far as that may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn acknowledgements_of(
        &self,
        documents: &[DocumentId],
        today: NaiveDate,
    ) -> Result<HashMap<DocumentId, Vec<Acknowledgement>>> {
        let parts = self.parts(documents, today).await?;
        let acknowledged = self.acknowledged(documents).await?;
        let done: HashSet<Part> = acknowledged.iter().map(|(part, ..)| *part).collect();
        let mut items: HashSet<(DocumentId, UnitId, ItemId, bool)> = HashSet::new();
        let mut found: BTreeMap<(DocumentId, UnitId), Acknowledgement> = BTreeMap::new();
        for part in parts.iter().chain(&done) {
            let Part { document, unit, item, .. } = *part;
            let waits = !done.contains(part);
            let of = found
                .entry((document, unit))
                .or_insert_with(|| Acknowledgement::none(document, unit));
            // An item counts once, in whatever parts the unit answers for it.
            if items.insert((document, unit, item, waits)) {
                *(if waits { &mut of.waiting } else { &mut of.items }) += 1;
            }
        }
        for (part, at, by) in acknowledged {
            if let Some(of) = found.get_mut(&(part.document, part.unit)) {
                of.last = of.last.max(Some((at, by)));
            }
        }
        let mut of_each: HashMap<DocumentId, Vec<Acknowledgement>> = HashMap::new();
        for ((document, _), one) in found {
            of_each.entry(document).or_default().push(one);
        }
        Ok(of_each)
    }

    /// What waits for a unit's acknowledgement in a document.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn waiting_parts(
        &self,
        document: DocumentId,
        unit: UnitId,
        today: NaiveDate,
    ) -> Result<Vec<Part>> {
        let parts = self.parts(&[document], today).await?;
        let acknowledged = self.acknowledged(&[document]).await?;
        let done: HashSet<Part> = acknowledged.into_iter().map(|(part, ..)| part).collect();
        let mut waiting: Vec<Part> =
            parts.difference(&done).filter(|part| part.unit == unit).copied().collect();
        waiting.sort_unstable();
        Ok(waiting)
    }
}

impl Tx {
    /// Enters that a unit acknowledged parts of a document, and answers the act's id.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_acknowledgement(
        &self,
        document: DocumentId,
        unit: UnitId,
        parts: &[Part],
        (at, by): (DateTime<Utc>, AccountId),
    ) -> Result<Uuid> {
        let id: Uuid = clock::new_id();
        acknowledgement::Entity::insert(acknowledgement::ActiveModel {
            id: Set(id),
            document_id: Set(document.into()),
            unit_id: Set(unit.into()),
            acknowledged_by: Set(by.into()),
            acknowledged_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        let rows = parts.iter().map(|part| acknowledgement_item::ActiveModel {
            id: Set(clock::new_id()),
            acknowledgement_id: Set(id),
            item_id: Set(part.item.into()),
            unit_id: Set(part.unit.into()),
            role: Set(part.role.as_str().to_owned()),
        });
        insert_all!(&self.tx, acknowledgement_item::Entity, rows);
        Ok(id)
    }
}
