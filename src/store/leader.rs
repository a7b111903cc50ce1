//! Leaders: posts, their holders, and the units they are in charge of.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use entity::{item_leader, leader, leader_charge, post_holder};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Expr, Func, SelectStatement},
};
use uuid::Uuid;

use super::{Reader, Result, Tx, page::Sorting, scope, unit::valid_on};
use crate::{
    clock,
    domain::{
        id::{AccountId, HolderId, ItemId, LeaderId, OfficeId, UnitId},
        leader::{Charge, Leader, PostHolder},
        page::{Cursor, Page, PageRequest},
    },
};

impl From<leader::Model> for Leader {
    fn from(row: leader::Model) -> Self {
        Self {
            id: LeaderId(row.id),
            office: OfficeId(row.office_id),
            post: row.post,
            title: row.title,
            rank: row.rank,
            chief: row.chief,
            version: row.version,
        }
    }
}

impl From<post_holder::Model> for PostHolder {
    fn from(row: post_holder::Model) -> Self {
        Self {
            id: HolderId(row.id),
            leader: LeaderId(row.leader_id),
            account: row.account_id.map(AccountId),
            name: row.name,
            acting: row.acting,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

impl From<leader_charge::Model> for Charge {
    fn from(row: leader_charge::Model) -> Self {
        Self {
            leader: LeaderId(row.leader_id),
            unit: UnitId(row.unit_id),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

/// What stands for the rank of a post that has none: behind all others.
const NO_RANK: i32 = i32::MAX;

fn by_rank() -> Sorting<leader::Entity> {
    Sorting {
        key: Func::coalesce([leader::Column::Rank.into_expr(), Expr::value(NO_RANK)]).into(),
        id: leader::Column::Id,
        descending: false,
        cursor: |row| Cursor { key: row.rank.unwrap_or(NO_RANK).to_string(), id: row.id },
        value: |key| key.parse::<i32>().ok().map(Into::into),
    }
}

impl Reader<'_> {
    fn visible_leaders(&self) -> Select<leader::Entity> {
        leader::Entity::find().filter(scope::leaders(&self.scope))
    }

    fn leader_ids(&self) -> SelectStatement {
        self.visible_leaders().select_only().column(leader::Column::Id).into_query()
    }

    /// The leaders with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn leaders(&self, ids: &[LeaderId]) -> Result<Vec<Leader>> {
        let rows = self
            .visible_leaders()
            .filter(leader::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(Leader::from).collect())
    }

    /// A page of leaders by rank.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn leader_page(&self, page: &PageRequest) -> Result<Page<Leader>> {
        let rows = self.visible_leaders();
        by_rank().read(&self.db(), rows, page).await?.try_map(|row| Ok(row.into()))
    }

    /// How many leaders there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn leader_count(&self) -> Result<u64> {
        Ok(self.visible_leaders().count(&self.db()).await?)
    }

    /// The leaders of each of these items in the order of the clause.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn leaders_of(&self, items: &[ItemId]) -> Result<HashMap<ItemId, Vec<Leader>>> {
        let rows = item_leader::Entity::find()
            .filter(item_leader::Column::ItemId.is_in(items.iter().map(|id| Uuid::from(*id))))
            .filter(item_leader::Column::ItemId.in_subquery(scope::item_ids(&self.scope)))
            .order_by_asc(item_leader::Column::Position)
            .find_also_related(leader::Entity)
            .all(&self.db())
            .await?;
        let mut of_items: HashMap<ItemId, Vec<Leader>> = HashMap::new();
        for (row, leader) in rows {
            of_items.entry(ItemId(row.item_id)).or_default().extend(leader.map(Leader::from));
        }
        Ok(of_items)
    }

    /// Who held each of these posts, or acted for its holder, at any time: the latest first, those
    /// who act last.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn holders_of(
        &self,
        posts: &[LeaderId],
    ) -> Result<HashMap<LeaderId, Vec<PostHolder>>> {
        use post_holder::Column;
        let rows = post_holder::Entity::find()
            .filter(Column::LeaderId.is_in(posts.iter().map(|id| Uuid::from(*id))))
            .filter(Column::LeaderId.in_subquery(self.leader_ids()))
            .order_by_asc(Column::Acting)
            .order_by_desc(Column::ValidFrom)
            .order_by_desc(Column::Id)
            .all(&self.db())
            .await?;
        let mut holders: HashMap<LeaderId, Vec<PostHolder>> = HashMap::new();
        for row in rows {
            holders.entry(LeaderId(row.leader_id)).or_default().push(row.into());
        }
        Ok(holders)
    }

