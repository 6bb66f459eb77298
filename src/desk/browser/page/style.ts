/** The look of all elements: dark on light, contrast above 4.5:1, focus that cannot be missed. */

import { css } from 'lit';

export const COMMON = css`
  :host { display: block; font: 16px/1.5 system-ui, 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif; color: #16202a; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3 { line-height: 1.3; margin: 0 0 0.5rem; }
  h2 { font-size: 1.25rem; } h3 { font-size: 1.05rem; }
  p { margin: 0 0 0.5rem; }
  :focus { outline: none; }
  :focus-visible, input:focus-within,
  select:focus { outline: 3px solid #0b57d0; outline-offset: 2px; border-radius: 3px; }
  .panel { background: #fff; border: 1px solid #c3ccd5; border-radius: 8px; padding: 1rem; margin: 0 0 1rem; }
  .row { display: flex; flex-wrap: wrap; gap: 0.75rem 1.25rem; align-items: end; }
  label.short { width: fit-content; margin-bottom: 0.75rem; }
  .scroll { margin-bottom: 1rem; }
  .row.middle { align-items: center; }
  .actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 1rem; }
  label { display: flex; flex-direction: column; gap: 0.15rem; font-size: 0.9375rem; max-width: 100%; }
  label.inline { flex-direction: row; gap: 0.5rem; align-items: center; min-height: 2.75rem; font-size: 1rem; }
  input, select, textarea { font: inherit; color: inherit; background: #fff; min-height: 2.75rem; padding: 0.25rem 0.6rem; border: 1px solid #5c6b7a; border-radius: 4px; max-width: 100%; }
  input[type='radio'], input[type='checkbox'] { min-height: 1.5rem; width: 1.5rem; height: 1.5rem; accent-color: #0b57d0; }
  [aria-invalid='true'] { border: 2px solid #b3261e; }
  button { font: inherit; min-height: 2.75rem; min-width: 2.75rem; padding: 0.25rem 1rem; border: 1px solid #5c6b7a; border-radius: 4px; background: #fff; color: #16202a; cursor: pointer; }
  button:hover { background: #e8edf2; }
  button.main { background: #0b57d0; border-color: #0b57d0; color: #fff; font-weight: 600; }
  button.main:hover { background: #0842a0; }
  /* Marked, and not shut off: a button that goes on being of use keeps the focus. */
  button:disabled, button[aria-disabled='true'] { color: #5c6b7a; background: #eef1f4; border-style: dashed; cursor: default; }
  kbd { font: inherit; font-size: 0.85em; border: 1px solid currentColor; border-radius: 3px; padding: 0 0.3em; margin-inline-end: 0.35em; white-space: nowrap; }
  table { border-collapse: collapse; width: 100%; }
  th, td { text-align: start; padding: 0.35rem 0.6rem; border-bottom: 1px solid #d5dce3; vertical-align: top; overflow-wrap: anywhere; }
  th { font-weight: 600; }
  td.amount, th.amount { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
  /* Positioned, so that what is only said to screen readers scrolls with its row. */
  .scroll { overflow-x: auto; position: relative; }
  .amount { font-variant-numeric: tabular-nums; }
  .note { color: #44525f; font-size: 0.9375rem; }
  .good { color: #0f5c2e; } .bad { color: #a31515; font-weight: 600; }
  .warning { border-inline-start: 6px solid #8a5300; background: #fff6e5; padding: 0.75rem 1rem; border-radius: 4px; margin-bottom: 1rem; }
  .refusal { border-inline-start: 6px solid #a31515; background: #fdecea; padding: 0.75rem 1rem; border-radius: 4px; margin-bottom: 1rem; }
  .big { font-size: 3rem; line-height: 1.15; font-weight: 700; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
  .second { font-size: 1.5rem; font-weight: 600; font-variant-numeric: tabular-nums; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1rem; margin: 0; }
  dt { color: #44525f; } dd { margin: 0; overflow-wrap: anywhere; }
  pre { font: 0.875rem/1.45 'Noto Sans Mono CJK SC', 'NSimSun', monospace; white-space: pre; overflow-x: auto; margin: 1rem 0; padding: 0.75rem; border: 1px solid #c3ccd5; }
  fieldset { border: 1px solid #c3ccd5; border-radius: 6px; margin: 0 0 1rem; padding: 0.5rem 1rem 0.75rem; min-width: 0; }
  legend { font-weight: 600; padding: 0 0.35rem; }
  ul.plain { list-style: none; margin: 0; padding: 0; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: 0.35rem; } .panel { padding: 0.6rem; } .big { font-size: 2rem; } }
  @media print { pre { border: 0; white-space: pre-wrap; } .panel { border: 0; padding: 0; } .actions, button { display: none; } }
`;
