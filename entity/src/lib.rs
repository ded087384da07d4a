//! The store's tables, one file each. What is public of them is said in the datasets of the `segur` crate, not here.

/// One change of one revision: the index of the change feed.
pub mod change;
/// Where a fact was read.
pub mod citation;
/// A couloir, in one of its versions.
pub mod couloir;
/// A counter that one writer at a time may raise.
pub mod counter;
/// A source document, in one of its versions.
pub mod document;
/// A software company, in one of its versions.
pub mod editor;
/// A funding window, in one of its versions.
pub mod funding_window;
/// A phase of a funding window.
pub mod funding_window_phase;
/// An indicator, in one of its versions.
pub mod indicator;
/// An institution, in one of its versions.
pub mod institution;
/// A value of a series for a period, in one of its versions.
pub mod observation;
/// A programme, in one of its versions.
pub mod programme;
/// The identity of a record: what references, citations and addresses mean.
pub mod record;
/// A referencing decision, in one of its versions.
pub mod referencing;
/// A region, or the nation, in one of its versions.
pub mod region;
/// A regional envelope, in one of its versions.
pub mod regional_envelope;
/// A publication.
pub mod revision;
/// The identity of a series of observations: indicator × region × couloir or category × document.
pub mod series;
/// A software function, in one of its versions.
pub mod software_function;
/// A software product, in one of its versions.
pub mod solution;
/// A specification, in one of its versions.
pub mod specification;
/// A text of a specification: its arrêté, or one version of its DSR.
pub mod specification_text;
