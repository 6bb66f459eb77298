import { oneOf, type Shape } from '../shape.ts';

/** Entries are kept for ever: a payload says which version of its kind it is. */
export const VERSION = { version: oneOf([1]) };

export type Versioned<T> = T & { readonly version: 1 };

/** One shape for each kind of `Fields`. */
export type PayloadShapes<Fields> = {
  readonly [Kind in keyof Fields]: Shape<Versioned<Fields[Kind]>>;
};
