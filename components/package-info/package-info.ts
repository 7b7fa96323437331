import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { Manifest, PipelineState } from '../../core/index.js';
import type * as Reading from '../../core/report/provenance.js';
import { showError } from '../error/show.js';
import type { PipelineContext } from '../internal/context.js';
import { VERSION, define } from '../internal/define.js';
import { RmLinkedElement } from '../internal/element.js';
import { formatBytes } from '../internal/format.js';
import { localeOf } from '../internal/locale.js';
import { part } from '../internal/part.js';
import type { RmPipeline } from '../pipeline/pipeline.js';
import { packageInfoStyles } from './package-info.styles.js';
import { texts } from './texts.js';

/**
 * Tells what a page runs: name, description and nodes of the pipeline, and of the runtime where it comes from: versions, hashes, the
 * sources and tools it was made with, licences. Of a pipeline that comes as a package (`.rmpkg`) it shows the manifest like that of
 * any other; signature and contents of packages follow with the package format.
 *
 * @tag rm-package-info
 * @summary What a pipeline and its runtime are made of, with hashes and licences.
 * @status experimental
 * @since 0.1
 * @dependency rm-error
 *
 * @csspart base - The frame.
 * @csspart pipeline - What the pipeline says of itself.
 * @csspart runtime - Where the runtime comes from.
 * @csspart error - Why that is not known.
 *
 * @cssstate loading - The provenance is being fetched.
 * @cssstate error - It could not be.
 */
export class RmPackageInfo extends RmLinkedElement<Manifest | undefined> {
  static override styles = [...RmLinkedElement.styles, packageInfoStyles];

  @state() private found: { provenance: Reading.Provenance; integrity: 'same' | 'other' | 'none'; licences: URL | undefined } | undefined;

  #fetching: AbortController | undefined;
  #element: Partial<RmPipeline> | undefined;

  constructor() {
    super(({ manifest }: PipelineState) => manifest);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.found) void this.#fetch();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#fetching?.abort();
  }

  protected override pipelineChanged(pipeline: PipelineContext | undefined): void {
    const base = this.#base;
    this.#element = pipeline?.element;
    // Another pipeline may run another runtime.
    if (this.#base !== base || this.#element?.integrity) void this.#fetch();
  }

  get #base(): string | undefined {
    return this.#element?.base && new URL(this.#element.base, this.baseURI).href;
  }

  async #fetch(): Promise<void> {
    this.#fetching?.abort();
    const { signal } = (this.#fetching = new AbortController());
    this.error = undefined;
    this.setState('loading', true);
    try {
      const { compareIntegrity, fetchProvenance, licences } = await part(() => import('../../core/report/provenance.js'));
      const provenance = await fetchProvenance(this.#base, signal);
      if (!signal.aborted) this.found = { provenance, integrity: compareIntegrity(this.#element?.integrity, provenance), licences: licences(this.#base) };
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    } finally {
      if (!signal.aborted) this.setState('loading', false);
    }
  }

  override render(): TemplateResult {
    const words = this.wording(texts);
    return html`<div part="base" class="base">
      <h3>${words.pipeline}</h3>
      ${this.#pipeline(words)}
      <h3>${words.runtime}</h3>
      ${this.found ? this.#runtime(words, this.found) : this.error ? nothing : html`<p>${words.loading}</p>`}
      ${showError(this.error, { part: 'error', retry: () => void this.#fetch() })}
    </div>`;
  }

  #pipeline(words: typeof texts): TemplateResult {
    const manifest = this.link.selected;
    if (!manifest) return html`<p>${words.noManifest}</p>`;
    const { name, description, created_at: created } = manifest.metadata;
    return html`<dl part="pipeline">
      ${row(words.name, name)}${description ? row(words.description, description) : nothing}${created ? row(words.created, this.#date(created)) : nothing}
      ${row(words.nodes, new Intl.ListFormat(localeOf(this), { type: 'unit' }).format([...new Set(manifest.nodes.map(({ node_type: type }) => type))]))}
    </dl>`;
  }

  #date(text: string): string {
    const time = new Date(text);
    return Number.isNaN(time.getTime()) ? text : new Intl.DateTimeFormat(localeOf(this), { dateStyle: 'long' }).format(time);
  }

  #runtime(words: typeof texts, { provenance, integrity, licences }: NonNullable<typeof this.found>): TemplateResult {
    const locale = localeOf(this);
    return html`<dl part="runtime">
      ${row(words.kit, VERSION)}
      <dt>${words.licence}</dt>
      <dd>Apache-2.0</dd>
      ${licences ? html`<dd><a href=${licences.href} target="_blank" rel="noopener">${words.licences}</a></dd>` : nothing}
      <dt>${words.integrity}</dt>
      <dd class=${integrity}>${words[integrity]}</dd>
      ${provenance.files.map(
        ({ name, bytes, sha256 }) => html`<dt>${name}</dt>
          <dd>${formatBytes(bytes, locale)}<br /><span class="hash" title=${words.hash}>${sha256}</span></dd>`,
      )}
      <dt>${words.madeFrom}</dt>
      ${Object.entries(provenance.sources).map(([name, hash]) => html`<dd>${name}<br /><span class="hash" title=${words.hash}>${hash}</span></dd>`)}
      <dt>${words.madeWith}</dt>
      ${Object.entries(provenance.tools).map(([name, version]) => html`<dd>${name}: ${version}</dd>`)}
    </dl>`;
  }
}

const row = (name: string, value: string): TemplateResult => html`<dt>${name}</dt><dd>${value}</dd>`;

define('rm-package-info', RmPackageInfo);

declare global {
  interface HTMLElementTagNameMap {
    'rm-package-info': RmPackageInfo;
  }
}
