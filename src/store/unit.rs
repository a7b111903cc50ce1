//! Units, their other names, and the members of collectives.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use entity::{collective_member, unit, unit_alias};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Reader, Result, StoreError, Tx, corrupt, page::Sorting, rows::insert_all, scope, search,
};
use crate::{
    clock,
    domain::{
        credit_code::CreditCode,
        id::{OfficeId, UnitId},
        page::{Cursor, Page, PageRequest},
        unit::{Member, Unit, UnitKind},
    },
};

/// Which units a list is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct UnitFilter {
    /// Words that the name holds.
    pub text: Option<String>,
    /// Of this kind.
    pub kind: Option<UnitKind>,
    /// With this 统一社会信用代码.
    pub credit_code: Option<String>,
}

impl TryFrom<unit::Model> for Unit {
    type Error = StoreError;

    fn try_from(row: unit::Model) -> Result<Self> {
        Ok(Self {
            id: UnitId(row.id),
            office: OfficeId(row.office_id),
            kind: UnitKind::parse(&row.kind).ok_or_else(|| corrupt("unit kind", &row.kind))?,
            name: row.name,
            credit_code: row
                .credit_code
                .map(|code| CreditCode::parse(&code).ok_or_else(|| corrupt("credit code", &code)))
                .transpose()?,
            host: row.host_unit_id.map(UnitId),
            parent: row.parent_id.map(UnitId),
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            version: row.version,
        })
    }
}

fn by_name() -> Sorting<unit::Entity> {
    Sorting {
        key: unit::Column::Name.into_expr(),
        id: unit::Column::Id,
        descending: false,
        cursor: |row| Cursor { key: row.name.clone(), id: row.id },
        // PostgreSQL takes no NUL in a text.
        value: |key| (!key.contains('\0')).then(|| key.into()),
    }
}

