//! Accounts, their roles and memberships.

use chrono::{DateTime, Utc};
use entity::{account, membership, role_grant, unit};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use std::collections::HashMap;
use uuid::Uuid;

use super::{Reader, Result, Tx, corrupt};
use crate::{
    clock,
    domain::{
        account::{Account, OfficeRole, UnitRole},
        id::{AccountId, OfficeId, UnitId},
    },
    policy::OfficeGrant,
};

/// An account to be made.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Name to sign in with, folded.
    pub username: String,
    /// Name of the person or system.
    pub name: String,
    /// Argon2id in PHC form.
    pub password_hash: String,
}

impl From<account::Model> for Account {
    fn from(row: account::Model) -> Self {
        Self {
            id: AccountId(row.id),
            username: row.username,
            name: row.name,
            disabled_at: row.disabled_at,
        }
    }
}

/// Whether a half-open validity of instants holds now.
fn valid_at(from: impl ColumnTrait, to: impl ColumnTrait, at: DateTime<Utc>) -> Condition {
    Condition::all().add(from.lte(at)).add(to.is_null().or(to.gt(at)))
}

impl Reader<'_> {
    /// The account of this user name, with its password hash.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn account_named(&self, username: &str) -> Result<Option<(Account, Option<String>)>> {
        let row = account::Entity::find()
            .filter(account::Column::Username.eq(username))
            .one(&self.db())
            .await?;
        Ok(row.map(|row| {
            let hash = row.password_hash.clone();
            (Account::from(row), hash)
        }))
    }

    /// An account.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>> {
        let row = account::Entity::find_by_id(Uuid::from(id)).one(&self.db()).await?;
        Ok(row.map(Account::from))
    }

    /// Every account by user name, with what it may act as now: roles at offices and units.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn accounts(&self) -> Result<Vec<Account>> {
        let rows =
            account::Entity::find().order_by_asc(account::Column::Username).all(&self.db()).await?;
        Ok(rows.into_iter().map(Account::from).collect())
    }

    /// The names of accounts that stand in rows which were already read.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn names(&self, ids: &[AccountId]) -> Result<HashMap<AccountId, String>> {
        let rows: Vec<(Uuid, String)> = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .column(account::Column::Name)
            .filter(account::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|(id, name)| (AccountId(id), name)).collect())
    }

    /// The roles of an account at offices, valid at an instant.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn grants_of(
        &self,
        account: AccountId,
        at: DateTime<Utc>,
    ) -> Result<Vec<OfficeGrant>> {
        role_grant::Entity::find()
            .filter(role_grant::Column::AccountId.eq(Uuid::from(account)))
            .filter(valid_at(role_grant::Column::ValidFrom, role_grant::Column::ValidTo, at))
            .order_by_asc(role_grant::Column::Id)
            .all(&self.db())
            .await?
            .into_iter()
            .map(|row| {
                Ok(OfficeGrant {
                    office: OfficeId(row.office_id),
                    role: OfficeRole::parse(&row.role)
                        .ok_or_else(|| corrupt("office role", &row.role))?,
                })
            })
            .collect()
    }

    /// The units that an account acts for at an instant, with their offices.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn memberships_at(
        &self,
        account: AccountId,
        at: DateTime<Utc>,
    ) -> Result<Vec<(UnitId, OfficeId, UnitRole)>> {
        let rows = membership::Entity::find()
            .filter(membership::Column::AccountId.eq(Uuid::from(account)))
            .filter(valid_at(membership::Column::ValidFrom, membership::Column::ValidTo, at))
            .order_by_asc(membership::Column::Id)
            .find_also_related(unit::Entity)
            .all(&self.db())
            .await?;
        rows.into_iter()
            .filter_map(|(row, unit)| unit.map(|unit| (row, unit)))
            .map(|(row, unit)| {
                let role =
                    UnitRole::parse(&row.role).ok_or_else(|| corrupt("unit role", &row.role))?;
                Ok((UnitId(unit.id), OfficeId(unit.office_id), role))
            })
            .collect()
    }
}

impl Tx {
    /// Makes an account.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_account(&self, new: &NewAccount, at: DateTime<Utc>) -> Result<AccountId> {
        let id: AccountId = clock::new_id();
        account::Entity::insert(account::ActiveModel {
            id: Set(id.into()),
            username: Set(new.username.clone()),
            name: Set(new.name.clone()),
            password_hash: Set(Some(new.password_hash.clone())),
            disabled_at: Set(None),
            created_at: Set(at),
            version: Set(1),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(id)
    }

    /// Sets an account's password.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn set_password(&self, account: AccountId, hash: &str) -> Result<()> {
        account::Entity::update_many()
            .col_expr(account::Column::PasswordHash, Expr::value(hash))
            .col_expr(account::Column::Version, account::Column::Version.into_expr().add(1))
            .filter(account::Column::Id.eq(Uuid::from(account)))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Grants a role at an office from an instant on.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_grant(
        &self,
        account: AccountId,
        grant: OfficeGrant,
        from: DateTime<Utc>,
    ) -> Result<()> {
        role_grant::Entity::insert(role_grant::ActiveModel {
            id: Set(clock::new_id()),
            account_id: Set(account.into()),
            office_id: Set(grant.office.into()),
            role: Set(grant.role.as_str().to_owned()),
            valid_from: Set(from),
            valid_to: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }

    /// Lets an account act for a unit from an instant on.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn insert_membership(
        &self,
        account: AccountId,
        unit: UnitId,
        role: UnitRole,
        from: DateTime<Utc>,
    ) -> Result<()> {
        membership::Entity::insert(membership::ActiveModel {
            id: Set(clock::new_id()),
            account_id: Set(account.into()),
            unit_id: Set(unit.into()),
            role: Set(role.as_str().to_owned()),
            valid_from: Set(from),
            valid_to: Set(None),
        })
        .exec_without_returning(&self.tx)
        .await?;
        Ok(())
    }
    /// Ends a role of an account at an office: from the instant on it is held no longer.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_grant(
        &self,
        account: AccountId,
        grant: OfficeGrant,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use role_grant::Column;
        role_grant::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(at))
            .filter(Column::AccountId.eq(Uuid::from(account)))
            .filter(Column::OfficeId.eq(Uuid::from(grant.office)))
            .filter(Column::Role.eq(grant.role.as_str()))
            .filter(valid_at(Column::ValidFrom, Column::ValidTo, at))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Ends what an account is in a unit: from the instant on it acts for it no longer.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_membership(
        &self,
        account: AccountId,
        unit: UnitId,
        at: DateTime<Utc>,
    ) -> Result<()> {
        use membership::Column;
        membership::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(at))
            .filter(Column::AccountId.eq(Uuid::from(account)))
            .filter(Column::UnitId.eq(Uuid::from(unit)))
            .filter(valid_at(Column::ValidFrom, Column::ValidTo, at))
            .exec(&self.tx)
            .await?;
        Ok(())
    }

    /// Disables an account: it signs in no longer, and its sessions are worth nothing.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn disable_account(&self, account: AccountId, at: DateTime<Utc>) -> Result<()> {
        account::Entity::update_many()
            .col_expr(account::Column::DisabledAt, Expr::value(at))
            .col_expr(account::Column::Version, account::Column::Version.into_expr().add(1))
            .filter(account::Column::Id.eq(Uuid::from(account)))
            .filter(account::Column::DisabledAt.is_null())
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
