import type { PipelineContext } from '../internal/context.js';
import { findById, watchIds } from '../internal/links.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import { failedLine, languageOf, read, write, type Target } from './target.js';

export interface BindingHandlers {
  /** What is edited was found. `text` is what the visitor left on an earlier visit, else the same as `original`. */
  taken(language: 'python' | 'json', original: string, text: string): void;
  /** The line that failed, from 1; undefined when none does any more. */
  failed(line: number | undefined): void;
}

/** The tie between an editor and the element that it edits. Fetched when the editor is in the page. */
export class Binding {
  readonly #editor: HTMLElement & { persist: boolean };
  readonly #handlers: BindingHandlers;
  readonly #unwatch: () => void;
  #id: string | undefined;
  #target: Target | undefined;
  /** Ends listening to it. */
  #letGo: (() => void) | undefined;

  constructor(editor: HTMLElement & { persist: boolean }, handlers: BindingHandlers) {
    this.#editor = editor;
    this.#handlers = handlers;
    this.#unwatch = watchIds(() => this.find(this.#id));
  }

  /** Takes the element of that id, now or when it comes. */
  find(id: string | undefined): void {
    this.#id = id;
    const found = id ? (findById(this.#editor, id) as Target | undefined) : undefined;
    if (found === this.#target) return;
    this.#letGo?.();
    this.#target = found;
    if (found) void this.#take(found);
  }

  /** @throws {RmError} RM2001 for parameters that are not JSON. */
  write(text: string): void {
    if (this.#target) write(this.#target, text);
  }

  /** Runs the pipeline of what is edited. */
  run(fallback: PipelineContext | undefined): void {
    const pipeline = this.#pipeline ?? (fallback?.element as RmPipeline | undefined);
    pipeline?.again('run');
  }

  /** Keeps what the visitor typed for the next visit, unless it is the page's own. */
  keep(text: string, original: string): void {
    try {
      if (text === original) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, text);
    } catch {
      // The browser keeps nothing: then the text lasts as long as the page.
    }
  }

  stop(): void {
    this.#unwatch();
    this.#letGo?.();
    this.#target = undefined;
  }

  get #pipeline(): RmPipeline | null | undefined {
    return this.#target?.closest('rm-pipeline');
  }

  get #key(): string {
    return `rm-editor:${location.pathname}#${this.#id}`;
  }

  async #take(target: Target): Promise<void> {
    const pipeline = this.#pipeline;
    target.addEventListener('rm-error', this.#mark);
    pipeline?.addEventListener('rm-status', this.#mark);
    this.#letGo = () => {
      target.removeEventListener('rm-error', this.#mark);
      pipeline?.removeEventListener('rm-status', this.#mark);
    };
    let text: string;
    try {
      text = await read(target);
    } catch {
      // The element says itself what is wrong with its text.
      return;
    }
    if (this.#target !== target) return;
    this.#handlers.taken(languageOf(target), text, (this.#editor.persist ? this.#recall() : undefined) ?? text);
    this.#mark();
  }

  /** The target has its error a moment after it told of it, and loses it without a word. */
  readonly #mark = (): void => {
    queueMicrotask(() => this.#handlers.failed(this.#target && failedLine(this.#target)));
  };

  #recall(): string | undefined {
    try {
      return localStorage.getItem(this.#key) ?? undefined;
    } catch {
      return undefined;
    }
  }
}
