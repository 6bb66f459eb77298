/** What a year of bills comes to under a plan: by layer, by county of treatment, by level. Sums only. */

import type { AdjudicationFields, BillFields, LayerDecision } from '../../model/index.ts';

/** Of the decided bills of one county, or of one level. */
export interface WhatIfRow {
  bills: number;
  total: bigint;
  /** What others than the patient pay. */
  covered: bigint;
  cash: bigint;
}

export interface WhatIfLayer {
  readonly payer: LayerDecision['payer'];
  bills: number;
  paid: bigint;
}

/** Grows bill by bill; two of them add up to a third. */
export interface WhatIfSummary {
  /** Lines of the file that were looked at. */
  bills: number;
  decided: number;
  total: bigint;
  readonly byLayer: Map<string, WhatIfLayer>;
  readonly byCounty: Map<string, WhatIfRow>;
  readonly byLevel: Map<string, WhatIfRow>;
  /** Bills by the first reason that they were refused for; `unreadable` for lines that hold no bill. */
  readonly refused: Map<string, number>;
}

export function emptySummary(): WhatIfSummary {
  return {
    bills: 0,
    decided: 0,
    total: 0n,
    byLayer: new Map(),
    byCounty: new Map(),
    byLevel: new Map(),
    refused: new Map(),
  };
}

export function countDecided(
  summary: WhatIfSummary,
  { provider }: BillFields,
  { total, byPayer, layers = [] }: AdjudicationFields,
): void {
  summary.bills += 1;
  summary.decided += 1;
  summary.total += total;
  const cash = byPayer.cash ?? 0n;
  const row = { bills: 1, total, covered: total - cash, cash };
  addRow(summary.byCounty, provider.county, row);
  addRow(summary.byLevel, provider.level, row);
  for (const { id, payer, paid } of layers)
    addLayer(summary.byLayer, id, { payer, bills: 1, paid });
}

export function countRefused(summary: WhatIfSummary, reason: string, bills = 1): void {
  summary.bills += bills;
  summary.refused.set(reason, (summary.refused.get(reason) ?? 0) + bills);
}

/** Adds `other` to `summary`. */
export function addSummary(summary: WhatIfSummary, other: WhatIfSummary): void {
  summary.bills += other.decided;
  summary.decided += other.decided;
  summary.total += other.total;
  for (const [id, layer] of other.byLayer) addLayer(summary.byLayer, id, layer);
  for (const [county, row] of other.byCounty) addRow(summary.byCounty, county, row);
  for (const [level, row] of other.byLevel) addRow(summary.byLevel, level, row);
  for (const [reason, bills] of other.refused) countRefused(summary, reason, bills);
}

function addRow(rows: Map<string, WhatIfRow>, key: string, more: WhatIfRow): void {
  const { bills, total, covered, cash } = rows.get(key) ?? ZERO_ROW;
  rows.set(key, {
    bills: bills + more.bills,
    total: total + more.total,
    covered: covered + more.covered,
    cash: cash + more.cash,
  });
}

const ZERO_ROW: WhatIfRow = { bills: 0, total: 0n, covered: 0n, cash: 0n };

function addLayer(layers: Map<string, WhatIfLayer>, id: string, more: WhatIfLayer): void {
  const { bills, paid } = layers.get(id) ?? { bills: 0, paid: 0n };
  const { payer } = more;
  layers.set(id, { payer, bills: bills + more.bills, paid: paid + more.paid });
}
