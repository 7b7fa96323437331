import { css } from 'lit';

export const pipelineStyles = css`
  @layer rm {
    :host {
      display: block;
    }
    /* Room between the kit's own elements on a page without a stylesheet; any rule of the page replaces it. */
    ::slotted(:is(rm-text-input, rm-file-input, rm-sample, rm-output, rm-error, rm-progress, rm-node, rm-python, rm-connection):not(:first-child)) {
      margin-block-start: var(--_space-3);
    }
    .loading,
    .failure {
      margin-block: var(--_space-3);
    }
    .loading:not(:has(:state(shown))) {
      margin-block: 0;
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
