//! What items promise in figures.

use std::collections::HashMap;

use entity::{item, target};
use rust_decimal::Decimal;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    RelationTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, StoreError, Tx, corrupt, document::stored, rows::insert_all, scope};
use crate::domain::{
    id::{DocumentId, ItemId, TargetId},
    target::{Operator, Target, first_of_same},
};

impl TryFrom<target::Model> for Target {
    type Error = StoreError;

    fn try_from(row: target::Model) -> Result<Self> {
        let decimal = |text: &str| text.parse::<Decimal>().map_err(|_| corrupt("decimal", text));
        Ok(Self {
            id: TargetId(row.id),
            item: ItemId(row.item_id),
            text: row.text,
            indicator: row.indicator,
            operator: Operator::parse(&row.operator)
                .ok_or_else(|| corrupt("operator", &row.operator))?,
            value: decimal(&row.value)?,
            value_max: row.value_max.as_deref().map(decimal).transpose()?,
            measure: row.measure,
            same_as: row.same_as_id.map(TargetId),
        })
    }
}

pub(super) fn target_rows(targets: &[Target]) -> impl Iterator<Item = target::ActiveModel> {
    targets.iter().enumerate().map(|(position, target)| target::ActiveModel {
        id: Set(target.id.into()),
        item_id: Set(target.item.into()),
        position: Set(stored(position)),
        text: Set(target.text.clone()),
        indicator: Set(target.indicator.clone()),
        operator: Set(target.operator.as_str().to_owned()),
        value: Set(target.value.to_string()),
        value_max: Set(target.value_max.map(|value| value.to_string())),
        measure: Set(target.measure.clone()),
        same_as_id: Set(target.same_as.map(Uuid::from)),
    })
}

impl Reader<'_> {
    /// The targets with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn targets(&self, ids: &[TargetId]) -> Result<Vec<Target>> {
        target::Entity::find()
            .filter(target::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .filter(target::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Target::try_from)
            .collect()
    }

    /// The targets of each of these items in order.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn targets_of(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Vec<Target>>> {
        let rows = target::Entity::find()
            .filter(target::Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))))
            .filter(target::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .order_by_asc(target::Column::Position)
            .all(&self.db())
            .await?;
        let mut targets: HashMap<ItemId, Vec<Target>> = HashMap::new();
        for row in rows {
            let target = Target::try_from(row)?;
            targets.entry(target.item).or_default().push(target);
        }
        Ok(targets)
    }
}

impl Tx {
    /// Replaces an item's targets.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn replace_targets(&self, item: ItemId, targets: &[Target]) -> Result<()> {
        target::Entity::delete_many()
            .filter(target::Column::ItemId.eq(Uuid::from(item)))
            .exec(&self.tx)
            .await?;
        insert_all!(&self.tx, target::Entity, target_rows(targets));
        Ok(())
    }

    /// Links the targets of a document that promise the same, after some of them changed.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn link_targets(&self, document: DocumentId) -> Result<()> {
        let targets: Vec<Target> = target::Entity::find()
            .join(JoinType::InnerJoin, target::Relation::Item.def())
            .filter(item::Column::DocumentId.eq(Uuid::from(document)))
            .order_by_asc(item::Column::Position)
            .order_by_asc(target::Column::Position)
            .all(&self.tx)
            .await?
            .into_iter()
            .map(Target::try_from)
            .collect::<Result<_>>()?;
        let figures = targets.iter().map(|target| {
            (target.item, target.indicator.as_str(), target.value, target.measure.as_str())
        });
        let links = first_of_same(figures);
        for (target, first) in targets.iter().zip(links) {
            let same_as = first.and_then(|first| targets.get(first)).map(|first| first.id);
            if same_as == target.same_as {
                continue;
            }
            target::Entity::update_many()
                .col_expr(target::Column::SameAsId, Expr::value(same_as.map(Uuid::from)))
                .filter(target::Column::Id.eq(Uuid::from(target.id)))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }
}
