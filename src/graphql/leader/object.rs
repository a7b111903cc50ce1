//! 责任领导: the post and who holds it.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;

use crate::{
    domain,
    graphql::{
        Result,
        connection::connection,
        context::ContextExt,
        id::GlobalId,
        loaders::{ChargesOf, HoldersOf},
        scalars::Date,
        unit::Unit,
    },
};

/// A responsible leader (责任领导): a post, with who holds it. Whatever is on the post stays with it when
/// its holder changes.
#[derive(Clone)]
pub struct Leader(pub domain::leader::Leader);

impl From<domain::leader::Leader> for Leader {
    fn from(leader: domain::leader::Leader) -> Self {
        Self(leader)
    }
}

/// A responsible leader (责任领导): a post, with who holds it. Whatever is on the post stays with it when
/// its holder changes.
#[Object]
impl Leader {
    /// Opaque id.
    pub async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Version to name in a change (版本号).
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The post (岗位); the printed name where the document gives no more.
    async fn post(&self) -> &str {
        &self.0.post
    }

    /// Its full title, where known (职务).
    async fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// Its place among the office's posts, from 1, where known (排名).
    async fn rank(&self) -> Option<i32> {
        self.0.rank
    }

    /// Whether it is the chief leader's, who sees everything published (主要领导).
    async fn chief(&self) -> bool {
        self.0.chief
    }

    /// Who held the post or acted for its holder at any time, the latest first, those who act last
    /// (历任任职人).
    async fn holders(&self, ctx: &Context<'_>) -> Result<Vec<PostHolder>> {
        Ok(self.held(ctx).await?.into_iter().map(PostHolder).collect())
    }

    /// Who holds the post on a day (任职人); none where it is vacant.
    async fn holder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if none is given.")] on: Option<Date>,
    ) -> Result<Option<PostHolder>> {
        let on = day(ctx, on)?;
        let mut held = self.held(ctx).await?.into_iter();
        Ok(held.find(|holder| !holder.acting && holder.holds_on(on)).map(PostHolder))
    }

    /// Who acts for the holder on a day (代行人、AB角).
    async fn acting_holders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day; today if none is given.")] on: Option<Date>,
    ) -> Result<Vec<PostHolder>> {
        let on = day(ctx, on)?;
        let held = self.held(ctx).await?.into_iter();
        Ok(held.filter(|holder| holder.acting && holder.holds_on(on)).map(PostHolder).collect())
    }

    /// The units that it was in charge of at any time, the latest first (分管单位).
    async fn charges(&self, ctx: &Context<'_>) -> Result<Vec<LeaderCharge>> {
        let charges = ctx.loader()?.load_one(ChargesOf(self.0.id)).await?;
        Ok(charges.unwrap_or_default().into_iter().map(LeaderCharge).collect())
    }
}

impl Leader {
    async fn held(&self, ctx: &Context<'_>) -> Result<Vec<domain::leader::PostHolder>> {
        Ok(ctx.loader()?.load_one(HoldersOf(self.0.id)).await?.unwrap_or_default())
    }
}

fn day(ctx: &Context<'_>, on: Option<Date>) -> Result<NaiveDate> {
    Ok(on.map_or(ctx.state()?.clock.today(), |day| day.0))
}

connection! {
    /// A page of leaders (领导列表).
    LeaderConnection,
    /// A leader in a list.
    LeaderEdge, Leader, domain::leader::Leader
}

/// Someone's time in a post (任职).
pub struct PostHolder(domain::leader::PostHolder);

/// Someone's time in a post (任职).
#[Object]
impl PostHolder {
    /// Opaque id, for `postHolderEnd`.
    async fn id(&self) -> ID {
        self.0.id.global()
    }

    /// Name (姓名).
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether acting for the holder (AB角).
    async fn acting(&self) -> bool {
        self.0.acting
    }

    /// First day (任职日期).
    async fn valid_from(&self) -> Date {
        Date(self.0.valid_from)
    }

    /// The first day on which they no longer hold it (免职日期); none while it goes on.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }

    /// Whether an account goes with it, so that they can sign in (是否已关联账号).
    async fn has_account(&self) -> bool {
        self.0.account.is_some()
    }
}

/// A unit that a post is in charge of, for a time (分管).
pub struct LeaderCharge(domain::leader::Charge);

/// A unit that a post is in charge of, for a time (分管).
#[Object]
impl LeaderCharge {
    /// The unit, if it may be seen (单位).
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>> {
        Ok(ctx.loader()?.load_one(self.0.unit).await?.map(Into::into))
    }

    /// First day (起始日期).
    async fn valid_from(&self) -> Date {
        Date(self.0.valid_from)
    }

    /// The first day on which it is no longer in charge (终止日期); none while it goes on.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Date)
    }
}
