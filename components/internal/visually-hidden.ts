import { css } from 'lit';

/** For what only screen readers are to get. */
export const visuallyHidden = css`
  @layer rm {
    .visually-hidden {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      margin: -1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
  }
`;
