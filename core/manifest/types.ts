import type { JsonValue } from '../wire/items.js';

/** Manifest v1: nodes and their connections. Unknown fields are ignored at every level. */
export interface Manifest {
  /** Always `v1`. */
  version: string;
  metadata: ManifestMetadata;
  /** At least one. */
  nodes: ManifestNode[];
  connections: ManifestConnection[];
  /** Python source that travels with the manifest; public classes become node types. */
  python?: { modules: Record<string, string> };
}

export interface ManifestMetadata {
  name: string;
  description?: string;
  created_at?: string;
}

export interface ManifestNode {
  id: string;
  /** A Rust node of the runtime or a Python class. */
  node_type: string;
  /** Given to a Python class as keyword arguments. */
  params?: JsonValue;
  is_streaming?: boolean;
  /** How items of several connections become inputs: one after the other (`concat`), or as arrays of one of each (`zip`). */
  join?: Join;
  capabilities?: ManifestCapabilities;
  host?: string;
  runtime_hint?: RuntimeHint;
  execution?: { placement?: string; reason?: string; fallback?: string };
}

export interface ManifestCapabilities {
  gpu?: { type: string; min_memory_gb?: number; required?: boolean };
  cpu?: { cores?: number; arch?: string };
  memory_gb?: number;
}

export const runtimeHints = ['rust_python', 'cpython', 'cpython_wasm', 'auto'] as const;
export type RuntimeHint = (typeof runtimeHints)[number];

export const joins = ['concat', 'zip'] as const;
export type Join = (typeof joins)[number];

/** Ids of nodes; there are no ports. */
export interface ManifestConnection {
  from: string;
  to: string;
}
