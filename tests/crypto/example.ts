/** The worked example of docs/formats/crypto.md: invented parties, fixed keys, fixed bytes. */

import type { SettlementStatement } from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import { instant } from '../../src/time.ts';
import { fixedKey } from './support.ts';

export const STATEMENT: SettlementStatement = {
  id: '019cd060-4cd0-7000-8000-000000000001' as SettlementStatement['id'],
  home: '999101' as SettlementStatement['home'],
  cardSerial: '9990000000000001' as SettlementStatement['cardSerial'],
  sequence: 1,
  attempt: 1,
  stateHash: new Uint8Array(32).fill(0x5a),
  planId: '999101-inpatient',
  planVersion: '2026.1',
  billHash: new Uint8Array(32).fill(0xb1),
  total: amount(1_234_567n),
  byPayer: {
    'pooled-fund': amount(800_000n),
    'civil-aid': amount(34_567n),
    cash: amount(400_000n),
  },
  provider: 'H99920100001' as SettlementStatement['provider'],
  terminalId: 'DESK-1' as SettlementStatement['terminalId'],
  samId: '9990000000000002' as SettlementStatement['samId'],
  settledAt: instant(Date.parse('2026-03-09T02:15:00Z')),
};

/** The statement that undoes it. */
export const REVERSAL: SettlementStatement = {
  ...STATEMENT,
  id: '019cd060-4cd0-7000-8000-000000000002' as SettlementStatement['id'],
  sequence: 2,
  reverses: STATEMENT.id,
};

export const ATC = 7;
export const NONCE = new Uint8Array(32).fill(0x0e);
/** Stands in for the card's signature where only its place matters: signatures differ every time. */
export const CARD_SIGNATURE = new Uint8Array(64).fill(0xca);

/** The card's key 0x82, the security module's, the province's and the county's. */
export const KEYS = {
  card: fixedKey(0x82),
  terminal: fixedKey(0x54),
  province: fixedKey(0x31),
  county: fixedKey(0x32),
} as const;
