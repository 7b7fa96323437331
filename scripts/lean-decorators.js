// What lit/decorators.js does when TypeScript compiles decorators, and the function that esbuild calls for that; see lean-lit.mjs. The
// three that the kit uses.

export const property = (options) => (prototype, name) => prototype.constructor.createProperty(name, options);

export const state = (options) => property({ ...options, state: true, attribute: false });

export const query = (selector) => (prototype, name) =>
  Object.defineProperty(prototype, name, {
    get() {
      return this.renderRoot?.querySelector(selector) ?? null;
    },
  });

export const __decorateClass = (decorators, prototype, name) => decorators.forEach((decorate) => decorate(prototype, name));
