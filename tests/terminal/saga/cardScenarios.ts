/** Ways through the table once the centre answered: the card, the signatures, and what may break there. */

import { expect } from 'vitest';
import type { TransportLayer } from '../../../src/card/index.ts';
import { OneCardError } from '../../../src/errors/index.ts';
import {
  INS_PERFORM_SECURITY_OPERATION,
  INS_UPDATE_BINARY,
  pulledBefore,
} from '../../support/taps.ts';
import { type Desk, PowerCut, unreachable } from './desk.ts';
import type { Scenario } from './scenarios.ts';

const beforeState = pulledBefore(INS_UPDATE_BINARY);
const beforeSignature = pulledBefore(INS_PERFORM_SECURITY_OPERATION);
const HOUR_MS = 3_600_000;

/** The card answers this instruction with a memory failure (ISO/IEC 7816-4:2005 §5.1.3). */
const memoryFails: TransportLayer = (inner) => ({
  transmit: async (command) =>
    command[1] === INS_UPDATE_BINARY ? Uint8Array.of(0x65, 0x81) : inner.transmit(command),
  close: () => inner.close(),
});

/** Out as soon as the centre has answered. */
function outOnceAnswered(desk: Desk): TransportLayer {
  return (inner) => ({
    async transmit(command) {
      if (desk.kinds().at(-1) === 'answered') throw new OneCardError('reader.card-removed');
      return inner.transmit(command);
    },
    close: () => inner.close(),
  });
}

const noSignature = (desk: Desk) => ({
  sam: new Proxy(desk.equipment.sam, {
    get(target, name) {
      if (name === 'sign') return () => Promise.reject(new OneCardError('sam.unreachable'));
      const member = Reflect.get(target, name, target) as unknown;
      return typeof member === 'function' ? member.bind(target) : member;
    },
  }),
});

/** The other desk settles with the card, whatever this one left. */
async function settleElsewhere(second: Desk, ...numbers: readonly string[]): Promise<void> {
  for (const number of numbers)
    expect(await second.tap(number)).toMatchObject({ outcome: 'settled' });
}

