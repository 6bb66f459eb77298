/** Files that are there whole or not at all, readable by their owner alone. */

import { open, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { OneCardError } from '../errors/index.ts';

/** Keys and persons: nobody's but the owner's. */
const FILE_MODE = 0o600;

/** Flushes that wait for the disk together: the disk joins them, and more gain nothing. */
const WRITES_MAX = 16;

/** One file to be written. */
export interface DurableFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * Replaces each file whole: the new bytes are flushed beside it, then take its name. When this resolves
 * all of them survive a power cut. They must be in one folder, which is flushed once.
 * @throws OneCardError `issuing.cannot-write`
 */
export async function writeDurably(files: readonly DurableFile[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  const folder = dirname(first.path);
  for (let start = 0; start < files.length; start += WRITES_MAX) {
    await Promise.all(files.slice(start, start + WRITES_MAX).map(writeOne));
  }
  try {
    await flushFolder(folder);
  } catch (cause) {
    throw cannotWrite(folder, cause);
  }
}

/** The file's bytes; undefined when it is not there. @throws OneCardError `issuing.cannot-read`. */
export async function readWhole(path: string): Promise<Uint8Array | undefined> {
  try {
    return Uint8Array.from(await readFile(path));
  } catch (cause) {
    if (systemCode(cause) === 'ENOENT') return undefined;
    const detail = { file: basename(path), system: systemCode(cause) };
    throw new OneCardError('issuing.cannot-read', detail, { cause });
  }
}

async function writeOne(file: DurableFile): Promise<void> {
  try {
    await replace(file);
  } catch (cause) {
    throw cannotWrite(file.path, cause);
  }
}

async function replace({ path, bytes }: DurableFile): Promise<void> {
  const draft = `${path}.new`;
  // What an interrupted run left behind may have other rights.
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', FILE_MODE);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** Makes the new names durable. Windows has no such call, and NTFS journals names by itself. */
async function flushFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function cannotWrite(path: string, cause: unknown): OneCardError {
  const detail = { file: basename(path), system: systemCode(cause) };
  return new OneCardError('issuing.cannot-write', detail, { cause });
}

/** `EACCES`, `ENOSPC`, …: what the operating system calls the failure. */
function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
