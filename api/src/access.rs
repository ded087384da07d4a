//! Who may do what: viewers, and the policy over them.

/// The one place that decides.
pub mod policy;
/// Who asks.
pub mod viewer;

pub use viewer::Viewer;
