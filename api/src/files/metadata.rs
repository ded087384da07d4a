//! Metadata of files: Table Schema, CSV on the Web, data packages.

/// CSV on the Web.
pub(crate) mod csvw;
/// Frictionless data packages.
pub(crate) mod data_package;
/// Table Schema (Frictionless).
pub(crate) mod table_schema;
