/**
 * Nothing of the holder is free to read, and nothing of the holder stands in the traces, the output and
 * the errors of visits, of those that end well and of every attack of the matrix.
 */

import { inspect } from 'node:util';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fromHex } from '../../src/bytes.ts';
import {
  type CardCommand,
  CHECKS,
  encodeCommand,
  FILES,
  identityCheckCharacter,
  LOG_RECORD_BYTES,
  ONECARD_AID,
  readBinary,
  readRecord,
  selectApplication,
  type TransportLayer,
  withTrace,
} from '../../src/card/index.ts';
import { explainError, OneCardError } from '../../src/errors/index.ts';
import type { IdentityNumber, MemberNumber } from '../../src/model/index.ts';
import { amount } from '../../src/money.ts';
import { plainDate } from '../../src/time.ts';
import { contentsOf, foundIn } from '../support/spellings.ts';
import { visit, witnesses } from './attacks/ground.ts';
import { ATTACKS } from './attacks/matrix.ts';
import { type CountyOptions, countyOf } from './county.ts';
import { COUNTY } from './issued.ts';

const ID_DIGITS = '99910119571129001';
const MEMBER = '999101-07-08-09-0123-02' as MemberNumber;
/** A person of whom every field is found again by its own value. */
const PERSON: Required<NonNullable<CountyOptions['person']>> = {
  holder: {
    name: '测试丙㐂',
    sex: 2,
    bornOn: plainDate('1957-11-29'),
    identityNumber: `${ID_DIGITS}${identityCheckCharacter(ID_DIGITS)}` as IdentityNumber,
    address: '示范省示范县示范乡第七村第九组四十二号',
    photoHash: new Uint8Array(32).fill(0xc7),
  },
  insurance: {
    county: COUNTY,
    memberNumber: MEMBER,
    participation: [{ year: 2026, category: 'registered-poor', paidOn: plainDate('2025-11-17') }],
  },
  family: {
    accountId: '99910107080912',
    members: [
      { memberNumber: MEMBER, relation: 0 },
      { memberNumber: '999101-07-08-09-0123-05' as MemberNumber, relation: 2 },
    ],
    allowance: amount(7_654_321n),
  },
  chronic: [
    {
      diseaseCode: 'F20.901',
      certificateNumber: 'T-2026-7391',
      validFrom: plainDate('2026-01-13'),
      validUntil: plainDate('2026-12-19'),
    },
  ],
};
/** `COUNTY` is on every card and in no way the holder's; the year stands in many a text. */
const VALUES = [
  ...contentsOf(PERSON).filter((value) => value !== COUNTY),
  // The birth date as others write it.
  '19571129',
  '1957/11/29',
  '1957年11月29日',
  '571129',
];

/** Everything that a technician, a log or a screen could be shown. */
class Shown {
  readonly lines: string[] = [];

  /** Traces next to the card, where what is free goes by in the clear. */
  readonly wire: TransportLayer = (inner) =>
    withTrace({ write: (line) => this.lines.push(line) }, { now: () => 0 })(inner);

  /** An error or a refusal as it might be written down. */
  readonly refusal = (refusal: unknown): void => {
    this.lines.push(inspect(refusal, { depth: 9, showHidden: true }));
    if (refusal instanceof OneCardError) {
      this.lines.push(refusal.stack ?? '', refusal.message, inspect(refusal.detail));
      this.lines.push(explainError(refusal, 'zh'), explainError(refusal, 'en'));
      if (refusal.cause !== undefined) this.refusal(refusal.cause);
    }
  };

  output(): void {
    for (const stream of [process.stdout, process.stderr]) {
      vi.spyOn(stream, 'write').mockImplementation((chunk) => {
        this.lines.push(String(chunk));
        return true;
      });
    }
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation((...values) => {
        this.lines.push(inspect(values, { depth: 9 }));
      });
    }
  }
}

afterEach(() => {
  vi.restoreAllMocks();
  witnesses.clear();
});

test('the search finds each value in each spelling', () => {
  expect(VALUES.length).toBeGreaterThan(15);
  for (const value of VALUES) {
    const hex = Buffer.from(value).toString('hex');
    expect(foundIn(`x ${hex} y`, [value]), hex).toBeDefined();
  }
  expect(foundIn(JSON.stringify(PERSON.holder.name), VALUES)).toBe(PERSON.holder.name);
  expect(foundIn('B2E2CAD4B1FB', ['测试丙'])).toBe('B2E2CAD4B1FB');
});

describe.each([1, 2] as const)('suite %i', (suite) => {
  test('free reading: no name, no identity number, nothing of the holder', async () => {
    const county = await countyOf(suite, { person: PERSON });
    const { reader, image } = await county.card();
    const transport = await reader.connect();
    const answers: string[] = [];
    const send = async (command: Uint8Array) => {
      answers.push(Buffer.from(await transport.transmit(command)).toString('hex'));
    };
    const ask = ({ apdu }: CardCommand<unknown>) => send(encodeCommand(apdu));
    await ask(selectApplication(ONECARD_AID));
    for (const { sfi, structure, parent, sizeBytes } of Object.values(FILES)) {
      if (parent !== 'application') continue;
      if (structure === 'cyclic') await ask(readRecord(sfi, 1, LOG_RECORD_BYTES));
      for (let offset = 0; offset < sizeBytes; offset += 128) {
        await ask(readBinary(offset === 0 ? { sfi, offset } : { offset }, 128));
      }
    }
    for (const command of ['00CA9F7F00', '80CA9F7F00', '00CB3FFF00', '00C0000000']) {
      await send(fromHex(command));
    }
    const free = answers.join('\n');
    expect(free).toContain(Buffer.from(COUNTY).toString('hex'));
    expect(free.length).toBeGreaterThan(1_000);
    expect(foundIn(free, VALUES)).toBeUndefined();
    const files = [...image.files.values()].map((file) => Buffer.from(file).toString('hex'));
    expect(foundIn(files.join('\n'), VALUES)).toBeDefined();
  });

  test('a visit, and each attack on one: nothing of the holder is shown', async () => {
    const shown = new Shown();
    const county = await countyOf(suite, { person: PERSON, wire: shown.wire });
    witnesses.add(shown.refusal);
    shown.output();
    const outcomes = [
      await visit(county, await county.card()),
      await visit(county, await county.card('atomic'), { size: 'S16' }),
    ];
    for (const { run } of ATTACKS) outcomes.push(await run(county));
    vi.restoreAllMocks();
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(2);
    const text = shown.lines.join('\n');
    for (const part of ['+0 > 00B08100', 'card.malformed-file', 'digest-mismatch']) {
      expect(text).toContain(part);
    }
    expect(foundIn(text, VALUES)).toBeUndefined();
  });
});

test('no sentence of a check has a place for what a card says', () => {
  for (const { means, clerkDoes } of Object.values(CHECKS)) {
    for (const text of [means.zh, means.en, clerkDoes.zh, clerkDoes.en]) {
      expect(text).not.toMatch(/[{}$%]/);
    }
  }
});
