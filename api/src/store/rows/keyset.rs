use sea_orm::{
    ExprTrait, Value,
    sea_query::{Expr, NullOrdering, Order, OrderedStatement, SimpleExpr},
};

/// Which way a column is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Greatest first.
    Descending,
}

impl Direction {
    /// The other way.
    pub fn reversed(self) -> Self {
        match self {
            Self::Ascending => Self::Descending,
            Self::Descending => Self::Ascending,
        }
    }
}

/// One column of an order. Missing values come last, whichever way it is ordered.
#[derive(Clone, Debug)]
pub struct OrderColumn {
    /// The column.
    pub expression: Expr,
    /// Which way.
    pub direction: Direction,
    /// Whether it may be missing.
    pub nullable: bool,
}

/// A total order: its last columns tell any two rows apart, so that a page can start after a given row whatever was inserted since.
#[derive(Clone, Debug)]
pub struct Keyset {
    /// Its columns, the most significant first.
    pub columns: Vec<OrderColumn>,
}

impl Keyset {
    /// Orders a statement; `backward` turns the whole order round, to read a page from its end.
    pub fn order(&self, select: &mut impl OrderedStatement, backward: bool) {
        for component in &self.columns {
            let ascending = (component.direction == Direction::Ascending) != backward;
            let order = if ascending { Order::Asc } else { Order::Desc };
            if component.nullable {
                let nulls = if backward {
                    NullOrdering::First
                } else {
                    NullOrdering::Last
                };
                select.order_by_expr_with_nulls(component.expression.clone(), order, nulls);
            } else {
                select.order_by_expr(component.expression.clone(), order);
            }
        }
    }

    /// The condition that a row stands after (or, `backward`, before) the row that has these values.
    pub fn after_cursor(&self, values: &[Value], backward: bool) -> SimpleExpr {
        if let Some(comparison) = self.as_tuple(values, backward) {
            return comparison;
        }
        let mut beyond = Expr::value(false);
        for last in (0..self.columns.len()).rev() {
            let component = &self.columns[last];
            let mut branch = strictly_beyond(component, &values[last], backward);
            for (component, value) in self.columns[..last].iter().zip(values).rev() {
                branch = equal(component, value).and(branch);
            }
            beyond = branch.or(beyond);
        }
        beyond
    }

    /// A comparison of whole rows, which both engines serve from an index: possible when all columns go one way and none may be missing.
    fn as_tuple(&self, values: &[Value], backward: bool) -> Option<SimpleExpr> {
        let first = self.columns.first()?.direction;
        if self
            .columns
            .iter()
            .any(|component| component.nullable || component.direction != first)
        {
            return None;
        }
        let columns = Expr::tuple(self.columns.iter().map(|component| component.expression.clone()));
        let row = Expr::tuple(values.iter().cloned().map(Expr::value));
        let greater = (first == Direction::Ascending) != backward;
        Some(if greater { columns.gt(row) } else { columns.lt(row) })
    }
}

fn is_missing(value: &Value) -> bool {
    *value == value.as_null()
}

fn equal(component: &OrderColumn, value: &Value) -> SimpleExpr {
    if is_missing(value) {
        component.expression.clone().is_null()
    } else {
        component.expression.clone().eq(value.clone())
    }
}

fn strictly_beyond(component: &OrderColumn, value: &Value, backward: bool) -> SimpleExpr {
    let column = component.expression.clone();
    if is_missing(value) {
        // Missing values are last: nothing stands after them, everything else before.
        return if backward {
            column.is_not_null()
        } else {
            Expr::value(false)
        };
    }
    let greater = (component.direction == Direction::Ascending) != backward;
    let comparison = if greater {
        column.clone().gt(value.clone())
    } else {
        column.clone().lt(value.clone())
    };
    if component.nullable && !backward {
        comparison.or(column.is_null())
    } else {
        comparison
    }
}
