/** Maps with named fields, and maps from a fixed set of names. Keys are text, as in the journal's format. */

import type { CborInput, CborValue } from '../../crypto/index.ts';
import { Mismatch, type Shape, type ShapeOf } from './shape.ts';

type Shapes = Readonly<Record<string, Shape<unknown>>>;
type Fields<R, O> = { readonly [Name in keyof R]: ShapeOf<R[Name]> } & {
  readonly [Name in keyof O]?: ShapeOf<O[Name]>;
};
/** The same type written out, so that it reads like the model's interface. */
type Flat<T> = { readonly [Name in keyof T]: T[Name] };

/**
 * A map with the fields of `required`, and those of `optional` that are there. Any other field is
 * refused in both directions: what the journal does not know, it must not drop.
 */
export function fields<R extends Shapes, O extends Shapes = Record<never, never>>(
  required: R,
  optional: O = {} as O,
): Shape<Flat<Fields<R, O>>> {
  const shapes = new Map([...Object.entries(required), ...Object.entries(optional)]);

  function assertNames(present: ReadonlySet<unknown>, path: string): void {
    for (const name of Object.keys(required)) {
      if (!present.has(name)) throw new Mismatch(`${path}.${name}`, 'a value');
    }
    for (const name of present) {
      if (!shapes.has(name as string)) throw new Mismatch(path, 'no unknown field');
    }
  }

  return {
    encode(value, path) {
      const entries = entriesOf(value, path);
      assertNames(new Set(entries.map(([name]) => name)), path);
      return new Map<string, CborInput>(
        entries.map(([name, field]) => [name, shapes.get(name)!.encode(field, `${path}.${name}`)]),
      );
    },
    decode(value, path) {
      if (!(value instanceof Map)) throw new Mismatch(path, 'a map');
      const map = value as ReadonlyMap<string, CborValue>;
      assertNames(new Set(map.keys()), path);
      const decoded = [...map].map(
        ([name, field]) => [name, shapes.get(name)!.decode(field, `${path}.${name}`)] as const,
      );
      return Object.fromEntries(decoded) as Flat<Fields<R, O>>;
    },
  };
}

/** Maps of one of several shapes, told apart by what the field `name` says. */
export function oneOfShapes<Shapes extends Readonly<Record<string, Shape<unknown>>>>(
  name: string,
  shapes: Shapes,
): Shape<ShapeOf<Shapes[keyof Shapes]>> {
  type Value = ShapeOf<Shapes[keyof Shapes]>;
  function shapeOf(choice: unknown, path: string): Shape<unknown> {
    const known = typeof choice === 'string' && Object.hasOwn(shapes, choice);
    if (known) return shapes[choice]!;
    throw new Mismatch(`${path}.${name}`, `one of ${Object.keys(shapes).join(', ')}`);
  }
  return {
    encode(value, path) {
      const choice = new Map(entriesOf(value, path)).get(name);
      return shapeOf(choice, path).encode(value, path);
    },
    decode(value, path) {
      if (!(value instanceof Map)) throw new Mismatch(path, 'a map');
      return shapeOf(value.get(name), path).decode(value, path) as Value;
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
  function assertCount(count: number, path: string): void {
    if (count > countMax) throw new Mismatch(path, `at most ${countMax} entries`);
  }
  return {
    encode(value, path) {
      const entries = entriesOf(value, path);
      assertCount(entries.length, path);
      return new Map(
        entries.map(([key, each], index) => {
          name.encode(key, `${path}{${index}}`);
          return [key, item.encode(each as T, `${path}{${index}}`)];
        }),
      );
    },
    decode(value, path) {
      if (!(value instanceof Map)) throw new Mismatch(path, 'a map');
      assertCount(value.size, path);
      return Object.fromEntries(
        [...(value as ReadonlyMap<string, CborValue>)].map(([key, each], index) => [
          name.decode(key, `${path}{${index}}`),
          item.decode(each, `${path}{${index}}`),
        ]),
      );
    },
  };
}

/** The fields that are there; `undefined` counts as absent. */
function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Mismatch(path, 'an object');
  }
  return Object.entries(value).filter(([, field]) => field !== undefined);
}
