/** Works out the formula of a step from its inputs, as a reader with a pencil would. Exact, and apart from the engine. */

import type { ExplanationStep } from '../../../src/model/index.ts';

/** An exact fraction; `denominator` > 0. */
interface Exact {
  readonly top: bigint;
  readonly bottom: bigint;
}

/** Money and percentages as text: `12.50 yuan`, `70%`, `1/3`, `3.5`. */
const VALUE = /^(-?\d+)(?:\.(\d+))?( yuan|%)?$|^(\d+)\/(\d+)$/;

export function exactOf(text: string): Exact | undefined {
  const match = VALUE.exec(text);
  if (!match) return undefined;
  const [, whole, fraction = '', unit, top, bottom] = match;
  if (top !== undefined) return { top: BigInt(top), bottom: BigInt(bottom!) };
  const scale = 10n ** BigInt(fraction.length);
  return { top: BigInt(whole! + fraction), bottom: unit === '%' ? scale * 100n : scale };
}

const TOKEN = /\s*([A-Za-z]+|\d+|[-+×÷(),])/y;

/**
 * The value of the step's formula in fen, or undefined where it is words. Products are rounded as the
 * step says; a whole sum of money needs no rounding.
 */
export function formulaFen({ formula, inputs, rounding }: ExplanationStep): bigint | undefined {
  const tokens = tokensOf(formula);
  if (tokens === undefined) return undefined;
  const mode = rounding?.split(' ')[0];
  let at = 0;
  const next = () => tokens[at++];
  const isKnown = tokens.every(
    (token) => !/^[A-Za-z]/.test(token) || token === 'max' || token === 'min' || inputs[token],
  );
  if (!isKnown) return undefined;

  function factor(): Exact {
    const token = next()!;
    if (token === '(') return closed(sum());
    if (token === 'max' || token === 'min') {
      next();
      const one = sum();
      next();
      const other = closed(sum());
      const isLess = one.top * other.bottom < other.top * one.bottom;
      return isLess === (token === 'min') ? one : other;
    }
    if (/^\d/.test(token)) return { top: BigInt(token), bottom: 1n };
    const value = exactOf(inputs[token]!);
    if (!value) throw new Error(`${token} is no figure: ${inputs[token]}`);
    return value;
  }
  function closed(value: Exact): Exact {
    if (next() !== ')') throw new Error(`a bracket of ${formula} stays open`);
    return value;
  }
  function term(): Exact {
    let value = factor();
    let isProduct = false;
    while (tokens![at] === '×' || tokens![at] === '÷') {
      isProduct = true;
      const isTimes = next() === '×';
      const by = factor();
      value = isTimes
        ? { top: value.top * by.top, bottom: value.bottom * by.bottom }
        : { top: value.top * by.bottom, bottom: value.bottom * by.top };
    }
    return isProduct && mode !== undefined ? toFen(value, mode) : value;
  }
  function sum(): Exact {
    let value = term();
    while (tokens![at] === '+' || tokens![at] === '-') {
      const sign = next() === '+' ? 1n : -1n;
      const more = term();
      value = {
        top: value.top * more.bottom + sign * more.top * value.bottom,
        bottom: value.bottom * more.bottom,
      };
    }
    return value;
  }

  const value = sum();
  if (at !== tokens.length) throw new Error(`${formula} does not end`);
  if ((value.top * 100n) % value.bottom !== 0n)
    throw new Error(`${formula} leaves a part of a fen`);
  return (value.top * 100n) / value.bottom;
}

function tokensOf(formula: string): readonly string[] | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < formula.length) {
    const match = TOKEN.exec(formula);
    if (!match) return undefined;
    tokens.push(match[1]!);
  }
  return tokens;
}

/** Rounded by the name of the plan's rounding; never negative here. */
function toFen({ top, bottom }: Exact, mode: string): Exact {
  const fen = top * 100n;
  const down = fen / bottom;
  const rest = fen - down * bottom;
  const isUp = {
    'half-up': 2n * rest >= bottom,
    'half-even': 2n * rest > bottom || (2n * rest === bottom && down % 2n === 1n),
    down: false,
    up: rest > 0n,
  }[mode];
  if (isUp === undefined) throw new Error(`no such rounding: ${mode}`);
  return { top: isUp ? down + 1n : down, bottom: 100n };
}

/** Of bands that are summed up before they are rounded. */
export function productsFen(bands: readonly ExplanationStep[], rounding: string): bigint {
  let sum: Exact = { top: 0n, bottom: 1n };
  for (const { inputs } of bands) {
    const fee = exactOf(inputs.fee!)!;
    const ratio = exactOf(inputs.ratio!)!;
    const bottom = fee.bottom * ratio.bottom;
    sum = { top: sum.top * bottom + fee.top * ratio.top * sum.bottom, bottom: sum.bottom * bottom };
  }
  return toFen(sum, rounding.split(' ')[0]!).top;
}
