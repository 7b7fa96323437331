import { css } from 'lit';
import { visuallyHidden } from '../internal/visually-hidden.js';

/** Lengths of the picture are in em, so that it grows with the text. */
export const drawingStyles = css`
  ${visuallyHidden}
  @layer rm {
    .canvas {
      position: relative;
    }
    .layered {
      inline-size: calc(var(--_width) * 1em);
      block-size: calc(var(--_height) * 1em);
    }
    .edges {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
      overflow: visible;
      pointer-events: none;
    }
    :host(:dir(rtl)) .edges {
      transform: scaleX(-1);
    }
    .edge {
      fill: none;
      stroke: var(--_control-border);
      stroke-width: 1.5px;
      vector-effect: non-scaling-stroke;
    }
    .head {
      fill: var(--_control-border);
    }
    .edge.flowing,
    .edge.near {
      stroke: var(--_accent);
    }
    .head.flowing,
    .head.near {
      fill: var(--_accent);
    }
    .edge.near {
      stroke-width: 2.5px;
    }
    .edge.flowing {
      stroke-dasharray: 6 4;
      animation: flow 0.8s linear infinite;
    }
    @keyframes flow {
      to {
        stroke-dashoffset: -10;
      }
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .list ul ul {
      margin-inline-start: 0.5rem;
      padding-inline-start: 0.75rem;
      border-inline-start: 1px solid var(--_border);
    }
    .node {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      align-items: center;
      gap: 0 var(--_space-2);
      inline-size: 100%;
      min-block-size: 2rem;
      padding: var(--_space-1) var(--_space-3);
      border: 1px solid var(--_control-border);
      border-radius: var(--_radius-m);
      background: var(--_bg);
      color: var(--_fg);
      font: inherit;
      line-height: 1.3;
      text-align: start;
    }
    button.node {
      cursor: pointer;
      touch-action: manipulation;
    }
    button.node:hover {
      background: var(--_surface-2);
    }
    .list .type {
      white-space: normal;
    }
    .list .node {
      margin-block: var(--_space-1);
      max-inline-size: 26rem;
    }
    .layered .node {
      position: absolute;
      inset-inline-start: calc(var(--_x) * 1em);
      inset-block-start: calc(var(--_y) * 1em);
      inline-size: 14.5em;
      block-size: 3.6em;
    }
    .node svg {
      color: var(--_muted);
    }
    .input,
    .output {
      border-style: dashed;
      background: var(--_surface);
    }
    .node.running {
      border-color: var(--_accent);
      box-shadow: inset 0 0 0 1px var(--_accent);
    }
    .node.running svg {
      color: var(--_accent);
    }
    .node.done svg {
      color: var(--_success);
    }
    .node.failed {
      border-color: var(--_danger);
      background: color-mix(in oklab, var(--_danger) 6%, var(--_bg));
      box-shadow: inset 0 0 0 1px var(--_danger);
    }
    .node.failed svg {
      color: var(--_danger);
    }
    .node[aria-pressed='true'] {
      background: color-mix(in oklab, var(--_accent) 9%, var(--_bg));
      outline: 2px solid var(--_accent);
      outline-offset: 1px;
    }
    .node:focus-visible {
      outline: 2px solid var(--_focus);
      outline-offset: 3px;
    }
    /* Names are cut at their own end, whichever way they and the page are read. */
    .text,
    .name {
      display: grid;
      justify-items: start;
      min-inline-size: 0;
    }
    .name > slot > span,
    .type {
      max-inline-size: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .name {
      font-weight: 550;
    }
    .type,
    .time {
      color: var(--_muted);
      font-size: 0.9em;
    }
    .time {
      font-variant-numeric: tabular-nums;
      white-space: nowrap;
    }
    @media (forced-colors: active) {
      .edge {
        stroke: CanvasText;
      }
      .head {
        fill: CanvasText;
      }
      .node[aria-pressed='true'] {
        outline-color: Highlight;
      }
    }
  }
`;
