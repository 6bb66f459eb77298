/** Never exists at run time. A private name is what a spread drops: `{ ...proven }` is not proven. */
declare class Proof<Name extends string> {
  readonly #name: Name;
}

/** A nominal type: a `T` that has passed the check its name speaks of. */
export type Brand<T, Name extends string> = T & Proof<Name>;
