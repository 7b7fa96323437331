import { css } from 'lit';

export const pipelineStyles = css`
  @layer rm {
    :host {
      display: block;
      position: relative;
    }
    /* Room between the kit's own elements on a page without a stylesheet; any rule of the page replaces it. */
    ::slotted(:is(rm-text-input, rm-file-input, rm-sample, rm-output, rm-error, rm-progress, rm-node, rm-python, rm-connection):not(:first-child)) {
      margin-block-start: var(--_space-3);
    }
    .failure {
      margin-block: var(--_space-3);
    }
    /* Over the end of the pipeline, where results will be: what loads moves nothing on the page. */
    .loading {
      position: absolute;
      inset-inline: 0;
      inset-block-start: max(0px, 100% - 3rem);
      z-index: 1;
      pointer-events: none;
    }
    .loading > slot > rm-progress {
      padding: var(--_space-2) var(--_space-4);
      border-radius: var(--_radius-m);
      background: var(--_bg);
    }
    .unsupported {
      margin: 0;
      padding: var(--_space-3) var(--_space-4);
      border: 1px solid var(--_border);
      border-radius: var(--_radius-m);
      background: var(--_surface);
    }
  }
`;
