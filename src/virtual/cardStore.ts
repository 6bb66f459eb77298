import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { equalBytes } from '../bytes.ts';
import { OneCardError } from '../errors/index.ts';

/**
 * The non-volatile memory of a virtual card. `save` replaces everything or nothing: when it resolves
 * the new bytes survive a power cut, and until then the old ones do.
 */
export interface CardStore {
  /** Undefined before the first `save`. @throws OneCardError `virtual.card-file-damaged`. */
  load(): Promise<Uint8Array | undefined>;
  /** @throws OneCardError `virtual.card-file-changed`: somebody else wrote it since it was loaded. */
  save(bytes: Uint8Array): Promise<void>;
}

/** Memory of this process, gone with it. */
export function memoryStore(initial?: Uint8Array): CardStore {
  let stored = initial?.slice();
  return {
    load: async () => stored?.slice(),
    async save(bytes) {
      stored = bytes.slice();
    },
  };
}

/** Only the owner may read it: it holds the card's private keys. */
const FILE_MODE = 0o600;

/**
 * One file, replaced as a whole: a new file beside it is written and flushed, then takes its name, then
 * the folder is flushed. One process at a time may use it, as a card is in one reader at a time: a
 * file that changed since it was loaded is not written over, or the card would be rolled back.
 * @param path its folder must exist
 */
export function fileStore(path: string): CardStore {
  let known: Uint8Array | undefined;
  return {
    async load() {
      known = await readWhole(path);
      return known?.slice();
    },
    async save(bytes) {
      const found = known && (await readWhole(path));
      if (known && !(found && equalBytes(found, known))) {
        throw new OneCardError('virtual.card-file-changed');
      }
      // Of this process alone: two that save at once must not write into each other's file.
      const next = `${path}.${process.pid}.new`;
      await writeDurably(next, bytes);
      await rename(next, path);
      await flushFolder(dirname(path));
      known = bytes.slice();
    },
  };
}

async function readWhole(path: string): Promise<Uint8Array | undefined> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    const detail = { document: 'virtual card', rule: String(code) };
    throw new OneCardError('virtual.card-file-damaged', detail, { cause });
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', FILE_MODE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the new name durable. Windows has no such call, and NTFS journals names by itself. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
