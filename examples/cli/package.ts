/** The package that this command was built from. */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From dist/ and from examples/cli/ alike the package is at most this far up. */
const LEVELS_MAX = 4;

function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let level = 0; level < LEVELS_MAX; level++) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    folder = dirname(folder);
  }
  throw new Error('package.json of onecard not found above the command');
}

const root = findRoot();

/** Version of the package, such as `0.1.0`. */
export const version: string = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;

/** Folder of the package. */
export const packageRoot: string = root;

/** Absolute path of a file that ships with the package. */
export function shipped(path: string): string {
  return join(root, path);
}
