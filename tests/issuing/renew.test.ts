/** Cards that come back to the county's desk: other channel keys, another year of participation. */

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  CardSession,
  FILES,
  IssuerSession,
  prepareCommit,
  verifyRecord,
} from '../../src/card/index.ts';
import type { OneCardError } from '../../src/errors/index.ts';
import { type Person, personOf, renewCard, setCardStatus } from '../../src/issuing/index.ts';
import type { CardSerial, Participation } from '../../src/model/index.ts';
import { systemRandom } from '../../src/terminal/index.ts';
import { plainDate } from '../../src/time.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import { type Fault, fileStore, VirtualCard, virtualReader } from '../../src/virtual/index.ts';
import { commitCore, usageAfter } from '../card/issued.ts';
import { caught } from '../support/caught.ts';
import { issued, NOW, proven, type TestIssuer, testIssuer, YEAR } from './issued.ts';

const FIRST = '9990010000000001' as CardSerial;
const SECOND = '9990010000000002' as CardSerial;
const NEXT_YEAR: Participation = {
  year: YEAR + 1,
  category: 'ordinary',
  paidOn: plainDate(`${YEAR}-02-18`),
};

const fileOf = (at: TestIssuer, serial: CardSerial) => join(at.cards, `${serial}.card`);

async function inReader(at: TestIssuer, serial: CardSerial) {
  const card = (await VirtualCard.open(fileStore(fileOf(at, serial))))!;
  return { card, transport: await virtualReader(card).connect() };
}

async function renewed(
  at: TestIssuer,
  terms: Parameters<typeof renewCard>[2],
  fault?: Fault,
  serial = FIRST,
) {
  const { card, transport } = await inReader(at, serial);
  card.failAt(fault);
  return renewCard(at.issuer, FIRST, terms, { sam: at.sam, transport });
}

function withNextYear(at: TestIssuer): Person {
  const person = personOf(at.issuer, at.issuer.register.card(FIRST)!);
  const participation = [...person.insurance.participation, NEXT_YEAR];
  return { ...person, insurance: { ...person.insurance, participation } };
}

async function expectGeneration(at: TestIssuer, generation: 1 | 2) {
  const suite = at.issuer.profile.suite;
  const first = { 1: 0x30, 2: 0x38 }[suite] + 3 * (generation - 1);
  const verification = await proven(fileOf(at, FIRST), at.terminalSam, at.trust());
  expect(verification).toMatchObject({
    outcome: 'verified',
    record: {
      card: { keyVersions: [first, first + 1, first + 2] },
      channel: { keyVersion: first + 1 },
    },
  });
}

describe.each([1, 2] as const)('suite %i', (suite) => {
  test('key rotation, there and back; the card is proven and keeps its state', async () => {
    const at = await testIssuer(suite);
    await issued(at, 1);
    await expectGeneration(at, 1);
    for (const keyGeneration of [2, 2, 1] as const) {
      expect(await renewed(at, { keyGeneration })).toBe(keyGeneration);
      await expectGeneration(at, keyGeneration);
    }
  });
});

test('year roll-over: a year settles once the county has signed it on the card, and not before', async () => {
  const at = await testIssuer();
  await issued(at, 1);
  const inNextYear = async () => {
    const { transport } = await inReader(at, FIRST);
    const options = { sam: at.terminalSam, random: systemRandom };
    const session = await CardSession.open(transport, options);
    try {
      const record = await session.read();
      const verification = verifyRecord(record, at.trust(), { now: NOW, insuranceYear: YEAR });
      if (verification.outcome === 'refused') throw new Error(verification.failed[0]!.name);
      const core = commitCore(1, { samId: await at.terminalSam.id() });
      const usage = { ...usageAfter(1), year: YEAR + 1 };
      await session.commit(prepareCommit(verification.record, core, usage));
      return usage;
    } finally {
      await session.close();
    }
  };
  expect(await caught(inNextYear())).toMatchObject({
    code: 'card.year-not-covered',
    detail: { year: YEAR + 1 },
  });
  expect(await renewed(at, { person: withNextYear(at) })).toBe(1);
  const usage = await inNextYear();
  const verification = await proven(fileOf(at, FIRST), at.terminalSam, at.trust(), NOW, YEAR + 1);
  expect(verification).toMatchObject({
    outcome: 'verified',
    record: { proven: { current: { state: { sequence: 1, usage } } } },
  });
  // The register knows it too: a card made anew would carry the year.
  const { insurance } = personOf(at.issuer, at.issuer.register.card(FIRST)!);
  expect(insurance.participation.at(-1)).toEqual(NEXT_YEAR);
});

