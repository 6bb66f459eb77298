/** Prepared keys against the library's own arithmetic, at every edge where the fast formulas give up. */

import { weierstrass } from '@noble/curves/abstract/weierstrass.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat, uintBytes } from '../../../src/bytes.ts';
import { prepared, sm2PublicKey, sm2Verify } from '../../../src/crypto/suite/sm2.ts';
import vectors from '../vectors/sm2.json' with { type: 'json' };

const number = (text: string) => BigInt(`0x${text}`);
const { curve } = vectors;
const N = number(curve.n);
const P = number(curve.p);
const Curve = weierstrass({
  p: P,
  n: N,
  h: 1n,
  a: number(curve.a),
  b: number(curve.b),
  Gx: number(curve.gx),
  Gy: number(curve.gy),
});
const mod = (value: bigint) => ((value % N) + N) % N;

function keyOf(scalar: bigint) {
  const point = Curve.BASE.multiply(scalar);
  const { x, y } = point.toAffine();
  const unready = sm2PublicKey(uintBytes(x, 32), uintBytes(y, 32));
  return { point, unready, ready: prepared(unready) };
}

/** The answers of both ways for the signature whose sum is s × G + t × key, and what is right. */
function answers(key: ReturnType<typeof keyOf>, s: bigint, t: bigint) {
  const r = mod(t - s);
  const sum = Curve.BASE.multiplyUnsafe(s).add(key.point.multiplyUnsafe(t));
  const isPoint = !sum.is0();
  const e = isPoint ? mod(r - sum.toAffine().x) : r;
  const signature = concat([uintBytes(r, 32), uintBytes(s, 32)]);
  const both = (digest: bigint, bytes = signature) => [
    sm2Verify(key.unready, digest, bytes),
    sm2Verify(key.ready, digest, bytes),
  ];
  return { isRight: isPoint && r !== 0n, both, e };
}

const EDGES = [
  1n,
  2n,
  127n,
  128n,
  129n,
  256n,
  2n ** 255n,
  2n ** 248n - 1n,
  (N - 1n) / 2n,
  (N + 1n) / 2n,
  N - 2n,
  N - 1n,
];

/** The generator, its opposite, and points a step away: sums meet equal and opposite points there. */
describe.each([1n, N - 1n, 2n])('the key %s × G', (scalar) => {
  const key = keyOf(scalar);

  test.each(EDGES)('s = %s with every t', (s) => {
    for (const t of EDGES) {
      const { isRight, both, e } = answers(key, s, t);
      expect(both(e), `t = ${t}`).toEqual([isRight, isRight]);
      expect(both(mod(e + 1n)), `t = ${t}`).toEqual([false, false]);
    }
  });
});

test('any key and any sum', () => {
  const key = keyOf(number(vectors.sign.d));
  const scalar = fc.bigInt({ min: 1n, max: N - 1n });
  fc.assert(
    fc.property(scalar, scalar, (s, t) => {
      const { isRight, both, e } = answers(key, s, t);
      expect(both(e)).toEqual([isRight, isRight]);
    }),
    { numRuns: 100 },
  );
});

test('a digest that is larger than n counts modulo n', () => {
  const key = keyOf(5n);
  const { both, e } = answers(key, 3n, 11n);
  expect(both(e + N)).toEqual([true, true]);
});
