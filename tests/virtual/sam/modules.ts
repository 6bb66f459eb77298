/** Security modules for the tests of this folder, all of one county whose keys are known. */

import { SecretKey } from '../../../src/crypto/index.ts';
import type {
  CardSerial,
  CountyCode,
  ProviderCode,
  SamId,
  SettlementId,
  SettlementStatement,
  TerminalId,
} from '../../../src/model/index.ts';
import { amount, parseYuan } from '../../../src/money.ts';
import { addDays, instant, plainDate, startOfDay } from '../../../src/time.ts';
import {
  type CountyKeys,
  type SamIssue,
  SoftSam,
  type SoftSamOptions,
} from '../../../src/virtual/index.ts';

export const ID = '9990010000000A01' as SamId;
export const SERIAL = '9990010000000001' as CardSerial;
export const TODAY = plainDate('2026-03-09');
export const NOW = instant(startOfDay(TODAY) + 10 * 3_600_000);

/** Master keys of one repeated byte: invented, the same in every run. */
export function keyOf(byte: number): SecretKey {
  return new SecretKey(new Uint8Array(16).fill(byte));
}

export const KEYS: CountyKeys = {
  channel: new Map([0x30, 0x31, 0x32].map((version) => [version, keyOf(version)] as const)),
  state: new Map([
    [1, keyOf(0x51)],
    [2, keyOf(0x52)],
  ]),
};

export function module(
  changes: Partial<SamIssue> = {},
  options: SoftSamOptions = {},
): Promise<SoftSam> {
  return SoftSam.issue(
    {
      id: ID,
      role: 'SETTLE',
      keys: KEYS,
      issuedAt: NOW,
      expiresOn: addDays(TODAY, 365),
      dailySumMax: parseYuan('2000.00'),
      ...changes,
    },
    options,
  );
}

/** A bill of 1,000.00 yuan of which the funds pay 625.00, told apart by `last`. */
export function statement(last = 1, changes: Partial<SettlementStatement> = {}) {
  return {
    id: `0195779a-6800-7000-8000-00000000000${last}` as SettlementId,
    home: '999101' as CountyCode,
    cardSerial: SERIAL,
    sequence: last,
    attempt: 1,
    stateHash: new Uint8Array(32).fill(last),
    planId: 'test-plan',
    planVersion: '2026.1',
    billHash: new Uint8Array(32).fill(0xb0 + last),
    total: amount(100_000n),
    byPayer: {
      'pooled-fund': amount(60_000n),
      'family-account': amount(2_500n),
      hospital: amount(1_000n),
      cash: amount(36_500n),
    },
    provider: 'H99920200001' as ProviderCode,
    terminalId: 'T-01' as TerminalId,
    samId: ID,
    settledAt: NOW,
    ...changes,
  } satisfies SettlementStatement;
}
