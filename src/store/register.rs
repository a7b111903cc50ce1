//! The register of an office's units: names and their validity, memberships, and what an import
//! entered and a person then settled.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{
    assignment, collective_member, document, finding, item, reporting_rule, unit, unit_alias,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, DbErr, EntityTrait, ExprTrait, JoinType, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, RelationTrait, RuntimeErr, TransactionTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use super::{Reader, Result, Tx, rows::insert_all, scope, unit::valid_on};
use crate::{
    clock,
    domain::{
        assignment::Role,
        credit_code::CreditCode,
        id::{DocumentId, ItemId, OfficeId, UnitId},
        unit::{Member, Unit, UnitAlias, UnitKind},
    },
};

/// What an office's register says, of whatever time.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The units.
    pub units: Vec<Unit>,
    /// Their other names.
    pub aliases: Vec<UnitAlias>,
}

/// A unit that was confirmed for a group (相关…) on an item.
#[derive(Clone, Debug)]
pub struct Confirmed {
    /// The printed words that stand for the group.
    pub printed: String,
    /// The item.
    pub item: ItemId,
    /// Its text.
    pub text: String,
    /// The title of its document.
    pub title: String,
    /// The unit.
    pub unit: UnitId,
}

impl From<unit_alias::Model> for UnitAlias {
    fn from(row: unit_alias::Model) -> Self {
        Self {
            unit: UnitId(row.unit_id),
            name: row.name,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

impl From<collective_member::Model> for Member {
    fn from(row: collective_member::Model) -> Self {
        Self {
            collective: UnitId(row.collective_id),
            unit: UnitId(row.member_id),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
        }
    }
}

impl Reader<'_> {
    /// The register of an office; only what bears one of these names, if any are given.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn register(&self, office: OfficeId, names: Option<&[String]>) -> Result<Register> {
        let units = unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .apply_if(names, |rows, names| rows.filter(unit::Column::Name.is_in(names)))
            .order_by_asc(unit::Column::Name)
            .all(&self.db())
            .await?;
        let aliases = unit_alias::Entity::find()
            .filter(unit_alias::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit_alias::Column::UnitId.in_subquery(self.unit_ids()))
            .apply_if(names, |rows, names| rows.filter(unit_alias::Column::Name.is_in(names)))
            .order_by_asc(unit_alias::Column::Name)
            .all(&self.db())
            .await?;
        Ok(Register {
            units: units.into_iter().map(Unit::try_from).collect::<Result<_>>()?,
            aliases: aliases.into_iter().map(UnitAlias::from).collect(),
        })
    }

    fn unit_ids(&self) -> SelectStatement {
        unit::Entity::find()
            .select_only()
            .column(unit::Column::Id)
            .filter(scope::units(&self.scope))
            .into_query()
    }

    /// The units of an office that have one of these credit codes on a day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn units_coded(
        &self,
        office: OfficeId,
        codes: &[CreditCode],
        on: NaiveDate,
    ) -> Result<HashMap<CreditCode, Unit>> {
        if codes.is_empty() {
            return Ok(HashMap::new());
        }
        let rows = unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit::Column::CreditCode.is_in(codes.iter().map(CreditCode::as_str)))
            .filter(valid_on(unit::Column::ValidFrom, unit::Column::ValidTo, on))
            .all(&self.db())
            .await?;
        let mut found = HashMap::new();
        for row in rows {
            let unit = Unit::try_from(row)?;
            if let Some(code) = unit.credit_code.clone() {
                found.insert(code, unit);
            }
        }
        Ok(found)
    }

    /// The units of an office that have a credit code at any time.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn units_with_code(&self, office: OfficeId, code: &CreditCode) -> Result<Vec<Unit>> {
        unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit::Column::CreditCode.eq(code.as_str()))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Unit::try_from)
            .collect()
    }

    /// The other names of each of these units, by name and first day.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn aliases_of(&self, units: &[UnitId]) -> Result<HashMap<UnitId, Vec<UnitAlias>>> {
        let rows = unit_alias::Entity::find()
            .filter(unit_alias::Column::UnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
            .filter(unit_alias::Column::UnitId.in_subquery(self.unit_ids()))
            .order_by_asc(unit_alias::Column::Name)
            .order_by_asc(unit_alias::Column::ValidFrom)
            .all(&self.db())
            .await?;
        let mut aliases: HashMap<UnitId, Vec<UnitAlias>> = HashMap::new();
        for row in rows {
            aliases.entry(UnitId(row.unit_id)).or_default().push(row.into());
        }
        Ok(aliases)
    }

    /// The memberships of each of these collectives at any time, the earliest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn memberships(
        &self,
        collectives: &[UnitId],
    ) -> Result<HashMap<UnitId, Vec<Member>>> {
        let ids = collectives.iter().map(|id| Uuid::from(*id));
        self.memberships_where(collective_member::Column::CollectiveId.is_in(ids)).await
    }

    /// The memberships of all collectives of an office at any time, the earliest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn memberships_in(&self, office: OfficeId) -> Result<HashMap<UnitId, Vec<Member>>> {
        let collectives = unit::Entity::find()
            .select_only()
            .column(unit::Column::Id)
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit::Column::Kind.eq(UnitKind::Collective.as_str()))
            .into_query();
        self.memberships_where(collective_member::Column::CollectiveId.in_subquery(collectives))
            .await
    }

    async fn memberships_where(&self, which: Expr) -> Result<HashMap<UnitId, Vec<Member>>> {
        use collective_member::Column;
        let rows = collective_member::Entity::find()
            .filter(which)
            .filter(Column::CollectiveId.in_subquery(self.unit_ids()))
            .filter(Column::MemberId.in_subquery(self.unit_ids()))
            .order_by_asc(Column::ValidFrom)
            .order_by_asc(Column::Id)
            .all(&self.db())
            .await?;
        let mut members: HashMap<UnitId, Vec<Member>> = HashMap::new();
        for row in rows {
            members.entry(UnitId(row.collective_id)).or_default().push(row.into());
        }
        Ok(members)
    }

    /// The units that an office confirmed for groups with one of these printed names, the newest
    /// answers first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn confirmed_for(
        &self,
        office: OfficeId,
        printed: &[String],
    ) -> Result<Vec<Confirmed>> {
        /// Older answers are of no use as proposals.
        const MOST: u64 = 2_000;
        if printed.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<(String, Uuid, String, String, Uuid)> = assignment::Entity::find()
            .join(JoinType::InnerJoin, assignment::Relation::Item.def())
            .join(JoinType::InnerJoin, item::Relation::Document.def())
            .filter(scope::documents(&self.scope))
            .filter(document::Column::OfficeId.eq(Uuid::from(office)))
            .filter(assignment::Column::ConfirmedFromId.is_not_null())
            .filter(assignment::Column::Printed.is_in(printed))
            .select_only()
            .column(assignment::Column::Printed)
            .column(item::Column::Id)
            .column(item::Column::Text)
            .column(document::Column::Title)
            .column(assignment::Column::UnitId)
            .order_by_desc(item::Column::Id)
            .order_by_asc(assignment::Column::Position)
            .limit(MOST)
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows
            .into_iter()
            .map(|(printed, item, text, title, unit)| Confirmed {
                printed,
                item: ItemId(item),
                text,
                title,
                unit: UnitId(unit),
            })
            .collect())
    }
}

