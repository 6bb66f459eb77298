/** Virtual cards in use with invented holders, and modules that have their keys. */

import { createHash } from 'node:crypto';
import { fromHex } from '../../../src/bytes.ts';
import {
  type CardTransport,
  type Psam,
  psamInSlot,
  readProfile,
  recogniseCard,
} from '../../../src/card/index.ts';
import { SecretKey } from '../../../src/crypto/index.ts';
import type { LegacyAlgorithm } from '../../../src/model/index.ts';
import { parseInstant } from '../../../src/time.ts';
import {
  type InsertableCard,
  VirtualReadPsam,
  VirtualResidentsHealthCard,
  type VirtualResidentsHealthOptions,
  VirtualSocialSecurityCard,
  type VirtualSocialSecurityOptions,
  virtualReader,
} from '../../../src/virtual/index.ts';

export const MASTER_KEY = new SecretKey(fromHex('0F1E2D3C4B5A69788796A5B4C3D2E1F0'));
export const NOW = parseInstant('2026-03-09T10:15:00+08:00');
export const HOLDER = {
  name: '测试甲',
  sex: '1',
  bornOn: '1962-05-12',
  identityNumber: '999001196205120016',
} as const;

export function countedRandom(seed = 'profile') {
  let count = 0;
  return {
    bytes(length: number) {
      const digest = createHash('sha256').update(`${seed} ${count++}`).digest();
      return Uint8Array.from(digest.subarray(0, length));
    },
  };
}

export function socialSecurityCard(
  options: Partial<VirtualSocialSecurityOptions> = {},
): VirtualSocialSecurityCard {
  return new VirtualSocialSecurityCard({
    generation: 2,
    addressing: 'by-number',
    algorithm: 'DES',
    area: '999001',
    number: 'X0000001',
    expiresOn: '2036-01-04',
    masterKey: MASTER_KEY,
    random: countedRandom(),
    ...HOLDER,
    ...options,
  });
}

export function residentsHealthCard(
  options: Partial<VirtualResidentsHealthOptions> = {},
): VirtualResidentsHealthCard {
  return new VirtualResidentsHealthCard({
    generation: 1,
    addressing: 'by-number',
    area: '999001',
    schemeNumber: '999001010203004001',
    expiresOn: '2036-01-04',
    masterKey: MASTER_KEY,
    random: countedRandom(),
    ...HOLDER,
    ...options,
  });
}

export function readPsam(
  algorithm: LegacyAlgorithm,
  options: { isAuthorised?: boolean; masterKey?: SecretKey } = {},
): Psam {
  const card = new VirtualReadPsam({ algorithm, masterKey: MASTER_KEY, ...options });
  return psamInSlot(transportOf(card));
}

export function transportOf(card: InsertableCard): CardTransport {
  return { transmit: (command) => card.transmit(command), close: async () => undefined };
}

/** Recognises the card and reads it, as a desk does. */
export async function readCard(
  card: InsertableCard,
  { psam, hidesAtr = false }: { psam?: Psam; hidesAtr?: boolean } = {},
) {
  const connection = await virtualReader(card).connect({ exclusive: true });
  try {
    const { atr } = connection;
    const { kind } = await recogniseCard(connection, { atr });
    if (kind !== 'social-security' && kind !== 'residents-health') throw new Error(kind);
    return await readProfile(kind, connection, {
      ...(!hidesAtr && { atr }),
      ...(psam && { psam }),
      random: countedRandom('terminal'),
      now: NOW,
    });
  } finally {
    await connection.close();
  }
}

/** Outcome and cause of each check, by name. */
export function checksByName(
  checks: readonly { readonly name: string; readonly outcome: string; readonly cause?: string }[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    checks.map(({ name, outcome, cause }) => [name, cause ? `${outcome}: ${cause}` : outcome]),
  );
}
