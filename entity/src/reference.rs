use sea_orm::{
    ColumnTrait, Condition, ExprTrait, RelationTrait,
    sea_query::{DynIden, Expr, IntoIden},
};

/// The `until` of a current version: the greatest integer.
pub const OPEN: i64 = i64::MAX;

/// A relation by which a column points at a record.
pub trait Reference: RelationTrait + Copy {
    /// The columns of the table that points at another.
    type Column: ColumnTrait;

    /// The column that points, and the table that it points at.
    fn column_and_table(self) -> (Self::Column, &'static str);
}

/// The condition of a relation with versions: only the current one.
pub(crate) fn is_current(table: DynIden, until: impl IntoIden) -> Condition {
    Condition::all().add(Expr::col((table, until)).eq(OPEN))
}

/// Declares where the columns of a table point: each at the record that it names, by a foreign key.
///
/// A column `=> table` also points at the current version of that record, in the table of its dataset. Versions repeat the key of their record, so
/// this relation has no foreign key of its own.
macro_rules! references {
    ($($column:ident $(=> $target:ident)?),+ $(,)?) => {
        /// Where its columns point.
        #[derive(Clone, Copy, Debug)]
        pub enum Relation {
            /// The record that a column names.
            Record(Column),
            $($(
                #[doc = concat!("The current version, in `", stringify!($target), "`, of the record that its column names.")]
                $column,
            )?)+
        }

        impl sea_orm::Iterable for Relation {
            type Iterator = std::vec::IntoIter<Self>;

            fn iter() -> Self::Iterator {
                vec![
                    $(Self::Record(Column::$column),)+
                    $($(crate::reference::references!(@version $column $target),)?)+
                ]
                .into_iter()
            }
        }

        impl RelationTrait for Relation {
            fn def(&self) -> RelationDef {
                match self {
                    Self::Record(column) => Entity::belongs_to(super::record::Entity)
                        .from(*column)
                        .to(super::record::Column::Id)
                        .into(),
                    $($(
                        Self::$column => Entity::belongs_to(super::$target::Entity)
                            .from(Column::$column)
                            .to(super::$target::Column::RecordId)
                            .on_condition(|_, target| crate::reference::is_current(target, super::$target::Column::Until))
                            .skip_fk()
                            .into(),
                    )?)+
                }
            }
        }

        impl crate::reference::Reference for Relation {
            type Column = Column;

            fn column_and_table(self) -> (Column, &'static str) {
                match self {
                    Self::Record(column) => (column, super::record::Entity.table_name()),
                    $($(Self::$column => (Column::$column, super::$target::Entity.table_name()),)?)+
                }
            }
        }
    };
    (@version $column:ident $target:ident) => {
        Self::$column
    };
}
pub(crate) use references;
