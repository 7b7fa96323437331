/** What this kit uses of `@wasmer/sdk` 0.16. It is no dependency: pages that want it bring it. */

export interface Sdk {
  ready(): Promise<unknown>;
  packages: { create(definition: SdkDefinition): Promise<SdkPackage> };
  sandboxes: { create(options: { packages: SdkPackage[] }): Promise<SdkSandbox> };
}

/** Module bytes by name, commands that run them, and files by absolute path. There is at least one command. */
export interface SdkDefinition {
  modules: Record<string, Uint8Array>;
  commands: Record<string, { module: string }>;
  files?: Record<string, Uint8Array>;
}

/** Commands and files that a sandbox finds. */
export interface SdkPackage {
  readonly id: string;
}

/** Files of its own, in memory. */
export interface SdkSandbox {
  command(selector: SdkPackage, args: string[], options: { env: Record<string, string>; cwd: string }): { spawn(streams: Record<'stdin' | 'stdout' | 'stderr', 'pipe'>): Promise<SdkProcess> };
  close(): Promise<void>;
}

export interface SdkProcess {
  readonly stdin: { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> } | null;
  readonly stdout: AsyncIterable<Uint8Array> | null;
  readonly stderr: AsyncIterable<Uint8Array> | null;
  /** Rejects when the program traps. */
  wait(): Promise<{ exitCode: number; reason: string }>;
}
