/**
 * 批量制卡: one card a row, whatever happens in between. The order of a batch:
 *
 *  1. the batch takes its numbers, in one unit (serials and places in the status list come from them);
 *  2. a lot of cards is made in memory and written to the register as sealed packages, in one unit;
 *  3. the packages go out, each the same bytes however often; the centre is told;
 *  4. the register forgets the packages.
 *
 * A run that was broken off begins again at 3 with what the register holds: no card was seen by anybody
 * before its keys were in the register, so none is ever made twice and none is left out.
 */

import { type CardImage, firstChannelKeys, PROFILE_VERSION, personalise } from '../card/index.ts';
import { type ChannelKeys, type PrivateKey, suiteOf } from '../crypto/index.ts';
import { OneCardError } from '../errors/index.ts';
import type { CardSerial, Sam, Usage } from '../model/index.ts';
import { ZERO } from '../money.ts';
import { chinaDate, yearOf } from '../time.ts';
import { type Issuer, wholeSecond } from './issuer.ts';
import { encodePerson, type Person, parsePerson } from './person.ts';
import { lockIssuing } from './register/lock.ts';
import { placeOf, serialOf } from './register/numbers.ts';
import type { BatchRow, BatchTerms, CardRow } from './register/register.ts';
import { keyVersionsOf, placesOf, serialsHashOf, signReport } from './report.ts';

/** Keys that a card leaves the house with. */
export interface MadeKeys {
  readonly authentication: PrivateKey;
  readonly settlement: PrivateKey;
  readonly channel: readonly ChannelKeys[];
}

/** Where finished cards go: files of virtual cards, or a machine that writes chips. */
export interface CardPress {
  /** Everything that the chip needs, as bytes; pure. */
  encode(image: CardImage, keys: MadeKeys): Uint8Array;
  /** Durable when it resolves. May be called again with the same bytes, and then changes nothing. */
  deliver(
    cards: readonly { readonly serial: CardSerial; readonly bytes: Uint8Array }[],
  ): Promise<void>;
}

/** A finished card as a centre wants to know it. */
export interface IssuedCard {
  readonly serial: CardSerial;
  readonly person: Person;
  /** COSE_Key bytes of key 0x82. */
  readonly settlementKey: Uint8Array;
}

export interface IssuingPorts {
  /** Module of role ISSUE: proves the first state of every card. */
  readonly sam: Sam;
  readonly press: CardPress;
  /** Tells the centre; the same card may come again. */
  readonly announce?: (cards: readonly IssuedCard[]) => Promise<void>;
  readonly onProgress?: (progress: IssuingProgress) => void;
  /** Stops between two lots; the same call goes on from there. */
  readonly signal?: AbortSignal;
}

export interface IssuingProgress {
  readonly doneCount: number;
  readonly rowCount: number;
  /** Cards that an earlier run had finished. */
  readonly resumedAt: number;
}

/** One row: a person, and what their first state carries. */
export interface IssueRow {
  readonly person: Person;
  /** Nothing used up in the year of issue, unless told. */
  readonly usage?: Usage;
  readonly replaces?: number;
}

export interface IssueResult {
  readonly outcome: 'issued' | 'already-issued';
  readonly batch: BatchRow;
  /** The signed report (`verifyReport`). */
  readonly report: Uint8Array;
}

/** Cards between two commits of the register: what a break costs is a tenth of a second's work. */
export const LOT_CARDS = 64;

/**
 * Issues a card for every row, or goes on where an earlier call with the same source was broken off.
 * @param terms fixed by the first call; a later one may not ask for another destination or centre
 * @throws OneCardError `issuing.in-use`, `issuing.batch-elsewhere`, `issuing.person-has-card`,
 * `issuing.interrupted`, `sam.…`,
 * and whatever the press or the centre throws
 */
export async function issueBatch(
  issuer: Issuer,
  rows: readonly IssueRow[],
  terms: Omit<BatchTerms, 'rowCount' | 'issuedAt'>,
  ports: IssuingPorts,
): Promise<IssueResult> {
  const lock = lockIssuing(issuer.ports.folder);
  try {
    const { register } = issuer;
    const before = register.batchOf(terms.sourceHash);
    const issuedAt = wholeSecond(issuer.ports.clock.now());
    const tags = rows.map(({ person }) => issuer.tagOf(person.holder.identityNumber));
    if (!before) assertNobodyHasOne(issuer, rows, tags);
    else if (before.rowCount !== rows.length)
      throw new TypeError('"rows" expected those of before');
    const batch = register.beginBatch({ ...terms, rowCount: rows.length, issuedAt }, tags);
    if (batch.destination !== terms.destination || batch.centre !== terms.centre) {
      const { destination, centre } = batch;
      throw new OneCardError('issuing.batch-elsewhere', { destination, centre });
    }
    if (batch.report) return { outcome: 'already-issued', batch, report: batch.report };
    // The lists reach as far as the new cards before one of them can be used; the run before may have
    // ended in between.
    await issuer.renewLists('cards');
    await makeCards(issuer, rows, batch, ports);
    return await finish(issuer, batch);
  } finally {
    lock.release();
  }
}

/** A second card carries the usage over: it is made for the first, by `replaces`, or not at all. */
function assertNobodyHasOne(
  { register }: Issuer,
  rows: readonly IssueRow[],
  tags: readonly Uint8Array[],
): void {
  const at = rows.findIndex((row, index) => {
    return row.replaces === undefined && register.hasCard(tags[index]!);
  });
  if (at >= 0) throw new OneCardError('issuing.person-has-card', { row: at + 1 });
}

