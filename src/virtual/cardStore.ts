import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The non-volatile memory of a virtual card. `save` replaces everything or nothing: when it resolves
 * the new bytes survive a power cut, and until then the old ones do.
 */
export interface CardStore {
  /** Undefined before the first `save`. */
  load(): Promise<Uint8Array | undefined>;
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
 * the folder is flushed. One process at a time may use it, as a card is in one reader at a time.
 * @param path its folder must exist
 */
export function fileStore(path: string): CardStore {
  return {
    async load() {
      try {
        return Uint8Array.from(await readFile(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async save(bytes) {
      const next = `${path}.new`;
      await writeDurably(next, bytes);
      await rename(next, path);
      await flushFolder(dirname(path));
    },
  };
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
