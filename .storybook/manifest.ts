/** The custom-elements manifest as Storybook's tables read it: descriptions where only a summary is, and states beside the parts. */
interface Declaration {
  customElement?: boolean;
  summary?: string;
  description?: string;
  cssParts?: { name: string; description?: string }[];
  cssStates?: { name: string; description?: string }[];
}
interface Manifest {
  modules: { declarations?: Declaration[] }[];
}

export function prep<T extends Manifest>(manifest: T): T {
  const copy = structuredClone(manifest);
  for (const declaration of copy.modules.flatMap(({ declarations }) => declarations ?? [])) {
    declaration.description ||= declaration.summary;
    const states = declaration.cssStates?.map(({ name, description }) => ({ name: `:state(${name})`, description })) ?? [];
    if (states.length > 0) declaration.cssParts = [...(declaration.cssParts ?? []), ...states];
  }
  return copy;
}
