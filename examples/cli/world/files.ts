/** Where the world keeps what. Secrets are readable by their owner alone. */

import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { CountyCode } from '../../../src/model/index.ts';

const SECRET_MODE = 0o600;

/** Paths inside the world's folder. */
export function worldFiles(folder: string) {
  return {
    marker: join(folder, 'world.txt'),
    root: join(folder, 'province.certificate'),
    sam: join(folder, 'terminal.sam'),
    journal: join(folder, 'terminal.journal'),
    countyKey: (county: CountyCode) => join(folder, `county-${county}.key`),
    statusList: (county: CountyCode) => join(folder, `county-${county}.status`),
    centre: (county: CountyCode) => join(folder, `centre-${county}.sqlite`),
    card: (county: CountyCode) => join(folder, `card-${county}.card`),
  };
}
export type WorldFiles = ReturnType<typeof worldFiles>;

/** Replaces the file as a whole: the new bytes are flushed before they take the name. */
export async function saveSecret(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.new`;
  const file = await open(draft, 'w', SECRET_MODE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

export async function saveText(path: string, text: string): Promise<void> {
  await saveSecret(path, new TextEncoder().encode(text));
}

/** The file's bytes; undefined when it is not there. */
export async function load(path: string): Promise<Uint8Array | undefined> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
