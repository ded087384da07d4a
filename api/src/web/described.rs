//! What descriptions of operations share (OpenAPI).

use utoipa::{
    IntoParams, PartialSchema, ToResponse, ToSchema,
    openapi::{ObjectBuilder, PathItem, RefOr, Response, Schema, SchemaFormat, Type},
};

/// A route whose operations are described beside their handlers, for OpenAPI.
pub struct DescribedRoute {
    /// Its path, with parameters in braces.
    pub path: String,
    /// Whether its handlers read the data, as of a moment.
    pub is_of_data: bool,
    /// Its operations.
    pub item: PathItem,
    /// The schemas that they refer to, by name.
    pub schemas: Vec<(String, RefOr<Schema>)>,
}

/// Bytes whose inside a description does not say.
pub(crate) struct Binary;

impl PartialSchema for Binary {
    fn schema() -> RefOr<Schema> {
        let bytes = ObjectBuilder::new()
            .schema_type(Type::String)
            .format(Some(SchemaFormat::Custom("binary".to_owned())));
        bytes.into()
    }
}

impl ToSchema for Binary {}

/// The client has what it would be sent.
pub(crate) struct NotModified;

/// The part of a file that `Range` asks for.
pub(crate) struct Part;

/// The refusal of a permalink.
pub(crate) struct NotKept;

/// Refers to a response that the description has under this name.
macro_rules! shared_responses {
    ($($name:ident),+) => {
        $(impl<'r> ToResponse<'r> for $name {
            fn response() -> (&'r str, RefOr<Response>) {
                (stringify!($name), RefOr::T(Response::default()))
            }
        })+
    };
}

shared_responses!(NotModified, Part, NotKept);

/// The key by which a retry is known.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "it describes a header")]
pub(crate) struct Retry {
    /// Your own key for this request (a UUID does): sent again with the same request, it is answered the same and done once.
    #[param(rename = "Idempotency-Key", nullable = false, min_length = 1, max_length = 200)]
    idempotency_key: Option<String>,
}
