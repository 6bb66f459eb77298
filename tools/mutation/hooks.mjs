/** Gives the tests the runner's own `vitest` and a `fast-check` that is not random, and takes the types out. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const OWN = new Map([
  ['vitest', new URL('vitest.mjs', import.meta.url).href],
  ['fast-check', new URL('fastCheck.mjs', import.meta.url).href],
]);

export async function resolve(specifier, context, nextResolve) {
  const own = OWN.get(specifier);
  if (own === undefined || context.parentURL === own) return nextResolve(specifier, context);
  return { url: own, shortCircuit: true };
}

export async function load(url, context, nextLoad) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
  const { code } = await transform(await readFile(fileURLToPath(url), 'utf8'), { loader: 'ts' });
  return { format: 'module', source: code, shortCircuit: true };
}
