import { describe, expect, test } from 'vitest';
import { add, amount, subtract } from '../../../src/money.ts';
import type { LayerFunction } from '../../../src/settlement/adjudicate/layer.ts';
import { assertPartitions } from '../../../src/settlement/adjudicate/partitions.ts';
import { decide, type Plan } from '../../../src/settlement/index.ts';
import { decided, request, yinjiang } from '../support.ts';

const good = decided(request());
const fen = amount(1n);

/** A plan whose last layer is followed by a faulty one. */
function planWith(fault: LayerFunction): Plan {
  const [version] = yinjiang.versions;
  const layers = [...version!.layersFor('inpatient'), fault];
  const versions = [{ ...version!, layersFor: () => layers }];
  return Object.assign({}, yinjiang, { versions });
}

describe('a layer that miscounts is stopped before anybody sees its answer', () => {
  test.each<[string, LayerFunction]>([
    [
      'pays a fen that it takes from nobody',
      (state) => ({
        ...state,
        byPayer: { ...state.byPayer, 'civil-aid': fen },
      }),
    ],
    [
      'covers a fen that nobody pays',
      (state) => ({
        ...state,
        byReason: { ...state.byReason, covered: add(state.byReason.covered, fen) },
      }),
    ],
    [
      'pays by a reason that it lowers below nothing',
      (state) => ({
        ...state,
        byReason: {
          ...state.byReason,
          'above-cap': amount(-1n),
          'co-payment': add(state.byReason['co-payment'], fen),
        },
      }),
    ],
    [
      'moves a fen between two reasons that both payers and reasons add up without',
      (state) => ({
        ...state,
        byReason: {
          ...state.byReason,
          covered: subtract(state.byReason.covered, fen),
          'co-payment': add(state.byReason['co-payment'], fen),
        },
        byPayer: { ...state.byPayer },
      }),
    ],
  ])('%s', (_, fault) => {
    expect(() => decide(request({ plan: planWith(fault) }))).toThrow(RangeError);
  });

  test('and one that changes nothing is not', () => {
    expect(decided(request({ plan: planWith((state) => state) }))).toEqual(good);
  });
});

describe('each sum is asserted', () => {
  const [line, ...others] = good.lines;
  test.each([
    ['by payer', { byPayer: { ...good.byPayer, cash: add(good.byPayer.cash!, fen) } }],
    ['by reason', { byReason: { ...good.byReason, excluded: amount(0n) } }],
    ['by line', { lines: others }],
    ['line 1', { lines: [{ ...line!, eligible: subtract(line!.eligible, fen) }, ...others] }],
    [
      'covered',
      {
        byReason: {
          ...good.byReason,
          covered: subtract(good.byReason.covered, fen),
          deductible: add(good.byReason.deductible, fen),
        },
      },
    ],
    ['negative', { byPayer: { cash: add(good.total, fen), 'pooled-fund': amount(-1n) } }],
  ])('%s', (what, change) => {
    expect(() => assertPartitions(good)).not.toThrow();
    expect(() => assertPartitions({ ...good, ...change })).toThrow(what);
  });
});
