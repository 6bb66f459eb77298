/** Never exists at run time. A member that is not public is what a spread drops: `{ ...proven }` is not proven. */
declare class Proof<Name extends string> {
  protected readonly proves: Name;
}

/** A nominal type: a `T` that has passed the check its name speaks of. */
export type Brand<T, Name extends string> = T & Proof<Name>;
