//! Keeping the register of units.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use serde::Serialize;

use super::{Unit, object::UnitKind};
use crate::{
    domain::{
        id::{OfficeId, UnitId, UploadId},
        refusal::Refusal,
    },
    graphql::{
        Result,
        context::ContextExt,
        id::GlobalId,
        payload::{Settled, UserError},
        scalars::Date,
    },
    service::{AliasAdd, AliasEnd, NewUnit, Once, UnitChange, UnitList, UnitListSource},
};

/// A unit to be entered in the register (登记单位).
#[derive(InputObject, Serialize)]
pub struct UnitCreateInput {
    /// The office; yours, if you keep the register of only one (督查室).
    office_id: Option<ID>,
    /// Full name, at most 100 characters; it means no other unit at that time (全称).
    name: String,
    /// What sort of unit; what the name tells of if none is given (单位类别).
    kind: Option<UnitKind>,
    /// 统一社会信用代码: its check character must be right, and no other unit may have it.
    credit_code: Option<String>,
    /// For a body, the unit that hosts its office (领导小组办公室所在单位).
    host_id: Option<ID>,
    /// The unit that it belongs to, which may hand parts of its items on to it (上级单位).
    parent_id: Option<ID>,
    /// First day it exists; since ever if none is given (设立日期).
    from: Option<Date>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How a unit was entered.
#[derive(SimpleObject)]
pub struct UnitCreatePayload {
    /// The unit; none if it was refused.
    unit: Option<Unit>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A change of what the register says of a unit (变更单位); what is left out stays as it is.
#[derive(InputObject)]
pub struct UnitUpdateInput {
    /// The unit.
    id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// Full name. What it was called before is no alias by itself: add it with `unitAliasAdd` (全称).
    name: Option<String>,
    /// What sort of unit (单位类别).
    kind: Option<UnitKind>,
    /// 统一社会信用代码; `null` takes it away.
    credit_code: MaybeUndefined<String>,
    /// For a body, the unit that hosts its office; `null` takes it away (领导小组办公室所在单位).
    host_id: MaybeUndefined<ID>,
    /// The unit that it belongs to, which may hand parts of its items on to it; `null` takes it away
    /// (上级单位).
    parent_id: MaybeUndefined<ID>,
    /// The first day on which it no longer exists; `null` if it goes on (撤销日期).
    valid_to: MaybeUndefined<Date>,
}

/// How a unit was changed.
#[derive(SimpleObject)]
pub struct UnitUpdatePayload {
    /// The unit; none if it was refused.
    unit: Option<Unit>,
    /// On `CONFLICT`, the unit as it is now.
    current: Option<Unit>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// Another name of a unit (登记别名).
#[derive(InputObject, Serialize)]
pub struct UnitAliasAddInput {
    /// The unit.
    unit_id: ID,
    /// The name, at most 100 characters; it means no other unit of the office at that time (别名).
    name: String,
    /// First day; since ever if none is given (起始日期).
    from: Option<Date>,
    /// The first day on which it no longer holds; none if it goes on (终止日期).
    to: Option<Date>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// How an alias was entered.
#[derive(SimpleObject)]
pub struct UnitAliasAddPayload {
    /// The unit; none if it was refused.
    unit: Option<Unit>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// An alias to be ended (终止别名).
#[derive(InputObject)]
pub struct UnitAliasEndInput {
    /// The unit.
    unit_id: ID,
    /// The version that you read (所读版本号).
    version: i32,
    /// The alias, which must hold on `on` (别名).
    name: String,
    /// The first day on which it no longer holds; its own first day takes it away altogether (终止日期).
    on: Date,
}

/// How an alias was ended.
#[derive(SimpleObject)]
pub struct UnitAliasEndPayload {
    /// The unit; none if it was refused.
    unit: Option<Unit>,
    /// On `CONFLICT`, the unit as it is now.
    current: Option<Unit>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// A list of units (批量导入单位); give `text` or `fileId`.
///
/// Columns: 单位名称, 统一社会信用代码, 类别, 别名, in this order or as the first row heads them; a list
/// in a cell is parted by 、. At most 5 000 units.
#[derive(InputObject, Serialize)]
pub struct UnitsImportInput {
    /// The office; yours, if you keep the register of only one (督查室).
    office_id: Option<ID>,
    /// The list as text: a unit a line, cells parted by commas or tabs (文本).
    text: Option<String>,
    /// The id of a file put to `POST /files`: `.csv`, `.xlsx` or `.xls` (已上传文件的标识).
    file_id: Option<ID>,
    /// A key of your making, at most 128 characters: the same key again does nothing twice (幂等键).
    #[serde(skip)]
    idempotency_key: String,
}

/// What a list changed.
#[derive(SimpleObject)]
pub struct UnitsImportPayload {
    /// How many units were entered (新增数).
    created: u64,
    /// Of how many something was changed (变更数).
    updated: u64,
    /// How many were as the list has them (未变数).
    unchanged: u64,
    /// Why nothing was changed: one for each line that cannot be, which the message names by its
    /// number; at most 100.
    errors: Vec<UserError>,
}

/// What can be done with the register of units.
#[derive(Default)]
pub struct RegisterMutation;

#[Object]
impl RegisterMutation {
    /// Enters a unit in an office's register (登记单位). For the supervision office and the system
    /// administrator.
    async fn unit_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit.")] input: UnitCreateInput,
    ) -> Result<UnitCreatePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "unitCreate", key, &input)?;
            let new = NewUnit {
                office: office(input.office_id.as_ref())?,
                name: input.name,
                kind: input.kind.map(Into::into),
                credit_code: input.credit_code,
                host: input.host_id.map(|id| unit(&id, "hostId")).transpose()?,
                parent: input.parent_id.map(|id| unit(&id, "parentId")).transpose()?,
                from: input.from.map(|day| day.0),
                once,
            };
            service.unit_create(author, new).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(UnitCreatePayload { unit: settled.done.map(Into::into), errors: settled.errors })
    }