/** Whether a terminal takes the card, or the code of what keeps it from reading. */
function standing(at: TestIssuer): Promise<string> {
  return proven(fileOf(at, FIRST), at.terminalSam, at.trust()).then(
    ({ outcome }) => outcome,
    (error: unknown) => (error as OneCardError).code,
  );
}

/** PUT KEY × 3, and each file written and read back; the first writes are EF.CARD and EF.HOLDER. */
const PUT_KEY = 0xd8;
const UPDATE_BINARY = 0xd6;
const FAULTS: readonly Fault[] = [
  ...[1, 2, 3].flatMap((nth): Fault[] => [
    { kind: 'cut-before', nth, ins: PUT_KEY },
    { kind: 'cut-after', nth, ins: PUT_KEY },
  ]),
  ...[1, 2, 5, 6, 7, 8].flatMap((nth): Fault[] => [
    { kind: 'cut-before', nth, ins: UPDATE_BINARY },
    { kind: 'torn-write', nth, ins: UPDATE_BINARY, bytesWritten: 3 },
    { kind: 'torn-write', nth, ins: UPDATE_BINARY, bytesWritten: 40 },
  ]),
];

test.each(FAULTS)('broken off by $kind $nth of $ins: done again from the start', async (fault) => {
  const at = await testIssuer();
  await issued(at, 1);
  const terms = { keyGeneration: 2, person: withNextYear(at) } as const;
  expect(await caught(renewed(at, terms, fault))).toMatchObject({ code: 'reader.card-removed' });
  // Until the last byte is written no terminal takes it; before its SETTLE keys go, it is as it was.
  const putKeys = fault.ins === PUT_KEY ? fault.nth - (fault.kind === 'cut-before' ? 1 : 0) : 3;
  expect((await standing(at)) === 'verified').toBe(putKeys < 2);
  expect(await renewed(at, terms)).toBe(2);
  await expectGeneration(at, 2);
});

describe('nothing is written', () => {
  test.each(['blocked', 'suspended'] as const)('on a card that is %s', async (status) => {
    const at = await testIssuer();
    await issued(at, 1);
    await setCardStatus(at.issuer, FIRST, status);
    expect(await caught(renewed(at, { keyGeneration: 2 }))).toMatchObject({
      code: 'issuing.card-not-good',
      detail: { status },
    });
  });

  test('on another card, for another person, for a card that nobody issued', async () => {
    const at = await testIssuer();
    await issued(at, 2);
    const another = renewed(at, { keyGeneration: 2 }, undefined, SECOND);
    expect(await caught(another)).toMatchObject({
      code: 'issuing.another-card',
      detail: { found: SECOND },
    });
    const person = personOf(at.issuer, at.issuer.register.card(SECOND)!);
    expect(await caught(renewed(at, { person }))).toMatchObject({ code: 'issuing.other-person' });
    await expectGeneration(at, 1);
    const { transport } = await inReader(at, FIRST);
    const nobody = '9990010000000009' as CardSerial;
    const ports = { sam: at.sam, transport };
    expect(await caught(renewCard(at.issuer, nobody, {}, ports))).toMatchObject({
      code: 'issuing.card-unknown',
    });
  });
});

test('a card whose EF.CARD was left erased is opened by what the register knows of it', async () => {
  const at = await testIssuer();
  await issued(at, 1);
  const store = fileStore(fileOf(at, FIRST));
  const contents = parseContents((await store.load())!);
  const { fid } = FILES['EF.CARD'];
  const erased = new Uint8Array(contents.files.get(fid)!.length);
  const files = new Map(contents.files).set(fid, erased);
  await store.save(encodeContents({ ...contents, files }));
  expect(await standing(at)).toMatch(/^card\.malformed-/);

  const { transport } = await inReader(at, FIRST);
  const opened = await caught(IssuerSession.open(transport, { sam: at.sam }));
  expect(opened).toMatchObject({ code: expect.stringMatching(/^card\.malformed-/) });
  expect(await renewed(at, {})).toBe(1);
  await expectGeneration(at, 1);
});
