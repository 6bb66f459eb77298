/** Maps with named fields, and maps from a fixed set of names. Keys are text, as in the journal's format. */

import {
  type CborValue,
  compareKeys,
  encodeCbor,
  putCount,
  putEncoded,
  putEnd,
  putMap,
  putMapUncounted,
} from '../../crypto/index.ts';
import { Mismatch, type Shape, type ShapeOf, within } from './shape.ts';

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Fields<R, O> = { readonly [Name in keyof R]: ShapeOf<R[Name]> } & {
  readonly [Name in keyof O]?: ShapeOf<O[Name]>;
};
/** The same type written out, so that it reads like the model's interface. */
type Flat<T> = { readonly [Name in keyof T]: T[Name] };

/** What `putCount` counts. */
const FIELDS_MAX = 23;

interface Field {
  readonly name: string;
  /** The name as it stands in CBOR. */
  readonly key: Uint8Array;
  readonly shape: Shape<unknown>;
  readonly isRequired: boolean;
}

/**
 * A map with the fields of `required`, and those of `optional` that are there. Any other field is
 * refused in both directions: what the journal does not know, it must not drop.
 */
export function fields<R extends Shapes, O extends Shapes = Record<never, never>>(
  required: R,
  optional: O = {} as O,
): Shape<Flat<Fields<R, O>>> {
  type Value = Flat<Fields<R, O>>;
  /** In the order in which they are written. */
  const known: readonly Field[] = [
    ...Object.entries(required).map(([name, shape]) => ({ name, shape, isRequired: true })),
    ...Object.entries(optional).map(([name, shape]) => ({ name, shape, isRequired: false })),
  ]
    .sort((a, b) => compareKeys(a.name, b.name))
    .map((field) => ({ ...field, key: encodeCbor(field.name) }));
  if (known.length > FIELDS_MAX) throw new RangeError(`more than ${FIELDS_MAX} fields`);

  return {
    put(value) {
      assertObject(value);
      const place = putMapUncounted();
      let present = 0;
      let at = 0;
      try {
        for (; at < known.length; at++) {
          const { name, key, shape, isRequired } = known[at]!;
          const field = value[name];
          if (field === undefined) {
            if (isRequired) throw new Mismatch('a value');
            continue;
          }
          present += 1;
          putEncoded(key);
          shape.put(field);
        }
      } catch (error) {
        throw within(`.${known[at]!.name}`, error);
      }
      if (countOf(value, present) !== present) throw new Mismatch('no unknown field');
      putCount(place, present);
      putEnd();
    },
    copy(value) {
      const copied: Record<string, unknown> = {};
      for (const { name, shape } of known) {
        const field = (value as Readonly<Record<string, unknown>>)[name];
        if (field !== undefined) copied[name] = shape.copy(field);
      }
      return copied as Value;
    },
    decode(value) {
      const map = mapOf(value);
      const decoded: Record<string, unknown> = {};
      let present = 0;
      for (const { name, shape, isRequired } of known) {
        const field = map.get(name);
        if (field === undefined) {
          if (isRequired) throw new Mismatch('a value').within(`.${name}`);
          continue;
        }
        present += 1;
        decoded[name] = decodeUnder(name, shape, field);
      }
      if (map.size !== present) throw new Mismatch('no unknown field');
      return decoded as Value;
    },
  };
}

function decodeUnder(name: string, shape: Shape<unknown>, field: CborValue): unknown {
  try {
    return shape.decode(field);
  } catch (error) {
    throw within(`.${name}`, error);
  }
}

/** Maps of one of several shapes, told apart by what the field `name` says. */
export function oneOfShapes<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  name: string,
  shapes: Shapes,
): Shape<ShapeOf<Shapes[keyof Shapes]>> {
  type Value = ShapeOf<Shapes[keyof Shapes]>;
  function shapeOf(choice: unknown): Shape<unknown> {
    const known = typeof choice === 'string' && Object.hasOwn(shapes, choice);
    if (known) return shapes[choice]!;
    throw new Mismatch(`one of ${Object.keys(shapes).join(', ')}`).within(`.${name}`);
  }
  const chosen = (value: Value) => shapeOf((value as Readonly<Record<string, unknown>>)[name]);
  return {
    put(value) {
      assertObject(value);
      chosen(value).put(value);
    },
    copy: (value) => chosen(value).copy(value) as Value,
    decode(value) {
      return shapeOf(mapOf(value).get(name)).decode(value) as Value;
    },
  };
}

/** A map from some of `names` to values of one shape. */
export function some<Name extends string, T>(
  names: readonly Name[],
  item: Shape<T>,
): Shape<{ readonly [N in Name]?: T }> {
  return fields({}, Object.fromEntries(names.map((name) => [name, item]))) as Shape<{
    readonly [N in Name]?: T;
  }>;
}

/** A map from all of `names` to values of one shape. */
export function all<Name extends string, T>(
  names: readonly Name[],
  item: Shape<T>,
): Shape<{ readonly [N in Name]: T }> {
  return fields(Object.fromEntries(names.map((name) => [name, item]))) as Shape<{
    readonly [N in Name]: T;
  }>;
}

/** A map from at most `countMax` names of the writer's choosing to values of one shape. */
export function dictionary<T>(
  name: Shape<string>,
  item: Shape<T>,
  countMax: number,
): Shape<Readonly<Record<string, T>>> {
  function assertCount(count: number): void {
    if (count > countMax) throw new Mismatch(`at most ${countMax} entries`);
  }
  return {
    put(value) {
      assertObject(value);
      const names = Object.keys(value).filter((key) => value[key] !== undefined);
      assertCount(names.length);
      sortKeys(names);
      putMap(names.length);
      let at = 0;
      try {
        for (; at < names.length; at++) {
          name.put(names[at]!);
          item.put(value[names[at]!] as T);
        }
      } catch (error) {
        throw within(`{${at}}`, error);
      }
      putEnd();
    },
    copy(value) {
      const present = Object.entries(value).filter(([, each]) => each !== undefined);
      return Object.fromEntries(present.map(([key, each]) => [key, item.copy(each)]));
    },
    decode(value) {
      const map = mapOf(value);
      assertCount(map.size);
      return Object.fromEntries(
        [...map].map(([key, each], at) => {
          try {
            return [name.decode(key), item.decode(each)];
          } catch (error) {
            throw within(`{${at}}`, error);
          }
        }),
      );
    },
  };
}

/** Names that one rule gives come in one order: most are sorted or nearly so. */
function sortKeys(names: string[]): void {
  for (let at = 1; at < names.length; at++) {
    if (compareKeys(names[at - 1]!, names[at]!) < 0) continue;
    names.sort(compareKeys);
    return;
  }
}

function assertObject(value: unknown): asserts value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Mismatch('an object');
  }
}

/** How many fields there are; `undefined` counts as absent. @param expected how many there will be, most likely */
function countOf(value: Readonly<Record<string, unknown>>, expected: number): number {
  let names = 0;
  for (const _ in value) names += 1;
  if (names === expected) return expected;
  return Object.keys(value).filter((name) => value[name] !== undefined).length;
}

function mapOf(value: CborValue): ReadonlyMap<string, CborValue> {
  if (!(value instanceof Map)) throw new Mismatch('a map');
  return value as ReadonlyMap<string, CborValue>;
}