export const AT_THE_CARD: readonly Scenario[] = [
  [
    'the card is gone before it is written',
    async (desk) => {
      const result = await desk.tap('ZY1', { layer: outOnceAnswered(desk) });
      expect(result).toMatchObject({ outcome: 'card-pending', advice: 'same-card-again' });
      expect(desk.kinds()).toEqual(['intent', 'answered']);
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'already-settled', finished: [{}] });
    },
  ],
  [
    'the card is pulled while it is written, and finished at the next tap',
    async (desk) => {
      const result = await desk.tap('ZY1', { layer: beforeState });
      expect(result).toMatchObject({ outcome: 'card-pending', advice: 'same-card-again' });
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'already-settled', finished: [{}] });
      expect(desk.kinds()).toEqual([
        'intent',
        'answered',
        'card-pending',
        'card-committed',
        'settled',
      ]);
    },
  ],
  [
    'the card fails: it is kept',
    async (desk) => {
      const result = await desk.tap('ZY1', { layer: memoryFails });
      expect(result).toMatchObject({ outcome: 'card-pending', advice: 'keep-the-card' });
      expect(desk.seen.at(-1)).toMatchObject({ event: 'card-kept' });
    },
  ],
  [
    'taken back by the county before the card was written',
    async (desk) => {
      const id = await desk.cutAt('answered', 'ZY1');
      await desk.centre.reverse(id);
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
      expect(desk.kinds(id)).toEqual(['intent', 'answered', 'voided']);
    },
  ],
  [
    'taken back by the county while the card was written: the card may show it',
    async (desk) => {
      await desk.tap('ZY1', { layer: beforeSignature });
      const id = desk.newest().id!;
      await desk.centre.reverse(id);
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
      expect(desk.kinds(id).at(-1)).toBe('voided');
      const [entry] = [...desk.journal.settledAfter(0)];
      // The card held the first one's state: the second follows it.
      expect(entry!.signed.statement.sequence).toBe(2);
    },
  ],
  [
    'called off by the clerk while it waits for its card',
    async (desk) => {
      await desk.tap('ZY1', { layer: beforeSignature });
      const id = desk.newest().id!;
      const asked = { reason: 'the patient left', operator: '999' };
      expect(await desk.terminal().reverse(id, asked)).toMatchObject({
        outcome: 'reversed',
        entry: { cardCaughtUp: false },
      });
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
      expect(desk.kinds(id).at(-1)).toBe('card-caught-up');
    },
  ],
  [
    'the module does not sign, and does so later without the card',
    async (desk) => {
      const result = await desk.tap('ZY1', { changes: noSignature(desk) });
      expect(result).toMatchObject({ outcome: 'card-pending', advice: 'no-card-needed' });
      expect(desk.kinds().at(-1)).toBe('card-committed');
      const recovery = await desk.terminal().recover();
      expect(recovery).toMatchObject({ closed: [{ state: 'done' }], notHandedIn: [] });
      expect(await desk.centre.status(desk.newest().id!)).toMatchObject({ isConfirmed: true });
    },
  ],
  ...(['answered', 'card-pending', 'card-committed'] as const).map(
    (state): Scenario => [
      `another module is in the terminal: ${state}`,
      async (desk) => {
        const id = await desk.cutAt(state, 'ZY1');
        const sam = await desk.otherSam();
        const recovery = await desk.terminal({ sam }).recover();
        expect(recovery).toMatchObject({ closed: [{ id, state: 'reversed' }] });
        expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
      },
    ],
  ),
  ...(['answered', 'card-pending'] as const).flatMap((state): readonly Scenario[] => [
    [
      `the plan posts a settlement whose card never came: ${state}`,
      async (desk) => {
        const id = await desk.cutAt(state, 'ZY1');
        const changes = desk.planWith('post-and-review');
        expect((await desk.terminal(changes).recover()).waitingForCard).toMatchObject([{ id }]);
        desk.aheadMs = HOUR_MS;
        const recovery = await desk.terminal(changes).recover();
        expect(recovery.closed).toMatchObject([{ id, state: 'done-without-card' }]);
        expect(desk.newest()).toMatchObject({ reason: 'deadline', review: true });
        expect(await desk.centre.status(id)).toMatchObject({ outcome: 'settled' });
        desk.aheadMs = 0;
        // The card comes after all: written and signed as ever.
        const result = await desk.tap('ZY2');
        expect(result).toMatchObject({ outcome: 'settled', finished: [{ id }] });
        expect(await desk.centre.status(id)).toMatchObject({ isConfirmed: true });
      },
    ],
    [
      `the plan reverses a settlement whose card never came: ${state}`,
      async (desk) => {
        const id = await desk.cutAt(state, 'ZY1');
        desk.aheadMs = HOUR_MS;
        const recovery = await desk.terminal(desk.planWith('reverse')).recover();
        expect(recovery.closed).toMatchObject([{ id, state: 'reversed' }]);
        expect(await desk.centre.status(id)).toMatchObject({ outcome: 'reversed' });
        desk.aheadMs = 0;
        expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
      },
    ],
  ]),
  [
    'answered here, posted without its card, and settled over elsewhere',
    async (desk) => {
      const id = await desk.cutAt('answered', 'ZY1');
      await desk.centre.postWithoutCard(id);
      await settleElsewhere(await desk.second(), 'ZY2');
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'already-settled', finished: [] });
      expect(desk.kinds(id)).toEqual(['intent', 'answered', 'without-card', 'card-caught-up']);
    },
  ],
  [
    'written here without a signature, and settled over twice elsewhere',
    async (desk) => {
      await desk.tap('ZY1', { layer: beforeSignature });
      const id = desk.newest().id!;
      await settleElsewhere(await desk.second(), 'ZY2', 'ZY3');
      expect(await desk.tap('ZY4')).toMatchObject({ outcome: 'settled' });
      expect(desk.kinds(id).slice(2)).toEqual(['card-pending', 'without-card', 'card-caught-up']);
      expect(await desk.centre.status(id)).toMatchObject({ outcome: 'settled' });
    },
  ],
  [
    'the card came back, was pulled again, and went on elsewhere',
    async (desk) => {
      const id = await desk.cutAt('answered', 'ZY1');
      desk.aheadMs = HOUR_MS;
      await desk.terminal(desk.planWith('post-and-review')).recover();
      desk.aheadMs = 0;
      const pulled = await desk.tap('ZY1', { layer: pulledBefore(0xe2) });
      expect(pulled).toMatchObject({ outcome: 'card-pending', id });
      await settleElsewhere(await desk.second(), 'ZY2');
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'already-settled', finished: [] });
      expect(desk.kinds(id).slice(2)).toEqual(['without-card', 'card-pending', 'card-caught-up']);
    },
  ],
  [
    'the card came back and signed, and then the module was replaced',
    async (desk) => {
      const id = await desk.cutAt('answered', 'ZY1');
      desk.aheadMs = HOUR_MS;
      await desk.terminal(desk.planWith('post-and-review')).recover();
      desk.aheadMs = 0;
      const result = await desk.tap('ZY1', { changes: noSignature(desk) });
      expect(result).toMatchObject({ outcome: 'card-pending', id, advice: 'no-card-needed' });
      const sam = await desk.otherSam();
      const recovery = await desk.terminal({ sam }).recover();
      expect(recovery.closed).toMatchObject([{ id, state: 'done-without-card' }]);
      expect(desk.newest()).toMatchObject({ kind: 'card-caught-up', cardSequence: 1 });
      expect(await desk.centre.status(id)).toMatchObject({ outcome: 'settled' });
    },
  ],
  [
    'a settlement that stands is taken back, while the centre answers late',
    async (desk) => {
      await desk.tap('ZY1');
      const { id } = [...desk.journal.settledAfter(0)][0]!;
      const asked = { reason: 'charged twice', operator: '999', second: '998' };
      const changes = desk.centreWith(() => ({ reverse: unreachable }));
      const first = await desk.terminal(changes).reverse(id, asked);
      expect(first).toMatchObject({ outcome: 'reversing', cause: { code: 'centre.unreachable' } });
      const recovery = await desk.terminal().recover();
      expect(recovery.closed).toMatchObject([{ id, state: 'reversed' }]);
      expect(await desk.terminal().reverse(id, asked)).toMatchObject({ outcome: 'reversed' });
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
      expect(desk.kinds(id).slice(4)).toEqual([
        'settled',
        'reversing',
        'reversed',
        'card-caught-up',
      ]);
    },
  ],
  [
    'a settlement that stands without its card is taken back',
    async (desk) => {
      const id = await desk.cutAt('answered', 'ZY1');
      desk.aheadMs = HOUR_MS;
      await desk.terminal(desk.planWith('post-and-review')).recover();
      const asked = { reason: 'the patient asked', operator: '999' };
      expect(await desk.terminal().reverse(id, asked)).toMatchObject({ outcome: 'reversed' });
      desk.aheadMs = 0;
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
    },
  ],
  [
    'the power goes with both signatures made',
    async (desk) => {
      const onStep = (step: string) => {
        if (step === 'signed') throw new PowerCut();
      };
      await desk.tap('ZY1', { changes: { onStep } });
      expect(desk.kinds().at(-1)).toBe('card-committed');
      expect((await desk.terminal().recover()).closed).toMatchObject([{ state: 'done' }]);
    },
  ],
];
