/** Cards already in use for the demo, with invented holders; their module's key is public. */

import { fromHex } from '../../../src/bytes.ts';
import { type Psam, psamInSlot } from '../../../src/card/index.ts';
import { SecretKey } from '../../../src/crypto/index.ts';
import type { LegacyAlgorithm } from '../../../src/model/index.ts';
import { systemRandom } from '../../../src/terminal/index.ts';
import {
  type VirtualLegacyCard,
  VirtualReadPsam,
  VirtualResidentsHealthCard,
  VirtualSocialSecurityCard,
} from '../../../src/virtual/index.ts';
import { HOMES } from './persons.ts';

/** Of nobody's cards. */
const DEMO_KEY = new SecretKey(fromHex('0F1E2D3C4B5A69788796A5B4C3D2E1F0'));
const EXPIRES_ON = '2036-01-04';

function holder() {
  const { county, holder: person } = HOMES.yinjiang;
  const { name, bornOn, identityNumber } = person;
  return { area: county, name, sex: String(person.sex), bornOn, identityNumber };
}

function socialSecurity(generation: 1 | 2 | 3, algorithm: LegacyAlgorithm): VirtualLegacyCard {
  return new VirtualSocialSecurityCard({
    ...holder(),
    generation,
    addressing: generation === 1 ? 'by-tag' : generation === 2 ? 'by-number' : 'by-sfi',
    style: generation === 1 ? 'get-response' : 'wrong-le',
    algorithm,
    number: 'X0000001',
    expiresOn: EXPIRES_ON,
    masterKey: DEMO_KEY,
    random: systemRandom,
  });
}

const PROFILES = {
  'social-security-1': { algorithm: 'DES', card: () => socialSecurity(1, 'DES') },
  'social-security-2': { algorithm: 'DES', card: () => socialSecurity(2, 'DES') },
  'social-security-3': { algorithm: 'SM4', card: () => socialSecurity(3, 'SM4') },
  'social-security-ssf33': { algorithm: 'SSF33', card: () => socialSecurity(3, 'SSF33') },
  'residents-health': {
    algorithm: 'SM4',
    card: () =>
      new VirtualResidentsHealthCard({
        ...holder(),
        generation: 1,
        addressing: 'by-number',
        style: 'get-response',
        schemeNumber: '999001010203004001',
        expiresOn: EXPIRES_ON,
        masterKey: DEMO_KEY,
        random: systemRandom,
      }),
  },
} as const satisfies Record<string, { algorithm: LegacyAlgorithm; card: () => VirtualLegacyCard }>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

/** A card of the demo and a module that has its key. */
export function demoProfile(name: ProfileName): {
  readonly card: VirtualLegacyCard;
  readonly psam: Psam;
} {
  const { algorithm, card } = PROFILES[name];
  const module = new VirtualReadPsam({ algorithm, masterKey: DEMO_KEY });
  const transport = {
    transmit: (command: Uint8Array) => module.transmit(command),
    close: async () => undefined,
  };
  return { card: card(), psam: psamInSlot(transport) };
}
