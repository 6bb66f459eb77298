/** What a terminal remembers of cards, and what it does with the holder's PIN. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { worldFiles } from '../../examples/cli/world/files.ts';
import { HOMES } from '../../examples/cli/world/persons.ts';
import { encodePinBlock } from '../../src/card/index.ts';
import { type CardSerial, SecretPin } from '../../src/model/index.ts';
import { parseYuan } from '../../src/money.ts';
import { memoryCardCounters, openCardCounters } from '../../src/terminal/index.ts';
import { encodeContents, parseContents } from '../../src/virtual/contentsFile.ts';
import { tap } from '../support/taps.ts';
import { demoBill, temporaryFolder, testWorld } from '../support/world.ts';

const SERIAL = '9990010000000001' as CardSerial;

describe('counters', () => {
  test('rise and never fall, in memory and over a restart', async () => {
    const file = join(await temporaryFolder(), 'terminal.counters');
    const stored = openCardCounters(file);
    for (const counters of [stored, memoryCardCounters()]) {
      expect(await counters.of(SERIAL)).toBeUndefined();
      await counters.remember(SERIAL, { sequence: 4, channelSequence: 9 });
      await counters.remember(SERIAL, { sequence: 3, atc: 7, channelSequence: 8 });
      expect(await counters.of(SERIAL)).toEqual({ sequence: 4, atc: 7, channelSequence: 9 });
    }
    stored.close();
    stored.close();
    const again = openCardCounters(file);
    expect(await again.of(SERIAL)).toEqual({ sequence: 4, atc: 7, channelSequence: 9 });
    expect(await again.of('9990010000000002' as CardSerial)).toBeUndefined();
    again.close();
  });

  test('follow the card through its visits', async () => {
    const world = await testWorld(await temporaryFolder());
    const { counters } = world.equipment;
    const serial = HOMES.yinjiang.serial;
    expect((await tap(world, await demoBill('yinjiang', 'ZY1'))).outcome).toBe('settled');
    expect(await counters.of(serial)).toEqual({ sequence: 1, atc: 1, channelSequence: 1 });
    expect((await tap(world, await demoBill('yinjiang', 'ZY2'))).outcome).toBe('settled');
    expect(await counters.of(serial)).toEqual({ sequence: 2, atc: 2, channelSequence: 2 });
  });

  test('a signature counter that went back is no new signature', async () => {
    const world = await testWorld(await temporaryFolder());
    await world.equipment.counters.remember(HOMES.yinjiang.serial, { atc: 5 });
    const result = await tap(world, await demoBill('yinjiang', 'ZY1'));
    expect(result).toMatchObject({
      outcome: 'card-pending',
      cause: { code: 'card.counter-not-monotonic', detail: { atc: 1, atcSeen: 5 } },
    });
  });
});

describe('the holder’s PIN', () => {
  const pin = new SecretPin('258025');
  const wrong = new SecretPin('111111');

  async function worldWithPin() {
    const folder = await temporaryFolder();
    (await testWorld(folder)).close();
    const file = worldFiles(join(folder, 'world')).card(HOMES.yinjiang.county);
    const contents = parseContents(Uint8Array.from(await readFile(file)));
    const block = encodePinBlock(pin);
    await writeFile(file, encodeContents({ ...contents, pin: { block, triesLeft: 3 } }));
    return testWorld(folder);
  }

  /** A policy that enters `pins` in turn, and what it was asked. */
  function entering(pins: readonly (SecretPin | undefined)[], fundsFrom = '0.01') {
    const asked: (number | undefined)[] = [];
    const ask = async (triesLeft?: number) => pins[asked.push(triesLeft) - 1];
    return { asked, holderPin: { fundsFrom: parseYuan(fundsFrom), ask } };
  }

  test('is asked for from a sum on, again after a wrong one', async () => {
    const world = await worldWithPin();
    const { asked, holderPin } = entering([wrong, wrong, pin]);
    const bill = await demoBill('yinjiang', 'ZY1');
    expect((await tap(world, bill, { holderPin })).outcome).toBe('settled');
    expect(asked).toEqual([undefined, 2, 1]);

    const never = entering([], '99999999.00');
    const second = await demoBill('yinjiang', 'ZY2');
    expect((await tap(world, second, { holderPin: never.holderPin })).outcome).toBe('settled');
    expect(never.asked).toEqual([]);
  });

  test.each([
    ['not-entered', [undefined]],
    ['blocked', [wrong, wrong, wrong]],
  ] as const)('%s: nothing was written', async (cause, pins) => {
    const world = await worldWithPin();
    const { holderPin } = entering(pins);
    const result = await tap(world, await demoBill('yinjiang', 'ZY1'), { holderPin });
    expect(result).toMatchObject({ outcome: 'pin-refused', cause });
    expect(world.equipment.journal.head().sequence).toBe(0);
  });

  test('a card without one is asked for none that could be wrong', async () => {
    const world = await testWorld(await temporaryFolder());
    const { holderPin } = entering([pin]);
    const bill = await demoBill('yinjiang', 'ZY1');
    expect((await tap(world, bill, { holderPin })).outcome).toBe('settled');
  });
});
