/** Manifests that several tests use. */
import type { Manifest, ManifestConnection, ManifestNode } from '../../manifest/types.js';

export function graph(nodes: ManifestNode[], connections: ManifestConnection[] = [], modules?: Record<string, string>): Manifest {
  return { version: 'v1', metadata: { name: 'test' }, nodes, connections, ...(modules && { python: { modules } }) };
}

/** One Python node `p`, given the body of `process(self, x)` and maybe further methods. */
export function python(body: string, rest = ''): Manifest {
  const indented = body.split('\n').map((line) => `        ${line}`).join('\n');
  return graph([{ id: 'p', node_type: 'P' }], [], { user: `class P:\n    def process(self, x):\n${indented}\n${rest}` });
}

export const numbers = graph(
  [{ id: 'm', node_type: 'MultiplyNode', params: { factor: 2 } }, { id: 'a', node_type: 'AddNode', params: { addend: 10 } }],
  [{ from: 'm', to: 'a' }],
);
