import { css } from 'lit';

export const pipelineStyles = css`
  @layer rm {
    :host {
      display: block;
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