impl Reader<'_> {
    fn visible_units(&self, filter: &UnitFilter) -> Select<unit::Entity> {
        unit::Entity::find()
            .filter(scope::units(&self.scope))
            .apply_if(filter.text.as_ref(), |rows, text| {
                rows.filter(search::holds(unit::Column::SearchText, text))
            })
            .apply_if(filter.kind, |rows, kind| rows.filter(unit::Column::Kind.eq(kind.as_str())))
            .apply_if(filter.credit_code.as_ref(), |rows, code| {
                rows.filter(unit::Column::CreditCode.eq(code.as_str()))
            })
    }

    /// The units with these ids.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn units(&self, ids: &[UnitId]) -> Result<Vec<Unit>> {
        unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(unit::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
            .all(&self.db())
            .await?
            .into_iter()
            .map(Unit::try_from)
            .collect()
    }

    /// A page of units by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unit_page(&self, filter: &UnitFilter, page: &PageRequest) -> Result<Page<Unit>> {
        by_name().read(&self.db(), self.visible_units(filter), page).await?.try_map(Unit::try_from)
    }

    /// How many units there are.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn unit_count(&self, filter: &UnitFilter) -> Result<u64> {
        Ok(self.visible_units(filter).count(&self.db()).await?)
    }

    /// The units of an office with one of these names or aliases on a day, by that name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn units_named(
        &self,
        office: OfficeId,
        names: &[String],
        on: NaiveDate,
    ) -> Result<HashMap<String, Unit>> {
        let mut found = HashMap::new();
        let aliases = unit_alias::Entity::find()
            .filter(unit_alias::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit_alias::Column::Name.is_in(names))
            .filter(valid_on(unit_alias::Column::ValidFrom, unit_alias::Column::ValidTo, on))
            .find_also_related(unit::Entity)
            .all(&self.db())
            .await?;
        for (alias, unit) in aliases {
            if let Some(unit) = unit {
                found.insert(alias.name, Unit::try_from(unit)?);
            }
        }
        // A unit's own name goes before another's alias.
        let units = unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(unit::Column::OfficeId.eq(Uuid::from(office)))
            .filter(unit::Column::Name.is_in(names))
            .filter(valid_on(unit::Column::ValidFrom, unit::Column::ValidTo, on))
            .all(&self.db())
            .await?;
        for unit in units {
            found.insert(unit.name.clone(), Unit::try_from(unit)?);
        }
        Ok(found)
    }

    /// The members on a day of each of these collectives, by name.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn members(
        &self,
        collectives: &[UnitId],
        on: NaiveDate,
    ) -> Result<HashMap<UnitId, Vec<Unit>>> {
        let rows = self.memberships_of(collectives, on).await?;
        let units = unit::Entity::find()
            .filter(scope::units(&self.scope))
            .filter(unit::Column::Id.is_in(rows.iter().map(|row| row.member_id)))
            .order_by_asc(unit::Column::Name)
            .all(&self.db())
            .await?;
        let mut members: HashMap<UnitId, Vec<Unit>> = HashMap::new();
        for unit in units {
            for row in rows.iter().filter(|row| row.member_id == unit.id) {
                members
                    .entry(UnitId(row.collective_id))
                    .or_default()
                    .push(Unit::try_from(unit.clone())?);
            }
        }
        Ok(members)
    }

    async fn memberships_of(
        &self,
        collectives: &[UnitId],
        on: NaiveDate,
    ) -> Result<Vec<collective_member::Model>> {
        Ok(collective_member::Entity::find()
            .filter(
                collective_member::Column::CollectiveId
                    .is_in(collectives.iter().map(|id| Uuid::from(*id))),
            )
            .filter(valid_on(
                collective_member::Column::ValidFrom,
                collective_member::Column::ValidTo,
                on,
            ))
            .all(&self.db())
            .await?)
    }

    /// What each of these units answers for on a day beside itself: the units that it succeeded, the
    /// bodies whose office it or one of these hosts, and the collectives of which any of them is a
    /// member. The same as `Answering::on`, from the other end.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn answered_by(
        &self,
        units: &[UnitId],
        on: NaiveDate,
    ) -> Result<HashMap<UnitId, Vec<UnitId>>> {
        if units.is_empty() {
            return Ok(HashMap::new());
        }
        let mut answered = Answered::by(units);
        answered.follow(self.succeeded_by(&answered.all()).await?);
        let hosted = self.hosted_by(&answered.all()).await?;
        if !hosted.is_empty() {
            answered.follow(hosted);
            answered.follow(self.succeeded_by(&answered.all()).await?);
        }
        answered.follow(self.places_of(&answered.all(), on).await?);
        Ok(answered.beside())
    }

    /// The units that each of these succeeded.
    async fn succeeded_by(&self, units: &[UnitId]) -> Result<Vec<(UnitId, UnitId)>> {
        Ok(self.heirs(units).await?.into_iter().map(|(before, heir)| (heir, before)).collect())
    }

    /// The bodies whose office each of these hosts.
    async fn hosted_by(&self, units: &[UnitId]) -> Result<Vec<(UnitId, UnitId)>> {
        let rows: Vec<(Option<Uuid>, Uuid)> = unit::Entity::find()
            .select_only()
            .column(unit::Column::HostUnitId)
            .column(unit::Column::Id)
            .filter(unit::Column::HostUnitId.is_in(units.iter().map(|id| Uuid::from(*id))))
            .filter(unit::Column::Kind.eq(UnitKind::Body.as_str()))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows
            .into_iter()
            .filter_map(|(host, body)| Some((UnitId(host?), UnitId(body))))
            .collect())
    }

    /// The collectives of which each of these is a member on a day.
    async fn places_of(&self, units: &[UnitId], on: NaiveDate) -> Result<Vec<(UnitId, UnitId)>> {
        use collective_member::Column;
        let rows: Vec<(Uuid, Uuid)> = collective_member::Entity::find()
            .select_only()
            .column(Column::MemberId)
            .column(Column::CollectiveId)
            .filter(Column::MemberId.is_in(units.iter().map(|id| Uuid::from(*id))))
            .filter(valid_on(Column::ValidFrom, Column::ValidTo, on))
            .into_tuple()
            .all(&self.db())
            .await?;
        Ok(rows.into_iter().map(|(member, of)| (UnitId(member), UnitId(of))).collect())
    }
}

