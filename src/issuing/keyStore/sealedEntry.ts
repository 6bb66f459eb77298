import { equalBytes } from '../../bytes.ts';
import { OneCardError } from '../../errors/index.ts';
import type { SecretStore } from '../../model/index.ts';

/** One secret of a store as the memory of a security module: what the virtual room calls a `CardStore`. */
export interface SealedEntry {
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}

/** @throws OneCardError `virtual.card-file-changed` from `save` when another program wrote it since `load` */
export function sealedEntry(store: SecretStore, name: string): SealedEntry {
  let known: Uint8Array | undefined;
  return {
    async load() {
      known = await store.load(name);
      return known?.slice();
    },
    async save(bytes) {
      const found = known && (await store.load(name));
      if (known && !(found && equalBytes(found, known))) {
        throw new OneCardError('virtual.card-file-changed');
      }
      await store.save(name, bytes);
      known = bytes.slice();
    },
  };
}
