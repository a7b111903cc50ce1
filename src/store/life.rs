//! What the tables of an item's life have in common: rows on an item, newest first.

/// The finders of a table whose rows hang on items: by id, a page of those on each item, and how
/// many there are.
macro_rules! on_items {
    ($thing:ident ($id:ident) of $entity:ident, seen as $scope:ident, by $at:ident $column:ident:
        $by_ids:ident, $pages:ident, $counts:ident, |$row:ident| $item:expr) => {
        pub(super) fn newest_first() -> $crate::store::page::Sorting<$entity::Entity> {
            $crate::store::page::Sorting {
                key: sea_orm::ColumnTrait::into_expr($entity::Column::$column),
                id: $entity::Column::Id,
                descending: true,
                cursor: |row| Cursor { key: row.$at.to_rfc3339(), id: row.id },
                value: $crate::store::page::instant_key,
            }
        }

        impl Reader<'_> {
            pub(super) fn $scope(&self) -> sea_orm::Select<$entity::Entity> {
                $entity::Entity::find().filter($crate::store::scope::$scope(&self.scope))
            }

            /// Those with these ids that may be seen.
            ///
            /// # Errors
            /// If the database does not answer.
            pub async fn $by_ids(&self, ids: &[$id]) -> Result<Vec<$thing>> {
                self.$scope()
                    .filter($entity::Column::Id.is_in(ids.iter().map(|id| Uuid::from(*id))))
                    .all(&self.db())
                    .await?
                    .into_iter()
                    .map($thing::try_from)
                    .collect()
            }

            /// A page of those on each of these items, the newest first.
            ///
            /// # Errors
            /// If the database does not answer.
            pub async fn $pages(
                &self,
                items: &[Uuid],
                page: &PageRequest,
            ) -> Result<HashMap<Uuid, Page<$thing>>> {
                newest_first()
                    .read_under(
                        &self.db(),
                        self.$scope(),
                        ($entity::Column::ItemId, items),
                        page,
                        |$row| $item,
                    )
                    .await?
                    .into_iter()
                    .map(|(id, page)| Ok((id, page.try_map($thing::try_from)?)))
                    .collect()
            }

            /// How many there are on each of these items.
            ///
            /// # Errors
            /// If the database does not answer.
            pub async fn $counts(&self, items: &[Uuid]) -> Result<HashMap<Uuid, u64>> {
                $crate::store::page::count_under(
                    &self.db(),
                    self.$scope(),
                    $entity::Column::ItemId,
                    items,
                )
                .await
            }
        }
    };
}

/// The list of what waits for the decision of an office, longest first.
macro_rules! waiting {
    ($thing:ident of $entity:ident, seen as $scope:ident:
        $waiting:ident, $page:ident, $count:ident) => {
        impl Reader<'_> {
            fn $waiting(&self, offices: &[OfficeId]) -> sea_orm::Select<$entity::Entity> {
                let documents = entity::document::Entity::find()
                    .select_only()
                    .column(entity::document::Column::Id)
                    .filter(
                        entity::document::Column::OfficeId
                            .is_in(offices.iter().map(|id| Uuid::from(*id))),
                    );
                self.$scope().filter($entity::Column::State.eq("OPEN")).filter(
                    $entity::Column::DocumentId
                        .in_subquery(sea_orm::QueryTrait::into_query(documents)),
                )
            }

            /// A page of those that wait for the decision of these offices, longest first.
            ///
            /// # Errors
            /// If the database does not answer.
            pub async fn $page(
                &self,
                offices: &[OfficeId],
                page: &PageRequest,
            ) -> Result<Page<$thing>> {
                $crate::store::page::Sorting { descending: false, ..newest_first() }
                    .read(&self.db(), self.$waiting(offices), page)
                    .await?
                    .try_map($thing::try_from)
            }

            /// How many wait for the decision of these offices.
            ///
            /// # Errors
            /// If the database does not answer.
            pub async fn $count(&self, offices: &[OfficeId]) -> Result<u64> {
                Ok(sea_orm::PaginatorTrait::count(self.$waiting(offices), &self.db()).await?)
            }
        }
    };
}

pub(super) use {on_items, waiting};
