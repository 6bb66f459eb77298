/** Who may read, write and do what: each file and each command with the keys of each role. */

import { beforeEach, describe, expect, test } from 'vitest';
import { uintBytes } from '../../src/bytes.ts';
import { type ElementaryFile, FILES, type FileName } from '../../src/card/index.ts';
import type { SamRole } from '../../src/model/index.ts';
import { SELECT_APPLICATION, send, type Target } from './apdus.ts';
import { type PlainCard, plainCard } from './cards.ts';

type Who = SamRole | 'NOBODY';
const EVERYBODY: readonly Who[] = ['NOBODY', 'READ', 'SETTLE', 'ISSUE'];

let made: PlainCard;
beforeEach(async () => {
  made = await plainCard();
});

async function selectedAs(who: Who): Promise<Target> {
  const target = who === 'NOBODY' ? made.card : made.as(who);
  await send(target, SELECT_APPLICATION);
  return target;
}

const hex = (value: number) => Buffer.from(uintBytes(value, 1)).toString('hex');

/** From whom on a file is read and written: docs/formats/card.md, "Access". */
const RULES: Readonly<Record<Exclude<FileName, 'EF.DIR' | 'EF.ATR/INFO'>, readonly [Who, Who]>> = {
  'EF.CARD': ['NOBODY', 'ISSUE'],
  'EF.HOLDER': ['READ', 'ISSUE'],
  'EF.INS': ['READ', 'ISSUE'],
  'EF.STATE-A': ['READ', 'SETTLE'],
  'EF.STATE-B': ['READ', 'SETTLE'],
  'EF.LOG': ['READ', 'SETTLE'],
  'EF.FAMILY': ['READ', 'ISSUE'],
  'EF.CHRONIC': ['SETTLE', 'ISSUE'],
  'EF.CHAIN': ['NOBODY', 'ISSUE'],
  'EF.SOD': ['NOBODY', 'ISSUE'],
};

describe.each(Object.entries(RULES))('%s', (name, [reader, writer]) => {
  const { sfi, structure }: ElementaryFile = FILES[name as FileName];
  const isCyclic = structure === 'cyclic';

  test.each(EVERYBODY)('read by %s', async (who) => {
    const command = isCyclic ? `00B201${hex((sfi << 3) | 4)}00` : `00B0${hex(0x80 | sfi)}0004`;
    const sw = (await send(await selectedAs(who), command)).slice(-4);
    const isAllowed = EVERYBODY.indexOf(who) >= EVERYBODY.indexOf(reader);
    expect(sw).toBe(isAllowed ? (isCyclic ? '6A83' : '9000') : '6982');
  });

  test.each(EVERYBODY)('written by %s', async (who) => {
    const command = isCyclic
      ? `00E200${hex(sfi << 3)}80${'53'.repeat(128)}`
      : `00D6${hex(0x80 | sfi)}000153`;
    const isAllowed = EVERYBODY.indexOf(who) >= EVERYBODY.indexOf(writer);
    expect(await send(await selectedAs(who), command)).toBe(isAllowed ? '9000' : '6982');
  });
});

test('EF.CHRONIC with the keys of reading and the PIN, until the next selection', async () => {
  const target = await selectedAs('READ');
  expect(await send(target, '00B0880004')).toBe('6982');
  expect(await send(target, '002000810826258025FFFFFFFF')).toBe('9000');
  expect(await send(target, '00B0880000')).toMatch(/9000$/);
  await send(target, SELECT_APPLICATION);
  expect(await send(target, '00B0880004')).toBe('6982');
});

test('EF.CHRONIC with the PIN alone stays closed', async () => {
  const target = await selectedAs('NOBODY');
  expect(await send(target, '002000810826258025FFFFFFFF')).toBe('9000');
  expect(await send(target, '00B0880004')).toBe('6982');
  expect(await send(target, '00B0820004')).toBe('6982');
});

const NONCE = '11'.repeat(32);
/** From whom on a command is carried out, and what the others are told. */
const COMMANDS: readonly (readonly [string, string, Who, RegExp])[] = [
  ['INTERNAL AUTHENTICATE', `0088008120${NONCE}00`, 'NOBODY', /9000$/],
  ['MSE SET', '002241B603840182', 'SETTLE', /^9000$/],
  ['PSO without MSE', `002A9E9A20${NONCE}00`, 'SETTLE', /^6985$/],
  ['RESET RETRY COUNTER', '002C0381', 'ISSUE', /^9000$/],
  ['PUT KEY', `80D8008146${'00'.repeat(70)}0A`, 'ISSUE', /^6A80$/],
];

describe.each(COMMANDS)('%s', (_name, command, from, allowed) => {
  test.each(EVERYBODY)('by %s', async (who) => {
    const answer = await send(await selectedAs(who), command);
    if (EVERYBODY.indexOf(who) >= EVERYBODY.indexOf(from)) expect(answer).toMatch(allowed);
    else expect(answer).toBe('6982');
  });
});
