import { css } from 'lit';

/** How results look; fetched with what renders them. */
export const resultsStyles = css`
  @layer rm {
    .text {
      margin: 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      unicode-bidi: plaintext;
    }
    .scalars {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-1) var(--_space-4);
      margin: 0;
      padding: 0;
      list-style: none;
      font-size: 1.375rem;
      font-weight: 500;
      font-variant-numeric: tabular-nums;
      line-height: 1.35;
    }
    .scroll {
      max-block-size: var(--rm-output-max-size, 20rem);
      overflow: auto;
    }
    .scroll:focus-visible {
      outline-offset: -2px;
    }
    table {
      inline-size: 100%;
      border-collapse: separate;
      border-spacing: 0;
      font-variant-numeric: tabular-nums;
    }
    th,
    td {
      padding: var(--_space-1) var(--_space-4);
      border-block-end: 1px solid var(--_border);
      text-align: start;
      vertical-align: top;
    }
    tr:last-child > td {
      border-block-end: 0;
    }
    th {
      position: sticky;
      inset-block-start: 0;
      padding-block: var(--_space-2);
      background: var(--_surface);
      color: var(--_muted);
      font-size: 0.8125rem;
      font-weight: 500;
      white-space: nowrap;
    }
    th.number,
    td.number {
      text-align: end;
      white-space: nowrap;
    }
    td {
      max-inline-size: 32rem;
      overflow-wrap: break-word;
    }
    tbody tr:hover {
      background: var(--_surface);
    }
    .audio {
      display: grid;
      gap: var(--_space-1);
    }
    audio {
      inline-size: 100%;
      block-size: 2.75rem;
    }
    .images {
      display: flex;
      flex-wrap: wrap;
      gap: var(--_space-3);
    }
    figure {
      display: grid;
      gap: var(--_space-1);
      justify-items: start;
      min-inline-size: 0;
      margin: 0;
    }
    canvas {
      max-inline-size: 100%;
      max-block-size: var(--rm-output-max-size, 20rem);
      border-radius: var(--_radius-s);
    }
    .html {
      overflow-wrap: anywhere;
    }
    .html > :first-child {
      margin-block-start: 0;
    }
    .html > :last-child {
      margin-block-end: 0;
    }
    .html pre {
      white-space: pre-wrap;
    }
    .html a {
      color: var(--_accent);
    }
    .tree {
      font-family: var(--_mono);
      font-size: 0.8125rem;
      line-height: 1.7;
    }
    .node {
      border-radius: var(--_radius-s);
    }
    .node:focus-visible {
      outline: none;
    }
    .node:focus-visible > .line {
      outline: 2px solid var(--_focus);
      outline-offset: -2px;
    }
    .line {
      display: flex;
      align-items: baseline;
      gap: 0.25rem;
      padding-inline: 0.25rem;
      border-radius: var(--_radius-s);
    }
    [aria-expanded] > .line,
    .line.more {
      cursor: pointer;
    }
    [aria-expanded] > .line:hover,
    .line.more:hover {
      background: var(--_surface-2);
    }
    .line.more {
      padding-inline-start: 1.25rem;
      color: var(--_accent);
    }
    .group {
      margin-inline-start: 0.7rem;
      padding-inline-start: 0.55rem;
      border-inline-start: 1px solid var(--_border);
    }
    .twist {
      align-self: start;
      padding-block-start: 0.3em;
      color: var(--_muted);
      line-height: 0;
    }
    .twist svg {
      inline-size: 0.75rem;
      block-size: 0.75rem;
      transition: transform var(--_fast);
    }
    .twist.leaf {
      visibility: hidden;
    }
    :dir(rtl) > .line .twist svg {
      transform: rotate(180deg);
    }
    [aria-expanded='true'] > .line .twist svg {
      transform: rotate(90deg);
    }
    .value {
      min-inline-size: 0;
      overflow-wrap: anywhere;
    }
    .key {
      color: var(--_accent);
    }
    .colon {
      margin-inline-end: 0.6ch;
    }
    .colon,
    .peek {
      color: var(--_muted);
    }
    .string {
      color: var(--_success);
      white-space: pre-wrap;
    }
    .summary {
      font-family: var(--_body);
    }
    .peek {
      margin-inline-start: 0.6ch;
      font-family: var(--_mono);
    }
  }
`;
