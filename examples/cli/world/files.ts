/** Where the world keeps what. Secrets are readable by their owner alone. */

import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex, utf8 } from '../../../src/bytes.ts';
import { sha256 } from '../../../src/crypto/index.ts';
import type { CountyCode } from '../../../src/model/index.ts';
import { UsageError } from '../output.ts';

export const SECRET_MODE = 0o600;

/** Paths inside the world's folder. */
export function worldFiles(folder: string) {
  return {
    marker: join(folder, 'world.txt'),
    root: join(folder, 'province.certificate'),
    sam: join(folder, 'terminal.sam'),
    samCertificate: join(folder, 'terminal.certificate'),
    samStatusList: (county: CountyCode) => join(folder, `county-${county}.sams`),
    countyCertificate: (county: CountyCode) => join(folder, `county-${county}.certificate`),
    journal: join(folder, 'terminal.journal'),
    counters: join(folder, 'terminal.counters'),
    countyKey: (county: CountyCode) => join(folder, `county-${county}.key`),
    reviewerKey: (county: CountyCode, operator: string) =>
      join(folder, `reviewer-${county}-${toHex(sha256(utf8(operator))).slice(0, 16)}.key`),
    statusList: (county: CountyCode) => join(folder, `county-${county}.status`),
    centre: (county: CountyCode) => join(folder, `centre-${county}.sqlite`),
    card: (county: CountyCode) => join(folder, `card-${county}.card`),
  };
}
export type WorldFiles = ReturnType<typeof worldFiles>;

/** Replaces the file as a whole: the new bytes are flushed before they take the name. */
export async function saveSecret(path: string, bytes: Uint8Array): Promise<void> {
  // Two processes may renew the same list of blocked cards.
  const draft = `${path}.${process.pid}.new`;
  try {
    await writeDurably(draft, bytes);
    await rename(draft, path);
  } catch (cause) {
    throw new UsageError(`${path}: cannot be written 无法写入 (${systemCode(cause)})`, { cause });
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'w', SECRET_MODE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

export async function saveText(path: string, text: string): Promise<void> {
  await saveSecret(path, new TextEncoder().encode(text));
}

/** The file's bytes; undefined when it is not there. @throws UsageError when it cannot be read. */
export async function load(path: string): Promise<Uint8Array | undefined> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    throw new UsageError(`${path}: cannot be read 无法读取 (${systemCode(cause)})`, { cause });
  }
}

export function missingFile(path: string): UsageError {
  return new UsageError(`${path}: missing from the world 演示数据缺少此文件`);
}

/** `EACCES`, `ENOENT`, …: what the operating system calls the failure; undefined when it is none of its. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  return String(error.code);
}
