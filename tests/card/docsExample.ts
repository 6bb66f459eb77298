/** The example of docs/formats/card.md: invented, of repeated bytes, the same in every run. */

import {
  encodeFamily,
  encodeLogRecord,
  encodeSlot,
  encodeState,
  frame,
  frameLogRecord,
} from '../../src/card/index.ts';
import { sha256 } from '../../src/crypto/index.ts';
import type { CardSerial, MemberNumber, SamId, SettlementId } from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import { parseInstant } from '../../src/time.ts';

const AT = parseInstant('2026-03-09T02:15:00Z');
const ID = '019cd060-4cd0-7000-8000-000000000001' as SettlementId;
const SAM_ID = '9990000000000002' as SamId;

const family = encodeFamily(
  { salt: new Uint8Array(16).fill(0x5a), serial: '9990000000000001' as CardSerial },
  {
    accountId: '99910100010203',
    members: [{ memberNumber: '999101-01-02-03-0004-01' as MemberNumber, relation: 0 }],
    allowance: amount(12_000n),
  },
);

const logRecord = encodeLogRecord({
  sequence: 1,
  attempt: 1,
  kind: 'pending',
  writtenAt: AT,
  provider: 'H99920100001',
  total: amount(1_234_567n),
  fundsPay: amount(834_567n),
  samId: SAM_ID,
  settlementId: ID,
  coreHash: new Uint8Array(16).fill(0xc0),
  previousHash: new Uint8Array(16),
});

const stateBody = encodeState({
  sequence: 1,
  attempt: 1,
  settlementId: ID,
  usage: {
    year: 2026,
    deductibleMet: amount(30_000n),
    benefitDrawn: amount(800_000n),
    admissions: 1,
  },
  writtenAt: AT,
  samId: SAM_ID,
  logHash: sha256(logRecord),
  offline: { count: 0, sum: amount(0n), centreMetAt: AT },
});

export const EXAMPLE = {
  family: frame(family, 512),
  'log-record': frameLogRecord(logRecord),
  slot: encodeSlot(stateBody, new Uint8Array(16).fill(0x8e), 1),
} as const;
