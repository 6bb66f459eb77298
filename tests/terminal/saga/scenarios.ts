/** Ways through the table up to the card, each on real parts; together with the others they reach every edge. */

import { expect } from 'vitest';
import { OneCardError } from '../../../src/errors/index.ts';
import { amount } from '../../../src/money.ts';
import { QUERY_DEADLINE_MS } from '../../../src/terminal/saga/limits.ts';
import { type Desk, unanswered, unreachable } from './desk.ts';

export type Scenario = readonly [name: string, play: (desk: Desk) => Promise<void>];

const nothing = async () => {};

export const BEFORE_THE_CARD: readonly Scenario[] = [
  [
    'goes well',
    async (desk) => {
      expect(await desk.tap('ZY1')).toMatchObject({
        outcome: 'settled',
        confirmation: { outcome: 'confirmed' },
      });
    },
  ],
  [
    'refused before anything is written',
    async (desk) => {
      expect(await desk.tap('ZY1', { billOf: 'jimunai' })).toMatchObject({ outcome: 'refused' });
      expect(desk.kinds()).toEqual([]);
    },
  ],
  [
    'called off before the card was read',
    async (desk) => {
      const signal = AbortSignal.abort();
      expect(await desk.tap('ZY1', { signal })).toEqual({ outcome: 'cancelled', finished: [] });
      expect(desk.kinds()).toEqual([]);
    },
  ],
  [
    'not confirmed by the clerk',
    async (desk) => {
      const confirm = async () => false;
      expect(await desk.tap('ZY1', { confirm })).toEqual({ outcome: 'cancelled', finished: [] });
      expect(desk.kinds()).toEqual([]);
    },
  ],
  [
    'the holder enters no PIN',
    async (desk) => {
      const holderPin = { fundsFrom: amount(0n), ask: async () => undefined };
      const result = await desk.tap('ZY1', { changes: { holderPin } });
      expect(result).toMatchObject({ outcome: 'pin-refused' });
      expect(desk.kinds()).toEqual([]);
    },
  ],
  [
    'declined at the last moment',
    async (desk) => {
      const changes = desk.centreWith((centre) => ({
        async settle(id, request) {
          await centre.reverse(id);
          return centre.settle(id, request);
        },
      }));
      const result = await desk.tap('ZY1', { changes });
      expect(result).toMatchObject({ outcome: 'declined', reasons: ['already-reversed'] });
      expect(desk.kinds()).toEqual(['intent', 'declined']);
    },
  ],
  [
    'called off with the intent durable and nothing sent',
    async (desk) => {
      const abort = new AbortController();
      const onStep = (step: string) => step === 'intent-durable' && abort.abort();
      const result = await desk.tap('ZY1', { signal: abort.signal, changes: { onStep } });
      expect(result).toMatchObject({ outcome: 'cancelled', id: desk.newest().id });
      expect(desk.kinds()).toEqual(['intent', 'reversing', 'voided']);
      expect(desk.newest()).toMatchObject({ reason: 'cancelled-by-clerk' });
    },
  ],
  [
    'called off while the centre answered: taken back there',
    async (desk) => {
      const abort = new AbortController();
      const changes = desk.centreWith((centre) => ({
        async settle(id, request) {
          const answer = await centre.settle(id, request);
          abort.abort();
          return answer;
        },
      }));
      const result = await desk.tap('ZY1', { signal: abort.signal, changes, operator: '999' });
      expect(result).toMatchObject({ outcome: 'cancelled' });
      const id = desk.newest().id!;
      expect(desk.kinds()).toEqual(['intent', 'answered', 'reversing', 'reversed']);
      // The card was never begun to be written: it needs no telling.
      expect(desk.newest()).toMatchObject({ cardCaughtUp: true });
      expect(await desk.centre.status(id)).toMatchObject({ outcome: 'reversed' });
    },
  ],
  [
    'the answer is lost and found again by its id',
    async (desk) => {
      const changes = desk.centreWith(unanswered(nothing));
      expect(await desk.tap('ZY1', { changes })).toMatchObject({ outcome: 'settled' });
      expect(desk.kinds().slice(0, 3)).toEqual(['intent', 'unknown', 'answered']);
      expect(desk.waitedMs).toBeGreaterThan(0);
    },
  ],
  [
    'the answer is lost: it was a no',
    async (desk) => {
      const changes = desk.centreWith(unanswered((centre, id) => centre.reverse(id)));
      const result = await desk.tap('ZY1', { changes });
      expect(result).toMatchObject({ outcome: 'declined', reasons: ['already-reversed'] });
      expect(desk.kinds()).toEqual(['intent', 'unknown', 'declined']);
    },
  ],
  [
    'the message is lost: void after the deadline, and its id is taken',
    async (desk) => {
      const changes = desk.centreWith(() => ({ settle: unreachable }));
      expect(await desk.tap('ZY1', { changes })).toMatchObject({ outcome: 'voided' });
      expect(desk.kinds()).toEqual(['intent', 'unknown', 'voided']);
      expect(desk.newest()).toMatchObject({ reason: 'never-settled' });
      expect(desk.waitedMs).toBeGreaterThanOrEqual(QUERY_DEADLINE_MS);
      expect(await desk.tap('ZY1')).toMatchObject({ outcome: 'settled' });
    },
  ],
  [
    'settled without an answer and taken back by the county',
    async (desk) => {
      const changes = desk.centreWith((centre) => ({
        async settle(id, request) {
          await centre.settle(id, request);
          await centre.reverse(id);
          throw new OneCardError('centre.unreachable');
        },
      }));
      expect(await desk.tap('ZY1', { changes })).toMatchObject({ outcome: 'voided' });
      expect(desk.newest()).toMatchObject({ kind: 'voided', reason: 'reversed' });
    },
  ],
  [
    'nobody answers at all: the visit stays open, and is asked for at the start',
    async (desk) => {
      const changes = desk.centreWith(() => ({ settle: unreachable, status: unreachable }));
      const result = await desk.tap('ZY1', { changes });
      expect(result).toMatchObject({ outcome: 'unknown', cause: { code: 'centre.unreachable' } });
      // Written once, counted in memory.
      expect(desk.kinds()).toEqual(['intent', 'unknown']);
      expect((await desk.terminal().recover()).closed).toMatchObject([{ state: 'voided' }]);
    },
  ],
  [
    'called off while nobody answers',
    async (desk) => {
      const abort = new AbortController();
      const changes = {
        ...desk.centreWith(() => ({ settle: unreachable })),
        wait: async () => abort.abort(),
      };
      const result = await desk.tap('ZY1', { changes, signal: abort.signal });
      expect(result).toMatchObject({ outcome: 'cancelled' });
      expect(desk.kinds()).toEqual(['intent', 'unknown', 'reversing', 'voided']);
    },
  ],
];
