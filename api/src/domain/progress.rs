/// Follows a long piece of work as it goes.
pub trait Progress: Send + Sync {
    /// The work has this many steps more.
    fn expect(&self, steps: usize);
    /// A step begins.
    fn step(&self, name: &str);
}

/// Nobody follows.
impl Progress for () {
    fn expect(&self, _steps: usize) {}
    fn step(&self, _name: &str) {}
}