    /// Someone's time in a post, if the post may be seen.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn post_holder(&self, id: HolderId) -> Result<Option<PostHolder>> {
        let row = post_holder::Entity::find_by_id(Uuid::from(id))
            .filter(post_holder::Column::LeaderId.in_subquery(self.leader_ids()))
            .one(&self.db())
            .await?;
        Ok(row.map(PostHolder::from))
    }

    /// The units that each of these posts was in charge of (分管) at any time, the latest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn all_charges_of(
        &self,
        posts: &[LeaderId],
    ) -> Result<HashMap<LeaderId, Vec<Charge>>> {
        use leader_charge::Column;
        let rows = leader_charge::Entity::find()
            .filter(Column::LeaderId.is_in(posts.iter().map(|id| Uuid::from(*id))))
            .filter(Column::LeaderId.in_subquery(self.leader_ids()))
            .order_by_desc(Column::ValidFrom)
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        let mut charges: HashMap<LeaderId, Vec<Charge>> = HashMap::new();
        for row in rows {
            charges.entry(LeaderId(row.leader_id)).or_default().push(row.into());
        }
        Ok(charges)
    }

    /// The posts of an office whose holder on a day has one of these names, by that name; none where
    /// several have it.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn posts_held_under(
        &self,
        office: OfficeId,
        names: &[String],
        on: NaiveDate,
    ) -> Result<HashMap<String, LeaderId>> {
        use post_holder::Column;
        if names.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = post_holder::Entity::find()
            .filter(Column::Name.is_in(names))
            .filter(Column::Acting.eq(false))
            .filter(valid_on(Column::ValidFrom, Column::ValidTo, on))
            .find_also_related(leader::Entity)
            .filter(scope::leaders(&self.scope))
            .filter(leader::Column::OfficeId.eq(Uuid::from(office)))
            .all(&self.db())
            .await?;
        let mut found: HashMap<String, Option<LeaderId>> = HashMap::new();
        for (holder, _) in rows {
            let post = LeaderId(holder.leader_id);
            found.entry(holder.name).and_modify(|known| *known = None).or_insert(Some(post));
        }
        Ok(found.into_iter().filter_map(|(name, post)| Some((name, post?))).collect())
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
    /// Enters a post.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_leader(&self, new: &Leader, at: DateTime<Utc>) -> Result<()> {
        leader::Entity::insert(leader::ActiveModel {
            id: Set(new.id.into()),
            office_id: Set(new.office.into()),
            post: Set(new.post.clone()),
            title: Set(new.title.clone()),
            rank: Set(new.rank),
            chief: Set(new.chief),
            created_at: Set(at),
            version: Set(new.version),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Enters a post of which nothing but its name is known.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_post(
        &self,
        office: OfficeId,
        post: &str,
        at: DateTime<Utc>,
    ) -> Result<LeaderId> {
        let new = Leader::new(clock::new_id(), office, post.to_owned());
        self.insert_leader(&new, at).await?;
        Ok(new.id)
    }

    /// Writes a post's row anew and raises its version, if it is the version that was read; false if
    /// not.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_leader(&self, new: &Leader) -> Result<bool> {
        use leader::Column;
        let done = leader::Entity::update_many()
            .col_expr(Column::Post, Expr::value(new.post.as_str()))
            .col_expr(Column::Title, Expr::value(new.title.clone()))
            .col_expr(Column::Rank, Expr::value(new.rank))
            .col_expr(Column::Chief, Expr::value(new.chief))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(new.id)))
            .filter(Column::Version.eq(new.version))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Sets who holds a post, or acts for its holder (AB角).
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_post_holder(&self, new: &PostHolder) -> Result<()> {
        post_holder::Entity::insert(post_holder::ActiveModel {
            id: Set(new.id.into()),
            leader_id: Set(new.leader.into()),
            account_id: Set(new.account.map(Uuid::from)),
            name: Set(new.name.clone()),
            acting: Set(new.acting),
            valid_from: Set(new.valid_from),
            valid_to: Set(new.valid_to),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Gives an account to whoever stands in a post by name only.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn link_post_holder(&self, holder: HolderId, account: AccountId) -> Result<()> {
        use post_holder::Column;
        post_holder::Entity::update_many()
            .col_expr(Column::AccountId, Expr::value(Uuid::from(account)))
            .filter(Column::Id.eq(Uuid::from(holder)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Ends someone's time in a post: `on` is the first day without it; one that would not hold on
    /// any day is taken away.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_post_holder(&self, holder: &PostHolder, on: NaiveDate) -> Result<()> {
        use post_holder::Column;
        let id = Uuid::from(holder.id);
        if on <= holder.valid_from {
            post_holder::Entity::delete_by_id(id).exec(&self.tx).await?;
            return Ok(());
        }
        post_holder::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(on))
            .filter(Column::Id.eq(id))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Puts a post in charge of a unit (分管).
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_charge(&self, new: &Charge) -> Result<()> {
        leader_charge::Entity::insert(leader_charge::ActiveModel {
            id: Set(clock::new_id()),
            leader_id: Set(new.leader.into()),
            unit_id: Set(new.unit.into()),
            valid_from: Set(new.valid_from),
            valid_to: Set(new.valid_to),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Sets on which day a post's charge of a unit (分管) ends, or that it goes on; one that would not
    /// hold on any day is taken away.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_charge(&self, charge: &Charge, to: Option<NaiveDate>) -> Result<()> {
        use leader_charge::Column;
        let this = sea_orm::Condition::all()
            .add(Column::LeaderId.eq(Uuid::from(charge.leader)))
            .add(Column::UnitId.eq(Uuid::from(charge.unit)))
            .add(Column::ValidFrom.eq(charge.valid_from));
        if to.is_some_and(|to| to <= charge.valid_from) {
            leader_charge::Entity::delete_many().filter(this).exec(&self.tx).await?;
            return Ok(());
        }
        leader_charge::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(to))
            .filter(this)
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
