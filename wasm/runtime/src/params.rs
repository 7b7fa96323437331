//! Typed access to a Rust node's parameters.

use crate::manifest::NodeSpec;
use crate::value::{Map, Value};
use std::cell::RefCell;

/// Reads parameters by name. What has the wrong type counts as absent, as in the original; unlike there, a name that
/// nobody asked for is told as a warning when this is dropped.
pub struct Params<'a> {
    node_id: &'a str,
    map: Option<&'a Map>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Params<'a> {
    pub fn of(spec: &'a NodeSpec) -> Self {
        Params { node_id: &spec.id, map: spec.params_object(), asked: RefCell::default() }
    }

    fn get(&self, name: &'static str) -> Option<&'a Value> {
        self.asked.borrow_mut().push(name);
        self.map?.get(name)
    }

    pub fn f64(&self, name: &'static str) -> Option<f64> {
        self.get(name)?.as_f64()
    }

    pub fn str(&self, name: &'static str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// A whole number of at least 1, as rates and sizes are.
    pub fn count(&self, name: &'static str) -> Option<u32> {
        let number = self.f64(name)?;
        (number >= 1.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0).then_some(number as u32)
    }
}

impl Drop for Params<'_> {
    fn drop(&mut self) {
        let asked = self.asked.borrow();
        for name in self.map.into_iter().flat_map(Map::keys).filter(|name| !asked.contains(&name.as_str())) {
            let known = asked.join(", ");
            tracing::warn!(node = self.node_id, "parameter '{name}' is not known here and does nothing (known: {known})");
        }
    }
}
