//! The column types that both databases read alike, and the constraints made of them.

use sea_orm_migration::prelude::*;

/// The primary key: a `UUIDv7`.
pub fn id() -> ColumnDef {
    ColumnDef::new("id").uuid().not_null().primary_key().take()
}

/// The id of a row of another table; pair it with [`refer`].
pub fn reference(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().not_null().take()
}

/// The id of a row of another table, or none.
pub fn reference_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).uuid().null().take()
}

/// One of a few codes, held to them by a check.
pub fn code<const N: usize>(name: &'static str, codes: [&'static str; N]) -> ColumnDef {
    ColumnDef::new(name).string_len(32).not_null().check(Expr::col(name).is_in(codes)).take()
}

/// One of the codes, or none.
pub fn code_null<const N: usize>(name: &'static str, codes: [&'static str; N]) -> ColumnDef {
    ColumnDef::new(name).string_len(32).null().check(Expr::col(name).is_in(codes)).take()
}

/// Short text.
pub fn line(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string_len(512).not_null().take()
}

/// Short text, or none.
pub fn line_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).string_len(512).null().take()
}

/// Text of any length.
pub fn text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().not_null().take()
}

/// Text of any length, or none.
pub fn text_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).text().null().take()
}

/// A whole number.
pub fn whole(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().not_null().take()
}

/// A whole number, or none.
pub fn whole_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).integer().null().take()
}

/// The version that a change must have read; starts at 1.
pub fn version() -> ColumnDef {
    ColumnDef::new("version")
        .integer()
        .not_null()
        .default(1)
        .check(Expr::col("version").gte(1))
        .take()
}

/// The number of an edition of a document, from 1.
pub fn edition() -> ColumnDef {
    ColumnDef::new("edition")
        .integer()
        .not_null()
        .default(1)
        .check(Expr::col("edition").gte(1))
        .take()
}

/// Yes or no.
pub fn flag(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).boolean().not_null().take()
}

/// A point in time, in UTC to the microsecond.
pub fn instant(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().not_null().take()
}

/// A point in time, or none.
pub fn instant_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).timestamp_with_time_zone().null().take()
}

/// A civil date in `Asia/Shanghai`.
pub fn day(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().not_null().take()
}

/// A civil date, or none.
pub fn day_null(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).date().null().take()
}

/// A small list or object that no query looks into.
pub fn json(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).json().not_null().take()
}

/// A foreign key that refuses to orphan a row.
pub fn refer(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create()
        .from_col(column)
        .to_tbl(table)
        .to_col("id")
        .on_delete(ForeignKeyAction::Restrict)
        .take()
}

/// A foreign key to the row of which this one is a part.
pub fn part_of(column: &'static str, table: &'static str) -> ForeignKeyCreateStatement {
    refer(column, table).on_delete(ForeignKeyAction::Cascade).take()
}

/// A half-open validity `[from, to)`.
pub fn validity(from: &'static str, to: &'static str) -> SimpleExpr {
    Expr::col(to).is_null().or(Expr::col(to).gt(Expr::col(from)))
}

/// A place in a text: `0 <= span_start <= span_end`.
pub fn span() -> SimpleExpr {
    Expr::col("span_start").gte(0).and(Expr::col("span_end").gte(Expr::col("span_start")))
}

/// An index; unique where the rows must differ in these columns.
pub fn index<const N: usize>(
    table: &'static str,
    columns: [&'static str; N],
    unique: bool,
) -> IndexCreateStatement {
    let prefix = if unique { "uq" } else { "ix" };
    let mut index = Index::create();
    index.name(format!("{prefix}_{table}_{}", columns.join("_"))).table(table);
    for column in columns {
        index.col(column);
    }
    if unique {
        index.unique();
    }
    index.take()
}

/// Creates tables and then their indexes.
pub async fn create(
    manager: &SchemaManager<'_>,
    tables: Vec<TableCreateStatement>,
    indexes: Vec<IndexCreateStatement>,
) -> Result<(), DbErr> {
    for table in tables {
        manager.create_table(table).await?;
    }
    for index in indexes {
        manager.create_index(index).await?;
    }
    Ok(())
}

/// Drops tables in the order given.
pub async fn drop<const N: usize>(
    manager: &SchemaManager<'_>,
    tables: [&'static str; N],
) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(table).take()).await?;
    }
    Ok(())
}
