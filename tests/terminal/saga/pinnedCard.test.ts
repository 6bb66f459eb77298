/** The card is pinned by its serial from the first byte to the last, and again at each later tap. */

import { expect, test } from 'vitest';
import type { TransportLayer } from '../../../src/card/index.ts';
import { openTerminal } from '../../../src/terminal/index.ts';
import { virtualReader } from '../../../src/virtual/index.ts';
import { INS_UPDATE_BINARY, pulledBefore } from '../../support/taps.ts';
import { demoBill } from '../../support/world.ts';
import { Desk } from './desk.ts';

test('a card that is exchanged between reading and writing is refused, and neither is written', async () => {
  const desk = await Desk.open();
  const otherReader = virtualReader(await desk.world.card('jimunai'));
  const other = await otherReader.connect({ exclusive: true });
  const exchanged: TransportLayer = (inner) => ({
    transmit: (command) =>
      desk.kinds().at(-1) === 'answered' ? other.transmit(command) : inner.transmit(command),
    close: () => inner.close(),
  });
  const result = await desk.tap('ZY1', { layer: exchanged });
  expect(result).toMatchObject({
    outcome: 'card-pending',
    cause: { code: 'card.swapped' },
    advice: 'same-card-again',
  });
  expect(desk.kinds()).toEqual(['intent', 'answered']);
  for (const name of ['yinjiang', 'jimunai'] as const) {
    const reader = virtualReader(await desk.world.card(name));
    const { record } = await desk.terminal().read(await reader.connect());
    expect(record.slots.map(({ state }) => state.sequence)).toEqual([0]);
    expect(record.newestLog).toBeUndefined();
    reader.remove();
  }
  expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'already-settled', finished: [{}] });
});

test('another card at the next tap goes on with nothing of the first', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1', { layer: pulledBefore(INS_UPDATE_BINARY) });
  const id = desk.newest().id!;
  const reader = virtualReader(await desk.world.card('jimunai'));
  const result = await desk
    .terminal()
    .settle(await reader.connect({ exclusive: true }), await demoBill('jimunai', 'ZY2'));
  expect(result).toMatchObject({ outcome: 'settled', finished: [] });
  reader.remove();
  expect(desk.kinds(id)).toEqual(['intent', 'answered', 'card-pending']);
});

test('a reversal with another card at hand is refused', async () => {
  const desk = await Desk.open();
  await desk.tap('ZY1');
  const [entry] = [...desk.journal.settledAfter(0)];
  const asked = { reason: 'charged twice', operator: '999' };
  const reader = virtualReader(await desk.world.card('jimunai'));
  const transport = await reader.connect({ exclusive: true });
  const result = await desk.terminal().reverse(entry!.id, { ...asked, transport });
  expect(result).toMatchObject({ outcome: 'other-card' });
  expect(desk.newest().kind).toBe('settled');
  reader.remove();
});

test('the security module gets its channel back after each visit', async () => {
  const desk = await Desk.open();
  const { sam } = desk.equipment;
  let open = 0;
  const counted = new Proxy(sam, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (name !== 'openChannel') {
        return typeof member === 'function' ? member.bind(target) : member;
      }
      return async (...of: Parameters<typeof sam.openChannel>) => {
        const channel = await sam.openChannel(...of);
        open += 1;
        return new Proxy(channel, {
          get(of, property) {
            const method = Reflect.get(of, property, of) as unknown;
            if (property === 'close') open -= 1;
            return typeof method === 'function' ? method.bind(of) : method;
          },
        });
      };
    },
  });
  const terminal = openTerminal({ ...desk.equipment, sam: counted });
  const reader = virtualReader(await desk.world.card('yinjiang'));
  const transport = await reader.connect({ exclusive: true });
  const bill = await demoBill('yinjiang', 'ZY1');
  await terminal.settle(transport, bill);
  expect(open).toBe(0);
  // The transport is still the caller's.
  expect(await terminal.settle(transport, bill)).toMatchObject({ outcome: 'already-settled' });
  expect(open).toBe(0);
  reader.remove();
});
