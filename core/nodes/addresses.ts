import type { Manifest } from '../manifest/types.js';
import { isRecord, type JsonValue } from '../wire/items.js';

/** The manifest with the addresses of its WasiNodes absolute: in a manifest that was fetched, they are relative to it. */
export function resolveAddresses(manifest: Manifest, base: string): Manifest {
  const absolute = (value: JsonValue): JsonValue => (typeof value === 'string' && URL.canParse(value, base) ? new URL(value, base).href : value);
  const nodes = manifest.nodes.map((node) => {
    if (node.node_type !== 'WasiNode' || !isRecord(node.params)) return node;
    const { src, files } = node.params;
    return {
      ...node,
      params: {
        ...node.params,
        ...(src !== undefined && { src: absolute(src) }),
        ...(isRecord(files) && { files: Object.fromEntries(Object.entries(files).map(([path, file]) => [path, absolute(file)])) }),
      },
    };
  });
  return { ...manifest, nodes };
}
