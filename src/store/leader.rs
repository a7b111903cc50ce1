//! Leaders: posts, their holders, and the units they are in charge of.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{item_leader, leader, leader_charge, post_holder};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Reader, Result, Tx, scope, unit::valid_on};
use crate::{
    clock,
    domain::{
        id::{AccountId, ItemId, LeaderId, OfficeId, UnitId},
        leader::{Leader, PostHolder},
    },
};

impl Reader<'_> {
    /// The leaders with these ids, with who holds their posts on a day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn leaders(&self, ids: &[LeaderId], on: NaiveDate) -> Result<Vec<Leader>> {
        let rows = leader::Entity::find()
            .filter(scope::leaders(&self.scope))
            .filter(leader::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?;
        self.with_holders(rows, on).await
    }

    /// The leaders of each of these items in the order of the clause.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn leaders_of(
        &self,
        items: &[ItemId],
        on: NaiveDate,
    ) -> Result<HashMap<ItemId, Vec<Leader>>> {
        let rows = item_leader::Entity::find()
            .filter(item_leader::Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))))
            .filter(item_leader::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .order_by_asc(item_leader::Column::Position)
            .find_also_related(leader::Entity)
            .all(&self.db())
            .await?;
        let mut posts: Vec<leader::Model> =
            rows.iter().filter_map(|(_, leader)| leader.clone()).collect();
        posts.sort_by_key(|post| post.id);
        posts.dedup_by_key(|post| post.id);
        let leaders: HashMap<LeaderId, Leader> = self
            .with_holders(posts, on)
            .await?
            .into_iter()
            .map(|leader| (leader.id, leader))
            .collect();
        let mut of_items: HashMap<ItemId, Vec<Leader>> = HashMap::new();
        for (row, _) in rows {
            if let Some(leader) = leaders.get(&LeaderId(row.leader_id)) {
                of_items.entry(ItemId(row.item_id)).or_default().push(leader.clone());
            }
        }
        Ok(of_items)
    }

    async fn with_holders(&self, posts: Vec<leader::Model>, on: NaiveDate) -> Result<Vec<Leader>> {
        if posts.is_empty() {
            return Ok(Vec::new());
        }
        let holders = post_holder::Entity::find()
            .filter(post_holder::Column::LeaderId.is_in(posts.iter().map(|post| post.id)))
            .filter(valid_on(post_holder::Column::ValidFrom, post_holder::Column::ValidTo, on))
            .order_by_asc(post_holder::Column::Acting)
            .order_by_asc(post_holder::Column::Id)
            .all(&self.db())
            .await?;
        Ok(posts
            .into_iter()
            .map(|post| Leader {
                holders: holders
                    .iter()
                    .filter(|holder| holder.leader_id == post.id)
                    .map(|holder| PostHolder { name: holder.name.clone(), acting: holder.acting })
                    .collect(),
                id: LeaderId(post.id),
                office: OfficeId(post.office_id),
                post: post.post,
            })
            .collect())
    }

    /// The posts of an office by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn posts_named(
        &self,
        office: OfficeId,
        names: &[String],
    ) -> Result<HashMap<String, LeaderId>> {
        let rows = leader::Entity::find()
            .filter(scope::leaders(&self.scope))
            .filter(leader::Column::OfficeId.eq(Uuid::from(office)))
            .filter(leader::Column::Post.is_in(names))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|row| (row.post, LeaderId(row.id))).collect())
    }

    /// The posts that an account holds or acts for on a day: the post, its office, and whether it
    /// is the chief leader's.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn posts_held_by(
        &self,
        account: AccountId,
        on: NaiveDate,
    ) -> Result<Vec<(LeaderId, OfficeId, bool)>> {
        let rows = post_holder::Entity::find()
            .filter(post_holder::Column::AccountId.eq(Uuid::from(account)))
            .filter(valid_on(post_holder::Column::ValidFrom, post_holder::Column::ValidTo, on))
            .find_also_related(leader::Entity)
            .all(&self.db())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(_, post)| post)
            .map(|post| (LeaderId(post.id), OfficeId(post.office_id), post.chief))
            .collect())
    }

    /// The units that each of these posts is in charge of (分管) on a day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn charges_of(
        &self,
        posts: &[LeaderId],
        on: NaiveDate,
    ) -> Result<HashMap<LeaderId, Vec<UnitId>>> {
        if posts.is_empty() {
            return Ok(HashMap::new());
        }
        let rows: Vec<(Uuid, Uuid)> = leader_charge::Entity::find()
            .select_only()
            .column(leader_charge::Column::LeaderId)
            .column(leader_charge::Column::UnitId)
            .filter(leader_charge::Column::LeaderId.is_in(posts.iter().map(|id| Uuid::from(*id))))
            .filter(valid_on(leader_charge::Column::ValidFrom, leader_charge::Column::ValidTo, on))
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut charges: HashMap<LeaderId, Vec<UnitId>> = HashMap::new();
        for (post, unit) in rows {
            charges.entry(LeaderId(post)).or_default().push(UnitId(unit));
        }
        Ok(charges)
    }
}

