import { OneCardError } from '../../../src/errors/index.ts';
import {
  openKoffiPort,
  openPcsclitePort,
  openSocketPort,
  type PcscCapability,
  type PcscPort,
} from '../../../src/reader/index.ts';
import { PCSC_CAPABILITIES } from '../../../src/reader/pcsc/port.ts';

export interface AdapterUnderTest {
  readonly name: 'socket' | 'koffi' | 'pcsclite';
  readonly open: () => Promise<PcscPort>;
  /** The row of the adapter in docs/readers.md. */
  readonly capabilities: readonly PcscCapability[];
  /** Why it cannot be tested here; undefined when it can. */
  readonly notRun: string | undefined;
}

/** The adapters that everything a desk meets is tested with. */
export const DESK_ADAPTERS = ['socket', 'koffi'] as const;

async function reasonNotRun(open: () => Promise<PcscPort>): Promise<string | undefined> {
  try {
    await open();
    return undefined;
  } catch (error) {
    if (error instanceof OneCardError) return error.code;
    throw error;
  }
}

/** All adapters, and whether each can run on this machine. */
export async function adapters(): Promise<readonly AdapterUnderTest[]> {
  return Promise.all(
    (
      [
        { name: 'socket', open: () => openSocketPort(), capabilities: PCSC_CAPABILITIES },
        { name: 'koffi', open: () => openKoffiPort(), capabilities: PCSC_CAPABILITIES },
        { name: 'pcsclite', open: () => openPcsclitePort(), capabilities: ['control'] },
      ] as const
    ).map(async (adapter) => ({ ...adapter, notRun: await reasonNotRun(adapter.open) })),
  );
}
