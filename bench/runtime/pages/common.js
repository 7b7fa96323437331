// What is measured in Node and in pages alike. Times are ms.

/**
 * Round trips of buffers through a session: push to answer, one after another.
 * @returns one time per push.
 */
export async function roundTrips(PipelineSession, { manifest, engine, size, count, warmup }) {
  const session = await PipelineSession.open(manifest, { engine, timeout: 120 });
  const times = [];
  for (let k = 0; k < count + warmup; k += 1) {
    // Its own each time: it moves to the worker.
    const item = size ? new Uint8Array(size) : k;
    const began = performance.now();
    const [output] = await session.push(item, { transfer: engine === 'worker' });
    const took = performance.now() - began;
    if (size && output.item.length !== size) throw new Error(`${output.item.length} bytes came back, not ${size}.`);
    if (k >= warmup) times.push(took);
  }
  await session.close();
  return times;
}

/**
 * Lets a feed push its items through a live session: there an item leaves before the next one enters, so that memory is
 * used again, and not as much of it as there are items.
 * @returns the session's metrics.
 */
export async function throughNodes(PipelineSession, { manifest, limits, engine }) {
  const session = await PipelineSession.open(manifest, { engine, timeout: 120, limits });
  let metrics;
  session.on('metrics', (latest) => (metrics = latest));
  await session.push(0);
  await session.end();
  await session.close();
  return metrics;
}

/**
 * Ends a runtime from within a node, then opens a session on the module that was kept.
 * @returns times from the call of open() to the session, and to its first output.
 */
export async function afterCrash(PipelineSession, { manifest, next, item, engine, count }) {
  const times = { open: [], output: [] };
  for (let k = 0; k < count + 1; k += 1) {
    const doomed = await PipelineSession.open(manifest, { engine });
    await doomed.push(1).then(
      () => {
        throw new Error('The node did not end the runtime.');
      },
      () => {},
    );
    await doomed.close();
    const began = performance.now();
    const session = await PipelineSession.open(next, { engine });
    const opened = performance.now();
    const outputs = await session.push(item);
    if (outputs.length !== 1) throw new Error(`${outputs.length} outputs, not one.`);
    // The first one loaded the module.
    if (k > 0) {
      times.open.push(opened - began);
      times.output.push(performance.now() - began);
    }
    await session.close();
  }
  return times;
}
