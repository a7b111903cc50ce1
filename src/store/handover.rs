//! What someone takes over with a post, or a unit from the one that it succeeds: only what is
//! published, and only what may be seen.

use chrono::{Days, NaiveDate};
use entity::{
    assignment, document, duty, extension, instruction, instruction_unit, item, item_leader,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, Select, sea_query::SelectStatement,
};
use uuid::Uuid;

use super::{Reader, Result, corrupt, duty::by_due_day};
use crate::domain::{
    assignment::Role,
    document::DocumentState,
    duty::{Duty, DutyState},
    extension::{Extension, ExtensionState},
    id::{LeaderId, UnitId},
    instruction::{Instruction, InstructionState},
    item::{Item, ItemState},
    page::{Page, PageRequest},
};

/// How far ahead a hand-over looks, in days.
const AHEAD: u64 = 30;

/// What is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handed {
    /// Posts.
    pub posts: Vec<LeaderId>,
    /// Units that the posts are in charge of (分管), with their collectives: what these lead.
    pub charges: Vec<UnitId>,
    /// Units whose part goes to another.
    pub units: Vec<UnitId>,
    /// Whose duties are handed over; anyone's on the items where none is named.
    pub owing: Vec<UnitId>,
    /// The day on which.
    pub on: NaiveDate,
}

/// Which items that are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandedItems {
    /// Those in a state, or all.
    In(Option<ItemState>),
    /// Those being worked on that are due before a day.
    DueBy(NaiveDate),
}

impl Handed {
    /// The first day that is not looked at.
    #[must_use]
    pub fn until(&self) -> NaiveDate {
        self.on.checked_add_days(Days::new(AHEAD)).unwrap_or(self.on)
    }

    /// The items that are handed over.
    fn items(&self) -> SelectStatement {
        let assigned = |units: &[UnitId], role: Option<Role>| {
            assignment::Entity::find()
                .select_only()
                .column(assignment::Column::ItemId)
                .filter(assignment::Column::UnitId.is_in(ids(units)))
                .apply_if(role, |rows, role| {
                    rows.filter(assignment::Column::Role.eq(role.as_str()))
                })
                .into_query()
        };
        let of_posts = item_leader::Entity::find()
            .select_only()
            .column(item_leader::Column::ItemId)
            .filter(item_leader::Column::LeaderId.is_in(ids(&self.posts)))
            .into_query();
        let drafts = document::Entity::find()
            .select_only()
            .column(document::Column::Id)
            .filter(document::Column::State.eq(DocumentState::Draft.as_str()))
            .into_query();
        item::Entity::find()
            .select_only()
            .column(item::Column::Id)
            .filter(
                Condition::any()
                    .add(item::Column::Id.in_subquery(of_posts))
                    .add(item::Column::Id.in_subquery(assigned(&self.charges, Some(Role::Lead))))
                    .add(item::Column::Id.in_subquery(assigned(&self.units, None))),
            )
            .filter(item::Column::DocumentId.not_in_subquery(drafts))
            .into_query()
    }
}

fn ids<I: Copy + Into<Uuid>>(ids: &[I]) -> impl Iterator<Item = Uuid> + '_ {
    ids.iter().map(|id| (*id).into())
}

