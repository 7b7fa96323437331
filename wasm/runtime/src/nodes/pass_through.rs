use crate::error::Result;
use crate::node::Node;
use crate::value::Value;

/// Gives every item on as it came.
pub struct PassThrough;

impl Node for PassThrough {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        out.push(item);
        Ok(())
    }
}

/// Wraps every item with a counter from 1.
#[derive(Default)]
pub struct Echo {
    counter: i64,
}

impl Node for Echo {
    fn process(&mut self, item: Value, out: &mut Vec<Value>) -> Result<()> {
        self.counter += 1;
        out.push(Value::object([("input", item), ("counter", Value::Int(self.counter)), ("node", Value::from("Echo"))]));
        Ok(())
    }
}