impl Tx {
    /// Enters a post of an office.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_post(
        &self,
        office: OfficeId,
        post: &str,
        at: DateTime<Utc>,
    ) -> Result<LeaderId> {
        let id: LeaderId = clock::new_id();
        leader::Entity::insert(leader::ActiveModel {
            id: Set(id.into()),
            office_id: Set(office.into()),
            post: Set(post.to_owned()),
            chief: Set(false),
            created_at: Set(at),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(id)
    }

    /// Gives an account to the holder of a post who stands there by name only; false if there is no
    /// such holder.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn link_post_holder(
        &self,
        post: LeaderId,
        account: AccountId,
        name: &str,
    ) -> Result<bool> {
        use post_holder::Column;
        let done = post_holder::Entity::update_many()
            .col_expr(Column::AccountId, Expr::value(Uuid::from(account)))
            .filter(Column::LeaderId.eq(Uuid::from(post)))
            .filter(Column::Name.eq(name))
            .filter(Column::AccountId.is_null())
            .filter(Column::ValidTo.is_null())
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected > 0)
    }

    /// Sets who holds a post, or acts for its holder (AB角), from a day on.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_post_holder(
        &self,
        post: LeaderId,
        account: Option<AccountId>,
        name: &str,
        acting: bool,
        from: NaiveDate,
    ) -> Result<()> {
        post_holder::Entity::insert(post_holder::ActiveModel {
            id: Set(clock::new_id()),
            leader_id: Set(post.into()),
            account_id: Set(account.map(Uuid::from)),
            name: Set(name.to_owned()),
            acting: Set(acting),
            valid_from: Set(from),
            valid_to: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
    /// Ends what an account holds or acts for of a post: `on` is the first day without it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_post_holder(
        &self,
        post: LeaderId,
        account: AccountId,
        on: NaiveDate,
    ) -> Result<()> {
        use post_holder::Column;
        post_holder::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(on))
            .filter(Column::LeaderId.eq(Uuid::from(post)))
            .filter(Column::AccountId.eq(Uuid::from(account)))
            .filter(valid_on(Column::ValidFrom, Column::ValidTo, on))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Puts a post in charge of a unit (分管) from a day on.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_charge(&self, post: LeaderId, unit: UnitId, from: NaiveDate) -> Result<()> {
        leader_charge::Entity::insert(leader_charge::ActiveModel {
            id: Set(clock::new_id()),
            leader_id: Set(post.into()),
            unit_id: Set(unit.into()),
            valid_from: Set(from),
            valid_to: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Ends a post's charge of a unit (分管): `on` is the first day without it.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_charge(&self, post: LeaderId, unit: UnitId, on: NaiveDate) -> Result<()> {
        use leader_charge::Column;
        leader_charge::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(on))
            .filter(Column::LeaderId.eq(Uuid::from(post)))
            .filter(Column::UnitId.eq(Uuid::from(unit)))
            .filter(valid_on(Column::ValidFrom, Column::ValidTo, on))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Says whether a post is the chief leader's.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn set_chief(&self, post: LeaderId, chief: bool) -> Result<()> {
        leader::Entity::update_many()
            .col_expr(leader::Column::Chief, Expr::value(chief))
            .filter(leader::Column::Id.eq(Uuid::from(post)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
