/// The name that a client gave its GraphQL operation.
#[derive(Clone, Debug)]
pub(crate) struct OperationName(pub(crate) String);
