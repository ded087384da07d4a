use super::containment::Containment;
use crate::datasets::{Column, Dataset};

/// The columns of a containment.
pub(crate) struct ContainmentColumns<'a> {
    /// The columns of containers, each with that of its cut.
    pub(crate) containers: [[&'a Column; 2]; 2],
    pub(crate) same: &'static str,
    pub(crate) apart: &'a Column,
    pub(crate) is_apart: &'static str,
}

impl Dataset {
    /// Its rows name, in a column, the row that contains them.
    pub(in crate::datasets) fn contained_in(mut self, containment: Containment) -> Self {
        self.contained_in = Some(containment);
        self
    }

    /// How its rows contain others.
    pub(crate) fn containment(&self) -> Option<ContainmentColumns<'_>> {
        let declared = self.contained_in?;
        let column = |name| self.column(name).and_then(|place| self.columns.get(place));
        let [apart, is_apart] = declared.apart;
        let [first, second] = declared.containers;
        let pair = |(container, cut)| Some([column(container)?, column(cut)?]);
        let containers = [pair(first)?, pair(second)?];
        Some(ContainmentColumns {
            containers,
            same: declared.same,
            apart: column(apart)?,
            is_apart,
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::datasets::registry;

    #[test]
    fn what_is_declared_is_there() {
        let declared = registry().datasets().filter(|dataset| dataset.contained_in.is_some());
        let names: Vec<&str> = declared
            .filter(|dataset| dataset.containment().is_some())
            .map(|dataset| dataset.name)
            .collect();
        assert_eq!(names, ["regional-envelopes"]);
    }
}
