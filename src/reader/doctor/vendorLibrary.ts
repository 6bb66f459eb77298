/**
 * Which processor a dynamic library is made for, from its first bytes:
 *
 * ```
 * MZ … [3C] offset ─► "PE" 00 00, machine (2, little-endian)      Windows (PE/COFF specification §3)
 * 7F "ELF", class, byte order … [12] machine (2)                  Linux (ELF gABI, e_ident and e_machine)
 * ```
 */

import { found, type ReaderFinding } from './causes/index.ts';
import type { DoctorHost } from './host.ts';

/** Both heads stand within the first page. */
const HEAD_BYTES = 4_096;

const PE_MACHINES: Readonly<Record<number, string>> = { 332: 'ia32', 34404: 'x64', 43620: 'arm64' };
const ELF_MACHINES: Readonly<Record<number, string>> = {
  3: 'ia32',
  40: 'arm',
  62: 'x64',
  183: 'arm64',
  243: 'riscv64',
  258: 'loong64',
};

/** Whether this program can load the vendor's library in `path`. */
export async function examineVendorLibrary(host: DoctorHost, path: string): Promise<ReaderFinding> {
  const check = 'vendor-library';
  const head = await host.bytes(path, HEAD_BYTES);
  if (!head) return found(check, 'vendor-library-missing', { facts: { library: path } });
  const arch = libraryArch(head);
  if (arch === undefined)
    return found(check, 'vendor-library-unknown', { facts: { library: path } });
  const facts = { library: path, made: arch, program: host.arch };
  const fits = arch === host.arch;
  return found(check, fits ? 'vendor-library-fits' : 'vendor-library-other-processor', { facts });
}

/** As Node names processors; the number where there is no name; undefined when it is no library. */
export function libraryArch(head: Uint8Array): string | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length >= 20 && view.getUint32(0) === 0x7f454c46) {
    const machine = view.getUint16(18, head[5] !== 2);
    return ELF_MACHINES[machine] ?? `elf-${machine}`;
  }
  if (head.length < 0x40 || view.getUint16(0) !== 0x4d5a) return undefined;
  const offset = view.getUint32(0x3c, true);
  if (offset + 6 > head.length || view.getUint32(offset) !== 0x50450000) return undefined;
  const machine = view.getUint16(offset + 4, true);
  return PE_MACHINES[machine] ?? `pe-${machine}`;
}
