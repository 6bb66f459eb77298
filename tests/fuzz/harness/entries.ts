/** The entries: one file each beside the harness's folder, tests/fuzz/*.ts. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));

/** Files that may hold an entry, in the order of their names. */
export function entryFiles(): readonly string[] {
  const names = readdirSync(FOLDER).filter((name) => /(?<!\.test)\.ts$/.test(name));
  return names.sort().map((name) => join(FOLDER, name));
}

/** A file of the harness's own broken entries. */
export function faultFile(name: string): string {
  return join(FOLDER, 'harness/faults', `${name}.ts`);
}
