/** One county in either suite, with its module, its trust store and cards of either way of committing. */

import {
  type ApplicationControl,
  type CardIssue,
  CardSession,
  type CardSessionOptions,
  personalise,
  type TransportLayer,
  verifyRecord,
} from '../../src/card/index.ts';
import {
  issueCertificate,
  issueStatusList,
  KEY_VERSIONS,
  suiteOf,
  type TrustStore,
} from '../../src/crypto/index.ts';
import {
  type CardCounters,
  SAM_ROLES,
  type SamId,
  type SamRole,
  SecretPin,
  type SuiteId,
} from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import { type Instant, plainDate, startOfDay } from '../../src/time.ts';
import {
  firstChannelKeys,
  generateCountyKeys,
  keysForRole,
  memoryStore,
  type SamIssue,
  SoftSam,
  VirtualCard,
  virtualReader,
} from '../../src/virtual/index.ts';
import { COUNTY, cardIssue, countedRandom, NOW, SAM_ID, YEAR } from './issued.ts';

export const PIN = new SecretPin('258025');
const ROLE_IDS = { READ: 'A1', SETTLE: '01', ISSUE: 'F1' } as const;

export interface CountyOptions {
  /** What its cards say, where it is not what all tests' cards say. */
  readonly person?: Partial<Pick<CardIssue, 'holder' | 'insurance' | 'family' | 'chronic'>>;
  /** Put around every connection to a card, next to the card. */
  readonly wire?: TransportLayer;
}

export async function countyOf(
  suiteId: SuiteId,
  { person = {}, wire = (inner) => inner }: CountyOptions = {},
) {
  const suite = suiteOf(suiteId);
  const key = (byte: number) => suite.privateKeyOf(new Uint8Array(32).fill(byte));
  const [province, county] = [key(0x11), key(0x22)];
  const keys = generateCountyKeys(countedRandom());
  const certify = (
    subject: string,
    role: 'province' | 'county',
    owner: typeof county,
    dates: { readonly validFrom?: Instant; readonly validUntil?: Instant } = {},
  ) =>
    issueCertificate(suite, province, {
      issuer: '990000',
      subject,
      role,
      validFrom: startOfDay(plainDate('2025-01-01')),
      validUntil: startOfDay(plainDate('2031-01-01')),
      publicKey: owner.publicKey,
      suite: suiteId,
      ...dates,
    });
  const list = { county: COUNTY, listNumber: 1, version: 1, issuedAt: NOW, cardCount: 100 };
  /** The county's list of cards, of which the tests' own has index 7. */
  const statusList = (changes: Partial<Parameters<typeof issueStatusList>[2]> = {}) =>
    issueStatusList(suite, county, { ...list, exceptions: new Map(), ...changes });
  const trust: TrustStore = {
    roots: [certify('990000', 'province', province)],
    statusLists: [statusList()],
  };
  const module = (role: SamRole, changes: Partial<SamIssue> = {}) =>
    SoftSam.issue({
      id: `${SAM_ID.slice(0, 14)}${ROLE_IDS[role]}` as SamId,
      role,
      suite: suiteId,
      keys: keysForRole(keys, role),
      issuedAt: NOW,
      expiresOn: plainDate('2030-12-31'),
      dailySumMax: parseYuan('1000000.00'),
      ...changes,
    });
  const sams = { READ: await module('READ'), SETTLE: await module('SETTLE') };
  const settleId = await sams.SETTLE.id();

  /** A new card in a reader of its own. */
  async function card(
    commit: ApplicationControl['commit'] = 'two-slot',
    changes: Partial<CardIssue['card']> = {},
  ) {
    const [authentication, settlement] = [key(0x81), key(0x82)];
    const base = cardIssue(person);
    const issue: CardIssue = {
      ...base,
      card: {
        ...base.card,
        suite: suiteId,
        keyVersions: SAM_ROLES.map((role) => KEY_VERSIONS[suiteId][role][0]) as [
          number,
          number,
          number,
        ],
        ...changes,
      },
      authenticationKey: authentication.publicKey,
      settlementKey: settlement.publicKey,
      issuerKey: county,
      certificate: certify(COUNTY, 'county', county),
      commit,
    };
    const image = await personalise(issue, { sam: sams.SETTLE, random: countedRandom() });
    const channel = firstChannelKeys(keys, suiteId, issue.card.serial);
    const store = memoryStore();
    const made = await VirtualCard.issue(
      image,
      { authentication, settlement, channel, pin: PIN },
      store,
    );
    return { card: made, reader: virtualReader(made), store, issue, image };
  }

  async function open(
    { reader }: { readonly reader: ReturnType<typeof virtualReader> },
    options: Partial<CardSessionOptions> = {},
    layer: TransportLayer = (inner) => inner,
  ): Promise<CardSession> {
    const transport = layer(wire(await reader.connect()));
    return CardSession.open(transport, {
      sam: sams.SETTLE,
      random: countedRandom(),
      ...options,
    });
  }

  async function verified(session: CardSession, known?: CardCounters) {
    const options = { now: NOW, insuranceYear: YEAR, known };
    const verification = verifyRecord(await session.read(), trust, options);
    if (verification.outcome === 'refused') {
      throw new Error(`refused: ${JSON.stringify(verification.failed)}`);
    }
    return verification;
  }

  const issuer = { province, county, certify, statusList };
  return { suite, trust, wire, sams, settleId, keys, issuer, module, key, card, open, verified };
}
