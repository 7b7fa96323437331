//! Typed access to a Rust node's parameters.

use crate::error::{Error, Result};
use crate::manifest::NodeSpec;
use crate::value::{Map, Value};
use std::cell::{Cell, RefCell};
use std::ops::RangeInclusive;

/// Reads parameters by name. What has the wrong type counts as absent, as in the original; unlike there, a name that
/// nobody asked for is told as a warning when this is dropped.
pub struct Params<'a> {
    node_id: &'a str,
    map: Option<&'a Map>,
    asked: RefCell<Vec<&'static str>>,
    silent: Cell<bool>,
}

impl<'a> Params<'a> {
    pub fn of(spec: &'a NodeSpec) -> Self {
        Params { node_id: &spec.id, map: spec.params_object(), asked: RefCell::default(), silent: Cell::default() }
    }

    /// No warnings: the node could not be made, so it may not have come to asking for everything it knows.
    pub fn keep_silent(&self) {
        self.silent.set(true);
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
}

/// What the audio nodes read: a parameter may be absent, or null, but what is there has to be right. Several names are
/// spellings of one parameter; the first that is there counts.
impl<'a> Params<'a> {
    pub fn given(&self, names: &[&'static str]) -> Option<(&'static str, &'a Value)> {
        // Every name is asked for, so that none of them is told as unknown.
        let values: Vec<_> = names.iter().map(|name| (*name, self.get(name))).collect();
        values.into_iter().find_map(|(name, value)| Some((name, value.filter(|value| !matches!(value, Value::Null))?)))
    }

    /// # Errors
    /// Not a number, or out of range.
    pub fn number(&self, names: &[&'static str], range: RangeInclusive<f64>) -> Result<Option<f64>> {
        let Some((name, value)) = self.given(names) else { return Ok(None) };
        match value.as_f64().filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => Err(refused(name, value, &format!("a number from {} to {}", range.start(), range.end()))),
        }
    }

    /// # Errors
    /// Not a whole number, or out of range.
    pub fn whole(&self, names: &[&'static str], range: RangeInclusive<u32>) -> Result<Option<u32>> {
        let Some((name, value)) = self.given(names) else { return Ok(None) };
        let fits = |number: &f64| {
            number.fract() == 0.0 && (f64::from(*range.start())..=f64::from(*range.end())).contains(number)
        };
        match value.as_f64().filter(fits) {
            Some(number) => Ok(Some(number as u32)),
            None => Err(refused(name, value, &format!("a whole number from {} to {}", range.start(), range.end()))),
        }
    }

    /// # Errors
    /// Neither true nor false.
    pub fn flag(&self, names: &[&'static str]) -> Result<Option<bool>> {
        match self.given(names) {
            None => Ok(None),
            Some((_, Value::Bool(flag))) => Ok(Some(*flag)),
            Some((name, value)) => Err(refused(name, value, "true or false")),
        }
    }

    /// One of the listed words, in upper or lower case.
    ///
    /// # Errors
    /// Another word, or no word.
    pub fn choice<T: Copy>(&self, names: &[&'static str], choices: &[(&str, T)]) -> Result<Option<T>> {
        let Some((name, value)) = self.given(names) else { return Ok(None) };
        let word = value.as_str().unwrap_or_default();
        match choices.iter().find(|(choice, _)| choice.eq_ignore_ascii_case(word)) {
            Some((_, chosen)) => Ok(Some(*chosen)),
            None => {
                let words: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
                Err(refused(name, value, &format!("one of {}", words.join(", "))))
            }
        }
    }
}

fn refused(name: &str, value: &Value, wanted: &str) -> Error {
    let mut text: String = value.to_json().chars().take(40).collect();
    if text.len() < value.to_json().len() {
        text.push('…');
    }
    Error::execution(format!("Parameter '{name}' is {text}, but has to be {wanted}"))
}

impl Drop for Params<'_> {
    fn drop(&mut self) {
        if self.silent.get() {
            return;
        }
        let asked = self.asked.borrow();
        for name in self.map.into_iter().flat_map(Map::keys).filter(|name| !asked.contains(&name.as_str())) {
            let known = asked.join(", ");
            tracing::warn!(node = self.node_id, "parameter '{name}' is not known here and does nothing (known: {known})");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(params: serde_json::Value) -> NodeSpec {
        serde_json::from_value(serde_json::json!({"id": "n", "node_type": "T", "params": params})).unwrap()
    }

    #[test]
    fn what_is_there_has_to_be_right() {
        let spec = spec(serde_json::json!({"n": 2.5, "w": 3, "f": true, "word": "PEAK", "nothing": null}));
        let params = Params::of(&spec);
        assert_eq!(params.number(&["other", "n"], 0.0..=3.0).unwrap(), Some(2.5));
        assert_eq!(params.number(&["nothing"], 0.0..=3.0).unwrap(), None);
        assert_eq!(params.whole(&["w"], 1..=3).unwrap(), Some(3));
        assert_eq!(params.flag(&["f"]).unwrap(), Some(true));
        assert_eq!(params.choice(&["word"], &[("rms", 1), ("peak", 2)]).unwrap(), Some(2));
        let text = |result: Result<Option<u32>>| result.unwrap_err().message;
        assert_eq!(text(params.whole(&["n"], 1..=9)), "Parameter 'n' is 2.5, but has to be a whole number from 1 to 9");
        assert_eq!(text(params.whole(&["w"], 4..=9)), "Parameter 'w' is 3, but has to be a whole number from 4 to 9");
        assert_eq!(params.flag(&["w"]).unwrap_err().message, "Parameter 'w' is 3, but has to be true or false");
        let other = params.choice(&["word"], &[("rms", 1), ("db", 2)]).unwrap_err().message;
        assert_eq!(other, "Parameter 'word' is \"PEAK\", but has to be one of rms, db");
        assert!(params.number(&["f"], 0.0..=1.0).unwrap_err().message.contains("a number from 0 to 1"));
    }
}
