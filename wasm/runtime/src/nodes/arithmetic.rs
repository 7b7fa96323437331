//! Arithmetic on numbers: the original's example nodes, with its rules for what is not a number.

use crate::error::{Error, Result};
use crate::node::Node;
use crate::params::Params;
use crate::value::Value;

/// `operation` (add, subtract, multiply, divide) with `operand` on a number or a numeric string.
pub struct Calculator {
    operation: String,
    operand: f64,
}

impl Calculator {
    pub fn new(params: &Params) -> Self {
        Calculator {
            operation: params.str("operation").unwrap_or("add").to_string(),
            operand: params.f64("operand").unwrap_or(0.0),
        }
    }
}

impl Node for Calculator {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        let number = match &item {
            Value::Int(_) | Value::Float(_) => item.as_f64(),
            // A string that holds no number counts as 0.
            Value::String(text) => Some(text.trim().parse().unwrap_or(0.0)),
            _ => None,
        };
        out.push(match (number, self.operation.as_str()) {
            (None, _) => item,
            (Some(a), "add") => Value::number(a + self.operand),
            (Some(a), "subtract") => Value::number(a - self.operand),
            (Some(a), "multiply") => Value::number(a * self.operand),
            (Some(_), "divide") if self.operand == 0.0 => return Err(Error::execution("Division by zero")),
            (Some(a), "divide") => Value::number(a / self.operand),
            (Some(a), _) => Value::number(a),
        });
        Ok(())
    }
}

/// A number, or the numbers of an array, through one function; everything else unchanged.
fn map_numbers(item: Value, function: impl Fn(f64) -> f64) -> Value {
    let map = |value: Value| value.as_f64().map_or(value, |number| Value::number(function(number)));
    match item {
        Value::Array(items) => Value::Array(items.into_iter().map(map).collect()),
        other => map(other),
    }
}

pub struct Multiply {
    factor: f64,
}

impl Multiply {
    pub fn new(params: &Params) -> Self {
        Multiply { factor: params.f64("factor").unwrap_or(2.0) }
    }
}

impl Node for Multiply {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        out.push(map_numbers(item, |number| number * self.factor));
        Ok(())
    }
}

pub struct Add {
    addend: f64,
}

impl Add {
    pub fn new(params: &Params) -> Self {
        Add { addend: params.f64("addend").unwrap_or(0.0) }
    }
}

impl Node for Add {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        out.push(map_numbers(item, |number| number + self.addend));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calculate(operation: &str, operand: f64, item: Value) -> Result<String> {
        let mut out = Vec::new();
        Calculator { operation: operation.into(), operand }.process(item, &mut out)?;
        Ok(out[0].to_json())
    }

    #[test]
    fn the_calculator_takes_numbers_and_numeric_strings() {
        assert_eq!(calculate("add", 2.0, Value::Int(3)).unwrap(), "5");
        assert_eq!(calculate("divide", 2.0, Value::from("3")).unwrap(), "1.5");
        assert_eq!(calculate("subtract", 2.0, Value::from("no number")).unwrap(), "-2");
        assert_eq!(calculate("unknown", 2.0, Value::Float(0.5)).unwrap(), "0.5");
        assert_eq!(calculate("add", 2.0, Value::Null).unwrap(), "null");
        assert_eq!(calculate("multiply", f64::MAX, Value::Float(f64::MAX)).unwrap(), "null");
    }

    #[test]
    fn dividing_by_zero_is_an_error() {
        let error = calculate("divide", 0.0, Value::Int(1)).unwrap_err();
        assert_eq!(error.to_string(), "Execution error: Division by zero");
    }

    #[test]
    fn arrays_go_element_by_element_and_keep_what_is_no_number() {
        let mut out = Vec::new();
        let items = vec![Value::Int(1), Value::from("a"), Value::Array(vec![Value::Int(1)])];
        Multiply { factor: 1.5 }.process(Value::Array(items), &mut out).unwrap();
        assert_eq!(out[0].to_json(), r#"[1.5,"a",[1]]"#);
    }
}
