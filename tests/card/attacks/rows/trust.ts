/** Cards that are over or blocked, certificates that are not this county's, clocks that are wrong. */

import { encodeChain, FILES, frame } from '../../../../src/card/index.ts';
import {
  issueTrustList,
  type TrustListFields,
  type TrustListMark,
  verifyTrustList,
} from '../../../../src/crypto/index.ts';
import type { CountyCode } from '../../../../src/model/index.ts';
import { addDays, instant, plainDate, startOfDay } from '../../../../src/time.ts';
import { alteredCard, withFileBytes } from '../../altered.ts';
import { NOW, TODAY } from '../../issued.ts';
import {
  type Attack,
  bentAnswers,
  type Ground,
  otherChip,
  ownChannelKeys,
  stolenKeys,
  visit,
} from '../ground.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const OTHER_COUNTY = '999102' as CountyCode;

/** The card with another certificate in EF.CHAIN. */
async function withChain(ground: Ground, certificate: Uint8Array) {
  const chain = frame(encodeChain([certificate]), FILES['EF.CHAIN'].sizeBytes);
  return alteredCard(
    await ground.card(),
    withFileBytes('EF.CHAIN', () => chain),
  );
}

const at = (tried: string, now: number, refusedBy: string): Attack => ({
  kind: 'clock before or after',
  tried,
  refusedBy,
  run: async (ground) => visit(ground, await ground.card(), { now: instant(now) }),
});

const listed = (tried: string, status: 'blocked' | 'suspended'): Attack => ({
  kind: 'blocked or expired card',
  tried,
  refusedBy: `card-not-blocked: ${status}`,
  async run(ground) {
    const statusLists = [ground.issuer.statusList({ exceptions: new Map([[7, status]]) })];
    return visit(ground, await ground.card(), { trust: { statusLists } });
  },
});

/** Version 3 of the list of trusted provinces, at a terminal that has used one without them. */
function afterTrustList({ suite, issuer, trust }: Ground, version: number): string {
  const { publicKey: publisherKey } = issuer.province;
  const verdictOn = (content: Pick<TrustListFields, 'version' | 'roots'>, last?: TrustListMark) => {
    const list = issueTrustList(suite, issuer.province, { ...content, issuedAt: NOW });
    return verifyTrustList(list, { publisherKey, last, now: NOW });
  };
  const used = verdictOn({ version, roots: [] });
  if (used.outcome === 'refused') return used.cause;
  const verdict = verdictOn({ version: 3, roots: trust.roots }, used.mark);
  return verdict.outcome === 'refused' ? verdict.cause : 'accepted';
}

export const TRUSTED: readonly Attack[] = [
  listed('a card on its county’s list of blocked ones', 'blocked'),
  listed('a card that is suspended', 'suspended'),
  {
    kind: 'blocked or expired card',
    tried: 'an older list, on which the card is still good, beside the newer',
    refusedBy: 'card-not-blocked: blocked',
    async run(ground) {
      const { statusList } = ground.issuer;
      const exceptions = new Map([[7, 'blocked' as const]]);
      const statusLists = [statusList({ version: 2, exceptions }), statusList({ version: 1 })];
      return visit(ground, await ground.card(), { trust: { statusLists } });
    },
  },
  {
    kind: 'blocked or expired card',
    tried: 'the list kept away from the terminal',
    refusedBy: 'status-list-age: list-missing',
    run: async (ground) => visit(ground, await ground.card(), { trust: { statusLists: [] } }),
  },
  {
    kind: 'blocked or expired card',
    tried: 'a list that ends before the card',
    refusedBy: 'card-not-blocked: not-in-list',
    async run(ground) {
      const statusLists = [ground.issuer.statusList({ cardCount: 4 })];
      return visit(ground, await ground.card(), { trust: { statusLists } });
    },
  },
  {
    kind: 'blocked or expired card',
    tried: 'a card on the day after its last',
    refusedBy: 'card-expiry: dates-over',
    async run(ground) {
      const made = await ground.card('two-slot', { expiresOn: addDays(TODAY, -1) });
      return visit(ground, made);
    },
  },
  {
    kind: 'certificate of another county',
    tried: 'the certificate of a neighbour on the card',
    refusedBy: 'issuer-signature: wrong-signature',
    async run(ground) {
      const { certify } = ground.issuer;
      return visit(
        ground,
        await withChain(ground, certify(OTHER_COUNTY, 'county', ground.key(0x33))),
      );
    },
  },
  {
    kind: 'certificate of another county',
    tried: 'a neighbour’s name over the same key',
    refusedBy: 'issuer-county: county-mismatch',
    async run(ground) {
      const { certify, county } = ground.issuer;
      return visit(ground, await withChain(ground, certify(OTHER_COUNTY, 'county', county)));
    },
  },
  {
    kind: 'certificate of another county',
    tried: 'the certificate of a province that the terminal does not know',
    refusedBy: 'certificate-chain: unknown-root',
    run: async (ground) => visit(ground, await ground.card(), { trust: { roots: [] } }),
  },
  {
    kind: 'certificate of another county',
    tried: 'an old list of trusted provinces, with one that was taken out since',
    refusedBy: 'older-version',
    run: async (ground) => afterTrustList(ground, 4),
  },
  {
    kind: 'certificate of another county',
    tried: 'a list of trusted provinces of the same version, with one more',
    refusedBy: 'other-contents',
    run: async (ground) => afterTrustList(ground, 3),
  },
  {
    kind: 'downgraded key version',
    tried: 'EF.CARD names the keys before the last rotation, which the card still has',
    refusedBy: 'file-digest: digest-mismatch',
    async run(ground) {
      const roles = ['READ', 'SETTLE', 'ISSUE'] as const;
      const next = roles.map((role) => stolenKeys(ground, role, 1));
      const keyVersions = next.map(({ keyVersion }) => keyVersion) as [number, number, number];
      const { image } = await ground.card('two-slot', { keyVersions });
      const made = await otherChip(image, {
        authentication: ground.key(0x81),
        settlement: ground.key(0x82),
        channel: [...ownChannelKeys(ground), ...next],
      });
      const layer = bentAnswers((answer, command) => {
        if (command[0] !== 0 || command[2] !== 0x81) return answer;
        const start = answer.findIndex(
          (byte, index) => byte === 0x04 && answer[index + 1] === 0x83,
        );
        return answer.map((byte, index) => ([3, 5, 7].includes(index - start) ? byte - 3 : byte));
      }, 0xb0);
      return visit(ground, made, { layer });
    },
  },
  at(
    'before the county’s certificate begins',
    startOfDay(plainDate('2024-12-31')),
    'certificate-dates: not-yet-valid',
  ),
  at(
    'after the county’s certificate',
    startOfDay(plainDate('2031-01-01')),
    'certificate-dates: expired',
  ),
  at(
    'the day before the county signed the card',
    NOW - DAY_MS,
    'security-object-dates: dates-not-begun',
  ),
  at(
    'an hour before the list of blocked cards was made',
    NOW - HOUR_MS,
    'status-list-age: list-from-future',
  ),
  at('more than 72 hours after it', NOW + 73 * HOUR_MS, 'status-list-age: list-too-old'),
];
