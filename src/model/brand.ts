declare const brand: unique symbol;

/** A nominal type: a `T` that has passed the check its name speaks of. */
export type Brand<T, Name extends string> = T & {
  readonly [brand]: { readonly [K in Name]: true };
};
