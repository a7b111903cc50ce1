//! Days that are not what the week says.

use async_graphql::{Context, InputObject, Object, SimpleObject};

use super::mutation::DutyChanges;
use crate::{
    domain::calendar,
    graphql::{
        Result,
        context::ContextExt,
        payload::{Settled, UserError},
        scalars::Date,
    },
    service::HolidaysLoad,
};

/// A day that is not what the week says (节假日, 调休).
#[derive(SimpleObject)]
pub struct Holiday {
    /// The day (日期).
    day: Date,
    /// What it is called (名称).
    name: String,
    /// Whether people work on it (调休上班).
    working: bool,
}

impl From<calendar::Holiday> for Holiday {
    fn from(holiday: calendar::Holiday) -> Self {
        Self { day: Date(holiday.day), name: holiday.name, working: holiday.working }
    }
}

/// A day that is not what the week says (节假日, 调休).
#[derive(InputObject)]
pub struct HolidayInput {
    /// The day (日期).
    day: Date,
    /// What it is called (名称).
    name: String,
    /// Whether people work on it (调休上班).
    #[graphql(default)]
    working: bool,
}

/// Holidays to be loaded (载入节假日).
#[derive(InputObject)]
pub struct HolidaysLoadInput {
    /// The days, at most 1000; what was known of the years in which they fall is replaced.
    holidays: Vec<HolidayInput>,
}

/// How holidays were loaded.
#[derive(SimpleObject)]
pub struct HolidaysLoadPayload {
    /// What that changed of the duties of all documents (报送任务变动); none if it was refused.
    duty_changes: Option<DutyChanges>,
    /// Why nothing was changed.
    errors: Vec<UserError>,
}

/// What can be done with holidays.
#[derive(Default)]
pub struct HolidayMutation;

#[Object]
impl HolidayMutation {
    /// Loads the holidays of whole years (载入节假日); due days move where a rule says so and nothing was
    /// reported yet. The same again changes nothing. For the system administrator.
    async fn holidays_load(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The days.")] input: HolidaysLoadInput,
    ) -> Result<HolidaysLoadPayload> {
        let (author, service) = (ctx.author()?, &ctx.state()?.service);
        let holidays = input.holidays.into_iter().map(|holiday| calendar::Holiday {
            day: holiday.day.0,
            name: holiday.name,
            working: holiday.working,
        });
        let load = HolidaysLoad { holidays: holidays.collect() };
        let outcome = service.holidays_load(author, load).await;
        let settled = Settled::from(outcome, ctx.language())?;
        Ok(HolidaysLoadPayload {
            duty_changes: settled.done.map(Into::into),
            errors: settled.errors,
        })
    }
}