    /// Changes what the register says of a unit (变更单位). For the supervision office and the system
    /// administrator.
    async fn unit_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit, and what is to be changed.")] input: UnitUpdateInput,
    ) -> Result<UnitUpdatePayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = UnitId::parse(&input.id);
        let outcome = async {
            let named = |id, field| match id {
                MaybeUndefined::Undefined => Ok(None),
                MaybeUndefined::Null => Ok(Some(None)),
                MaybeUndefined::Value(id) => unit(&id, field).map(|id| Some(Some(id))),
            };
            let change = UnitChange {
                unit: id.ok_or(Refusal::NotFound { field: "id" })?,
                version: input.version,
                name: input.name,
                kind: input.kind.map(Into::into),
                credit_code: input.credit_code.into(),
                host: named(input.host_id, "hostId")?,
                parent: named(input.parent_id, "parentId")?,
                valid_to: input.valid_to.map_value(|day| day.0).into(),
            };
            service.unit_update(author, change).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(UnitUpdatePayload {
            current: current(ctx, id.filter(|_| settled.conflict)).await?,
            unit: settled.done.map(Into::into),
            errors: settled.errors,
        })
    }

    /// Enters another name of a unit, for a time (登记别名): documents of that time mean the unit by
    /// it. For the supervision office and the system administrator.
    async fn unit_alias_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit and its other name.")] input: UnitAliasAddInput,
    ) -> Result<UnitAliasAddPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "unitAliasAdd", key, &input)?;
            let add = AliasAdd {
                unit: unit(&input.unit_id, "unitId")?,
                name: input.name,
                from: input.from.map(|day| day.0),
                to: input.to.map(|day| day.0),
                once,
            };
            service.unit_alias_add(author, add).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(UnitAliasAddPayload { unit: settled.done.map(Into::into), errors: settled.errors })
    }

    /// Ends another name of a unit (终止别名); documents of the time before mean the unit by it still.
    /// For the supervision office and the system administrator.
    async fn unit_alias_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The unit, its other name, and the day.")] input: UnitAliasEndInput,
    ) -> Result<UnitAliasEndPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let id = UnitId::parse(&input.unit_id);
        let outcome = async {
            let end = AliasEnd {
                unit: id.ok_or(Refusal::NotFound { field: "unitId" })?,
                version: input.version,
                name: input.name,
                on: input.on.0,
            };
            service.unit_alias_end(author, end).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        Ok(UnitAliasEndPayload {
            current: current(ctx, id.filter(|_| settled.conflict)).await?,
            unit: settled.done.map(Into::into),
            errors: settled.errors,
        })
    }

    /// Reads a list of units into an office's register, all or nothing (批量导入单位): new ones are
    /// entered, known ones of the same name get the code, kind and aliases that the list adds. The
    /// same list again changes nothing. For the supervision office and the system administrator.
    async fn units_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] input: UnitsImportInput,
    ) -> Result<UnitsImportPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let outcome = async {
            let key = Some(input.idempotency_key.clone());
            let once = Once::new(author, "unitsImport", key, &input)?;
            let source = match (input.text, input.file_id) {
                (Some(text), None) => UnitListSource::Text(text),
                (None, Some(id)) => UnitListSource::Upload(
                    UploadId::parse(&id).ok_or(Refusal::NotFound { field: "fileId" })?,
                ),
                _ => return Err(Refusal::ExactlyOne { fields: "text, fileId" }.into()),
            };
            let list = UnitList { office: office(input.office_id.as_ref())?, source, once };
            service.units_import(author, list).await
        };
        let settled = Settled::from(outcome.await, ctx.language())?;
        let done = settled.done.unwrap_or_default();
        Ok(UnitsImportPayload {
            created: done.created,
            updated: done.updated,
            unchanged: done.unchanged,
            errors: settled.errors,
        })
    }
}

fn unit(id: &ID, field: &'static str) -> std::result::Result<UnitId, Refusal> {
    UnitId::parse(id).ok_or(Refusal::NotFound { field })
}

fn office(id: Option<&ID>) -> std::result::Result<Option<OfficeId>, Refusal> {
    id.map(|id| OfficeId::parse(id).ok_or(Refusal::NotFound { field: "officeId" })).transpose()
}

async fn current(ctx: &Context<'_>, id: Option<UnitId>) -> Result<Option<Unit>> {
    let Some(id) = id else { return Ok(None) };
    Ok(ctx.loader()?.load_one(id).await?.map(Into::into))
}
