/** An issuer of an invented county in a folder of its own, and proof of the cards that it makes. */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { utf8 } from '../../src/bytes.ts';
import { CardSession, type RecordVerification, verifyRecord } from '../../src/card/index.ts';
import type { TrustStore } from '../../src/crypto/index.ts';
import {
  type CardPress,
  FileKeyStore,
  Issuer,
  type IssuingPorts,
  issueBatch,
  Passphrase,
  readIssueList,
  sealedEntry,
  writeDurably,
} from '../../src/issuing/index.ts';
import {
  type CardRecord,
  type Clock,
  type CountyCode,
  SAM_ROLES,
  type Sam,
  type SigningKeyStore,
  type SuiteId,
} from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { addDays, type Instant, instant, plainDate, startOfDay } from '../../src/time.ts';
import {
  memoryStore,
  SoftSam,
  VirtualCard,
  virtualCardBytes,
  virtualReader,
} from '../../src/virtual/index.ts';
import { temporaryFile } from '../settlement/journal/temporary.ts';
import { listOf } from './list.ts';

export const COUNTY = '999001' as CountyCode;
export const TODAY = plainDate('2026-03-09');
export const NOW = instant(startOfDay(TODAY) + 10 * 3_600_000);
export const YEAR = 2026;
export const CLOCK: Clock = { now: () => NOW };
export const PASSPHRASE = new Passphrase('four words of a test');
/** The cheapest that a store takes: tests open many. */
const COST = 14;

export interface TestIssuer {
  readonly folder: string;
  readonly store: FileKeyStore;
  readonly issuer: Issuer;
  /** Of role ISSUE. */
  readonly sam: Sam;
  /** Of role SETTLE, as a terminal has it. */
  readonly terminalSam: Sam;
  readonly press: CardPress;
  readonly cards: string;
  ports(changes?: Partial<IssuingPorts>): IssuingPorts;
  trust(): TrustStore;
}

/** @param signingKeys a token; the store in files unless told */
export async function testIssuer(
  suite: SuiteId = 1,
  signingKeys?: SigningKeyStore,
): Promise<TestIssuer> {
  const folder = join(temporaryFile('register.sqlite'), '..');
  const options = { passphrase: PASSPHRASE, random: systemRandom, cost: COST };
  const store = await FileKeyStore.create(join(folder, 'keys'), options);
  const keys = { secrets: store, signingKeys: signingKeys ?? store };
  const ports = { folder, ...keys, clock: CLOCK, random: systemRandom };
  const issuer = await Issuer.found({ county: COUNTY, suite }, ports);
  const sams = new Map<string, Sam>();
  for (const role of SAM_ROLES) {
    const { id, number } = issuer.nextSam();
    const expiresOn = addDays(TODAY, 1825);
    const keys = issuer.keysForSam(role);
    const dailySumMax = parseYuan('1000000.00');
    const sam = await SoftSam.issue(
      { id, role, suite, keys, issuedAt: NOW, expiresOn, dailySumMax },
      { store: sealedEntry(store, `sam-${role.toLowerCase()}`), clock: CLOCK },
    );
    await issuer.certifySam({ id, number, role, publicKey: await sam.publicKey(), expiresOn });
    sams.set(role, sam);
  }
  const press = filePress(folder);
  return {
    folder,
    store,
    issuer,
    sam: sams.get('ISSUE')!,
    terminalSam: sams.get('SETTLE')!,
    press,
    cards: folder,
    ports: (changes) => ({ sam: sams.get('ISSUE')!, press, ...changes }),
    trust: () => trustOf(issuer),
  };
}

export function trustOf(issuer: Issuer): TrustStore {
  return {
    roots: [issuer.profile.provinceCertificate],
    statusLists: issuer.lists('cards'),
    samStatusLists: issuer.lists('sams'),
  };
}

export function filePress(folder: string): CardPress {
  return {
    encode: virtualCardBytes,
    deliver: (cards) =>
      writeDurably(
        cards.map(({ serial, bytes }) => ({ path: join(folder, `${serial}.card`), bytes })),
      ),
  };
}

/** Paths of the card files in a folder, by serial. */
export async function cardFiles(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.card'));
  return names.sort().map((name) => join(folder, name));
}

export async function readCardFile(path: string, sam: Sam): Promise<CardRecord> {
  // In a copy: reading raises the card's counters, and the file stays as it was issued.
  const card = await VirtualCard.open(memoryStore(Uint8Array.from(await readFile(path))));
  const transport = await virtualReader(card).connect();
  try {
    const session = await CardSession.open(transport, { sam, random: systemRandom });
    return await session.read();
  } finally {
    await transport.close();
  }
}

/** Reads a card as a terminal does, and every check on it. */
export async function proven(
  path: string,
  sam: Sam,
  trust: TrustStore,
  now: Instant = NOW,
  insuranceYear = YEAR,
): Promise<RecordVerification> {
  return verifyRecord(await readCardFile(path, sam), trust, { now, insuranceYear });
}

export const EXPIRES_ON = plainDate('2036-03-06');

export function terms(at: TestIssuer, sourceHash: Uint8Array, keyGeneration: 1 | 2 = 1) {
  const fixed = { centre: '', keyGeneration, expiresOn: EXPIRES_ON };
  return { ...fixed, destination: at.cards, sourceHash };
}

export async function issued(
  at: TestIssuer,
  count: number,
  changes: Partial<IssuingPorts> = {},
  keyGeneration: 1 | 2 = 1,
) {
  const source = { file: 'list.csv', encoding: 'utf-8' as const };
  const list = readIssueList(at.issuer, utf8(listOf(count)), source);
  return issueBatch(
    at.issuer,
    list.rows,
    terms(at, list.sourceHash, keyGeneration),
    at.ports(changes),
  );
}