/// Units, and what they answer for: pairs of the one and the other.
struct Answered(HashSet<(UnitId, UnitId)>);

impl Answered {
    fn by(units: &[UnitId]) -> Self {
        Self(units.iter().map(|unit| (*unit, *unit)).collect())
    }

    /// Whoever answers for the first of a link answers for the second.
    fn follow(&mut self, links: Vec<(UnitId, UnitId)>) {
        let reached: Vec<_> = links
            .into_iter()
            .flat_map(|(of, next)| {
                let units = self.0.iter().filter(move |(_, other)| *other == of);
                units.map(move |(unit, _)| (*unit, next))
            })
            .collect();
        self.0.extend(reached);
    }

    fn all(&self) -> Vec<UnitId> {
        let mut all: Vec<UnitId> = self.0.iter().map(|(_, other)| *other).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What each answers for beside itself, in a steady order.
    fn beside(self) -> HashMap<UnitId, Vec<UnitId>> {
        let mut beside: HashMap<UnitId, Vec<UnitId>> = HashMap::new();
        for (unit, other) in self.0.into_iter().filter(|(unit, other)| unit != other) {
            beside.entry(unit).or_default().push(other);
        }
        for others in beside.values_mut() {
            others.sort_unstable();
        }
        beside
    }
}

/// Whether a half-open validity of civil dates holds on a day.
pub(super) fn valid_on(from: impl ColumnTrait, to: impl ColumnTrait, day: NaiveDate) -> Condition {
    Condition::all().add(from.lte(day)).add(to.is_null().or(to.gt(day)))
}

impl Tx {
    /// Enters units of an office.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_units(&self, units: &[Unit], at: DateTime<Utc>) -> Result<()> {
        let rows = units.iter().map(|new| unit::ActiveModel {
            id: Set(new.id.into()),
            office_id: Set(new.office.into()),
            name: Set(new.name.clone()),
            search_text: Set(search::fold(&new.name)),
            kind: Set(new.kind.as_str().to_owned()),
            credit_code: Set(new.credit_code.as_ref().map(|code| code.as_str().to_owned())),
            host_unit_id: Set(new.host.map(Uuid::from)),
            parent_id: Set(new.parent.map(Uuid::from)),
            valid_from: Set(new.valid_from),
            valid_to: Set(new.valid_to),
            created_at: Set(at),
            version: Set(new.version),
        });
        insert_all!(&self.tx, unit::Entity, rows);
        Ok(())
    }

    /// Confirms members of collectives.
    ///
    /// # Errors
    /// If the database does not take them.
    pub async fn insert_members(&self, members: &[Member]) -> Result<()> {
        let rows = members.iter().map(|member| collective_member::ActiveModel {
            id: Set(clock::new_id()),
            collective_id: Set(member.collective.into()),
            member_id: Set(member.unit.into()),
            valid_from: Set(member.valid_from),
            valid_to: Set(member.valid_to),
        });
        insert_all!(&self.tx, collective_member::Entity, rows);
        Ok(())
    }

    /// Ends a membership: `on` is the first day on which it no longer holds; one that would not hold
    /// on any day is taken away.
    ///
    /// # Errors
    /// If the database does not take it.
    pub async fn end_member(
        &self,
        collective: UnitId,
        member: UnitId,
        on: NaiveDate,
    ) -> Result<()> {
        use collective_member::Column;
        let this = Condition::all()
            .add(Column::CollectiveId.eq(Uuid::from(collective)))
            .add(Column::MemberId.eq(Uuid::from(member)))
            .add(valid_on(Column::ValidFrom, Column::ValidTo, on));
        collective_member::Entity::delete_many()
            .filter(this.clone().add(Column::ValidFrom.eq(on)))
            .exec(&self.tx)
            .await?;
        collective_member::Entity::update_many()
            .col_expr(Column::ValidTo, Expr::value(on))
            .filter(this)
            .exec(&self.tx)
            .await?;
        Ok(())
    }
}