impl Reader<'_> {
    fn handed_items(&self, handed: &Handed, which: HandedItems) -> Select<item::Entity> {
        let rows = self
            .visible_items(&super::ItemFilter::default())
            .filter(item::Column::Id.in_subquery(handed.items()));
        match which {
            HandedItems::In(state) => rows
                .apply_if(state, |rows, state| rows.filter(item::Column::State.eq(state.as_str()))),
            HandedItems::DueBy(day) => rows
                .filter(item::Column::State.eq(ItemState::Open.as_str()))
                .filter(item::Column::Deadline.lt(day)),
        }
    }

    /// A page of the items that are handed over, by the day they are due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_item_page(
        &self,
        handed: &Handed,
        which: HandedItems,
        page: &PageRequest,
    ) -> Result<Page<Item>> {
        super::item::sorting(super::ItemOrder::Deadline)
            .read(&self.db(), self.handed_items(handed, which), page)
            .await?
            .try_map(Item::try_from)
    }

    /// How many items are handed over.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_item_count(&self, handed: &Handed, which: HandedItems) -> Result<u64> {
        Ok(self.handed_items(handed, which).count(&self.db()).await?)
    }

    /// How many items are handed over in each state in which there are any.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_states(&self, handed: &Handed) -> Result<Vec<(ItemState, u64)>> {
        let rows: Vec<(String, i64)> = self
            .handed_items(handed, HandedItems::In(None))
            .select_only()
            .column(item::Column::State)
            .column_as(item::Column::Id.count(), "items")
            .group_by(item::Column::State)
            .into_tuple()
            .all(&self.db())
            .await?;
        let mut states = rows
            .into_iter()
            .map(|(state, items)| {
                let known =
                    ItemState::parse(&state).ok_or_else(|| corrupt("item state", &state))?;
                Ok((known, items.unsigned_abs()))
            })
            .collect::<Result<Vec<_>>>()?;
        states.sort_unstable_by_key(|(state, _)| *state);
        Ok(states)
    }

    fn handed_duties(&self, handed: &Handed) -> Select<duty::Entity> {
        let owing = (!handed.owing.is_empty()).then_some(&handed.owing);
        self.visible_duties(&super::DutyFilter {
            units: owing.cloned(),
            states: Some(vec![DutyState::Open, DutyState::Returned]),
            ..super::DutyFilter::default()
        })
        .filter(duty::Column::DueOn.lt(handed.until()))
        .filter(duty::Column::ItemId.in_subquery(handed.items()))
    }

    /// A page of the duties that are late or due soon, by the day they are due.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_duty_page(
        &self,
        handed: &Handed,
        page: &PageRequest,
    ) -> Result<Page<Duty>> {
        let rows = self.handed_duties(handed);
        by_due_day().read(&self.db(), rows, page).await?.try_map(Duty::try_from)
    }

    /// How many duties are late or due soon.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_duty_count(&self, handed: &Handed) -> Result<u64> {
        Ok(self.handed_duties(handed).count(&self.db()).await?)
    }

    /// Those of the posts, and those addressed to the units.
    fn handed_instructions(
        &self,
        handed: &Handed,
        states: &[InstructionState],
    ) -> Select<instruction::Entity> {
        let addressed = instruction_unit::Entity::find()
            .select_only()
            .column(instruction_unit::Column::InstructionId)
            .filter(
                instruction_unit::Column::UnitId
                    .is_in(ids(&handed.units).chain(ids(&handed.owing))),
            )
            .into_query();
        let states = states.iter().map(|state| state.as_str());
        self.instructions().filter(instruction::Column::State.is_in(states)).filter(
            instruction::Column::LeaderId
                .is_in(ids(&handed.posts))
                .or(instruction::Column::Id.in_subquery(addressed)),
        )
    }

    /// A page of the instructions in these states that are handed over, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_instruction_page(
        &self,
        handed: &Handed,
        states: &[InstructionState],
        page: &PageRequest,
    ) -> Result<Page<Instruction>> {
        super::instruction::newest_first()
            .read(&self.db(), self.handed_instructions(handed, states), page)
            .await?
            .try_map(Instruction::try_from)
    }

    /// How many instructions in these states are handed over.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_instruction_count(
        &self,
        handed: &Handed,
        states: &[InstructionState],
    ) -> Result<u64> {
        Ok(self.handed_instructions(handed, states).count(&self.db()).await?)
    }

    /// What was promised on the items: later days that wait for a decision, and granted ones that are
    /// still to come.
    fn handed_extensions(&self, handed: &Handed) -> Select<extension::Entity> {
        use extension::Column;
        let granted = Column::State
            .eq(ExtensionState::Granted.as_str())
            .and(Column::GrantedUntil.gte(handed.on));
        self.extensions()
            .filter(Column::ItemId.in_subquery(handed.items()))
            .filter(Column::State.eq(ExtensionState::Open.as_str()).or(granted))
    }

    /// A page of the later days that are handed over, the newest first.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_extension_page(
        &self,
        handed: &Handed,
        page: &PageRequest,
    ) -> Result<Page<Extension>> {
        super::extension::newest_first()
            .read(&self.db(), self.handed_extensions(handed), page)
            .await?
            .try_map(Extension::try_from)
    }

    /// How many later days are handed over.
    ///
    /// # Errors
    /// If the database does not answer.
    pub async fn handed_extension_count(&self, handed: &Handed) -> Result<u64> {
        Ok(self.handed_extensions(handed).count(&self.db()).await?)
    }
}