async function makeCards(
  issuer: Issuer,
  rows: readonly IssueRow[],
  batch: BatchRow,
  ports: IssuingPorts,
): Promise<void> {
  const { register } = issuer;
  const resumedAt = register.madeCount(batch.batch);
  const report = (doneCount: number) =>
    ports.onProgress?.({ doneCount, rowCount: batch.rowCount, resumedAt });
  await deliver(issuer, batch, ports);
  report(resumedAt);
  for (let done = resumedAt; done < rows.length; ) {
    if (ports.signal?.aborted) throw new OneCardError('issuing.interrupted', { done });
    const lot = rows.slice(done, done + LOT_CARDS);
    const cards: Omit<CardRow, 'status'>[] = [];
    for (const [at, row] of lot.entries()) {
      cards.push(await makeCard(issuer, row, batch, done + at + 1, ports));
    }
    register.addCards(cards);
    await deliver(issuer, batch, ports);
    done += lot.length;
    report(done);
  }
}

async function makeCard(
  issuer: Issuer,
  { person, usage, replaces }: IssueRow,
  batch: BatchRow,
  row: number,
  { sam, press }: IssuingPorts,
): Promise<Omit<CardRow, 'status'>> {
  const { county, suite, countyCertificate } = issuer.profile;
  const number = batch.firstNumber + row - 1;
  const serial = serialOf(county, number);
  const chosen = suiteOf(suite);
  const [authentication, settlement] = [chosen.generateKeyPair(), chosen.generateKeyPair()];
  const issuedOn = chinaDate(batch.issuedAt);
  const image = await personalise(
    {
      card: {
        serial,
        issuer: county,
        suite,
        keyVersions: keyVersionsOf(suite, batch.keyGeneration),
        expiresOn: batch.expiresOn,
        profileVersion: PROFILE_VERSION,
      },
      ...person,
      authenticationKey: authentication.publicKey,
      settlementKey: settlement.publicKey,
      issuerKey: issuer.countyKey,
      certificate: countyCertificate,
      validFrom: issuedOn,
      validUntil: batch.expiresOn,
      keyGeneration: batch.keyGeneration,
      statusList: placeOf(number),
      usage: usage ?? {
        year: yearOf(issuedOn),
        deductibleMet: ZERO,
        benefitDrawn: ZERO,
        admissions: 0,
      },
      issuedAt: batch.issuedAt,
    },
    { sam, random: issuer.ports.random },
  );
  const channel = firstChannelKeys(issuer.masters, suite, serial, batch.keyGeneration);
  const bytes = press.encode(image, {
    authentication: authentication.privateKey,
    settlement: settlement.privateKey,
    channel,
  });
  return {
    number,
    serial,
    batch: batch.batch,
    row,
    personTag: issuer.tagOf(person.holder.identityNumber),
    person: sealedPerson(issuer, serial, person),
    authenticationKey: authentication.publicKey,
    settlementKey: settlement.publicKey,
    package: issuer.seal.seal(labelOf('package', serial), bytes),
    ...(replaces !== undefined && { replaces }),
  };
}

/** Sends out whatever the register holds packages of. */
async function deliver(issuer: Issuer, { batch }: BatchRow, ports: IssuingPorts): Promise<void> {
  const { register } = issuer;
  for (;;) {
    const cards = register.toDeliver(batch, LOT_CARDS);
    if (cards.length === 0) return;
    await ports.press.deliver(
      cards.map(({ serial, package: sealed }) => ({
        serial,
        bytes: opened(issuer, 'package', serial, sealed!),
      })),
    );
    await ports.announce?.(
      cards.map((card) => ({
        serial: card.serial,
        person: personOf(issuer, card),
        settlementKey: card.settlementKey,
      })),
    );
    register.delivered(cards);
  }
}

/** A person as the register keeps them. */
export function sealedPerson(issuer: Issuer, serial: CardSerial, person: Person): Uint8Array {
  return issuer.seal.seal(labelOf('person', serial), encodePerson(person));
}

/** The person of a card. @throws OneCardError `issuing.store-damaged`. */
export function personOf(issuer: Issuer, { serial, person }: CardRow): Person {
  return parsePerson(opened(issuer, 'person', serial, person));
}

function opened(
  issuer: Issuer,
  kind: 'person' | 'package',
  serial: CardSerial,
  sealed: Uint8Array,
): Uint8Array {
  const bytes = issuer.seal.open(labelOf(kind, serial), sealed);
  if (!bytes) throw new OneCardError('issuing.store-damaged', { name: `${kind} of ${serial}` });
  return bytes;
}

function labelOf(kind: 'person' | 'package', serial: CardSerial): string {
  return `OneCard/REGISTER/1 ${kind} ${serial}`;
}

async function finish(issuer: Issuer, batch: BatchRow): Promise<IssueResult> {
  const { county, suite, countyCertificate } = issuer.profile;
  const serials = issuer.register.serials(batch.batch);
  const finishedAt = wholeSecond(issuer.ports.clock.now());
  const report = await signReport(
    issuer.countyKey,
    {
      county,
      suite,
      batch: batch.batch,
      rowCount: serials.length,
      sourceHash: batch.sourceHash,
      serialsHash: serialsHashOf(suite, serials),
      firstSerial: serials[0]!,
      lastSerial: serials.at(-1)!,
      places: placesOf(batch.firstNumber, batch.rowCount),
      keyGeneration: batch.keyGeneration,
      keyVersions: keyVersionsOf(suite, batch.keyGeneration),
      expiresOn: batch.expiresOn,
      issuedAt: batch.issuedAt,
      finishedAt,
    },
    countyCertificate,
  );
  issuer.register.finishBatch(batch.batch, finishedAt, report);
  return { outcome: 'issued', batch: { ...batch, finishedAt, report }, report };
}
