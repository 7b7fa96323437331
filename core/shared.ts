type Shared = Record<string, unknown>;

/**
 * What there should be one of on a page, although there are two copies of the kit: made by the copy that comes first. The symbol's
 * version changes when copies would no longer understand each other's.
 */
export function shared<Value>(name: string, make: () => Value): Value {
  const page = globalThis as unknown as Record<symbol, Shared | undefined>;
  const all = (page[Symbol.for('rm.core.v1')] ??= {});
  return (all[name] ??= make()) as Value;
}
