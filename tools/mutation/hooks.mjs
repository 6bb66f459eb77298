/** Gives the tests the runner's own `vitest` and a `fast-check` that is not random. */

const OWN = new Map([
  ['vitest', new URL('vitest.mjs', import.meta.url).href],
  ['fast-check', new URL('fastCheck.mjs', import.meta.url).href],
]);

export async function resolve(specifier, context, nextResolve) {
  const own = OWN.get(specifier);
  if (own === undefined || context.parentURL === own) return nextResolve(specifier, context);
  return { url: own, shortCircuit: true };
}
