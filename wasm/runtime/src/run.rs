//! One shot: a manifest and its inputs to the contract's result.

use crate::error::{Error, Result};
use crate::manifest::Request;
use crate::metrics::Metrics;
use crate::session::{Event, Mode, Options, Session, Wait};
use crate::value::Value;
use serde::Serialize;

/// How many items a source may give when it is called again and again; more counts as never ending.
const MAX_SOURCE_ITEMS: usize = 100_000;

/// The result JSON of the command door: keys in alphabetical order, as the original printed them.
#[derive(Serialize)]
pub struct RunResult {
    pub graph_info: GraphInfo,
    pub metrics: Metrics,
    pub outputs: Value,
    pub status: &'static str,
}

#[derive(Serialize)]
pub struct GraphInfo {
    pub execution_order: Vec<String>,
    pub node_count: usize,
    pub sink_count: usize,
    pub source_count: usize,
}

/// Runs a whole batch. With inputs every source gets all of them; without, the sources are asked for items themselves.
///
/// # Errors
/// The first failure; there are no partial outputs. Nodes are cleaned up in any case.
pub fn run(request: Request) -> Result<RunResult> {
    let options = Options { mode: Mode::Batch, limits: request.limits, ..Options::default() };
    let mut session = Session::open(&request.manifest, options)?;
    if request.input_data.is_empty() {
        run_sources(&mut session)?;
    } else {
        for item in request.input_data {
            session.push(None, item)?;
        }
    }
    session.end();
    let mut outputs = Outputs::of(&session);
    loop {
        let wait = session.run();
        outputs.take(&mut session)?;
        match wait {
            Wait::Idle => break,
            Wait::Now => {}
            Wait::Time(time) => std::thread::sleep(time),
        }
    }
    let (graph_info, metrics) = (graph_info(&session), session.metrics());
    match session.cleanup().into_iter().next() {
        Some(failure) => Err(failure),
        None => Ok(RunResult { graph_info, metrics, outputs: outputs.value(), status: "success" }),
    }
}

/// Source mode: each source is called with null until a call gives nothing.
fn run_sources(session: &mut Session) -> Result<()> {
    for source in session.graph().sources.clone() {
        let id = session.node_id(source).to_string();
        let endless = |why: &str| {
            Error::execution(format!(
                "Source node '{id}' {why}: without input_data a source is called until it gives nothing, \
                 so this run would never end. Wrap the manifest as {{\"manifest\": …, \"input_data\": […]}}"
            ))
        };
        if !session.ends_as_source(source) {
            return Err(endless("answers every call"));
        }
        let mut items = 0;
        while session.pull(source) {
            items += 1;
            if items >= MAX_SOURCE_ITEMS {
                return Err(endless(&format!("gave {items} items and did not stop")));
            }
        }
    }
    Ok(())
}

fn graph_info(session: &Session) -> GraphInfo {
    let graph = session.graph();
    GraphInfo {
        execution_order: graph.order.iter().map(|&node| session.node_id(node).to_string()).collect(),
        node_count: graph.order.len(),
        sink_count: graph.sinks.len(),
        source_count: graph.sources.len(),
    }
}

/// All sinks' items, sink after sink in the manifest's order.
struct Outputs(Vec<Vec<Value>>);

impl Outputs {
    fn of(session: &Session) -> Outputs {
        Outputs(vec![Vec::new(); session.graph().order.len()])
    }

    /// Takes what the session has to tell.
    ///
    /// # Errors
    /// The first failure.
    fn take(&mut self, session: &mut Session) -> Result<()> {
        while let Some(event) = session.next_event() {
            match event {
                Event::Output { node, value, .. } => self.0[node].push(value),
                Event::Failure(error) => return Err(error),
                _ => {}
            }
        }
        Ok(())
    }

    /// One item alone stands bare.
    fn value(self) -> Value {
        let mut items: Vec<Value> = self.0.into_iter().flatten().collect();
        if items.len() == 1 {
            items.swap_remove(0)
        } else {
            Value::Array(items)
        }
    }
}