/// Whether a row was kept since another refers to it. `SQLite` tells of `RESTRICT` as of a trigger,
/// `PostgreSQL` since version 18 by a code of its own.
fn is_referred_to(error: &DbErr) -> bool {
    let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) =
        error
    else {
        return false;
    };
    let code = error.as_database_error().and_then(sea_orm::sqlx::error::DatabaseError::code);
    code.is_some_and(|code| matches!(code.as_ref(), "787" | "1811" | "23503" | "23001"))
}

impl Tx {
    /// Writes a unit's row anew and raises its version, if it is the version that was read; false if
    /// not.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn update_unit(&self, new: &Unit) -> Result<bool> {
        use unit::Column;
        let done = unit::Entity::update_many()
            .col_expr(Column::Name, Expr::value(new.name.as_str()))
            .col_expr(Column::SearchText, Expr::value(super::search::fold(&new.name)))
            .col_expr(Column::Kind, Expr::value(new.kind.as_str()))
            .col_expr(
                Column::CreditCode,
                Expr::value(new.credit_code.as_ref().map(|code| code.as_str().to_owned())),
            )
            .col_expr(Column::HostUnitId, Expr::value(new.host.map(Uuid::from)))
            .col_expr(Column::ParentId, Expr::value(new.parent.map(Uuid::from)))
            .col_expr(Column::ValidTo, Expr::value(new.valid_to))
            .col_expr(Column::Version, Column::Version.into_expr().add(1))
            .filter(Column::Id.eq(Uuid::from(new.id)))
            .filter(Column::Version.eq(new.version))
            .exec(&self.tx)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// Enters other names of an office's units.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_aliases(&self, office: OfficeId, aliases: &[UnitAlias]) -> Result<()> {
        let rows = aliases.iter().map(|alias| unit_alias::ActiveModel {
            id: Set(clock::new_id()),
            office_id: Set(office.into()),
            unit_id: Set(alias.unit.into()),
            name: Set(alias.name.clone()),
            valid_from: Set(alias.valid_from),
            valid_to: Set(alias.valid_to),
        });
        insert_all!(&self.tx, unit_alias::Entity, rows);
        Ok(())
    }

    /// Ends an alias: `on` is the first day on which it no longer holds; one that would not hold on
    /// any day is taken away.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_alias(&self, alias: &UnitAlias, on: NaiveDate) -> Result<()> {
        use unit_alias::Column;
        let this = sea_orm::Condition::all()
            .add(Column::UnitId.eq(Uuid::from(alias.unit)))
            .add(Column::Name.eq(alias.name.as_str()))
            .add(Column::ValidFrom.eq(alias.valid_from));
        if on <= alias.valid_from {
            unit_alias::Entity::delete_many().filter(this).exec(&self.tx).await?;
        } else {
            unit_alias::Entity::update_many()
                .col_expr(Column::ValidTo, Expr::value(on))
                .filter(this)
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }

    /// Puts a unit in the place of another in a whole document: on its items, in its rules and its
    /// findings. A unit that is both keeps the part of a lead.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn replace_unit(&self, document: DocumentId, from: UnitId, to: UnitId) -> Result<()> {
        use assignment::Column;
        let (from, to, document) = (Uuid::from(from), Uuid::from(to), Uuid::from(document));
        let items = || {
            item::Entity::find()
                .select_only()
                .column(item::Column::Id)
                .filter(item::Column::DocumentId.eq(document))
                .into_query()
        };
        let assigned = |unit: Uuid, role: Option<Role>| {
            assignment::Entity::find()
                .select_only()
                .column(Column::ItemId)
                .filter(Column::UnitId.eq(unit))
                .filter(Column::ItemId.in_subquery(items()))
                .apply_if(role, |rows, role| rows.filter(Column::Role.eq(role.as_str())))
                .into_query()
        };
        item::Entity::update_many()
            .col_expr(item::Column::Version, item::Column::Version.into_expr().add(1))
            .filter(item::Column::Id.in_subquery(assigned(from, None)))
            .exec(&self.tx)
            .await?;
        assignment::Entity::delete_many()
            .filter(Column::UnitId.eq(to))
            .filter(Column::Role.eq(Role::Support.as_str()))
            .filter(Column::ItemId.in_subquery(assigned(from, Some(Role::Lead))))
            .exec(&self.tx)
            .await?;
        assignment::Entity::delete_many()
            .filter(Column::UnitId.eq(from))
            .filter(Column::ItemId.in_subquery(assigned(to, None)))
            .exec(&self.tx)
            .await?;
        assignment::Entity::update_many()
            .col_expr(Column::UnitId, Expr::value(to))
            .filter(Column::UnitId.eq(from))
            .filter(Column::ItemId.in_subquery(items()))
            .exec(&self.tx)
            .await?;
        reporting_rule::Entity::update_many()
            .col_expr(reporting_rule::Column::RecipientUnitId, Expr::value(to))
            .filter(reporting_rule::Column::RecipientUnitId.eq(from))
            .filter(reporting_rule::Column::DocumentId.eq(document))
            .exec(&self.tx)
            .await?;
        finding::Entity::update_many()
            .col_expr(finding::Column::UnitId, Expr::value(to))
            .filter(finding::Column::UnitId.eq(from))
            .filter(finding::Column::DocumentId.eq(document))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Takes a unit out of the register if nothing refers to it; false if something does.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn remove_unused_unit(&self, id: UnitId) -> Result<bool> {
        let id = Uuid::from(id);
        // What the register itself says of a unit would go with it.
        let kept = |unit: Uuid| {
            sea_orm::Condition::any()
                .add(collective_member::Column::CollectiveId.eq(unit))
                .add(collective_member::Column::MemberId.eq(unit))
        };
        let aliases = unit_alias::Entity::find().filter(unit_alias::Column::UnitId.eq(id));
        let members = collective_member::Entity::find().filter(kept(id));
        if aliases.one(&self.tx).await?.is_some() || members.one(&self.tx).await?.is_some() {
            return Ok(false);
        }
        // Everything else refers to it by a foreign key, whatever tables there will be.
        #[expect(
            clippy::disallowed_methods,
            reason = "a savepoint of a transaction that writes already"
        )]
        let attempt = self.tx.begin().await?;
        match unit::Entity::delete_by_id(id).exec(&attempt).await {
            Ok(_) => attempt.commit().await?,
            Err(error) if is_referred_to(&error) => {
                attempt.rollback().await?;
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        Ok(true)
    }

    /// Marks units as confirmed for a group on items on which both stand.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn mark_confirmed(
        &self,
        items: &[ItemId],
        group: UnitId,
        units: &[UnitId],
    ) -> Result<()> {
        use assignment::Column;
        let items: Vec<Uuid> = items.iter().map(|id| Uuid::from(*id)).collect();
        let groups: Vec<(Uuid, Uuid)> = assignment::Entity::find()
            .select_only()
            .column(Column::Id)
            .column(Column::ItemId)
            .filter(Column::UnitId.eq(Uuid::from(group)))
            .filter(Column::ItemId.is_in(items))
            .into_tuple()
            .all(&self.tx)
            .await?;
        for (group, item) in groups {
            assignment::Entity::update_many()
                .col_expr(Column::ConfirmedFromId, Expr::value(group))
                .filter(Column::ItemId.eq(item))
                .filter(Column::UnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
                .exec(&self.tx)
                .await?;
        }
        Ok(())
    }
}
